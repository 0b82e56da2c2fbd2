//! An operation on trial: everything that it touches is noted, so that it can be taken
//! back, and what is left of the notes in the end is the change.

use std::sync::Arc as Shared;

use rustc_hash::FxHashMap;

use super::change::{Border, Change};
use super::check::Checked;
use super::{Drawing, Refusal, Rules};
use crate::index::{at, id};
use crate::{Label, Point};

/// The cells that an operation is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// Those that gain or lose ground and stay.
    pub(super) stay: Vec<Label>,
    /// The one that ends on purpose.
    pub(super) ends: Option<Label>,
    /// Whether faces only change their borders, so that none can fall apart.
    pub(super) keeps_faces: bool,
}

impl Named {
    pub(super) fn stay(stay: impl IntoIterator<Item = Label>) -> Named {
        let mut stay: Vec<Label> = stay.into_iter().collect();
        stay.sort_unstable();
        stay.dedup();
        Named { stay, ..Named::default() }
    }

    pub(super) fn reshaped(stay: impl IntoIterator<Item = Label>) -> Named {
        Named { keeps_faces: true, ..Named::stay(stay) }
    }

    pub(super) fn ended(cell: Label, into: Label) -> Named {
        Named { ends: Some(cell), ..Named::stay([into]) }
    }
}

/// See the module.
pub(super) struct Trial<'a> {
    pub(super) drawing: &'a mut Drawing,
    /// What each touched arc was before, and `None` for a new one.
    before: FxHashMap<u32, Option<Border>>,
    /// Ground between an old border and its new course, as rings.
    pub(super) swept: Vec<Vec<Point>>,
    /// Whether the index of places knows of it all.
    is_indexed: bool,
}

impl<'a> Trial<'a> {
    pub(super) fn of(drawing: &'a mut Drawing) -> Trial<'a> {
        Trial { drawing, before: FxHashMap::default(), swept: Vec::new(), is_indexed: false }
    }

    /// Adds an arc.
    pub(super) fn add(&mut self, points: Shared<[Point]>, left: Label, right: Label) -> u32 {
        let border = Border::canonical(points, left, right);
        let arc = self.drawing.put(border);
        self.before.entry(arc).or_insert(None);
        arc
    }

    /// Removes an arc.
    pub(super) fn remove(&mut self, arc: u32) -> Border {
        let border = self.drawing.take(arc);
        self.before.entry(arc).or_insert_with(|| Some(border.clone()));
        border
    }

    /// Changes whose ground is on the left of a half-arc.
    pub(super) fn relabel(&mut self, half: u32, label: Label) {
        let drawing = &mut *self.drawing;
        self.before.entry(half >> 1).or_insert_with(|| Some(drawing.arc(half >> 1).clone()));
        drawing.relabel(half, label);
    }

    /// Gives all ground of a label to another.
    pub(super) fn relabel_all(&mut self, from: Label, to: Label) {
        let halves: Vec<u32> = self.drawing.halves(from).collect();
        for half in halves {
            self.relabel(half, to);
        }
    }

    /// Removes arcs with one label on both sides and joins arcs at nodes that have
    /// become plain corners, among what was touched.
    fn dissolve(&mut self) {
        let touched: Vec<u32> = self.before.keys().copied().collect();
        let mut nodes: Vec<Point> = Vec::new();
        let mut note = |border: &Border| {
            nodes.extend([border.points[0], border.points[border.points.len() - 1]]);
        };
        for arc in touched {
            if let Some(Some(before)) = self.before.get(&arc) {
                note(before);
            }
            let Some(now) = &self.drawing.arcs[at(arc)] else { continue };
            note(now);
            if now.left == now.right {
                self.remove(arc);
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        while let Some(node) = nodes.pop() {
            let &[one, other] = self.drawing.leaving(node) else { continue };
            if one >> 1 == other >> 1 {
                self.begin_at_smallest(one >> 1);
            } else if self.drawing.left(one ^ 1) == self.drawing.left(other) {
                nodes.extend(self.join(one, other));
            }
        }
    }

    /// Turns a closed arc so that it begins at its smallest point.
    fn begin_at_smallest(&mut self, arc: u32) {
        let points = &self.drawing.arc(arc).points;
        let ring = &points[1..];
        let smallest = ring.iter().min().copied();
        let start = ring.iter().position(|&p| Some(p) == smallest).unwrap_or(0);
        if ring[start] == points[0] {
            return;
        }
        let mut turned = ring.to_vec();
        turned.rotate_left(start);
        turned.push(turned[0]);
        let Border { left, right, .. } = self.remove(arc);
        self.add(turned.into(), left, right);
    }

    /// Makes one arc of two half-arcs that leave the same plain corner; its node, if
    /// it closed.
    fn join(&mut self, one: u32, other: u32) -> Option<Point> {
        let (left, right) = (self.drawing.left(other), self.drawing.left(other ^ 1));
        let mut points: Vec<Point> = Vec::new();
        self.drawing.append(one ^ 1, &mut points);
        points.pop();
        self.drawing.append(other, &mut points);
        self.remove(one >> 1);
        self.remove(other >> 1);
        let closed = points.first() == points.last();
        let node = points[0];
        self.add(points.into(), left, right);
        closed.then_some(node)
    }

    /// Tidies up, checks, and either keeps the change or takes everything back.
    pub(super) fn finish(mut self, named: &Named, rules: &Rules) -> Result<Change, Refusal> {
        self.dissolve();
        let change = self.change();
        self.index(false);
        self.is_indexed = true;
        match self.check(&change, named, rules) {
            Checked::Sound => {}
            Checked::Refused(refusal) => {
                self.revert();
                return Err(refusal);
            }
            // Odd cells are refused only if this operation made them so.
            Checked::Odd(odd) => {
                self.revert();
                let worse = odd.into_iter().find_map(|odd| odd.made_worse(self.drawing, named));
                if let Some(refusal) = worse {
                    return Err(refusal);
                }
                self.drawing.enact(&change).expect("it was made a moment ago");
                return Ok(change);
            }
        }
        let gone = |arc: &&u32| self.drawing.arcs[at(**arc)].is_none();
        let free: Vec<u32> = self.before.keys().filter(gone).copied().collect();
        self.drawing.free.extend(free);
        Ok(change)
    }

    /// What is left when what came and went again is taken out.
    fn change(&self) -> Change {
        let mut change = Change::default();
        for (&arc, before) in &self.before {
            let now = &self.drawing.arcs[at(arc)];
            if before != now {
                change.removed.extend(before.clone());
                change.added.extend(now.clone());
            }
        }
        change.removed.sort_unstable();
        change.added.sort_unstable();
        let common = |a: &mut Vec<Border>, b: &[Border]| {
            a.retain(|border| b.binary_search(border).is_err());
        };
        let removed = change.removed.clone();
        common(&mut change.removed, &change.added);
        common(&mut change.added, &removed);
        change
    }

    /// Brings the index of places from what was before to what is now, or back.
    fn index(&mut self, back: bool) {
        let Drawing { arcs, nearby, .. } = &mut *self.drawing;
        for (&arc, before) in &self.before {
            let (before, now) = (before.as_ref(), arcs[at(arc)].as_ref());
            let (old, new) = if back { (now, before) } else { (before, now) };
            let same = |(a, b): (&Border, &Border)| Shared::ptr_eq(&a.points, &b.points);
            if old.zip(new).is_some_and(same) {
                continue;
            }
            if let Some(old) = old {
                nearby.remove(arc, &old.points);
            }
            if let Some(new) = new {
                nearby.insert(arc, &new.points);
            }
        }
    }

    /// Takes everything back.
    pub(super) fn revert(&mut self) {
        if self.is_indexed {
            self.index(true);
        }
        for (arc, before) in std::mem::take(&mut self.before) {
            if self.drawing.arcs[at(arc)].is_some() {
                self.drawing.take(arc);
            }
            match before {
                Some(border) => self.drawing.put_as(arc, border),
                None => self.drawing.free.push(arc),
            }
        }
    }
}

impl Drawing {
    /// Appends all points of a half-arc.
    fn append(&self, half: u32, to: &mut Vec<Point>) {
        let points = &self.arc(half >> 1).points;
        if half & 1 == 0 {
            to.extend_from_slice(points);
        } else {
            to.extend(points.iter().rev());
        }
    }

    /// Puts an arc into the tables and returns its number.
    pub(super) fn put(&mut self, border: Border) -> u32 {
        let arc = self.free.pop().unwrap_or_else(|| {
            self.arcs.push(None);
            id(self.arcs.len() - 1)
        });
        self.put_as(arc, border);
        arc
    }
}
