//! Corners by place: upright columns of equally many corners, each sorted by
//! latitude. Where corners are dense the columns are narrow, so one scheme serves
//! a town and a desert.

use crate::Point;
use crate::index::at;
use crate::plan::Plan;
use crate::spread::sort_by_place;

/// Corners in a column, about.
const HEIGHT: usize = 512;

/// See the module.
pub(super) struct Columns {
    /// Each corner's place, and its position in the plan.
    corners: Vec<(Point, u32)>,
    /// The least longitude of each column, and whether a corner is still there.
    west: Vec<i32>,
    there: Vec<bool>,
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
        Columns { corners, west, there }
    }

    pub(super) fn is_there(&self, position: u32) -> bool {
        self.there[at(position)]
    }

    pub(super) fn remove(&mut self, position: u32) {
        self.there[at(position)] = false;
    }

    /// Whether the test holds for any corner in the box that is still there.
    pub(super) fn any(&self, min: Point, max: Point, test: impl Fn(Point) -> bool) -> bool {
        // A column may begin with the longitude at which the one before ends.
        let first = self.west.partition_point(|&west| west < min.x).saturating_sub(1);
        let end = self.west.partition_point(|&west| west <= max.x);
        (first..end).any(|column| {
            let from = column * HEIGHT;
            let to = (from + HEIGHT).min(self.corners.len());
            let corners = &self.corners[from..to];
            let low = corners.partition_point(|&(p, _)| p.y < min.y);
            corners[low..]
                .iter()
                .take_while(|&&(p, _)| p.y <= max.y)
                .any(|&(p, i)| p.x >= min.x && p.x <= max.x && self.is_there(i) && test(p))
        })
    }
}
