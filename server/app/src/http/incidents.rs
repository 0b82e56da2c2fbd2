//! Incidents over HTTP: files of what happened where and when.

use super::drafts::unreadable_or_failed;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use crate::actions::incidents::{self, IncidentsReport, IncidentsRequest};
use crate::actions::rights::Actor;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use exchange::incidents::Wish;
use exchange::points::Columns;
use serde::Deserialize;
use utoipa::IntoParams;

/// How to read incidents; a column that is not named is guessed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct IncidentsQuery {
    /// The column of the incident's own number.
    id_field: Option<String>,
    /// The column of the time: RFC 3339, or China standard time where no offset is given.
    time_field: Option<String>,
    /// The column of the hour, where the time is a day only.
    hour_field: Option<String>,
    /// The column of the kind.
    kind_field: Option<String>,
    /// The column of the longitude.
    lon_field: Option<String>,
    /// The column of the latitude.
    lat_field: Option<String>,
    /// Leave rows with faults out instead of keeping nothing.
    skip_faulty: Option<bool>,
}

/// Keeps the incidents of a table (CSV) or of GeoJSON points. One whose id is known is
/// brought up to date.
#[utoipa::path(post, path = "/api/v1/incidents/import", operation_id = "import_incidents", tag = "incidents",
    params(IncidentsQuery), request_body(content = String, content_type = "text/csv"),
    responses((status = 201, body = IncidentsReport), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 422, description = "rows with faults, nothing is kept", body = IncidentsReport)))]
pub(super) async fn import(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    query: Result<Query<IncidentsQuery>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<IncidentsReport>), Problem> {
    let Query(query) = query?;
    let body = body?;
    let position = Columns { lon: query.lon_field, lat: query.lat_field, accuracy: None };
    let wish = Wish {
        position,
        id: query.id_field,
        time: query.time_field,
        hour: query.hour_field,
        kind: query.kind_field,
    };
    let request = IncidentsRequest { wish, skip_faulty: query.skip_faulty.unwrap_or(false) };
    let report = blocking(move || -> Result<_, Problem> {
        let who = actor.who("");
        let report = incidents::import(&shared.app, &*body, &request, &who, &|_| ());
        report.map_err(unreadable_or_failed)
    });
    let report = report.await?;
    let status = if report.kept { StatusCode::CREATED } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Json(report)))
}
