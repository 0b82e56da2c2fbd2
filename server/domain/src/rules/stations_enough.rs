//! Every Area of the Level that is served has a Station, and wider ones as many of each
//! kind as the quota says.

use super::{Finding, Question};
use crate::ids::{AreaId, KindKey};
use crate::issue::IssueKind;
use rustc_hash::FxHashMap;

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    // Where no Station is known yet, none can be missing.
    if of.view.stations.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if of.asks_for(IssueKind::NoStation) {
        found.extend(unserved(of));
    }
    if of.asks_for(IssueKind::Quota) {
        found.extend(below_quota(of));
    }
    found
}

fn unserved(of: &Question<'_>) -> Vec<Finding> {
    let of_level = of.areas().filter(|area| Some(&area.level) == of.settings.served.as_ref());
    let none = of_level
        .filter(|area| of.view.figures(area.id).is_some_and(|figures| figures.stations == 0));
    let fault = |area: &crate::Area| {
        let message = format!("no station stands in {}", super::called(area));
        let proposal = "place one, or draw the border round one";
        let issue = of.fault(IssueKind::NoStation, &[area.id], message, proposal);
        Finding { issue, badness: 1.0 }
    };
    none.map(fault).collect()
}

fn below_quota(of: &Question<'_>) -> Vec<Finding> {
    let quotas = &of.settings.quotas;
    let asked: Vec<&crate::Area> =
        of.areas().filter(|area| quotas.contains_key(&area.level)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let mut count: FxHashMap<(AreaId, &KindKey), u32> = FxHashMap::default();
    for station in of.view.stations.values() {
        let Some(leaf) = AreaId::of(of.view.label_of(station)) else { continue };
        for area in of.view.upward(leaf).filter(|area| quotas.contains_key(&area.level)) {
            *count.entry((area.id, &station.kind)).or_default() += 1;
        }
    }
    let mut found = Vec::new();
    for area in asked {
        let mut missing = 0;
        let mut short: Vec<String> = Vec::new();
        for (kind, least) in &quotas[&area.level] {
            let there = count.get(&(area.id, kind)).copied().unwrap_or(0);
            if there < *least {
                missing += least - there;
                short.push(format!("{there} of {least} {kind}"));
            }
        }
        if missing > 0 {
            let message = format!("{} has only {}", super::called(area), short.join(", "));
            let proposal = "place more, or draw the border round some";
            let issue = of.fault(IssueKind::Quota, &[area.id], message, proposal);
            found.push(Finding { issue, badness: missing.into() });
        }
    }
    found
}
