//! What is near a place, and how much border two labels share: for those who decide what
//! to draw.

use std::collections::BTreeSet;

use super::lay::{Laid, beside, distance2, widened};
use super::{Drawing, Refusal, Rules};
use crate::{Bounds, Label, Partition, Point, Shape, plane};

impl Drawing {
    /// The labels on the two sides of each border that comes as near to a place as the
    /// rules take a drawn point for it, the nearest first.
    pub fn sides_near(&self, place: Point, rules: &Rules) -> Vec<[Label; 2]> {
        let snap = rules.reach();
        let reach = i64::from(snap) * i64::from(snap);
        let mut found: Vec<(i64, [Label; 2])> = Vec::new();
        self.nearby.near(&self.arcs, widened(place, place, snap), |piece| {
            let away = distance2(place, beside(place, piece.from, piece.to));
            if away <= reach {
                let border = self.arc(piece.arc);
                let (left, right) = (border.left, border.right);
                found.push((away, [left.min(right), left.max(right)]));
            }
        });
        found.sort_unstable();
        let mut sides: Vec<[Label; 2]> = Vec::new();
        for (_, pair) in found {
            if !sides.contains(&pair) {
                sides.push(pair);
            }
        }
        sides
    }

    /// The labels that have a border in or near a box, and the one that holds its corner;
    /// sorted.
    pub fn labels_near(&self, bounds: Bounds) -> Vec<Label> {
        let arcs = self.nearby.arcs_near(bounds).into_iter();
        let mut labels: Vec<Label> = arcs.flat_map(|arc| self.sides(arc)).collect();
        labels.push(self.label_at(bounds.min));
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// How long the border is that two labels share, in metres.
    pub fn shared_m(&self, one: Label, other: Label) -> f64 {
        let shared = self.halves(one).filter(|&half| self.left(half ^ 1) == other);
        shared.map(|half| plane::length_m(&self.arc(half >> 1).points)).sum()
    }

    /// The ground of several labels together, as one shape.
    pub fn shape_of(&self, labels: &BTreeSet<Label>) -> Shape {
        let one = |side| if labels.contains(&side) { Label(0) } else { Label::OUTSIDE };
        let halves = labels.iter().flat_map(|&label| self.halves(label));
        let arcs: BTreeSet<u32> = halves.map(|half| half >> 1).collect();
        let borders = arcs.into_iter().map(|arc| {
            let border = self.arc(arc);
            (&*border.points, one(border.left), one(border.right))
        });
        Partition::of_borders(borders.filter(|&(_, left, right)| left != right)).shape(Label(0))
    }

    /// In how many pieces the ground of a label lies.
    pub fn piece_count(&self, label: Label) -> usize {
        self.pieces(label).count
    }

    /// A drawn line as the borders of some labels make it: its points on them or in
    /// their corners, and with a corner wherever it crosses one. Nothing changes.
    ///
    /// # Errors
    /// Where it cannot be laid.
    pub fn laid(
        &self,
        line: &[Point],
        rules: &Rules,
        among: impl Fn(Label) -> bool,
    ) -> Result<Vec<Point>, Refusal> {
        let laid = Laid::on(self, line, rules, |b| among(b.left) || among(b.right))?;
        Ok(laid.path)
    }
}
