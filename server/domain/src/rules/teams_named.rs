//! For every Area of the Level that is served by people it is said who they are.

use super::{Finding, Question};
use crate::issue::IssueKind;
use serde_json::Value;

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    let roles = &of.settings.roles;
    let Some(level) = &roles.level else { return Vec::new() };
    if !of.asks_for(IssueKind::NoTeam) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for area in of.areas().filter(|area| area.level == *level) {
        let is_said = |name: &str| match area.attributes.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Array(all)) => !all.is_empty(),
            Some(_) => true,
        };
        let missing: Vec<&str> = roles.attributes().filter(|name| !is_said(name)).collect();
        if missing.is_empty() {
            continue;
        }
        let message = format!("{} has no {}", super::called(area), missing.join(", no "));
        let proposal = "name them among its attributes";
        let issue = of.fault(IssueKind::NoTeam, &[area.id], message, proposal);
        #[expect(clippy::cast_precision_loss, reason = "there are three roles")]
        let badness = missing.len() as f64;
        found.push(Finding { issue, badness });
    }
    found
}
