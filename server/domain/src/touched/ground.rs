//! Borders that went and came, piece by piece.

use super::{Line, Touched};
use crate::ids::{AreaId, DivisionKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::drawing::Border;
use topo::{ArcRef, Label, Point};

/// A piece of border by its ends, the smaller first.
pub(crate) type Piece = (Point, Point);

/// The labels on the two sides of a piece, seen from the smaller end to the greater.
pub(crate) type Sides = (Label, Label);

/// Pieces of border and whose ground lies beside each.
pub(crate) type Pieces = BTreeMap<Piece, Sides>;

/// Some borders that went and those that came for them.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    went: Vec<Line>,
    came: Vec<Line>,
    before: Pieces,
    after: Pieces,
}

impl Ground {
    pub(crate) fn of(went: Vec<Line>, came: Vec<Line>) -> Self {
        let pieces = |lines: &[Line]| lines.iter().flat_map(pieces).collect();
        let (before, after) = (pieces(&went), pieces(&came));
        Self { went, came, before, after }
    }

    /// Pieces that are gone or have others beside them.
    pub(crate) fn touched(&self) -> Pieces {
        only_in(&self.before, &self.after).collect()
    }

    /// Pieces that are new or have others beside them.
    pub(crate) fn fresh(&self) -> Pieces {
        only_in(&self.after, &self.before).collect()
    }

    /// Notes the borders touched, and the areas that gave ground to new ones or got that
    /// of ended ones.
    pub(crate) fn note(
        self,
        touched: &mut Touched,
        new: &BTreeSet<AreaId>,
        ended: &BTreeSet<AreaId>,
        is_blank: impl Fn(AreaId) -> bool,
    ) {
        let mut cells: BTreeSet<AreaId> = BTreeSet::new();
        let mut meet = |one: Label, other: Label, named: &BTreeSet<AreaId>| {
            for (one, other) in [(one, other), (other, one)] {
                let (Some(one), Some(other)) = (AreaId::of(one), AreaId::of(other)) else {
                    continue;
                };
                if named.contains(&one) && !is_blank(other) {
                    cells.insert(other);
                }
            }
        };
        for (piece, &(left, right)) in &self.after {
            match self.before.get(piece) {
                // A border that was not there: the new Area was cut from the other.
                None => meet(left, right, new),
                Some(&(l, r)) => {
                    for (was, is) in [(l, left), (r, right)] {
                        if was != is {
                            meet(is, was, new);
                            meet(was, is, ended);
                        }
                    }
                }
            }
        }
        for (piece, &(left, right)) in &self.before {
            if !self.after.contains_key(piece) {
                meet(left, right, ended);
            }
        }
        touched.cells.extend(cells);
        let differs = |line: &&Line, other: &Pieces| {
            pieces(line).any(|(piece, sides)| other.get(&piece) != Some(&sides))
        };
        touched.arcs.extend(self.went.iter().filter(|line| differs(line, &self.after)).cloned());
        touched.came.extend(self.came.iter().filter(|line| differs(line, &self.before)).cloned());
    }
}

/// The pieces of some that others do not have just so.
pub(crate) fn only_in<'a>(
    these: &'a Pieces,
    others: &'a Pieces,
) -> impl Iterator<Item = (Piece, Sides)> + 'a {
    let is_new = |(piece, sides): &(&Piece, &Sides)| others.get(*piece) != Some(*sides);
    these.iter().filter(is_new).map(|(piece, sides)| (*piece, *sides))
}

/// The pieces of a border and whose ground lies beside each.
fn pieces(line: &Line) -> impl Iterator<Item = (Piece, Sides)> {
    line.points.windows(2).map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        if a < b { ((a, b), (line.left, line.right)) } else { ((b, a), (line.right, line.left)) }
    })
}

impl Line {
    pub(super) fn of_arc(division: &DivisionKey, arc: ArcRef<'_>) -> Self {
        let points = Arc::from(arc.points);
        Self { division: division.clone(), points, left: arc.left, right: arc.right }
    }

    /// Its pieces.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece> {
        pieces(self).map(|(piece, _)| piece)
    }

    /// The areas on its sides, the lower first.
    pub(crate) fn sides(&self) -> [Label; 2] {
        [self.left.min(self.right), self.left.max(self.right)]
    }
}

/// A border of a drawing.
pub(crate) fn line_of(division: &DivisionKey, border: &Border) -> Line {
    let points = Arc::clone(&border.points);
    Line { division: division.clone(), points, left: border.left, right: border.right }
}

impl Touched {
    /// The pieces of all borders touched.
    pub(crate) fn pieces_gone(&self) -> Pieces {
        self.arcs.iter().flat_map(pieces).collect()
    }

    /// The pieces of all borders that came.
    pub(crate) fn pieces_come(&self) -> Pieces {
        self.came.iter().flat_map(pieces).collect()
    }

    /// The borders that came beside these areas.
    pub(crate) fn lines_beside(&self, areas: &BTreeSet<AreaId>) -> Vec<Vec<Point>> {
        let is_beside = |side: Label| AreaId::of(side).is_some_and(|id| areas.contains(&id));
        let beside = self.came.iter().filter(|line| line.sides().into_iter().any(is_beside));
        beside.map(|line| line.points.to_vec()).collect()
    }
}
