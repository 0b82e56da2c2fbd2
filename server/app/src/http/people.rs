//! People and their rights, for administrators.

use super::areas::fault;
use super::problem::Problem;
use super::releases::blocking;
use super::router::Shared;
use super::session::hashing;
use crate::actions::people::{self, NewPersonRequest, PeopleError, PersonDetail};
use crate::actions::rights::Actor;
use crate::clock;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::AreaId;
use serde::{Deserialize, Serialize};
use store::{Grant, Who};
use utoipa::{IntoParams, ToSchema};

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        let detail = error.to_string();
        let field = |field| Self::fields(vec![fault(field, detail.clone())]);
        match error {
            PeopleError::Login => field("login"),
            PeopleError::Name => field("name"),
            PeopleError::Password(_) => field("password"),
            PeopleError::Area(_) => field("area"),
            PeopleError::Taken(_) => Self::new(StatusCode::CONFLICT, "login_taken", detail),
            PeopleError::Unknown(_) => Self::not_found(detail),
            PeopleError::Failed(cause) => cause.into(),
        }
    }
}

impl Actor {
    /// This actor, now.
    pub(super) fn who(&self, why: &str) -> Who {
        Who { actor: self.id.clone(), at: clock::now(), why: why.into() }
    }
}

/// Everybody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PersonList {
    /// In the order they were added.
    people: Vec<PersonDetail>,
}

/// A role, and the Area it is bound to.
#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RoleBody {
    /// viewer, dispatcher, planner, approver or admin.
    role: String,
    /// The id of the Area it is bound to; everywhere if absent.
    area: Option<u32>,
}

impl RoleBody {
    fn read(&self) -> Result<Grant, Problem> {
        let role = self.role.parse();
        let role = role.map_err(|cause: store::UnknownRole| {
            Problem::fields(vec![fault("role", cause.to_string())])
        })?;
        Ok(Grant { role, area: self.area.map(AreaId) })
    }
}

/// A person to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPersonBody {
    /// What they sign in as.
    login: String,
    /// What they are called.
    name: String,
    /// Their first password; without one they cannot sign in yet.
    password: Option<String>,
    /// What they may do.
    #[serde(default)]
    roles: Vec<RoleBody>,
}

/// What to change about a person; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeBody {
    /// What they are called.
    name: Option<String>,
    /// A new password, which signs them out everywhere.
    password: Option<String>,
    /// True stops them from signing in, false lets them again.
    disabled: Option<bool>,
}

/// Lists people with their roles.
#[utoipa::path(get, path = "/api/v1/people", operation_id = "list_people", tag = "people",
    responses((status = 200, body = PersonList), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(super) async fn list(State(shared): State<Shared>) -> Result<Json<PersonList>, Problem> {
    let people = blocking(move || people::list(&shared.app)).await?;
    Ok(Json(PersonList { people }))
}

/// Adds a person.
#[utoipa::path(post, path = "/api/v1/people", operation_id = "add_person", tag = "people", request_body = NewPersonBody,
    responses((status = 201, body = PersonDetail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, description = "the login is taken", body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    body: Result<Json<NewPersonBody>, JsonRejection>,
) -> Result<(StatusCode, Json<PersonDetail>), Problem> {
    let Json(body) = body?;
    let grants = body.roles.iter().map(RoleBody::read).collect::<Result<Vec<_>, _>>()?;
    let app = std::sync::Arc::clone(&shared.app);
    let added = hashing(&shared, move || {
        people::known_areas(&app, &grants)?;
        let NewPersonBody { login, name, password, .. } = body;
        let who = actor.who("");
        let id = people::add(&app, &NewPersonRequest { login, name, password }, &who)?;
        for grant in grants {
            people::grant(&app, id, grant, &who)?;
        }
        Ok(people::one(&app, id)?)
    });
    Ok((StatusCode::CREATED, Json(added.await?)))
}

/// Changes a person.
#[utoipa::path(patch, path = "/api/v1/people/{id}", operation_id = "change_person", tag = "people", params(("id" = i64, Path)),
    request_body = ChangeBody,
    responses((status = 200, body = PersonDetail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn change(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    body: Result<Json<ChangeBody>, JsonRejection>,
) -> Result<Json<PersonDetail>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let app = std::sync::Arc::clone(&shared.app);
    let changed = hashing(&shared, move || {
        let who = actor.who("");
        if let Some(name) = body.name {
            people::rename(&app, id, &name, &who)?;
        }
        if let Some(password) = body.password {
            people::set_password(&app, id, &password, &who)?;
        }
        if let Some(disabled) = body.disabled {
            people::set_disabled(&app, id, disabled, &who)?;
        }
        Ok(people::one(&app, id)?)
    });
    Ok(Json(changed.await?))
}

/// Empties the personal fields of a person for good; the number stays in the log.
#[utoipa::path(delete, path = "/api/v1/people/{id}", operation_id = "erase_person", tag = "people", params(("id" = i64, Path)),
    responses((status = 204, description = "login, name, password and roles are gone"), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn erase(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    blocking(move || people::erase(&shared.app, id, &actor.who(""))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Grants a role.
#[utoipa::path(post, path = "/api/v1/people/{id}/roles", operation_id = "grant_role", tag = "people", params(("id" = i64, Path)),
    request_body = RoleBody,
    responses((status = 200, body = PersonDetail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn grant(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    body: Result<Json<RoleBody>, JsonRejection>,
) -> Result<Json<PersonDetail>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let grant = body.read()?;
    let granted = blocking(move || -> Result<_, Problem> {
        people::grant(&shared.app, id, grant, &actor.who(""))?;
        Ok(people::one(&shared.app, id)?)
    });
    Ok(Json(granted.await?))
}

/// Takes a role away.
#[utoipa::path(delete, path = "/api/v1/people/{id}/roles", operation_id = "revoke_role", tag = "people",
    params(("id" = i64, Path), RoleBody),
    responses((status = 200, body = PersonDetail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn revoke(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    id: Result<Path<i64>, PathRejection>,
    query: Result<Query<RoleBody>, QueryRejection>,
) -> Result<Json<PersonDetail>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let grant = query.read()?;
    let left = blocking(move || -> Result<_, Problem> {
        people::revoke(&shared.app, id, grant, &actor.who(""))?;
        Ok(people::one(&shared.app, id)?)
    });
    Ok(Json(left.await?))
}
