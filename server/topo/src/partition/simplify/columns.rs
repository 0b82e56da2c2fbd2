//! Corners by place: upright columns of equally many corners, each sorted by
//! latitude. Where corners are dense the columns are narrow, so one scheme serves
//! a town and a desert.

use crate::Point;
use crate::index::{at, id};
use crate::plan::Plan;
use crate::spread::sort_by_place;

/// Corners in a column, about.
const HEIGHT: usize = 512;

/// See the module.
pub(super) struct Columns {
    /// Each corner's place, and its position in the plan.
    corners: Vec<(Point, u32)>,
    /// The least longitude of each column.
    west: Vec<i32>,
    /// Per position in the plan, whether the corner is still there.
    there: Vec<bool>,
    /// Per position in the plan, where the corner stands in `corners`.
    slot: Vec<u32>,
}

impl Columns {
    /// All corners of a plan. The ends of arcs count once, however many arcs
    /// meet there.
    pub(super) fn of(plan: &Plan) -> Columns {
        let mut sorted: Vec<(u64, u32)> = Vec::with_capacity(plan.points.len());
        let mut known = vec![false; plan.node_count];
        let mut there = vec![true; plan.points.len()];
        for (arc, nodes) in plan.nodes.iter().enumerate() {
            let (first, last) = (plan.start[arc], plan.start[arc + 1] - 1);
            for position in first..=last {
                let node = if position == first { nodes[0] } else { nodes[1] };
                if position == first || position == last {
                    there[at(position)] = !known[at(node)];
                    known[at(node)] = true;
                }
                if there[at(position)] {
                    sorted.push((plan.points[at(position)].key(), position));
                }
            }
        }
        sort_by_place(&mut sorted, |one| one.0);
        let mut corners: Vec<(Point, u32)> =
            sorted.iter().map(|&(key, position)| (Point::of_key(key), position)).collect();
        let mut west = Vec::with_capacity(corners.len() / HEIGHT + 1);
        for column in corners.chunks_mut(HEIGHT) {
            west.push(column[0].0.x);
            column.sort_unstable_by_key(|&(p, position)| (p.y, position));
        }
        let mut slot = vec![0; plan.points.len()];
        for (i, &(_, position)) in corners.iter().enumerate() {
            slot[at(position)] = id(i);
        }
        Columns { corners, west, there, slot }
    }

    pub(super) fn is_there(&self, position: u32) -> bool {
        self.there[at(position)]
    }

    pub(super) fn remove(&mut self, position: u32) {
        self.there[at(position)] = false;
    }

    /// Whether the test holds for any other corner that is still there and lies in
    /// a box round the given one.
    pub(super) fn any(
        &self,
        round: u32,
        (min, max): (Point, Point),
        test: impl Fn(Point) -> bool,
    ) -> bool {
        let own = at(self.slot[at(round)]);
        let column = own / HEIGHT;
        let hit =
            |&&(p, i): &&(Point, u32)| p.x >= min.x && p.x <= max.x && self.is_there(i) && test(p);
        // Its own column needs no search: up and down from where the corner stands.
        let corners = self.column(column);
        let (south, north) = (&corners[..own % HEIGHT], &corners[own % HEIGHT + 1..]);
        if south.iter().rev().take_while(|c| c.0.y >= min.y).any(|c| hit(&c))
            || north.iter().take_while(|c| c.0.y <= max.y).any(|c| hit(&c))
        {
            return true;
        }
        // A column may end with the longitude with which the next begins.
        let westward = (0..column).rev().take_while(|&c| self.west[c + 1] >= min.x);
        let eastward = (column + 1..self.west.len()).take_while(|&c| self.west[c] <= max.x);
        westward.chain(eastward).any(|c| {
            let corners = self.column(c);
            let low = corners.partition_point(|&(p, _)| p.y < min.y);
            corners[low..].iter().take_while(|c| c.0.y <= max.y).any(|c| hit(&c))
        })
    }

    fn column(&self, column: usize) -> &[(Point, u32)] {
        let from = column * HEIGHT;
        &self.corners[from..(from + HEIGHT).min(self.corners.len())]
    }
}
