//! What is wrong inside single cells, whatever their neighbours do.

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::parts;
use super::rings::Rings;
use super::segments::Segments;
use super::{FaceId, Laid};
use crate::exact::crossing;
use crate::index::{at, id};
use crate::strips::Meeting;
use crate::{Fault, FaultCode, Label, Point, Shape};

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

impl Laid {
    /// Every fault inside single cells, sorted.
    pub(super) fn ring_faults(&self, rings: &Rings) -> Vec<Fault> {
        let mut found = Vec::new();
        self.empty_rings(rings, &mut found);
        self.touches(rings, &mut found);
        self.spikes(rings, &mut found);
        self.shared_ground(rings, &mut found);
        for &(ring, point) in &self.crossings.0 {
            found.push(self.line(FaultCode::Crossing, rings.label(ring), &[point]));
        }
        Fault::sort(&mut found);
        found
    }

    fn line(&self, code: FaultCode, label: Label, line: &[Point]) -> Fault {
        Fault::line(code, vec![label], line, &self.arrangement.lens)
    }

    /// Rings of which nothing is left, because they have too few points or run
    /// back along themselves all the way.
    fn empty_rings(&self, rings: &Rings, found: &mut Vec<Fault>) {
        let alive = self.alive(rings);
        for (number, ring) in rings.rings.iter().enumerate() {
            if alive[number] || ring.is_speck {
                continue;
            }
            let few = ring.points.len() < 3;
            let code = if few { FaultCode::TooFewPoints } else { FaultCode::ZeroArea };
            found.push(self.line(code, rings.label(id(number)), &canonical(&ring.points)));
        }
    }

    /// Which rings have any border left.
    fn alive(&self, rings: &Rings) -> Vec<bool> {
        let mut alive = vec![false; rings.rings.len()];
        for &segment in &self.sample {
            for &ring in self.segments.rings(segment) {
                alive[at(ring)] = true;
            }
        }
        alive
    }

    /// Nodes that a ring comes through more than once.
    fn touches(&self, rings: &Rings, found: &mut Vec<Fault>) {
        let plan = &self.arrangement.plan;
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
                if !self.crossings.0.contains(&(same[0], point)) {
                    found.push(self.line(FaultCode::SelfTouch, rings.label(same[0]), &[point]));
                }
            }
        }
    }

    /// Lines along which a ring runs out and back, each as one fault.
    fn spikes(&self, rings: &Rings, found: &mut Vec<Fault>) {
        let mut doubled = self.segments.doubled.clone();
        doubled.sort_unstable_by_key(|one| (one.ring, one.from, one.to));
        let alive = self.alive(rings);
        for of_ring in doubled.chunk_by(|a, b| a.ring == b.ring) {
            let ring = of_ring[0].ring;
            if !alive[at(ring)] {
                continue;
            }
            let segments =
                of_ring.iter().map(|one| (Point::of_key(one.from), Point::of_key(one.to)));
            for line in lines(segments.collect()) {
                found.push(self.line(FaultCode::Spike, rings.label(ring), &line));
            }
        }
    }

    /// Faces that a cell holds in a way its rings should not: holes outside their
    /// outline or over each other, parts over parts.
    fn shared_ground(&self, rings: &Rings, found: &mut Vec<Fault>) {
        let mut faces: FxHashMap<(FaultCode, Label, Vec<u32>), Vec<FaceId>> = FxHashMap::default();
        let mut area2_of_part: FxHashMap<u32, i128> = FxHashMap::default();
        for face in self.arrangement.faces() {
            let round = self.enclosing.of(face.0);
            if round.len() < 2 && round.first().is_none_or(|&r| !rings.rings[at(r)].hole) {
                continue;
            }
            let mut holders: Vec<u32> = Vec::new();
            for (part, of_part) in parts(rings, round) {
                let label = rings.labels[at(part)];
                let outline = !rings.rings[at(of_part[0])].hole;
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
            let label = |part: &u32| rings.labels[at(*part)];
            for same in holders.chunk_by(|a, b| label(a) == label(b)).filter(|s| s.len() > 1) {
                let key = (FaultCode::PartsOverlap, label(&same[0]), same.to_vec());
                faces.entry(key).or_default().push(face);
                area2_of_part.extend(same.iter().map(|&part| (part, 0)));
            }
        }
        self.measure(rings, &mut area2_of_part);
        for ((code, label, of_parts), faces) in faces {
            let shape = self.arrangement.shape_of(&faces);
            let whole = shape.area2();
            let repeated = code == FaultCode::PartsOverlap
                && of_parts.iter().all(|part| area2_of_part[part] == whole);
            let code = if repeated { FaultCode::RepeatedPart } else { code };
            for piece in shape.0 {
                found.push(Fault::ground(
                    code,
                    vec![label],
                    &Shape(vec![piece]),
                    &self.arrangement.lens,
                ));
            }
        }
    }

    /// Sums up the ground of the given parts.
    fn measure(&self, rings: &Rings, area2_of_part: &mut FxHashMap<u32, i128>) {
        if area2_of_part.is_empty() {
            return;
        }
        for face in self.arrangement.faces() {
            for (part, of_part) in parts(rings, self.enclosing.of(face.0)) {
                if of_part.len() % 2 == 1
                    && let Some(sum) = area2_of_part.get_mut(&part)
                {
                    *sum += self.arrangement.area2(face);
                }
            }
        }
    }
}

/// The ring from its smallest point, the way that gives the smaller sequence, so
/// that equal rings are shown alike.
fn canonical(ring: &[Point]) -> Vec<Point> {
    let Some(smallest) = ring.iter().min() else { return Vec::new() };
    let mut backward = ring.to_vec();
    backward.reverse();
    let turned = |ring: &[Point]| {
        let starts = (0..ring.len()).filter(|&start| ring[start] == *smallest);
        starts.map(|start| [&ring[start..], &ring[..start]].concat()).min()
    };
    turned(ring).min(turned(&backward)).unwrap_or_default()
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
