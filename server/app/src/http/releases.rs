//! Releases, and what the page asks first.

use super::problem::{FieldError, Problem};
use super::router::Shared;
use crate::actions::cursor::Cursor;
use crate::actions::releases::{self, ConfigAnswer, ReleaseList};
use crate::clock;
use crate::state::Snapshot;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Moment, ReleaseNo};
use std::sync::Arc;

/// What the page must know before it draws.
#[utoipa::path(get, path = "/api/v1/config", operation_id = "config", tag = "releases",
    responses((status = 200, body = ConfigAnswer)))]
pub(super) async fn config(State(shared): State<Shared>) -> Result<Json<ConfigAnswer>, Problem> {
    let answer = blocking(move || {
        let config = &shared.config;
        releases::config(&shared.app, config.review_number.as_deref(), config.base_map.as_ref())
    });
    Ok(Json(answer.await?))
}

/// Everything published, the newest first.
#[utoipa::path(get, path = "/api/v1/releases", operation_id = "list_releases", tag = "releases",
    responses((status = 200, body = ReleaseList)))]
pub(super) async fn list(State(shared): State<Shared>) -> Result<Json<ReleaseList>, Problem> {
    Ok(Json(blocking(move || releases::list(&shared.app)).await?))
}

/// The Release in force at an instant; now where none is given.
pub(super) async fn snapshot(shared: &Shared, at: Option<&str>) -> Result<Arc<Snapshot>, Problem> {
    let at = moment(at)?;
    // The one in force is in memory: no thread is changed for it.
    if at.is_none()
        && let Some(current) = shared.app.current()
    {
        return Ok(current);
    }
    let app = Arc::clone(&shared.app);
    let found = match at {
        Some(at) if at > clock::now() => blocking(move || app.at(Some(at))).await?,
        Some(at) => match blocking(move || app.number_at(at)).await? {
            Some(number) => older(shared, number).await?,
            None => None,
        },
        None => blocking(move || app.at(None)).await?,
    };
    found.ok_or_else(Problem::nothing_published)
}

/// Where a page of a list is read: on the ground of its cursor, else on what is in force
/// at an instant.
pub(super) async fn page_of(
    shared: &Shared,
    cursor: Option<&Cursor>,
    at: Option<&str>,
) -> Result<Arc<Snapshot>, Problem> {
    let Some(cursor) = cursor else { return snapshot(shared, at).await };
    moment(at)?;
    if cursor.ground.parse::<i64>().is_err() {
        // A plan stands on other ground from the moment on in which somebody published.
        let app = Arc::clone(&shared.app);
        blocking(move || app.plans.prepare(&app)).await?;
    }
    ground(shared, &cursor.ground).await?.ok_or_else(|| {
        let detail = "the ground of this cursor is gone; begin the list again without it";
        Problem::new(StatusCode::GONE, "release_gone", detail)
    })
}

/// The ground of a name: a Release by its number, or what a plan will make of it.
pub(super) async fn ground(shared: &Shared, name: &str) -> Result<Option<Arc<Snapshot>>, Problem> {
    if let Ok(number) = name.parse() {
        return older(shared, ReleaseNo(number)).await;
    }
    let Some(planned) = shared.app.plans.named(name) else { return Ok(None) };
    let app = Arc::clone(&shared.app);
    blocking(move || planned.snapshot(&app)).await
}

/// An instant that is asked about.
fn moment(at: Option<&str>) -> Result<Option<Moment>, Problem> {
    at.map(clock::parse).transpose().map_err(|cause| {
        let message = cause.to_string();
        Problem::fields(vec![FieldError { field: "at".into(), code: "invalid", message }])
    })
}

/// A Release by its number; `None` if it is not in the database. Whoever has to wait
/// for one that is not in memory waits here, without a thread.
pub(super) async fn older(
    shared: &Shared,
    number: ReleaseNo,
) -> Result<Option<Arc<Snapshot>>, Problem> {
    if let Some(held) = shared.app.held(number) {
        return Ok(Some(held));
    }
    let turn = Arc::clone(&shared.builds).acquire_owned().await.map_err(anyhow::Error::from)?;
    let app = Arc::clone(&shared.app);
    blocking(move || {
        // Kept by the build, not by the request, which may be given up meanwhile.
        let _turn = turn;
        app.release(number)
    })
    .await
}

/// Runs an action that may wait for the database on a thread that may wait.
pub(super) async fn blocking<T, E>(
    action: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    E: Send + 'static,
    Problem: From<E>,
{
    match tokio::task::spawn_blocking(action).await {
        Ok(result) => result.map_err(Problem::from),
        Err(cause) => Err(anyhow::Error::from(cause).into()),
    }
}
