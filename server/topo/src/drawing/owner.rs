//! Whose is a point? The border rule, read off the drawing.

use std::cmp::Ordering;

use super::Drawing;
use crate::exact::on_segment;
use crate::locate::counter_clockwise;
use crate::{Bounds, Label, Point};

impl Drawing {
    /// The label that answers for a point by the border rule: who holds the ground just
    /// east of it, and just north where that too is border; on a border where that
    /// ground is blank the first cell counter-clockwise from there. A blank where no
    /// cell is near.
    pub fn owner_at(&self, p: Point) -> Label {
        let holder = self.label_at(p);
        if !self.is_blank(holder) {
            return holder;
        }
        let mut next: Option<(Point, Label)> = None;
        let mut look = |to: Point, ground: Label| {
            let sooner =
                next.is_none_or(|(best, _)| counter_clockwise(p, to, best) == Ordering::Less);
            if to != p && !self.is_blank(ground) && sooner {
                next = Some((to, ground));
            }
        };
        self.nearby.near(&self.arcs, Bounds { min: p, max: p }, |piece| {
            if on_segment(piece.from, piece.to, p) {
                look(piece.to, self.left(2 * piece.arc));
                look(piece.from, self.left(2 * piece.arc + 1));
            }
        });
        next.map_or(holder, |(_, label)| label)
    }
}
