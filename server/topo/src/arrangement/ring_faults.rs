//! What is wrong inside single cells, whatever their neighbours do.

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::{PerFace, parts};
use super::rings::Rings;
use super::segments::Segments;
use super::{Arrangement, FaceId};
use crate::exact::crossing;
use crate::index::{at, id};
use crate::strips::Meeting;
use crate::{Fault, FaultCode, Label, Point};

/// Where rings cross themselves, collected while noding.
#[derive(Default)]
pub(super) struct Crossings(FxHashSet<(u32, Point)>);

impl Crossings {
    pub(super) fn note(&mut self, segments: &Segments, meetings: &[Meeting]) {
        let ends = |segment: u32| {
            let (a, b) = segments.ends[at(segment)];
            (Point::of_key(a), Point::of_key(b))
        };
        for meeting in meetings {
            let Meeting::Crossing(one, other) = *meeting else { continue };
            let others = segments.rings(other);
            for &ring in segments.rings(one).iter().filter(|ring| others.contains(ring)) {
                let ((a, b), (c, d)) = (ends(one), ends(other));
                self.0.insert((ring, crossing(a, b, c, d)));
            }
        }
    }
}

/// What the faults are read from.
struct Evidence<'a> {
    of: &'a Arrangement,
    rings: &'a Rings,
    segments: &'a Segments,
    /// A segment of each arc.
    sample: &'a [u32],
    /// The rings round each face.
    enclosing: &'a PerFace<u32>,
}

/// Every fault inside single cells, sorted.
pub(super) fn all(
    of: &Arrangement,
    rings: &Rings,
    segments: &Segments,
    sample: &[u32],
    enclosing: &PerFace<u32>,
    crossings: Crossings,
) -> Vec<Fault> {
    let evidence = Evidence { of, rings, segments, sample, enclosing };
    let mut found = Vec::new();
    evidence.empty_rings(&mut found);
    evidence.touches(&crossings, &mut found);
    evidence.spikes(&mut found);
    evidence.shared_ground(&mut found);
    for (ring, point) in crossings.0 {
        found.push(Fault::line(FaultCode::Crossing, vec![rings.label(ring)], vec![point]));
    }
    Fault::sort(&mut found);
    found
}

impl Evidence<'_> {
    /// Rings of which nothing is left, because they have too few points or run
    /// back along themselves all the way.
    fn empty_rings(&self, found: &mut Vec<Fault>) {
        let mut alive = vec![false; self.rings.rings.len()];
        for &segment in self.sample {
            for &ring in self.segments.rings(segment) {
                alive[at(ring)] = true;
            }
        }
        for (number, ring) in self.rings.rings.iter().enumerate() {
            if !alive[number] {
                let code = if ring.points.len() < 3 {
                    FaultCode::TooFewPoints
                } else {
                    FaultCode::ZeroArea
                };
                let labels = vec![self.rings.label(id(number))];
                found.push(Fault::line(code, labels, ring.points.clone()));
            }
        }
    }

    /// Nodes that a ring comes through more than once.
    fn touches(&self, crossings: &Crossings, found: &mut Vec<Fault>) {
        let plan = &self.of.plan;
        let mut here: Vec<u32> = Vec::new();
        for node in 0..id(plan.node_count) {
            let round = plan.rotation().round(node);
            if round.len() < 4 {
                continue;
            }
            here.clear();
            for &half in round {
                here.extend_from_slice(self.segments.rings(self.sample[at(half >> 1)]));
            }
            here.sort_unstable();
            let point = plan.departure(round[0]).0;
            for same in here.chunk_by(|a, b| a == b).filter(|same| same.len() > 2) {
                if !crossings.0.contains(&(same[0], point)) {
                    let labels = vec![self.rings.label(same[0])];
                    found.push(Fault::line(FaultCode::SelfTouch, labels, vec![point]));
                }
            }
        }
    }

    /// Lines along which a ring runs out and back, each as one fault.
    fn spikes(&self, found: &mut Vec<Fault>) {
        let mut doubled = self.segments.doubled.clone();
        doubled.sort_unstable_by_key(|one| (one.ring, one.from, one.to));
        let dead = |ring: u32, found: &[Fault]| {
            let points = &self.rings.rings[at(ring)].points;
            found.iter().any(|fault| fault.code == FaultCode::ZeroArea && fault.ring == *points)
        };
        for of_ring in doubled.chunk_by(|a, b| a.ring == b.ring) {
            let ring = of_ring[0].ring;
            if dead(ring, found) || self.rings.rings[at(ring)].points.len() < 3 {
                continue;
            }
            let segments =
                of_ring.iter().map(|one| (Point::of_key(one.from), Point::of_key(one.to)));
            for line in lines(segments.collect()) {
                found.push(Fault::line(FaultCode::Spike, vec![self.rings.label(ring)], line));
            }
        }
    }

    /// Faces that a cell holds in a way its rings should not: holes outside their
    /// outline or over each other, parts over parts.
    fn shared_ground(&self, found: &mut Vec<Fault>) {
        let mut faces: FxHashMap<(FaultCode, Label, Vec<u32>), Vec<FaceId>> = FxHashMap::default();
        let mut area2_of_part: FxHashMap<u32, i128> = FxHashMap::default();
        for face in self.of.faces() {
            let round = self.enclosing.of(face.0);
            if round.len() < 2 && round.first().is_none_or(|&r| !self.rings.rings[at(r)].hole) {
                continue;
            }
            let mut holders: Vec<u32> = Vec::new();
            for (part, of_part) in parts(self.rings, round) {
                let label = self.rings.labels[at(part)];
                let outline = !self.rings.rings[at(of_part[0])].hole;
                let code = match (outline, of_part.len()) {
                    (false, _) => Some(FaultCode::HoleOutside),
                    (true, 3..) => Some(FaultCode::HolesOverlap),
                    (true, _) => None,
                };
                if let Some(code) = code {
                    faces.entry((code, label, vec![part])).or_default().push(face);
                }
                if of_part.len() % 2 == 1 {
                    holders.push(part);
                }
            }
            let label = |part: &u32| self.rings.labels[at(*part)];
            for same in holders.chunk_by(|a, b| label(a) == label(b)).filter(|s| s.len() > 1) {
                let key = (FaultCode::PartsOverlap, label(&same[0]), same.to_vec());
                faces.entry(key).or_default().push(face);
                area2_of_part.extend(same.iter().map(|&part| (part, 0)));
            }
        }
        self.measure(&mut area2_of_part);
        for ((code, label, of_parts), faces) in faces {
            let shape = self.of.shape_of(&faces);
            let whole = shape.area2();
            let repeated = code == FaultCode::PartsOverlap
                && of_parts.iter().all(|part| area2_of_part[part] == whole);
            let code = if repeated { FaultCode::RepeatedPart } else { code };
            for piece in shape.0 {
                found.push(Fault::ground(code, vec![label], &crate::Shape(vec![piece])));
            }
        }
    }

    /// Sums up the ground of the given parts.
    fn measure(&self, area2_of_part: &mut FxHashMap<u32, i128>) {
        if area2_of_part.is_empty() {
            return;
        }
        for face in self.of.faces() {
            for (part, of_part) in parts(self.rings, self.enclosing.of(face.0)) {
                if of_part.len() % 2 == 1
                    && let Some(sum) = area2_of_part.get_mut(&part)
                {
                    *sum += self.of.area2(face);
                }
            }
        }
    }
}

/// Joins segments end to end into as few lines as they allow, each from an open
/// end if it has one.
fn lines(mut segments: Vec<(Point, Point)>) -> Vec<Vec<Point>> {
    let mut lines = Vec::new();
    while !segments.is_empty() {
        let uses = |p: Point| segments.iter().filter(|&&(a, b)| a == p || b == p).count();
        let open = segments.iter().flat_map(|&(a, b)| [a, b]).find(|&p| uses(p) == 1);
        let mut end = open.unwrap_or(segments[0].0);
        let mut line = vec![end];
        while let Some(next) = segments.iter().position(|&(a, b)| a == end || b == end) {
            let (a, b) = segments.remove(next);
            end = if a == end { b } else { a };
            line.push(end);
        }
        lines.push(line);
    }
    lines
}
