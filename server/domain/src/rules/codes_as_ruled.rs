//! Every code is as those of its Level are, and no two areas of a Level have the same.

use super::{Finding, Question};
use crate::area::Area;
use crate::codes::CodeRule;
use crate::ids::{AreaId, Code, LevelKey};
use crate::issue::IssueKind;
use rustc_hash::FxHashMap;

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    let touched = of.areas().filter(|area| of.is_touched(area.id));
    let mut found = Vec::new();
    for area in touched.filter(|_| of.asks_for(IssueKind::CodeFault)) {
        let Some(rule) = of.settings.codes.0.get(&area.level) else { continue };
        let parent = area.parent.and_then(|id| of.view.areas.get(&id));
        if let Some(why) = fault(rule, area, parent) {
            let message = format!("the code of {} {why}", super::called(area));
            let issue = of.fault(IssueKind::CodeFault, &[area.id], message, "give it another code");
            found.push(Finding { issue, badness: 1.0 });
        }
    }
    if of.recoded && of.asks_for(IssueKind::DuplicateCode) {
        found.extend(twice(of));
    }
    found
}

/// What is wrong with a code.
fn fault(rule: &CodeRule, area: &Area, parent: Option<&Area>) -> Option<String> {
    let code = area.code.as_str();
    let length = code.chars().count();
    if let Some(wanted) = rule.length.filter(|wanted| *wanted != length) {
        return Some(format!("has {length} characters and not {wanted}"));
    }
    if rule.digits && !code.chars().all(|c| c.is_ascii_digit()) {
        return Some("is not all digits".into());
    }
    let parent = parent.filter(|_| rule.prefix_of_parent)?;
    let starts = code.starts_with(parent.code.as_str());
    (!starts).then(|| format!("does not begin with {}, its parent's", parent.code))
}

/// Areas that share a code with another of their Level.
fn twice(of: &Question<'_>) -> Vec<Finding> {
    let asked = of.areas().filter(|area| of.is_touched(area.id));
    let mut first: FxHashMap<(&LevelKey, &Code), Vec<AreaId>> =
        asked.map(|area| ((&area.level, &area.code), Vec::new())).collect();
    for area in of.view.areas.values() {
        if let Some(same) = first.get_mut(&(&area.level, &area.code)) {
            same.push(area.id);
        }
    }
    let shared = first.into_iter().filter(|(_, same)| same.len() > 1);
    let fault = |((_, code), same): ((&LevelKey, &Code), Vec<AreaId>)| {
        let message = format!("{} areas have the code {code}", same.len());
        let issue =
            of.fault(IssueKind::DuplicateCode, &same, message, "give the others other codes");
        Finding { issue, badness: 1.0 }
    };
    shared.map(fault).collect()
}
