//! Which stations, and which people, lie in no Area at all?

use crate::atlas::{Claim, DivisionAtlas};
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::{Ground, Plan};
use crate::population::Place;
use std::collections::BTreeMap;
use topo::{Label, Point};

/// For so few places reading every border once is less than building an index.
const FEW: usize = 4;

impl Plan {
    /// Which of the places lie in no Area of any Division. While there are no areas at
    /// all there is nothing to lie in, and none is listed.
    pub(crate) fn outside(&self, places: &[Point]) -> Vec<usize> {
        let grounds = self.grounds.iter().filter(|ground| !ground.areas.is_empty());
        let grounds: Vec<&Ground> = grounds.collect();
        if grounds.is_empty() || places.is_empty() {
            return Vec::new();
        }
        let mut left: Vec<usize> = (0..places.len()).collect();
        for ground in grounds {
            if places.len() <= FEW {
                left.retain(|place| ground.partition.face_at(places[*place]) == Label::OUTSIDE);
            } else {
                let index = self.index(ground);
                left.retain(|place| index.holder(places[*place]).is_none());
            }
        }
        left
    }

    /// The leaves and blanks of a Division in the tree that answers for places.
    fn index(&self, ground: &Ground) -> DivisionAtlas {
        let shapes = ground.partition.shapes();
        let claims = shapes.iter().filter_map(|(label, shape)| {
            let area = AreaId::of(*label)?;
            // Who lies above is not asked here.
            Some(Claim { area, blank: false, shape, path: Vec::new() })
        });
        let (key, name) = (ground.division.key.clone(), ground.division.name.clone());
        DivisionAtlas::new(
            key,
            name,
            self.levels.clone(),
            ground.partition.clone(),
            claims.collect(),
        )
    }

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
