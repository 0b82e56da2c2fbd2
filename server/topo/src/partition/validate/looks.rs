//! Faults of taste: gaps, tiny and scattered pieces, corners too close together.

use rustc_hash::FxHashMap;

use super::{Limits, Partition};
use crate::index::{at, id};
use crate::lens::Lens;
use crate::plan::outline;
use crate::plane::{Local, length_m, metres_between};
use crate::point::nearest;
use crate::{Fault, FaultCode, Label, Point, Polygon, Shape};

pub(super) fn check(of: &Partition, limits: &Limits, found: &mut Vec<Fault>) {
    pieces(of, limits.tiny_m2, found);
    if limits.close_m > 0.0 {
        close_corners(of, limits.close_m, found);
    }
    if limits.long_m > 0.0 {
        long_pieces(of, limits.long_m, found);
    }
}

/// Gaps, tiny pieces, and every piece of a cell but its largest.
fn pieces(of: &Partition, tiny_m2: f64, found: &mut Vec<Fault>) {
    let areas = of.plan.areas2();
    let mut largest: FxHashMap<Label, (i128, u32)> = FxHashMap::default();
    for face in 1..id(of.plan.face_count) {
        let this = (areas[at(face)], face);
        let so_far = largest.entry(of.label[at(face)]).or_insert(this);
        // Of two equal pieces the first is taken for the cell proper.
        if this.0 > so_far.0 {
            *so_far = this;
        }
    }
    let mut wanted: Vec<(u32, FaultCode)> = Vec::new();
    for face in 1..id(of.plan.face_count) {
        let label = of.label[at(face)];
        if label == Label::OUTSIDE {
            wanted.push((face, FaultCode::Gap));
            continue;
        }
        if largest[&label].1 != face {
            wanted.push((face, FaultCode::CellInPieces));
        }
        #[expect(clippy::cast_precision_loss, reason = "compared with a limit of taste")]
        let area_m2 = of.plan.border(face).first().map_or(0.0, |&half| {
            let local = Local::at(of.plan.departure(half).0);
            areas[at(face)] as f64 / 2.0 * local.step_m2()
        });
        if area_m2 < tiny_m2 {
            wanted.push((face, FaultCode::TinyCell));
        }
    }
    for (face, code) in wanted {
        let mut labels = vec![of.label[at(face)]];
        if code == FaultCode::Gap {
            let beyond = of.plan.border(face).iter().map(|&half| of.plan.left(half ^ 1));
            labels = beyond.map(|face| of.label[at(face)]).collect();
            labels.sort_unstable();
            labels.dedup();
        }
        let ground = Shape(vec![outline(of, face)]);
        found.push(Fault::ground(code, labels, &ground, &Lens::PLAIN));
    }
}

/// The polygon of one face.
pub(super) fn outline(of: &Partition, face: u32) -> Polygon {
    let halves = of.plan.border(face).iter().copied();
    let only = |other: u32| (other == face).then_some(face);
    let found = outline::outlines(&of.plan, halves, only);
    outline::shape(found.into_values()).0.into_iter().next().unwrap_or_default()
}

/// Pairs of corners, of one arc or of two, closer together than the limit.
fn close_corners(of: &Partition, close_m: f64, found: &mut Vec<Fault>) {
    let mut corners: Vec<(Point, u32)> = Vec::with_capacity(of.plan.points.len());
    for arc in 0..id(of.plan.arc_count()) {
        corners.extend(of.plan.arc(arc).iter().map(|&p| (p, arc)));
    }
    corners.sort_unstable();
    corners.dedup_by_key(|(p, _)| *p);
    for (i, &(p, arc)) in corners.iter().enumerate() {
        let [wide, _] = Local::at(p).to_m(Point::new(p.x.saturating_add(1_000), p.y));
        // Towards the poles a step east is hardly any distance.
        let reach = nearest((close_m / wide * 1_000.0).clamp(0.0, 1e6).ceil());
        for &(q, other) in &corners[i + 1..] {
            if i64::from(q.x) - i64::from(p.x) > i64::from(reach) {
                break;
            }
            if (i64::from(q.y) - i64::from(p.y)).abs() > 1_000_000 {
                continue;
            }
            let metres = metres_between(p, q);
            if metres < close_m {
                let mut labels: Vec<Label> = [arc, other]
                    .iter()
                    .flat_map(|&arc| of.plan.sides[at(arc)])
                    .map(|face| of.label[at(face)])
                    .collect();
                labels.sort_unstable();
                labels.dedup();
                let mut fault = Fault::line(FaultCode::TooClose, labels, &[p, q], &Lens::PLAIN);
                fault.width_m = metres;
                found.push(fault);
            }
        }
    }
}

/// Straight pieces of border that are suspiciously long.
fn long_pieces(of: &Partition, long_m: f64, found: &mut Vec<Fault>) {
    for arc in of.arcs() {
        for pair in arc.points.windows(2).filter(|pair| length_m(pair) > long_m) {
            let mut labels = vec![arc.left, arc.right];
            labels.sort_unstable();
            found.push(Fault::line(FaultCode::LongArc, labels, pair, &Lens::PLAIN));
        }
    }
}
