//! Flows and events as one list: what is kept with a Release.

use super::{EventKind, Flow, Lineage};
use crate::ids::{AreaId, LevelKey};
use crate::impact::AreaRef;
use std::collections::{BTreeMap, BTreeSet};

/// What went from one Area to one Area, or happened to one, by its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<'a> {
    /// What happened.
    pub kind: EventKind,
    /// The Level.
    pub level: &'a LevelKey,
    /// The Area before.
    pub from: Option<&'a AreaRef>,
    /// The Area after.
    pub to: Option<&'a AreaRef>,
    /// How much; `None` where another step between the same two tells it.
    pub flow: Option<&'a Flow>,
}

impl Lineage {
    /// Every event between every two areas, and every flow that no event is about. Each
    /// flow is told once, so the weights of an old Area add up to 1.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let flows: BTreeMap<Key<'_>, &Flow> =
            self.flows.iter().map(|flow| (key_of(flow), flow)).collect();
        let mut told = BTreeSet::new();
        let mut steps = Vec::new();
        for event in &self.events {
            let level = &event.level;
            for from in each(&event.from) {
                for to in each(&event.to) {
                    let key = key(level, from, to);
                    let flow = flows.get(&key).copied().filter(|_| told.insert(key));
                    steps.push(Step { kind: event.kind, level, from, to, flow });
                }
            }
        }
        // An Area that has another leader keeps its ground, and that is no lineage.
        let moved: BTreeSet<AreaId> = flows
            .keys()
            .filter(|(_, from, to)| from != to)
            .flat_map(|(_, from, to)| from.iter().chain(to).copied())
            .collect();
        for flow in self.flows.iter().filter(|flow| !told.contains(&key_of(flow))) {
            let (from, to) = (flow.from.as_ref(), flow.to.as_ref());
            let stays = from.map(|area| area.id) == to.map(|area| area.id);
            if !stays || from.is_some_and(|area| moved.contains(&area.id)) {
                let kind = if stays { EventKind::Keep } else { EventKind::Sliver };
                steps.push(Step { kind, level: &flow.level, from, to, flow: Some(flow) });
            }
        }
        steps
    }
}

type Key<'a> = (&'a LevelKey, Option<AreaId>, Option<AreaId>);

fn key<'a>(level: &'a LevelKey, from: Option<&AreaRef>, to: Option<&AreaRef>) -> Key<'a> {
    (level, from.map(|area| area.id), to.map(|area| area.id))
}

fn key_of(flow: &Flow) -> Key<'_> {
    key(&flow.level, flow.from.as_ref(), flow.to.as_ref())
}

/// Each of the areas, or nobody.
fn each(areas: &[AreaRef]) -> impl Iterator<Item = Option<&AreaRef>> {
    let nobody = areas.is_empty().then_some(None);
    areas.iter().map(Some).chain(nobody)
}
