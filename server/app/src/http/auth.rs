//! Who is asking? The person of a session by its cookie; a token as `Bearer`, or as the
//! password of `Basic`, which lets a plain browser ask for it.

use super::cookie;
use super::problem::Problem;
use super::router::Shared;
use crate::actions::rights::{Actor, Refusal};
use crate::actions::{sessions, tokens};
use crate::config::Exposure;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;

/// Finds out who is asking and, on an internal server, lets only the known in.
pub(super) async fn gate(
    State(shared): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    let known = match known(&shared, request.headers()).await {
        Ok(known) => known,
        Err(problem) => return problem.into_response(),
    };
    // A browser sends the cookie along with whatever page asks.
    if known.as_ref().is_some_and(|known| known.by_cookie) && is_foreign(&request) {
        return foreign().into_response();
    }
    let actor = known.map(|known| known.actor);
    if actor.is_none() && shared.config.exposure == Exposure::Internal {
        return unauthorized().into_response();
    }
    if let Some(actor) = actor {
        request.extensions_mut().insert(actor);
    }
    next.run(request).await
}

/// Lets only the known in, except on loopback.
pub(super) async fn need_actor_off_loopback(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    if shared.config.exposure == Exposure::Loopback {
        return next.run(request).await;
    }
    need_actor(request, next).await
}

/// Lets only the known in.
pub(super) async fn need_actor(request: Request, next: Next) -> Response {
    if request.extensions().get::<Actor>().is_none() {
        return unauthorized().into_response();
    }
    next.run(request).await
}

/// Finds out who is asking, and lets everybody in: whoever wants to sign in is nobody yet.
pub(super) async fn open_gate(
    State(shared): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Ok(Some(known)) = known(&shared, request.headers()).await {
        request.extensions_mut().insert(known.actor);
    }
    next.run(request).await
}

/// Lets planners in, those of one area too, before anything of the body is read.
pub(super) async fn need_planner(request: Request, next: Next) -> Response {
    need(request, next, |actor| actor.may_plan("plan")).await
}

/// Lets only planners for everywhere in, before anything of the body is read.
pub(super) async fn need_planner_everywhere(request: Request, next: Next) -> Response {
    need(request, next, |actor| actor.may_plan_everywhere("plan")).await
}

/// Lets only administrators in, before anything of the body is read.
pub(super) async fn need_admin(request: Request, next: Next) -> Response {
    need(request, next, |actor| actor.may_administer("administer")).await
}

async fn need(
    request: Request,
    next: Next,
    may: impl FnOnce(&Actor) -> Result<(), Refusal>,
) -> Response {
    let Some(actor) = request.extensions().get::<Actor>() else {
        return unauthorized().into_response();
    };
    match may(actor) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Problem::from(refusal).into_response(),
    }
}

/// Refuses to change anything for a page from elsewhere: a browser that keeps a token
/// as a Basic password sends it along with whatever page asks.
pub(super) async fn own_origin(request: Request, next: Next) -> Response {
    if is_foreign(&request) {
        return foreign().into_response();
    }
    next.run(request).await
}

fn foreign() -> Problem {
    let detail = "the request comes from a page of another host; only our own may change anything";
    Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail)
}

/// Whether a page of another host wants something changed. A program is no page: it sends
/// neither header.
fn is_foreign(request: &Request) -> bool {
    if request.method().is_safe() {
        return false;
    }
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str));
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
        || headers.get(header::ORIGIN).is_some_and(|origin| !is_own(origin, host))
}

/// An origin leaves out the usual port of its scheme, a `Host` may name it.
fn is_own(origin: &HeaderValue, host: Option<&str>) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let (Some((scheme, origin)), Some(host)) = (origin, host) else { return false };
    let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    let bare = |authority: &str| authority.strip_suffix(usual).unwrap_or(authority).to_lowercase();
    bare(origin) == bare(host)
}

fn unauthorized() -> Problem {
    let detail = "this route needs somebody who is known: sign in, or send a token as \
                  `Authorization: Bearer …`; `jingwei token create --role planner` makes one";
    Problem::new(StatusCode::UNAUTHORIZED, "token_needed", detail)
}

/// Who is asking, and how we know.
struct Known {
    actor: Actor,
    by_cookie: bool,
}

/// A token that is not known is an error; a session that is over is nobody's.
async fn known(shared: &Shared, headers: &HeaderMap) -> Result<Option<Known>, Problem> {
    let Some(given) = headers.get(header::AUTHORIZATION) else {
        let Some(secret) = cookie::secret(headers).map(str::to_owned) else { return Ok(None) };
        let app = Arc::clone(&shared.app);
        let found = tokio::task::spawn_blocking(move || sessions::known(&app, &secret)).await;
        let found = found.map_err(anyhow::Error::from)??;
        return Ok(found.map(|(_, actor)| Known { actor, by_cookie: true }));
    };
    let wrong = || {
        let detail = "the token is not known or was revoked";
        Problem::new(StatusCode::UNAUTHORIZED, "token_unknown", detail)
    };
    let token = given.to_str().ok().and_then(token_of).ok_or_else(wrong)?;
    let app = Arc::clone(&shared.app);
    let found = tokio::task::spawn_blocking(move || tokens::actor(&app, &token)).await;
    let actor = found.map_err(anyhow::Error::from)??.ok_or_else(wrong)?;
    Ok(Some(Known { actor, by_cookie: false }))
}

fn token_of(header: &str) -> Option<String> {
    let (scheme, rest) = header.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let plain = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        return plain.split_once(':').map(|(_, password)| password.to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{is_own, token_of};
    use axum::http::HeaderValue;

    #[test]
    fn a_token_comes_as_bearer_or_as_a_browsers_password() {
        assert_eq!(token_of("Bearer jw_x").as_deref(), Some("jw_x"));
        assert_eq!(token_of("basic YTpqd194").as_deref(), Some("jw_x"));
        assert_eq!(token_of("Basic !"), None);
        assert_eq!(token_of("Digest a"), None);
    }

    #[test]
    fn only_a_page_of_the_same_host_and_port_is_our_own() {
        let own = |origin, host| is_own(&HeaderValue::from_static(origin), Some(host));
        assert!(own("http://map.example:8080", "map.example:8080"));
        assert!(own("https://Map.example", "map.example:443"));
        assert!(!own("http://map.example:8081", "map.example:8080"));
        assert!(!own("https://evil.example", "map.example"));
        assert!(!own("null", "map.example"));
        assert!(!is_own(&HeaderValue::from_static("http://map.example"), None));
    }
}
