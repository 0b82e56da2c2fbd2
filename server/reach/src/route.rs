//! The way itself, for one walk.

use domain::topo::{Point, plane};
use rustc_hash::FxHashSet;

use crate::walk::NO_EDGE;
use crate::{Direction, Network, Reached, Scratch, Snap, Walk};

/// How far from a street a walk may begin or end, in metres.
pub(crate) const MOST_ACCESS_M: f64 = 150.0;

/// One walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Milliseconds, the legs to and from the streets included.
    pub ms: u32,
    /// Metres, likewise.
    pub metres: f64,
    /// From place to place.
    pub line: Vec<Point>,
}

impl Walk {
    /// The fastest walk; `None` where an end is far from any street, or where
    /// there is no way within four hours.
    pub fn route(&self, scratch: &mut Scratch, from: Point, to: Point) -> Option<Route> {
        let [start, goal] = [from, to].map(|at| self.snap(at, MOST_ACCESS_M));
        let (start, goal) = (start?, goal?);
        // Most walks are short, and a short search is cheap.
        for minutes in [15, 60, 240] {
            let reached = self.search(scratch, &[start], Direction::FromPlace, minutes * 60_000);
            if let Some(ms) = reached.time_at(&goal) {
                let way = reached.way(&start, &goal)?;
                let metres =
                    plane::length_m(&way) + f64::from(start.access_m) + f64::from(goal.access_m);
                let mut line: Vec<Point> = vec![from];
                line.extend(way);
                line.push(to);
                line.dedup();
                return Some(Route { ms, metres, line });
            }
        }
        None
    }
}

impl Reached<'_> {
    /// The line on the streets from the only source to a reached place.
    fn way(&self, start: &Snap, goal: &Snap) -> Option<Vec<Point>> {
        let (walk, network, edge) = (self.walk(), self.walk().network(), goal.edge);
        let ms = self.time_at(goal)? - walk.access_ms(goal);
        let part = walk.part_ms(edge, goal.along_m);
        let (whole, ends) = (walk.edge_ms(edge)?, network.edge(edge));
        let [along, against] = walk.ways(edge, self.direction());
        let sides = [(along, ends.a, part, 0.0), (against, ends.b, whole - part, ends.length_m)];
        for (open, vertex, rest, from_m) in sides {
            let node = walk.end_node(edge, vertex, self.direction());
            let fits = self.node_ms(node).and_then(|before| before.checked_add(rest)) == Some(ms);
            if open && fits {
                let mut line = self.way_to(node)?;
                line.extend(piece(network, edge, from_m, goal.along_m));
                return Some(line);
            }
        }
        // Along the very edge it began on.
        Some(piece(network, edge, start.along_m, goal.along_m))
    }

    /// The line from the source to a node, found backwards along steps that fit the times.
    fn way_to(&self, node: u32) -> Option<Vec<Point>> {
        let (walk, network) = (self.walk(), self.walk().network());
        let back = walk.arcs_of(match self.direction() {
            Direction::FromPlace => Direction::ToStation,
            Direction::ToStation => Direction::FromPlace,
        });
        // Steps of no time could lead in a circle: no node is tried twice.
        let mut tried: FxHashSet<u32> = FxHashSet::from_iter([node]);
        let mut path: Vec<(u32, u32)> = vec![(node, NO_EDGE)];
        let start = loop {
            let &(here, _) = path.last()?;
            let ms = self.node_ms(here)?;
            if let Some(start) = self.starts().iter().find(|s| (s.node, s.ms) == (here, ms)) {
                break start;
            }
            let step = back.edges_from(here).find(|(step, _)| {
                let before = self.node_ms(step.to).and_then(|before| before.checked_add(step.ms));
                before == Some(ms) && !tried.contains(&step.to)
            });
            if let Some((step, edge)) = step {
                tried.insert(step.to);
                path.push((step.to, edge));
            } else {
                path.pop();
            }
        };
        let mut line = piece(network, start.edge, start.from_m, start.to_m);
        for &(_, edge) in path.iter().rev().filter(|(_, edge)| *edge != NO_EDGE) {
            // Edges follow each other end to end; the next one begins where this ended.
            let street = network.line(edge);
            if line.last() == street.first() {
                line.extend_from_slice(street);
            } else {
                line.extend(street.iter().rev());
            }
        }
        Some(line)
    }
}

/// A piece of an edge's line, in the direction from one place on it to the other.
pub(crate) fn piece(network: &Network, edge: u32, from_m: f32, to_m: f32) -> Vec<Point> {
    let (low, high) = (from_m.min(to_m), from_m.max(to_m));
    let mut points = vec![network.point_at(edge, low)];
    let mut along = 0.0;
    for pair in network.line(edge).windows(2) {
        along += plane::metres_between(pair[0], pair[1]);
        if along > f64::from(low) && along < f64::from(high) {
            points.push(pair[1]);
        }
    }
    points.push(network.point_at(edge, high));
    points.dedup();
    if from_m > to_m {
        points.reverse();
    }
    points
}
