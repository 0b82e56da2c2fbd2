//! Where a picture must be laid out.
//!
//! A field is a rectangle. Stations of one town fit into one; those of a province, or
//! of two continents, would make it mostly empty, so they have one for each cluster
//! of streets that lie near each other.

use super::{COARSE, Cells, SIDE};
use crate::Part;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A box of cells: west, south, east, north.
pub(super) type Window = [i32; 4];

/// Up to so many cells are laid out as one field.
const MOST_CELLS: i64 = 4_000_000;
/// Coarse units along a tile.
const UNITS: i32 = SIDE / COARSE;

/// The windows of a picture, each with the parts that are painted in it.
pub(super) fn windows(cells: &Cells, parts: Vec<Part>) -> Vec<(Window, Vec<Part>)> {
    let whole = frame(cells, &parts);
    let side = |low: i32, high: i32| i64::from(high) - i64::from(low) + 1;
    match whole {
        None => Vec::new(),
        Some(all) if side(all[0], all[2]) * side(all[1], all[3]) <= MOST_CELLS => {
            vec![(all, parts)]
        }
        Some(_) => {
            let framed = |parts: Vec<Part>| Some((frame(cells, &parts)?, parts));
            clusters(cells, &parts).into_iter().filter_map(framed).collect()
        }
    }
}

/// The box of the parts' streets, the cells beside them, and an edge of cells that no
/// street owns.
fn frame(cells: &Cells, parts: &[Part]) -> Option<Window> {
    let boxes = || parts.iter().map(|part| cells.boxes[part.edge as usize]);
    let west = boxes().map(|own| own[0]).min()?;
    let south = boxes().map(|own| own[1]).min()?;
    let east = boxes().map(|own| own[2]).max()?;
    let north = boxes().map(|own| own[3]).max()?;
    let margin = cells.lattice.cells_in(cells.most_m) + 2;
    Some([
        west * COARSE - margin,
        south * COARSE - margin,
        east * COARSE + COARSE + margin,
        north * COARSE + COARSE + margin,
    ])
}

/// The parts by clusters: two belong together if their streets' boxes meet the same
/// tile or neighbouring ones, which is farther than any cell lies from its street.
fn clusters(cells: &Cells, parts: &[Part]) -> Vec<Vec<Part>> {
    let mut of_tile: FxHashMap<[i32; 2], usize> = FxHashMap::default();
    // Each cluster leads to the one it was joined with, the root to itself.
    let mut joined: Vec<usize> = (0..parts.len()).collect();
    let reach = cells.lattice.cells_in(cells.most_m).div_euclid(SIDE) + 1;
    for (n, part) in parts.iter().enumerate() {
        let [west, south, east, north] =
            cells.boxes[part.edge as usize].map(|unit| unit.div_euclid(UNITS));
        for row in south..=north {
            for column in west..=east {
                let first = *of_tile.entry([column, row]).or_insert(n);
                let (a, b) = (root(&mut joined, first), root(&mut joined, n));
                joined[a.max(b)] = a.min(b);
            }
        }
    }
    for (&[column, row], &n) in &of_tile {
        for (east, north) in (-reach..=reach).flat_map(|x| (-reach..=reach).map(move |y| (x, y))) {
            if let Some(&other) = of_tile.get(&[column + east, row + north]) {
                let (a, b) = (root(&mut joined, n), root(&mut joined, other));
                joined[a.max(b)] = a.min(b);
            }
        }
    }
    let mut clusters: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    for (n, part) in parts.iter().enumerate() {
        clusters.entry(root(&mut joined, n)).or_default().push(*part);
    }
    clusters.into_values().collect()
}

fn root(joined: &mut [usize], mut at: usize) -> usize {
    while joined[at] != at {
        joined[at] = joined[joined[at]];
        at = joined[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use crate::cells::Cells;
    use crate::testing::Town;
    use crate::{Direction, Preset, Scratch, Walk, picture};
    use domain::topo::{Bounds, Point, plane};
    use std::sync::Arc;

    /// A lattice of short streets north-east of each of the places, with so many corners
    /// that it counts as joined to a network.
    fn streets(places: &[Point]) -> Arc<crate::Network> {
        let mut town = Town::default();
        for &at in places {
            let local = plane::Local::at(at);
            let corner = |n: u32| [f64::from(n % 15) * 30.0, f64::from(n / 15) * 30.0];
            let nodes: Vec<u32> = (0..225).map(|n| town.node(local.from_m(corner(n)))).collect();
            for line in nodes.chunks(15) {
                town.street(line);
            }
            for column in 0..15 {
                let line: Vec<u32> = nodes.iter().copied().skip(column).step_by(15).collect();
                town.street(&line);
            }
        }
        Arc::new(town.network())
    }

    fn picture_of(places: &[Point]) -> (usize, Vec<(usize, f64)>) {
        let network = streets(places);
        let cells = Cells::link(&network, None, 10.0, 100.0);
        let walk = Walk::new(network, Preset::standard());
        let snaps: Vec<_> = places.iter().map(|&at| walk.snap(at, 50.0).unwrap()).collect();
        let mut scratch = Scratch::new();
        let reached = walk.search(&mut scratch, &snaps, Direction::ToStation, 900_000);
        let rings = picture::rings(&cells, &reached, &[3, 15]);
        let bounds = cells.network().bounds().unwrap();
        let own = Bounds { min: bounds.min, max: Point::new(bounds.min.x + 1, bounds.min.y + 1) };
        let land = cells.land(own, |_| Some(7));
        assert!(land.shares(&cells, &reached, &[15])[0].1.covered[0] > 0);
        (cells.tiles.len(), rings.iter().map(|ring| (ring.shape.0.len(), ring.area_m2)).collect())
    }

    #[test]
    fn streets_on_two_continents_take_the_memory_of_two_streets() {
        let shanghai = Point::new(1_214_700_000, 312_300_000);
        let (tiles, rings) = picture_of(&[shanghai, Point::new(0, 0)]);
        assert!(tiles <= 12, "{tiles}");
        assert_eq!(rings.iter().map(|ring| ring.0).collect::<Vec<_>>(), [2, 2]);
        // Cells are as wide as they are at the middle latitude, 15.6 degrees north.
        let (_, alone) = picture_of(&[shanghai]);
        assert!((rings[1].1 / alone[1].1 - 2.0).abs() < 0.1, "{rings:?} {alone:?}");
    }

    #[test]
    fn one_endless_street_takes_the_tiles_that_it_runs_through() {
        let mut town = Town::default();
        let from = town.node(Point::new(1_214_700_000, 312_300_000));
        let to = town.node(Point::new(1_164_000_000, 399_000_000));
        town.street(&[from, to]);
        let cells = Cells::link(&Arc::new(town.network()), None, 10.0, 100.0);
        // Some thousand kilometres, and at most a few tiles beside each other.
        assert!((800..4_000).contains(&cells.tiles.len()), "{}", cells.tiles.len());
    }
}
