//! Vector tiles. Their address names the Release, or the ground that a plan will make, so
//! they may be kept for ever.

use super::areas::AtQuery;
use super::problem::Problem;
use super::reach::judging;
use super::releases::{blocking, ground, snapshot};
use super::router::Shared;
use crate::actions::reach::{self, Asked, Refused, Set};
use crate::actions::tiles::{self, TileJson};
use crate::actions::tokens::Actor;
use crate::config::Exposure;
use crate::state::Snapshot;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// `TileJSON` of the areas; it names the Release, and is asked again every minute.
#[utoipa::path(get, path = "/tiles/areas.json", operation_id = "areas_tilejson", tag = "tiles", params(AtQuery),
    responses((status = 200, body = TileJson), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn tilejson(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    query: Result<Query<AtQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = snapshot(&shared, query?.at.as_deref()).await?;
    let base = base(&shared, &headers);
    let document =
        blocking(move || -> anyhow::Result<TileJson> { Ok(tiles::tilejson(&snapshot, &base)) });
    Ok(short(&shared, actor.as_deref(), document.await?))
}

/// Map programs want whole addresses; behind a proxy the host is the one asked for.
fn base(shared: &Shared, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| is_host(host));
    let proto = headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
    let own = if shared.config.tls.is_some() { "https" } else { "http" };
    let scheme = proto.filter(|proto| matches!(*proto, "http" | "https")).unwrap_or(own);
    host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()
}

/// A document that is asked for again every minute.
fn short(shared: &Shared, actor: Option<&Actor>, document: TileJson) -> Response {
    let short =
        if is_private(shared, actor) { "private, max-age=60" } else { "public, max-age=60" };
    let headers = [(header::CACHE_CONTROL, short), (header::VARY, "Host, X-Forwarded-Proto")];
    (headers, Json(document)).into_response()
}

/// The ground that an address of tiles names.
async fn ground_of(shared: &Shared, name: &str) -> Result<Option<Arc<Snapshot>>, Problem> {
    if name.parse::<i64>().is_err() && !name.starts_with("plan-") {
        let detail = format!("`{name}` is neither a release nor the ground of a plan");
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail));
    }
    ground(shared, name).await
}

fn gone(release: &str, set: &str) -> Problem {
    let detail =
        format!("the ground of {release} is not held; /tiles/{set}.json names the one in force");
    Problem::new(StatusCode::GONE, "release_gone", detail)
}

/// A tile that never changes.
fn forever(shared: &Shared, actor: Option<&Actor>, tile: Option<Vec<u8>>) -> Response {
    let forever = if is_private(shared, actor) {
        "private, max-age=31536000, immutable"
    } else {
        "public, max-age=31536000, immutable"
    };
    let forever = (header::CACHE_CONTROL, HeaderValue::from_static(forever));
    match tile {
        Some(bytes) => {
            let kind = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
            ([forever, (header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        None => (StatusCode::NO_CONTENT, [forever]).into_response(),
    }
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

/// Which stations and which walker the tiles show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SetQuery {
    /// Only stations of this kind; all kinds together if absent.
    kind: Option<String>,
    /// How a minute is counted, by its key; `gb50180` if absent.
    preset: Option<String>,
}

/// Which stations and which walker the tiles show, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentQuery {
    /// Only stations of this kind; all kinds together if absent.
    kind: Option<String>,
    /// How a minute is counted, by its key; `gb50180` if absent.
    preset: Option<String>,
    /// The Release in force at this instant (RFC 3339); now if absent.
    at: Option<String>,
}

impl SetQuery {
    /// A kind that no station has would be one more set in memory for each that is made up.
    fn read(&self, snapshot: &Snapshot) -> Result<Asked, Problem> {
        let asked = Asked::read(self.kind.as_deref(), None, self.preset.as_deref())?;
        if asked.kind.is_some() {
            reach::has_stations(snapshot, &asked)?;
        }
        Ok(asked)
    }

    /// As the tiles of the set repeat it.
    fn repeated(&self, set: Set) -> String {
        let given = [("kind", &self.kind), ("preset", &self.preset)];
        let given: Vec<String> = given
            .iter()
            .filter(|_| set.depends())
            .filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)))
            .collect();
        if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
    }
}

/// `TileJSON` of a set of layers about walking: `streets.json`, `buildings.json`,
/// `stations.json`, `reach.json`, `coverage.json` or `blindspots.json`.
#[utoipa::path(get, path = "/tiles/{set}", operation_id = "set_tilejson", tag = "tiles",
    params(("set" = String, Path), DocumentQuery),
    responses((status = 200, body = TileJson), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_tilejson(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    name: Result<Path<String>, PathRejection>,
    query: Result<Query<DocumentQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Path(name), Query(query)) = (name?, query?);
    let set = name.strip_suffix(".json").and_then(Set::named);
    let set = set.ok_or_else(|| Problem::not_found(format!("there is no set of tiles {name}")))?;
    let snapshot = snapshot(&shared, query.at.as_deref()).await?;
    let query = SetQuery { kind: query.kind, preset: query.preset };
    let asked = query.read(&snapshot)?;
    let (base, tail) = (base(&shared, &headers), query.repeated(set));
    let turn = judging(&shared).await?;
    let document = blocking(move || -> Result<TileJson, Problem> {
        let _turn = turn;
        let themes = reach::themes(&snapshot, set, &asked).ok_or(Refused::NoStreets)?;
        Ok(tiles::set_tilejson(&snapshot, &themes, set, &base, &tail))
    });
    Ok(short(&shared, actor.as_deref(), document.await?))
}

/// Release, set, zoom, column and row.
type SetAddress = (String, String, u8, u32, u32);

/// One tile of a set as MVT: 204 where it is empty, 410 for a Release that is not held
/// any more.
#[utoipa::path(get, path = "/tiles/{release}/{set}/{z}/{x}/{y}", operation_id = "set_tile", tag = "tiles",
    params(("release" = String, Path, description = "a release, or the ground of a plan to come"), ("set" = String, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path), SetQuery),
    responses((status = 200, description = "Mapbox Vector Tile", content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing here"), (status = 404, body = Problem), (status = 410, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn set_tile(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    path: Result<Path<SetAddress>, PathRejection>,
    query: Result<Query<SetQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail);
    let Path((release, name, z, x, y)) = path.map_err(|cause| wrong(cause.body_text()))?;
    let Query(query) = query?;
    let set = Set::named(&name).ok_or_else(|| wrong(format!("there is no set of tiles {name}")))?;
    let snapshot = ground_of(&shared, &release).await?.ok_or_else(|| gone(&release, &name))?;
    let asked = query.read(&snapshot)?;
    let turn = judging(&shared).await?;
    let tile = blocking(move || -> Result<Option<Vec<u8>>, Problem> {
        let _turn = turn;
        let themes = reach::themes(&snapshot, set, &asked).ok_or(Refused::NoStreets)?;
        themes
            .encode(z, x, y)
            .map_err(|cause| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", cause.to_string()))
    });
    Ok(forever(&shared, actor.as_deref(), tile.await?))
}

/// One tile as MVT: 204 where it is empty, 410 for a Release that is not held any more.
#[utoipa::path(get, path = "/tiles/{release}/areas/{z}/{x}/{y}", operation_id = "areas_tile", tag = "tiles",
    params(("release" = String, Path, description = "a release, or the ground of a plan to come"), ("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "Mapbox Vector Tile", content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "nothing here"), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(super) async fn tile(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    path: Result<Path<(String, u8, u32, u32)>, PathRejection>,
) -> Result<Response, Problem> {
    let wrong = |detail: String| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", detail);
    let Path((release, z, x, y)) = path.map_err(|cause| wrong(cause.body_text()))?;
    let snapshot = ground_of(&shared, &release).await?;
    let snapshot = snapshot.ok_or_else(|| gone(&release, "areas"))?;
    let tile = blocking(move || -> Result<Option<Vec<u8>>, Problem> {
        snapshot
            .tileset()
            .encode(z, x, y)
            .map_err(|cause| Problem::new(StatusCode::NOT_FOUND, "no_such_tile", cause.to_string()))
    })
    .await?;
    Ok(forever(&shared, actor.as_deref(), tile))
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
