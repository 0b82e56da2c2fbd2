//! What went wrong, as RFC 9457 problem details.
//!
//! A status is chosen by who must act on it. Every problem has a stable `code`,
//! which the page translates; a 500 says nothing, the log says all.

use crate::actions::areas::AreaRef;
use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;

/// A problem as it is sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// The status in words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// Stable, for programs and translations.
    pub(crate) code: &'static str,
    /// What was attempted, on what, and what to do next.
    pub(crate) detail: String,
    /// Every faulty field at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldError>,
    /// Why something drawn cannot be done, and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<Box<RefusalAnswer>>,
    /// The issues that stand in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<crate::actions::drafts::IssueAnswer>>)]
    pub(crate) issues: Option<Box<serde_json::Value>>,
}

/// Why something drawn cannot be done, and where.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Refusal)]
pub(crate) struct RefusalAnswer {
    /// Stable, for programs and translations.
    pub(crate) code: &'static str,
    /// Where to look: longitude and latitude.
    pub(crate) at: Option<[f64; 2]>,
    /// The areas that have to do with it.
    pub(crate) areas: Vec<AreaRef>,
    /// Why, for a planner.
    pub(crate) message: String,
}

/// One faulty field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Its name.
    pub(crate) field: String,
    /// Stable, for programs and translations.
    pub(crate) code: &'static str,
    /// What is wrong with it.
    pub(crate) message: String,
}

impl Problem {
    /// A problem with a status, a stable code and a sentence.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            refusal: None,
            issues: None,
        }
    }

    /// Several faulty fields of one request.
    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|e| format!("{}: {}", e.field, e.message));
        let detail = detail.collect::<Vec<_>>().join("; ");
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", detail) }
    }

    /// Something that is not there.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// The body is longer than this address takes.
    pub(crate) fn too_large() -> Self {
        let detail = "the body is longer than this address takes; send it in parts";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// Nothing has been published that could answer.
    pub(crate) fn nothing_published() -> Self {
        let detail =
            "no release was in force then: ask for a later instant, or publish the first one";
        Self::new(StatusCode::NOT_FOUND, "nothing_published", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            // Basic lets a plain browser ask for the token: any name, the token as password.
            let ask = HeaderValue::from_static("Basic realm=\"Jingwei\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// What the libraries below refuse in words of their own (an address with another
/// method, a body that is too long) becomes a problem too; its headers stay.
pub(super) async fn only_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let plain = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    if !plain || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let detail = "this address does not know the method; `Allow` names those it knows";
            Problem::new(status, "method_not_allowed", detail)
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        StatusCode::NOT_FOUND => Problem::not_found("there is nothing at this address"),
        _ if status.is_server_error() => {
            Problem::new(status, "internal", "the server could not answer; its log says why")
        }
        _ => Problem::new(status, "invalid_request", "the request could not be understood"),
    };
    let mut answer = problem.into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

impl From<anyhow::Error> for Problem {
    fn from(cause: anyhow::Error) -> Self {
        error!("a request failed: {cause:#}");
        let detail = "the server could not answer; its log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let text = rejection.body_text();
        let reason = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
        match faulty_field(reason) {
            Some(error) => Self::fields(vec![error]),
            None => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", text),
        }
    }
}

/// The field that serde complains of: ``unknown field `x`, …`` or `x: invalid digit …`.
fn faulty_field(reason: &str) -> Option<FieldError> {
    let quoted = |kind: &str| {
        let (_, rest) = reason.split_once(kind)?;
        Some(rest.split_once('`')?.0)
    };
    let named = ["unknown field `", "missing field `", "duplicate field `"];
    let (field, message) = match named.into_iter().find_map(quoted) {
        Some(field) => {
            let start = reason.find(": ").map_or(0, |at| at + 2);
            let own = reason.get(..start).is_some_and(|path| !path.contains('`'));
            (field, if own { &reason[start..] } else { reason })
        }
        None => reason.split_once(": ")?,
    };
    Some(FieldError { field: field.into(), code: "invalid", message: message.into() })
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::not_found(rejection.body_text())
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::too_large();
        }
        Self::new(rejection.status(), "broken_body", rejection.body_text())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        if let JsonRejection::BytesRejection(cause) = rejection {
            return cause.into();
        }
        if let JsonRejection::MissingJsonContentType(_) = rejection {
            let detail = "send the body as application/json";
            return Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail);
        }
        let message = rejection.body_text();
        Self::fields(vec![FieldError { field: "body".into(), code: "invalid", message }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Query;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only whether it can be read is looked at")]
    struct Asked {
        limit: Option<usize>,
        q: String,
    }

    #[test]
    fn a_query_that_cannot_be_read_names_the_field() {
        for (query, field) in [
            ("/?q=a&limit=many", "limit"),
            ("/?q=a&other=1", "other"),
            ("/?limit=1", "q"),
            ("/?q=a&q=b", "q"),
        ] {
            let refused = Query::<Asked>::try_from_uri(&query.parse().unwrap()).unwrap_err();
            let problem = Problem::from(refused);
            assert_eq!(problem.errors.len(), 1, "{query}: {}", problem.detail);
            assert_eq!(problem.errors[0].field, field, "{query}: {}", problem.detail);
        }
    }
}
