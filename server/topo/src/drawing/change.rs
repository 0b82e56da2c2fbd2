//! What an operation did, as values: undo, redo and comparison need nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc as Shared;

use super::Drawing;
use crate::{Label, Point};

/// One arc by value: points from node to node and whose ground lies on each side. A
/// closed arc repeats its first point at the end.
///
/// It runs the canonical way: of its two ends, each taken with the point after it, it
/// starts at the smaller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Border {
    /// From node to node.
    pub points: Shared<[Point]>,
    /// Whose ground is on the left.
    pub left: Label,
    /// Whose ground is on the right.
    pub right: Label,
}

impl Border {
    /// The border, turned round if need be.
    pub(super) fn canonical(points: Shared<[Point]>, left: Label, right: Label) -> Border {
        let n = points.len();
        let backward = (points[n - 1], points[n - 2]) < (points[0], points[1]);
        if backward {
            let points = points.iter().rev().copied().collect();
            return Border { points, left: right, right: left };
        }
        Border { points, left, right }
    }

    /// The pieces it consists of.
    pub(super) fn segments(&self) -> impl Iterator<Item = (Point, Point)> {
        self.points.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// The first two points, which no other arc has for its first or last two.
    pub(super) fn departure(&self) -> (Point, Point) {
        (self.points[0], self.points[1])
    }

    /// Twice the signed area between the border and the place where equator and prime
    /// meridian cross. All borders round some ground make twice its area.
    pub(super) fn swept(&self) -> i128 {
        // On the globe each product is below 1.7e18, so the difference fits too.
        let product = |a: i32, b: i32| i64::from(a) * i64::from(b);
        self.segments().map(|(a, b)| i128::from(product(a.x, b.y) - product(b.x, a.y))).sum()
    }

    fn is(&self, other: &Border) -> bool {
        Shared::ptr_eq(&self.points, &other.points) || self.points == other.points
    }
}

/// The arcs that went and the arcs that came. Both lists are sorted and have nothing in
/// common; points that both sides hold are held once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The arcs that are there no more.
    pub removed: Vec<Border>,
    /// The arcs that are there now.
    pub added: Vec<Border>,
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Change {
        Change { removed: self.added.clone(), added: self.removed.clone() }
    }

    /// This change and the one made after it, as one.
    #[must_use]
    pub fn then(self, next: &Change) -> Change {
        let without = |mut list: Vec<Border>, other: &[Border]| {
            list.retain(|border| other.binary_search(border).is_err());
            list
        };
        let mut removed = self.removed;
        removed.extend(without(next.removed.clone(), &self.added));
        removed.sort_unstable();
        let mut added = without(self.added, &next.removed);
        added.extend(next.added.iter().cloned());
        added.sort_unstable();
        let stays = added.clone();
        let added = without(added, &removed);
        Change { removed: without(removed, &stays), added }
    }

    /// Whether anything changed.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// The labels whose rings are not what they were, sorted. All others are
    /// byte-identical. A neighbour is among them if its border got one more corner,
    /// where a drawn line ends on it.
    pub fn touched(&self) -> Vec<Label> {
        let mut net: BTreeMap<(Label, Point, Point), i32> = BTreeMap::new();
        for (list, sign) in [(&self.removed, -1), (&self.added, 1)] {
            for border in list {
                for (a, b) in border.segments() {
                    *net.entry((border.left, a, b)).or_default() += sign;
                    *net.entry((border.right, b, a)).or_default() += sign;
                }
            }
        }
        let changed = net.into_iter().filter(|&(_, count)| count != 0);
        changed.map(|((label, ..), _)| label).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Twice the area that each label gained, exactly, or lost where it is below zero;
    /// sorted by label, together nothing. [`Label::OUTSIDE`] is among them.
    pub fn gains(&self) -> Vec<(Label, i128)> {
        let mut net: BTreeMap<Label, i128> = BTreeMap::new();
        for (list, sign) in [(&self.removed, -1), (&self.added, 1)] {
            for border in list {
                let swept = sign * border.swept();
                *net.entry(border.left).or_default() += swept;
                *net.entry(border.right).or_default() -= swept;
            }
        }
        net.into_iter().filter(|&(_, gain)| gain != 0).collect()
    }

    /// All labels on either side of the arcs that went or came, sorted.
    pub fn beside(&self) -> Vec<Label> {
        let borders = self.removed.iter().chain(&self.added);
        let both = borders.flat_map(|border| [border.left, border.right]);
        both.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The drawing is not in the state that the change was made in; nothing was done.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the border at {at:?} is no longer as it was when this change was made")]
pub struct Stale {
    /// Where an arc differs.
    pub at: Point,
}

impl Drawing {
    /// Makes a change that was made before, or its inverse: redo and undo.
    ///
    /// # Errors
    /// When an arc that should go is not there, or one that should come stands in the
    /// way of another. The drawing is then as it was.
    pub fn enact(&mut self, change: &Change) -> Result<(), Stale> {
        let mut gone: Vec<(u32, bool)> = Vec::with_capacity(change.removed.len());
        for border in &change.removed {
            let (from, to) = border.departure();
            let half = self.towards(from, to).ok_or(Stale { at: from })?;
            if self.arc(half >> 1) != border {
                return Err(Stale { at: from });
            }
            gone.push((half >> 1, false));
        }
        // Both lists are sorted by points, so equal lines are met in one pass.
        let mut next = 0;
        let mut fresh: Vec<&Border> = Vec::new();
        let mut sides: Vec<(u32, &Border)> = Vec::new();
        for border in &change.added {
            while next < gone.len() && change.removed[next].points < border.points {
                next += 1;
            }
            if next < gone.len() && change.removed[next].is(border) {
                gone[next].1 = true;
                sides.push((gone[next].0, border));
            } else {
                fresh.push(border);
            }
        }
        for border in &fresh {
            let (from, to) = border.departure();
            let in_the_way = self.towards(from, to).map(|half| half >> 1);
            if in_the_way.is_some_and(|arc| !gone.iter().any(|&(gone, _)| gone == arc)) {
                return Err(Stale { at: from });
            }
        }
        for (arc, border) in sides {
            self.relabel(2 * arc, border.left);
            self.relabel(2 * arc + 1, border.right);
        }
        for (arc, _) in gone.into_iter().filter(|&(_, stays)| !stays) {
            let border = self.take(arc);
            self.nearby.remove(arc, &border.points);
            self.free.push(arc);
        }
        for border in fresh {
            let arc = self.put(border.clone());
            self.nearby.insert(arc, &border.points);
        }
        Ok(())
    }
}
