//! Which rings enclose each face, and so which labels claim it.
//!
//! The rings are carried from face to face across the arcs: crossing an arc
//! changes sides for exactly the rings that run along it. No point is ever
//! tested against a polygon, so there is nothing to misjudge.

use super::rings::Rings;
use crate::Label;
use crate::index::{at, id};
use crate::plan::Plan;

/// Lists of things per face, one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct PerFace<T> {
    span: Vec<(u32, u32)>,
    items: Vec<T>,
}

impl<T> PerFace<T> {
    pub(crate) fn of(&self, face: u32) -> &[T] {
        let (from, to) = self.span[at(face)];
        &self.items[at(from)..at(to)]
    }
}

/// The rings round each face, rising.
pub(crate) fn enclosing<'a>(plan: &Plan, rings_along: impl Fn(u32) -> &'a [u32]) -> PerFace<u32> {
    let unknown = (u32::MAX, 0);
    let mut found = PerFace { span: vec![unknown; plan.face_count], items: Vec::new() };
    let Some(unbounded) = found.span.first_mut() else { return found };
    *unbounded = (0, 0);
    let mut queue = vec![0_u32];
    let mut here: Vec<u32> = Vec::new();
    while let Some(face) = queue.pop() {
        for &half in plan.border(face) {
            let beyond = plan.left(half ^ 1);
            if found.span[at(beyond)] != unknown {
                continue;
            }
            here.clear();
            here.extend_from_slice(found.of(face));
            let from = id(found.items.len());
            found.items.extend(symmetric_difference(&here, rings_along(half >> 1)));
            found.span[at(beyond)] = (from, id(found.items.len()));
            queue.push(beyond);
        }
    }
    found
}

/// What is in just one of two rising lists, rising.
fn symmetric_difference<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    std::iter::from_fn(move || {
        loop {
            match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x == y => {
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if x > y => return b.next(),
                (Some(_), _) => return a.next(),
                (None, _) => return b.next(),
            }
        }
    })
}

/// The parts that hold a face, by the even-odd rule over each part's rings,
/// rising; each with the rings of that part round the face.
pub(crate) fn parts<'a>(
    rings: &'a Rings,
    round: &'a [u32],
) -> impl Iterator<Item = (u32, &'a [u32])> {
    let part = |ring: u32| rings.rings[at(ring)].part;
    round.chunk_by(move |&a, &b| part(a) == part(b)).map(move |of_part| (part(of_part[0]), of_part))
}

/// The labels that claim each face, rising: those with a part that holds it.
pub(crate) fn claims(rings: &Rings, enclosing: &PerFace<u32>) -> PerFace<Label> {
    let faces = enclosing.span.len();
    let mut found = PerFace { span: Vec::with_capacity(faces), items: Vec::with_capacity(faces) };
    for face in 0..id(faces) {
        let from = id(found.items.len());
        for (part, of_part) in parts(rings, enclosing.of(face)) {
            let label = rings.labels[at(part)];
            let known = found.items[at(from)..].last() == Some(&label);
            if of_part.len() % 2 == 1 && !known {
                found.items.push(label);
            }
        }
        found.span.push((from, id(found.items.len())));
    }
    found
}
