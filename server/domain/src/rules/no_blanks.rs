//! Somebody below answers for all ground of a parent.

use super::{Finding, Question, on_ground};
use crate::ids::AreaId;
use crate::issue::IssueKind;
use topo::Shape;

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    if !of.asks_for(IssueKind::Blank) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for label in of.labels(true) {
        let Some(area) = AreaId::of(label).and_then(|id| of.view.areas.get(&id)) else { continue };
        for part in of.view.drawing.shape(label).0 {
            let name = super::called(area);
            let proposal = "fill it with a new area, give it to a neighbour, or leave it blank";
            let issue = of.fault(IssueKind::Blank, &[area.id], String::new(), proposal);
            let mut issue = on_ground(issue, Shape(vec![part]));
            issue.message = format!("nobody below {name} answers for {:.0} m²", issue.area_m2);
            found.push(Finding { badness: issue.area_m2, issue });
        }
    }
    found
}
