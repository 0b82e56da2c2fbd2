//! Many places in one request, answered while they are still being sent.

use super::areas::fault;
use super::limits::{BATCH_BYTES, IDLE, media_type};
use super::problem::Problem;
use super::releases::snapshot;
use super::router::Shared;
use crate::actions::batch::{self, LineAnswer, LineOutcome, TableError};
use crate::actions::locate::Located;
use axum::body::{Body, BodyDataStream};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::Metres;
use domain::routing::Accuracy;
use exchange::points::Columns;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use std::io::{self, BufReader, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio_util::io::{StreamReader, SyncIoBridge};
use tracing::warn;
use utoipa::IntoParams;

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
        (status = 401, body = Problem), (status = 408, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 503, description = "too many batches at once", body = Problem)))]
pub(super) async fn many(
    State(shared): State<Shared>,
    query: Result<Query<BatchQuery>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Query(query) = query?;
    let accuracy = query.accuracy.map(|metres| Accuracy::new(Metres(metres))).transpose();
    let accuracy =
        accuracy.map_err(|cause| Problem::fields(vec![fault("accuracy", cause.to_string())]))?;
    let forms = ["text/csv", "application/x-ndjson", "application/jsonl"];
    let csv = media_type(request.headers(), &forms)?.eq_ignore_ascii_case("text/csv");
    if stated_length(request.headers()).is_some_and(|length| length > BATCH_BYTES) {
        return Err(Problem::too_large());
    }
    let turn = Arc::clone(&shared.batches).try_acquire_owned().ok().ok_or_else(|| {
        let detail = "as many batches as this server takes are running; try again in a moment";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_busy", detail)
    })?;
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let wish = Columns { lon: query.lon_field, lat: query.lat_field, accuracy: None };
    let broken = Arc::new(OnceLock::new());
    let input = watched(request.into_body().into_data_stream(), IDLE, Arc::clone(&broken));
    let input = SyncIoBridge::new(StreamReader::new(Box::pin(input)));
    let (chunks, mut answer) = mpsc::channel(4);
    let app = Arc::clone(&shared.app);
    let work = tokio::task::spawn_blocking(move || -> Result<(), TableError> {
        // Kept by the work, not by the request, whose client may be gone meanwhile.
        let _turn = turn;
        let mut out =
            Chunks { answer: chunks, held: Vec::with_capacity(CHUNK), runtime: Handle::current() };
        let atlas = &snapshot.atlas;
        if csv {
            out = batch::route_table(&app, atlas, input, out, &wish, accuracy, |_| ())?.1;
        } else {
            let input = BufReader::new(input);
            batch::route_lines(&app, atlas, input, |answer| write_line(&mut out, answer))?;
        }
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
        let ended = end.await;
        if let (Err(_), Some(broken)) = (&ended, broken.get()) {
            return Err(broken.problem());
        }
        return match ended {
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

fn stated_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Why the body of a batch is not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Broken {
    /// Not a byte came for a while.
    #[error("nothing of the body came for {} seconds", IDLE.as_secs())]
    Idle,
    /// More came than is taken.
    #[error("the body is longer than {BATCH_BYTES} bytes")]
    TooLarge,
}

impl Broken {
    fn problem(self) -> Problem {
        match self {
            Self::Idle => Problem::new(StatusCode::REQUEST_TIMEOUT, "idle_body", self.to_string()),
            Self::TooLarge => Problem::too_large(),
        }
    }
}

/// The body until it stands still or grows too long, which is also noted in `broken`:
/// the readers of tables wrap the error in words of their own.
fn watched(
    body: BodyDataStream,
    idle: Duration,
    broken: Arc<OnceLock<Broken>>,
) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some((body, 0)), move |state| {
        let broken = Arc::clone(&broken);
        async move {
            let (mut body, read) = state?;
            let fault = match tokio::time::timeout(idle, body.next()).await {
                Ok(None) => return None,
                Ok(Some(Err(cause))) => return Some((Err(io::Error::other(cause)), None)),
                Ok(Some(Ok(piece))) if read + piece.len() <= BATCH_BYTES => {
                    let read = read + piece.len();
                    return Some((Ok(piece), Some((body, read))));
                }
                Ok(Some(Ok(_))) => Broken::TooLarge,
                Err(_) => Broken::Idle,
            };
            let fault = *broken.get_or_init(|| fault);
            Some((Err(io::Error::other(fault)), None))
        }
    })
}

/// One line of the answer, as it is sent.
#[derive(Serialize)]
struct LineBody {
    /// The line it answers, counted from 1.
    line: u64,
    /// The sender's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    /// 200, or 422 where the line could not be answered.
    status: u16,
    /// What is wrong with the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The answer, as for a single place.
    #[serde(flatten)]
    located: Option<Box<Located>>,
}

impl From<LineAnswer> for LineBody {
    fn from(LineAnswer { line, id, outcome }: LineAnswer) -> Self {
        let (status, error, located) = match outcome {
            LineOutcome::Located(located) => (StatusCode::OK, None, Some(located)),
            LineOutcome::Faulty(error) => (StatusCode::UNPROCESSABLE_ENTITY, Some(error), None),
        };
        Self { line, id, status: status.as_u16(), error, located }
    }
}

fn write_line(out: &mut Chunks, answer: LineAnswer) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &LineBody::from(answer))?;
    out.write_all(b"\n")
}

fn batch_answer(csv: bool, body: Body) -> Response {
    let form = if csv { "text/csv; charset=utf-8" } else { "application/x-ndjson" };
    ([(header::CONTENT_TYPE, form)], body).into_response()
}

/// How much of an answer is sent at once.
const CHUNK: usize = 1 << 16;

/// Hands what is written to the answer, in pieces.
struct Chunks {
    answer: mpsc::Sender<Bytes>,
    held: Vec<u8>,
    runtime: Handle,
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
        let sent = self.runtime.block_on(self.answer.send_timeout(piece, IDLE));
        sent.map_err(|cause| match cause {
            SendTimeoutError::Closed(_) => {
                io::Error::new(io::ErrorKind::BrokenPipe, "the client went away")
            }
            SendTimeoutError::Timeout(_) => {
                io::Error::new(io::ErrorKind::TimedOut, "the client does not read its answer")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_stands_still_is_given_up() {
        let silent = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        let broken = Arc::new(OnceLock::new());
        let short = Duration::from_millis(1);
        let body = watched(silent.into_data_stream(), short, Arc::clone(&broken));
        let read: Vec<io::Result<Bytes>> = body.collect().await;
        assert!(read.len() == 1 && read[0].is_err());
        assert_eq!(broken.get(), Some(&Broken::Idle));
    }
}
