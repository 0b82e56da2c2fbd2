//! The distinct segments of all rings, and which rings run along each.

use super::rings::Rings;
use crate::index::{at, id};
use crate::spread::sort_by_place;

/// One use of a segment by a ring. The ends are point keys, smaller first: the
/// direction of a ring says nothing about its ground.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) ring: u32,
}

impl Use {
    pub(crate) fn new(a: u64, b: u64, ring: u32) -> Use {
        Use { from: a.min(b), to: a.max(b), ring }
    }
}

/// Distinct segments sorted by their ends. Crossing one changes sides for each
/// of its rings.
pub(crate) struct Segments {
    /// Keys of the two ends, smaller first.
    pub(crate) ends: Vec<(u64, u64)>,
    start: Vec<u32>,
    rings: Vec<u32>,
    /// Runs of a ring back along itself; they enclose nothing and are not kept.
    pub(crate) doubled: Vec<Use>,
}

impl Segments {
    pub(crate) fn of(rings: &Rings) -> Segments {
        let total = rings.rings.iter().map(|ring| ring.points.len()).sum();
        let mut uses = Vec::with_capacity(total);
        for (number, ring) in rings.rings.iter().enumerate() {
            let Some(last) = ring.points.last() else { continue };
            let mut from = last.key();
            for point in &ring.points {
                let to = point.key();
                if from != to {
                    uses.push(Use::new(from, to, id(number)));
                }
                from = to;
            }
        }
        Segments::of_uses(uses)
    }

    /// Sorts the uses, joins equal segments, and lets two uses by the same ring
    /// cancel out.
    pub(crate) fn of_uses(mut uses: Vec<Use>) -> Segments {
        sort_by_place(&mut uses, |one| one.from);
        let mut segments = Segments {
            ends: Vec::with_capacity(uses.len() / 2 + 1),
            start: vec![0],
            rings: Vec::with_capacity(uses.len()),
            doubled: Vec::new(),
        };
        for same in uses.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
            let before = segments.rings.len();
            for of_ring in same.chunk_by(|a, b| a.ring == b.ring) {
                if of_ring.len() > 1 {
                    segments.doubled.push(of_ring[0]);
                }
                if of_ring.len() % 2 == 1 {
                    segments.rings.push(of_ring[0].ring);
                }
            }
            if segments.rings.len() > before {
                segments.ends.push((same[0].from, same[0].to));
                segments.start.push(id(segments.rings.len()));
            }
        }
        segments
    }

    /// The rings that run along a segment, rising.
    pub(crate) fn rings(&self, segment: u32) -> &[u32] {
        &self.rings[at(self.start[at(segment)])..at(self.start[at(segment) + 1])]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}
