//! Whether the drawing is still sound where an operation touched it. All exact, all
//! local.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::change::{Border, Change};
use super::lay::{cross_properly, widened};
use super::nearby::Piece;
use super::trial::{Named, Trial};
use super::walk::Pieces;
use super::{Drawing, Refusal, Rules};
use crate::exact::on_segment;
use crate::index::at;
use crate::locate::is_east_of;
use crate::plane::Local;
use crate::{Bounds, Label, Point};

/// What looking at a trial found.
pub(super) enum Checked {
    /// Nothing.
    Sound,
    /// Something that may not be.
    Refused(Refusal),
    /// Cells in pieces or very small, which may have been so before.
    Odd(Vec<Odd>),
}

/// A cell that looks odd.
pub(super) struct Odd {
    cell: Label,
    /// How it is now.
    pieces: usize,
    area2: i128,
    refusal: Refusal,
}

impl Odd {
    /// The refusal, if the drawing before the operation was better.
    pub(super) fn made_worse(self, before: &Drawing, named: &Named) -> Option<Refusal> {
        let worse = if let Refusal::InPieces { .. } = self.refusal {
            let was = before.pieces(self.cell).count;
            let ended = named.ends.map_or(0, |cell| before.pieces(cell).count);
            self.pieces > was.max(ended).max(1)
        } else {
            !before.holds(self.cell) || self.area2 < before.area2(self.cell)
        };
        worse.then_some(self.refusal)
    }
}

/// The ends of a piece, smaller first.
fn key(a: Point, b: Point) -> (Point, Point) {
    (a.min(b), a.max(b))
}

impl Trial<'_> {
    /// Looks at everything that was touched.
    pub(super) fn check(&self, change: &Change, named: &Named, rules: &Rules) -> Checked {
        let moved = |border: &&Border, others: &[Border]| {
            others.binary_search_by(|other| other.points.cmp(&border.points)).is_err()
        };
        let added = change.added.iter().filter(|border| moved(border, &change.removed));
        let added: Vec<(u32, &Border)> = added
            .filter_map(|border| {
                let (from, to) = border.departure();
                Some((self.drawing.towards(from, to)? >> 1, border))
            })
            .collect();
        let gone = change.removed.iter().filter(|border| moved(border, &change.added));
        let old: FxHashSet<(Point, Point)> =
            gone.flat_map(Border::segments).map(|(a, b)| key(a, b)).collect();
        let structural = self
            .meetings(&added, &old)
            .and_then(|()| self.nodes(change))
            .and_then(|()| self.sweeps(&added));
        match structural {
            Err(refusal) => Checked::Refused(refusal),
            Ok(()) => self.cells(named, change, rules),
        }
    }

    /// Fresh pieces meet others only in nodes.
    fn meetings(
        &self,
        added: &[(u32, &Border)],
        old: &FxHashSet<(Point, Point)>,
    ) -> Result<(), Refusal> {
        let drawing = &*self.drawing;
        let mut unused = old.clone();
        for &(arc, border) in added {
            for (number, (from, to)) in (0..).zip(border.segments()) {
                // Sound before and used once: sound now, but for fresh ones.
                if unused.remove(&key(from, to)) {
                    continue;
                }
                if from == to {
                    return Err(Refusal::MeetsItself { at: from });
                }
                let this = Piece { from, to, arc, number };
                let mut met: Option<(Point, Piece)> = None;
                drawing.nearby.near(&drawing.arcs, widened(from, to, 0), |other| {
                    if let Some(place) = drawing.meet(&this, &other) {
                        let found = (place, other);
                        met = Some(met.map_or(found, |first| first.min(found)));
                    }
                });
                let Some((at, other)) = met else { continue };
                let is_fresh = !old.contains(&key(other.from, other.to))
                    && added.iter().any(|&(arc, _)| arc == other.arc);
                return Err(if is_fresh {
                    Refusal::MeetsItself { at }
                } else {
                    Refusal::MeetsBorder { at, cells: drawing.sides(other.arc) }
                });
            }
        }
        Ok(())
    }

    /// Round every touched node the ground between two neighbouring arcs has one label.
    fn nodes(&self, change: &Change) -> Result<(), Refusal> {
        let drawing = &*self.drawing;
        for border in change.added.iter().chain(&change.removed) {
            for node in [border.points[0], border.points[border.points.len() - 1]] {
                let round = drawing.leaving(node);
                let loose = match *round {
                    [one, other] => one >> 1 != other >> 1,
                    [_] => true,
                    _ => false,
                };
                let agree = |(i, &half): (usize, &u32)| {
                    drawing.left(half) == drawing.left(round[(i + 1) % round.len()] ^ 1)
                };
                if loose || !round.iter().enumerate().all(agree) {
                    return Err(Refusal::Twists { at: node });
                }
            }
        }
        Ok(())
    }

    /// Nothing that stayed lies between an old border and its new course.
    fn sweeps(&self, added: &[(u32, &Border)]) -> Result<(), Refusal> {
        let drawing = &*self.drawing;
        for ring in &self.swept {
            let Some(bounds) = Bounds::of(ring.iter().copied()) else { continue };
            let stayed = drawing.nearby.arcs_near(bounds).into_iter();
            let stayed = stayed.filter(|arc| added.iter().all(|(fresh, _)| fresh != arc));
            let swept = stayed.filter_map(|arc| {
                // It crosses no side of the ring, so one point tells for all of it.
                let lies = |p: &Point| place_in(ring, *p).map(|inside| (inside, *p));
                let (inside, at) = drawing.arc(arc).points.iter().find_map(lies)?;
                inside.then(|| (at, drawing.sides(arc)))
            });
            if let Some((at, cells)) = swept.min() {
                return Err(Refusal::SweepsOver { at, cells });
            }
        }
        Ok(())
    }

    /// Cells that stay hold ground, in one piece and not too little of it.
    fn cells(&self, named: &Named, change: &Change, rules: &Rules) -> Checked {
        let drawing = &*self.drawing;
        let mut odd = Vec::new();
        for &cell in named.stay.iter().filter(|&&cell| cell != Label::OUTSIDE) {
            let anywhere = || {
                let beside = |b: &&Border| b.left == cell || b.right == cell;
                let border = change.removed.iter().chain(&change.added).find(beside);
                border.map_or(Point::new(0, 0), |border| border.points[0])
            };
            if !drawing.holds(cell) {
                if !drawing.is_blank(cell) {
                    return Checked::Refused(Refusal::Vanishes { at: anywhere(), cell });
                }
                continue;
            }
            // A border led round the far side of what it encloses turns it inside out.
            let area2 = drawing.area2(cell);
            if area2 <= 0 {
                return Checked::Refused(Refusal::Twists { at: anywhere() });
            }
            if drawing.is_blank(cell) {
                continue;
            }
            let at = anywhere();
            #[expect(clippy::cast_precision_loss, reason = "compared with a limit of taste")]
            let metres2 = area2 as f64 / 2.0 * Local::at(at).step_m2();
            if metres2 < rules.least_m2 {
                let refusal = Refusal::TooSmall { at, cell };
                odd.push(Odd { cell, pieces: 1, area2, refusal });
            }
            if named.keeps_faces || rules.in_pieces {
                continue;
            }
            let Pieces { count, smallest } = drawing.pieces(cell);
            if count > 1 {
                let at = smallest.map_or(at, |(_, corner)| corner);
                let refusal = Refusal::InPieces { at, cell, pieces: count };
                odd.push(Odd { cell, pieces: count, area2, refusal });
            }
        }
        if odd.is_empty() { Checked::Sound } else { Checked::Odd(odd) }
    }
}

impl Drawing {
    /// The labels on both sides of an arc, sorted.
    pub(super) fn sides(&self, arc: u32) -> Vec<Label> {
        let Border { left, right, .. } = *self.arc(arc);
        vec![left.min(right), left.max(right)]
    }

    /// Where two pieces meet and should not: other than in a node, or than one after the
    /// other in the same arc.
    fn meet(&self, this: &Piece, other: &Piece) -> Option<Point> {
        if (this.arc, this.number) == (other.arc, other.number) {
            return None;
        }
        if let Some(place) = meeting(this.from, this.to, other) {
            return Some(place);
        }
        let shared =
            [this.from, this.to].into_iter().find(|&p| p == other.from || p == other.to)?;
        let follow = this.arc == other.arc && this.number.abs_diff(other.number) == 1;
        let is_inner = |piece: &Piece| {
            let last = self.arc(piece.arc).points.len() - 2;
            shared == piece.from && piece.number > 0
                || shared == piece.to && at(piece.number) < last
        };
        (!follow && (is_inner(this) || is_inner(other))).then_some(shared)
    }
}

/// Where two pieces meet other than in a common end, or that end if they lie on each
/// other.
fn meeting(a: Point, b: Point, other: &Piece) -> Option<Point> {
    let (c, d) = (other.from, other.to);
    if cross_properly(a, b, c, d) {
        return Some(crate::exact::crossing(a, b, c, d));
    }
    let within = |p: Point, a: Point, b: Point| p != a && p != b && on_segment(a, b, p);
    let touch = [c, d].into_iter().find(|&p| within(p, a, b));
    let touch = touch.or_else(|| [a, b].into_iter().find(|&p| within(p, c, d)));
    touch.or_else(|| (key(a, b) == key(c, d)).then_some(a))
}

/// Whether a point lies within a ring; `None` on it.
fn place_in(ring: &[Point], p: Point) -> Option<bool> {
    let before = ring.last().copied().into_iter().chain(ring.iter().copied());
    let mut inside = false;
    for (a, b) in before.zip(ring.iter().copied()) {
        if on_segment(a, b, p) {
            return None;
        }
        inside ^= is_east_of(a, b, p);
    }
    Some(inside)
}

/// Whether going counter-clockwise round `centre` from `first` one meets `p` before
/// `last`.
pub(super) fn is_between(centre: Point, first: Point, p: Point, last: Point) -> bool {
    let before = |a: Point, b: Point| crate::exact::around(centre, a, b) == Ordering::Less;
    if before(first, last) {
        before(first, p) && before(p, last)
    } else {
        before(first, p) || before(p, last)
    }
}
