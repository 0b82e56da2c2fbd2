//! What must hold of a plan, and where it does not.
//!
//! Each file is a statement; [`check`] asks them all, of the whole plan or of what an
//! edit touched, and compares with the base: a fault that stood there already is advice
//! and marked as inherited, one that the draft brings or makes worse weighs what the
//! [`Settings`] say. That no ground is held twice is no rule here, for a partition
//! cannot say it.

mod children_hang_together;
mod codes_as_ruled;
mod households_in_range;
mod no_blanks;
mod no_gaps;
mod stations_enough;
mod teams_named;
#[cfg(test)]
mod tests;
mod view;
mod weigh;
mod well_shaped;

use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind, Severity};
use crate::settings::Settings;
use std::collections::BTreeSet;
use topo::{Label, Shape, inscribed, plane};

pub use view::View;

/// What of a plan is looked at.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// All of it.
    All,
    /// These areas, whose ground or row changed, and those above them. It costs what
    /// they are and not what there is.
    Touched(&'a BTreeSet<AreaId>),
}

/// Every fault of a plan, blocking ones first. `before` is the base of the draft; without
/// one every fault counts as new.
pub fn check(
    after: &View<'_>,
    scope: Scope<'_>,
    settings: &Settings,
    before: Option<&View<'_>>,
) -> Vec<Issue> {
    let near = near(scope, std::iter::once(after).chain(before));
    let recoded = is_recoded(after, scope, before);
    let asked = Question::of(after, scope, &near, recoded, settings);
    let mut asked_before =
        before.map(|before| Question::of(before, scope, &near, recoded, settings));
    let (mut found, mut stood) = (Vec::new(), Vec::new());
    for rule in RULES {
        let now = rule(&asked);
        // What stood before is of interest for what stands now, and costs as much to find.
        if let Some(asked) = asked_before.as_mut().filter(|_| !now.is_empty()) {
            let at_fault = now.iter().flat_map(|finding| &finding.issue.areas);
            asked.suspects = Some(at_fault.copied().collect());
            stood.extend(rule(asked));
        }
        found.extend(now);
    }
    if let Some(before) = before {
        let given_up = no_gaps::given_up(&asked, before, &found);
        found.extend(given_up);
    }
    let mut issues = weigh::weighed(found, stood, settings);
    if let Scope::Touched(_) = scope {
        let far = |issue: &Issue| !issue.areas.iter().any(|id| near.contains(&id.label()));
        issues.retain(|issue| !(issue.kind == IssueKind::Gap && issue.inherited && far(issue)));
    }
    // A place is dear to find, so only what is told gets one.
    for issue in issues.iter_mut().filter(|issue| issue.at.is_none()) {
        issue.at = issue.areas.first().and_then(|id| after.place_in(*id));
    }
    issues
}

/// Whether a code is new, or may be.
fn is_recoded(after: &View<'_>, scope: Scope<'_>, before: Option<&View<'_>>) -> bool {
    let (Scope::Touched(touched), Some(before)) = (scope, before) else { return true };
    let code = |view: &View<'_>, id| view.areas.get(id).map(|area| area.code.clone());
    touched.iter().any(|id| after.areas.contains_key(id) && code(after, id) != code(before, id))
}

/// What was touched and what lies beside it, before or after: an Area that ended has
/// neighbours in the base only.
fn near<'a>(scope: Scope<'_>, views: impl Iterator<Item = &'a View<'a>>) -> BTreeSet<Label> {
    let Scope::Touched(touched) = scope else { return BTreeSet::new() };
    let mut near: BTreeSet<Label> = touched.iter().map(|id| id.label()).collect();
    let views: Vec<&View<'_>> = views.collect();
    for view in &views {
        near.extend(touched.iter().flat_map(|id| view.drawing.neighbours(id.label())));
    }
    // What became nobody's is beside the neighbours of what was there.
    let beside_nobody = |view: &&View<'_>| {
        near.iter().any(|label| view.drawing.neighbours(*label).contains(&Label::OUTSIDE))
    };
    if views.iter().any(beside_nobody) {
        near.insert(Label::OUTSIDE);
    }
    near
}

/// One fault, and how bad it is: the greater the worse, of one kind in one unit.
struct Finding {
    issue: Issue,
    badness: f64,
}

/// What the rules read.
struct Question<'a> {
    view: &'a View<'a>,
    settings: &'a Settings,
    /// The areas that are looked at, those above touched ones included; `None` for all.
    areas: Option<BTreeSet<AreaId>>,
    /// Those of them that were touched themselves.
    touched: Option<&'a BTreeSet<AreaId>>,
    /// What was touched and what lies beside it, before or after.
    near: &'a BTreeSet<Label>,
    /// Whether a code is new, or may be.
    recoded: bool,
    /// Only faults of these areas are of interest; `None` for all.
    suspects: Option<BTreeSet<AreaId>>,
}

/// Every rule; no two of them find the same kinds of faults.
const RULES: [fn(&Question<'_>) -> Vec<Finding>; 8] = [
    well_shaped::ask,
    no_blanks::ask,
    no_gaps::ask,
    children_hang_together::ask,
    households_in_range::ask,
    teams_named::ask,
    stations_enough::ask,
    codes_as_ruled::ask,
];

impl<'a> Question<'a> {
    fn of(
        view: &'a View<'a>,
        scope: Scope<'a>,
        near: &'a BTreeSet<Label>,
        recoded: bool,
        settings: &'a Settings,
    ) -> Self {
        let (areas, touched) = match scope {
            Scope::All => (None, None),
            Scope::Touched(touched) => {
                let above = touched.iter().flat_map(|id| view.upward(*id).map(|area| area.id));
                (Some(above.collect()), Some(touched))
            }
        };
        Self { view, settings, areas, touched, near, recoded, suspects: None }
    }

    /// The areas that are looked at.
    fn areas(&self) -> Box<dyn Iterator<Item = &'a crate::Area> + '_> {
        let all = self.view.areas;
        match &self.areas {
            None => Box::new(all.values()),
            Some(ids) => Box::new(ids.iter().filter_map(|id| all.get(id))),
        }
    }

    /// Whether an Area itself was touched.
    fn is_touched(&self, id: AreaId) -> bool {
        self.touched.is_none_or(|touched| touched.contains(&id))
    }

    /// The labels that are looked at and hold ground: cells, or else blanks.
    fn labels(&self, blank: bool) -> Vec<Label> {
        let drawing = self.view.drawing;
        let labels = match self.touched {
            None => drawing.labels(),
            Some(touched) => touched.iter().map(|id| id.label()).collect(),
        };
        let wanted = |label: &Label| {
            *label != Label::OUTSIDE && drawing.holds(*label) && drawing.is_blank(*label) == blank
        };
        labels.into_iter().filter(wanted).collect()
    }

    /// Whether anybody looks for a kind of fault.
    fn asks_for(&self, kind: IssueKind) -> bool {
        self.settings.severity_of(kind).is_some()
    }

    /// A fault of some areas, the one at fault first, without a place yet.
    fn fault(&self, kind: IssueKind, areas: &[AreaId], message: String, proposal: &str) -> Issue {
        let rows = areas.iter().filter_map(|id| self.view.areas.get(id));
        let codes: Vec<Code> = rows.clone().map(|area| area.code.clone()).collect();
        Issue {
            level: rows.clone().next().map(|area| area.level.clone()),
            codes,
            areas: areas.to_vec(),
            ..Issue::of(kind, Severity::Advice, message, proposal)
        }
    }
}

/// An issue with a piece of ground for its place.
fn on_ground(issue: Issue, piece: Shape) -> Issue {
    let circle = inscribed(&piece);
    Issue {
        at: Some(circle.at),
        area_m2: plane::area_m2(&piece),
        width_m: circle.radius_m * 2.0,
        shape: Some(piece),
        ..issue
    }
}

/// What people call an Area: its code, and its name where that says more.
fn called(area: &crate::Area) -> String {
    if area.name == area.code.as_str() {
        area.code.to_string()
    } else {
        format!("{} {}", area.code, area.name)
    }
}
