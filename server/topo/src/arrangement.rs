//! The borders of all cells laid over each other, and who claims what.

pub(crate) mod chains;
mod claims;
mod coverage;
mod ring_faults;
mod rings;
mod segments;
mod snap;
pub(crate) mod trace;

use rustc_hash::FxHashMap;

use crate::index::{Sets, at, id};
use crate::lens::Lens;
use crate::plan::{Plan, merge, outline};
use crate::strips::Strips;
use crate::{Cell, Fault, Label, Partition, Shape, plane};
use chains::Chains;
use claims::PerFace;
use ring_faults::Crossings;
use rings::Rings;
use segments::Segments;

/// A face of an [`Arrangement`]: ground that no border cuts.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u32);

/// All borders noded on the lattice; each face knows who claims it.
///
/// Faces are numbered by place, so the arrangement does not depend on the order
/// of the cells, on where their rings begin or on which way they run.
#[derive(Clone, Debug)]
pub struct Arrangement {
    plan: Plan,
    claims: PerFace<Label>,
    ring_faults: Vec<Fault>,
    /// How the coordinates relate to the lattice.
    lens: Lens,
    /// The same cells on a finer lattice, where noding changed anything; only for
    /// listing faults.
    closer: Option<Box<Arrangement>>,
}

/// Rounds of noding at most. One does in theory and nearly always in practice; a
/// second is needed when a bent segment comes to lie exactly on a point.
const MOST_ROUNDS: usize = 16;

impl Arrangement {
    /// Lays cells over each other, clean or not.
    ///
    /// A part of a cell holds what its rings enclose by the even-odd rule; a cell
    /// holds what any of its parts holds. Where borders cross, both are led
    /// through the nearest lattice point; where none do, no point is moved.
    pub fn of(cells: &[Cell<'_>]) -> Arrangement {
        let rings = Rings::of(cells);
        let mut plain = Laid::of(&rings, Lens::PLAIN);
        // Noding closes the narrowest faults, so they are looked for more closely.
        let closer = if plain.is_noded { rings.closer() } else { None };
        if let Some((rings, lens)) = closer {
            let seen = Laid::of(&rings, lens);
            plain.arrangement.ring_faults = seen.ring_faults(&rings);
            plain.arrangement.closer = Some(Box::new(seen.arrangement));
        } else {
            plain.arrangement.ring_faults = plain.ring_faults(&rings);
        }
        plain.arrangement
    }

    /// Everything wrong inside single cells, sorted: rings that cross or touch
    /// themselves, run back along themselves or enclose nothing, holes outside
    /// their outline, parts that overlap. Points that repeat are none of it.
    pub fn ring_faults(&self) -> &[Fault] {
        &self.ring_faults
    }

    /// All faces, the unbounded one first.
    pub fn faces(&self) -> impl Iterator<Item = FaceId> + use<> {
        (0..id(self.plan.face_count)).map(FaceId)
    }

    /// Whether it is the face without end, round everything.
    pub fn is_unbounded(&self, f: FaceId) -> bool {
        f.0 == 0
    }

    /// The labels that claim a face, sorted and distinct; empty where nobody does.
    pub fn claims(&self, f: FaceId) -> &[Label] {
        self.claims.of(f.0)
    }

    /// Twice the area of a face in lattice units, exactly; 0 for the unbounded one.
    pub fn area2(&self, f: FaceId) -> i128 {
        self.plan.areas2()[at(f.0)]
    }

    /// The faces that share a border with a face, rising, each with the metres
    /// of border they share. Those that only touch in a point are not among them.
    pub fn neighbours(&self, f: FaceId) -> impl Iterator<Item = (FaceId, f64)> + use<> {
        let mut shared: Vec<(FaceId, f64)> = Vec::new();
        for &half in self.plan.border(f.0) {
            let beyond = FaceId(self.plan.left(half ^ 1));
            shared.push((beyond, plane::length_m(self.plan.arc(half >> 1))));
        }
        shared.sort_by_key(|&(face, _)| face);
        shared.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        shared.into_iter()
    }

    /// The ground of some faces together, normalised. The unbounded face has no
    /// outline and is passed over.
    pub fn shape_of(&self, faces: &[FaceId]) -> Shape {
        let pieces = self.pieces(faces.iter().map(|face| face.0).filter(|&face| face != 0));
        let halves: Vec<u32> = pieces.keys().flat_map(|&f| self.plan.border(f)).copied().collect();
        let found =
            outline::outlines(&self.plan, halves.into_iter(), |face| pieces.get(&face).copied());
        outline::shape(found.into_values())
    }

    /// Which faces of a set hang together: for each one the smallest face of its
    /// piece.
    fn pieces(&self, faces: impl Iterator<Item = u32>) -> FxHashMap<u32, u32> {
        let mut members: Vec<u32> = faces.collect();
        members.sort_unstable();
        members.dedup();
        let place: FxHashMap<u32, u32> =
            members.iter().enumerate().map(|(i, &face)| (face, id(i))).collect();
        let mut sets = Sets::new(members.len());
        for (i, &face) in members.iter().enumerate() {
            for &half in self.plan.border(face) {
                if let Some(&other) = place.get(&self.plan.left(half ^ 1)) {
                    sets.unite(id(i), other);
                }
            }
        }
        members.iter().map(|&face| (face, members[at(sets.root(place[&face]))])).collect()
    }

    /// Every gap and every overlap, sorted.
    ///
    /// A gap is ground enclosed by cells that nobody claims, faces that share a
    /// border taken together; an overlap is connected ground with the same two
    /// claims or more. There is no width below which a gap is not seen: where noding
    /// closed faults narrower than the lattice they are listed all the same, though
    /// no face is left of them. Their [`Fault::width_m`] is below a centimetre.
    pub fn coverage_faults(&self) -> Vec<Fault> {
        coverage::faults(self.closer.as_deref().unwrap_or(self), true)
    }

    /// The overlaps among them.
    pub(crate) fn overlaps(&self) -> Vec<Fault> {
        coverage::faults(self.closer.as_deref().unwrap_or(self), false)
    }

    /// Gives every face to one label and dissolves the arcs between faces of the
    /// same one. The unbounded face is [`Label::OUTSIDE`] and is not asked about.
    pub fn settle(&self, mut label_of: impl FnMut(FaceId) -> Label) -> Partition {
        let label = |face: FaceId| if face.0 == 0 { Label::OUTSIDE } else { label_of(face) };
        let labels: Vec<Label> = self.faces().map(label).collect();
        Partition::of_merged(merge::merged(&self.plan, &labels), &labels)
    }
}

/// An arrangement and what its ring faults are read from.
struct Laid {
    arrangement: Arrangement,
    segments: Segments,
    /// A segment of each arc.
    sample: Vec<u32>,
    /// The rings round each face.
    enclosing: PerFace<u32>,
    crossings: Crossings,
    /// Whether borders met elsewhere than in common points.
    is_noded: bool,
}

impl Laid {
    fn of(rings: &Rings, lens: Lens) -> Laid {
        let mut segments = Segments::of(rings);
        let mut crossings = Crossings::default();
        let mut strips = Strips::of(&segments.ends);
        let mut is_noded = false;
        for _ in 0..MOST_ROUNDS {
            let meetings = strips.meetings();
            if meetings.is_empty() {
                break;
            }
            is_noded = true;
            crossings.note(&segments, &meetings);
            strips = strips.with_reach();
            let doubled = std::mem::take(&mut segments.doubled);
            segments = snap::rounded(&segments, &strips, &meetings);
            segments.doubled.extend(doubled);
            strips = Strips::of(&segments.ends);
        }
        let mut chains = Chains::of(&segments.ends);
        trace::trace(&mut chains, strips);
        let Chains { plan, sample, .. } = chains;
        let enclosing = claims::enclosing(&plan, |arc| segments.rings(sample[at(arc)]));
        let arrangement = Arrangement {
            claims: claims::claims(rings, &enclosing),
            plan,
            ring_faults: Vec::new(),
            lens,
            closer: None,
        };
        Laid { arrangement, segments, sample, enclosing, crossings, is_noded }
    }
}
