//! Faults: what is wrong, where, how large, and whose.
//!
//! A fault is a value, not an error. Whoever checks gets every one of them.

use std::cmp::Ordering;
use std::fmt;

use crate::exact::area2;
use crate::lens::Lens;
use crate::{Label, Point, Shape, plane};

/// One thing that is wrong, with a place for it on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub code: FaultCode,
    /// Where to look; inside the faulty ground if it has an inside.
    pub at: Point,
    /// The labels involved, sorted.
    pub labels: Vec<Label>,
    /// What to show: the outline of the faulty ground, or the faulty line.
    pub ring: Vec<Point>,
    /// Area of the faulty ground in square metres; 0 for a line or a point.
    pub area_m2: f64,
    /// Diameter in metres of the largest circle within the faulty ground, or how
    /// close things come; 0 for a line or a point.
    pub width_m: f64,
    /// Length in metres of [`Fault::ring`]: the perimeter of ground, the length of
    /// a line.
    pub length_m: f64,
}

impl Fault {
    /// A fault that is a piece of ground, seen through a lens.
    pub(crate) fn ground(code: FaultCode, labels: Vec<Label>, seen: &Shape, lens: &Lens) -> Fault {
        let (middle, area_m2) = lens.measured(seen);
        let largest = seen.0.iter().max_by_key(|part| area2(&part.outer));
        let ring = largest.map(|part| lens.plain_line(&part.outer)).unwrap_or_default();
        Fault {
            code,
            at: lens.plain(middle.at),
            labels,
            area_m2,
            width_m: 2.0 * middle.radius_m,
            length_m: plane::perimeter_m(&ring),
            ring,
        }
    }

    /// A fault that is a line, or with one point only a place, seen through a lens.
    pub(crate) fn line(code: FaultCode, labels: Vec<Label>, seen: &[Point], lens: &Lens) -> Fault {
        let line = lens.plain_line(seen);
        let at = line.get(line.len() / 2).copied().unwrap_or(Point::new(0, 0));
        let length_m = plane::length_m(&line);
        Fault { code, at, labels, ring: line, area_m2: 0.0, width_m: 0.0, length_m }
    }

    /// The order in which faults are listed: by code, place and labels, then by
    /// all the rest, so that the list does not depend on how the cells came in.
    pub(crate) fn sort(faults: &mut [Fault]) {
        let size = |f: &Fault| [f.area_m2, f.width_m, f.length_m];
        faults.sort_by(|a, b| {
            let key = |f: &Fault| (f.code, f.at);
            let named = key(a).cmp(&key(b));
            let shown = (&a.labels, &a.ring).cmp(&(&b.labels, &b.ring));
            let sizes = size(a).into_iter().zip(size(b)).map(|(a, b)| a.total_cmp(&b));
            named.then(shown).then_with(|| sizes.fold(Ordering::Equal, Ordering::then))
        });
    }
}

/// What can be wrong with cells, coverages and partitions.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultCode {
    /// A ring crosses itself; in a partition, two arcs cross or touch between nodes.
    Crossing,
    /// Ground that two labels or more claim.
    Overlap,
    /// Ground enclosed by cells that no label claims.
    Gap,
    /// A ring or an arc runs out and back along the same line.
    Spike,
    /// An arc that ends where nothing else does, or has the same ground on both sides.
    DanglingArc,
    /// Two neighbouring arcs of a node disagree about the ground between them.
    LabelMismatch,
    /// A cell, or a part of it, smaller than any real one.
    TinyCell,
    /// A cell is nearly cut in two.
    NarrowNeck,
    /// A cell has several parts.
    CellInPieces,
    /// Two corners are closer than anything surveyed.
    TooClose,
    /// A straight border piece longer than real ones.
    LongArc,
    /// The same point twice in a row.
    RepeatedPoint,
    /// A ring that encloses nothing.
    ZeroArea,
    /// A hole, or some of it, lies outside the outline it is cut from.
    HoleOutside,
    /// Two holes of a part share ground.
    HolesOverlap,
    /// Two parts of a cell share ground.
    PartsOverlap,
    /// The same part twice in one cell.
    RepeatedPart,
    /// A ring of fewer than three distinct points.
    TooFewPoints,
    /// A ring touches itself in a point. Which ground it encloses is clear, but
    /// many programs refuse it.
    SelfTouch,
}

impl FaultCode {
    /// The code as people and programs outside write it, in `snake_case`.
    pub const fn as_str(self) -> &'static str {
        match self {
            FaultCode::Crossing => "crossing",
            FaultCode::Overlap => "overlap",
            FaultCode::Gap => "gap",
            FaultCode::Spike => "spike",
            FaultCode::DanglingArc => "dangling_arc",
            FaultCode::LabelMismatch => "label_mismatch",
            FaultCode::TinyCell => "tiny_cell",
            FaultCode::NarrowNeck => "narrow_neck",
            FaultCode::CellInPieces => "cell_in_pieces",
            FaultCode::TooClose => "too_close",
            FaultCode::LongArc => "long_arc",
            FaultCode::RepeatedPoint => "repeated_point",
            FaultCode::ZeroArea => "zero_area",
            FaultCode::HoleOutside => "hole_outside",
            FaultCode::HolesOverlap => "holes_overlap",
            FaultCode::PartsOverlap => "parts_overlap",
            FaultCode::RepeatedPart => "repeated_part",
            FaultCode::TooFewPoints => "too_few_points",
            FaultCode::SelfTouch => "self_touch",
        }
    }

    /// Whether this breaks the partition itself, rather than being a question of
    /// what the cells should look like.
    pub const fn is_structural(self) -> bool {
        !matches!(
            self,
            FaultCode::Gap
                | FaultCode::TinyCell
                | FaultCode::NarrowNeck
                | FaultCode::CellInPieces
                | FaultCode::TooClose
                | FaultCode::LongArc
        )
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
