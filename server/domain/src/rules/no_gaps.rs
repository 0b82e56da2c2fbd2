//! No ground between areas is nobody's.

use super::view::View;
use super::{Finding, Question, on_ground};
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind};
use std::collections::{BTreeMap, BTreeSet};
use topo::locate::{self, Place};
use topo::{Label, Point, Polygon, Shape, inscribed, plane};

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

/// Ground of areas that end, which is nobody's afterwards and not enclosed either: the edge
/// of the whole may be drawn otherwise, but nobody is left without an answer unseen.
pub(super) fn given_up(of: &Question<'_>, before: &View<'_>, gaps: &[Finding]) -> Vec<Finding> {
    if !of.asks_for(IssueKind::Gap) {
        return Vec::new();
    }
    let has_ended = |id: &AreaId| !of.view.areas.contains_key(id);
    let told = |at| {
        let inside = |shape: &Shape| locate::place(shape, at) != Place::Outside;
        gaps.iter().filter_map(|gap| gap.issue.shape.as_ref()).any(inside)
    };
    // By the topmost that ends: where it lay, and how much of it is nobody's.
    let mut lost: BTreeMap<AreaId, (Point, f64)> = BTreeMap::new();
    let labels: Vec<Label> = match of.touched {
        None => before.drawing.labels(),
        Some(touched) => touched.iter().map(|id| id.label()).collect(),
    };
    let may_be = |label: &Label| before.drawing.holds(*label) && of.view.may_have_lost(*label);
    for label in labels.into_iter().filter(may_be) {
        let Some(id) = AreaId::of(label).filter(has_ended) else { continue };
        let shape = before.drawing.shape(label);
        let at = inscribed(&shape).at;
        if of.view.drawing.owner_at(at) != Label::OUTSIDE || told(at) {
            continue;
        }
        let ended = before.upward(id).take_while(|area| has_ended(&area.id)).last();
        let (_, m2) = lost.entry(ended.map_or(id, |area| area.id)).or_insert((at, 0.0));
        *m2 += plane::area_m2(&shape);
    }
    let fault = |(id, (at, area_m2)): (AreaId, (Point, f64))| {
        let area = before.areas.get(&id)?;
        let message = format!("{area_m2:.0} m² that were {}'s are nobody's", super::called(area));
        let proposal = "give the ground to an area that stays";
        let issue = Issue {
            level: Some(area.level.clone()),
            codes: vec![area.code.clone()],
            at: Some(at),
            area_m2,
            ..of.fault(IssueKind::Gap, &[id], message, proposal)
        };
        Some(Finding { badness: area_m2, issue })
    };
    lost.into_iter().filter_map(fault).collect()
}

/// The cells at the corners of some enclosed ground.
fn around(of: &Question<'_>, part: &Polygon) -> BTreeSet<AreaId> {
    let owners = part.rings().flatten().map(|corner| of.view.drawing.owner_at(*corner));
    owners.filter_map(AreaId::of).collect()
}
