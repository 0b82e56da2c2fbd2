//! One Division of an Atlas: its partition, and the flat form that routing reads.

use super::distance::Foot;
use super::index::Index;
use super::rings::{Direction, PartNo, Rings, around};
use crate::ids::{AreaId, DivisionKey, LevelKey};
use crate::level::Levels;
use rustc_hash::FxHashMap;
use std::ops::{ControlFlow, Range};
use topo::plane::Local;
use topo::{Label, Partition, Point, Shape};

/// Metres below which the exact test decides whether a place is on a border: about
/// one step of the lattice, far above the error of a float.
const HAIR: f64 = 0.01;

/// One Division: every Leaf and every Blank is a face of its partition, the Leaf
/// labelled by its own id, the Blank by the id of the parent whose ground it is.
#[derive(Debug)]
pub struct DivisionAtlas {
    key: DivisionKey,
    name: String,
    levels: Levels,
    partition: Partition,
    faces: Vec<Face>,
    /// The paths of all faces, one after the other: each Area with its Level's rank.
    paths: Vec<AreaId>,
    ranks: Vec<usize>,
    face_of: FxHashMap<Label, FaceNo>,
    ground: Rings,
    index: Index<PartNo>,
    has_blanks: bool,
}

/// The number of a face in its Division, by rising id of its Area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FaceNo(u32);

/// A Leaf, or the Blank of a parent.
#[derive(Debug)]
struct Face {
    area: AreaId,
    blank: bool,
    path: Range<usize>,
    parts: Range<u32>,
}

/// What a face is made from.
pub(crate) struct Claim<'a> {
    /// The Leaf, or the parent whose Blank it is.
    pub(crate) area: AreaId,
    /// Whether it is a Blank.
    pub(crate) blank: bool,
    /// Its ground.
    pub(crate) shape: &'a Shape,
    /// The Areas it lies in, top first and `area` last, each with its Level's rank.
    pub(crate) path: Vec<(AreaId, usize)>,
}

impl DivisionAtlas {
    pub(crate) fn new(
        key: DivisionKey,
        name: String,
        levels: Levels,
        partition: Partition,
        mut claims: Vec<Claim<'_>>,
    ) -> Self {
        claims.sort_by_key(|claim| claim.area);
        let has_blanks = claims.iter().any(|claim| claim.blank);
        let (mut ground, mut boxes) = (Rings::default(), Vec::new());
        let (mut faces, mut paths, mut ranks) = (Vec::new(), Vec::new(), Vec::new());
        let mut face_of = FxHashMap::default();
        for (number, claim) in (0_u32..).zip(claims) {
            let parts = ground.parts().end;
            boxes.extend(ground.add(number, claim.shape));
            let path = paths.len()..paths.len() + claim.path.len();
            for (area, rank) in claim.path {
                paths.push(area);
                ranks.push(rank);
            }
            face_of.insert(claim.area.label(), FaceNo(number));
            faces.push(Face {
                area: claim.area,
                blank: claim.blank,
                path,
                parts: parts..ground.parts().end,
            });
        }
        let index = Index::of(boxes);
        Self {
            key,
            name,
            levels,
            partition,
            faces,
            paths,
            ranks,
            face_of,
            ground,
            index,
            has_blanks,
        }
    }

    /// What programs call it.
    pub fn key(&self) -> &DivisionKey {
        &self.key
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All Leaves and Blanks as shared arcs: a Leaf is labelled by its own id, a
    /// Blank by its parent's.
    pub fn partition(&self) -> &Partition {
        &self.partition
    }

    /// The same arcs with the Areas of one Level as cells. Rings that no Area of
    /// that Level holds is [`Label::OUTSIDE`]: beyond the Division, blanks of wider
    /// Levels, and Leaves of wider Levels, which are to be drawn from their own.
    pub fn level_partition(&self, level: &LevelKey) -> Partition {
        self.partition.dissolve(|label| self.at_level(label, level))
    }

    /// The Area of that Level which holds a face of the partition, as a label.
    pub(crate) fn at_level(&self, label: Label, level: &LevelKey) -> Label {
        let Some(rank) = self.levels.rank(level) else { return Label::OUTSIDE };
        let Some(face) = self.face_of.get(&label) else { return Label::OUTSIDE };
        let path = self.face(*face).path.clone();
        let position = self.ranks[path.clone()].iter().position(|r| *r == rank);
        position.map_or(Label::OUTSIDE, |position| self.paths[path.start + position].label())
    }

    /// The Leaf that holds the ground at a place moved a hair to the east and far less
    /// to the north, or the parent whose Blank does; `None` outside. This is the bare
    /// look-up: [`crate::routing::route`] adds the rest of the border rule and the reason.
    pub fn holder(&self, at: Point) -> Option<AreaId> {
        self.face_at(at).map(|face| self.area(face))
    }

    /// The Leaf or Blank that holds the ground at a place, by the border rule: the
    /// place moved a hair to the east and far less to the north. `None` outside.
    ///
    /// An accelerator may answer here one day; the R-tree remains the index of
    /// record, whose answers it has to give.
    pub(crate) fn face_at(&self, at: Point) -> Option<FaceNo> {
        let found = self.index.at(at, |part| {
            if self.ground.holds(part, at) {
                ControlFlow::Break(FaceNo(self.ground.face(part)))
            } else {
                ControlFlow::Continue(())
            }
        });
        found.break_value()
    }

    /// The Leaves on whose border the place lies, by rising id, each with the first
    /// direction, counter-clockwise from a hair north of east, in which its ground begins.
    pub(crate) fn leaves_touching(&self, at: Point) -> Vec<(FaceNo, Direction)> {
        let mut touching: Vec<(FaceNo, Direction)> = Vec::new();
        let _all: ControlFlow<()> = self.index.at(at, |part| {
            let face = FaceNo(self.ground.face(part));
            if !self.is_blank(face)
                && let Some(first) = self.ground.leaving(part, at).min_by(|a, b| around(*a, *b))
            {
                touching.push((face, first));
            }
            ControlFlow::Continue(())
        });
        touching.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| around(a.1, b.1)));
        touching.dedup_by_key(|(face, _)| *face);
        touching
    }

    /// Metres from a place to the border of a face, or `bound` if it is no nearer;
    /// exactly 0 on the border and nowhere else.
    pub(crate) fn border_distance(
        &self,
        face: FaceNo,
        at: Point,
        local: &Local,
        bound: f64,
    ) -> f64 {
        let squared = self
            .parts(face)
            .fold(bound * bound, |best, part| self.ground.squared_distance(part, local, best));
        self.exactly(squared.sqrt(), face, at)
    }

    /// A distance from a place to a face's border, exactly 0 on it and nowhere else:
    /// floats cannot tell the border from a hair beside it, integers can.
    pub(crate) fn exactly(&self, metres: f64, face: FaceNo, at: Point) -> f64 {
        let touches = |part| self.ground.touches(part, at);
        if metres < HAIR && self.parts(face).any(touches) {
            0.0
        } else {
            metres.max(f64::MIN_POSITIVE)
        }
    }

    /// Where the Leaves come nearest to a place outside all of them: one foot, or
    /// several at the same distance. Each with its Leaf.
    pub(crate) fn nearest_leaves(&self, local: &Local) -> Vec<(FaceNo, Foot)> {
        let mut nearest: Vec<(FaceNo, Foot)> = Vec::new();
        let mut feet = Vec::new();
        self.index.nearest_first(local, |part| {
            let face = FaceNo(self.ground.face(part));
            let bound = nearest.first().map_or(f64::INFINITY, |(_, foot)| foot.squared);
            if self.is_blank(face) {
                return bound;
            }
            feet.clear();
            self.ground.feet(part, local, &mut feet);
            let found = feet.first().map_or(f64::INFINITY, |foot: &Foot| foot.squared);
            if found < bound {
                nearest.clear();
            }
            if found <= bound {
                nearest.extend(feet.iter().map(|foot| (face, *foot)));
            }
            bound.min(found)
        });
        nearest
    }

    /// Metres to the nearest Blank from a place outside it, if it is nearer than `bound`.
    pub(crate) fn nearest_blank(&self, local: &Local, bound: f64) -> f64 {
        let mut best = bound * bound;
        if self.has_blanks {
            self.index.nearest_first(local, |part| {
                if self.is_blank(FaceNo(self.ground.face(part))) {
                    best = self.ground.squared_distance(part, local, best);
                }
                best
            });
        }
        best.sqrt()
    }

    /// All polygons whose box comes within so many metres, each with its face.
    pub(crate) fn parts_within(&self, local: &Local, metres: f64) -> Vec<(FaceNo, PartNo)> {
        let mut parts = Vec::new();
        self.index.within(local, metres, |part| parts.push((FaceNo(self.ground.face(part)), part)));
        parts.sort_unstable();
        parts
    }

    /// The flat rings of all faces.
    pub(crate) fn ground(&self) -> &Rings {
        &self.ground
    }

    /// The Leaf, or the parent whose Blank the face is.
    pub(crate) fn area(&self, face: FaceNo) -> AreaId {
        self.face(face).area
    }

    /// Whether the face is the Blank of a parent.
    pub(crate) fn is_blank(&self, face: FaceNo) -> bool {
        self.face(face).blank
    }

    /// The Areas a face lies in, top first.
    pub(crate) fn path(&self, face: FaceNo) -> &[AreaId] {
        &self.paths[self.face(face).path.clone()]
    }

    fn face(&self, face: FaceNo) -> &Face {
        &self.faces[face.0 as usize]
    }

    fn parts(&self, face: FaceNo) -> impl Iterator<Item = PartNo> {
        self.face(face).parts.clone().map(PartNo)
    }
}
