//! One Edit more in the open Draft.

use super::drafts;
use crate::clock;
use crate::state::App;
use anyhow::Context;
use domain::{Edit, EditSummary, Issue, Plan};
use serde::Serialize;
use store::Seen;

/// What came of an Edit.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EditReport {
    /// What it changes, in numbers.
    pub(crate) summary: EditSummary,
    /// What is not as it should be, the blocking first.
    pub(crate) issues: Vec<Issue>,
    /// The Draft that holds it now; null where it was refused.
    pub(crate) draft: Option<i64>,
    /// The ground with it.
    #[serde(skip)]
    pub(crate) plan: Plan,
}

/// Appends an Edit to the open Draft, unless it, or whatever was `found` before, blocks:
/// then nothing is stored.
pub(crate) fn append(
    app: &App,
    edit: &Edit,
    found: Vec<Issue>,
    author: &str,
) -> anyhow::Result<EditReport> {
    let drafts::Opened { draft, base, mut plan, .. } = drafts::open(app)?;
    let (raised, summary) = plan.apply(edit)?;
    let mut issues = found;
    issues.extend(raised);
    issues.sort_by_key(|issue| issue.severity);
    if drafts::is_blocked(&issues) {
        return Ok(EditReport { summary, issues, draft: None, plan });
    }
    let seen = draft.as_ref().map(Seen::from);
    let id = app
        .store
        .append_edit(seen, base, edit, clock::now(), author)
        .context("storing the edit")?;
    Ok(EditReport { summary, issues, draft: Some(id), plan })
}
