//! The open Draft over HTTP: import, look, publish, discard. Each needs a planner, and
//! the router asks for one before anything of the body is read.

use super::areas::{fault, key};
use super::limits::media_type;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use crate::actions::drafts::{self, CheckReport, PublishRefused, Published};
use crate::actions::imports::{self, ImportReport, ImportRequest};
use crate::actions::tokens::{Actor, Refusal};
use crate::clock;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::{DivisionKey, ImportError, IssueKind, LevelKey};
use exchange::areas::{Fields, ReadError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", refusal.to_string())
    }
}

impl From<PublishRefused> for Problem {
    fn from(refused: PublishRefused) -> Self {
        let detail = refused.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        match refused {
            PublishRefused::NoDraft => Self::new(StatusCode::NOT_FOUND, "no_draft", detail),
            PublishRefused::Unchanged(_) => conflict("unchanged"),
            PublishRefused::Blocked(_) => conflict("issues_block"),
            PublishRefused::Stale { .. } => conflict("stale_draft"),
            PublishRefused::Moved => conflict("draft_moved"),
            PublishRefused::Future(_) | PublishRefused::NotLater { .. } => {
                Self::fields(vec![fault("effective", detail)])
            }
            PublishRefused::Failed(cause) => cause.into(),
        }
    }
}

/// How to read the areas of one level.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportQuery {
    /// The Level the file holds, by its key.
    level: String,
    /// The Division it belongs to; `main` if absent.
    division: Option<String>,
    /// The property that holds the code; guessed if absent.
    code_field: Option<String>,
    /// The property that holds the name; guessed if absent.
    name_field: Option<String>,
    /// The property that holds the parent's code; guessed if absent.
    parent_field: Option<String>,
    /// Join features of one code into one multi-part area.
    merge_parts: Option<bool>,
    /// Kinds of issue to accept, separated by commas.
    allow: Option<String>,
}

/// The forms in which areas may be sent.
const AREA_FORMS: [&str; 5] = [
    "application/geo+json",
    "application/json",
    "application/geo+json-seq",
    "application/x-ndjson",
    "application/gzip",
];

/// A note may have so many characters.
const NOTE: usize = 2000;

/// Adds the areas of one level to the open Draft: 201 when it holds them, 422 with
/// every issue when something stands that was not accepted. Nothing is stored then.
#[utoipa::path(post, path = "/api/v1/draft/imports", operation_id = "import_areas", tag = "drafts", params(ImportQuery),
    request_body(content((String = "application/geo+json"), (String = "application/json"),
        (String = "application/geo+json-seq"), (String = "application/x-ndjson"), (String = "application/gzip"))),
    responses((status = 201, description = "what was read and which issues it has", body = Object),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, description = "the issues, or a problem", body = Object)))]
pub(super) async fn import(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    query: Result<Query<ImportQuery>, QueryRejection>,
    sent: Request,
) -> Result<Response, Problem> {
    media_type(sent.headers(), &AREA_FORMS)?;
    let request = query?.0.read()?;
    let body = Bytes::from_request(sent, &shared).await?;
    let app = Arc::clone(&shared.app);
    let report = tokio::task::spawn_blocking(move || {
        imports::import_areas(&app, body.as_ref(), &request, &actor.name, &|_| ())
    });
    let report: ImportReport =
        report.await.map_err(anyhow::Error::from)?.map_err(unreadable_or_failed)?;
    let status = match report.draft {
        Some(_) => StatusCode::CREATED,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, Json(report)).into_response())
}

/// What the client can mend is told; everything else goes to the log.
fn unreadable_or_failed(cause: anyhow::Error) -> Problem {
    if let Some(unreadable) = cause.downcast_ref::<ReadError>() {
        return Problem::fields(vec![fault("body", unreadable.to_string())]);
    }
    if let Some(refused) = cause.downcast_ref::<ImportError>() {
        return Problem::fields(vec![fault("level", refused.to_string())]);
    }
    cause.into()
}

impl ImportQuery {
    fn read(self) -> Result<ImportRequest, Problem> {
        let mut errors = Vec::new();
        let level = key(&mut errors, "level", Some(&self.level), LevelKey::new);
        let division = match self.division.as_deref() {
            Some(given) => key(&mut errors, "division", Some(given), DivisionKey::new),
            None => Some(DivisionKey::main()),
        };
        let names = self.allow.iter().flat_map(|allow| allow.split(',')).map(str::trim);
        let mut allow = BTreeSet::new();
        for name in names.filter(|name| !name.is_empty()) {
            match IssueKind::acceptable(name) {
                Some(kind) => drop(allow.insert(kind)),
                None => errors.push(fault(
                    "allow",
                    format!("`{name}` is no kind of issue that can be accepted"),
                )),
            }
        }
        let (Some(level), Some(division), true) = (level, division, errors.is_empty()) else {
            return Err(Problem::fields(errors));
        };
        let fields =
            Fields { code: self.code_field, name: self.name_field, parent: self.parent_field };
        let merge_parts = self.merge_parts.unwrap_or(false);
        Ok(ImportRequest { level, division, fields, merge_parts, allow })
    }
}

/// The open Draft with its issues; without one, the Release in force is checked.
#[utoipa::path(get, path = "/api/v1/draft", operation_id = "draft", tag = "drafts",
    responses((status = 200, description = "edits and issues", body = Object), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
pub(super) async fn current(State(shared): State<Shared>) -> Result<Json<CheckReport>, Problem> {
    Ok(Json(blocking(move || drafts::check(&shared.app)).await?))
}

/// Throws the open Draft away.
#[utoipa::path(delete, path = "/api/v1/draft", operation_id = "discard_draft", tag = "drafts",
    responses((status = 204, description = "it is gone"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn discard(State(shared): State<Shared>) -> Result<StatusCode, Problem> {
    match blocking(move || drafts::discard(&shared.app)).await? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(PublishRefused::NoDraft.into()),
    }
}

/// What to say about a publication.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishBody {
    /// Why, for whoever reads the history; at most 2,000 characters.
    #[serde(default)]
    note: String,
    /// In force from this instant on (RFC 3339); now if absent. Not in the future.
    effective: Option<String>,
}

/// Makes the open Draft the next Release.
#[utoipa::path(post, path = "/api/v1/draft/publish", operation_id = "publish_draft", tag = "drafts", request_body = PublishBody,
    responses((status = 201, body = Published), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn publish(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    sent: Request,
) -> Result<(StatusCode, Json<Published>), Problem> {
    media_type(sent.headers(), &["application/json"])?;
    let Json(body) = Json::<PublishBody>::from_request(sent, &shared).await?;
    if body.note.chars().count() > NOTE {
        let message = format!("is longer than {NOTE} characters");
        return Err(Problem::fields(vec![fault("note", message)]));
    }
    let effective = body.effective.as_deref().map(clock::parse).transpose();
    let effective =
        effective.map_err(|cause| Problem::fields(vec![fault("effective", cause.to_string())]))?;
    let app = Arc::clone(&shared.app);
    let published = blocking(move || -> Result<Published, Problem> {
        let published = drafts::publish(&app, &actor.name, &body.note, effective)?;
        app.refresh()?;
        Ok(published)
    });
    Ok((StatusCode::CREATED, Json(published.await?)))
}
