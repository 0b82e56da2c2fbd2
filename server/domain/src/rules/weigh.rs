//! What a draft is answerable for, and what stood before it.

use super::Finding;
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind, Severity};
use crate::settings::Settings;
use std::collections::BTreeMap;

/// With more inherited faults of one kind than this they become one line.
const MOST_INHERITED: usize = 20;

/// A little more of what was there is no worse: figures in metres come from floats.
const SLACK: f64 = 1e-6;

type Findings = BTreeMap<(IssueKind, Vec<AreaId>), Vec<Finding>>;

/// The issues with their weights, blocking ones first.
pub(super) fn weighed(found: Vec<Finding>, stood: Vec<Finding>, settings: &Settings) -> Vec<Issue> {
    let mut stood = by_fault(stood);
    let mut issues = Vec::new();
    for (fault, findings) in by_fault(found) {
        let Some(severity) = settings.severity_of(fault.0) else { continue };
        let before = stood.remove(&fault).unwrap_or_default();
        let (same, rest): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|now| {
            before.iter().any(|then| {
                then.issue.shape == now.issue.shape && !worse(now.badness, then.badness)
            })
        });
        // Of what is not the same ground the sum decides: a blank that is now in two
        // pieces, together no larger, is no new one.
        let is_same = |then: &&Finding| same.iter().any(|now| now.issue.shape == then.issue.shape);
        let left: f64 = before.iter().filter(|then| !is_same(then)).map(|one| one.badness).sum();
        let stays = !before.is_empty() && !worse(rest.iter().map(|one| one.badness).sum(), left);
        issues.extend(same.into_iter().map(|one| inherited(one.issue)));
        issues.extend(
            rest.into_iter().map(|one| {
                if stays { inherited(one.issue) } else { Issue { severity, ..one.issue } }
            }),
        );
    }
    issues = folded(issues);
    issues.sort_by(|a, b| {
        let key = |issue: &Issue| (issue.severity, issue.inherited, issue.kind);
        key(a).cmp(&key(b)).then_with(|| a.codes.cmp(&b.codes)).then_with(|| a.at.cmp(&b.at))
    });
    issues
}

fn worse(now: f64, then: f64) -> bool {
    now > then + SLACK * then.abs()
}

fn inherited(issue: Issue) -> Issue {
    Issue { severity: Severity::Advice, inherited: true, ..issue }
}

fn by_fault(findings: Vec<Finding>) -> Findings {
    let mut all = Findings::new();
    for finding in findings {
        let fault = (finding.issue.kind, finding.issue.areas.clone());
        all.entry(fault).or_default().push(finding);
    }
    all
}

/// Hundreds of equal lines about what nobody did would hide what the draft does.
fn folded(issues: Vec<Issue>) -> Vec<Issue> {
    let mut many: BTreeMap<IssueKind, Vec<Issue>> = BTreeMap::new();
    let mut told = Vec::new();
    for issue in issues {
        if issue.inherited {
            many.entry(issue.kind).or_default().push(issue);
        } else {
            told.push(issue);
        }
    }
    for (kind, issues) in many {
        if issues.len() <= MOST_INHERITED {
            told.extend(issues);
            continue;
        }
        let some: Vec<&str> = issues
            .iter()
            .filter_map(|issue| issue.codes.first())
            .take(4)
            .map(Code::as_str)
            .collect();
        let what = kind.as_str().replace('_', " ");
        let message =
            format!("{what}: {} that stood before the draft, as {}", issues.len(), some.join(", "));
        let first = issues.first();
        told.push(inherited(Issue {
            level: first.and_then(|issue| issue.level.clone()),
            at: first.and_then(|issue| issue.at),
            codes: issues.iter().filter_map(|issue| issue.codes.first().cloned()).collect(),
            areas: issues.iter().filter_map(|issue| issue.areas.first().copied()).collect(),
            count: Some(issues.len() as u64),
            ..Issue::of(
                kind,
                Severity::Advice,
                message,
                "nothing in this draft need do anything about them",
            )
        }));
    }
    told
}
