//! Squares are crossed, not walked round.
//!
//! Besides the rim, every two entrances of a square that see each other are joined by
//! a straight way. Rings inside, such as a pool or a block of houses, hide one from
//! the other.

use std::borrow::Cow;

use domain::topo::Point;

use super::EdgeKind;
use super::build::{Draft, Way};
use crate::osm::{Foot, Plaza};
use crate::segments::{crosses, inside, sides};

/// More entrances than this are thinned out evenly: their pairs grow with the square.
const MOST_ENTRANCES: usize = 32;

impl Draft<'_> {
    /// Adds the ways across all squares.
    pub(super) fn cross_plazas(&mut self, plazas: &[Plaza]) {
        let plazas: Vec<&Plaza> = plazas.iter().filter(|plaza| plaza.foot != Foot::No).collect();
        if plazas.is_empty() {
            return;
        }
        // The rim alone uses a node once; its first node twice.
        let mut uses = vec![0_u8; self.nodes.len()];
        for way in &self.ways {
            let closed = way.nodes.len() > 1 && way.nodes.first() == way.nodes.last();
            for &node in &way.nodes[usize::from(closed)..] {
                uses[node as usize] = uses[node as usize].saturating_add(1);
            }
        }
        for plaza in plazas {
            let rings: Vec<Vec<Point>> = plaza
                .rings
                .iter()
                .map(|ring| ring.iter().map(|&node| self.nodes[node as usize]).collect())
                .collect();
            let nodes = plaza.rings.iter().flatten().copied();
            let entrances: Vec<u32> = nodes.filter(|&node| uses[node as usize] > 1).collect();
            let entrances = thinned(&entrances);
            for (at, &a) in entrances.iter().enumerate() {
                for &b in &entrances[at + 1..] {
                    let ends = [a, b].map(|node| self.nodes[node as usize]);
                    if sees(&rings, ends) {
                        self.ways.push(across(plaza, [a, b]));
                    }
                }
            }
        }
    }
}

fn thinned(entrances: &[u32]) -> Vec<u32> {
    let count = entrances.len().min(MOST_ENTRANCES);
    (0..count).map(|at| entrances[at * entrances.len() / count]).collect()
}

/// Whether the straight way runs over the square from end to end. The sides of the
/// rings are walked anyway.
fn sees(rings: &[Vec<Point>], [a, b]: [Point; 2]) -> bool {
    let half = |a: i32, b: i32| i32::midpoint(a, b);
    let middle = Point::new(half(a.x, b.x), half(a.y, b.y));
    let mut all_sides = rings.iter().flat_map(|ring| sides(ring));
    let is_side = |(p, q): (Point, Point)| (p, q) == (a, b) || (q, p) == (a, b);
    a != b
        && all_sides.all(|(p, q)| !is_side((p, q)) && !crosses([a, b], [p, q]))
        && rings.iter().filter(|ring| inside(ring, middle)).count() % 2 == 1
}

fn across<'a>(plaza: &Plaza, ends: [u32; 2]) -> Way<'a> {
    Way { kind: EdgeKind::Across, nodes: Cow::Owned(ends.to_vec()), ..Way::rim(plaza, Vec::new()) }
}
