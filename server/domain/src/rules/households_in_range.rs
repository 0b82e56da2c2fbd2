//! No Area has more households than its people can know, nor too few to need an Area.

use super::{Finding, Question};
use crate::issue::{Issue, IssueKind};

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    let range = &of.settings.households;
    let Some(level) = &range.level else { return Vec::new() };
    if !of.asks_for(IssueKind::Households) || !of.view.is_populated() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for area in of.areas().filter(|area| area.level == *level) {
        let Some(households) = of.view.figures(area.id).map(|figures| figures.households) else {
            continue;
        };
        let (name, min, max) = (super::called(area), range.min, range.max);
        let (off, limit, message, proposal) = if households > max {
            let message = format!("{name} has {households} households, more than {max}");
            (households - max, max, message, "split it, or hand part of it to a neighbour")
        } else if households < min {
            let message = format!("{name} has {households} households, fewer than {min}");
            (min - households, min, message, "merge it with a neighbour, or take some from one")
        } else {
            continue;
        };
        let issue = of.fault(IssueKind::Households, &[area.id], message, proposal);
        let issue = Issue { count: Some(households), limit: Some(limit), ..issue };
        #[expect(clippy::cast_precision_loss, reason = "nobody has 2^52 households")]
        let badness = off as f64;
        found.push(Finding { issue, badness });
    }
    found
}
