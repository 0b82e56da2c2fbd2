//! The same ground gives the same answers, whatever the rows look like.

use crate::chance::{Chance, frame, town};
use domain::routing::{Accuracy, Question, Reason, Routing, Settings, route};
use domain::testing::Town;
use domain::topo::Point;
use domain::{AreaId, Atlas, Code, Contents, Metres};
use std::collections::BTreeMap;

fn places(town: &Town, seed: u64) -> Vec<Point> {
    let mut chance = Chance(seed);
    let (low, high) = frame(town, 9_000);
    let (columns, rows) = town.size();
    let corners = (0..=columns).flat_map(|c| (0..=rows).map(move |r| (c, r)));
    let corners: Vec<Point> = corners.map(|(c, r)| town.corner(c, r)).collect();
    corners.into_iter().chain((0..300).map(|_| chance.point(low, high))).collect()
}

fn answers(contents: Contents, places: &[Point]) -> Vec<Routing> {
    let atlas = Atlas::build(Town::release(), contents).unwrap();
    let accuracy = Accuracy::new(Metres(25.0)).unwrap();
    let question = |at: &Point| Question::at(*at).within(accuracy);
    places.iter().map(|at| route(&atlas, &question(at), &Settings::default())).collect()
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for seed in 0..6 {
        let town = town(seed, 8, 8, 10);
        let places = places(&town, seed);
        let mut mixed = town.contents();
        let mut chance = Chance(seed);
        chance.shuffle(&mut mixed.areas);
        chance.shuffle(&mut mixed.blanks);
        for row in &mut mixed.areas {
            chance.shuffle(&mut row.shape.0);
        }
        assert_eq!(answers(mixed, &places), answers(town.contents(), &places));
    }
}

#[test]
fn a_recode_changes_no_answer() {
    let town = town(11, 8, 8, 10);
    let places = places(&town, 4);
    let mut recoded = town.contents();
    for row in &mut recoded.areas {
        row.area.code = Code::new(format!("{}", 9_999 - row.area.id.0)).unwrap();
    }
    assert_eq!(answers(recoded, &places), answers(town.contents(), &places));
}

#[test]
fn other_ids_name_the_same_ground() {
    let town = town(12, 8, 8, 10);
    let places = places(&town, 5);
    let before = answers(town.contents(), &places);
    let mut renamed = town.contents();
    let mut new: Vec<AreaId> = renamed.areas.iter().map(|row| row.area.id).collect();
    Chance(8).shuffle(&mut new);
    let new: BTreeMap<AreaId, AreaId> =
        renamed.areas.iter().map(|row| row.area.id).zip(new).collect();
    for row in &mut renamed.areas {
        row.area.id = new[&row.area.id];
        row.area.parent = row.area.parent.map(|parent| new[&parent]);
    }
    for row in &mut renamed.blanks {
        row.parent = new[&row.parent];
    }
    let after = answers(renamed, &places);
    for (old, now) in before.iter().zip(&after) {
        let (old, now) = (&old.answers[0], &now.answers[0]);
        let path: Vec<AreaId> = old.path.iter().map(|id| new[id]).collect();
        assert_eq!(path, now.path);
        assert_eq!((old.border, old.valid_radius), (now.border, now.valid_radius));
        let kind = |reason: &Reason| std::mem::discriminant(reason);
        assert_eq!(kind(&old.reason), kind(&now.reason));
    }
}
