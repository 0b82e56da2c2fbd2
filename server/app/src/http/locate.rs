//! Whose place is this? One place, or a stream of them.

use super::areas::{fault, key};
use super::problem::{FieldError, Problem};
use super::releases::snapshot;
use super::router::Shared;
use crate::actions::batch::{self, TableError};
use crate::actions::locate::{self, Located, Place};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::routing::Accuracy;
use domain::{DivisionKey, Metres};
use exchange::points::Columns;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::Deserialize;
use std::io::{self, BufReader, Write};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use tracing::warn;
use utoipa::IntoParams;

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
    Ok(Json(locate::answer(&shared.app, &snapshot.atlas, &place)))
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

/// How to read a batch.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchQuery {
    /// CSV only: the column of the longitude; guessed if absent.
    lon_field: Option<String>,
    /// CSV only: the column of the latitude; guessed if absent.
    lat_field: Option<String>,
    /// CSV only: the accuracy of every row without its own.
    accuracy: Option<f64>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

/// Many places, streamed both ways. `text/csv` keeps its columns and gets new ones;
/// `application/x-ndjson` has one `{"lon":…,"lat":…,"accuracy":…,"id":…}` a line and
/// gets one answer a line, with a status of its own.
#[utoipa::path(post, path = "/api/v1/locate", operation_id = "locate_batch", tag = "locate", params(BatchQuery),
    request_body(content((String = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 200, description = "in the form of the request", content_type = "application/x-ndjson", body = String),
        (status = 401, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn batch(
    State(shared): State<Shared>,
    query: Result<Query<BatchQuery>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Query(query) = query?;
    let accuracy = query.accuracy.map(|metres| Accuracy::new(Metres(metres))).transpose();
    let accuracy =
        accuracy.map_err(|cause| Problem::fields(vec![fault("accuracy", cause.to_string())]))?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    let csv = match kind {
        "text/csv" => true,
        "application/x-ndjson" | "application/jsonl" => false,
        _ => {
            let detail = "send text/csv or application/x-ndjson";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_format", detail));
        }
    };
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let wish = Columns { lon: query.lon_field, lat: query.lat_field, accuracy: None };
    let input = request.into_body().into_data_stream().map_err(io::Error::other);
    let input = SyncIoBridge::new(StreamReader::new(input));
    let (chunks, mut answer) = mpsc::channel(4);
    let app = Arc::clone(&shared.app);
    let work = tokio::task::spawn_blocking(move || -> Result<(), TableError> {
        let out = Chunks { chunks, held: Vec::with_capacity(CHUNK) };
        let atlas = &snapshot.atlas;
        let mut out = if csv {
            batch::route_table(&app, atlas, input, out, &wish, accuracy, |_| ())?.1
        } else {
            batch::route_lines(&app, atlas, BufReader::new(input), out)?
        };
        Ok(out.flush()?)
    });
    // Until the first piece of the answer a fault is a problem of its own; after it,
    // the answer breaks off, so that nobody takes a part for the whole.
    let first = answer.recv().await;
    let end = async move {
        match work.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(cause)) => Err(cause),
            Err(cause) => Err(TableError::Write(io::Error::other(cause))),
        }
    };
    let Some(first) = first else {
        return match end.await {
            Ok(()) => Ok(batch_answer(csv, Body::empty())),
            Err(TableError::Points(cause)) => {
                Err(Problem::fields(vec![fault("body", cause.to_string())]))
            }
            Err(cause) => {
                let detail = format!("the body could not be read: {cause:#}");
                Err(Problem::new(StatusCode::BAD_REQUEST, "broken_body", detail))
            }
        };
    };
    let rest = stream::unfold(answer, |mut answer| async { Some((answer.recv().await?, answer)) });
    let last = stream::once(end).try_filter_map(|()| async { Ok(None) }).map_err(|cause| {
        warn!("a batch ended early: {cause}");
        io::Error::other(cause)
    });
    let body = stream::iter([first]).chain(rest).map(Ok).chain(last);
    Ok(batch_answer(csv, Body::from_stream(body)))
}

fn batch_answer(csv: bool, body: Body) -> Response {
    let form = if csv { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    ([(header::CONTENT_TYPE, form)], body).into_response()
}

/// How much of an answer is sent at once.
const CHUNK: usize = 1 << 16;

/// Hands what is written to the answer, in pieces.
struct Chunks {
    chunks: mpsc::Sender<Bytes>,
    held: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.held, Vec::with_capacity(CHUNK)));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the client went away");
        self.chunks.blocking_send(piece).map_err(gone)
    }
}
