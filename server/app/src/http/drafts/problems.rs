//! What keeps a draft from going on, as problems.

use crate::actions::drafts::{EditError, NoBoard, PublishRefused, StateError};
use crate::actions::rights::Refusal;
use crate::http::areas::fault;
use crate::http::problem::{Problem, RefusalAnswer};
use axum::http::StatusCode;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", refusal.to_string())
    }
}

impl From<NoBoard> for Problem {
    fn from(error: NoBoard) -> Self {
        match error {
            NoBoard::NoDraft(_) => Self::new(StatusCode::NOT_FOUND, "no_draft", error.to_string()),
            NoBoard::Failed(cause) => cause.into(),
        }
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        let detail = error.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        match error {
            EditError::Board(cause) => cause.into(),
            EditError::Closed { .. } => conflict("draft_closed"),
            EditError::Moved { .. } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "draft_moved", detail)
            }
            EditError::Refused(refused, areas) => {
                let refusal = RefusalAnswer {
                    code: refused.code,
                    at: refused.at.map(|at| [at.lon(), at.lat()]),
                    areas,
                    message: refused.message.clone(),
                };
                let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "edit_refused", detail);
                Self { refusal: Some(Box::new(refusal)), ..problem }
            }
            EditError::OutsideScope(_) => Self::new(StatusCode::FORBIDDEN, "outside_scope", detail),
            EditError::NotYours(_) => Self::new(StatusCode::FORBIDDEN, "not_allowed", detail),
            EditError::WasUndone => conflict("was_undone"),
            EditError::OtherEdit => conflict("key_reused"),
            EditError::HandedIn { .. } => conflict("wrong_state"),
            EditError::NothingToUndo => conflict("nothing_to_undo"),
            EditError::NothingToRedo => conflict("nothing_to_redo"),
            EditError::Failed(cause) => cause.into(),
        }
    }
}

impl From<StateError> for Problem {
    fn from(error: StateError) -> Self {
        let detail = error.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        let forbidden = |code| Self::new(StatusCode::FORBIDDEN, code, detail.clone());
        match error {
            StateError::Edit(cause) => cause.into(),
            StateError::Role(refusal) => refusal.into(),
            StateError::Blocked(issues) => Self {
                issues: serde_json::to_value(issues).ok().map(Box::new),
                ..conflict("issues_block")
            },
            StateError::Empty => conflict("unchanged"),
            StateError::NotYet { .. } => conflict("wrong_state"),
            StateError::OwnDraft => forbidden("own_draft"),
            StateError::NoIssue(_) => Self::new(StatusCode::NOT_FOUND, "no_issue", detail),
            StateError::NoWaiver(_) => Self::new(StatusCode::NOT_FOUND, "no_waiver", detail),
            StateError::NotYours => forbidden("outside_scope"),
            StateError::Past(_) => Self::fields(vec![fault("effective", detail)]),
        }
    }
}

impl From<PublishRefused> for Problem {
    fn from(refused: PublishRefused) -> Self {
        let detail = refused.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        match refused {
            PublishRefused::NoDraft | PublishRefused::Unknown(_) => {
                Self::new(StatusCode::NOT_FOUND, "no_draft", detail)
            }
            PublishRefused::Which(_) => conflict("which_draft"),
            PublishRefused::Closed { .. } => conflict("draft_closed"),
            PublishRefused::NotApproved { .. } => conflict("not_approved"),
            PublishRefused::NotYours => Self::new(StatusCode::FORBIDDEN, "outside_scope", detail),
            PublishRefused::Unchanged(_) => conflict("unchanged"),
            PublishRefused::Blocked(_) => conflict("issues_block"),
            PublishRefused::Unagreed { .. } => conflict("not_agreed"),
            PublishRefused::Clash { .. } => conflict("draft_clashes"),
            PublishRefused::Crowded => conflict("others_publish"),
            PublishRefused::Moved => {
                Self::new(StatusCode::PRECONDITION_FAILED, "draft_moved", detail)
            }
            PublishRefused::Future(_)
            | PublishRefused::Past(_)
            | PublishRefused::NotLater { .. } => Self::fields(vec![fault("effective", detail)]),
            PublishRefused::Failed(cause) => cause.into(),
        }
    }
}
