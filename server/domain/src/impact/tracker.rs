//! One draft followed edit by edit.

use super::Figures;
use super::baseline::Baseline;
use super::ground::{Overlay, Piece, Pieces, round_all, touch};
use super::looks::Looks;
use crate::ids::AreaId;
use crate::station::Station;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Bounds, Drawing, Fault, Label, Limits, Shape, plane};

/// Where the points of a Release lie in a draft, and which ground changed hands.
///
/// It holds only what differs from the base, so it costs little to copy for a trial.
#[derive(Debug, Clone)]
pub struct Tracker {
    pub(super) base: Arc<Baseline>,
    /// The areas that edits have touched so far, whatever became of them.
    pub(super) rows: BTreeSet<AreaId>,
    /// The points that lie elsewhere than in the base.
    pub(super) moved: FxHashMap<u32, Label>,
    /// What the labels hold whose ground is not that of the base; `None` for nothing.
    pub(super) cells: BTreeMap<Label, Option<Cell>>,
    /// By who holds it now, and then by who held it.
    pub(super) taken: Pieces,
    /// What somebody held and nobody does now, by who held it.
    pub(super) left: BTreeMap<Label, Piece>,
}

/// The ground of a label in the draft.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) shape: Arc<Shape>,
    pub(super) bounds: Bounds,
    pub(super) area_m2: f64,
    looks: Looks,
}

impl Tracker {
    /// A draft of which nothing has been drawn yet.
    pub fn new(base: Arc<Baseline>) -> Self {
        Self {
            base,
            rows: BTreeSet::new(),
            moved: FxHashMap::default(),
            cells: BTreeMap::new(),
            taken: Pieces::default(),
            left: BTreeMap::new(),
        }
    }

    /// What it compares with.
    pub fn base(&self) -> &Arc<Baseline> {
        &self.base
    }

    /// The label that a Station of the base lies in now, as long as it stands where it
    /// stood; `None` for one that has come or moved.
    pub(crate) fn label_of(&self, station: &Station) -> Option<Label> {
        let (number, before) = self.base.numbered(station.id)?;
        let label = self.moved.get(&number).or_else(|| self.base.label.get(number as usize));
        label.copied().filter(|_| before.at == station.at)
    }

    /// Looks again at what an edit, or taking one back, touched: the areas whose ground
    /// or row changed, came or went, and whether nobody's ground changed too.
    pub fn follow(&mut self, drawing: &Drawing, touched: &BTreeSet<AreaId>, outside: bool) {
        self.rows.extend(touched);
        let labels: BTreeSet<Label> = touched
            .iter()
            .map(|id| id.label())
            .filter(|label| self.has_to_do(*label, drawing))
            .collect();
        let was = labels.iter().filter_map(|label| Some(self.now(*label)?.1));
        let was: Vec<Bounds> = was.collect();
        for label in &labels {
            self.look_at(*label, drawing);
        }
        let is = labels.iter().filter_map(|label| Some(self.now(*label)?.1));
        let round = round_all(was.into_iter().chain(is));
        self.place_points(&labels, outside.then_some(round).flatten(), drawing);
        self.lay_over(&labels);
        if let Some(round) = round.filter(|_| outside || !self.left.is_empty()) {
            self.lay_outside(&round);
        }
    }

    /// The areas that edits have touched so far: all whose row may be another one.
    pub(crate) fn rows(&self) -> &BTreeSet<AreaId> {
        &self.rows
    }

    /// The labels whose ground is not that of the base.
    pub(crate) fn labels(&self) -> impl Iterator<Item = Label> {
        self.cells.keys().copied()
    }

    /// What changed hands by who held it and who holds it: ground, homes and incidents.
    pub(crate) fn pairs(&self) -> BTreeMap<(Label, Label), Figures> {
        let mut pairs: BTreeMap<(Label, Label), Figures> = BTreeMap::new();
        for (to, pieces) in &self.taken {
            for (from, piece) in pieces {
                pairs.entry((*from, *to)).or_default().area_m2 += piece.area_m2;
            }
        }
        for (from, piece) in &self.left {
            pairs.entry((*from, Label::OUTSIDE)).or_default().area_m2 += piece.area_m2;
        }
        for (point, to) in &self.moved {
            if self.base.station(*point).is_none() {
                let from = self.base.label.get(*point as usize).copied();
                let pair = (from.unwrap_or(Label::OUTSIDE), *to);
                *pairs.entry(pair).or_default() += self.base.counted(*point);
            }
        }
        pairs
    }

    /// Whether somebody held ground that nobody holds now.
    pub(crate) fn has_left(&self, label: Label) -> bool {
        self.left.contains_key(&label)
    }

    /// Whether a label holds ground now or did before.
    fn has_to_do(&self, label: Label, drawing: &Drawing) -> bool {
        drawing.holds(label)
            || self.base.cells.contains_key(&label)
            || self.cells.contains_key(&label)
    }

    /// What a label holds in the draft.
    pub(super) fn now(&self, label: Label) -> Option<(&Arc<Shape>, Bounds)> {
        match self.cells.get(&label) {
            Some(cell) => cell.as_ref().map(|cell| (&cell.shape, cell.bounds)),
            None => self.base.cells.get(&label).map(|cell| (&cell.shape, cell.bounds)),
        }
    }

    /// What is wrong with the shape of a cell in the draft, by the given limits.
    pub(crate) fn faults(&self, label: Label, limits: &Limits) -> Arc<[Fault]> {
        match self.cells.get(&label) {
            Some(Some(cell)) => cell.looks.faults(label, &cell.shape, limits),
            Some(None) => Arc::default(),
            None => self.base.faults(label, limits),
        }
    }

    /// Notes the ground of a label if it is not that of the base.
    fn look_at(&mut self, label: Label, drawing: &Drawing) {
        let shape = if drawing.holds(label) { drawing.shape(label) } else { Shape::default() };
        let before = self.base.cells.get(&label);
        let same = match before {
            Some(before) => *before.shape == shape,
            None => shape.is_empty(),
        };
        if same {
            self.cells.remove(&label);
            return;
        }
        let area_m2 = plane::area_m2(&shape);
        let looks = Looks::default();
        let cell =
            shape.bounds().map(|bounds| Cell { shape: Arc::new(shape), bounds, area_m2, looks });
        self.cells.insert(label, cell);
    }

    /// Finds the points again that lay in touched ground. Of those that lay in nobody's
    /// ground only those in the box given.
    fn place_points(
        &mut self,
        labels: &BTreeSet<Label>,
        outside: Option<Bounds>,
        drawing: &Drawing,
    ) {
        let base = Arc::clone(&self.base);
        let within = |point: &u32| {
            let at = base.at(*point);
            outside.is_some_and(|round| touch(&round, &Bounds { min: at, max: at }))
        };
        // A point on the border of a blank is a neighbour's, who may not be touched.
        let mut asked = labels.clone();
        if outside.is_some() || labels.iter().any(|label| drawing.is_blank(*label)) {
            asked.extend(labels.iter().flat_map(|label| drawing.neighbours(*label)));
            asked.remove(&Label::OUTSIDE);
        }
        let mut points: Vec<u32> = Vec::new();
        for label in &asked {
            points.extend(base.members(*label));
        }
        if outside.is_some() {
            points.extend(base.members(Label::OUTSIDE).iter().copied().filter(within));
        }
        let strayed = self.moved.iter().filter(|(point, label)| {
            asked.contains(label) || (**label == Label::OUTSIDE && within(point))
        });
        points.extend(strayed.map(|(point, _)| *point));
        for point in points {
            let label = drawing.owner_at(base.at(point));
            if base.label.get(point as usize) == Some(&label) {
                self.moved.remove(&point);
            } else {
                self.moved.insert(point, label);
            }
        }
    }

    /// Lays what touched labels hold now over what was held there before.
    fn lay_over(&mut self, labels: &BTreeSet<Label>) {
        for label in labels {
            self.taken.remove(label);
        }
        let held = labels.iter().filter_map(|label| {
            let cell = self.cells.get(label)?.as_ref()?;
            Some((*label, cell))
        });
        let held: Vec<(Label, &Cell)> = held.collect();
        let near = |bounds: &Bounds| held.iter().any(|(_, cell)| touch(&cell.bounds, bounds));
        let before = self.cells.keys().filter_map(|label| {
            let cell = self.base.cells.get(label)?;
            near(&cell.bounds).then_some((*label, &*cell.shape))
        });
        let overlay = Overlay {
            before: before.collect(),
            after: held.iter().map(|(label, cell)| (*label, &*cell.shape)).collect(),
        };
        for ((from, to), piece) in overlay.pieces() {
            if to != Label::OUTSIDE {
                self.taken.entry(to).or_default().insert(from, piece);
            }
        }
    }

    /// Finds what somebody held in a box and nobody holds now.
    fn lay_outside(&mut self, round: &Bounds) {
        let before = self.cells.keys().filter_map(|label| {
            let cell = self.base.cells.get(label)?;
            touch(&cell.bounds, round).then_some((*label, cell))
        });
        let before: Vec<_> = before.collect();
        let reach = round_all(before.iter().map(|(_, cell)| cell.bounds));
        let after = self.cells.iter().filter_map(|(label, cell)| {
            let cell = cell.as_ref()?;
            reach.is_some_and(|reach| touch(&cell.bounds, &reach)).then_some((*label, &*cell.shape))
        });
        let overlay = Overlay {
            before: before.iter().map(|(label, cell)| (*label, &*cell.shape)).collect(),
            after: after.collect(),
        };
        let mut found = overlay.pieces();
        self.left.retain(|label, _| {
            self.base.cells.get(label).is_some_and(|cell| !touch(&cell.bounds, round))
        });
        while let Some(((from, to), piece)) = found.pop_first() {
            if to == Label::OUTSIDE {
                self.left.insert(from, piece);
            }
        }
    }
}
