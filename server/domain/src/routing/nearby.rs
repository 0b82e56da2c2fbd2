//! Places that no Leaf and no Blank holds, and what else lies close by.

use super::border::{self, Owner};
use super::{Candidate, Reason, Settings, Verdict};
use crate::atlas::{DivisionAtlas, FaceNo, Foot};
use crate::ids::Metres;
use std::cmp::Ordering;
use topo::Point;
use topo::plane::{EQUATORIAL_M, Local};

/// Other Leaves at least this near are always named as candidates.
pub(super) const LEAST: Metres = Metres(1.0);

/// No answer is said to stay valid farther than this: the plane on which it is
/// measured leaves the globe.
const FARTHEST: f64 = 10_000.0;

/// Judges a place outside all Leaves and Blanks.
pub(super) fn judge(
    division: &DivisionAtlas,
    at: Point,
    local: &Local,
    settings: &Settings,
) -> Verdict {
    let nearest = division.nearest_leaves(local);
    let Some((face, foot)) = first(division, &nearest) else {
        let free = division.nearest_blank(local, FARTHEST);
        let valid_radius = certain(free, at);
        return Verdict { face: None, reason: Reason::Outside, border: None, valid_radius };
    };
    let (away, tolerance) = (foot.squared.sqrt(), settings.nearest_tolerance.0);
    let border = Some(Metres(away));
    if away > tolerance {
        let free = division.nearest_blank(local, (away - tolerance).min(FARTHEST));
        return Verdict {
            face: None,
            reason: Reason::Outside,
            border,
            valid_radius: certain(free, at),
        };
    }
    // Moving by r brings this Leaf at most r nearer or farther, and another likewise:
    // it stays outside, within the tolerance and nearest while r is below each of these.
    let stays = away.min(tolerance - away);
    let others = second(division, at, local, face, away + 2.0 * stays);
    let stays = division.nearest_blank(local, stays.min((others - away) / 2.0));
    Verdict {
        face: Some(face),
        reason: Reason::Nearest { away: Metres(away) },
        border,
        valid_radius: certain(stays, at),
    }
}

/// The Leaf whose border comes nearest. Of several nearest points of borders it is
/// the first counter-clockwise from east, as seen from the place; of several Leaves
/// that meet there, the one that holds that point by the border rule.
fn first(division: &DivisionAtlas, nearest: &[(FaceNo, Foot)]) -> Option<(FaceNo, Foot)> {
    let direction = |a: &Foot, b: &Foot| around(a.offset, b.offset);
    let (face, foot) = *nearest.iter().min_by(|(_, a), (_, b)| direction(a, b))?;
    let meet = nearest.iter().any(|(other, also)| *other != face && direction(also, &foot).is_eq());
    if meet
        && let Some(corner) = foot.corner
        && let Owner::Holding(owner) | Owner::Touched(owner) = border::owner(division, corner)
    {
        return Some((owner, foot));
    }
    Some((face, foot))
}

/// Metres to the nearest Leaf but one, or `bound` if none is nearer than that.
fn second(division: &DivisionAtlas, at: Point, local: &Local, but: FaceNo, bound: f64) -> f64 {
    leaves_within(division, local, bound)
        .filter(|face| *face != but)
        .fold(bound, |best, face| division.border_distance(face, at, local, best))
}

/// The Leaves other than the one that answers, at most [`LEAST`] away, nearest first.
pub(super) fn candidates(
    division: &DivisionAtlas,
    at: Point,
    local: &Local,
    answering: Option<FaceNo>,
) -> Vec<Candidate> {
    let mut near: Vec<_> = leaves_within(division, local, LEAST.0)
        .filter(|face| Some(*face) != answering)
        .map(|face| Candidate {
            leaf: division.area(face),
            distance: Metres(division.border_distance(face, at, local, f64::INFINITY)),
            share: None,
        })
        .filter(|candidate| candidate.distance <= LEAST)
        .collect();
    near.sort_by(nearer);
    near
}

/// The order in which candidates are listed: by distance; equal ones by id.
pub(super) fn nearer(a: &Candidate, b: &Candidate) -> Ordering {
    a.distance.0.total_cmp(&b.distance.0).then(a.leaf.cmp(&b.leaf))
}

fn leaves_within(
    division: &DivisionAtlas,
    local: &Local,
    metres: f64,
) -> impl Iterator<Item = FaceNo> {
    let mut faces: Vec<_> =
        division.parts_within(local, metres).into_iter().map(|(face, _)| face).collect();
    faces.dedup();
    faces.into_iter().filter(|face| !division.is_blank(*face))
}

/// What is certain of a distance measured on the plane of a place, rounded down to
/// centimetres. The plane is wrong by the ratio of cos(latitude) between both ends,
/// which is at most (1 + tan(latitude)) times the distance in Earth radii.
pub(super) fn certain(metres: f64, at: Point) -> Metres {
    let metres = metres.min(FARTHEST);
    let error = metres / EQUATORIAL_M * (1.0 + at.lat().to_radians().tan().abs());
    Metres(((metres * (1.0 - error) - 1e-6).max(0.0) * 100.0).floor() / 100.0)
}

/// The order of two directions by angle counter-clockwise from a hair north of east.
fn around([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> Ordering {
    let second_half = |x: f64, y: f64| y < 0.0 || (y == 0.0 && x > 0.0);
    let halves = second_half(ax, ay).cmp(&second_half(bx, by));
    halves.then_with(|| (ay * bx).total_cmp(&(ax * by)))
}
