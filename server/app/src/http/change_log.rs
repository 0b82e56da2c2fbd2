//! The change log, for administrators.

use super::areas::bounded;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use crate::actions::log::{self, LogPage};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;
use store::LogFilter;
use utoipa::IntoParams;

/// Which rows to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LogQuery {
    /// Only rows before this one: from the page before.
    before: Option<i64>,
    /// Only rows about this, as in `draft 4`.
    subject: Option<String>,
    /// Only what this one did, as in `person 3`.
    actor: Option<String>,
    /// Only this deed, as in `publish`.
    what: Option<String>,
    /// At most so many, 1 to 500; 100 if absent.
    limit: Option<usize>,
}

/// Who did what, when and why, newest first.
#[utoipa::path(get, path = "/api/v1/log", operation_id = "change_log", tag = "people", params(LogQuery),
    responses((status = 200, body = LogPage), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn list(
    State(shared): State<Shared>,
    query: Result<Query<LogQuery>, QueryRejection>,
) -> Result<Json<LogPage>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let limit = bounded(&mut errors, query.limit, 100, 500);
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let LogQuery { before, subject, actor, what, .. } = query;
    let filter = LogFilter { before, subject, actor, what: what.into_iter().collect() };
    Ok(Json(blocking(move || log::page(&shared.app, &filter, limit)).await?))
}
