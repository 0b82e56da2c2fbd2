//! Where people live: one Place for each building, address or cell of a lattice.

use crate::civil::Date;
use crate::dataset::{Dataset, DatasetKind};
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
