//! From hand to hand: checked, approved, rejected, scheduled.

use super::board::{self, NoBoard};
use super::drawing::{EditError, must_handle_draft, said};
use super::judged;
use super::rights::{self, Ground};
use super::{DraftSummary, IssueAnswer, summary, who};
use crate::actions::rights::{Actor, Refusal};
use crate::clock;
use crate::state::App;
use domain::{DraftState, Moment, Severity};
use std::collections::BTreeMap;
use store::{Consent, Seen};

/// Why a draft does not go on. It is as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    /// What holds for every change of a draft.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The role is too low, wherever it holds.
    #[error(transparent)]
    Role(#[from] Refusal),
    /// Issues stand that nobody waived.
    #[error("{} issues stand in the way", .0.len())]
    Blocked(Vec<IssueAnswer>),
    /// It changes nothing.
    #[error("the draft changes nothing")]
    Empty,
    /// The step asks for another state.
    #[error("draft {id} is {}; {wants}", state.as_str())]
    NotYet {
        /// The draft.
        id: i64,
        /// Its state.
        state: DraftState,
        /// What has to be done first.
        wants: &'static str,
    },
    /// Nobody approves what they drew.
    #[error(
        "who drew a draft does not approve it; ask somebody else, or let the settings say `author_may_approve`"
    )]
    OwnDraft,
    /// The approval would count for nothing.
    #[error("your approval counts for none of the areas this draft touches")]
    NotYours,
    /// No issue has that key; the draft may have changed since it was listed.
    #[error("the draft has no issue {0}; look at its issues again")]
    NoIssue(String),
    /// No waiver has that key.
    #[error("nothing is waived under {0}; look at the waivers of the draft again")]
    NoWaiver(String),
    /// An instant that has passed.
    #[error("{0} has passed; publish it now instead")]
    Past(String),
}

impl From<NoBoard> for StateError {
    fn from(error: NoBoard) -> Self {
        Self::Edit(error.into())
    }
}

impl From<store::StoreError> for StateError {
    fn from(error: store::StoreError) -> Self {
        Self::Edit(error.into())
    }
}

impl From<anyhow::Error> for StateError {
    fn from(error: anyhow::Error) -> Self {
        Self::Edit(EditError::Failed(error))
    }
}

/// Hands a draft in for approval, if nothing stands in the way.
pub(crate) fn check_in(
    app: &App,
    id: i64,
    seen: i64,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_handle_draft(app, id, actor)?;
    let state = state_at(app, id, seen)?;
    if state != DraftState::Open {
        let wants = "it was handed in already";
        return Err(StateError::NotYet { id, state, wants });
    }
    let changes = board::with(app, id, |board| {
        let drawn = !board.draft.edits.is_empty();
        Ok::<_, NoBoard>(
            drawn && !board.desk.plan().contents().since(&board.base.contents).is_empty(),
        )
    })?;
    if !changes {
        return Err(StateError::Empty);
    }
    let issues = judged::issues(app, id, actor)?.issues;
    let blocking: Vec<IssueAnswer> =
        issues.into_iter().filter(|issue| issue.issue.severity == Severity::Blocking).collect();
    if !blocking.is_empty() {
        return Err(StateError::Blocked(blocking));
    }
    set(app, id, seen, DraftState::Checked, None, actor, "")
}

/// Agrees to a draft, as far as the approval counts; with the last one it is approved.
pub(crate) fn approve(
    app: &App,
    id: i64,
    seen: i64,
    note: &str,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    actor.may_judge("approve a draft")?;
    let state = state_at(app, id, seen)?;
    // What was approved may wait for one more: its ground went to somebody else meanwhile.
    let late = matches!(state, DraftState::Approved | DraftState::Scheduled);
    if state != DraftState::Checked && !late {
        return Err(StateError::NotYet { id, state, wants: "its author hands it in first" });
    }
    let given = app.store.consents(id)?;
    let (own, counts, left) = board::with(app, id, |board| {
        let own = rights::is_own(board, actor);
        let (counts, left) = rights::judged(app, board, |asked, ground| {
            (rights::counts_for(actor, asked, ground), unmet(asked, &given, ground))
        })?;
        Ok::<_, StateError>((own, counts, left))
    })?;
    if own {
        return Err(StateError::OwnDraft);
    }
    if counts.is_empty() {
        return Err(StateError::NotYours);
    }
    if late && left == 0 {
        return Err(StateError::NotYet { id, state, wants: "everybody has agreed to it" });
    }
    let mut seen = seen;
    for area in counts {
        if !given.iter().any(|one| one.area == area && one.author == actor.id) {
            let at = Seen { draft: id, revision: seen };
            let done = app.store.consent(at, area, note, &who(actor, note));
            seen = done.map_err(|error| said(id, seen, error))?;
        }
    }
    let given = app.store.consents(id)?;
    let left = board::with(app, id, |board| {
        let left = rights::judged(app, board, |asked, ground| unmet(asked, &given, ground))?;
        Ok::<_, StateError>(left)
    })?;
    if late {
        app.plans.prepare_soon(app);
    }
    if late || left > 0 {
        return Ok(summary(app, id)?.ok_or(NoBoard::NoDraft(id))?);
    }
    set(app, id, seen, DraftState::Approved, None, actor, note)
}

/// How many have yet to agree.
fn unmet(asked: &rights::Asked, given: &[Consent], ground: &Ground<'_>) -> usize {
    let needs = rights::needs(asked, given, ground, &BTreeMap::new());
    needs.iter().filter(|need| need.by.is_none()).count()
}

/// Gives a draft back to its author, with the reason.
pub(crate) fn reject(
    app: &App,
    id: i64,
    seen: i64,
    note: &str,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    actor.may_judge("send a draft back")?;
    let state = state_at(app, id, seen)?;
    if !matches!(state, DraftState::Checked | DraftState::Approved | DraftState::Scheduled) {
        return Err(StateError::NotYet {
            id,
            state,
            wants: "only what was handed in is given back",
        });
    }
    let counts = board::with(app, id, |board| {
        let counts =
            rights::judged(app, board, |asked, ground| rights::counts_for(actor, asked, ground))?;
        Ok::<_, StateError>(counts)
    })?;
    if counts.is_empty() {
        return Err(StateError::NotYours);
    }
    let done = set(app, id, seen, DraftState::Open, None, actor, note)?;
    if !note.is_empty() {
        app.store
            .add_comment(id, None, note, None, &who(actor, ""))
            .map_err(|error| said(id, seen, error))?;
    }
    if state == DraftState::Scheduled {
        app.plans.prepare_soon(app);
    }
    Ok(done)
}

/// Takes a draft that was handed in back to draw on, as whoever handles it wants; what was
/// agreed to is asked again.
pub(crate) fn withdraw(
    app: &App,
    id: i64,
    seen: i64,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_handle_draft(app, id, actor)?;
    let state = state_at(app, id, seen)?;
    if state == DraftState::Open {
        return Err(StateError::NotYet { id, state, wants: "it was not handed in" });
    }
    let done = set(app, id, seen, DraftState::Open, None, actor, "")?;
    if state == DraftState::Scheduled {
        app.plans.prepare_soon(app);
    }
    Ok(done)
}

/// Lets an approved draft take effect at an instant to come.
pub(crate) fn schedule(
    app: &App,
    id: i64,
    seen: i64,
    effective: Moment,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_handle_draft(app, id, actor)?;
    let state = state_at(app, id, seen)?;
    if !matches!(state, DraftState::Approved | DraftState::Scheduled) {
        return Err(StateError::NotYet { id, state, wants: "it has to be approved first" });
    }
    if effective <= clock::now() {
        return Err(StateError::Past(clock::text(effective)));
    }
    let done = set(app, id, seen, DraftState::Scheduled, Some(effective), actor, "")?;
    // Whoever schedules it hears at once if something stands in its way.
    app.plans.prepare_now(app);
    Ok(done)
}

/// Takes a scheduled draft off the calendar; it stays approved.
pub(crate) fn unschedule(
    app: &App,
    id: i64,
    seen: i64,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_handle_draft(app, id, actor)?;
    let state = state_at(app, id, seen)?;
    if state != DraftState::Scheduled {
        return Err(StateError::NotYet { id, state, wants: "it is on no calendar" });
    }
    let done = set(app, id, seen, DraftState::Approved, None, actor, "")?;
    app.plans.prepare_soon(app);
    Ok(done)
}

/// The state of a draft that was looked at in revision `seen`.
fn state_at(app: &App, id: i64, seen: i64) -> Result<DraftState, StateError> {
    let stored = app.store.draft(id)?.ok_or(NoBoard::NoDraft(id))?;
    if !stored.state.is_alive() {
        return Err(EditError::Closed { id, state: stored.state }.into());
    }
    if stored.revision != seen {
        return Err(EditError::Moved { id, seen, now: stored.revision }.into());
    }
    Ok(stored.state)
}

fn set(
    app: &App,
    id: i64,
    seen: i64,
    state: DraftState,
    effective: Option<Moment>,
    actor: &Actor,
    why: &str,
) -> Result<DraftSummary, StateError> {
    let said = |error| said(id, seen, error);
    let at = Seen { draft: id, revision: seen };
    app.store.set_state(at, state, effective, &who(actor, why)).map_err(said)?;
    Ok(summary(app, id)?.ok_or(NoBoard::NoDraft(id))?)
}
