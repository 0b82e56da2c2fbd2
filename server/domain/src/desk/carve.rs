//! What of some ground lies within rings: which leaves do, and which are cut through.

use super::attempt::Attempt;
use super::refused::Refused;
use crate::ids::AreaId;
use std::collections::{BTreeMap, BTreeSet};
use topo::drawing::{Givers, Operation, Refusal, Rules};
use topo::{Bounds, Drawing, Label, Point, plane};

/// Ground as it was found to lie. What is cut off is on lent labels and has to be given to
/// somebody.
#[derive(Debug, Default)]
pub(super) struct Carved {
    /// Leaves that lie within; their ground is their own still.
    pub(super) within: BTreeSet<AreaId>,
    /// The part within of those cut through.
    pub(super) cut: BTreeMap<AreaId, Label>,
    /// The part within of blank ground.
    pub(super) blank: BTreeMap<AreaId, Label>,
}

impl Carved {
    /// Whether any of these leaves lies within or is cut through.
    pub(super) fn touches(&self, leaves: &[AreaId]) -> bool {
        leaves.iter().any(|leaf| self.within.contains(leaf) || self.cut.contains_key(leaf))
    }
}

/// Less ground than this on one side of a line is drawn by a shaking hand.
const CRUMB_M2: f64 = 1.0;

/// How one label lies.
enum Lies {
    Outside,
    Within,
    Cut,
}

impl Attempt<'_> {
    /// Cuts some labels along rings.
    pub(super) fn carve(
        &mut self,
        rings: &[Vec<Point>],
        among: &BTreeSet<Label>,
    ) -> Result<Carved, Refused> {
        let mut carved = Carved::default();
        let bounds = Bounds::of(rings.iter().flatten().copied());
        let mut near = bounds.map(|b| self.drawing().labels_near(b)).unwrap_or_default();
        near.retain(|label| among.contains(label) && self.drawing().holds(*label));
        for label in near {
            let Some(id) = AreaId::of(label) else { continue };
            let is_blank = self.drawing().is_blank(label);
            let pieces = self.drawing().piece_count(label);
            let piece = self.lend(true);
            let mut within = false;
            for ring in rings {
                within |= matches!(self.cut_off(ring, label, piece)?, Lies::Within);
            }
            if within {
                if self.drawing().holds(piece) {
                    self.draw(&Operation::Relabel { from: piece, to: label })?;
                }
                carved.within.insert(id);
            } else if self.drawing().holds(piece) {
                let left = self.drawing().piece_count(label);
                if !is_blank && left > pieces {
                    let at = rings.first().and_then(|ring| ring.first()).copied();
                    let at = at.unwrap_or(Point::new(0, 0));
                    return Err(self.refused(&Refusal::InPieces { at, cell: label, pieces: left }));
                }
                let list = if is_blank { &mut carved.blank } else { &mut carved.cut };
                list.insert(id, piece);
            }
        }
        Ok(carved)
    }

    /// Puts what lies within a ring on a lent label, crumbs aside.
    fn cut_off(&mut self, ring: &[Point], of: Label, piece: Label) -> Result<Lies, Refused> {
        let rules = Rules { least_m2: 0.0, in_pieces: true, ..Rules::default() };
        let from = Givers::Only(vec![of]);
        let cut = Operation::HandOver { ring: ring.to_vec(), from, to: piece };
        let area_m2 = |drawing: &Drawing, label| plane::area_m2(&drawing.shape(label));
        let (before, is_blank) = (area_m2(self.drawing(), of), self.drawing().is_blank(of));
        let mut lies = Lies::Cut;
        let keep = |drawing: &Drawing| {
            let left = area_m2(drawing, of);
            if before - left < CRUMB_M2 {
                lies = Lies::Outside;
            } else if left < CRUMB_M2 && !is_blank {
                lies = Lies::Within;
            }
            matches!(lies, Lies::Cut)
        };
        match self.draw_if(&cut, &rules, keep) {
            Ok(_) => Ok(lies),
            Err(Refusal::Nothing { .. }) => Ok(Lies::Outside),
            Err(Refusal::Vanishes { cell, .. }) if cell == of => Ok(Lies::Within),
            Err(other) => Err(self.refused(&other)),
        }
    }
}
