//! What people say about a draft, and the issues they answer for.

use super::board::{self, NoBoard, Touched};
use super::detail::{CommentAnswer, told};
use super::drawing::{EditError, said};
use super::judged;
use super::rights::{self, Ground};
use super::states::StateError;
use super::{DraftSummary, people, summary, who};
use crate::actions::rights::Actor;
use crate::state::App;
use domain::topo::Point;
use domain::{AreaId, DraftState};
use store::{DraftError, Seen};

/// Says something about a draft.
pub(crate) fn comment(
    app: &App,
    id: i64,
    at: Option<Point>,
    text: &str,
    actor: &Actor,
    key: Option<&str>,
) -> Result<CommentAnswer, EditError> {
    let comment = app.store.add_comment(id, at, text, key, &who(actor, ""));
    let comment = comment.map_err(|error| said(id, 0, error))?;
    let named = people(app)?;
    let by = |author: &str| named.get(author).map_or_else(|| author.to_owned(), Clone::clone);
    let all = app.store.comments(id)?;
    let made = all.into_iter().find(|one| one.id == comment).ok_or(NoBoard::NoDraft(id))?;
    Ok(told(made, &by))
}

/// Marks a comment as settled; false where there is none open. That is for its writer, and
/// for whoever handles the draft or has to agree to it.
pub(crate) fn resolve(app: &App, id: i64, comment: i64, actor: &Actor) -> Result<bool, EditError> {
    let all = app.store.comments(id)?;
    let found = all.into_iter().find(|one| one.id == comment && one.resolved.is_none());
    let Some(found) = found else { return Ok(false) };
    if found.author != actor.id {
        board::with(app, id, |board| {
            if rights::answers_for(app, board, actor)? {
                Ok(())
            } else {
                Err(EditError::NotYours(id))
            }
        })?;
    }
    let settled = app.store.resolve_comment(id, comment, &who(actor, ""));
    settled.map_err(|error| said(id, 0, error))
}

/// Waives an issue by its key.
pub(crate) fn waive(
    app: &App,
    id: i64,
    seen: i64,
    key: &str,
    reason: &str,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_answer(app, id, actor)?;
    let issues = judged::issues(app, id, actor)?.issues;
    let issue = issues.into_iter().find(|issue| issue.key == key);
    let issue = issue.ok_or_else(|| StateError::NoIssue(key.into()))?;
    // Whose approver one is, of that one may say that it may stand, and of nothing else.
    if let Some(at_fault) = issue.areas.first() {
        let touched = Touched { areas: [AreaId(at_fault.id)].into(), outside: false };
        let counts = board::with(app, id, |board| {
            let ground = Ground::of_board(board);
            let asked = rights::asked(app, &touched, &ground)?;
            Ok::<_, StateError>(!rights::counts_for(actor, &asked, &ground).is_empty())
        })?;
        if !counts {
            return Err(StateError::NotYours);
        }
    }
    let at = Seen { draft: id, revision: seen };
    changed(app, id, app.store.waive(at, key, reason, &who(actor, reason)), seen)
}

/// Takes a waiver back.
pub(crate) fn unwaive(
    app: &App,
    id: i64,
    seen: i64,
    key: &str,
    actor: &Actor,
) -> Result<DraftSummary, StateError> {
    must_answer(app, id, actor)?;
    if !app.store.waivers(id)?.iter().any(|waiver| waiver.key == key) {
        return Err(StateError::NoWaiver(key.into()));
    }
    let at = Seen { draft: id, revision: seen };
    changed(app, id, app.store.unwaive(at, key, &who(actor, "")), seen)
}

/// An issue is waived by somebody whose approval of the draft would count, and before the
/// draft is approved.
fn must_answer(app: &App, id: i64, actor: &Actor) -> Result<(), StateError> {
    actor.may_judge("waive an issue")?;
    board::with(app, id, |board| {
        let state = board.draft.state;
        if matches!(state, DraftState::Approved | DraftState::Scheduled) {
            let wants = "it is given back before anything of it is judged anew";
            return Err(StateError::NotYet { id, state, wants });
        }
        if rights::is_own(board, actor) {
            return Err(StateError::OwnDraft);
        }
        if rights::counts(app, board, actor)? { Ok(()) } else { Err(StateError::NotYours) }
    })
}

fn changed(
    app: &App,
    id: i64,
    outcome: Result<i64, DraftError>,
    seen: i64,
) -> Result<DraftSummary, StateError> {
    outcome.map_err(|error| said(id, seen, error))?;
    Ok(summary(app, id)?.ok_or(NoBoard::NoDraft(id))?)
}
