//! One Edit more in a draft: files that come in, stations and streets that change.

use super::drafts::{self, Opened, WhichDraft};
use crate::clock;
use crate::state::App;
use anyhow::{Context, bail};
use domain::{Edit, EditSummary, HighestIds, Issue, Plan};
use serde::Serialize;
use store::{DraftError, NewDraft, NewEdit, Seen, Who};

/// So often an edit is tried again because others changed the draft or took its numbers.
const TRIES: usize = 8;

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

/// Appends an Edit to a draft, unless it, or whatever was `found` before, blocks: then
/// nothing is stored.
pub(crate) fn append(
    app: &App,
    which: WhichDraft,
    edit: &Edit,
    found: &[Issue],
    author: &str,
) -> anyhow::Result<EditReport> {
    for _ in 0..TRIES {
        let opened = drafts::open(app, which)?;
        let mut plan = opened.plan.clone();
        let (raised, summary) = plan.apply(edit)?;
        let mut issues = found.to_vec();
        issues.extend(raised);
        issues.sort_by_key(|issue| issue.severity);
        if drafts::is_blocked(&issues) {
            return Ok(EditReport { summary, issues, draft: None, plan });
        }
        if let Some(id) = keep(app, &opened, edit, opened.numbers, plan.highest(), author)? {
            return Ok(EditReport { summary, issues, draft: Some(id), plan });
        }
    }
    bail!("the draft changed {TRIES} times meanwhile; try again")
}

/// Stores an Edit that was tried on an opened draft, which is opened now if it was none;
/// `None` if somebody else changed it meanwhile.
pub(crate) fn keep(
    app: &App,
    opened: &Opened,
    edit: &Edit,
    numbers: HighestIds,
    used: HighestIds,
    author: &str,
) -> anyhow::Result<Option<i64>> {
    let who = Who::new(author, clock::now());
    let (id, seen) = match &opened.draft {
        Some(draft) => (draft.id, draft.revision),
        None => match app.store.open_draft(
            &NewDraft { base: opened.base, title: title(edit), note: "", key: None },
            &who,
        ) {
            Ok(id) => {
                let revision = app.store.draft_revision(id)?;
                (id, revision.context("the draft that was just opened is gone")?)
            }
            Err(DraftError::OtherBase { .. }) => return Ok(None),
            Err(error) => return Err(error).context("opening a draft"),
        },
    };
    let new = NewEdit { edit, numbers, used, key: None };
    match app.store.append_edit(Seen { draft: id, revision: seen }, &new, &who) {
        Ok(_) => Ok(Some(id)),
        Err(DraftError::Moved { .. } | DraftError::NumbersMoved { .. }) => Ok(None),
        Err(error) => Err(error).context("storing the edit"),
    }
}

/// What a draft is called that was opened for an edit.
fn title(edit: &Edit) -> &'static str {
    match edit {
        Edit::ImportAreas(_) => "导入区域",
        Edit::ImportStations(_) | Edit::PlaceStation(_) | Edit::RemoveStation { .. } => "站点调整",
        Edit::ImportPopulation { .. } => "导入人口",
        Edit::ImportStreets { .. } | Edit::ChangeStreets(_) => "路网调整",
        Edit::Redraw(_) => "网格调整",
    }
}
