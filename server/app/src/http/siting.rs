//! What a station elsewhere would change, and where the next one should go. Both need
//! a planner.

use super::areas::fault;
use super::problem::Problem;
use super::reach::{asked, judging, place};
use super::releases::{blocking, snapshot};
use super::router::Shared;
use crate::actions::reach::{
    self, Audience, From, Moved, PerCommunity, QUOTA, SiteWish, SitingAnswer, WhatIfAnswer,
};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use domain::topo::Point;
use domain::{AreaId, StationId};
use serde::Deserialize;
use std::time::Duration;
use utoipa::ToSchema;

/// A station somewhere else, or a new one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhatIfBody {
    /// The station to move; a new one if absent.
    station: Option<u32>,
    /// Longitude in degrees, CGCS2000 or WGS 84.
    lon: f64,
    /// Latitude in degrees.
    lat: f64,
    /// Compare with stations of this kind only; all kinds together if absent.
    kind: Option<String>,
    /// The rings in minutes; 8 and 15 if absent.
    minutes: Option<Vec<u32>>,
    /// How a minute is counted, by its key.
    preset: Option<String>,
    /// Compare with the Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Who would gain and who would lose a station.
#[utoipa::path(post, path = "/api/v1/whatif", operation_id = "what_if", tag = "planning", request_body = WhatIfBody,
    responses((status = 200, body = WhatIfAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn what_if(
    State(shared): State<Shared>,
    body: Result<Json<WhatIfBody>, JsonRejection>,
) -> Result<Json<WhatIfAnswer>, Problem> {
    let Json(body) = body?;
    let asked =
        asked(body.kind.as_deref(), body.minutes, body.preset.as_deref())?.of(Audience::Staff);
    let at = body.at;
    let moved = Moved { station: body.station.map(StationId), to: place(body.lon, body.lat)? };
    let snapshot = snapshot(&shared, at.as_deref()).await?;
    blocking(move || -> Result<_, Problem> { Ok(Json(reach::what_if(&snapshot, &moved, &asked)?)) })
        .await
}

/// What the next stations must keep to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteBody {
    /// How many to propose, 1 to 100.
    count: usize,
    /// Count stations of this kind only; all kinds together if absent.
    kind: Option<String>,
    /// The ring that counts as covered; 15 if absent.
    minutes: Option<u32>,
    /// How a minute is counted, by its key.
    preset: Option<String>,
    /// Where stations may go: `streets` (every 120 m of each, if absent) or `blindspots`.
    from: Option<String>,
    /// Or only at these places, as longitude and latitude.
    candidates: Option<Vec<[f64; 2]>>,
    /// Where stations will go in any case.
    #[serde(default)]
    forced: Vec<[f64; 2]>,
    /// Areas, by id, in which none may go.
    #[serde(default)]
    forbidden_areas: Vec<u32>,
    /// At least so far from any other station.
    min_distance_m: Option<f64>,
    /// A new station serves so many people at most.
    capacity: Option<u32>,
    /// At most so many new ones in one community.
    most_per_community: Option<u32>,
    /// As many in each community as the quota of the kind leaves open: one `centre`, three
    /// of kind `station`, ten of kind `point`.
    #[serde(default)]
    quota: bool,
    /// Look no longer than this, 50 to 20,000; 3,000 if absent.
    budget_ms: Option<u64>,
}

/// More places than this are not looked at in one request.
const CANDIDATES: usize = 5_000;

/// Proposes sites by the people they newly cover.
#[utoipa::path(post, path = "/api/v1/site", operation_id = "site", tag = "planning", request_body = SiteBody,
    responses((status = 200, body = SitingAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn site(
    State(shared): State<Shared>,
    body: Result<Json<SiteBody>, JsonRejection>,
) -> Result<Json<SitingAnswer>, Problem> {
    let Json(body) = body?;
    let asked = asked(
        body.kind.as_deref(),
        Some(vec![body.minutes.unwrap_or(15)]),
        body.preset.as_deref(),
    )?
    .of(Audience::Staff);
    let mut errors = Vec::new();
    let mut within = |field: &str, sound: bool, message: &str| {
        if !sound {
            errors.push(fault(field, message.into()));
        }
    };
    within("count", (1..=100).contains(&body.count), "must be 1 to 100");
    let budget = body.budget_ms.unwrap_or(3_000);
    within("budget_ms", (50..=20_000).contains(&budget), "must be 50 to 20000");
    let distance = body.min_distance_m.unwrap_or(0.0);
    within("min_distance_m", (0.0..=10_000.0).contains(&distance), "must be 0 to 10000");
    let given = body.candidates.as_ref().map_or(0, Vec::len);
    within("candidates", given <= CANDIDATES, "may hold 5000 places");
    within("candidates", body.candidates.is_none() || given > 0, "names no place");
    within("forced", body.forced.len() <= 100, "may hold 100 places");
    let known = QUOTA.iter().any(|(key, _)| body.kind.as_deref() == Some(key));
    within("quota", !body.quota || known, "is for the kinds centre, station and point");
    within("quota", !body.quota || body.most_per_community.is_none(), "or most_per_community");
    let from = body.from.as_deref().unwrap_or("streets");
    within("from", matches!(from, "streets" | "blindspots"), "must be streets or blindspots");
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let places = |pairs: &[[f64; 2]]| -> Result<Vec<Point>, Problem> {
        pairs.iter().map(|[lon, lat]| place(*lon, *lat)).collect()
    };
    let wish = SiteWish {
        count: body.count,
        from: match body.candidates.as_deref() {
            Some(pairs) => From::Places(places(pairs)?),
            None if from == "blindspots" => From::BlindSpots,
            None => From::Streets,
        },
        forced: places(&body.forced)?,
        forbidden: body.forbidden_areas.into_iter().map(AreaId).collect(),
        min_distance_m: distance,
        capacity: body.capacity,
        per_community: match body.most_per_community {
            Some(most) => PerCommunity::Most(most),
            None if body.quota => PerCommunity::Quota,
            None => PerCommunity::Any,
        },
        budget: Duration::from_millis(budget),
    };
    let snapshot = snapshot(&shared, None).await?;
    let turn = judging(&shared).await?;
    blocking(move || -> Result<_, Problem> {
        let _turn = turn;
        Ok(Json(reach::site(&snapshot, &wish, &asked)?))
    })
    .await
}
