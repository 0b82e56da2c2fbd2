//! What is drawn on a draft: edits, their trial, undo; borders and areas as they are;
//! issues and impact.

use super::body::EditBody;
use super::headers::{Once, Seen, etag};
use crate::actions::drafts::{self, EditError, ImpactAnswer, Judged, NoBoard, Outcome};
use crate::actions::drafts::{AreaFeatures, BorderFeatures};
use crate::actions::rights::Actor;
use crate::http::areas::{fault, key};
use crate::http::problem::Problem;
use crate::http::releases::blocking;
use crate::http::router::Shared;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::topo::{Bounds, Point};
use domain::{AreaId, DivisionKey, LevelKey};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

fn told(status: StatusCode, outcome: Outcome) -> Response {
    (status, etag(outcome.draft.revision), Json(outcome)).into_response()
}

/// Draws on a draft: 201 with what changed, which issues stand and what it means for
/// people; 422 with the reason and the place where it cannot be done.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/edits", operation_id = "edit_draft", tag = "drafts", params(("id" = i64, Path)),
    request_body = EditBody,
    responses((status = 201, body = Outcome), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn edit(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
    Once(key): Once,
    body: Result<Json<EditBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let drawn = body.read()?;
    let outcome =
        blocking(move || drafts::append(&shared.app, id, seen, &drawn, &actor, key.as_deref()));
    Ok(told(StatusCode::CREATED, outcome.await?))
}

/// Tells what would come of an edit; nothing is kept.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/try", operation_id = "try_edit", tag = "drafts", params(("id" = i64, Path)),
    request_body = EditBody,
    responses((status = 200, body = Outcome), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn attempt(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    body: Result<Json<EditBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let drawn = body.read()?;
    let outcome = blocking(move || drafts::attempt(&shared.app, id, drawn, &actor));
    Ok(told(StatusCode::OK, outcome.await?))
}

/// Takes the last edit back.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/undo", operation_id = "undo_edit", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Outcome), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn undo(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let outcome = blocking(move || -> Result<Outcome, EditError> {
        drafts::undo(&shared.app, id, seen, &actor)
    });
    Ok(told(StatusCode::OK, outcome.await?))
}

/// Does again what was undone last.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/redo", operation_id = "redo_edit", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Outcome), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem)))]
pub(crate) async fn redo(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    Seen(seen): Seen,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let outcome = blocking(move || -> Result<Outcome, EditError> {
        drafts::redo(&shared.app, id, seen, &actor)
    });
    Ok(told(StatusCode::OK, outcome.await?))
}

/// Which part of a draft to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartQuery {
    /// West, south, east, north in degrees, separated by commas; everything if absent.
    bbox: Option<String>,
    /// Only areas of this Level, by its key; not asked for borders.
    level: Option<String>,
    /// The Division; `main` if absent.
    division: Option<String>,
}

struct Part {
    bounds: Option<Bounds>,
    level: Option<LevelKey>,
    division: DivisionKey,
}

impl PartQuery {
    fn read(self) -> Result<Part, Problem> {
        let mut errors = Vec::new();
        let level = key(&mut errors, "level", self.level.as_deref(), LevelKey::new);
        let division = key(&mut errors, "division", self.division.as_deref(), DivisionKey::new);
        let bounds = self.bbox.as_deref().map(bounds);
        if bounds == Some(None) {
            let message =
                "must be west, south, east and north in degrees, such as 102,40,102.1,40.1";
            errors.push(fault("bbox", message.into()));
        }
        if !errors.is_empty() {
            return Err(Problem::fields(errors));
        }
        let division = division.unwrap_or_else(DivisionKey::main);
        Ok(Part { bounds: bounds.flatten(), level, division })
    }
}

fn bounds(text: &str) -> Option<Bounds> {
    let numbers: Vec<f64> =
        text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    let (min, max) = (Point::from_degrees(*west, *south)?, Point::from_degrees(*east, *north)?);
    (min.x <= max.x && min.y <= max.y).then_some(Bounds { min, max })
}

/// The borders of a draft as lines from node to node, each with who lies beside it.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/borders", operation_id = "draft_borders", tag = "drafts",
    params(("id" = i64, Path), PartQuery),
    responses((status = 200, body = BorderFeatures), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn borders(
    State(shared): State<Shared>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<PartQuery>, QueryRejection>,
) -> Result<Json<BorderFeatures>, Problem> {
    let (Path(id), part) = (id?, query?.0.read()?);
    let borders = blocking(move || drafts::borders(&shared.app, id, &part.division, part.bounds));
    borders.await?.map(Json).ok_or_else(|| {
        let message = "there are too many borders to send at once; name a part with `bbox`";
        Problem::fields(vec![fault("bbox", message.into())])
    })
}

/// The areas of a draft as they are drawn.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/areas", operation_id = "draft_areas", tag = "drafts",
    params(("id" = i64, Path), PartQuery),
    responses((status = 200, body = AreaFeatures), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn areas(
    State(shared): State<Shared>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<PartQuery>, QueryRejection>,
) -> Result<Json<AreaFeatures>, Problem> {
    let (Path(id), part) = (id?, query?.0.read()?);
    let areas = blocking(move || {
        drafts::areas(&shared.app, id, &part.division, part.level.as_ref(), part.bounds)
    });
    areas.await?.map(Json).ok_or_else(|| {
        let message = "there are too many areas to send at once; name a part with `bbox`";
        Problem::fields(vec![fault("bbox", message.into())])
    })
}

/// Everything that is not as it should be in a draft, the blocking first; without what counts
/// the households of others where the draft is another's.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/issues", operation_id = "draft_issues", tag = "drafts", params(("id" = i64, Path)),
    responses((status = 200, body = Judged), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn issues(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Judged>, Problem> {
    let Path(id) = id?;
    Ok(Json(blocking(move || drafts::issues(&shared.app, id, &actor)).await?))
}

/// In which form to tell.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImpactQuery {
    /// `json`, `csv` (a table of areas) or `geojson` (the pieces that move); `json` if absent.
    format: Option<String>,
    /// The Division; `main` if absent.
    division: Option<String>,
}

/// What a draft means for people, households, buildings, incidents and stations; of another's
/// draft, who is bound to an area is told what concerns it.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/impact", operation_id = "draft_impact", tag = "drafts",
    params(("id" = i64, Path), ImpactQuery),
    responses((status = 200, content((ImpactAnswer = "application/json"), (String = "text/csv"), (Object = "application/geo+json"))),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn impact(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<ImpactQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let mut errors = Vec::new();
    let division = key(&mut errors, "division", query.division.as_deref(), DivisionKey::new);
    let format = query.format.unwrap_or_else(|| "json".into());
    if !matches!(format.as_str(), "json" | "csv" | "geojson") {
        errors.push(fault("format", "must be json, csv or geojson".into()));
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let division = division.unwrap_or_else(DivisionKey::main);
    let app = shared.app;
    Ok(match format.as_str() {
        "csv" => {
            let table = blocking(move || drafts::impact_csv(&app, id, &division, &actor)).await?;
            let name = format!("attachment; filename=\"draft-{id}-impact.csv\"");
            let kind = "text/csv; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], table)
                .into_response()
        }
        "geojson" => {
            let pieces =
                blocking(move || drafts::impact_geojson(&app, id, &division, &actor)).await?;
            let kind = [(header::CONTENT_TYPE, "application/geo+json")];
            (kind, pieces.to_string()).into_response()
        }
        _ => Json(blocking(move || drafts::impact(&app, id, &division, &actor)).await?)
            .into_response(),
    })
}

/// For which new area a code is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodeQuery {
    /// Its Level, by its key.
    level: String,
    /// The id of its parent.
    parent: Option<u32>,
    /// The Division; `main` if absent.
    division: Option<String>,
}

/// A code that nothing has or ever had.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextCode {
    /// The code; null where the rules of the level allow none, or there are no siblings to go by.
    code: Option<String>,
}

/// The next free code for a new area, by the rules of its level.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/next-code", operation_id = "next_code", tag = "drafts",
    params(("id" = i64, Path), CodeQuery),
    responses((status = 200, body = NextCode), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn next_code(
    State(shared): State<Shared>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<CodeQuery>, QueryRejection>,
) -> Result<Json<NextCode>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let mut errors = Vec::new();
    let level = key(&mut errors, "level", Some(&query.level), LevelKey::new);
    let division = key(&mut errors, "division", query.division.as_deref(), DivisionKey::new);
    let (Some(level), true) = (level, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let division = division.unwrap_or_else(DivisionKey::main);
    let parent = query.parent.map(AreaId);
    let code = blocking(move || -> Result<_, NoBoard> {
        drafts::next_code(&shared.app, id, &division, &level, parent)
    });
    Ok(Json(NextCode { code: code.await?.map(|code| code.to_string()) }))
}
