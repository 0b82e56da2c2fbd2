//! A file of areas comes into a draft. It states a whole level, so it takes a planner of
//! everything.

use crate::actions::drafts::{Chosen, WhichDraft};
use crate::actions::imports::{self, ImportReport, ImportRequest};
use crate::actions::rights::Actor;
use crate::http::areas::{fault, key};
use crate::http::limits::media_type;
use crate::http::problem::Problem;
use crate::http::router::Shared;
use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::{DivisionKey, ImportError, IssueKind, LevelKey};
use exchange::RowsError;
use exchange::areas::{Fields, ReadError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::IntoParams;

/// How to read the areas of one level.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
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

/// Adds the areas of one level to a draft: 201 when it holds them, 422 with
/// every issue when something stands that was not accepted. Nothing is stored then.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/imports", operation_id = "import_areas", tag = "drafts", params(("id" = i64, Path), ImportQuery),
    request_body(content((String = "application/geo+json"), (String = "application/json"),
        (String = "application/geo+json-seq"), (String = "application/x-ndjson"), (String = "application/gzip"))),
    responses((status = 201, description = "what was read and which issues it has", body = Object),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, description = "the issues, or a problem", body = Object)))]
pub(crate) async fn import(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<ImportQuery>, QueryRejection>,
    sent: Request,
) -> Result<Response, Problem> {
    media_type(sent.headers(), &AREA_FORMS)?;
    let Path(id) = id?;
    let request = ImportRequest { draft: WhichDraft::Number(id), ..query?.0.read()? };
    let body = Bytes::from_request(sent, &shared).await?;
    let app = Arc::clone(&shared.app);
    let report = tokio::task::spawn_blocking(move || {
        imports::import_areas(&app, body.as_ref(), &request, &actor.id, &|_| ())
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
pub(crate) fn unreadable_or_failed(cause: anyhow::Error) -> Problem {
    if let Some(unreadable) = cause.downcast_ref::<ReadError>() {
        return Problem::fields(vec![fault("body", unreadable.to_string())]);
    }
    if let Some(refused) = cause.downcast_ref::<RowsError>() {
        return Problem::fields(vec![fault("body", refused.to_string())]);
    }
    if let Some(Chosen::NotOpen(id)) = cause.downcast_ref::<Chosen>() {
        return Problem::not_found(format!("there is no open draft {id}"));
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
        let draft = WhichDraft::Only;
        Ok(ImportRequest { draft, level, division, fields, merge_parts, allow })
    }
}
