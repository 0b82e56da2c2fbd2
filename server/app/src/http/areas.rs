//! Areas: lists, one by id or code, search.

use super::problem::{FieldError, Problem};
use super::reach::{apart, audience};
use super::releases::{page_of, snapshot};
use super::router::Shared;
use super::stations::when;
use crate::actions::areas::{self, AreaDetail, AreaFilter, AreaPage, SearchAnswer};
use crate::actions::cursor::Cursor;
use crate::actions::tokens::Actor;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::{Extension, Json};
use domain::{AreaId, Code, DivisionKey, LevelKey, NameError};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which Areas to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only this Level, by its key.
    level: Option<String>,
    /// Only this Division, by its key.
    division: Option<String>,
    /// Only the direct children of the Area with this id.
    parent: Option<u32>,
    /// From the page before; it stays on the Release of that page, whatever `at` says.
    cursor: Option<String>,
    /// At most so many, 1 to 500; 100 if absent.
    limit: Option<usize>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Lists Areas in the order of levels and codes.
#[utoipa::path(get, path = "/api/v1/areas", operation_id = "list_areas", tag = "areas", params(ListQuery),
    responses((status = 200, body = AreaPage), (status = 404, body = Problem),
        (status = 410, description = "the Release of the cursor is gone", body = Problem), (status = 422, body = Problem)))]
pub(super) async fn list(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let cursor = query.cursor.as_deref().and_then(|cursor| {
        let cursor = cursor.parse::<Cursor>();
        cursor.map_err(|cause| errors.push(fault("cursor", cause.to_string()))).ok()
    });
    let filter = AreaFilter {
        level: key(&mut errors, "level", query.level.as_deref(), LevelKey::new),
        division: key(&mut errors, "division", query.division.as_deref(), DivisionKey::new),
        parent: query.parent.map(AreaId),
        after: cursor.as_ref().map(|cursor| AreaId(cursor.after)),
        limit: bounded(&mut errors, query.limit, 100, 500),
    };
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let snapshot = page_of(&shared, cursor.as_ref(), query.at.as_deref()).await?;
    let page = areas::list(&snapshot, &filter, audience(actor.as_deref()));
    page.map(apart).map_err(|cause| Problem::fields(vec![fault("cursor", cause.to_string())]))
}

/// Which Release to ask.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AtQuery {
    /// The Release in force at this instant (RFC 3339); now if absent.
    pub(super) at: Option<String>,
}

/// One Area with its polygon, its parents and its children.
#[utoipa::path(get, path = "/api/v1/areas/{id}", operation_id = "area_by_id", tag = "areas", params(("id" = u32, Path), AtQuery),
    responses((status = 200, body = AreaDetail), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn by_id(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    id: Result<Path<u32>, PathRejection>,
    query: Result<Query<AtQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let snapshot = snapshot(&shared, query?.at.as_deref()).await?;
    let found = areas::by_id(&snapshot, AreaId(id), audience(actor.as_deref()));
    let missing = || format!("release {} has no area with the id {id}", snapshot.number());
    found.map(apart).ok_or_else(|| Problem::not_found(missing()))
}

/// Which Division and Release to ask.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CodeQuery {
    /// The Division, by its key; any if absent.
    division: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// One Area by its Level and code.
#[utoipa::path(get, path = "/api/v1/areas/by-code/{level}/{code}", operation_id = "area_by_code", tag = "areas",
    params(("level" = String, Path), ("code" = String, Path), CodeQuery),
    responses((status = 200, body = AreaDetail), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn by_code(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<CodeQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Path((level, code)) = path?;
    let Query(query) = query?;
    let mut errors = Vec::new();
    let division = key(&mut errors, "division", query.division.as_deref(), DivisionKey::new);
    let level = key(&mut errors, "level", Some(&level), LevelKey::new);
    let code = key(&mut errors, "code", Some(&code), Code::new);
    let (Some(level), Some(code), true) = (level, code, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let sees = audience(actor.as_deref());
    let found = areas::by_code(&snapshot, division.as_ref(), &level, &code, sees);
    let missing = || {
        let number = snapshot.number();
        format!(
            "release {number} has no {level} with the code {code}; if it ever had, \
             /api/v1/lineage?code={code} says what became of it"
        )
    };
    found.map(apart).ok_or_else(|| Problem::not_found(missing()))
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchQuery {
    /// A code or a name, or the beginning of one.
    q: String,
    /// At most so many, 1 to 50; 10 if absent.
    limit: Option<usize>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Areas and public stations whose code or name fits a text, the best first.
#[utoipa::path(get, path = "/api/v1/search", operation_id = "search_areas", tag = "areas", params(SearchQuery),
    responses((status = 200, body = SearchAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn search(
    State(shared): State<Shared>,
    query: Result<Query<SearchQuery>, QueryRejection>,
) -> Result<Json<SearchAnswer>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let limit = bounded(&mut errors, query.limit, 10, 50);
    if query.q.chars().count() > 100 {
        errors.push(fault("q", "is longer than 100 characters".into()));
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let found = areas::search(&snapshot.atlas, &query.q, limit, when(query.at.as_deref()));
    Ok(Json(SearchAnswer { plan: snapshot.plan(), ..found }))
}

/// Reads an optional key; what is wrong with it goes to `errors`.
pub(super) fn key<T>(
    errors: &mut Vec<FieldError>,
    field: &str,
    given: Option<&str>,
    read: impl Fn(String) -> Result<T, NameError>,
) -> Option<T> {
    match read(given?.to_owned()) {
        Ok(value) => Some(value),
        Err(cause) => {
            errors.push(fault(field, cause.to_string()));
            None
        }
    }
}

/// One faulty field.
pub(super) fn fault(field: &str, message: String) -> FieldError {
    FieldError { field: field.into(), code: "invalid", message }
}

pub(super) fn bounded(
    errors: &mut Vec<FieldError>,
    given: Option<usize>,
    usual: usize,
    most: usize,
) -> usize {
    let limit = given.unwrap_or(usual);
    if !(1..=most).contains(&limit) {
        errors.push(fault("limit", format!("must be 1 to {most}, not {limit}")));
    }
    limit
}
