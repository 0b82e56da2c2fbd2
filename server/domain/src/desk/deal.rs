//! Ground that goes to an Area with children: piece by piece to the child beside it.

use super::attempt::Attempt;
use super::part::dissolved;
use super::refused::{Refused, name_of};
use crate::area::Area;
use crate::ids::AreaId;
use std::collections::BTreeSet;
use topo::drawing::{Givers, Operation, Refusal};
use topo::{Arrangement, Bounds, Cell, Drawing, Label, Point, Shape, inscribed};

impl Attempt<'_> {
    /// Deals lent blank ground out to the leaves of an Area: each piece to the one with
    /// the longest border to it, ties to the lower id; first what has the longest.
    pub(super) fn deal_out(&mut self, ground: Label, to: AreaId) -> Result<(), Refused> {
        let mut pieces: Vec<Label> = Vec::new();
        for part in self.drawing().shape(ground).0 {
            let at = inscribed(&Shape(vec![part])).at;
            let piece = self.lend(false);
            self.draw(&Operation::Fill { at, new: piece })?;
            pieces.push(piece);
        }
        let mut at = Point::new(0, 0);
        while !pieces.is_empty() {
            let beside = |place: &usize| {
                let leaf = self.nearest_leaf(pieces[*place], to)?;
                Some((self.drawing().shared_m(pieces[*place], leaf.label()), *place, leaf))
            };
            let candidates = (0..pieces.len()).filter_map(|place| beside(&place));
            let best = candidates.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, place, leaf)) = best else {
                if let Some(point) = self.drawing().shape(pieces[0]).bounds() {
                    at = point.middle();
                }
                return Err(self.not_beside(at, to));
            };
            let piece = pieces.remove(place);
            self.draw(&Operation::Merge { cell: piece, into: leaf.label() })?;
        }
        Ok(())
    }
}

impl Attempt<'_> {
    /// What lies within a ring goes to an Area with children: what lies there as a whole
    /// moves under it, what is cut off goes to the leaf beside it.
    pub(super) fn hand_to_parent(
        &mut self,
        ring: &[Point],
        from: &[AreaId],
        to: AreaId,
    ) -> Result<(), Refused> {
        let own = self.labels_below(to);
        let mut givers: BTreeSet<Label> = BTreeSet::new();
        for id in from {
            givers.extend(self.labels_below(self.area(*id)?.id));
        }
        if from.is_empty() {
            let bounds = Bounds::of(ring.iter().copied());
            let near = bounds.map(|b| self.drawing().labels_near(b)).unwrap_or_default();
            givers.extend(near.into_iter().filter(|label| !self.drawing().is_blank(*label)));
        }
        givers.retain(|label| !own.contains(label));
        self.transfer(ring, &givers, to)
    }

    /// The same from some labels.
    pub(super) fn transfer(
        &mut self,
        ring: &[Point],
        givers: &BTreeSet<Label>,
        to: AreaId,
    ) -> Result<(), Refused> {
        let carved = self.carve(&[ring.to_vec()], givers)?;
        if carved.within.is_empty() && carved.cut.is_empty() && carved.blank.is_empty() {
            let at = ring.first().copied().unwrap_or(Point::new(0, 0));
            return Err(self.refused(&Refusal::Nothing { at }));
        }
        let wholes = self.wholes(&carved.within, to)?;
        self.take_in(wholes, to)?;
        for piece in carved.cut.into_values().chain(carved.blank.into_values()) {
            self.deal_out(piece, to)?;
        }
        Ok(())
    }

    /// The widest areas below the level of the taker whose leaves all lie within.
    fn wholes(&self, within: &BTreeSet<AreaId>, to: AreaId) -> Result<BTreeSet<AreaId>, Refused> {
        let taker = self.rank(&self.area(to)?.level)?;
        let is_whole = |area: &&Area| {
            let below = self.levels.rank(&area.level).is_some_and(|rank| rank > taker);
            below && self.tree().leaves(area.id).iter().all(|leaf| within.contains(leaf))
        };
        let mut wholes = BTreeSet::new();
        for leaf in within {
            let Some(whole) = self.tree().upward(*leaf).take_while(is_whole).last() else {
                let area = self.area(*leaf)?;
                let message = format!(
                    "nothing would be left of {}; merge or delete it instead",
                    name_of(&area)
                );
                return Err(Refused::of("vanishes", &[*leaf], message));
            };
            wholes.insert(whole.id);
        }
        Ok(wholes)
    }

    /// Moves areas under another: each under the Area of the same level as its parent that
    /// it has the longest border with, those first that have the longest.
    fn take_in(&mut self, mut wholes: BTreeSet<AreaId>, to: AreaId) -> Result<(), Refused> {
        while !wholes.is_empty() {
            let mut best: Option<(f64, AreaId, AreaId)> = None;
            for whole in &wholes {
                for parent in self.parents_for(*whole, to)? {
                    let shared = self.shared_m(*whole, parent);
                    if shared > 0.0 && best.is_none_or(|(most, ..)| shared > most) {
                        best = Some((shared, *whole, parent));
                    }
                }
            }
            let Some((_, whole, parent)) = best else {
                let first = wholes.pop_first().unwrap_or(to);
                let bounds = self.drawing().shape_of(&self.labels_below(first)).bounds();
                let at = bounds.map_or(Point::new(0, 0), |bounds| bounds.middle());
                return Err(self.not_beside(at, to));
            };
            let old = self.area(whole)?.parent;
            self.move_under(whole, parent);
            if let Some(old) = old {
                self.must_keep_children(old)?;
            }
            wholes.remove(&whole);
        }
        Ok(())
    }

    /// Who below a taker may be the parent of an Area: those of the level of the parent it
    /// has, or the taker itself.
    fn parents_for(&self, whole: AreaId, to: AreaId) -> Result<Vec<AreaId>, Refused> {
        let parent = self.area(whole)?.parent.and_then(|parent| self.tree().get(parent));
        let level = parent.map(|parent| parent.level.clone());
        let mut below = self.tree().below(to);
        below.retain(|id| {
            let of_level = self.tree().get(*id).is_some_and(|a| Some(&a.level) == level.as_ref());
            of_level && self.tree().is_parent(*id)
        });
        Ok(if below.is_empty() { vec![to] } else { below })
    }

    /// How long the border between two areas is.
    fn shared_m(&self, one: AreaId, other: AreaId) -> f64 {
        let (one, other) = (self.labels_below(one), self.labels_below(other));
        let pairs = one.iter().flat_map(|one| {
            let beside = self.drawing().neighbours(*one).into_iter();
            beside.filter(|label| other.contains(label)).map(move |label| (*one, label))
        });
        pairs.map(|(one, other)| self.drawing().shared_m(one, other)).sum()
    }

    /// Leads the border of two areas, of which one has children, along a line that runs on
    /// from one child to the next: the ground between goes over.
    pub(super) fn reshape_across(
        &mut self,
        areas: [AreaId; 2],
        line: &[Point],
    ) -> Result<(), Refused> {
        let grounds = areas.map(|id| self.labels_below(id));
        let [one, other] = [&grounds[0], &grounds[1]].map(|labels| self.drawing().shape_of(labels));
        let cells = areas.map(AreaId::label);
        let before = dissolved(
            &[Cell { label: cells[0], shape: &one }, Cell { label: cells[1], shape: &other }],
            areas[0],
        )?;
        let mut whole = Drawing::of(&before);
        let reshape = Operation::Reshape { cells, line: line.to_vec() };
        whole.apply(&reshape, &self.rules).map_err(|refusal| self.refused(&refusal))?;
        let olds = [one, other];
        for (giver, taker) in [(0, 1), (1, 0)] {
            let now = whole.shape(cells[taker]);
            for part in common(&olds[giver], &now).0 {
                if self.tree().is_parent(areas[taker]) {
                    self.transfer(&part.outer, &grounds[giver], areas[taker])?;
                } else {
                    let from = Givers::Only(grounds[giver].iter().copied().collect());
                    let to = cells[taker];
                    self.draw(&Operation::HandOver { ring: part.outer, from, to })?;
                }
            }
        }
        Ok(())
    }
}

/// The ground that is in both shapes.
fn common(one: &Shape, other: &Shape) -> Shape {
    ground(one, other, |claims| claims.len() == 2)
}

/// The ground of a shape that is not in another.
pub(super) fn without(one: &Shape, other: &Shape) -> Shape {
    ground(one, other, |claims| claims == [Label(0)])
}

/// The ground of two shapes whose claims are as wanted.
fn ground(one: &Shape, other: &Shape, wanted: impl Fn(&[Label]) -> bool) -> Shape {
    let both = [Cell { label: Label(0), shape: one }, Cell { label: Label(1), shape: other }];
    let arrangement = Arrangement::of(&both);
    let held = |face| if wanted(arrangement.claims(face)) { Label(0) } else { Label::OUTSIDE };
    arrangement.settle(held).shape(Label(0))
}
