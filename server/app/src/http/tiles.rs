//! Vector tiles. Their address names the Release, so they may be kept for ever.

use super::problem::Problem;
use super::releases::{blocking, snapshot};
use super::router::Shared;
use crate::actions::tiles::{self, TileJson};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ReleaseNo;
use std::sync::Arc;

/// `TileJSON` of the areas; it names the Release, and is asked again every minute.
#[utoipa::path(get, path = "/tiles/areas.json", operation_id = "areas_tilejson", tag = "tiles",
    responses((status = 200, body = TileJson), (status = 404, body = Problem)))]
pub(super) async fn tilejson(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = snapshot(&shared, None).await?;
    // Map programs want whole addresses; behind a proxy the host is the one asked for.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let proto = headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
    let own = if shared.config.tls.is_some() { "https" } else { "http" };
    let scheme = proto.filter(|proto| matches!(*proto, "http" | "https")).unwrap_or(own);
    let base = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
    let document =
        blocking(move || -> anyhow::Result<TileJson> { Ok(tiles::tilejson(&snapshot, &base)) });
    let document = document.await?;
    let short = HeaderValue::from_static("public, max-age=60");
    Ok(([(header::CACHE_CONTROL, short)], Json(document)).into_response())
}

/// One tile as MVT: 204 where it is empty, 410 for a Release that is not held any more.
#[utoipa::path(get, path = "/tiles/{release}/areas/{z}/{x}/{y}", operation_id = "areas_tile", tag = "tiles",
    params(("release" = i64, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "Mapbox Vector Tile", content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing here"), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    path: Result<Path<(i64, u8, u32, u32)>, PathRejection>,
) -> Result<Response, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail);
    let Path((release, z, x, y)) = path.map_err(|cause| wrong(cause.body_text()))?;
    let app = Arc::clone(&shared.app);
    let tile = blocking(move || -> Result<Option<Vec<u8>>, Problem> {
        let snapshot = app.release(ReleaseNo(release))?.ok_or_else(|| {
            let detail =
                format!("release {release} is not held; /tiles/areas.json names the one in force");
            Problem::new(StatusCode::GONE, "release_gone", detail)
        })?;
        snapshot
            .tileset()
            .encode(z, x, y)
            .map_err(|cause| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", cause.to_string()))
    })
    .await?;
    let forever =
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(match tile {
        Some(bytes) => {
            let kind = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
            ([forever, (header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        None => (StatusCode::NO_CONTENT, [forever]).into_response(),
    })
}
