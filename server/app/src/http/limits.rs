//! How long and how large a request may be.

use super::problem::Problem;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tracing::error;

/// The largest import over HTTP.
pub(super) const IMPORT_BYTES: usize = 256 * 1024 * 1024;

/// The largest batch; it is streamed, so this bounds time, not memory.
pub(super) const BATCH_BYTES: usize = 512 * 1024 * 1024;

/// The largest edit: a line of ten thousand points.
pub(super) const EDIT_BYTES: usize = 1024 * 1024;

/// The largest request for a publication: a note and an instant.
pub(super) const PUBLISH_BYTES: usize = 64 * 1024;

/// So many coverages, sitings and sets of tiles may be worked out at once.
pub(super) const JUDGING: usize = 2;

/// So many passwords are hashed at once; each takes a core and 19 MiB.
pub(super) const HASHING: usize = 2;

/// So many batches run at once; each takes a thread and a core.
pub(super) const BATCHES: usize = 4;

/// A batch whose sender or reader stands still for so long is given up.
pub(super) const IDLE: Duration = Duration::from_secs(30);

/// Bodies up to so many bytes; 413 above.
pub(super) fn body(bytes: usize) -> (DefaultBodyLimit, RequestBodyLimitLayer) {
    (DefaultBodyLimit::disable(), RequestBodyLimitLayer::new(bytes))
}

/// The form the body says it has, which must be one of these; 415 otherwise.
pub(super) fn media_type<'h>(headers: &'h HeaderMap, known: &[&str]) -> Result<&'h str, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if known.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Ok(kind);
    }
    let detail = format!("`Content-Type` must be one of {}", known.join(", "));
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_format", detail))
}

/// How long a request may take until its answer begins.
const PATIENCE: Duration = Duration::from_mins(2);

/// Ends a request whose answer has not begun in time.
pub(super) async fn time(request: Request, next: Next) -> Response {
    tokio::time::timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| {
        let detail = "the answer took longer than two minutes; ask for less at once";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow", detail).into_response()
    })
}

/// A bug in one request ends that request and nothing else.
pub(super) fn catch_panics() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(|cause: Box<dyn Any + Send>| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("unknown");
        error!("a request panicked: {text}");
        let detail = "the server could not answer; its log says why";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).into_response()
    })
}

/// Answers are sent compressed to whoever takes them so.
pub(super) fn compressed() -> CompressionLayer {
    CompressionLayer::new().gzip(true)
}
