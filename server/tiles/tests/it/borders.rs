//! Ground in tiles is the ground of the partition, without slivers.

use crate::seen::{Seen, seen, tile_of};
use crate::town::{Town, any_town};
use domain::topo::{Label, Point};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tiles::{BlankSource, Tileset};

const LOW: i32 = -64;
const HIGH: i32 = 4096 + 64;

proptest! {
    /// At the last zoom nothing is simplified: a tile shows what the partition holds.
    #[test]
    fn a_tile_shows_whose_ground_it_is(town in any_town(), off in prop::collection::vec((-100..100_i32, -100..100_i32), 40)) {
        let layer = town.layer("grid");
        let partition = town.partition();
        let middle = layer.features.first().map_or(Point::new(0, 0), |feature| feature.label);
        let set = Tileset::new(vec![layer], vec![]);
        for (dx, dy) in off {
            let place = Point::new(middle.x + dx * 2_000, middle.y + dy * 2_000);
            for (z, blur) in [(16, 2.0), (13, 12.0)] {
                let (x, y, at) = tile_of(place, z);
                let grids = seen(&set, z, x, y).remove("grid").unwrap_or_default();
                if grids.iter().any(|grid| grid.away(at) < blur) {
                    continue;
                }
                let holders: Vec<u64> = grids.iter().filter(|grid| grid.holds(at)).map(|grid| grid.id).collect();
                let label = partition.face_at(place);
                let expected = (label != Label::OUTSIDE).then_some(u64::from(label.0));
                prop_assert_eq!(holders, expected.into_iter().collect::<Vec<_>>(), "at {:?}, zoom {}", place, z);
            }
        }
    }

    /// Every border line inside a tile belongs to two neighbours, corner for corner, or
    /// to one area and the ground outside: no sliver, no overlap.
    #[test]
    fn neighbours_share_their_corners_at_every_zoom(town in any_town(), z in 12..=16_u8) {
        let layer = town.layer("grid");
        let middle = layer.features.first().map_or(Point::new(0, 0), |feature| feature.label);
        let set = Tileset::new(vec![layer], vec![]);
        let (x, y, _) = tile_of(middle, z);
        let grids = seen(&set, z, x, y).remove("grid").unwrap_or_default();
        let edges = |grid: &Seen| grid.edges().collect::<Vec<_>>();
        let all: Vec<_> = grids.iter().flat_map(edges).map(|(a, b)| ([a.x, a.y], [b.x, b.y])).collect();
        let there: BTreeSet<_> = all.iter().copied().collect();
        let on_the_cut = |a: [i32; 2], b: [i32; 2]| {
            (0..2).any(|axis| a[axis] == b[axis] && [LOW, HIGH].contains(&a[axis]))
        };
        let inner: Vec<_> = all.iter().filter(|(a, b)| !on_the_cut(*a, *b)).collect();
        prop_assert!(inner.iter().all(|(a, b)| a.iter().chain(b).all(|at| (LOW..=HIGH).contains(at))));
        // Lone edges are the outer border of the town: they must close up to rings.
        let lone: Vec<_> = inner.iter().filter(|(a, b)| !there.contains(&(*b, *a))).collect();
        let whole = Tileset::new(vec![whole_town(&town)], vec![]);
        let outline = seen(&whole, z, x, y).remove("town").unwrap_or_default();
        for (a, b) in lone {
            let at = [f64::midpoint(f64::from(a[0]), f64::from(b[0])), f64::midpoint(f64::from(a[1]), f64::from(b[1]))];
            let near = outline.iter().map(|town| town.away(at)).fold(f64::INFINITY, f64::min);
            prop_assert!(near < 12.0, "a lone border line {a:?} {b:?} is {near} units inside the town");
        }
    }
}

/// All areas of a town as one.
fn whole_town(town: &Town) -> tiles::LayerSource {
    let mut layer = town.layer("town");
    layer.partition = layer.partition.dissolve(|_| Label(1));
    layer.features.truncate(1);
    layer.features.iter_mut().for_each(|feature| feature.id = 1);
    layer
}

#[test]
fn pieces_of_a_covered_tile_sum_to_the_tile() {
    let town = Town::of_squares(40, 40_000, Point::new(1_163_913_000, 399_075_000));
    let set = Tileset::new(vec![town.layer("grid")], vec![]);
    for z in 13..=16 {
        let (x, y, _) = tile_of(Point::new(1_163_913_000, 399_075_000), z);
        let grids = seen(&set, z, x, y).remove("grid").unwrap();
        let sum: i64 = grids.iter().map(Seen::twice_area).sum();
        assert_eq!(sum, 2 * i64::from(HIGH - LOW).pow(2), "zoom {z}");
        assert!(grids.iter().all(|grid| grid.twice_area() > 0));
    }
}

#[test]
fn an_area_larger_than_the_tile_fills_it() {
    let town = Town::of_squares(1, 80_000_000, Point::new(1_163_913_000, 399_075_000));
    let set = Tileset::new(vec![town.layer("grid")], vec![]);
    let (x, y, _) = tile_of(Point::new(1_163_913_000, 399_075_000), 16);
    let grids = seen(&set, 16, x, y).remove("grid").unwrap();
    assert_eq!(grids[0].parts.len(), 1);
    assert_eq!(grids[0].twice_area(), 2 * i64::from(HIGH - LOW).pow(2));
}

#[test]
fn ground_at_the_edge_of_the_world_stays_in_the_world() {
    for (lon, lat) in [(1_795_000_000, 0), (-1_795_000_000, 0), (0, 895_000_000), (0, -895_000_000)]
    {
        let town = Town::of_squares(2, 5_000_000, Point::new(lon, lat));
        let set = Tileset::new(vec![town.layer("grid")], vec![]);
        for z in [0, 4, 9] {
            let last = (1 << z) - 1;
            let row = |lat: i32| if lat > 0 { 0 } else { last };
            let (x, y) = match (lon, lat) {
                (0, lat) => (1 << z >> 1, row(lat)),
                (lon, _) => (if lon > 0 { last } else { 0 }, 1 << z >> 1),
            };
            let tile = seen(&set, z, x, y);
            let corners = tile.values().flatten().flat_map(Seen::edges);
            for (corner, _) in corners {
                assert!((LOW..=HIGH).contains(&corner.x) && (LOW..=HIGH).contains(&corner.y));
            }
            // Beyond 85° there is no map.
            assert_eq!(tile.contains_key("grid"), lat == 0, "zoom {z} at {lon}, {lat}");
        }
    }
}

#[test]
fn no_line_has_no_length_and_no_ring_has_no_ground() {
    let town = Town::of_squares(30, 3_000, Point::new(1_163_913_000, 399_075_000));
    let set = Tileset::new(vec![town.layer("grid")], vec![]);
    let mut shown = 0;
    for z in 0..=16 {
        let (x, y, _) = tile_of(Point::new(1_163_913_000, 399_075_000), z);
        for grid in seen(&set, z, x, y).remove("grid").unwrap_or_default() {
            shown += 1;
            for ring in grid.parts.iter().flatten() {
                let closed = ring.first() == ring.last();
                assert!(ring.windows(2).all(|pair| pair[0] != pair[1]));
                assert!(ring.len() >= 3 + usize::from(closed));
            }
            assert!(grid.twice_area() > 0);
        }
    }
    assert!(shown > 3000, "{shown}");
}

#[test]
fn blanks_are_a_layer_of_their_own() {
    let town = Town::of_squares(2, 40_000, Point::new(1_163_913_000, 399_075_000));
    let mut layer = town.layer("grid");
    let shape = layer.partition.shape(Label(4));
    layer.partition =
        layer.partition.dissolve(|label| if label == Label(4) { Label::OUTSIDE } else { label });
    layer.features.retain(|feature| feature.id != 4);
    let set =
        Tileset::new(vec![layer], vec![BlankSource { layer: "blanks".into(), parent: 77, shape }]);
    let (x, y, _) = tile_of(Point::new(1_163_913_000, 399_075_000), 14);
    let mut tile = seen(&set, 14, x, y);
    assert_eq!(tile.remove("grid").unwrap().len(), 3);
    let blanks = tile.remove("blanks").unwrap();
    assert_eq!(blanks[0].id, 77);
    assert_eq!(blanks[0].properties.keys().collect::<Vec<_>>(), ["parent"]);
}
