//! One label point for each area, in one tile of each zoom.

use crate::seen::{seen, tile_of};
use crate::town::any_town;
use fast_mvt::MvtValue;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tiles::Tileset;

proptest! {
    #[test]
    fn every_area_has_one_label_in_the_tile_where_it_lies(town in any_town(), z in 0..=16_u8) {
        let layer = town.layer("grid");
        let features = layer.features.clone();
        let set = Tileset::new(vec![layer], vec![]);
        let mut found: BTreeMap<u64, usize> = BTreeMap::new();
        let mut tiles: Vec<_> = features.iter().map(|f| tile_of(f.label, z)).map(|(x, y, _)| (x, y)).collect();
        // The tiles beside must not show them again.
        for (x, y) in tiles.clone() {
            for (dx, dy) in [(1, 0), (0, 1)] {
                let last = (1 << z) - 1;
                tiles.push(((x + dx).min(last), (y + dy).min(last)));
            }
        }
        tiles.sort_unstable();
        tiles.dedup();
        for (x, y) in tiles {
            for label in seen(&set, z, x, y).remove("grid_labels").unwrap_or_default() {
                let at = label.parts[0][0][0];
                prop_assert!((0..4096).contains(&at.x) && (0..4096).contains(&at.y));
                *found.entry(label.id).or_default() += 1;
            }
        }
        prop_assert_eq!(found, features.iter().map(|feature| (feature.id, 1)).collect());
    }
}

#[test]
fn a_label_says_what_it_labels_and_how_much_room_it_has() {
    let town = crate::town::Town::of_squares(1, 100_000, domain::topo::Point::new(0, 0));
    let layer = town.layer("grid");
    let (feature, set) = (layer.features[0].clone(), Tileset::new(vec![layer], vec![]));
    let (x, y, at) = tile_of(feature.label, 12);
    let label = seen(&set, 12, x, y).remove("grid_labels").unwrap().remove(0);
    let property = |key: &str| label.properties[key].clone();
    assert_eq!(property("code"), MvtValue::String("A-1".into()));
    assert_eq!(property("name"), MvtValue::String("第1网格".into()));
    assert_eq!(property("id"), MvtValue::UInt(1));
    let MvtValue::Float(size) = property("size") else { panic!("a length has a fraction") };
    assert!((f64::from(size) - feature.label_radius_m).abs() < 0.01);
    let point = label.parts[0][0][0];
    assert!((f64::from(point.x) - at[0]).abs() <= 1.0 && (f64::from(point.y) - at[1]).abs() <= 1.0);
}
