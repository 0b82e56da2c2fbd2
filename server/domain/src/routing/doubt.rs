//! How likely is each Leaf, when the place is only known to some metres?
//!
//! The true place is the stated one plus a circular normal error. The probability
//! that it lies in a polygon is a sum over the polygon's edges: with the stated
//! place as the origin and σ as the unit, the ground between the origin and an
//! edge at the signed distance h, seen from its foot between s₁ and s₂, holds
//!
//! ```text
//! h / 2π · ∫ (1 - exp(-(h² + s²) / 2)) / (h² + s²) ds      from s₁ to s₂,
//! ```
//!
//! which is ∫ (1 - exp(-r² / 2)) dθ / 2π in polar coordinates, with dθ = h ds / r².
//! The integrand is smooth wherever the origin lies, on the border too, so a fixed
//! Gauss-Legendre rule on pieces of fixed length gives it to a millionth and every
//! replay gives the same digits. Beyond [`REACH`] only the angle is left.

use super::nearby::{LEAST, nearer};
use super::{Candidate, Verdict};
use crate::atlas::{DivisionAtlas, FaceNo, PartNo, Rings};
use crate::ids::Metres;
use crate::routing::{Accuracy, Reason};
use std::collections::BTreeMap;
use std::f64::consts::TAU;
use topo::Point;
use topo::plane::Local;

/// The error's reach in units of σ; the true place lies farther away once in sixty
/// million cases, which is left out and made up for by scaling.
const REACH: f64 = 6.0;

/// Leaves with a smaller share are named only while they matter together.
const LEAST_SHARE: f64 = 0.000_05;

/// The longest piece, in units of σ, to which one rule is applied.
const PIECE: f64 = 2.0;

/// A piece at most this long does with the small rule.
const SHORT_PIECE: f64 = 0.5;

/// Nodes and weights of Gauss-Legendre rules on -1 to 1 (Abramowitz and Stegun,
/// *Handbook of Mathematical Functions*, table 25.4), one of each pair ±x.
const SIX: [(f64, f64); 3] = [
    (0.238_619_186_083_196_9, 0.467_913_934_572_691_1),
    (0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
    (0.932_469_514_203_152, 0.171_324_492_379_170_3),
];
/// The rule of two nodes.
const TWO: [(f64, f64); 1] = [(0.577_350_269_189_625_8, 1.0)];

/// Where the true place may lie.
pub(super) struct Shares {
    /// On the ground that answers; `None` when nobody does.
    pub(super) own: Option<f64>,
    /// On ground of no Leaf that does not answer.
    pub(super) outside: f64,
    /// The other Leaves, with their shares.
    pub(super) candidates: Vec<Candidate>,
}

/// A face within reach.
#[derive(Clone, Copy)]
struct Weighed {
    share: f64,
    squared: f64,
}

/// Weighs everything within reach of the error.
pub(super) fn weigh(
    division: &DivisionAtlas,
    at: Point,
    local: &Local,
    accuracy: Accuracy,
    verdict: &Verdict,
) -> Shares {
    let reach = (accuracy.sigma() * REACH).max(LEAST.0);
    let held = matches!(verdict.reason, Reason::Within | Reason::Blank { .. });
    if held && verdict.border > Some(Metres(reach)) {
        return Shares { own: Some(1.0), outside: 0.0, candidates: Vec::new() };
    }
    let faces = weigh_faces(division, local, accuracy.sigma(), reach);
    let everything: f64 = faces.values().map(|weighed| weighed.share).sum();
    // What no face holds is outside. Rounding may leave a hair over 1, never more.
    let whole = everything.max(1.0);
    let own = verdict.face.map(|face| faces.get(&face).map_or(0.0, |own| own.share / whole));
    let mut others: Vec<Candidate> = faces
        .iter()
        .filter(|(face, _)| Some(**face) != verdict.face && !division.is_blank(**face))
        .map(|(face, weighed)| Candidate {
            leaf: division.area(*face),
            distance: Metres(division.exactly(weighed.squared.sqrt(), *face, at)),
            share: Some(weighed.share / whole),
        })
        .collect();
    let leaves: f64 = others.iter().filter_map(|other| other.share).sum();
    let outside = (1.0 - leaves - own.unwrap_or(0.0)).max(0.0);
    keep_what_matters(&mut others, accuracy.radius().0.max(LEAST.0));
    let listed: f64 = others.iter().filter_map(|other| other.share).sum();
    let scale = 1.0 / (own.unwrap_or(0.0) + listed + outside);
    for other in &mut others {
        other.share = other.share.map(|share| share * scale);
    }
    others.sort_by(nearer);
    Shares { own: own.map(|own| own * scale), outside: outside * scale, candidates: others }
}

/// Drops Leaves that are beyond `near` metres and hardly come into question, the
/// smallest share first, as long as all that is dropped stays below one such share
/// together: what is left then adds up to 1 but for that, and is scaled to it.
fn keep_what_matters(others: &mut Vec<Candidate>, near: f64) {
    let share = |candidate: &Candidate| candidate.share.unwrap_or(0.0);
    let small =
        |candidate: &Candidate| candidate.distance.0 > near && share(candidate) < LEAST_SHARE;
    others.sort_by(|a, b| share(a).total_cmp(&share(b)).then_with(|| nearer(b, a)));
    let mut dropped = 0.0;
    others.retain(|candidate| {
        if small(candidate) && dropped + share(candidate) < LEAST_SHARE {
            dropped += share(candidate);
            return false;
        }
        true
    });
}

/// The share and the distance of every face within reach, by number, so that sums
/// come out the same every time.
fn weigh_faces(
    division: &DivisionAtlas,
    local: &Local,
    sigma: f64,
    reach: f64,
) -> BTreeMap<FaceNo, Weighed> {
    let mut faces = BTreeMap::new();
    for (face, part) in division.parts_within(local, reach) {
        let squared = division.ground().squared_distance(part, local, f64::INFINITY);
        let share = share_of(division.ground(), part, local, sigma);
        let weighed = faces.entry(face).or_insert(Weighed { share: 0.0, squared });
        weighed.share += share;
        weighed.squared = weighed.squared.min(squared);
    }
    faces
}

/// The probability that the true place lies in one polygon.
fn share_of(ground: &Rings, part: PartNo, local: &Local, sigma: f64) -> f64 {
    let scaled = |point| local.to_m(point).map(|metres| metres / sigma);
    let mut turns = 0.0;
    for (bounds, points) in ground.stretches(part) {
        let ([west, south], [east, north]) = (scaled(bounds.min), scaled(bounds.max));
        let (x, y) = (west.max(-east).max(0.0), south.max(-north).max(0.0));
        let (first, rest) = (points[0], &points[1..]);
        if x * x + y * y >= REACH * REACH {
            // The box does not hold the place, so its edges turn by less than half.
            let (a, b) = (scaled(first), scaled(rest[rest.len() - 1]));
            turns += angle(a, b);
        } else {
            let mut a = scaled(first);
            for &point in rest {
                let b = scaled(point);
                turns += edge(a, b);
                a = b;
            }
        }
    }
    (turns / TAU).clamp(0.0, 1.0)
}

/// The angle from `a` to `b` as seen from the origin.
fn angle([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    (ax * by - ay * bx).atan2(ax * bx + ay * by)
}

/// 2π times the probability of the triangle between the origin and an edge,
/// positive when the origin is on the edge's left.
fn edge(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let length = (dx * dx + dy * dy).sqrt();
    if length == 0.0 {
        return 0.0;
    }
    let h = (a[0] * b[1] - a[1] * b[0]) / length;
    let (from, to) = ((a[0] * dx + a[1] * dy) / length, (b[0] * dx + b[1] * dy) / length);
    let reach = REACH * REACH - h * h;
    if reach <= 0.0 {
        return angle(a, b);
    }
    let reach = reach.sqrt();
    let (near, far) = (from.max(-reach), to.min(reach));
    if near >= far {
        return angle(a, b);
    }
    let mut turned = h * pieces(h * h, near, far);
    if from < near {
        turned += angle([h, from], [h, near]);
    }
    if far < to {
        turned += angle([h, far], [h, to]);
    }
    turned
}

/// The integral over s of (1 - exp(-(h² + s²) / 2)) / (h² + s²).
fn pieces(h2: f64, from: f64, to: f64) -> f64 {
    let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
    if 2.0 * half > PIECE {
        return pieces(h2, from, middle) + pieces(h2, middle, to);
    }
    let rule: &[(f64, f64)] = if 2.0 * half <= SHORT_PIECE { &TWO } else { &SIX };
    let pair = |&(node, weight): &(f64, f64)| {
        weight * (density(h2, middle - node * half) + density(h2, middle + node * half))
    };
    half * rule.iter().map(pair).sum::<f64>()
}

fn density(h2: f64, s: f64) -> f64 {
    let r2 = h2 + s * s;
    // The limit at the origin; the next term of the series is r² / 8.
    if r2 < 1e-15 { 0.5 } else { -(-r2 / 2.0).exp_m1() / r2 }
}
