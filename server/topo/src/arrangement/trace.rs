//! From arcs to faces: walk every border, and find out what each loose piece of
//! the map lies in.

use super::chains::Chains;
use crate::Point;
use crate::index::{at, id};
use crate::plan::Plan;
use crate::plan::merge::renumbered;
use crate::strips::Strips;

/// Gives every arc the faces on its two sides.
///
/// Each walk round a border with the ground on its left either runs
/// counter-clockwise, and is the outline of a face, or clockwise, and is the
/// outside of a piece of the map that hangs together. Such a piece lies in the
/// face just west of its westernmost point.
pub(crate) fn trace(chains: &mut Chains, strips: Strips) {
    let Walks { of_half, outside } = Walks::along(&chains.plan);
    let walks = outside.len();
    let face_of_walk = if outside.iter().filter(|&&is| is).count() > 1 {
        nested(chains, &of_half, &outside, &strips.with_reach())
    } else {
        (0..id(walks)).map(|walk| if outside[at(walk)] { 0 } else { walk + 1 }).collect()
    };
    let plan = &mut chains.plan;
    plan.sides = (0..plan.arc_count())
        .map(|arc| [2 * arc, 2 * arc + 1].map(|half| face_of_walk[at(of_half[half])]))
        .collect();
    renumbered(plan, walks + 1);
}

/// The walks, numbered as met.
struct Walks {
    of_half: Vec<u32>,
    /// Whether each runs clockwise, round the outside of something.
    outside: Vec<bool>,
}

impl Walks {
    fn along(plan: &Plan) -> Walks {
        let rotation = plan.rotation();
        let mut walks = Walks { of_half: vec![u32::MAX; 2 * plan.arc_count()], outside: vec![] };
        for first in 0..id(2 * plan.arc_count()) {
            if walks.of_half[at(first)] != u32::MAX {
                continue;
            }
            let walk = id(walks.outside.len());
            let origin = plan.departure(first).0;
            let (mut half, mut area) = (first, 0);
            loop {
                walks.of_half[at(half)] = walk;
                area += plan.swept(half, origin);
                half = rotation.next(plan, half);
                if half == first {
                    break;
                }
            }
            walks.outside.push(area < 0);
        }
        walks
    }
}

/// The face of every walk when there are several pieces: outlines get faces of
/// their own, outsides the face that their piece lies in.
fn nested(chains: &Chains, of_half: &[u32], outside: &[bool], strips: &Strips) -> Vec<u32> {
    let plan = &chains.plan;
    // The smallest point of each outside walk. A clockwise walk is the only one of
    // its piece and passes through the smallest point of the piece.
    let mut smallest: Vec<Option<Point>> = vec![None; outside.len()];
    for half in 0..id(of_half.len()) {
        let walk = of_half[at(half)];
        if outside[at(walk)] {
            let least = plan.arc(half >> 1).iter().min().copied();
            let so_far = &mut smallest[at(walk)];
            *so_far = match (*so_far, least) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
    }
    let mut order: Vec<u32> = (0..id(outside.len())).filter(|&w| outside[at(w)]).collect();
    order.sort_by_key(|&walk| smallest[at(walk)]);
    let mut face: Vec<u32> = (0..id(outside.len())).map(|walk| walk + 1).collect();
    // From west to east: what lies west of a piece has its own face settled.
    for walk in order {
        let west = smallest[at(walk)].and_then(|point| strips.west_of(point));
        face[at(walk)] = west.map_or(0, |(segment, rises_eastward)| {
            let along = chains.half[at(segment)];
            // The ground east of a segment is on the right when going up it.
            let east = if rises_eastward { along ^ 1 } else { along };
            face[at(of_half[at(east)])]
        });
    }
    face
}
