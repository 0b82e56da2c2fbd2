//! Signing in and out, and who I am.

use super::areas::fault;
use super::cookie;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use crate::actions::people::{self, PeopleError, PersonAnswer};
use crate::actions::rights::Actor;
use crate::actions::sessions::{self, Attempt, ChangeError, Opened, SignInError};
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// A login and its password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    /// Capital or small letters make no difference.
    login: String,
    /// As typed.
    password: String,
}

/// The old password and a new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordBody {
    /// The one that holds now.
    old: String,
    /// Ten characters or more.
    new: String,
}

/// Who is asking.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SessionAnswer {
    /// How drafts and the change log name them, as in `person 3` or `token 2`.
    actor: String,
    /// The person; for a token only its roles are known.
    person: PersonAnswer,
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        let detail = error.to_string();
        match error {
            SignInError::Wrong => Self::new(StatusCode::UNAUTHORIZED, "sign_in_wrong", detail),
            SignInError::TooOften(_) => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", detail)
            }
            SignInError::Failed(cause) => cause.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Old(cause) => cause.into(),
            ChangeError::New(PeopleError::Password(weak)) => {
                Self::fields(vec![fault("new", weak.to_string())])
            }
            ChangeError::New(cause) => cause.into(),
        }
    }
}

/// Signs a person in; the answer sets the cookie.
#[utoipa::path(post, path = "/api/v1/session", operation_id = "sign_in", tag = "people", request_body = SignInBody,
    responses((status = 200, body = SessionAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 429, description = "`Retry-After` says when", body = Problem)))]
pub(super) async fn sign_in(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Json<SignInBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    let before = cookie::secret(&headers).map(str::to_owned);
    let tls = is_tls(&shared, &headers);
    let inside = shared.clone();
    hashing(&shared, move || {
        let attempt = Attempt { login: &body.login, password: &body.password, peer: peer.ip() };
        let opened = sessions::sign_in(&inside.app, &inside.throttle, &attempt);
        let opened = match opened {
            Err(SignInError::TooOften(often)) => return Ok(wait(often.wait, &often.to_string())),
            opened => opened?,
        };
        // The session of before would be nobody's any more.
        if let Some(before) = before {
            sessions::sign_out(&inside.app, &before)?;
        }
        answer(&inside, &opened, tls)
    })
    .await
}

/// Signs out; the answer takes the cookie away.
#[utoipa::path(delete, path = "/api/v1/session", operation_id = "sign_out", tag = "people",
    responses((status = 204, description = "nobody is signed in here any more"), (status = 403, body = Problem)))]
pub(super) async fn sign_out(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(secret) = cookie::secret(&headers).map(str::to_owned) {
        let app = Arc::clone(&shared.app);
        blocking(move || sessions::sign_out(&app, &secret)).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cleared) = cookie::clear(is_tls(&shared, &headers)) {
        response.headers_mut().insert(header::SET_COOKIE, cleared);
    }
    Ok(response)
}

/// Who is asking: the person of the cookie, or the token.
#[utoipa::path(get, path = "/api/v1/session", operation_id = "session", tag = "people",
    responses((status = 200, body = SessionAnswer), (status = 401, body = Problem)))]
pub(super) async fn current(
    State(shared): State<Shared>,
    actor: Option<Extension<Actor>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(Extension(actor)) = actor else { return Err(nobody()) };
    let by_token = headers.contains_key(header::AUTHORIZATION);
    let secret = cookie::secret(&headers).filter(|_| !by_token).map(str::to_owned);
    let answer = blocking(move || -> anyhow::Result<SessionAnswer> {
        let snapshot = shared.app.at(None)?;
        let known = secret.map(|secret| sessions::known(&shared.app, &secret)).transpose()?;
        let person = match known.flatten() {
            Some((person, _)) => people::answer(&person, snapshot.as_deref()),
            None => PersonAnswer {
                id: None,
                login: None,
                name: actor.name.clone(),
                roles: people::roles(&actor.grants, snapshot.as_deref()),
            },
        };
        Ok(SessionAnswer { actor: actor.id, person })
    });
    Ok(unkept(Json(answer.await?).into_response()))
}

/// Changes one's own password, which signs one out everywhere else.
#[utoipa::path(post, path = "/api/v1/session/password", operation_id = "change_password", tag = "people", request_body = PasswordBody,
    responses((status = 200, body = SessionAnswer), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 429, description = "`Retry-After` says when", body = Problem)))]
pub(super) async fn change_password(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Json<PasswordBody>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    let Some(secret) = cookie::secret(&headers).map(str::to_owned) else { return Err(nobody()) };
    let tls = is_tls(&shared, &headers);
    let inside = shared.clone();
    hashing(&shared, move || {
        let known = sessions::known(&inside.app, &secret)?;
        let Some(login) = known.and_then(|(person, _)| person.login) else { return Err(nobody()) };
        let attempt = Attempt { login: &login, password: &body.old, peer: peer.ip() };
        match sessions::change_password(&inside.app, &inside.throttle, &attempt, &body.new) {
            Err(ChangeError::Old(SignInError::TooOften(often))) => {
                Ok(wait(often.wait, &often.to_string()))
            }
            opened => answer(&inside, &opened?, tls),
        }
    })
    .await
}

/// Hashing a password takes a core and 19 MiB: only a few at once.
pub(super) async fn hashing<T: Send + 'static>(
    shared: &Shared,
    action: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let turn = Arc::clone(&shared.hashing).acquire_owned().await.map_err(anyhow::Error::from)?;
    blocking(move || {
        let _turn = turn;
        action()
    })
    .await
}

fn answer(shared: &Shared, opened: &Opened, tls: bool) -> Result<Response, Problem> {
    let snapshot = shared.app.at(None)?;
    let person = people::answer(&opened.person, snapshot.as_deref());
    let body = SessionAnswer { actor: people::subject(opened.person.id), person };
    let mut response = unkept(Json(body).into_response());
    if let Some(cookie) = cookie::set(&opened.secret, opened.keep, tls) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn wait(wait: Duration, detail: &str) -> Response {
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", detail);
    let mut response = problem.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}

/// Who somebody is must not be answered from a cache.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn nobody() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", "nobody is signed in here")
}

/// Whether the browser came by TLS, to us or to the proxy in front.
fn is_tls(shared: &Shared, headers: &HeaderMap) -> bool {
    let before = headers.get("x-forwarded-proto").and_then(|scheme| scheme.to_str().ok());
    shared.config.tls.is_some() || before.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

/// A browser's own dialog asks for a token; here a person signs in on the page.
pub(super) async fn no_dialog(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().remove(header::WWW_AUTHENTICATE);
    response
}
