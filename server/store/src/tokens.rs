//! Tokens: who may write. Only their hashes are kept.

use crate::Store;
use crate::error::{Stop, StoreError};
use crate::log::{self, Who};
use crate::rows::{TokenRecord, area_id};
use crate::schema::token;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{AreaId, Moment};
use serde_json::json;
use std::fmt;
use std::str::FromStr;

/// What a token allows; each role allows what those before it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Receives incidents.
    Dispatcher,
    /// Edits drafts.
    Planner,
    /// Publishes.
    Approver,
    /// Gives and revokes tokens.
    Admin,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 5] =
        [Self::Viewer, Self::Dispatcher, Self::Planner, Self::Approver, Self::Admin];

    /// The name on the command line and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Dispatcher => "dispatcher",
            Self::Planner => "planner",
            Self::Approver => "approver",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No role has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role: use viewer, dispatcher, planner, approver or admin")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let role = Self::ALL.into_iter().find(|role| role.as_str() == text);
        role.ok_or_else(|| UnknownRole(text.into()))
    }
}

/// A token to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Whom it was given to; may be empty.
    pub name: String,
    /// What it allows.
    pub role: Role,
    /// Where it allows it: below this Area, or everywhere.
    pub area: Option<AreaId>,
    /// The hash of the token. The token itself is shown once and kept nowhere.
    pub hash: Vec<u8>,
    /// When it was made.
    pub created: Moment,
}

/// A token as kept, without its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number, by which it is revoked.
    pub id: i64,
    /// Whom it was given to.
    pub name: String,
    /// What it allows.
    pub role: Role,
    /// Where it allows it: below this Area, or everywhere.
    pub area: Option<AreaId>,
    /// When it was made.
    pub created: Moment,
    /// When it was revoked; `None` while it is good.
    pub revoked: Option<Moment>,
}

impl Store {
    /// Keeps a token and answers its number.
    pub fn create_token(&self, new: &NewToken, who: &Who) -> Result<i64, StoreError> {
        self.write("keeping a token", |connection| {
            let last: Option<i64> = token::table.select(max(token::id)).first(connection)?;
            let row = TokenRecord {
                id: last.unwrap_or(0) + 1,
                name: new.name.clone(),
                role: new.role.to_string(),
                area_id: new.area.map(|id| id.0.into()),
                hash: new.hash.clone(),
                created_at: new.created.0,
                revoked_at: None,
            };
            let id = row.id;
            diesel::insert_into(token::table).values(row).execute(connection)?;
            let body = json!({ "role": new.role.as_str(), "area": new.area });
            log::append(connection, "create_token", &format!("token {id}"), &body, who)?;
            Ok(id)
        })
    }

    /// The good token with this hash. A revoked one is not found.
    pub fn token_by_hash(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        self.read("looking a token up", |connection| {
            let row: Option<TokenRecord> = token::table
                .filter(token::hash.eq(hash))
                .filter(token::revoked_at.is_null())
                .first(connection)
                .optional()?;
            row.map(into_token).transpose()
        })
    }

    /// All tokens ever given, revoked ones too, oldest first.
    pub fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        self.read("listing the tokens", |connection| {
            let rows: Vec<TokenRecord> = token::table.order(token::id).load(connection)?;
            rows.into_iter().map(into_token).collect()
        })
    }

    /// Revokes a token; false if there is no good token of that number.
    pub fn revoke_token(&self, id: i64, who: &Who) -> Result<bool, StoreError> {
        self.write("revoking a token", |connection| {
            let good = token::table.filter(token::id.eq(id)).filter(token::revoked_at.is_null());
            let revoked =
                diesel::update(good).set(token::revoked_at.eq(who.at.0)).execute(connection)?;
            if revoked == 1 {
                log::append(connection, "revoke_token", &format!("token {id}"), &json!({}), who)?;
            }
            Ok(revoked == 1)
        })
    }
}

fn into_token<R>(row: TokenRecord) -> Result<Token, Stop<R>> {
    Ok(Token {
        id: row.id,
        name: row.name,
        role: row.role.parse().map_err(|error: UnknownRole| Stop::damaged(error))?,
        area: row.area_id.map(area_id).transpose().map_err(Stop::Damaged)?,
        created: Moment(row.created_at),
        revoked: row.revoked_at.map(Moment),
    })
}
