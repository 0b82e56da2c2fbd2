//! Who held what a draft touched and who holds it now, without a look at anything else.

use super::Pairs;
use crate::area::Area;
use crate::ids::AreaId;
use crate::impact::{Baseline, Figures, Tracker, upward};
use crate::plan::Ground;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use topo::{Drawing, Label, Point};

/// Less ground than this is what sums of floats leave, in square metres.
const NOTHING_M2: f64 = 1e-3;

/// What a draft touched, label by label, and what every Area holds beside.
pub(super) struct Followed<'a> {
    base: &'a Baseline,
    pub(super) pairs: Pairs,
    /// What of each Area the pairs are about.
    told: BTreeMap<AreaId, Figures>,
}

impl<'a> Followed<'a> {
    pub(super) fn of(
        tracker: &'a Tracker,
        drawing: &Drawing,
        areas: &BTreeMap<AreaId, Area>,
    ) -> Self {
        let base: &Baseline = tracker.base();
        let old = base.parts().0;
        let mut pairs = tracker.pairs();
        let mut labels: BTreeSet<Label> = tracker.labels().collect();
        labels.extend(pairs.keys().flat_map(|(from, to)| [*from, *to]));
        labels.extend(below_other_parents(tracker.rows(), old, areas));
        let mut gone: BTreeMap<Label, Figures> = BTreeMap::new();
        for ((from, _), figures) in &pairs {
            *gone.entry(*from).or_default() += *figures;
        }
        let mut told: BTreeMap<AreaId, Figures> = BTreeMap::new();
        for label in labels {
            let Some(cell) = base.cells().get(&label) else { continue };
            for area in upward(old, AreaId::of(label)) {
                *told.entry(area.id).or_default() += cell.figures;
            }
            let stays = cell.figures.without(gone.get(&label).copied().unwrap_or_default());
            if drawing.holds(label) && is_something(stays) {
                *pairs.entry((label, label)).or_default() += stays;
            }
        }
        Self { base, pairs, told }
    }

    /// What an Area held and holds that nobody touched.
    pub(super) fn rest(&self, id: AreaId) -> Option<Figures> {
        let told = self.told.get(&id).copied().unwrap_or_default();
        let rest = self.base.total(id)?.without(told);
        is_something(rest).then_some(rest)
    }
}

fn is_something(figures: Figures) -> bool {
    figures.area_m2 > NOTHING_M2 || !figures.counts_nothing()
}

/// The labels of areas above which somebody has another parent or level than before.
fn below_other_parents(
    rows: &BTreeSet<AreaId>,
    old: &BTreeMap<AreaId, Area>,
    new: &BTreeMap<AreaId, Area>,
) -> BTreeSet<Label> {
    let same = |id: &AreaId| match (old.get(id), new.get(id)) {
        (Some(old), Some(new)) => old.parent == new.parent && old.level == new.level,
        _ => false,
    };
    let mut moved: BTreeSet<AreaId> = rows.iter().filter(|id| !same(id)).copied().collect();
    let mut count = 0;
    while count < moved.len() {
        count = moved.len();
        for area in old.values().chain(new.values()) {
            if area.parent.is_some_and(|parent| moved.contains(&parent)) {
                moved.insert(area.id);
            }
        }
    }
    moved.into_iter().map(AreaId::label).collect()
}

/// The areas whose ground or row is another one in a later plan, and whether nobody's
/// ground is. Borders are held against each other and not ground.
pub(super) fn differences(before: &Baseline, after: &Ground) -> (BTreeSet<AreaId>, bool) {
    let (areas, drawing, _) = before.parts();
    let mut labels: BTreeSet<Label> = BTreeSet::new();
    // No two borders begin with the same piece.
    let mut old: FxHashMap<(Point, Point), (&[Point], Label, Label)> = FxHashMap::default();
    for border in drawing.borders() {
        let points = &border.points[..];
        old.insert((points[0], points[1]), (points, border.left, border.right));
    }
    for arc in after.partition.arcs() {
        let start = (arc.points[0], arc.points[1]);
        match old.get(&start) {
            Some(same) if *same == (arc.points, arc.left, arc.right) => drop(old.remove(&start)),
            _ => labels.extend([arc.left, arc.right]),
        }
    }
    labels.extend(old.into_values().flat_map(|(_, left, right)| [left, right]));
    let outside = labels.contains(&Label::OUTSIDE);
    let mut touched: BTreeSet<AreaId> = labels.into_iter().filter_map(AreaId::of).collect();
    let ids = areas.keys().chain(after.areas.keys());
    touched.extend(ids.filter(|id| areas.get(id) != after.areas.get(id)));
    (touched, outside)
}
