//! People: who may sign in, and what they may do where.

use super::areas::{self, AreaRef};
use super::passwords::{self, Weak};
use crate::clock;
use crate::state::{App, Snapshot};
use anyhow::Context;
use domain::AreaId;
use serde::Serialize;
use store::{Grant, NewPerson, Person, PersonError, StoreError, Who};
use utoipa::ToSchema;

/// A login or a name longer than this is none.
const LONGEST: usize = 64;

/// A person to be added.
pub(crate) struct NewPersonRequest {
    /// What they sign in as.
    pub(crate) login: String,
    /// What they are called.
    pub(crate) name: String,
    /// Their first password; without one they cannot sign in yet.
    pub(crate) password: Option<String>,
}

/// Why nothing was changed about a person.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PeopleError {
    /// The login cannot be one.
    #[error("a login has 1 to 64 letters, digits or . _ - @ and no blanks")]
    Login,
    /// The name cannot be one.
    #[error("a name has 1 to 64 characters")]
    Name,
    /// The password cannot be one.
    #[error(transparent)]
    Password(#[from] Weak),
    /// Somebody has the login.
    #[error("somebody else signs in as `{0}`")]
    Taken(String),
    /// Nobody has the number.
    #[error("there is no person {0}")]
    Unknown(i64),
    /// The Release in force has no such Area.
    #[error("no area in force has the id {0}")]
    Area(AreaId),
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<PersonError> for PeopleError {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::LoginTaken { login } => Self::Taken(login),
            PersonError::Unknown { id } => Self::Unknown(id),
            PersonError::Store(cause) => cause.into(),
        }
    }
}

impl From<StoreError> for PeopleError {
    fn from(cause: StoreError) -> Self {
        Self::Failed(anyhow::Error::from(cause).context("changing a person"))
    }
}

/// A role, and the Area it is bound to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct RoleAnswer {
    /// viewer, dispatcher, planner, approver or admin.
    pub(crate) role: &'static str,
    /// Below this Area; null for everywhere.
    pub(crate) area: Option<AreaRef>,
}

/// A person as they see themselves and as colleagues see them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct PersonAnswer {
    /// The number; null for a token.
    pub(crate) id: Option<i64>,
    /// What they sign in as; null for a token, or once erased.
    pub(crate) login: Option<String>,
    /// What they are called.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) roles: Vec<RoleAnswer>,
}

/// A person as administrators see them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    #[serde(flatten)]
    pub(crate) person: PersonAnswer,
    /// When they were added.
    pub(crate) created_at: String,
    /// Since when they cannot sign in; null while they can.
    pub(crate) disabled_at: Option<String>,
    /// When their personal fields were emptied.
    pub(crate) erased_at: Option<String>,
}

/// How the change log names a person.
pub(crate) fn subject(id: i64) -> String {
    format!("person {id}")
}

/// A login as it is kept and looked up.
pub(crate) fn login(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Everybody ever added.
pub(crate) fn list(app: &App) -> anyhow::Result<Vec<PersonDetail>> {
    let snapshot = app.at(None)?;
    let people = app.store.people().context("listing the people")?;
    Ok(people.iter().map(|person| detail(person, snapshot.as_deref())).collect())
}

/// One person.
pub(crate) fn one(app: &App, id: i64) -> Result<PersonDetail, PeopleError> {
    let snapshot = app.at(None)?;
    let person = app.store.person(id)?.ok_or(PeopleError::Unknown(id))?;
    Ok(detail(&person, snapshot.as_deref()))
}

/// Adds a person, who may do nothing yet.
pub(crate) fn add(app: &App, request: &NewPersonRequest, who: &Who) -> Result<i64, PeopleError> {
    let login = login(&request.login);
    let usual = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if !(1..=LONGEST).contains(&login.chars().count()) || !login.chars().all(usual) {
        return Err(PeopleError::Login);
    }
    let name = named(&request.name)?;
    let hash = request.password.as_deref().map(|password| hashed(password, &login)).transpose()?;
    Ok(app.store.add_person(&NewPerson { login, name, password_hash: hash }, who)?)
}

/// Changes what a person is called.
pub(crate) fn rename(app: &App, id: i64, name: &str, who: &Who) -> Result<(), PeopleError> {
    Ok(app.store.rename_person(id, &named(name)?, who)?)
}

/// Sets a password, and ends all sessions of the person.
pub(crate) fn set_password(
    app: &App,
    id: i64,
    password: &str,
    who: &Who,
) -> Result<(), PeopleError> {
    let person = app.store.person(id)?.ok_or(PeopleError::Unknown(id))?;
    let hash = hashed(password, person.login.as_deref().unwrap_or_default())?;
    Ok(app.store.set_password(id, Some(&hash), who)?)
}

/// Lets a person sign in, or stops them.
pub(crate) fn set_disabled(
    app: &App,
    id: i64,
    disabled: bool,
    who: &Who,
) -> Result<(), PeopleError> {
    if disabled {
        return Ok(app.store.disable_person(id, who)?);
    }
    Ok(app.store.enable_person(id, who)?)
}

/// Empties the personal fields for good. The number stays in the log.
pub(crate) fn erase(app: &App, id: i64, who: &Who) -> Result<(), PeopleError> {
    Ok(app.store.erase_person(id, who)?)
}

/// Grants a role; false if the person had it already.
pub(crate) fn grant(app: &App, id: i64, grant: Grant, who: &Who) -> Result<bool, PeopleError> {
    known_areas(app, &[grant])?;
    Ok(app.store.grant(id, grant, who)?)
}

/// Whether every Area that a role would be bound to is in force.
pub(crate) fn known_areas(app: &App, grants: &[Grant]) -> Result<(), PeopleError> {
    let snapshot = app.at(None)?;
    let is_known = |area: &AreaId| {
        snapshot.as_ref().is_some_and(|snapshot| snapshot.atlas.area(*area).is_some())
    };
    let mut bound = grants.iter().filter_map(|grant| grant.area);
    bound.find(|area| !is_known(area)).map_or(Ok(()), |area| Err(PeopleError::Area(area)))
}

/// Takes a role away; false if the person did not have it.
pub(crate) fn revoke(app: &App, id: i64, grant: Grant, who: &Who) -> Result<bool, PeopleError> {
    Ok(app.store.revoke(id, grant, who)?)
}

/// A person, with names for the Areas of their roles.
pub(crate) fn answer(person: &Person, snapshot: Option<&Snapshot>) -> PersonAnswer {
    PersonAnswer {
        id: Some(person.id),
        login: person.login.clone(),
        name: person.name.clone(),
        roles: roles(&person.grants, snapshot),
    }
}

/// Roles with names for their Areas. One that ended has none any more.
pub(crate) fn roles(grants: &[Grant], snapshot: Option<&Snapshot>) -> Vec<RoleAnswer> {
    let named = |id: AreaId| {
        let known = snapshot.and_then(|snapshot| areas::reference(&snapshot.atlas, id));
        known.unwrap_or_else(|| AreaRef {
            id: id.0,
            level: String::new(),
            code: String::new(),
            name: String::new(),
        })
    };
    let role =
        |grant: &Grant| RoleAnswer { role: grant.role.as_str(), area: grant.area.map(named) };
    grants.iter().map(role).collect()
}

fn detail(person: &Person, snapshot: Option<&Snapshot>) -> PersonDetail {
    PersonDetail {
        person: answer(person, snapshot),
        created_at: clock::text(person.created),
        disabled_at: person.disabled.map(clock::text),
        erased_at: person.erased.map(clock::text),
    }
}

fn named(name: &str) -> Result<String, PeopleError> {
    let name = name.trim();
    let good = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(PeopleError::Name) }
}

fn hashed(password: &str, login: &str) -> Result<String, PeopleError> {
    passwords::check(password, login)?;
    Ok(passwords::hash(password)?)
}
