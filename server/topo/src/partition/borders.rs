//! A partition from its arcs, wherever they come from.

use super::Partition;
use crate::arrangement::chains::Chains;
use crate::arrangement::trace::trace;
use crate::index::{at, id};
use crate::plan::merge::merged;
use crate::spread::sort_by_place;
use crate::strips::Strips;
use crate::{Label, Point};

/// A piece of border from its smaller end to its greater, and whose ground is on its
/// left and on its right.
type Sided = (u64, u64, Label, Label);

impl Partition {
    /// The partition with these borders, each given with the labels on its left and
    /// right. They meet only in their ends, and labels agree wherever they do.
    pub(crate) fn of_borders<'a>(
        borders: impl Iterator<Item = (&'a [Point], Label, Label)>,
    ) -> Partition {
        let mut pieces: Vec<Sided> = Vec::new();
        for (points, left, right) in borders.filter(|&(_, left, right)| left != right) {
            for pair in points.windows(2) {
                let (a, b) = (pair[0].key(), pair[1].key());
                pieces.push(if a < b { (a, b, left, right) } else { (b, a, right, left) });
            }
        }
        sort_by_place(&mut pieces, |piece| piece.0);
        let ends: Vec<(u64, u64)> = pieces.iter().map(|&(a, b, ..)| (a, b)).collect();
        let mut chains = Chains::of(&ends);
        trace(&mut chains, Strips::of(&ends));
        let Chains { plan, half, .. } = chains;
        let mut label = vec![Label::OUTSIDE; plan.face_count];
        for (&half, &(_, _, left, right)) in half.iter().zip(&pieces) {
            label[at(plan.left(half))] = left;
            label[at(plan.left(half ^ 1))] = right;
        }
        debug_assert!((0..id(pieces.len())).all(|piece| {
            let ((_, _, left, right), half) = (pieces[at(piece)], half[at(piece)]);
            label[at(plan.left(half))] == left && label[at(plan.left(half ^ 1))] == right
        }));
        Partition::of_merged(merged(&plan, &label), &label)
    }
}
