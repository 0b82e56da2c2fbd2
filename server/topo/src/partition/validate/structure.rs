//! Faults that no partition may have.

use super::Partition;
use crate::exact::crossing;
use crate::index::{at, id};
use crate::lens::Lens;
use crate::spread::sort_by_place;
use crate::strips::{Meeting, Strips};
use crate::{Fault, FaultCode, Label, Point};

pub(super) fn check(of: &Partition, found: &mut Vec<Fault>) {
    runs(of, found);
    nodes(of, found);
    meetings(of, found);
}

/// The labels on both sides of an arc, sorted.
fn beside(of: &Partition, arc: u32) -> Vec<Label> {
    let mut labels = of.plan.sides[at(arc)].map(|face| of.label[at(face)]).to_vec();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Arcs one by one: repeated points, spikes, the same ground on both sides.
fn runs(of: &Partition, found: &mut Vec<Fault>) {
    for arc in 0..id(of.plan.arc_count()) {
        let points = of.plan.arc(arc);
        let mut add = |code, line: &[Point]| {
            found.push(Fault::line(code, beside(of, arc), line, &Lens::PLAIN));
        };
        for pair in points.windows(2).filter(|pair| pair[0] == pair[1]) {
            add(FaultCode::RepeatedPoint, &pair[..1]);
        }
        for three in points.windows(3).filter(|three| three[0] == three[2]) {
            add(FaultCode::Spike, &three[..2]);
        }
        let [left, right] = of.plan.sides[at(arc)];
        if of.label[at(left)] == of.label[at(right)] {
            add(FaultCode::DanglingArc, points);
        }
    }
}

/// Round every node: arcs that end alone, and neighbouring arcs that disagree
/// about the ground between them.
fn nodes(of: &Partition, found: &mut Vec<Fault>) {
    let plan = &of.plan;
    for node in 0..id(plan.node_count) {
        let round = plan.rotation().round(node);
        if let &[only] = round {
            let line = plan.arc(only >> 1);
            found.push(Fault::line(
                FaultCode::DanglingArc,
                beside(of, only >> 1),
                line,
                &Lens::PLAIN,
            ));
        }
        for (i, &half) in round.iter().enumerate() {
            let next = round[(i + 1) % round.len()];
            let ground = [plan.left(half), plan.left(next ^ 1)].map(|face| of.label[at(face)]);
            if ground[0] != ground[1] {
                let mut labels = ground.to_vec();
                labels.sort_unstable();
                let place = [plan.departure(half).0];
                found.push(Fault::line(FaultCode::LabelMismatch, labels, &place, &Lens::PLAIN));
            }
        }
    }
}

/// A segment of some arc, smaller end first.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    from: u64,
    to: u64,
    arc: u32,
}

/// Segments that meet other than in a common end, or lie on each other, and
/// points inside arcs through which other arcs come.
fn meetings(of: &Partition, found: &mut Vec<Fault>) {
    let mut pieces: Vec<Piece> = Vec::with_capacity(of.plan.points.len());
    let mut inner: Vec<(u64, u32)> = Vec::with_capacity(of.plan.points.len());
    for arc in 0..id(of.plan.arc_count()) {
        let points = of.plan.arc(arc);
        for pair in points.windows(2) {
            let (a, b) = (pair[0].key(), pair[1].key());
            pieces.push(Piece { from: a.min(b), to: a.max(b), arc });
        }
        inner.extend(points[1..points.len() - 1].iter().map(|p| (p.key(), arc)));
        inner.extend([(points[0].key(), u32::MAX), (points[points.len() - 1].key(), u32::MAX)]);
    }
    let mut place = |point: Point, arcs: [u32; 2]| {
        let mut labels: Vec<Label> = arcs.iter().flat_map(|&arc| beside(of, arc)).collect();
        labels.sort_unstable();
        labels.dedup();
        found.push(Fault::line(FaultCode::Crossing, labels, &[point], &Lens::PLAIN));
    };
    sort_by_place(&mut inner, |one| one.0);
    for pair in inner.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        // The ends of arcs sort last; several ends in one point are a node.
        let [first, second] = [pair[0].1, pair[1].1];
        if first != u32::MAX {
            let other = if second == u32::MAX { first } else { second };
            place(Point::of_key(pair[0].0), [first, other]);
        }
    }
    sort_by_place(&mut pieces, |one| one.from);
    let same = |a: &Piece, b: &Piece| (a.from, a.to) == (b.from, b.to);
    for pair in pieces.windows(2).filter(|pair| same(&pair[0], &pair[1])) {
        place(Point::of_key(pair[0].from), [pair[0].arc, pair[1].arc]);
    }
    pieces.dedup_by(|next, kept| same(next, kept));
    let ends: Vec<(u64, u64)> = pieces.iter().map(|piece| (piece.from, piece.to)).collect();
    for meeting in Strips::of(&ends).meetings() {
        let (one, other, point) = match meeting {
            Meeting::Touch(one, other, point) => (one, other, point),
            Meeting::Crossing(one, other) => {
                let [(a, b), (c, d)] = [one, other].map(|piece| {
                    let (from, to) = ends[at(piece)];
                    (Point::of_key(from), Point::of_key(to))
                });
                (one, other, crossing(a, b, c, d))
            }
        };
        place(point, [one, other].map(|piece| pieces[at(piece)].arc));
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashMap;

    use super::*;
    use crate::plan::Plan;

    /// An arc by hand, and the labels left and right of it.
    type Drawn<'a> = (&'a [(i32, i32)], u32, u32);

    /// A partition by hand, sound or not.
    fn drawn(arcs: &[Drawn<'_>]) -> Partition {
        let mut plan = Plan::empty();
        let mut nodes: FxHashMap<Point, u32> = FxHashMap::default();
        for (points, left, right) in arcs {
            let points: Vec<Point> = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
            let ends = [points[0], points[points.len() - 1]].map(|end| {
                let next = id(nodes.len());
                *nodes.entry(end).or_insert(next)
            });
            plan.push(&points, ends, [*left, *right]);
        }
        plan.node_count = nodes.len();
        let last = arcs.iter().map(|&(_, left, right)| left.max(right)).max().unwrap_or(0);
        plan.face_count = at(last) + 1;
        let label = (0..=last).map(|l| if l == 0 { Label::OUTSIDE } else { Label(l) }).collect();
        Partition { plan, label, by_label: std::sync::OnceLock::new() }
    }

    fn codes(of: &Partition) -> Vec<FaultCode> {
        let mut codes: Vec<_> = of.validate().iter().map(|fault| fault.code).collect();
        codes.dedup();
        codes
    }

    const SQUARE: &[(i32, i32)] = &[(0, 0), (90_000, 0), (90_000, 90_000), (0, 90_000), (0, 0)];

    #[test]
    fn a_sound_square_has_no_fault() {
        assert_eq!(codes(&drawn(&[(SQUARE, 1, 0)])), []);
    }

    #[test]
    fn arcs_that_cross_or_touch_or_coincide_are_found() {
        let shifted = [(50, 50), (120_000, 50), (120_000, 50_000), (50, 50)];
        assert_eq!(codes(&drawn(&[(SQUARE, 1, 0), (&shifted, 2, 0)])), [FaultCode::Crossing]);
        let beside = [(90_000, 10), (95_000, 10), (95_000, 50), (90_000, 10)];
        assert_eq!(codes(&drawn(&[(SQUARE, 1, 0), (&beside, 2, 0)])), [FaultCode::Crossing]);
        let through = [(0, 90_000), (-50_000, 95_000), (-50_000, 90_000), (0, 90_000)];
        assert_eq!(codes(&drawn(&[(SQUARE, 1, 0), (&through, 2, 0)])), [FaultCode::Crossing]);
        assert_eq!(
            codes(&drawn(&[(SQUARE, 1, 0), (SQUARE, 1, 0)])).last(),
            Some(&FaultCode::LabelMismatch)
        );
    }

    #[test]
    fn spikes_repeats_and_loose_ends_are_found() {
        let spiked = [(0, 0), (9, 0), (20, 0), (9, 0), (9, 9), (0, 0)];
        assert!(codes(&drawn(&[(&spiked, 1, 0)])).contains(&FaultCode::Spike));
        let repeated = [(0, 0), (9, 0), (9, 0), (9, 9), (0, 0)];
        assert!(codes(&drawn(&[(&repeated, 1, 0)])).contains(&FaultCode::RepeatedPoint));
        let loose = [(500, 500), (700, 700)];
        assert_eq!(codes(&drawn(&[(SQUARE, 1, 0), (&loose, 1, 1)])), [FaultCode::DanglingArc]);
    }

    #[test]
    fn arcs_that_disagree_about_the_ground_between_them_are_found() {
        let (south, north) = ([(0, 0), (50, -50), (90, 0)], [(0, 0), (50, 50), (90, 0)]);
        let middle = [(0, 0), (90, 0)];
        let labels = |wrong| drawn(&[(&south, 1, 0), (&middle, 2, wrong), (&north, 0, 2)]);
        assert!(!codes(&labels(1)).contains(&FaultCode::LabelMismatch));
        assert_eq!(codes(&labels(3)), [FaultCode::LabelMismatch]);
    }
}
