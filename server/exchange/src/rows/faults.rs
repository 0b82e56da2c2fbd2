//! What is wrong with single rows, as issues a planner can act on.
//!
//! One cause found in many rows is one issue that names them all.

use domain::topo::Point;
use domain::{Code, Issue, IssueKind, Severity};
use std::collections::BTreeMap;

/// From so many rows on, a shared cause becomes one issue.
const GROUP_FROM: usize = 10;

/// One fault of one row.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Its row, counted from 1.
    pub(crate) row: usize,
    /// Its code, where it has one.
    pub(crate) code: Option<Code>,
    /// Its place, where it has one.
    pub(crate) at: Option<Point>,
    /// What sort of fault it is.
    pub(crate) kind: IssueKind,
    /// What is wrong, the same for every row with this fault.
    pub(crate) what: &'static str,
    /// What stands there instead; may be empty.
    pub(crate) detail: String,
    /// What would settle it.
    pub(crate) proposal: &'static str,
}

impl Fault {
    fn named(&self) -> String {
        let Self { row, what, detail, .. } = self;
        let code = self.code.as_ref().map(|code| format!(" (code {code})")).unwrap_or_default();
        let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
        format!("row {row}{code}: {what}{detail}")
    }
}

/// The faults as blocking issues, shared causes first, then in the order of the file.
pub(crate) fn issues(faults: Vec<Fault>, rows: usize) -> Vec<Issue> {
    let mut causes: BTreeMap<(IssueKind, &str), Vec<Fault>> = BTreeMap::new();
    for fault in faults {
        causes.entry((fault.kind, fault.what)).or_default().push(fault);
    }
    let (shared, alone): (Vec<_>, Vec<_>) =
        causes.into_values().partition(|faults| faults.len() >= GROUP_FROM);
    let shared = shared.iter().map(|faults| {
        let count = faults.len();
        let message = format!("{count} of {rows} rows have one fault, first {}", faults[0].named());
        issue(faults, message)
    });
    let mut issues: Vec<Issue> = shared.collect();
    let mut alone: Vec<Fault> = alone.into_iter().flatten().collect();
    alone.sort_by_key(|fault| fault.row);
    issues.extend(alone.chunks(1).map(|one| issue(one, one[0].named())));
    issues
}

fn issue(faults: &[Fault], message: String) -> Issue {
    let first = &faults[0];
    let issue = Issue::of(first.kind, Severity::Blocking, message, first.proposal);
    Issue {
        codes: faults.iter().filter_map(|fault| fault.code.clone()).collect(),
        features: faults.iter().map(|fault| fault.row).collect(),
        at: faults.iter().find_map(|fault| fault.at),
        ..issue
    }
}
