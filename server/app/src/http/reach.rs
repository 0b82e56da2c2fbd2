//! How far on foot: circles, walks, coverage and blind spots.

use super::areas::{AtQuery, fault, key};
use super::problem::Problem;
use super::releases::{blocking, snapshot};
use super::router::Shared;
use crate::actions::reach::{
    self, AskError, Asked, Audience, BlindSpotList, CoverageAnswer, ReachOverview, Refused,
    RingCollection, WalkAnswer, checked_minutes,
};
use crate::actions::tokens::Actor;
use crate::clock;
use ::reach::Preset;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::topo::Point;
use domain::{LevelKey, StationId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::NoStreets => "no_streets",
            Refused::NoStations(_) => "no_stations",
            Refused::OffNetwork { .. } => "off_network",
            Refused::NoWalk => "no_walk",
            Refused::NoStation(_) | Refused::NoLevel(_) | Refused::NoKind(_) => "not_found",
            Refused::OtherKind(_) => {
                return Self::fields(vec![fault("kind", refused.to_string())]);
            }
        };
        Self::new(StatusCode::NOT_FOUND, code, refused.to_string())
    }
}

impl From<Vec<AskError>> for Problem {
    fn from(errors: Vec<AskError>) -> Self {
        Self::fields(errors.iter().map(|error| fault(error.field(), error.to_string())).collect())
    }
}

/// Which rings and which walker.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RingQuery {
    /// The rings, separated by commas; `8,15` if absent.
    minutes: Option<String>,
    /// How a minute is counted, by its key; `gb50180` (1,000 m in 15 minutes) if absent.
    preset: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// What there is to walk on and to: presets, kinds of station, streets, population.
#[utoipa::path(get, path = "/api/v1/reach", operation_id = "reach_overview", tag = "reach", params(AtQuery),
    responses((status = 200, body = ReachOverview), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn overview(
    State(shared): State<Shared>,
    query: Result<Query<AtQuery>, QueryRejection>,
) -> Result<Json<ReachOverview>, Problem> {
    let snapshot = snapshot(&shared, query?.at.as_deref()).await?;
    blocking(move || -> Result<_, Problem> { Ok(Json(reach::overview(&snapshot))) }).await
}

/// The circles of a station: as far as people come to it on foot.
#[utoipa::path(get, path = "/api/v1/stations/{id}/reach", operation_id = "station_reach", tag = "reach",
    params(("id" = u32, Path), RingQuery),
    responses((status = 200, body = RingCollection), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn of_station(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    id: Result<Path<u32>, PathRejection>,
    query: Result<Query<RingQuery>, QueryRejection>,
) -> Result<Json<RingCollection>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let asked = Asked::read(None, query.minutes.as_deref(), query.preset.as_deref())?;
    let asked = asked.of(audience(actor.as_deref()));
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    blocking(move || -> Result<_, Problem> {
        Ok(Json(reach::rings_of_station(&snapshot, StationId(id), &asked)?))
    })
    .await
}

/// A place, and how far around it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReachBody {
    /// Longitude in degrees, CGCS2000 or WGS 84.
    lon: f64,
    /// Latitude in degrees.
    lat: f64,
    /// The rings in minutes; 8 and 15 if absent.
    minutes: Option<Vec<u32>>,
    /// How a minute is counted, by its key.
    preset: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// The circles a station would have here.
#[utoipa::path(post, path = "/api/v1/reach", operation_id = "place_reach", tag = "reach", request_body = ReachBody,
    responses((status = 200, body = RingCollection), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn of_place(
    State(shared): State<Shared>,
    body: Result<Json<ReachBody>, JsonRejection>,
) -> Result<Json<RingCollection>, Problem> {
    let Json(body) = body?;
    let asked = asked(None, body.minutes, body.preset.as_deref())?;
    let at = place(body.lon, body.lat)?;
    let snapshot = snapshot(&shared, body.at.as_deref()).await?;
    blocking(move || -> Result<_, Problem> {
        Ok(Json(reach::rings_of_place(&snapshot, at, &asked)?))
    })
    .await
}

/// What a JSON body asks, read like a query.
pub(super) fn asked(
    kind: Option<&str>,
    minutes: Option<Vec<u32>>,
    preset: Option<&str>,
) -> Result<Asked, Problem> {
    let mut asked = Asked::read(kind, None, preset)?;
    if let Some(minutes) = minutes {
        let told: Vec<String> = minutes.iter().take(8).map(ToString::to_string).collect();
        let told = told.join(",");
        asked.minutes = checked_minutes(minutes).ok_or_else(|| vec![AskError::Minutes(told)])?;
    }
    Ok(asked)
}

/// A place of a JSON body.
pub(super) fn place(lon: f64, lat: f64) -> Result<Point, Problem> {
    Point::from_degrees(lon, lat).ok_or_else(|| {
        let field = if (-180.0..=180.0).contains(&lon) { "lat" } else { "lon" };
        let message = "is no place: longitude runs from -180 to 180, latitude from -90 to 90";
        Problem::fields(vec![fault(field, message.into())])
    })
}

/// From where to where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WalkQuery {
    /// Longitude and latitude of the start, separated by a comma.
    from: String,
    /// Longitude and latitude of the end, separated by a comma.
    to: String,
    /// How a minute is counted, by its key; `gb50180` if absent.
    preset: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// The quickest walk between two places, with its line.
#[utoipa::path(get, path = "/api/v1/walk", operation_id = "walk", tag = "reach", params(WalkQuery),
    responses((status = 200, body = WalkAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn walk(
    State(shared): State<Shared>,
    query: Result<Query<WalkQuery>, QueryRejection>,
) -> Result<Json<WalkAnswer>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let mut pair = |field: &str, text: &str| {
        let place = text.split_once(',').and_then(|(lon, lat)| {
            Point::from_degrees(lon.trim().parse().ok()?, lat.trim().parse().ok()?)
        });
        if place.is_none() {
            errors.push(fault(field, format!("`{text}` is no place: write longitude,latitude")));
        }
        place
    };
    let (from, to) = (pair("from", &query.from), pair("to", &query.to));
    let preset = match Asked::read(None, None, query.preset.as_deref()) {
        Ok(asked) => asked.preset,
        Err(wrong) => {
            errors.extend(wrong.iter().map(|error| fault(error.field(), error.to_string())));
            Preset::standard()
        }
    };
    let (Some(from), Some(to), true) = (from, to, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    blocking(move || -> Result<_, Problem> { Ok(Json(reach::walk(&snapshot, from, to, &preset)?)) })
        .await
}

/// Which Areas, stations and rings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CoverageQuery {
    /// The Level of the rows, by its key; only the total if absent.
    level: Option<String>,
    /// Only stations of this kind; all kinds together if absent.
    kind: Option<String>,
    /// The rings, separated by commas; `8,15` if absent.
    minutes: Option<String>,
    /// How a minute is counted, by its key; `gb50180` if absent.
    preset: Option<String>,
    /// `json`, or `csv` for a table; `json` if absent.
    format: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Who reaches a station on foot: covered, over capacity, not covered, by ring and Area.
/// Without a dispatcher's token, counts of fewer than ten people are hidden.
#[utoipa::path(get, path = "/api/v1/coverage", operation_id = "coverage", tag = "reach", params(CoverageQuery),
    responses((status = 200, content((CoverageAnswer = "application/json"), (String = "text/csv"))),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn coverage(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<CoverageQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query?;
    let asked =
        Asked::read(query.kind.as_deref(), query.minutes.as_deref(), query.preset.as_deref())?;
    let mut errors = Vec::new();
    let level = key(&mut errors, "level", query.level.as_deref(), LevelKey::new);
    let csv = match query.format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(other) => {
            errors.push(fault("format", format!("is json or csv, not {other}")));
            false
        }
    };
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let asked = counting(asked, actor.as_deref(), query.at.as_deref())?;
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let turn = judging(&shared).await?;
    let answer = blocking(move || -> Result<CoverageAnswer, Problem> {
        let _turn = turn;
        Ok(reach::coverage(&snapshot, level.as_ref(), &asked)?)
    })
    .await?;
    if !csv {
        return Ok(apart(answer));
    }
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = HeaderValue::from_static("attachment; filename=\"coverage.csv\"");
    let named = [kind, (header::CONTENT_DISPOSITION, name)];
    Ok((APART, named, reach::coverage_table(&answer)).into_response())
}

/// Which stations and how far.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BlindQuery {
    /// Only stations of this kind; all kinds together if absent.
    kind: Option<String>,
    /// Farther than this, one ring; 15 if absent.
    #[param(value_type = Option<u32>)]
    minutes: Option<String>,
    /// How a minute is counted, by its key; `gb50180` if absent.
    preset: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Where people have no station within reach, numbered by how many they are.
#[utoipa::path(get, path = "/api/v1/blindspots", operation_id = "blind_spots", tag = "reach", params(BlindQuery),
    responses((status = 200, body = BlindSpotList), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn blind_spots(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<BlindQuery>, QueryRejection>,
) -> Result<Json<BlindSpotList>, Problem> {
    let Query(query) = query?;
    let minutes = query.minutes.as_deref().unwrap_or("15");
    let asked = Asked::read(query.kind.as_deref(), Some(minutes), query.preset.as_deref())?;
    if asked.minutes.len() > 1 {
        let message = "blind spots are those of one ring: name one number of minutes";
        return Err(Problem::fields(vec![fault("minutes", message.into())]));
    }
    let asked = counting(asked, actor.as_deref(), query.at.as_deref())?;
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let turn = judging(&shared).await?;
    blocking(move || -> Result<_, Problem> {
        let _turn = turn;
        Ok(Json(reach::blind_spots(&snapshot, &asked)?))
    })
    .await
}

/// A wish for counts: what its asker may hear, as of when.
fn counting(asked: Asked, actor: Option<&Actor>, at: Option<&str>) -> Result<Asked, Problem> {
    let at = at.map(clock::parse).transpose();
    let at = at.map_err(|cause| Problem::fields(vec![fault("at", cause.to_string())]))?;
    Ok(Asked { at, ..asked }.of(audience(actor)).countable()?)
}

/// Who asks: exact counts and stations that are not public are for those who work with
/// them.
pub(super) fn audience(actor: Option<&Actor>) -> Audience {
    match actor {
        Some(actor) if actor.may_see_counts() => Audience::Staff,
        _ => Audience::Public,
    }
}

/// Exact and public counts share an address, so no cache may keep either for another.
const APART: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    (header::VARY, HeaderValue::from_static("Authorization, Cookie")),
];

/// An answer with counts.
pub(super) fn apart(answer: impl Serialize) -> Response {
    (APART, Json(answer)).into_response()
}

/// A turn at judging a whole town, which takes a core and much memory: whoever has to
/// wait waits here, without a thread.
pub(super) async fn judging(shared: &Shared) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = Arc::clone(&shared.judging).acquire_owned().await;
    Ok(turn.map_err(anyhow::Error::from)?)
}
