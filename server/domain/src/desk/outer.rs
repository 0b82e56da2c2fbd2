//! The outer border of an Area with children, led along a line that runs on from one child
//! to the next with nobody's ground beyond.

use super::attempt::Attempt;
use super::deal::without;
use super::part::dissolved;
use super::refused::Refused;
use crate::ids::AreaId;
use std::collections::BTreeSet;
use topo::drawing::{Givers, Operation, Refusal};
use topo::{Bounds, Cell, Drawing, Label, Point, Shape};

impl Attempt<'_> {
    /// What the Area loses becomes the blank on the other side of its border, what it
    /// gains goes to the children beside it. The border between the two ends of the line
    /// has to be one run: one blank along it, and no corner of a third.
    pub(super) fn reshape_outer(&mut self, area: AreaId, line: &[Point]) -> Result<(), Refused> {
        let own = self.labels_below(area);
        let (Some(&start), Some(&end)) = (line.first(), line.last()) else {
            let at = Point::new(0, 0);
            return Err(self.refused(&Refusal::TooShort { least: 2, at }));
        };
        let ends = self.beyond(&own, end);
        let mut refusal = Refusal::NoBorder { at: end, cells: [area.label(), Label::OUTSIDE] };
        for beyond in self.beyond(&own, start).intersection(&ends) {
            let cells = [area.label(), *beyond];
            let (old, mut whole) = self.around(area, &own, line)?;
            match whole.apply(&Operation::Reshape { cells, line: line.to_vec() }, &self.rules) {
                Ok(_) => return self.take_and_leave(area, &own, *beyond, &old, &whole),
                Err(Refusal::NoBorder { .. }) => {}
                Err(other) => refusal = other,
            }
        }
        Err(self.refused(&refusal))
    }

    /// The blanks that some ground has a border with at a place.
    fn beyond(&self, own: &BTreeSet<Label>, place: Point) -> BTreeSet<Label> {
        let pairs = self.drawing().sides_near(place, &self.rules).into_iter();
        let other = |[a, b]: [Label; 2]| match (own.contains(&a), own.contains(&b)) {
            (true, false) => Some(b),
            (false, true) => Some(a),
            _ => None,
        };
        pairs.filter_map(other).filter(|label| self.drawing().is_blank(*label)).collect()
    }

    /// The ground of an Area, and it with all around it as one cell on a drawing.
    fn around(
        &self,
        area: AreaId,
        own: &BTreeSet<Label>,
        line: &[Point],
    ) -> Result<(Shape, Drawing), Refused> {
        let old = self.drawing().shape_of(own);
        let corners = old.bounds().into_iter().flat_map(|bounds| [bounds.min, bounds.max]);
        let bounds = Bounds::of(corners.chain(line.iter().copied()));
        let near = bounds.map(|bounds| self.drawing().labels_near(bounds)).unwrap_or_default();
        let others = near.into_iter().filter(|label| *label != Label::OUTSIDE);
        let others = others.filter(|label| !own.contains(label));
        let others: Vec<(Label, Shape)> =
            others.map(|label| (label, self.drawing().shape(label))).collect();
        let mut cells = vec![Cell { label: area.label(), shape: &old }];
        cells.extend(others.iter().map(|(label, shape)| Cell { label: *label, shape }));
        let whole = Drawing::of(&dissolved(&cells, area)?);
        Ok((old, whole))
    }

    fn take_and_leave(
        &mut self,
        area: AreaId,
        own: &BTreeSet<Label>,
        beyond: Label,
        old: &Shape,
        whole: &Drawing,
    ) -> Result<(), Refused> {
        let now = whole.shape(area.label());
        for part in without(old, &now).0 {
            let from = Givers::Only(own.iter().copied().collect());
            self.draw(&Operation::HandOver { ring: part.outer, from, to: beyond })?;
        }
        for part in without(&now, old).0 {
            let piece = self.lend(false);
            let from = Givers::Only(vec![beyond]);
            self.draw(&Operation::Draw { ring: part.outer, from, new: piece })?;
            self.set_blank(piece, true);
            self.deal_out(piece, area)?;
        }
        Ok(())
    }
}
