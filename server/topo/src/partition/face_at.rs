//! Whose is a point? The border rule, read off the arcs.

use std::cmp::Ordering;

use super::Partition;
use crate::exact::{is_further_east, on_segment};
use crate::index::{at, id};
use crate::locate::{counter_clockwise, is_east_of};
use crate::{Label, Point};

impl Partition {
    /// The label that answers for a point: who holds the ground just east of it,
    /// and just north where that too is border, the point moved by (e, e²). On a
    /// border where that ground is nobody's: the first label counter-clockwise
    /// from there. [`Label::OUTSIDE`] where no label is near.
    ///
    /// Reads every arc; an index of shapes with [`crate::locate::holds`] gives
    /// the same answer faster.
    pub fn face_at(&self, p: Point) -> Label {
        let holder = self.beside(p);
        if holder != Label::OUTSIDE {
            return holder;
        }
        let mut next: Option<(Point, Label)> = None;
        for (a, b, half) in self.segments().filter(|&(a, b, _)| on_segment(a, b, p)) {
            for (to, ground) in [(b, self.held(half)), (a, self.held(half ^ 1))] {
                let sooner =
                    next.is_none_or(|(best, _)| counter_clockwise(p, to, best) == Ordering::Less);
                if to != p && ground != Label::OUTSIDE && sooner {
                    next = Some((to, ground));
                }
            }
        }
        next.map_or(Label::OUTSIDE, |(_, label)| label)
    }

    /// Who holds the ground at the moved point: the ground west of the first
    /// border that a ray east from there meets.
    fn beside(&self, p: Point) -> Label {
        let mut nearest: Option<(Point, Point, u32)> = None;
        for (a, b, half) in self.segments().filter(|&(a, b, _)| is_east_of(a, b, p)) {
            let up = if a.y < b.y { (a, b, half) } else { (b, a, half ^ 1) };
            if nearest.is_none_or(|best| is_further_east((best.0, best.1), (up.0, up.1))) {
                nearest = Some(up);
            }
        }
        nearest.map_or(Label::OUTSIDE, |(_, _, half)| self.held(half))
    }

    fn held(&self, half: u32) -> Label {
        self.label[at(self.plan.left(half))]
    }

    /// All segments along their arcs, each with the half-arc that runs forward.
    fn segments(&self) -> impl Iterator<Item = (Point, Point, u32)> {
        (0..id(self.plan.arc_count())).flat_map(|arc| {
            self.plan.arc(arc).windows(2).map(move |pair| (pair[0], pair[1], 2 * arc))
        })
    }
}
