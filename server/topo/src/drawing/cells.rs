//! Operations on whole cells, and the one door to all operations.

use super::hand_over::Ring;
use super::trial::{Named, Trial};
use super::{Change, Drawing, Givers, Operation, Refusal, Rules};
use crate::{Label, Point};

impl Drawing {
    /// Does what was drawn, if it can be done.
    ///
    /// # Errors
    /// Why not, and where. The drawing is then as it was, to the last byte.
    pub fn apply(&mut self, operation: &Operation, rules: &Rules) -> Result<Change, Refusal> {
        let mut trial = Trial::of(self);
        let named = match trial.attempt(operation, rules) {
            Ok(named) => named,
            Err(refusal) => {
                trial.revert();
                return Err(refusal);
            }
        };
        trial.finish(&named, rules)
    }

    /// Whether two labels share a border.
    pub fn are_neighbours(&self, one: Label, other: Label) -> bool {
        self.halves(one).any(|half| self.left(half ^ 1) == other)
    }
}

impl Trial<'_> {
    fn attempt(&mut self, operation: &Operation, rules: &Rules) -> Result<Named, Refusal> {
        match operation {
            Operation::Reshape { cells, line } => self.reshape(*cells, line, rules),
            Operation::MoveCorner { from, to } => self.move_corner(*from, *to, rules),
            Operation::Split { cell, line, new, side } => {
                self.split(*cell, line, *new, *side, rules)
            }
            Operation::Merge { cell, into } => self.merge(*cell, *into),
            Operation::HandOver { ring, from, to } => {
                if !self.drawing.is_blank(*to) {
                    self.drawing.must_hold(*to)?;
                }
                self.give(ring, from, *to, rules)
            }
            Operation::Relabel { from, to } => self.rename(*from, *to),
            Operation::Fill { at, new } => self.fill(*at, *new),
            Operation::Draw { ring, from, new } => {
                self.drawing.must_be_free(*new)?;
                self.give(ring, from, *new, rules)
            }
            Operation::Delete { cell, to } => self.delete(*cell, *to),
            Operation::Simplify { cells, area_m2 } => self.thin(*cells, f64::from(*area_m2)),
        }
    }

    fn give(
        &mut self,
        ring: &[Point],
        from: &Givers,
        to: Label,
        rules: &Rules,
    ) -> Result<Named, Refusal> {
        let gives = |drawing: &Drawing, label: Label| match from {
            Givers::Cells => !drawing.is_blank(label),
            Givers::Blanks => drawing.is_blank(label),
            Givers::Only(labels) => labels.contains(&label),
        };
        let givers = self.carve(&Ring { points: ring, rules }, gives, to)?;
        Ok(Named::stay(givers.into_iter().chain([to])))
    }

    fn merge(&mut self, cell: Label, into: Label) -> Result<Named, Refusal> {
        if cell == into {
            return Err(Refusal::NotForThis { cell });
        }
        for label in [cell, into] {
            self.drawing.must_hold(label)?;
            if self.drawing.is_blank(label) {
                return Err(Refusal::NotForThis { cell: label });
            }
        }
        if !self.drawing.are_neighbours(cell, into) {
            return Err(Refusal::NotNeighbours { cells: [cell, into] });
        }
        self.relabel_all(cell, into);
        Ok(Named::ended(cell, into))
    }

    fn rename(&mut self, from: Label, to: Label) -> Result<Named, Refusal> {
        self.drawing.must_hold(from)?;
        if from == to || to == Label::OUTSIDE {
            return Err(Refusal::NotForThis { cell: to });
        }
        self.relabel_all(from, to);
        Ok(Named::ended(from, to))
    }

    fn delete(&mut self, cell: Label, to: Label) -> Result<Named, Refusal> {
        self.drawing.must_hold(cell)?;
        if cell == to || self.drawing.is_blank(cell) {
            return Err(Refusal::NotForThis { cell });
        }
        if !self.drawing.is_blank(to) && !self.drawing.are_neighbours(cell, to) {
            return Err(Refusal::NotNeighbours { cells: [cell, to] });
        }
        self.relabel_all(cell, to);
        Ok(Named::ended(cell, to))
    }

    fn fill(&mut self, at: Point, new: Label) -> Result<Named, Refusal> {
        self.drawing.must_be_free(new)?;
        let cell = self.drawing.label_at(at);
        if !self.drawing.is_blank(cell) {
            return Err(Refusal::NotBlank { at, cell });
        }
        let half = self.drawing.west_of(at, true).ok_or(Refusal::NotEnclosed { at })?;
        let face = self.drawing.face(half).ok_or(Refusal::NotEnclosed { at })?;
        for half in face {
            self.relabel(half, new);
        }
        Ok(Named::stay([new]))
    }
}
