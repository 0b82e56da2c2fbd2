//! Where people live: one Place for each building, address or cell of a lattice.

use crate::civil::Date;
use crate::dataset::{Dataset, DatasetKind};
use crate::ids::Code;
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use topo::Point;

/// What one Place of a population stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSort {
    /// A building.
    Building,
    /// An address: a door, a house number.
    Address,
    /// A cell of a lattice, with the people in it at its middle.
    Cell,
}

impl PlaceSort {
    /// Every sort, the most exact first.
    pub const ALL: [Self; 3] = [Self::Building, Self::Address, Self::Cell];

    /// What many of them are called, in the counts of a [`Dataset`] and in answers.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Building => "buildings",
            Self::Address => "addresses",
            Self::Cell => "cells",
        }
    }
}

/// One point of a population with the people in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the file calls it; empty where it has no name for it.
    pub code: String,
    /// A point in it.
    pub at: Point,
    /// The people who live there.
    pub residents: u32,
    /// The households they form.
    pub households: u32,
    /// What it stands for.
    pub sort: PlaceSort,
}

impl Dataset {
    /// Describes places whose bytes have that digest: `places`, `residents`,
    /// `households`, and how many `buildings`, `addresses` and `cells` they are.
    pub fn of_places(digest: String, name: String, date: Option<Date>, places: &[Place]) -> Self {
        let sum = |of: fn(&Place) -> u32| places.iter().map(|place| u64::from(of(place))).sum();
        let mut counts = BTreeMap::from([
            ("places".to_owned(), places.len() as u64),
            ("residents".to_owned(), sum(|place| place.residents)),
            ("households".to_owned(), sum(|place| place.households)),
        ]);
        for place in places {
            *counts.entry(place.sort.plural().to_owned()).or_default() += 1;
        }
        Self { kind: DatasetKind::Population, digest, name, date, counts }
    }

    /// What most Places of a population stand for; of equals the more exact.
    pub fn sort(&self) -> Option<PlaceSort> {
        let count = |sort: &PlaceSort| self.counts.get(sort.plural()).copied().unwrap_or(0);
        let sorts = PlaceSort::ALL.into_iter().rev().filter(|sort| count(sort) > 0);
        sorts.max_by_key(count)
    }
}

impl Plan {
    /// What is odd about a population on this ground; nothing of it stops an import.
    pub fn check_places(&self, places: &[Place]) -> Vec<Issue> {
        let mut issues = Vec::new();
        let residents: u64 = places.iter().map(|place| u64::from(place.residents)).sum();
        if residents == 0 {
            let message = format!("nobody lives in any of the {} places", places.len());
            let proposal = "name the column that holds the residents; every share of people would \
                            be a share of nothing";
            issues.push(Issue::of(IssueKind::NobodyLives, Severity::Advice, message, proposal));
        }
        issues.extend(twice(places));
        issues.extend(self.beyond(places));
        issues
    }

    fn beyond(&self, places: &[Place]) -> Option<Issue> {
        let points: Vec<Point> = places.iter().map(|place| place.at).collect();
        let outside = self.outside(&points);
        let first = outside.first()?;
        let people: u64 = outside.iter().map(|place| u64::from(places[*place].residents)).sum();
        let message = format!(
            "{} of {} places lie in no area, with {people} residents in them",
            outside.len(),
            places.len()
        );
        let proposal = "nothing, if the file reaches beyond the areas; else look at its \
                        coordinates: swapped or shifted ones put people in the sea";
        let issue = Issue::of(IssueKind::OutsideAreas, Severity::Advice, message, proposal);
        let features = outside.iter().map(|place| place + 1).collect();
        Some(Issue { features, at: Some(points[*first]), ..issue })
    }
}

/// Codes that several places carry: people may have been counted twice.
fn twice(places: &[Place]) -> Option<Issue> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut again: Vec<usize> = Vec::new();
    for (place, number) in places.iter().zip(0..) {
        if !place.code.is_empty() && seen.insert(&place.code, number).is_some() {
            again.push(number);
        }
    }
    let first = *again.first()?;
    let codes: Vec<Code> =
        again.iter().filter_map(|number| Code::new(places[*number].code.as_str()).ok()).collect();
    let message = format!(
        "{} places have a code that another has, the first {}",
        again.len(),
        places[first].code
    );
    let proposal = "look whether people are counted twice; each place counts by itself";
    let issue = Issue::of(IssueKind::DuplicateCode, Severity::Advice, message, proposal);
    let features = again.iter().map(|number| number + 1).collect();
    Some(Issue { codes, features, at: Some(places[first].at), ..issue })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::HighestIds;
    use crate::testing::Town;

    #[test]
    fn a_population_is_described_by_what_it_counts() {
        let place = |sort, residents| Place {
            code: String::new(),
            at: Point::new(0, 0),
            residents,
            households: 1,
            sort,
        };
        let places = [place(PlaceSort::Cell, u32::MAX), place(PlaceSort::Building, u32::MAX)];
        let dataset = Dataset::of_places("00".into(), "人口.csv".into(), None, &places);
        assert_eq!(dataset.counts["residents"], 2 * u64::from(u32::MAX));
        assert_eq!((dataset.counts["places"], dataset.counts["cells"]), (2, 1));
        assert_eq!(dataset.sort(), Some(PlaceSort::Building));
        let nobody = Dataset::of_places("00".into(), String::new(), None, &[]);
        assert_eq!(nobody.sort(), None);
    }

    #[test]
    fn people_in_the_sea_twice_or_nowhere_are_counted() {
        let town = Town::drawn("AB");
        let plan = Plan::from_contents(&town.contents(), HighestIds::default()).unwrap();
        let kinds = |issues: &[Issue]| -> Vec<_> {
            issues.iter().map(|issue| (issue.kind, issue.severity)).collect()
        };
        let place = |code: &str, at, residents| Place {
            code: code.into(),
            at,
            residents,
            households: 1,
            sort: PlaceSort::Building,
        };
        let sea = Point::new(0, 0);
        let places = [
            place("1", town.centre('A'), 3),
            place("2", sea, 4),
            place("1", sea, 5),
            place("", sea, 1),
            place("", sea, 1),
        ];
        let issues = plan.check_places(&places);
        let expected = [IssueKind::DuplicateCode, IssueKind::OutsideAreas];
        assert_eq!(kinds(&issues), expected.map(|kind| (kind, Severity::Advice)));
        assert_eq!(issues[0].features, [3]);
        assert!(
            issues[1].message.contains("4 of 5 places")
                && issues[1].message.contains("11 residents")
        );

        let empty = plan.check_places(&[place("1", town.centre('A'), 0)]);
        assert_eq!(kinds(&empty), [(IssueKind::NobodyLives, Severity::Advice)]);
    }
}
