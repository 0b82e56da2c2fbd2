//! Stations whose owner ended: they are run by whoever took the Area in, or by nobody.

use super::board::Step;
use crate::ids::{AreaId, StationId};
use crate::plan::Plan;
use crate::redraw::Act;
use std::collections::{BTreeMap, BTreeSet};

/// The new owner of every Station whose owner an act ended: the Area that it was merged
/// into, or nobody.
pub(super) fn heirs(rest: &Plan, act: &Act, step: &Step) -> BTreeMap<StationId, Option<AreaId>> {
    let ended = step.rows.iter().filter(|(_, _, now)| now.is_none()).map(|(id, ..)| *id);
    let ended: BTreeSet<AreaId> = ended.collect();
    if ended.is_empty() {
        return BTreeMap::new();
    }
    let heir = |owner: AreaId| match act {
        Act::Merge { area, into } if *area == owner => Some(*into),
        _ => None,
    };
    let owned = rest.stations.values().filter_map(|station| Some((station.id, station.owner?)));
    owned.filter(|(_, owner)| ended.contains(owner)).map(|(id, owner)| (id, heir(owner))).collect()
}

/// The plan with these owners.
pub(super) fn with_owners(rest: &Plan, owners: &BTreeMap<StationId, Option<AreaId>>) -> Plan {
    let mut plan = rest.clone();
    for (id, owner) in owners {
        if let Some(station) = plan.stations.get_mut(id) {
            station.owner = *owner;
        }
    }
    plan
}
