//! Ground dealt out to labels, every border stored once.

mod borders;
mod face_at;
pub mod simplify;
pub mod validate;

use std::sync::OnceLock;

use crate::index::{at, id};
use crate::plan::merge::{Merged, merged};
use crate::plan::{Plan, outline};
use crate::{Arrangement, Cell, Fault, Label, Point, Polygon, Shape, plane};
use validate::Limits;

/// Arcs between faces of different labels.
///
/// [`Label::OUTSIDE`] is a label like any other. A label may have several faces
/// (parts, enclaves of others in it, islands). Neighbours share their arcs, so
/// they cannot leave a gap or overlap. Partitions of equal ground are equal.
#[derive(Clone, Debug)]
pub struct Partition {
    plan: Plan,
    /// The label of every face.
    label: Vec<Label>,
    /// The faces by label, when asked for.
    by_label: OnceLock<Vec<(Label, u32)>>,
}

impl PartialEq for Partition {
    fn eq(&self, other: &Partition) -> bool {
        self.plan == other.plan && self.label == other.label
    }
}

/// One arc of a partition.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ArcRef<'a> {
    /// Its points from node to node; the first equals the last in a closed arc.
    pub points: &'a [Point],
    /// Whose ground is on the left.
    pub left: Label,
    /// Whose ground is on the right.
    pub right: Label,
}

impl Partition {
    pub(crate) fn of_merged(merged: Merged, old_labels: &[Label]) -> Partition {
        let mut label = vec![Label::OUTSIDE; merged.plan.face_count];
        for (old, &new) in merged.face.iter().enumerate() {
            if let Some(label) = label.get_mut(at(new)) {
                *label = old_labels[old];
            }
        }
        Partition { plan: merged.plan, label, by_label: OnceLock::new() }
    }

    /// The partition of clean cells. Ground enclosed by cells that none of them
    /// holds is [`Label::OUTSIDE`] too and no fault here.
    ///
    /// # Errors
    /// All faults inside cells and all overlaps between them.
    pub fn from_cells(cells: &[Cell<'_>]) -> Result<Partition, Vec<Fault>> {
        let arrangement = Arrangement::of(cells);
        let mut faults = arrangement.ring_faults().to_vec();
        faults.extend(arrangement.overlaps());
        if !faults.is_empty() {
            Fault::sort(&mut faults);
            return Err(faults);
        }
        let holder = |face| arrangement.claims(face).first().copied().unwrap_or(Label::OUTSIDE);
        Ok(arrangement.settle(holder))
    }

    /// The faces of one label.
    fn faces(&self, l: Label) -> &[(Label, u32)] {
        let sorted = self.by_label.get_or_init(|| {
            let mut faces: Vec<(Label, u32)> =
                self.label.iter().enumerate().map(|(face, &label)| (label, id(face))).collect();
            faces.sort_unstable();
            faces
        });
        let from = sorted.partition_point(|&(label, _)| label < l);
        let to = sorted.partition_point(|&(label, _)| label <= l);
        &sorted[from..to]
    }

    /// All labels that hold ground, sorted; [`Label::OUTSIDE`] is the last one.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels = self.label.clone();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// The ground of one label, normalised: outlines counter-clockwise, holes
    /// clockwise, rings from their smallest point, holes and parts sorted. For
    /// [`Label::OUTSIDE`] the enclosed ground that nobody holds.
    pub fn shape(&self, l: Label) -> Shape {
        let bounded = self.faces(l).iter().filter(|&&(_, face)| face != 0);
        let border = bounded.flat_map(|&(_, face)| self.plan.border(face));
        let halves: Vec<u32> = border.copied().collect();
        let found = outline::outlines(&self.plan, halves.into_iter(), |face| {
            (self.label[at(face)] == l).then_some(face)
        });
        outline::shape(found.into_values())
    }

    /// The ground of every label but [`Label::OUTSIDE`], sorted by label; as from
    /// [`Partition::shape`], in one pass.
    pub fn shapes(&self) -> Vec<(Label, Shape)> {
        let halves = 0..id(2 * self.plan.arc_count());
        let held = |face: u32| (self.label[at(face)] != Label::OUTSIDE).then_some(face);
        let found = outline::outlines(&self.plan, halves, held);
        let mut polygons: Vec<(Label, Polygon)> =
            found.into_iter().map(|(face, polygon)| (self.label[at(face)], polygon)).collect();
        polygons.sort_by_key(|&(label, _)| label);
        let mut shapes: Vec<(Label, Vec<Polygon>)> = Vec::new();
        for (label, polygon) in polygons {
            match shapes.last_mut() {
                Some((last, parts)) if *last == label => parts.push(polygon),
                _ => shapes.push((label, vec![polygon])),
            }
        }
        shapes.into_iter().map(|(label, parts)| (label, outline::shape(parts))).collect()
    }

    /// Twice the area of a label's ground in lattice units, exactly; for
    /// [`Label::OUTSIDE`] that of its enclosed ground.
    pub fn area2(&self, l: Label) -> i128 {
        self.faces(l).iter().map(|&(_, face)| self.plan.areas2()[at(face)]).sum()
    }

    /// The partition by coarser labels: `up` names the label that each label
    /// becomes. Arcs with the same one on both sides go, nothing else moves. What
    /// `up` makes [`Label::OUTSIDE`] is given up; OUTSIDE itself may only stay so
    /// and is not asked about.
    #[must_use]
    pub fn dissolve(&self, up: impl Fn(Label) -> Label) -> Partition {
        let outside = |label| if label == Label::OUTSIDE { label } else { up(label) };
        let labels: Vec<Label> = self.label.iter().map(|&label| outside(label)).collect();
        Partition::of_merged(merged(&self.plan, &labels), &labels)
    }

    /// Labels with a common border and its length in metres, each pair once with
    /// the smaller label first, sorted. Cells that only touch in a point are not
    /// neighbours; [`Label::OUTSIDE`] is one.
    pub fn adjacent(&self) -> Vec<(Label, Label, f64)> {
        let mut pairs: Vec<(Label, Label, f64)> = self
            .arcs()
            .map(|arc| {
                let (a, b) = (arc.left.min(arc.right), arc.left.max(arc.right));
                (a, b, plane::length_m(arc.points))
            })
            .collect();
        pairs.sort_by_key(|&(a, b, _)| (a, b));
        pairs.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        pairs
    }

    /// All arcs, each once, in canonical order.
    pub fn arcs(&self) -> impl Iterator<Item = ArcRef<'_>> {
        (0..id(self.plan.arc_count())).map(|arc| ArcRef {
            points: self.plan.arc(arc),
            left: self.label[at(self.plan.left(2 * arc))],
            right: self.label[at(self.plan.left(2 * arc + 1))],
        })
    }

    /// Every fault of the partition, sorted, by the usual [`Limits`].
    pub fn validate(&self) -> Vec<Fault> {
        self.validate_by(&Limits::default())
    }
}
