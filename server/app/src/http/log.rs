//! One line per request. It names the route, never the query or the path's values:
//! an access log holds no coordinates.

use super::router::Shared;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::info;

/// Logs and counts every request.
pub(super) async fn requests(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = start.elapsed();
    shared.metrics.observe(&route, status, took);
    // Probes every few seconds would drown everything else.
    if !matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        info!(%method, route, status, ms, "{method} {route} {status} in {ms} ms");
    }
    response
}
