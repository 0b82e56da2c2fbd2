//! One corner moved, with every border that meets in it.

use super::lay::{distance2, widened};
use super::trial::{Named, Trial};
use super::{Drawing, Refusal, Rules};
use crate::Point;

impl Trial<'_> {
    /// Moves the corner nearest to a place.
    pub(super) fn move_corner(
        &mut self,
        from: Point,
        to: Point,
        rules: &Rules,
    ) -> Result<Named, Refusal> {
        let snap = rules.reach();
        let (corner, mut arcs) =
            self.drawing.corner(from, snap).ok_or(Refusal::NoCorner { at: from })?;
        if corner == to {
            return Err(Refusal::Nothing { at: to });
        }
        arcs.sort_unstable();
        arcs.dedup();
        let mut labels = Vec::new();
        for arc in arcs {
            let border = self.remove(arc);
            labels.extend([border.left, border.right]);
            for (a, b) in border.segments() {
                if a == corner || b == corner {
                    self.swept.push(vec![a, b, to]);
                }
            }
            let moved = border.points.iter().map(|&p| if p == corner { to } else { p });
            self.add(moved.collect(), border.left, border.right);
        }
        Ok(Named::reshaped(labels))
    }
}

impl Drawing {
    /// The corner nearest to a place, nodes first, and the arcs through it.
    fn corner(&self, p: Point, snap: i32) -> Option<(Point, Vec<u32>)> {
        let reach = i64::from(snap) * i64::from(snap);
        let mut best: Option<(bool, i64, Point, u32)> = None;
        self.nearby.near(&self.arcs, widened(p, p, snap), |piece| {
            for end in [piece.from, piece.to] {
                let this = (self.leaving(end).len() < 3, distance2(p, end), end, piece.arc);
                if this.1 <= reach && best.is_none_or(|best| this < best) {
                    best = Some(this);
                }
            }
        });
        let (_, _, corner, arc) = best?;
        let round = self.leaving(corner);
        let arcs =
            if round.is_empty() { vec![arc] } else { round.iter().map(|h| h >> 1).collect() };
        Some((corner, arcs))
    }
}
