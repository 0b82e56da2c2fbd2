//! Whose place is this?

use super::areas::{fault, key};
use super::problem::{FieldError, Problem};
use super::releases::{blocking, snapshot};
use super::router::Shared;
use crate::actions::locate::{self, Located, Place};
use crate::clock;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use domain::routing::Accuracy;
use domain::{DivisionKey, Metres};
use serde::Deserialize;
use utoipa::IntoParams;

/// A circle wider than this is looked at on a thread that may take its time.
const WIDE: Metres = Metres(100.0);

/// The place asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LocateQuery {
    /// Longitude in degrees, CGCS2000 or WGS 84.
    #[param(value_type = f64, required = true)]
    lon: Option<String>,
    /// Latitude in degrees.
    #[param(value_type = f64, required = true)]
    lat: Option<String>,
    /// The radius in metres that holds the true place in 68 of 100 cases; at most 5000.
    #[param(value_type = Option<f64>)]
    accuracy: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
    /// Only this Division, by its key; all if absent.
    division: Option<String>,
}

/// Whose place is this: the whole path per Division, the reason, and how sure it is.
#[utoipa::path(get, path = "/api/v1/locate", operation_id = "locate", tag = "locate", params(LocateQuery),
    responses((status = 200, body = Located), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn one(
    State(shared): State<Shared>,
    query: Result<Query<LocateQuery>, QueryRejection>,
) -> Result<Json<Located>, Problem> {
    let Query(query) = query?;
    let mut errors = Vec::new();
    let division = key(&mut errors, "division", query.division.as_deref(), DivisionKey::new);
    let lon = number(&mut errors, "lon", query.lon.as_deref(), true);
    let lat = number(&mut errors, "lat", query.lat.as_deref(), true);
    let accuracy = number(&mut errors, "accuracy", query.accuracy.as_deref(), false);
    let accuracy = accuracy.and_then(|metres| {
        let checked = Accuracy::new(Metres(metres));
        checked.map_err(|cause| errors.push(fault("accuracy", cause.to_string()))).ok()
    });
    let place = lon.zip(lat).and_then(|(lon, lat)| {
        let field = if (-180.0..=180.0).contains(&lon) { "lat" } else { "lon" };
        let place = Place::new(lon, lat, accuracy.map(|a| a.radius().0), division);
        place.map_err(|cause| errors.push(fault(field, cause.to_string()))).ok()
    });
    let (Some(place), true) = (place, errors.is_empty()) else {
        return Err(Problem::fields(errors));
    };
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    if let Some(asked) = &place.division
        && !snapshot.atlas.divisions().iter().any(|known| known.key() == asked)
    {
        return Err(Problem::not_found(format!("there is no division `{asked}`")));
    }
    let now = match query.at.as_deref() {
        Some(at) => clock::parse(at).unwrap_or_else(|_checked| clock::now()),
        None => clock::now(),
    };
    let answer = move || locate::with_stations(&shared.app, &snapshot, &place, now);
    // A wide circle touches thousands of leaves: milliseconds that would hold up
    // every other request of this thread.
    if accuracy.is_some_and(|accuracy| accuracy.radius() > WIDE) {
        return blocking(move || -> Result<_, Problem> { Ok(Json(answer())) }).await;
    }
    Ok(Json(answer()))
}

/// Reads a number of the query; what is wrong with it goes to `errors`.
fn number(
    errors: &mut Vec<FieldError>,
    field: &str,
    given: Option<&str>,
    needed: bool,
) -> Option<f64> {
    match given.map(str::trim).map(str::parse) {
        Some(Ok(number)) => Some(number),
        Some(Err(_)) => {
            errors.push(fault(field, "is no number".into()));
            None
        }
        None if needed => {
            errors.push(fault(field, "is missing".into()));
            None
        }
        None => None,
    }
}
