//! The border between two areas, whatever lies below them.

use super::attempt::Attempt;
use super::refused::Refused;
use crate::ids::AreaId;
use std::collections::BTreeSet;
use topo::drawing::{Operation, Refusal};
use topo::{Label, Point};

/// One side of a border.
enum Flank {
    /// The ground below an Area.
    Of(BTreeSet<Label>),
    /// All that nobody holds.
    Nobody,
}

impl Attempt<'_> {
    /// The labels of the ground of one side of a border: the leaves and blanks below an
    /// Area, or all that nobody holds.
    fn ground_of(&self, side: Option<AreaId>) -> Result<Flank, Refused> {
        Ok(match side {
            Some(id) => {
                let below = self.tree().below(self.area(id)?.id);
                Flank::Of(below.into_iter().map(AreaId::label).collect())
            }
            None => Flank::Nobody,
        })
    }

    fn is_of(&self, side: &Flank, label: Label) -> bool {
        match side {
            Flank::Of(labels) => labels.contains(&label),
            Flank::Nobody => self.drawing().is_blank(label),
        }
    }

    /// The pairs of labels with one on each side.
    fn between(&self, sides: &[Flank; 2], pairs: &[[Label; 2]]) -> Vec<[Label; 2]> {
        let [one, other] = sides;
        let order = |[a, b]: &[Label; 2]| {
            if self.is_of(one, *a) && self.is_of(other, *b) {
                return Some([*a, *b]);
            }
            (self.is_of(one, *b) && self.is_of(other, *a)).then_some([*b, *a])
        };
        pairs.iter().filter_map(order).collect()
    }

    pub(super) fn reshape(
        &mut self,
        areas: [Option<AreaId>; 2],
        line: &[Point],
    ) -> Result<(), Refused> {
        let sides = self.sides_of(areas)?;
        let (Some(&start), Some(&end)) = (line.first(), line.last()) else {
            let at = Point::new(0, 0);
            return Err(self.refused(&Refusal::TooShort { least: 2, at }));
        };
        let near = |place| self.drawing().sides_near(place, &self.rules);
        let ends = near(end);
        let mut both = near(start);
        both.retain(|pair| ends.contains(pair));
        let mut refusal = None;
        for cells in self.between(&sides, &both) {
            let line = line.to_vec();
            match self.draw_by(&Operation::Reshape { cells, line }, &self.rules.clone()) {
                Ok(()) => return Ok(()),
                Err(Refusal::NoBorder { .. }) => {}
                Err(other) => refusal = refusal.or(Some(other)),
            }
        }
        let cells = areas.map(|id| id.map_or(Label::OUTSIDE, AreaId::label));
        match (refusal, areas) {
            (Some(refusal), _) => Err(self.refused(&refusal)),
            (None, [Some(one), Some(other)])
                if self.tree().is_parent(one) || self.tree().is_parent(other) =>
            {
                self.reshape_across([one, other], line)
            }
            (None, [Some(one), None] | [None, Some(one)]) if self.tree().is_parent(one) => {
                self.reshape_outer(one, line)
            }
            _ => Err(self.refused(&Refusal::NoBorder { at: end, cells })),
        }
    }

    fn sides_of(&self, areas: [Option<AreaId>; 2]) -> Result<[Flank; 2], Refused> {
        if areas[0] == areas[1] {
            let message = "a border is between two areas, or an area and nobody's ground";
            return Err(Refused::of("not_for_this", areas[0].as_slice(), message));
        }
        Ok([self.ground_of(areas[0])?, self.ground_of(areas[1])?])
    }

    pub(super) fn simplify(
        &mut self,
        areas: [Option<AreaId>; 2],
        area_m2: u32,
    ) -> Result<(), Refused> {
        let sides = self.sides_of(areas)?;
        // One side is somebody's, so the pairs are found from there.
        let (near, far) = match &sides {
            [Flank::Of(labels), other] | [other, Flank::Of(labels)] => (labels.clone(), other),
            _ => return Ok(()),
        };
        let mut pairs: Vec<[Label; 2]> = Vec::new();
        for label in near {
            let beyond = self.drawing().neighbours(label).into_iter();
            pairs
                .extend(beyond.filter(|other| self.is_of(far, *other)).map(|other| [label, other]));
        }
        let cells = areas.map(|id| id.map_or(Label::OUTSIDE, AreaId::label));
        let mut refusal = Refusal::NotNeighbours { cells };
        let mut done = false;
        for cells in pairs {
            match self.draw_by(&Operation::Simplify { cells, area_m2 }, &self.rules.clone()) {
                Ok(()) => done = true,
                Err(other @ Refusal::Nothing { .. }) => refusal = other,
                Err(other) => return Err(self.refused(&other)),
            }
        }
        if done { Ok(()) } else { Err(self.refused(&refusal)) }
    }
}
