//! The headers that keep two planners apart: what was looked at, and what was sent before.

use crate::http::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// The revision that `If-Match` names.
pub(crate) struct Seen(pub(crate) i64);

impl<S: Sync> FromRequestParts<S> for Seen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        seen(&parts.headers).map(Self)
    }
}

fn seen(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(given) = headers.get(header::IF_MATCH) else {
        let detail = "say which revision of the draft you looked at: send its ETag as `If-Match`";
        return Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition_required",
            detail,
        ));
    };
    let text = given.to_str().unwrap_or_default().trim();
    let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    text.parse().map_err(|_no_number: std::num::ParseIntError| {
        let detail = "`If-Match` must be the ETag of a draft, such as \"7\"";
        Problem::new(StatusCode::BAD_REQUEST, "bad_precondition", detail)
    })
}

/// The `ETag` of a revision.
pub(crate) fn etag(revision: i64) -> [(header::HeaderName, HeaderValue); 2] {
    let tag = HeaderValue::from_str(&format!("\"{revision}\""));
    [
        (header::ETAG, tag.unwrap_or_else(|_| HeaderValue::from_static("\"\""))),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

/// The key under which a request is done once, however often it is sent.
pub(crate) struct Once(pub(crate) Option<String>);

/// So long a key may be.
const LONGEST: usize = 200;

impl<S: Sync> FromRequestParts<S> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(given) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        match given.to_str().map(str::trim) {
            Ok(key) if !key.is_empty() && key.len() <= LONGEST => Ok(Self(Some(key.into()))),
            _ => {
                let detail = "`Idempotency-Key` must have 1 to 200 plain characters";
                Err(Problem::new(StatusCode::BAD_REQUEST, "bad_idempotency_key", detail))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_is_read_back_as_a_revision() {
        let [(_, tag), _] = etag(17);
        let headers = HeaderMap::from_iter([(header::IF_MATCH, tag)]);
        assert_eq!(seen(&headers).ok(), Some(17));
        assert_eq!(seen(&HeaderMap::new()).unwrap_err().status, 428);
        let wrong = HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static("*"))]);
        assert_eq!(seen(&wrong).unwrap_err().status, 400);
    }
}
