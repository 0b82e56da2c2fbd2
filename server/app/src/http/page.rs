//! The page, from inside the binary.

use super::problem::Problem;
use super::router::Shared;
use crate::actions::releases::BaseMap;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// What `npm run build` left in `web/dist`; empty before the web is built.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Page;

/// Any address that is no route: a file of the page, or the page itself, whose
/// own addresses all begin at `/`.
pub(super) async fn answer(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if is_for_programs(path) {
        return Problem::not_found(format!("there is no route /{path}")).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let known = Page::get(path).filter(|_| !path.is_empty());
    let (name, file) = match known {
        Some(file) => (path, Some(file)),
        None if path.starts_with("assets/") => (path, None),
        None => ("index.html", Page::get("index.html")),
    };
    let Some(file) = file else {
        let detail = "the page is not built into this binary; run `make build`";
        return Problem::not_found(detail).into_response();
    };
    // Names of assets carry their hash; the page itself must always be asked for.
    let keep = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let kind = file.metadata.mimetype().to_owned();
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())];
    (headers, file.data.into_owned()).into_response()
}

/// Addresses that programs ask, now or by a standard, and files that begin with a dot:
/// whoever asks for one must not be given a page and take it for an answer.
fn is_for_programs(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    matches!(first, "api" | "tiles" | "ogc" | "open311" | "mapit")
        || path.split('/').any(|part| part.starts_with('.') || part.starts_with("%2"))
}

/// What the browser may do with our pages: nothing that comes from elsewhere, but
/// for the base map an operator set.
pub(super) async fn security_headers(
    State(shared): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    // The page asks for a token itself; a browser's own dialog would come before it.
    let asks_itself = request.headers().contains_key("x-requested-with");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if asks_itself {
        headers.remove(header::WWW_AUTHENTICATE);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let base_map = shared.config.base_map.as_ref().map(base_map_origins).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; img-src 'self' data: blob:{base_map}; worker-src 'self' blob:; \
         style-src 'self' 'unsafe-inline'; connect-src 'self'{base_map}; object-src 'none'; \
         base-uri 'self'; frame-ancestors 'self'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The origins of the base map's tiles, each after a blank.
fn base_map_origins(base_map: &BaseMap) -> String {
    let origin = |url: &String| {
        let (scheme, rest) = url.split_once("://")?;
        Some(format!(" {scheme}://{}", rest.split('/').next()?))
    };
    base_map.tiles.iter().filter_map(origin).collect()
}

#[cfg(test)]
mod tests {
    use super::is_for_programs;

    #[test]
    fn a_program_or_a_scanner_is_never_given_the_page() {
        for path in ["api", "api/v2/x", "tiles/x", "ogc/", "open311", "mapit/point", "map/%2eenv"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in [".env", ".git/config", ".well-known/security.txt", "a/.b"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in ["", "map", "areas/7", "apis", "assets/index-a.b.js"] {
            assert!(!is_for_programs(path), "{path}");
        }
    }
}
