//! People: who may sign in, and what they may do where.
//!
//! Names, logins and passwords are in one table and can be erased from it. Everything
//! else in the database names a person by the number, which is never given again.

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::{Stop, StoreError};
use crate::log::{self, Who};
use crate::rows::{PersonRecord, RoleRecord, area_id};
use crate::schema::{person, person_role, session};
use crate::tokens::{Role, UnknownRole};
use diesel::dsl::{exists, max, select};
use diesel::prelude::*;
use domain::{AreaId, Moment};
use serde_json::{Value, json};

/// Why nothing was changed about a person.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// Two people cannot have one login.
    #[error("somebody else signs in as `{login}`")]
    LoginTaken {
        /// The login.
        login: String,
    },
    /// Nobody has this number, or the person was erased.
    #[error("there is no person {id}")]
    Unknown {
        /// The number.
        id: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A person to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// What they sign in as; compared to the letter.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// The hash of their password; without one they cannot sign in.
    pub password_hash: Option<String>,
}

/// A person as kept, without the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number, by which the log and drafts name them.
    pub id: i64,
    /// What they sign in as; `None` once erased.
    pub login: Option<String>,
    /// What they are called; empty once erased.
    pub name: String,
    /// When they were added.
    pub created: Moment,
    /// Since when they cannot sign in; `None` while they can.
    pub disabled: Option<Moment>,
    /// When their personal fields were emptied.
    pub erased: Option<Moment>,
    /// What they may do.
    pub grants: Vec<Grant>,
}

/// What somebody may do, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// What it allows.
    pub role: Role,
    /// Where it allows it: this Area and all below, or everywhere.
    pub area: Option<AreaId>,
}

/// A person with what a password is compared to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The person, who may be disabled.
    pub person: Person,
    /// The hash of the password.
    pub password_hash: Option<String>,
}

impl Store {
    /// Adds a person, without any grant, and answers the number.
    pub fn add_person(&self, new: &NewPerson, who: &Who) -> Result<i64, PersonError> {
        self.write("adding a person", |connection| {
            let login = &new.login;
            let same = person::table.filter(person::login.eq(login)).select(person::id);
            if select(exists(same)).get_result(connection)? {
                return Err(Stop::Refused(PersonError::LoginTaken { login: login.clone() }));
            }
            let last: Option<i64> = person::table.select(max(person::id)).first(connection)?;
            let id = last.unwrap_or(0) + 1;
            let row = PersonRecord {
                id,
                login: Some(login.clone()),
                name: new.name.clone(),
                password_hash: new.password_hash.clone(),
                created_at: who.at.0,
                disabled_at: None,
                erased_at: None,
            };
            diesel::insert_into(person::table).values(row).execute(connection)?;
            log::append(connection, "add_person", &subject(id), &json!({}), who)?;
            Ok(id)
        })
    }

    /// Everybody ever added, in the order they were.
    pub fn people(&self) -> Result<Vec<Person>, StoreError> {
        self.read("listing the people", |connection| {
            let rows: Vec<PersonRecord> = person::table.order(person::id).load(connection)?;
            rows.into_iter().map(|row| with_grants(connection, row)).collect()
        })
    }

    /// What everybody ever added is called, by number.
    pub fn names(&self) -> Result<Vec<(i64, String)>, StoreError> {
        self.read("listing names", |connection| {
            Ok(person::table
                .order(person::id)
                .select((person::id, person::name))
                .load(connection)?)
        })
    }

    /// The person of a number.
    pub fn person(&self, id: i64) -> Result<Option<Person>, StoreError> {
        self.read("looking a person up", |connection| person_of(connection, id))
    }

    /// The person of a login, disabled or not, with the hash of the password.
    pub fn person_by_login(&self, login: &str) -> Result<Option<Credentials>, StoreError> {
        self.read("looking a login up", |connection| {
            let row: Option<PersonRecord> =
                person::table.filter(person::login.eq(login)).first(connection).optional()?;
            let Some(row) = row else { return Ok(None) };
            let password_hash = row.password_hash.clone();
            Ok(Some(Credentials { person: with_grants(connection, row)?, password_hash }))
        })
    }

    /// Changes what a person is called.
    pub fn rename_person(&self, id: i64, name: &str, who: &Who) -> Result<(), PersonError> {
        self.change_person(id, "rename_person", who, |connection| {
            diesel::update(person::table.find(id)).set(person::name.eq(name)).execute(connection)
        })
    }

    /// Sets or takes the password, and signs the person out everywhere.
    pub fn set_password(
        &self,
        id: i64,
        password_hash: Option<&str>,
        who: &Who,
    ) -> Result<(), PersonError> {
        self.change_person(id, "set_password", who, |connection| {
            sign_out(connection, id)?;
            let hash = person::password_hash.eq(password_hash);
            diesel::update(person::table.find(id)).set(hash).execute(connection)
        })
    }

    /// Stops a person from signing in, and signs them out everywhere.
    pub fn disable_person(&self, id: i64, who: &Who) -> Result<(), PersonError> {
        self.change_person(id, "disable_person", who, |connection| {
            sign_out(connection, id)?;
            let since = person::disabled_at.eq(Some(who.at.0));
            diesel::update(person::table.find(id)).set(since).execute(connection)
        })
    }

    /// Lets a person sign in again.
    pub fn enable_person(&self, id: i64, who: &Who) -> Result<(), PersonError> {
        self.change_person(id, "enable_person", who, |connection| {
            let since = person::disabled_at.eq(None::<i64>);
            diesel::update(person::table.find(id)).set(since).execute(connection)
        })
    }

    /// Empties the personal fields for good, with all grants and sessions. The number
    /// stays, so that the log still tells one person from another.
    pub fn erase_person(&self, id: i64, who: &Who) -> Result<(), PersonError> {
        self.change_person(id, "erase_person", who, |connection| {
            sign_out(connection, id)?;
            diesel::delete(person_role::table.filter(person_role::person_id.eq(id)))
                .execute(connection)?;
            let empty = (
                person::login.eq(None::<String>),
                person::name.eq(""),
                person::password_hash.eq(None::<String>),
                person::disabled_at.eq(Some(who.at.0)),
                person::erased_at.eq(Some(who.at.0)),
            );
            diesel::update(person::table.find(id)).set(empty).execute(connection)
        })
    }

    /// Grants a role; false if the person had it already.
    pub fn grant(&self, id: i64, grant: Grant, who: &Who) -> Result<bool, PersonError> {
        self.write("granting a role", |connection| {
            must_be_there(connection, id)?;
            if find_grant(connection, id, grant)?.is_some() {
                return Ok(false);
            }
            let last: Option<i64> =
                person_role::table.select(max(person_role::id)).first(connection)?;
            let row = RoleRecord {
                id: last.unwrap_or(0) + 1,
                person_id: id,
                role: grant.role.to_string(),
                area_id: grant.area.map(|id| id.0.into()),
            };
            diesel::insert_into(person_role::table).values(row).execute(connection)?;
            log::append(connection, "grant", &subject(id), &said(grant), who)?;
            Ok(true)
        })
    }

    /// Takes a role away; false if the person did not have it.
    pub fn revoke(&self, id: i64, grant: Grant, who: &Who) -> Result<bool, PersonError> {
        self.write("taking a role away", |connection| {
            must_be_there(connection, id)?;
            let Some(row) = find_grant(connection, id, grant)? else { return Ok(false) };
            diesel::delete(person_role::table.find(row)).execute(connection)?;
            log::append(connection, "revoke", &subject(id), &said(grant), who)?;
            Ok(true)
        })
    }

    /// One change of one person, with its row in the log.
    fn change_person(
        &self,
        id: i64,
        what: &'static str,
        who: &Who,
        change: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>,
    ) -> Result<(), PersonError> {
        self.write("changing a person", |connection| {
            must_be_there(connection, id)?;
            change(connection)?;
            log::append(connection, what, &subject(id), &json!({}), who)?;
            Ok(())
        })
    }
}

/// The person of a number, inside a transaction.
pub(crate) fn person_of<R>(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<Option<Person>, Stop<R>> {
    let row = person::table.find(id).first::<PersonRecord>(connection).optional()?;
    row.map(|row| with_grants(connection, row)).transpose()
}

fn with_grants<R>(connection: &mut AnyConnection, row: PersonRecord) -> Result<Person, Stop<R>> {
    let grants: Vec<RoleRecord> = person_role::table
        .filter(person_role::person_id.eq(row.id))
        .order(person_role::id)
        .load(connection)?;
    Ok(Person {
        id: row.id,
        login: row.login,
        name: row.name,
        created: Moment(row.created_at),
        disabled: row.disabled_at.map(Moment),
        erased: row.erased_at.map(Moment),
        grants: grants.iter().map(read_grant).collect::<Result<_, _>>()?,
    })
}

fn read_grant<R>(row: &RoleRecord) -> Result<Grant, Stop<R>> {
    Ok(Grant {
        role: row.role.parse().map_err(|error: UnknownRole| Stop::damaged(error))?,
        area: row.area_id.map(area_id).transpose().map_err(Stop::Damaged)?,
    })
}

fn must_be_there(connection: &mut AnyConnection, id: i64) -> Result<(), Stop<PersonError>> {
    let known = person::table
        .filter(person::id.eq(id))
        .filter(person::erased_at.is_null())
        .select(person::id);
    if select(exists(known)).get_result(connection)? {
        Ok(())
    } else {
        Err(Stop::Refused(PersonError::Unknown { id }))
    }
}

fn find_grant(connection: &mut AnyConnection, id: i64, grant: Grant) -> QueryResult<Option<i64>> {
    let area: Option<i64> = grant.area.map(|id| id.0.into());
    let mut query = person_role::table
        .filter(person_role::person_id.eq(id))
        .filter(person_role::role.eq(grant.role.as_str()))
        .select(person_role::id)
        .into_boxed();
    query = match area {
        Some(area) => query.filter(person_role::area_id.eq(area)),
        None => query.filter(person_role::area_id.is_null()),
    };
    query.first(connection).optional()
}

fn sign_out(connection: &mut AnyConnection, id: i64) -> QueryResult<usize> {
    diesel::delete(session::table.filter(session::person_id.eq(id))).execute(connection)
}

fn subject(id: i64) -> String {
    format!("person {id}")
}

fn said(grant: Grant) -> Value {
    json!({ "role": grant.role.as_str(), "area": grant.area })
}
