//! What was published and what became of what: feed, lineage, certificates, statistics.

use super::areas::{bounded, fault, key};
use super::problem::{FieldError, Problem};
use super::reach::{audience, place};
use super::releases::blocking;
use super::router::Shared;
use crate::actions::feed::{self, Changes};
use crate::actions::here::{self, Plans, PlansHere};
use crate::actions::history::{self, CertificateAnswer, Diff, LineageAnswer};
use crate::actions::reach::Audience;
use crate::actions::rights::Actor;
use crate::actions::statistics::{self, Borders, IncidentStatistics, NoStatistics, RestatedAnswer};
use crate::clock;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::{AreaId, Code, LevelKey, Moment, ReleaseNo};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Cursor;
use utoipa::{IntoParams, ToSchema};

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangesQuery {
    /// The cursor of the last change that was read; everything from the first release on if absent.
    since: Option<String>,
    /// At most so many, 1 to 1,000; 200 if absent.
    limit: Option<usize>,
}

/// Everything published, in the order in which it took effect: one cursor for ever.
#[utoipa::path(get, path = "/api/v1/changes", operation_id = "changes", tag = "releases", params(ChangesQuery),
    responses((status = 200, body = Changes), (status = 422, body = Problem)))]
pub(super) async fn changes(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<ChangesQuery>, QueryRejection>,
) -> Result<Json<Changes>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let limit = bounded(&mut errors, query.limit, 200, 1000);
    let since = query.since.as_deref().map_or(Ok(Cursor::default()), str::parse);
    let since = since.map_err(|cause| errors.push(fault("since", cause.to_string())));
    let (Ok(since), true) = (since, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let staff = audience(actor.as_deref()) == Audience::Staff;
    Ok(Json(blocking(move || feed::changes(&shared.app, since, limit, staff)).await?))
}

/// Whose lineage.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LineageQuery {
    /// A code that an area has, or had at any time.
    code: Option<String>,
    /// The id of an area.
    id: Option<u32>,
}

/// What an area came from and what became of it; old codes answer for ever.
#[utoipa::path(get, path = "/api/v1/lineage", operation_id = "lineage", tag = "releases", params(LineageQuery),
    responses((status = 200, body = LineageAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn lineage(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<LineageQuery>, QueryRejection>,
) -> Result<Json<LineageAnswer>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let code = key(&mut errors, "code", query.code.as_deref(), Code::new);
    if query.code.is_some() == query.id.is_some() {
        errors.push(fault("code", "name a code, or an id, and not both".into()));
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let staff = audience(actor.as_deref()) == Audience::Staff;
    let found = blocking(move || match (code, query.id) {
        (Some(code), _) => history::of_code(&shared.app, &code),
        (None, Some(id)) => history::of_area(&shared.app, AreaId(id)),
        (None, None) => Ok(None),
    });
    let found = found.await?;
    let missing = || Problem::not_found("no area has, or ever had, that code or id");
    let mut found = found.ok_or_else(missing)?;
    if !staff {
        for step in &mut found.steps {
            (step.household_share, step.incident_share) = (None, None);
        }
    }
    Ok(Json(found))
}

/// That a release is whole: its counts, its exact sums and the hash of its contents.
#[utoipa::path(get, path = "/api/v1/releases/{number}/certificate", operation_id = "certificate", tag = "releases",
    params(("number" = i64, Path)),
    responses((status = 200, body = CertificateAnswer), (status = 404, body = Problem)))]
pub(super) async fn certificate(
    State(shared): State<Shared>,
    number: Result<Path<i64>, PathRejection>,
) -> Result<Json<CertificateAnswer>, Problem> {
    let number = known(&shared, number?.0).await?;
    Ok(Json(blocking(move || history::certificate(&shared.app, number)).await?))
}

/// How two releases differ: what happened to which areas, and how much went where.
#[utoipa::path(get, path = "/api/v1/releases/{from}/diff/{to}", operation_id = "diff", tag = "releases",
    params(("from" = i64, Path), ("to" = i64, Path)),
    responses((status = 200, body = Diff), (status = 404, body = Problem)))]
pub(super) async fn diff(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    numbers: Result<Path<(i64, i64)>, PathRejection>,
) -> Result<Json<Diff>, Problem> {
    let Path((from, to)) = numbers?;
    let (from, to) = (known(&shared, from).await?, known(&shared, to).await?);
    let staff = audience(actor.as_deref()) == Audience::Staff;
    let _turn = super::reach::judging(&shared).await?;
    let app = std::sync::Arc::clone(&shared.app);
    let diff = blocking(move || history::diff(&app, from, to)).await?;
    Ok(Json(if staff { diff } else { diff.for_the_public(&shared.app) }))
}

/// A release that was published.
async fn known(shared: &Shared, number: i64) -> Result<ReleaseNo, Problem> {
    let app = std::sync::Arc::clone(&shared.app);
    let head = blocking(move || -> anyhow::Result<_> { Ok(app.store.head()?) }).await?;
    match head {
        Some(head) if (1..=head.0).contains(&number) => Ok(ReleaseNo(number)),
        _ => Err(Problem::not_found(format!("there is no release {number}"))),
    }
}

/// A place.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HereQuery {
    /// Longitude in degrees.
    lon: f64,
    /// Latitude in degrees.
    lat: f64,
}

/// What will take effect, and when: open to everybody, as the map then is.
#[utoipa::path(get, path = "/api/v1/plans", operation_id = "list_plans", tag = "releases",
    responses((status = 200, body = Plans)))]
pub(super) async fn plans(State(shared): State<Shared>) -> Result<Json<Plans>, Problem> {
    Ok(Json(blocking(move || here::upcoming(&shared.app)).await?))
}

/// What will change at a place: whose it is now, and from when it is whose.
#[utoipa::path(get, path = "/api/v1/plans/here", operation_id = "plans_here", tag = "releases", params(HereQuery),
    responses((status = 200, body = PlansHere), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn here(
    State(shared): State<Shared>,
    query: Result<Query<HereQuery>, QueryRejection>,
) -> Result<Json<PlansHere>, Problem> {
    let Query(query) = query?;
    let at = place(query.lon, query.lat)?;
    let found = blocking(move || here::plans(&shared.app, at)).await?;
    found.map(Json).ok_or_else(Problem::nothing_published)
}

/// Which incidents, on which borders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StatisticsQuery {
    /// From this instant on (RFC 3339); all before if absent.
    from: Option<String>,
    /// Before this instant (RFC 3339); all after if absent.
    to: Option<String>,
    /// On the borders of this release; those of `at` if absent.
    release: Option<i64>,
    /// On the borders in force at this instant (RFC 3339), past or to come; now if absent.
    at: Option<String>,
    /// On this Level, by its key; the finest if absent.
    level: Option<String>,
}

impl From<NoStatistics> for Problem {
    fn from(error: NoStatistics) -> Self {
        match error {
            NoStatistics::NoRelease(_) => Self::not_found(error.to_string()),
            NoStatistics::NothingThen => Self::nothing_published(),
            NoStatistics::NoLevel { .. } => Self::fields(vec![fault("level", error.to_string())]),
            NoStatistics::UnknownCode { .. } => {
                Self::fields(vec![fault("values", error.to_string())])
            }
        }
    }
}

/// Exact counts are for those who work with them; a server that is open for trying lets
/// anybody.
fn may_count(actor: Option<&Actor>) -> Result<(), Problem> {
    if actor.is_none() || audience(actor) == Audience::Staff {
        return Ok(());
    }
    let detail = "exact counts take a dispatcher or more who is bound to no area";
    Err(Problem::new(StatusCode::FORBIDDEN, "not_allowed", detail))
}

fn counted(cause: anyhow::Error) -> Problem {
    match cause.downcast::<NoStatistics>() {
        Ok(known) => known.into(),
        Err(cause) => cause.into(),
    }
}

/// Incidents of any time by area, on the borders of any release; it takes a dispatcher.
#[utoipa::path(get, path = "/api/v1/statistics/incidents", operation_id = "incident_statistics", tag = "releases", params(StatisticsQuery),
    responses((status = 200, body = IncidentStatistics), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn statistics(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<StatisticsQuery>, QueryRejection>,
) -> Result<Json<IncidentStatistics>, Problem> {
    may_count(actor.as_deref())?;
    let Query(query) = query?;
    let mut errors = Vec::new();
    let level = key(&mut errors, "level", query.level.as_deref(), LevelKey::new);
    let from = instant(&mut errors, "from", query.from.as_deref());
    let to = instant(&mut errors, "to", query.to.as_deref());
    let at = instant(&mut errors, "at", query.at.as_deref());
    if query.release.is_some() && query.at.is_some() {
        errors.push(fault("at", "name an instant, or a release, and not both".into()));
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let borders = query.release.map_or(Borders::At(at), |number| Borders::Of(ReleaseNo(number)));
    let counts = blocking(move || -> Result<_, Problem> {
        statistics::incidents(&shared.app, (from, to), borders, level.as_ref()).map_err(counted)
    });
    Ok(Json(counts.await?))
}

fn instant(errors: &mut Vec<FieldError>, field: &str, text: Option<&str>) -> Option<Moment> {
    let parsed = text.map(clock::parse).transpose();
    parsed.map_err(|cause| errors.push(fault(field, cause.to_string()))).ok().flatten()
}

/// Figures by area of one release, to be stated on the areas of another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestateBody {
    /// The release on whose areas they are.
    from_release: i64,
    /// The release on whose areas they are wanted.
    to_release: i64,
    /// The Level's key.
    level: String,
    /// By what a figure is dealt out where an area was cut: `area`, `households` or `incidents`.
    weight: String,
    /// The figures by code.
    values: BTreeMap<String, f64>,
}

/// States figures on the areas of another release, with every weight that was used.
#[utoipa::path(post, path = "/api/v1/restate", operation_id = "restate", tag = "releases", request_body = RestateBody,
    responses((status = 200, body = RestatedAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn restate(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    body: Result<Json<RestateBody>, JsonRejection>,
) -> Result<Json<RestatedAnswer>, Problem> {
    may_count(actor.as_deref())?;
    let Json(body) = body?;
    let mut errors = Vec::new();
    let level = key(&mut errors, "level", Some(&body.level), LevelKey::new);
    let weight = statistics::weight(&body.weight);
    if weight.is_none() {
        errors.push(fault("weight", "must be area, households or incidents".into()));
    }
    let mut values = BTreeMap::new();
    for (code, value) in body.values {
        match (Code::new(code.clone()), value.is_finite()) {
            (Ok(code), true) => drop(values.insert(code, value)),
            _ => errors.push(fault("values", format!("`{code}` is no code, or has no figure"))),
        }
    }
    if values.is_empty() && errors.is_empty() {
        errors.push(fault("values", "is empty: there is nothing to restate".into()));
    }
    let (Some(level), Some(weight), true) = (level, weight, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let numbers =
        (known(&shared, body.from_release).await?, known(&shared, body.to_release).await?);
    let _turn = super::reach::judging(&shared).await?;
    let restated = blocking(move || -> Result<_, Problem> {
        statistics::restated(&shared.app, &values, &level, numbers, weight).map_err(counted)
    });
    Ok(Json(restated.await?))
}
