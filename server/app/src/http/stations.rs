//! Stations: lists, one by id, and a station kept in the open Draft.

use super::areas::{AtQuery, bounded, fault, key};
use super::problem::Problem;
use super::reach::{audience, place};
use super::releases::{blocking, page_of, snapshot};
use super::router::Shared;
use crate::actions::cursor::Cursor;
use crate::actions::drafts::{Chosen, WhichDraft};
use crate::actions::reach::{StationDetail, StationPage};
use crate::actions::stations::{self, KeepError, KeepStation, Kept, StationFilter};
use crate::actions::tokens::Actor;
use crate::clock;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::{AreaId, Code, KindKey, Moment, StationId};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

impl From<KeepError> for Problem {
    fn from(error: KeepError) -> Self {
        let detail = error.to_string();
        match error {
            KeepError::NoStation(_) => Self::not_found(detail),
            KeepError::Which(Chosen::NotOpen(_)) => {
                Self::new(StatusCode::NOT_FOUND, "no_draft", detail)
            }
            KeepError::Which(Chosen::Several(_)) => {
                Self::new(StatusCode::CONFLICT, "which_draft", detail)
            }
            KeepError::Refused(_) => Self::new(StatusCode::CONFLICT, "issues_block", detail),
            KeepError::Failed(cause) => cause.into(),
        }
    }
}

/// Which stations to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StationQuery {
    /// Only this kind, by its key.
    kind: Option<String>,
    /// Only stations whose code or name holds this text.
    q: Option<String>,
    /// Only stations in the Area with this id.
    area: Option<u32>,
    /// Only stations open at this instant (RFC 3339), or `now`.
    open: Option<String>,
    /// From the page before; it stays on the Release of that page.
    cursor: Option<String>,
    /// At most so many, 1 to 500; 100 if absent.
    limit: Option<usize>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Lists stations in the order of kinds and codes.
#[utoipa::path(get, path = "/api/v1/stations", operation_id = "list_stations", tag = "stations", params(StationQuery),
    responses((status = 200, body = StationPage), (status = 404, body = Problem),
        (status = 410, description = "the Release of the cursor is gone", body = Problem), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<StationQuery>, QueryRejection>,
) -> Result<Json<StationPage>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let cursor = query.cursor.as_deref().and_then(|text| {
        let cursor = text.parse::<Cursor>();
        cursor.map_err(|cause| errors.push(fault("cursor", cause.to_string()))).ok()
    });
    let open = match query.open.as_deref() {
        None => None,
        Some("now") => Some(clock::now()),
        Some(text) => {
            clock::parse(text).map_err(|cause| errors.push(fault("open", cause.to_string()))).ok()
        }
    };
    let text = query.q.filter(|text| !text.trim().is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > 100) {
        errors.push(fault("q", "is longer than 100 characters".into()));
    }
    let filter = StationFilter {
        kind: key(&mut errors, "kind", query.kind.as_deref(), KindKey::new),
        text,
        area: query.area.map(AreaId),
        open,
        after: cursor.as_ref().map(|cursor| StationId(cursor.after)),
        limit: bounded(&mut errors, query.limit, 100, 500),
        audience: audience(actor.as_deref()),
    };
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let snapshot = page_of(&shared, cursor.as_ref(), query.at.as_deref()).await?;
    let now = when(query.at.as_deref());
    blocking(move || -> Result<_, Problem> { Ok(Json(stations::list(&snapshot, &filter, now))) })
        .await
}

/// The instant whose opening hours are told. One that cannot be read was refused before.
pub(super) fn when(at: Option<&str>) -> Moment {
    at.and_then(|at| clock::parse(at).ok()).unwrap_or_else(clock::now)
}

/// One station.
#[utoipa::path(get, path = "/api/v1/stations/{id}", operation_id = "station_by_id", tag = "stations", params(("id" = u32, Path), AtQuery),
    responses((status = 200, body = StationDetail), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn by_id(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    id: Result<Path<u32>, PathRejection>,
    query: Result<Query<AtQuery>, QueryRejection>,
) -> Result<Json<StationDetail>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let sees = audience(actor.as_deref());
    let found = stations::by_id(&snapshot, StationId(id), when(query.at.as_deref()), sees);
    let missing = || format!("release {} has no station with the id {id}", snapshot.number());
    found.map(Json).ok_or_else(|| Problem::not_found(missing()))
}

/// A station to keep: a new one, or an old one at another place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StationBody {
    /// Its code; a new one is made for a new station where it is absent.
    code: Option<String>,
    /// Its name.
    name: String,
    /// The key of its kind.
    kind: String,
    /// Longitude in degrees, CGCS2000 or WGS 84.
    lon: f64,
    /// Latitude in degrees.
    lat: f64,
    /// The draft it goes to; the only open one if absent, or a new one where none is open.
    draft: Option<i64>,
}

impl StationBody {
    fn read(self, id: Option<StationId>) -> Result<(WhichDraft, KeepStation), Problem> {
        let mut errors = Vec::new();
        let code = key(&mut errors, "code", self.code.as_deref(), Code::new);
        let kind = key(&mut errors, "kind", Some(&self.kind), KindKey::new);
        if self.name.trim().is_empty() || self.name.chars().count() > 200 {
            errors.push(fault("name", "must have 1 to 200 characters".into()));
        }
        let (Some(kind), true) = (kind, errors.is_empty()) else {
            return Err(Problem::fields(errors));
        };
        let at = place(self.lon, self.lat)?;
        let which = self.draft.map_or(WhichDraft::Only, WhichDraft::Number);
        Ok((which, KeepStation { id, code, name: self.name.trim().to_owned(), kind, at }))
    }
}

/// Adds a new station to the open Draft.
#[utoipa::path(post, path = "/api/v1/stations", operation_id = "keep_new_station", tag = "stations", request_body = StationBody,
    responses((status = 201, body = Kept), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn keep_new(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    body: Result<Json<StationBody>, JsonRejection>,
) -> Result<(StatusCode, Json<Kept>), Problem> {
    let kept = keep(shared, actor, body?.0.read(None)?).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// Puts a station at another place, in the open Draft.
#[utoipa::path(put, path = "/api/v1/stations/{id}", operation_id = "keep_moved_station", tag = "stations",
    params(("id" = u32, Path)), request_body = StationBody,
    responses((status = 200, body = Kept), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn keep_moved(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<u32>, PathRejection>,
    body: Result<Json<StationBody>, JsonRejection>,
) -> Result<Json<Kept>, Problem> {
    let Path(id) = id?;
    keep(shared, actor, body?.0.read(Some(StationId(id)))?).await.map(Json)
}

async fn keep(
    shared: Shared,
    actor: Actor,
    (which, station): (WhichDraft, KeepStation),
) -> Result<Kept, Problem> {
    let app = Arc::clone(&shared.app);
    blocking(move || stations::keep(&app, which, station, &actor.id)).await
}
