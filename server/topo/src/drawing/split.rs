//! Cutting a cell in two.

use super::hand_over::Ring;
use super::inlay::Strand;
use super::lay::Laid;
use super::trial::{Named, Trial};
use super::{Drawing, Refusal, Rules, Side};
use crate::{Label, Point};

impl Trial<'_> {
    /// Cuts along a line from border to border.
    pub(super) fn split(
        &mut self,
        cell: Label,
        line: &[Point],
        new: Label,
        side: Side,
        rules: &Rules,
    ) -> Result<Named, Refusal> {
        self.drawing.must_hold(cell)?;
        self.drawing.must_be_free(new)?;
        let start = line.first().copied().unwrap_or(Point::new(0, 0));
        if line.len() > 3 && line.first() == line.last() {
            let ring = Ring { points: &line[1..], rules };
            self.carve(&ring, |_, label| label == cell, new)?;
            return Ok(Named::stay([cell, new]));
        }
        let laid = Laid::on(self.drawing, line, rules, |b| b.left == cell || b.right == cell)?;
        if laid.path.len() < 2 {
            return Err(Refusal::TooShort { least: 2, at: start });
        }
        let mut cuts = laid.strands(self.drawing)?;
        cuts.retain(|strand| strand.ground == cell);
        for cut in &cuts {
            for end in [laid.path[cut.from], laid.path[cut.to]] {
                if !laid.on.contains_key(&end) {
                    return Err(Refusal::EndsInside { at: end, cell });
                }
            }
        }
        let Some(&first) = cuts.first() else {
            return Err(Refusal::Misses { at: laid.path[0], cell });
        };
        self.cut(&laid, &cuts);
        let forward = |arc: u32, trial: &Self, cut: Strand| {
            let starts = trial.drawing.departure(2 * arc).0 == laid.path[cut.from]
                && trial.drawing.departure(2 * arc).1 == laid.path[cut.from + 1];
            2 * arc + u32::from(!starts)
        };
        let mut halves: Vec<u32> = Vec::new();
        for &cut in &cuts {
            let arc = self.add_strand(&laid, cut, cell, cell);
            halves.push(forward(arc, self, cut));
        }
        let turn = u32::from(side == Side::Right);
        let (here, there) = (halves[0] ^ turn, halves[0] ^ turn ^ 1);
        let (mut near, far) = (self.drawing.walk(here).halves, self.drawing.walk(there).halves);
        if near.contains(&there) {
            return Err(Refusal::LeavesWhole { at: laid.path[first.from], cell });
        }
        for (&half, cut) in halves.iter().zip(&cuts) {
            if !near.contains(&(half ^ turn)) || !far.contains(&(half ^ turn ^ 1)) {
                return Err(Refusal::CutsAgain { at: laid.path[cut.from], cell });
            }
        }
        // What the outlines of the two parts do not reach lies in holes of one of them.
        if self.drawing.halves(cell).count() > near.len() + far.len() {
            near = self.drawing.face_on_trial(here).unwrap_or(near);
        }
        for half in near {
            self.relabel(half, new);
        }
        Ok(Named::stay([cell, new]))
    }
}

impl Drawing {
    pub(super) fn must_hold(&self, cell: Label) -> Result<(), Refusal> {
        if cell == Label::OUTSIDE {
            return Err(Refusal::NotForThis { cell });
        }
        if self.holds(cell) { Ok(()) } else { Err(Refusal::NoSuchCell { cell }) }
    }

    pub(super) fn must_be_free(&self, new: Label) -> Result<(), Refusal> {
        if self.holds(new) || self.is_blank(new) {
            Err(Refusal::Taken { cell: new })
        } else {
            Ok(())
        }
    }
}
