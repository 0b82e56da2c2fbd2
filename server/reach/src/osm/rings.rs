//! Multipolygons put together from the ways round them.
//!
//! Roles are not asked: mappers forget them. What lies inside an odd number of
//! other rings is a hole of the ring just round it.

use std::collections::VecDeque;

use domain::topo::{Point, Polygon, Shape};
use rustc_hash::FxHashMap;

use crate::segments::inside;

/// Joins ways end to end into closed rings, the first node not repeated. The
/// flag says whether every way went into a ring.
pub(super) fn rings(ways: &[&[u32]]) -> (Vec<Vec<u32>>, bool) {
    let mut ends: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let mut rings = Vec::new();
    let mut left = vec![false; ways.len()];
    for (at, way) in ways.iter().enumerate() {
        match way {
            [first, .., last] if first == last && way.len() > 3 => {
                rings.push(way[..way.len() - 1].to_vec());
            }
            [first, .., last] if first == last => {}
            [first, .., last] => {
                left[at] = true;
                ends.entry(*first).or_default().push(at);
                ends.entry(*last).or_default().push(at);
            }
            _ => {}
        }
    }
    let mut complete = true;
    for start in 0..ways.len() {
        if !left[start] {
            continue;
        }
        left[start] = false;
        let mut ring = ways[start].to_vec();
        while let Some(&end) = ring.last()
            && ring[0] != end
        {
            let Some(&next) = ends[&end].iter().find(|&&way| left[way]) else { break };
            left[next] = false;
            let way = ways[next];
            if way[0] == end {
                ring.extend(&way[1..]);
            } else {
                ring.extend(way.iter().rev().skip(1));
            }
        }
        if ring.len() > 3 && ring.first() == ring.last() {
            ring.pop();
            rings.push(ring);
        } else {
            complete = false;
        }
    }
    (rings, complete)
}

/// Sorts rings into outlines and their holes.
pub(super) fn shape(rings: Vec<Vec<Point>>) -> Shape {
    let within = |inner: &[Point], outer: &[Point]| {
        // A corner that lies on the other ring tells nothing; one that does not, all.
        inner.iter().find(|p| !outer.contains(p)).is_some_and(|&p| inside(outer, p))
    };
    let count = rings.len();
    let around: Vec<Vec<usize>> = (0..count)
        .map(|at| (0..count).filter(|&o| o != at && within(&rings[at], &rings[o])).collect())
        .collect();
    let mut part_of = vec![None; count];
    let mut polygons = Vec::new();
    let mut rings: VecDeque<Option<Vec<Point>>> = rings.into_iter().map(Some).collect();
    for at in 0..count {
        if around[at].len().is_multiple_of(2) {
            part_of[at] = Some(polygons.len());
            polygons.push(Polygon { outer: rings[at].take().unwrap_or_default(), holes: vec![] });
        }
    }
    for at in 0..count {
        let round = around[at].iter().max_by_key(|&&outer| around[outer].len());
        if let (Some(hole), Some(part)) = (rings[at].take(), round.and_then(|&r| part_of[r])) {
            polygons[part].holes.push(hole);
        }
    }
    Shape(polygons)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Vec<Point> {
        [(0, 0), (side, 0), (side, side), (0, side)]
            .map(|(dx, dy)| Point::new(x + dx, y + dy))
            .to_vec()
    }

    #[test]
    fn ways_are_joined_whichever_way_they_run() {
        let ways: [&[u32]; 4] = [&[1, 2, 3], &[5, 4, 3], &[5, 1], &[7, 8, 9, 7]];
        let (rings, complete) = rings(&ways);
        assert!(complete);
        assert_eq!(rings, [vec![7, 8, 9], vec![1, 2, 3, 4, 5]]);
    }

    #[test]
    fn a_ring_that_does_not_close_is_left_out() {
        let (found, complete) = rings(&[&[1, 2, 3], &[3, 4], &[7, 8, 9, 7]]);
        assert_eq!((found, complete), (vec![vec![7, 8, 9]], false));
    }

    #[test]
    fn a_lake_has_an_island_with_a_pond() {
        let shape = shape(vec![
            square(40, 40, 5),
            square(10, 10, 80),
            square(0, 0, 100),
            square(200, 0, 9),
        ]);
        assert_eq!(shape.0.len(), 3, "pond, lake, and the other lake");
        let holes: Vec<_> = shape.0.iter().map(|polygon| polygon.holes.len()).collect();
        assert_eq!(holes, [0, 1, 0]);
    }
}
