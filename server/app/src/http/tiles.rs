//! Vector tiles. Their address names the Release, so they may be kept for ever.

use super::problem::Problem;
use super::releases::{blocking, snapshot};
use super::router::Shared;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ReleaseNo;
use serde_json::{Value, json};
use std::sync::Arc;

/// `TileJSON` of the areas; it names the Release, and is asked again every minute.
#[utoipa::path(get, path = "/tiles/areas.json", tag = "tiles",
    responses((status = 200, description = "TileJSON 3.0", body = Object), (status = 404, body = Problem)))]
pub(super) async fn tilejson(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = snapshot(&shared, None).await?;
    let document = blocking(move || -> anyhow::Result<Value> {
        let tileset = snapshot.tileset();
        let layers: Vec<Value> = tileset
            .vector_layers()
            .iter()
            .map(|layer| {
                let (id, fields) = (&layer.id, &layer.fields);
                json!({ "id": id, "fields": fields, "minzoom": layer.min_zoom, "maxzoom": layer.max_zoom })
            })
            .collect();
        let mut document = json!({
            "tilejson": "3.0.0",
            "name": "areas",
            "tiles": [format!("/tiles/{}/areas/{{z}}/{{x}}/{{y}}", snapshot.number())],
            "vector_layers": layers,
            "minzoom": tileset.min_zoom(),
            "maxzoom": tileset.max_zoom(),
            "release": snapshot.number().0,
        });
        if let Some(bounds) = snapshot.atlas.bounds() {
            document["bounds"] = json!(crate::actions::areas::corners(bounds));
        }
        Ok(document)
    });
    // Map programs want whole addresses; behind a proxy the host is the one asked for.
    let mut document = document.await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if let (Some(host), Some(path)) = (host, document["tiles"][0].as_str().map(str::to_owned)) {
        let tls = shared.config.tls.is_some();
        let scheme = headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
        let scheme = scheme.filter(|s| matches!(*s, "http" | "https"));
        let scheme = scheme.unwrap_or(if tls { "https" } else { "http" });
        document["tiles"][0] = json!(format!("{scheme}://{host}{path}"));
    }
    let short = HeaderValue::from_static("public, max-age=60");
    Ok(([(header::CACHE_CONTROL, short)], Json(document)).into_response())
}

/// One tile as MVT: 204 where it is empty, 410 for a Release that is not held any more.
#[utoipa::path(get, path = "/tiles/{release}/areas/{z}/{x}/{y}", tag = "tiles",
    params(("release" = i64, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "Mapbox Vector Tile", content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing here"), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    path: Result<Path<(i64, u8, u32, u32)>, PathRejection>,
) -> Result<Response, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail);
    let Path((release, z, x, y)) = path.map_err(|_| {
        wrong("a tile's address is /tiles/{release}/areas/{z}/{x}/{y} in whole numbers".into())
    })?;
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
