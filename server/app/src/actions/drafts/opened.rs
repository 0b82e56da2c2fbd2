//! One draft replayed as a whole: for files that come in, for checks and publications.

use super::base::Base;
use super::judged::{self, IssueAnswer};
use crate::state::App;
use domain::{Draft, DraftState, EditSummary, HighestIds, Issue, Plan, ReleaseNo, Severity};
use serde::Serialize;
use std::sync::Arc;

/// Which draft is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum WhichDraft {
    /// The only open one; a new one where none is open.
    #[default]
    Only,
    /// The one of this number.
    Number(i64),
}

/// Why a draft is not the one that is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Chosen {
    /// Several are open.
    #[error("drafts {} are open: name one", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Several(Vec<i64>),
    /// It is not there, or closed.
    #[error("there is no open draft {0}")]
    NotOpen(i64),
}

/// The ground a draft makes, and where it started.
pub(crate) struct Opened {
    /// The draft; `None` while nobody has begun one.
    pub(crate) draft: Option<Draft>,
    /// The Release it stands on.
    pub(crate) base: Option<ReleaseNo>,
    /// That Release, ready for comparison.
    pub(crate) before: Arc<Base>,
    /// The ground with all edits applied.
    pub(crate) plan: Plan,
    /// The highest numbers given when it was replayed: what comes new gets those after.
    pub(crate) numbers: HighestIds,
    /// What the edits raised.
    pub(crate) issues: Vec<Issue>,
    /// What the edits did.
    pub(crate) summaries: Vec<EditSummary>,
}

/// What comes in without a draft's number goes into one that nobody has handed in.
const EDITED: [DraftState; 1] = [DraftState::Open];

/// What is checked or published without a number may be on its way.
const STANDING: [DraftState; 3] = [DraftState::Open, DraftState::Checked, DraftState::Approved];

/// Finds the draft that is meant to be checked, published or thrown away; `None` where
/// there is none.
pub(crate) fn choose(app: &App, which: WhichDraft) -> anyhow::Result<Option<i64>> {
    chosen(app, which, &STANDING)
}

fn chosen(app: &App, which: WhichDraft, of: &[DraftState]) -> anyhow::Result<Option<i64>> {
    match which {
        WhichDraft::Number(id) => {
            let found = app.store.draft_state(id)?.filter(|state| state.is_alive());
            found.map(|_| Some(id)).ok_or_else(|| Chosen::NotOpen(id).into())
        }
        WhichDraft::Only => {
            let open: Vec<i64> = app.store.drafts(of)?.iter().map(|draft| draft.id).collect();
            match open.as_slice() {
                [] => Ok(None),
                [one] => Ok(Some(*one)),
                _ => Err(Chosen::Several(open).into()),
            }
        }
    }
}

/// Replays the draft that is to be edited on its base; without one, the ground in force.
pub(crate) fn open(app: &App, which: WhichDraft) -> anyhow::Result<Opened> {
    opened(app, chosen(app, which, &EDITED)?)
}

fn opened(app: &App, chosen: Option<i64>) -> anyhow::Result<Opened> {
    let draft = match chosen {
        Some(id) => app.store.draft(id)?,
        None => None,
    };
    let base = match &draft {
        Some(draft) => draft.base,
        None => app.store.head()?,
    };
    let before = app.bases.get(app, base)?;
    let edits = draft.as_ref().map_or(&[][..], |draft| &draft.edits);
    let numbers = app.store.highest_ids()?;
    let replayed = before.plan.clone().replay(edits)?;
    let (mut plan, issues, summaries) = (replayed.plan, replayed.issues, replayed.summaries);
    plan.number_after(numbers);
    Ok(Opened { draft, base, before, plan, numbers, issues, summaries })
}

/// Whether an issue stands that was not accepted by name.
pub(crate) fn is_blocked(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Blocking)
}

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckReport {
    /// The draft checked; null where the Release in force was.
    pub(crate) draft: Option<i64>,
    /// The Release it stands on, or the one checked.
    pub(crate) release: Option<i64>,
    /// What the edits did.
    pub(crate) edits: Vec<EditSummary>,
    /// Every fault, the blocking ones first.
    pub(crate) issues: Vec<IssueAnswer>,
}

/// Lists the issues of a draft, or of the Release in force.
pub(crate) fn check(app: &App, which: WhichDraft) -> anyhow::Result<CheckReport> {
    let opened = opened(app, choose(app, which)?)?;
    let issues = judged::whole(app, &opened)?;
    Ok(CheckReport {
        draft: opened.draft.map(|draft| draft.id),
        release: opened.base.map(|base| base.0),
        edits: opened.summaries,
        issues,
    })
}
