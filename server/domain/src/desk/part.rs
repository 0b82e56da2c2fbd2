//! Ground cut from areas with children: what lies within moves as it is, what is cut
//! through comes in two.

use super::attempt::Attempt;
use super::carve::Carved;
use super::refused::{Refused, name_of};
use crate::area::Area;
use crate::ids::{AreaId, LevelKey};
use crate::redraw::NewArea;
use std::collections::BTreeSet;
use topo::drawing::{Givers, Operation, Rules, Side};
use topo::{Cell, Drawing, Label, Partition, Point, Shape, inscribed};

impl Attempt<'_> {
    /// The line is led along the borders within; the ground on its new side becomes the
    /// new Area's, child by child.
    pub(super) fn split_parent(
        &mut self,
        old: &Area,
        line: &[Point],
        side: Side,
        new: &NewArea,
    ) -> Result<(), Refused> {
        let below = self.labels_below(old.id);
        let rings = self.rings_beside(old.id, &below, line, side)?;
        let id = self.found(new, old.level.clone(), new.parent.or(old.parent))?;
        let carved = self.carve(&rings, &below)?;
        self.part_off(&carved, old.id, id)?;
        self.must_be_divided(id)?;
        self.must_keep_children(old.id)
    }

    pub(super) fn labels_below(&self, id: AreaId) -> BTreeSet<Label> {
        self.tree().below(id).into_iter().map(AreaId::label).collect()
    }

    /// The outlines of what lies on one side of a line through an Area, taken as a whole.
    fn rings_beside(
        &self,
        area: AreaId,
        below: &BTreeSet<Label>,
        line: &[Point],
        side: Side,
    ) -> Result<Vec<Vec<Point>>, Refused> {
        let laid = self.drawing().laid(line, &self.rules, |label| below.contains(&label));
        let line = laid.map_err(|refusal| self.refused(&refusal))?;
        let whole = self.drawing().shape_of(below);
        let cell = area.label();
        let whole = dissolved(&[Cell { label: cell, shape: &whole }], area)?;
        let mut whole = Drawing::of(&whole);
        let new = Label(u32::MAX - 1);
        let cut = whole.apply(&Operation::Split { cell, line, new, side }, &Rules::default());
        cut.map_err(|refusal| self.refused(&refusal))?;
        Ok(whole.shape(new).0.into_iter().map(|part| part.outer).collect())
    }

    /// Moves what was carved out of an Area under another beside it: children that lie
    /// within as they are, of those cut through a new one.
    fn part_off(&mut self, carved: &Carved, from: AreaId, to: AreaId) -> Result<(), Refused> {
        for child in self.tree().children(from) {
            let leaves = self.tree().leaves(child);
            let within = leaves.iter().filter(|leaf| carved.within.contains(leaf)).count();
            if within == leaves.len() {
                self.move_under(child, to);
                for id in self.tree().below(child) {
                    self.settle_blank(carved, id, id)?;
                }
            } else if within > 0 || leaves.iter().any(|leaf| carved.cut.contains_key(leaf)) {
                let level = self.area(child)?.level;
                let name = self.name_under(child, from, to)?;
                if self.tree().is_parent(child) {
                    let new = NewArea { name: Some(name), ..NewArea::default() };
                    let beside = self.found(&new, level, Some(to))?;
                    self.part_off(carved, child, beside)?;
                } else if let Some(&piece) = carved.cut.get(&child) {
                    self.found_on(piece, &level, to, &name)?;
                }
            } else {
                for id in self.tree().below(child) {
                    self.settle_blank(carved, id, to)?;
                }
            }
        }
        self.settle_blank(carved, from, to)
    }

    /// What the part of an Area that goes to another parent is called until somebody names
    /// it: like the whole, with the name of its new parent where that of the old one stood.
    fn name_under(&self, of: AreaId, old: AreaId, new: AreaId) -> Result<String, Refused> {
        let (of, old, new) = (self.area(of)?.name, self.area(old)?.name, self.area(new)?.name);
        Ok(match of.strip_prefix(old.as_str()).filter(|rest| !rest.is_empty()) {
            Some(rest) => format!("{new}{rest}"),
            None => of,
        })
    }

    /// Makes an Area of each piece of lent ground.
    fn found_on(
        &mut self,
        ground: Label,
        level: &LevelKey,
        parent: AreaId,
        name: &str,
    ) -> Result<(), Refused> {
        for (part, number) in self.drawing().shape(ground).0.into_iter().zip(1..) {
            let name = if number == 1 { name.to_owned() } else { format!("{name}（{number}）") };
            let new = NewArea { name: Some(name), ..NewArea::default() };
            let id = self.found(&new, level.clone(), Some(parent))?;
            let at = inscribed(&Shape(vec![part])).at;
            self.draw(&Operation::Fill { at, new: id.label() })?;
        }
        Ok(())
    }

    /// Gives blank ground that was carved out of an Area to another as its blank.
    fn settle_blank(&mut self, carved: &Carved, of: AreaId, to: AreaId) -> Result<(), Refused> {
        let Some(&piece) = carved.blank.get(&of).filter(|piece| self.drawing().holds(**piece))
        else {
            return Ok(());
        };
        self.must_be_divided(to)?;
        self.draw(&Operation::Relabel { from: piece, to: to.label() })
    }

    /// An Area beside one with children has children itself.
    fn must_be_divided(&self, id: AreaId) -> Result<(), Refused> {
        if self.tree().is_parent(id) {
            return Ok(());
        }
        let message = "no area of the level below lies there, not even a part of one";
        Err(Refused::of("only_blank", &[], message))
    }

    /// A new Area of what lies within a ring in others, of which some have children.
    pub(super) fn draw_from_parents(
        &mut self,
        ring: &[Point],
        from: &[AreaId],
        new: &NewArea,
        level: LevelKey,
        parent: Option<AreaId>,
    ) -> Result<(), Refused> {
        let mut sources: BTreeSet<AreaId> = BTreeSet::new();
        let mut labels: BTreeSet<Label> = BTreeSet::new();
        for id in from {
            let area = self.area(*id)?;
            if self.rank(&area.level)? > self.rank(&level)? {
                let message = format!("{} is of a level below `{level}`", name_of(&area));
                return Err(Refused::of("other_level", &[*id], message));
            }
            let below = self.tree().below(*id);
            labels.extend(below.iter().map(|id| id.label()));
            let of_level = |id: &AreaId| self.tree().get(*id).is_some_and(|a| a.level == level);
            sources.extend(below.into_iter().filter(of_level));
        }
        let id = self.found(new, level, parent)?;
        let divided = sources.iter().any(|source| self.tree().is_parent(*source));
        if !divided {
            let from = Givers::Only(labels.into_iter().collect());
            return self.draw(&Operation::Draw { ring: ring.to_vec(), from, new: id.label() });
        }
        let carved = self.carve(&[ring.to_vec()], &labels)?;
        for source in &sources {
            let touched = carved.touches(&self.tree().leaves(*source));
            if touched && !self.tree().is_parent(*source) {
                let message = "some of these areas are divided and others are not";
                return Err(Refused::of("unlike", from, message));
            }
            if touched {
                self.part_off(&carved, *source, id)?;
                self.must_keep_children(*source)?;
            }
        }
        self.must_be_divided(id)?;
        for of in carved.blank.keys() {
            self.settle_blank(&carved, *of, id)?;
        }
        Ok(())
    }
}

/// Areas as wholes, whatever lies below them.
pub(super) fn dissolved(cells: &[Cell<'_>], area: AreaId) -> Result<Partition, Refused> {
    // Shapes of the drawing are clean, so there is nothing to be refused.
    let broken = |_| Refused::of("broken", &[area], "the ground of this area is no partition");
    Partition::from_cells(cells).map_err(broken)
}
