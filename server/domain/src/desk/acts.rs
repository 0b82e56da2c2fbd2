//! Every act, and what it comes to on leaves; areas with children go on to `part` and
//! `deal`.

use super::attempt::Attempt;
use super::refused::{Refused, name_of};
use crate::area::{Area, Attributes};
use crate::ids::{AreaId, Code, printable};
use crate::redraw::{Act, NewArea};
use std::collections::{BTreeMap, BTreeSet};
use topo::drawing::{Givers, Operation, Refusal, Side};
use topo::{Bounds, Label, Point};

impl Attempt<'_> {
    /// Does what was drawn. After an error some of it may be done: see `finish`.
    pub(super) fn act(&mut self, act: &Act) -> Result<(), Refused> {
        match act {
            Act::Reshape { areas, line } => self.reshape(*areas, line),
            Act::MoveCorner { from, to } => {
                self.draw(&Operation::MoveCorner { from: *from, to: *to })
            }
            Act::Split { area, line, side, new } => self.split(*area, line, *side, new),
            Act::Merge { area, into } => self.merge(*area, *into),
            Act::HandOver { ring, from, to } => match to {
                Some(to) => self.hand_over(ring, from, *to),
                None => self.lay_bare(ring, from),
            },
            Act::Reassign { area, parent } => self.reassign(*area, *parent),
            Act::Fill { at, new } => self.fill(*at, new),
            Act::GiveBlank { at, to } => self.give_blank(*at, *to),
            Act::Draw { ring, from, new } => self.draw_new(ring, from, new),
            Act::Delete { area, to } => self.delete(*area, *to),
            Act::Simplify { areas, area_m2 } => self.simplify(*areas, *area_m2),
            Act::Describe { area, name, code, attributes } => {
                self.describe(*area, name.as_deref(), code.as_ref(), attributes)
            }
        }
    }

    fn split(
        &mut self,
        area: AreaId,
        line: &[Point],
        side: Side,
        new: &NewArea,
    ) -> Result<(), Refused> {
        let old = self.area(area)?;
        if let Some(level) = new.level.as_ref().filter(|level| **level != old.level) {
            return self.divide(&old, level, line, side, new);
        }
        if let Some(parent) = new.parent {
            self.must_have_children(parent)?;
        }
        if self.tree().is_parent(area) {
            return self.split_parent(&old, line, side, new);
        }
        let id = self.found(new, old.level, new.parent.or(old.parent))?;
        let line = line.to_vec();
        self.draw(&Operation::Split { cell: area.label(), line, new: id.label(), side })
    }

    fn merge(&mut self, area: AreaId, into: AreaId) -> Result<(), Refused> {
        let (ends, stays) = (self.area(area)?, self.area(into)?);
        if ends.level != stays.level || area == into {
            let message =
                format!("{} and {} are not two of one level", name_of(&ends), name_of(&stays));
            return Err(Refused::of("other_level", &[area, into], message));
        }
        match [area, into].map(|id| self.tree().is_parent(id)) {
            [false, false] => {
                let (cell, into) = (area.label(), into.label());
                self.draw(&Operation::Merge { cell, into })?;
            }
            [true, true] => self.join_parents(area, into)?,
            _ => {
                let message = format!(
                    "only one of {} and {} has areas below it",
                    name_of(&ends),
                    name_of(&stays)
                );
                return Err(Refused::of("unlike", &[area, into], message));
            }
        }
        self.end(area)
    }

    /// The children of one parent become those of another beside it, and its blanks too.
    fn join_parents(&mut self, area: AreaId, into: AreaId) -> Result<(), Refused> {
        let [mine, theirs] = [area, into].map(|id| {
            let below = self.tree().below(id).into_iter();
            below.map(AreaId::label).collect::<BTreeSet<Label>>()
        });
        let mut labels = mine.iter();
        let beside = labels.any(|&label| {
            self.drawing().neighbours(label).iter().any(|other| theirs.contains(other))
        });
        if !beside {
            let cells = [area.label(), into.label()];
            return Err(self.refused(&Refusal::NotNeighbours { cells }));
        }
        if self.drawing().holds(area.label()) {
            self.draw(&Operation::Relabel { from: area.label(), to: into.label() })?;
        }
        for child in self.tree().children(area) {
            self.move_under(child, into);
        }
        Ok(())
    }

    fn hand_over(&mut self, ring: &[Point], from: &[AreaId], to: AreaId) -> Result<(), Refused> {
        self.area(to)?;
        if self.tree().is_parent(to) {
            return self.hand_to_parent(ring, from, to);
        }
        let from = self.givers(from, Givers::Cells)?;
        self.draw(&Operation::HandOver { ring: ring.to_vec(), from, to: to.label() })
    }

    /// The labels of those who give, or who is meant where nobody is named.
    fn givers(&self, from: &[AreaId], meant: Givers) -> Result<Givers, Refused> {
        if from.is_empty() {
            return Ok(meant);
        }
        let mut labels = BTreeSet::new();
        for id in from {
            let below = self.tree().below(self.area(*id)?.id);
            labels.extend(below.into_iter().map(AreaId::label));
        }
        Ok(Givers::Only(labels.into_iter().collect()))
    }

    /// What lies within a ring becomes blank ground of its parents.
    fn lay_bare(&mut self, ring: &[Point], from: &[AreaId]) -> Result<(), Refused> {
        let labels = if let Givers::Only(labels) = self.givers(from, Givers::Cells)? {
            labels
        } else {
            let bounds = Bounds::of(ring.iter().copied());
            bounds.map(|bounds| self.drawing().labels_near(bounds)).unwrap_or_default()
        };
        let cells = labels.into_iter().filter(|label| !self.drawing().is_blank(*label));
        let mut by_parent: BTreeMap<Label, Vec<Label>> = BTreeMap::new();
        for label in cells {
            by_parent.entry(self.blank_above(label)).or_default().push(label);
        }
        let mut refusal =
            Refusal::Nothing { at: ring.first().copied().unwrap_or(Point::new(0, 0)) };
        let mut done = false;
        for (to, givers) in by_parent {
            let from = Givers::Only(givers);
            match self.draw_by(
                &Operation::HandOver { ring: ring.to_vec(), from, to },
                &self.rules.clone(),
            ) {
                Ok(()) => done = true,
                Err(Refusal::Nothing { .. }) => {}
                Err(other) => {
                    refusal = other;
                    done = false;
                    break;
                }
            }
        }
        if done { Ok(()) } else { Err(self.refused(&refusal)) }
    }

    /// The label of the ground that is left when a leaf goes: its parent's blank.
    pub(super) fn blank_above(&self, label: Label) -> Label {
        let area = AreaId::of(label).and_then(|id| self.tree().get(id));
        area.and_then(|area| area.parent).map_or(Label::OUTSIDE, AreaId::label)
    }

    fn reassign(&mut self, area: AreaId, parent: AreaId) -> Result<(), Refused> {
        let old = self.area(area)?;
        self.must_lie_below(&old.level, Some(parent))?;
        self.must_have_children(parent)?;
        self.move_under(area, parent);
        old.parent.map_or(Ok(()), |old| self.must_keep_children(old))
    }

    /// Ground of an Area without children is its own; with a child it would be blank.
    fn must_have_children(&self, parent: AreaId) -> Result<(), Refused> {
        let area = self.area(parent)?;
        if self.tree().is_parent(parent) {
            return Ok(());
        }
        let message =
            format!("{} is not divided; split it at the level below first", name_of(&area));
        Err(Refused::of("not_divided", &[parent], message))
    }

    /// The level of a new Area under a parent, where none is said: that of its children,
    /// or of the areas at the top.
    fn level_below(&self, parent: Option<AreaId>) -> Result<crate::LevelKey, Refused> {
        let siblings = self.tree().areas().values().filter(|area| area.parent == parent);
        let widest = siblings.map(|area| &area.level).min_by_key(|level| self.levels.rank(level));
        if let Some(level) = widest {
            return Ok(level.clone());
        }
        let rank = match parent {
            Some(parent) => self.rank(&self.area(parent)?.level)? + 1,
            None => 0,
        };
        let level = self.levels.iter().nth(rank).map(|level| level.key.clone());
        let message = "there is no level below";
        level.ok_or_else(|| Refused::of("no_such_level", parent.as_slice(), message))
    }

    fn fill(&mut self, at: Point, new: &NewArea) -> Result<(), Refused> {
        let blank = self.blank_at(at)?;
        let parent = new.parent.or(AreaId::of(blank));
        if let Some(parent) = parent {
            self.must_have_children(parent)?;
        }
        let level = new.level.clone().map_or_else(|| self.level_below(parent), Ok)?;
        let id = self.found(new, level, parent)?;
        self.draw(&Operation::Fill { at, new: id.label() })
    }

    /// The blank that a place lies in.
    fn blank_at(&self, at: Point) -> Result<Label, Refused> {
        let label = self.drawing().label_at(at);
        if self.drawing().is_blank(label) {
            Ok(label)
        } else {
            Err(self.refused(&Refusal::NotBlank { at, cell: label }))
        }
    }

    fn give_blank(&mut self, at: Point, to: AreaId) -> Result<(), Refused> {
        self.blank_at(at)?;
        self.area(to)?;
        let piece = self.lend(false);
        self.draw(&Operation::Fill { at, new: piece })?;
        let leaf = self.nearest_leaf(piece, to);
        let leaf = leaf.ok_or_else(|| self.not_beside(at, to))?;
        self.draw(&Operation::Merge { cell: piece, into: leaf.label() })
    }

    pub(super) fn not_beside(&self, at: Point, to: AreaId) -> Refused {
        let name = self.tree().get(to).map(name_of).unwrap_or_default();
        let message = format!("{name} has no border with this ground");
        Refused::of("not_neighbours", &[to], message).at(at)
    }

    /// The leaf of an Area with the longest border to some ground; of equal ones the
    /// lowest.
    pub(super) fn nearest_leaf(&self, ground: Label, of: AreaId) -> Option<AreaId> {
        let leaves: BTreeSet<AreaId> = self.tree().leaves(of).into_iter().collect();
        let beside = self.drawing().neighbours(ground).into_iter().filter_map(AreaId::of);
        let beside = beside.filter(|id| leaves.contains(id));
        let lengths = beside.map(|id| (self.drawing().shared_m(ground, id.label()), id));
        lengths.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, id)| id)
    }

    fn draw_new(&mut self, ring: &[Point], from: &[AreaId], new: &NewArea) -> Result<(), Refused> {
        if from.is_empty() {
            return self.draw_on_blanks(ring, new);
        }
        let mut parents = BTreeSet::new();
        let mut levels = BTreeSet::new();
        for id in from {
            let area = self.area(*id)?;
            parents.insert(area.parent);
            levels.insert(area.level);
        }
        let parent = match (new.parent, parents.len()) {
            (Some(parent), _) => Some(parent),
            (None, 1) => parents.first().copied().flatten(),
            _ => return Err(whose(from)),
        };
        if let Some(parent) = parent {
            self.must_have_children(parent)?;
        }
        let level = match (&new.level, levels.len()) {
            (Some(level), _) => level.clone(),
            (None, 1) => levels.pop_first().map_or_else(|| self.level_below(parent), Ok)?,
            _ => return Err(whose(from)),
        };
        if from.iter().any(|id| self.tree().is_parent(*id)) {
            return self.draw_from_parents(ring, from, new, level, parent);
        }
        let from = self.givers(from, Givers::Blanks)?;
        let id = self.found(new, level, parent)?;
        self.draw(&Operation::Draw { ring: ring.to_vec(), from, new: id.label() })
    }

    fn draw_on_blanks(&mut self, ring: &[Point], new: &NewArea) -> Result<(), Refused> {
        let piece = self.lend(false);
        let before = self.blank_areas();
        let from = Givers::Blanks;
        self.draw(&Operation::Draw { ring: ring.to_vec(), from, new: piece })?;
        let losers = before.into_iter().filter(|(label, area2)| {
            *label != Label::OUTSIDE && self.drawing().area2(*label) != *area2
        });
        let losers: Vec<AreaId> = losers.filter_map(|(label, _)| AreaId::of(label)).collect();
        let parent = match (new.parent, losers.as_slice()) {
            (Some(parent), _) => Some(parent),
            (None, []) => None,
            (None, [one]) => Some(*one),
            (None, several) => return Err(whose(several)),
        };
        if let Some(parent) = parent {
            self.must_have_children(parent)?;
        }
        let level = new.level.clone().map_or_else(|| self.level_below(parent), Ok)?;
        let id = self.found(new, level, parent)?;
        self.draw(&Operation::Relabel { from: piece, to: id.label() })
    }

    /// How much blank ground there is, parent by parent.
    fn blank_areas(&self) -> Vec<(Label, i128)> {
        let parents = self.tree().parents().map(AreaId::label);
        parents.map(|label| (label, self.drawing().area2(label))).collect()
    }

    fn delete(&mut self, area: AreaId, to: Option<AreaId>) -> Result<(), Refused> {
        let old = self.area(area)?;
        let below = self.tree().below(area);
        if let Some(to) = to {
            self.area(to)?;
            if below.contains(&to) {
                let message = format!("{} ends itself", name_of(&old));
                return Err(Refused::of("not_for_this", &[area], message));
            }
        }
        let ground = self.lend(true);
        for label in below.iter().map(|id| id.label()) {
            if self.drawing().holds(label) {
                self.draw(&Operation::Relabel { from: label, to: ground })?;
            }
        }
        match to.filter(|to| Some(*to) != old.parent) {
            None => {
                let to = self.blank_above(area.label());
                self.draw_away(ground, to)?;
            }
            Some(to) if self.tree().is_parent(to) => self.deal_out(ground, to)?,
            Some(to) => {
                self.set_blank(ground, false);
                let merge = Operation::Merge { cell: ground, into: to.label() };
                let rules = self.rules;
                match self.draw_by(&merge, &rules) {
                    Ok(()) => {}
                    Err(Refusal::NotNeighbours { .. }) => return Err(self.apart(&old, to)),
                    Err(other) => return Err(self.refused(&other)),
                }
            }
        }
        for id in below.into_iter().skip(1).rev() {
            // The parent ends as well, so it may be left without children.
            let _ = self.end(id);
        }
        self.end(area)
    }

    /// Two areas without a common border.
    fn apart(&self, one: &Area, other: AreaId) -> Refused {
        let name = self.tree().get(other).map(name_of).unwrap_or_default();
        let message = format!("{} and {name} are not neighbours", name_of(one));
        Refused::of("not_neighbours", &[one.id, other], message)
    }

    /// Leaves ground blank.
    fn draw_away(&mut self, ground: Label, to: Label) -> Result<(), Refused> {
        self.set_blank(ground, false);
        self.draw(&Operation::Delete { cell: ground, to })
    }

    fn describe(
        &mut self,
        area: AreaId,
        name: Option<&str>,
        code: Option<&Code>,
        attributes: &Attributes,
    ) -> Result<(), Refused> {
        let old = self.area(area)?;
        let mut new: Area = old.clone();
        if let Some(code) = code.filter(|code| **code != old.code) {
            self.must_be_free(&old.level, code, Some(area))?;
            new.code = code.clone();
        }
        if let Some(name) = name {
            let name = printable(name);
            let name = name.trim();
            new.name = if name.is_empty() { new.code.to_string() } else { name.to_owned() };
        }
        for (key, value) in attributes {
            if value.is_null() {
                new.attributes.remove(key);
            } else {
                new.attributes.insert(key.clone(), value.clone());
            }
        }
        if new != old {
            self.put(new);
        }
        Ok(())
    }
}

/// It is not clear where a new Area belongs.
fn whose(among: &[AreaId]) -> Refused {
    let message = "the ground is of several; say level and parent of the new area";
    Refused::of("say_the_parent", among, message)
}
