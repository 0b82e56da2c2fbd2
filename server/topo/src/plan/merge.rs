//! Dissolving: arcs between faces that become one go, and the arcs left over are
//! joined where nodes have become plain points.

use super::Plan;
use crate::Point;
use crate::index::{Sets, at, id, rows};

/// A plan of fewer faces.
pub(crate) struct Merged {
    pub(crate) plan: Plan,
    /// The new face of each old one.
    pub(crate) face: Vec<u32>,
}

/// Makes one face of all faces that share an arc and the same value.
pub(crate) fn merged<V: PartialEq>(plan: &Plan, value: &[V]) -> Merged {
    let mut sets = Sets::new(plan.face_count);
    let mut kept: Vec<bool> = Vec::with_capacity(plan.arc_count());
    for &[left, right] in &plan.sides {
        let same = value[at(left)] == value[at(right)];
        if same {
            sets.unite(left, right);
        }
        kept.push(!same);
    }
    let sides: Vec<[u32; 2]> =
        plan.sides.iter().map(|&[l, r]| [sets.root(l), sets.root(r)]).collect();
    let mut joined = joined(plan, &kept, &sides);
    let number = renumbered(&mut joined, plan.face_count);
    let face = (0..id(plan.face_count)).map(|old| number[at(sets.root(old))]).collect();
    Merged { plan: joined, face }
}

/// The kept arcs, joined at nodes where only two ends remain. Faces keep their
/// old numbers.
fn joined(plan: &Plan, kept: &[bool], sides: &[[u32; 2]]) -> Plan {
    let kept_half: Vec<u32> =
        (0..id(2 * plan.arc_count())).filter(|&half| kept[at(half >> 1)]).collect();
    let (start, order) = rows(plan.node_count, kept_half.len(), |i| plan.origin(kept_half[i]));
    let leaving = |node: u32| &order[at(start[at(node)])..at(start[at(node) + 1])];
    let degree = |node: u32| leaving(node).len();
    let mut walked = vec![false; 2 * plan.arc_count()];
    let mut arcs = Plan::empty();
    let mut number = vec![u32::MAX; plan.node_count];
    let mut points: Vec<Point> = Vec::new();
    let follow = |first: u32, walked: &mut Vec<bool>, points: &mut Vec<Point>| -> u32 {
        let mut half = first;
        loop {
            walked[at(half)] = true;
            walked[at(half ^ 1)] = true;
            plan.append(half, points);
            let head = plan.origin(half ^ 1);
            if degree(head) != 2 || head == plan.origin(first) {
                points.push(plan.departure(half ^ 1).0);
                return head;
            }
            let mut both = leaving(head).iter().map(|&i| kept_half[at(i)]);
            half = both.find(|&next| next != half ^ 1).unwrap_or(first);
        }
    };
    let mut fresh = |node: u32, count: &mut usize| {
        if number[at(node)] == u32::MAX {
            number[at(node)] = id(*count);
            *count += 1;
        }
        number[at(node)]
    };
    for node in 0..id(plan.node_count) {
        if degree(node) < 3 {
            continue;
        }
        let mut halves: Vec<u32> = leaving(node).iter().map(|&i| kept_half[at(i)]).collect();
        halves.sort_unstable_by_key(|&half| plan.departure(half).1);
        let from = fresh(node, &mut arcs.node_count);
        for half in halves {
            if walked[at(half)] {
                continue;
            }
            points.clear();
            let head = follow(half, &mut walked, &mut points);
            let to = fresh(head, &mut arcs.node_count);
            let [left, right] = turned(sides[at(half >> 1)], half);
            arcs.push(&points, [from, to], [left, right]);
        }
    }
    closed(&kept_half, sides, &mut walked, &mut arcs, follow);
    renumber_nodes(&mut arcs);
    arcs
}

/// The sides of an arc as a half-arc sees them.
fn turned([left, right]: [u32; 2], half: u32) -> [u32; 2] {
    if half & 1 == 0 { [left, right] } else { [right, left] }
}

/// Adds the closed arcs: whatever has not been walked from a node.
fn closed(
    halves: &[u32],
    sides: &[[u32; 2]],
    walked: &mut Vec<bool>,
    arcs: &mut Plan,
    follow: impl Fn(u32, &mut Vec<bool>, &mut Vec<Point>) -> u32,
) {
    let mut rings: Vec<(Vec<Point>, [u32; 2])> = Vec::new();
    for &half in halves {
        if walked[at(half)] {
            continue;
        }
        let mut ring = Vec::new();
        follow(half, walked, &mut ring);
        ring.pop();
        let mut beside = turned(sides[at(half >> 1)], half);
        let smallest = (0..ring.len()).min_by_key(|&i| ring[i]).unwrap_or(0);
        ring.rotate_left(smallest);
        if ring[ring.len() - 1] < ring[1] {
            ring[1..].reverse();
            beside.swap(0, 1);
        }
        ring.push(ring[0]);
        rings.push((ring, beside));
    }
    rings.sort_unstable();
    for (ring, beside) in rings {
        let node = id(arcs.node_count);
        arcs.node_count += 1;
        arcs.push(&ring, [node, node], beside);
    }
}

/// Numbers the nodes of open arcs by place. They were numbered as met, and an
/// arc's far end may lie anywhere; the next merge relies on rising points.
fn renumber_nodes(arcs: &mut Plan) {
    let mut place = vec![Point::new(i32::MAX, i32::MAX); arcs.node_count];
    for arc in 0..id(arcs.arc_count()) {
        let points = arcs.arc(arc);
        let [from, to] = arcs.nodes[at(arc)];
        place[at(from)] = points[0];
        place[at(to)] = points[points.len() - 1];
    }
    let mut order: Vec<u32> = (0..id(arcs.node_count)).collect();
    order.sort_by_key(|&node| place[at(node)]);
    let mut number = vec![0; arcs.node_count];
    for (new, &old) in order.iter().enumerate() {
        number[at(old)] = id(new);
    }
    for nodes in &mut arcs.nodes {
        *nodes = nodes.map(|node| number[at(node)]);
    }
}

/// Numbers the faces in the order in which the arcs meet them, the unbounded
/// one first, and returns the new number of each old one.
pub(crate) fn renumbered(plan: &mut Plan, faces: usize) -> Vec<u32> {
    let mut number = vec![u32::MAX; faces];
    let mut count = 1;
    if let Some(unbounded) = number.first_mut() {
        *unbounded = 0;
    }
    for sides in &mut plan.sides {
        for side in sides {
            let new = &mut number[at(*side)];
            if *new == u32::MAX {
                *new = count;
                count += 1;
            }
            *side = *new;
        }
    }
    plan.face_count = at(count);
    number
}
