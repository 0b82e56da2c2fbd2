//! A plan as the rules see it: rows, ground, and what was counted.

use super::children_hang_together;
use crate::area::Area;
use crate::ids::{AreaId, StationId};
use crate::impact::{Baseline, Figures, Impact, Tracker, upward};
use crate::station::Station;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use topo::{Drawing, Fault, Label, Limits, Point, inscribed};

/// One Division of a plan with all that is counted in it.
pub struct View<'a> {
    pub(super) areas: &'a BTreeMap<AreaId, Area>,
    pub(super) drawing: &'a Drawing,
    pub(super) stations: &'a BTreeMap<StationId, Station>,
    counts: Counts<'a>,
    children: OnceCell<FxHashMap<AreaId, Vec<AreaId>>>,
}

/// Where the numbers come from.
enum Counts<'a> {
    Base(&'a Baseline),
    Draft { tracker: &'a Tracker, changed: BTreeMap<AreaId, Option<Figures>> },
}

impl<'a> View<'a> {
    /// The base of a draft, or a Release by itself.
    pub fn of_base(base: &'a Baseline) -> Self {
        let (areas, drawing, stations) = base.parts();
        let counts = Counts::Base(base);
        Self { areas, drawing, stations, counts, children: OnceCell::new() }
    }

    /// A draft, with the impact that its tracker reports of it.
    pub fn of_draft(
        tracker: &'a Tracker,
        impact: &Impact,
        drawing: &'a Drawing,
        areas: &'a BTreeMap<AreaId, Area>,
        stations: &'a BTreeMap<StationId, Station>,
    ) -> Self {
        let changed = impact.areas.iter().map(|one| (one.area.id, one.after)).collect();
        let counts = Counts::Draft { tracker, changed };
        Self { areas, drawing, stations, counts, children: OnceCell::new() }
    }

    /// What an Area holds.
    pub(super) fn figures(&self, id: AreaId) -> Option<Figures> {
        match &self.counts {
            Counts::Base(base) => base.figures(id),
            Counts::Draft { tracker, changed } => match changed.get(&id) {
                Some(after) => *after,
                None => tracker.base().figures(id),
            },
        }
    }

    /// What is wrong with the shape of a cell, by the given limits.
    pub(super) fn faults(&self, label: Label, limits: &Limits) -> Arc<[Fault]> {
        match &self.counts {
            Counts::Base(base) => base.faults(label, limits),
            Counts::Draft { tracker, .. } => tracker.faults(label, limits),
        }
    }

    /// Whether it is known where people live.
    pub(super) fn is_populated(&self) -> bool {
        match &self.counts {
            Counts::Base(base) => base.is_populated(),
            Counts::Draft { tracker, .. } => tracker.base().is_populated(),
        }
    }

    /// The label a Station lies in.
    pub(super) fn label_of(&self, station: &Station) -> Label {
        let known = match &self.counts {
            Counts::Base(base) => base.label_of(station),
            Counts::Draft { tracker, .. } => tracker.label_of(station),
        };
        known.unwrap_or_else(|| self.drawing.owner_at(station.at))
    }

    /// From an Area up to the top.
    pub(super) fn upward(&self, id: AreaId) -> impl Iterator<Item = &'a Area> {
        upward(self.areas, Some(id))
    }

    /// Whether a label's ground is an Area's, or lies below it.
    pub(super) fn is_within(&self, label: Label, id: AreaId) -> bool {
        AreaId::of(label).is_some_and(|leaf| self.upward(leaf).any(|area| area.id == id))
    }

    /// Whether some of what a label of the base held may be nobody's. A draft was followed and
    /// knows; what became of a Release by itself takes a look.
    pub(super) fn may_have_lost(&self, label: Label) -> bool {
        match &self.counts {
            Counts::Base(_) => true,
            Counts::Draft { tracker, .. } => tracker.has_left(label),
        }
    }

    /// Whether a label of the base lay on the main part of an Area above it: cut off from
    /// most of it, it did not.
    pub(super) fn was_on_main(&self, id: AreaId, label: Label) -> bool {
        let base = match &self.counts {
            Counts::Base(base) => base,
            Counts::Draft { tracker, .. } => &**tracker.base(),
        };
        let off = base.cut_off(|base| children_hang_together::cut_off(&View::of_base(base)));
        base.holds(label) && !off.contains(&(id, label))
    }

    /// The areas right below an Area. The first question costs a look at every row.
    pub(super) fn children(&self, id: AreaId) -> &[AreaId] {
        let all = self.children.get_or_init(|| {
            let mut children: FxHashMap<AreaId, Vec<AreaId>> = FxHashMap::default();
            for area in self.areas.values() {
                if let Some(parent) = area.parent {
                    children.entry(parent).or_default().push(area.id);
                }
            }
            children
        });
        all.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A place in an Area that holds ground itself, or in the first below it that does.
    pub(super) fn place_in(&self, id: AreaId) -> Option<Point> {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.drawing.holds(id.label()) {
                return Some(inscribed(&self.drawing.shape(id.label())).at);
            }
            open.extend(self.children(id).iter().rev());
        }
        None
    }
}
