//! What a city decides for itself about its plans.

use super::areas::fault;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use crate::actions::rights::Actor;
use crate::actions::settings;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::{Extension, Json};
use domain::Settings;

/// The settings in full, those that nobody set included.
#[utoipa::path(get, path = "/api/v1/settings", operation_id = "settings", tag = "settings",
    responses((status = 200, body = Object), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn show(State(shared): State<Shared>) -> Result<Json<Settings>, Problem> {
    Ok(Json(blocking(move || settings::current(&shared.app)).await?))
}

/// Replaces the settings: what the new ones do not name is as usual again.
#[utoipa::path(put, path = "/api/v1/settings", operation_id = "replace_settings", tag = "settings", request_body = Object,
    responses((status = 200, body = Object), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn replace(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    body: Result<Json<serde_json::Value>, JsonRejection>,
) -> Result<Json<Settings>, Problem> {
    let Json(given) = body?;
    if !given.is_object() {
        return Err(Problem::fields(vec![fault("body", "must be a JSON object".into())]));
    }
    let given: Settings = serde_json::from_value(given)
        .map_err(|cause| Problem::fields(vec![fault("body", cause.to_string())]))?;
    let kept = blocking(move || -> Result<Settings, Problem> {
        let levels = shared.app.store.levels().map_err(anyhow::Error::from)?;
        if let Err(wrong) = given.check(&levels) {
            return Err(Problem::fields(vec![fault(wrong.field, wrong.message)]));
        }
        settings::replace(&shared.app, &given, &actor.who(""))?;
        Ok(settings::current(&shared.app)?)
    });
    Ok(Json(kept.await?))
}
