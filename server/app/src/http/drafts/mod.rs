//! Drafts over HTTP: many at once, each drawn on, judged, approved, published. Each
//! needs a planner, and the router asks for one before anything of the body is read.

mod body;
mod differs;
mod drawn;
mod going_on;
mod headers;
mod imports;
mod problems;

pub(super) use differs::*;
pub(super) use drawn::*;
pub(super) use going_on::*;
pub(super) use imports::*;

use super::areas::fault;
use super::problem::{FieldError, Problem};
use super::releases::blocking;
use super::router::Shared;
use crate::actions::drafts::{self, Detail, DraftList, DraftSummary, NoBoard};
use crate::actions::rights::Actor;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::DraftState;
use headers::{Once, Seen, etag};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Reads an edit from its JSON, as the command line takes it too.
pub(crate) fn redraw(text: &str) -> Result<domain::Redraw, String> {
    let body: body::EditBody = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
    body.read().map_err(|problem| problem.detail)
}

/// A title may have so many characters.
const TITLE: usize = 200;

/// A note may have so many characters.
const NOTE: usize = 2000;

/// Which drafts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DraftsQuery {
    /// Only drafts in these states, separated by commas; all that are not published or
    /// discarded if absent.
    state: Option<String>,
}

/// Lists drafts, the latest opened first.
#[utoipa::path(get, path = "/api/v1/drafts", operation_id = "list_drafts", tag = "drafts", params(DraftsQuery),
    responses((status = 200, body = DraftList), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(shared): State<Shared>,
    query: Result<Query<DraftsQuery>, QueryRejection>,
) -> Result<Json<DraftList>, Problem> {
    let states = match query?.0.state.as_deref() {
        None => DraftState::ALL.into_iter().filter(|state| state.is_alive()).collect(),
        Some(given) => states(given)?,
    };
    Ok(Json(blocking(move || drafts::list(&shared.app, &states)).await?))
}

fn states(given: &str) -> Result<Vec<DraftState>, Problem> {
    let names = given.split(',').map(str::trim).filter(|name| !name.is_empty());
    let named = |name: &str| {
        let known = DraftState::ALL.map(DraftState::as_str).join(", ");
        let message = format!("`{name}` is no state; there are {known}");
        DraftState::named(name).ok_or_else(|| Problem::fields(vec![fault("state", message)]))
    };
    names.map(named).collect()
}

/// What a draft is called, and why it is made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    /// What people call it; at most 200 characters.
    title: Option<String>,
    /// Why, for whoever reads the history; at most 2,000 characters.
    note: Option<String>,
}

impl DraftBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
            errors.push(fault("title", "must not be empty".into()));
        }
        no_longer(errors, "title", self.title.as_deref(), TITLE);
        no_longer(errors, "note", self.note.as_deref(), NOTE);
    }
}

/// Notes a text that is too long.
fn no_longer(errors: &mut Vec<FieldError>, field: &str, text: Option<&str>, most: usize) {
    if text.is_some_and(|text| text.chars().count() > most) {
        errors.push(fault(field, format!("is longer than {most} characters")));
    }
}

/// Opens a draft on the Release in force.
#[utoipa::path(post, path = "/api/v1/drafts", operation_id = "open_draft", tag = "drafts", request_body = DraftBody,
    responses((status = 201, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    Once(key): Once,
    body: Result<Json<DraftBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    let mut errors = Vec::new();
    body.check(&mut errors);
    let Some(title) = body.title.filter(|_| errors.is_empty()) else {
        if errors.is_empty() {
            errors.push(fault("title", "is missing".into()));
        }
        return Err(Problem::fields(errors));
    };
    let note = body.note.unwrap_or_default();
    let opened = blocking(move || {
        drafts::create(&shared.app, title.trim(), note.trim(), &actor, key.as_deref())
    });
    Ok(tagged(StatusCode::CREATED, opened.await?))
}

/// A draft with its revision as `ETag`.
fn tagged(status: StatusCode, draft: DraftSummary) -> Response {
    (status, etag(draft.revision), Json(draft)).into_response()
}

/// One draft: what was done, what was said, who has to agree, who else works there.
#[utoipa::path(get, path = "/api/v1/drafts/{id}", operation_id = "draft", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Detail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn one(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let detail =
        blocking(move || -> Result<Detail, NoBoard> { drafts::detail(&shared.app, id, &actor) });
    let detail = detail.await?;
    Ok((etag(detail.draft.revision), Json(detail)).into_response())
}

/// Says what a draft is called and why it is made.
#[utoipa::path(patch, path = "/api/v1/drafts/{id}", operation_id = "rename_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = DraftBody,
    responses((status = 200, body = DraftSummary), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn rename(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    body: Result<Json<DraftBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let mut errors = Vec::new();
    body.check(&mut errors);
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let renamed = blocking(move || {
        let (title, note) = (body.title.as_deref(), body.note.as_deref());
        drafts::rename(&shared.app, id, seen, title, note, &actor)
    });
    Ok(tagged(StatusCode::OK, renamed.await?))
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}", operation_id = "discard_draft", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 204, description = "it is gone"), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn discard(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    if blocking(move || drafts::discard(&shared.app, id, Some(seen), &actor)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(NoBoard::NoDraft(id).into())
    }
}
