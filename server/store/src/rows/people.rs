//! The rows of people, their roles and their sessions.

use crate::schema::{person, person_role, session};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// A row of `person`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = person, treat_none_as_default_value = false)]
pub(crate) struct PersonRecord {
    pub(crate) id: i64,
    pub(crate) login: Option<String>,
    pub(crate) name: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) disabled_at: Option<i64>,
    pub(crate) erased_at: Option<i64>,
}

/// A row of `person_role`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = person_role, treat_none_as_default_value = false)]
pub(crate) struct RoleRecord {
    pub(crate) id: i64,
    pub(crate) person_id: i64,
    pub(crate) role: String,
    pub(crate) area_id: Option<i64>,
}

/// A row of `session`; no backup holds it.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = session)]
pub(crate) struct SessionRecord {
    pub(crate) hash: Vec<u8>,
    pub(crate) person_id: i64,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) last_seen: i64,
}
