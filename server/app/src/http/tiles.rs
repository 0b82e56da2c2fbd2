//! Vector tiles. Their address names the Release, so they may be kept for ever.

use super::problem::Problem;
use super::releases::{blocking, older, snapshot};
use super::router::Shared;
use crate::actions::tiles::{self, TileJson};
use crate::actions::tokens::Actor;
use crate::config::Exposure;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::ReleaseNo;

/// `TileJSON` of the areas; it names the Release, and is asked again every minute.
#[utoipa::path(get, path = "/tiles/areas.json", operation_id = "areas_tilejson", tag = "tiles",
    responses((status = 200, body = TileJson), (status = 404, body = Problem)))]
pub(super) async fn tilejson(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = snapshot(&shared, None).await?;
    // Map programs want whole addresses; behind a proxy the host is the one asked for.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| is_host(host));
    let proto = headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
    let own = if shared.config.tls.is_some() { "https" } else { "http" };
    let scheme = proto.filter(|proto| matches!(*proto, "http" | "https")).unwrap_or(own);
    let base = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
    let document =
        blocking(move || -> anyhow::Result<TileJson> { Ok(tiles::tilejson(&snapshot, &base)) });
    let document = document.await?;
    let short = if is_private(&shared, actor.as_deref()) {
        "private, max-age=60"
    } else {
        "public, max-age=60"
    };
    let headers = [(header::CACHE_CONTROL, short), (header::VARY, "Host, X-Forwarded-Proto")];
    Ok((headers, Json(document)).into_response())
}

/// What was answered for a token must not lie in a cache that others ask too.
fn is_private(shared: &Shared, actor: Option<&Actor>) -> bool {
    shared.config.exposure == Exposure::Internal || actor.is_some()
}

/// A host with or without a port, and nothing else that a client may make up.
fn is_host(host: &str) -> bool {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let port = host.len() > authority.host().len();
    host.chars().all(plain)
        && !authority.host().is_empty()
        && port == authority.port_u16().is_some()
}

/// One tile as MVT: 204 where it is empty, 410 for a Release that is not held any more.
#[utoipa::path(get, path = "/tiles/{release}/areas/{z}/{x}/{y}", operation_id = "areas_tile", tag = "tiles",
    params(("release" = i64, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "Mapbox Vector Tile", content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing here"), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    path: Result<Path<(i64, u8, u32, u32)>, PathRejection>,
) -> Result<Response, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail);
    let Path((release, z, x, y)) = path.map_err(|cause| wrong(cause.body_text()))?;
    let snapshot = older(&shared, ReleaseNo(release)).await?.ok_or_else(|| {
        let detail =
            format!("release {release} is not held; /tiles/areas.json names the one in force");
        Problem::new(StatusCode::GONE, "release_gone", detail)
    })?;
    let tile = blocking(move || -> Result<Option<Vec<u8>>, Problem> {
        snapshot
            .tileset()
            .encode(z, x, y)
            .map_err(|cause| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", cause.to_string()))
    })
    .await?;
    let forever = if is_private(&shared, actor.as_deref()) {
        "private, max-age=31536000, immutable"
    } else {
        "public, max-age=31536000, immutable"
    };
    let forever = (header::CACHE_CONTROL, HeaderValue::from_static(forever));
    Ok(match tile {
        Some(bytes) => {
            let kind = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
            ([forever, (header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        None => (StatusCode::NO_CONTENT, [forever]).into_response(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn only_a_host_with_a_port_is_given_back() {
        for host in ["map.example", "map.example:8080", "127.0.0.1:80", "[::1]:8080", "[::1]"] {
            assert!(is_host(host), "{host}");
        }
        for host in ["", "a b", "a@b", "a/b", "a\"b", "a:port", "a:99999", "a:", "[::1", "a:1:2"] {
            assert!(!is_host(host), "{host}");
        }
    }
}
