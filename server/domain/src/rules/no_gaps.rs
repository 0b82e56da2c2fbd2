//! No ground between areas is nobody's.

use super::{Finding, Question, on_ground};
use crate::ids::{AreaId, Code};
use crate::issue::IssueKind;
use std::collections::BTreeSet;
use topo::{Label, Polygon, Shape};

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    let drawing = of.view.drawing;
    let matters = of.touched.is_none() || of.near.contains(&Label::OUTSIDE);
    if !of.asks_for(IssueKind::Gap) || !matters {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in drawing.shape(Label::OUTSIDE).0 {
        let around: Vec<AreaId> = around(of, &part).into_iter().collect();
        let proposal = "fill it with a new area, or give it to a neighbour";
        let issue = of.fault(IssueKind::Gap, &around, String::new(), proposal);
        let mut issue = on_ground(issue, Shape(vec![part]));
        let codes: Vec<&str> = issue.codes.iter().take(4).map(Code::as_str).collect();
        issue.message =
            format!("{:.0} m² between {} are nobody's", issue.area_m2, codes.join(", "));
        found.push(Finding { badness: issue.area_m2, issue });
    }
    found
}

/// The cells at the corners of some enclosed ground.
fn around(of: &Question<'_>, part: &Polygon) -> BTreeSet<AreaId> {
    let owners = part.rings().flatten().map(|corner| of.view.drawing.owner_at(*corner));
    owners.filter_map(AreaId::of).collect()
}
