//! An Area without children is divided: its ground becomes that of the first two below it.

use super::attempt::Attempt;
use super::refused::{Refused, name_of};
use crate::area::Area;
use crate::ids::LevelKey;
use crate::redraw::NewArea;
use topo::Point;
use topo::drawing::{Operation, Side};

impl Attempt<'_> {
    /// Cuts a leaf into two areas of a level below it and makes it their parent. The one
    /// on the side of the line is as it was asked for; the other gets the next free code.
    pub(super) fn divide(
        &mut self,
        old: &Area,
        level: &LevelKey,
        line: &[Point],
        side: Side,
        new: &NewArea,
    ) -> Result<(), Refused> {
        let is_below = self.rank(level)? > self.rank(&old.level)?;
        if self.tree().is_parent(old.id) || !is_below {
            let message =
                format!("{} is of the level `{}`, not `{level}`", name_of(old), old.level);
            return Err(Refused::of("other_level", &[old.id], message));
        }
        if let Some(parent) = new.parent.filter(|parent| *parent != old.id) {
            let message = format!("what divides {} lies below it", name_of(old));
            return Err(Refused::of("not_for_this", &[parent], message));
        }
        // Cut first: what is refused then is said of the Area and not of its children.
        let (cell, piece) = (old.id.label(), self.lend(false));
        self.draw(&Operation::Split { cell, line: line.to_vec(), new: piece, side })?;
        let asked = self.found(new, level.clone(), Some(old.id))?;
        let rest = self.found(&NewArea::default(), level.clone(), Some(old.id))?;
        self.draw(&Operation::Relabel { from: piece, to: asked.label() })?;
        self.draw(&Operation::Relabel { from: cell, to: rest.label() })
    }
}
