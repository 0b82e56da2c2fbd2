//! Which Area became which (沿革), and how much of it.
//!
//! Between two Releases every Area that is not what it was has [`Flow`]s: how much of its
//! ground, of its households and of its incidents went to whom. The shares of one old
//! Area add up to 1, what is nobody's now counted too, so any figure of the old areas can
//! be restated on the new ones and none of it is lost. [`Event`]s say the same in words.

mod events;
mod followed;
mod steps;
#[cfg(test)]
mod tests;

use crate::area::Area;
use crate::ids::{AreaId, DivisionKey, LevelKey};
use crate::impact::{AreaRef, Baseline, Figures, Overlay, Points, Tracker, upward};
use crate::plan::Plan;
use followed::Followed;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Drawing, Label};

pub use events::{Event, EventKind};
pub use steps::Step;

/// What of one Area went to one Area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// The Level of both.
    pub level: LevelKey,
    /// The Area before; `None` for ground that was nobody's on this Level.
    pub from: Option<AreaRef>,
    /// The Area after; `None` where nobody holds it on this Level.
    pub to: Option<AreaRef>,
    /// Its ground.
    pub area_m2: f64,
    /// People who live there.
    pub residents: u64,
    /// Households.
    pub households: u64,
    /// Incidents.
    pub incidents: u64,
    /// The share of the old Area's ground. All shares are 0 where nobody held it.
    pub area_share: f64,
    /// The share of its households; that of its ground where it had none.
    pub household_share: f64,
    /// The share of its incidents; that of its ground where it had none.
    pub incident_share: f64,
}

/// Flows and events, widest Level first.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Lineage {
    /// How much of what went where, of all areas that are not what they were.
    pub flows: Vec<Flow>,
    /// What happened, in words.
    pub events: Vec<Event>,
}

/// The lineage of one Division between two plans.
pub fn between(
    before: &Plan,
    after: &Plan,
    division: &DivisionKey,
    points: &Arc<Points>,
) -> Lineage {
    let base = |plan| Baseline::of(plan, division, Arc::clone(points));
    between_baselines(&base(before), &base(after))
}

/// The same where the places of the points are known already. Both count the same points.
pub fn between_baselines(before: &Baseline, after: &Baseline) -> Lineage {
    let pairs = pairs(before, after);
    let rows: BTreeSet<AreaId> = before.parts().0.keys().copied().collect();
    let mut lineage = Lineage::default();
    for level in after.levels().iter() {
        let areas = [before.parts().0, after.parts().0];
        let flows = flows(areas, &level.key, &pairs, &rows, |_| None);
        lineage.events.extend(events::of(areas[0], areas[1], &level.key, &flows));
        lineage.flows.extend(flows);
    }
    lineage
}

/// The same of a plan that few edits are between: it costs what they touched, and one look
/// at every border for what that was.
pub fn onward(before: &Arc<Baseline>, after: &Plan, division: &DivisionKey) -> Lineage {
    let Some(ground) = after.ground(division) else { return Lineage::default() };
    let parents = ground.parents().into_iter().map(AreaId::label);
    let drawing = Drawing::of(&ground.partition).with_blanks(parents);
    let (touched, outside) = followed::differences(before, ground);
    let mut tracker = Tracker::new(Arc::clone(before));
    tracker.follow(&drawing, &touched, outside);
    of_draft(&tracker, &drawing, &ground.areas)
}

/// The lineage of a draft that a tracker followed, with its areas as they are now.
pub fn of_draft(tracker: &Tracker, drawing: &Drawing, areas: &BTreeMap<AreaId, Area>) -> Lineage {
    let base = tracker.base();
    let old = base.parts().0;
    let rows = tracker.rows();
    let followed = Followed::of(tracker, drawing, areas);
    let mut lineage = Lineage::default();
    for level in base.levels().iter() {
        let flows = flows([old, areas], &level.key, &followed.pairs, rows, |id| followed.rest(id));
        lineage.events.extend(events::of(old, areas, &level.key, &flows));
        lineage.flows.extend(flows);
    }
    lineage
}

/// What lies where by who held it and who holds it, leaf by leaf.
type Pairs = BTreeMap<(Label, Label), Figures>;

fn pairs(before: &Baseline, after: &Baseline) -> Pairs {
    let (old, new) = (before.cells(), after.cells());
    let mut pairs = Pairs::new();
    let mut overlay = Overlay::default();
    for (label, cell) in old {
        match new.get(label) {
            Some(now) if now.shape == cell.shape => {
                let area_m2 = cell.figures.area_m2;
                pairs.insert((*label, *label), Figures { area_m2, ..Figures::default() });
            }
            _ => overlay.before.push((*label, &*cell.shape)),
        }
    }
    let same = |label: &Label| pairs.contains_key(&(*label, *label));
    overlay.after = new
        .iter()
        .filter(|(label, _)| !same(label))
        .map(|(label, cell)| (*label, &*cell.shape))
        .collect();
    for (pair, piece) in overlay.pieces_where(|_, _| true) {
        pairs.entry(pair).or_default().area_m2 += piece.area_m2;
    }
    for ((from, counted), (to, _)) in before.people().zip(after.people()) {
        if from != Label::OUTSIDE || to != Label::OUTSIDE {
            *pairs.entry((from, to)).or_default() += counted;
        }
    }
    pairs
}

/// The Area of a Level that a label lies in.
fn at_level<'a>(
    areas: &'a BTreeMap<AreaId, Area>,
    label: Label,
    level: &LevelKey,
) -> Option<&'a Area> {
    upward(areas, AreaId::of(label)).find(|area| area.level == *level)
}

/// The flows of one level. `rows` are the areas whose row may be another one, and `rest` is
/// what an Area held and holds beside the pairs.
fn flows(
    [old, new]: [&BTreeMap<AreaId, Area>; 2],
    level: &LevelKey,
    pairs: &Pairs,
    rows: &BTreeSet<AreaId>,
    rest: impl Fn(AreaId) -> Option<Figures>,
) -> Vec<Flow> {
    let mut flows: BTreeMap<(Option<AreaId>, Option<AreaId>), Figures> = BTreeMap::new();
    for ((from, to), figures) in pairs {
        let (from, to) = (at_level(old, *from, level), at_level(new, *to, level));
        let pair = (from.map(|area| area.id), to.map(|area| area.id));
        if pair != (None, None) {
            *flows.entry(pair).or_default() += *figures;
        }
    }
    let mut changed: BTreeSet<AreaId> = BTreeSet::new();
    for (from, to) in flows.keys().filter(|(from, to)| from != to) {
        changed.extend(from.iter().chain(to));
    }
    let differs = |id: &&AreaId| old.contains_key(id) && old.get(id) != new.get(id);
    changed.extend(rows.iter().filter(differs));
    for id in &changed {
        let of_level = old.get(id).is_some_and(|area| area.level == *level);
        if let Some(rest) = of_level.then(|| rest(*id)).flatten() {
            *flows.entry((Some(*id), Some(*id))).or_default() += rest;
        }
    }
    let mut whole: BTreeMap<AreaId, Figures> = BTreeMap::new();
    for ((from, _), figures) in &flows {
        if let Some(from) = from {
            *whole.entry(*from).or_default() += *figures;
        }
    }
    let is_told = |pair: &(Option<AreaId>, Option<AreaId>)| {
        pair.0.iter().chain(&pair.1).any(|id| changed.contains(id))
    };
    let told = flows.into_iter().filter(|(pair, _)| is_told(pair));
    let flow = |((from, to), part): ((Option<AreaId>, Option<AreaId>), Figures)| {
        let whole = from.and_then(|id| whole.get(&id)).copied();
        let [area, households, incidents] = shares(part, whole);
        Flow {
            level: level.clone(),
            from: from.and_then(|id| old.get(&id)).map(AreaRef::from),
            to: to.and_then(|id| new.get(&id)).map(AreaRef::from),
            area_m2: part.rounded().area_m2,
            residents: part.residents,
            households: part.households,
            incidents: part.incidents,
            area_share: area,
            household_share: households,
            incident_share: incidents,
        }
    };
    told.map(flow).collect()
}

/// The shares of ground, households and incidents.
#[expect(clippy::cast_precision_loss, reason = "nations have fewer households than 2^52")]
fn shares(part: Figures, whole: Option<Figures>) -> [f64; 3] {
    let Some(whole) = whole else { return [0.0; 3] };
    let area = if whole.area_m2 > 0.0 { part.area_m2 / whole.area_m2 } else { 0.0 };
    let share = |part: u64, whole: u64| {
        if whole == 0 { area } else { part as f64 / whole as f64 }
    };
    [area, share(part.households, whole.households), share(part.incidents, whole.incidents)]
}
