//! Sessions: who is signed in. Only hashes are kept, and no backup holds them.

use crate::Store;
use crate::error::{Stop, StoreError};
use crate::people::{Person, person_of};
use crate::rows::SessionRecord;
use crate::schema::session;
use diesel::prelude::*;
use domain::Moment;

/// A session to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The hash of the secret in the cookie. The secret itself is kept nowhere.
    pub hash: Vec<u8>,
    /// Who signed in.
    pub person: i64,
    /// When.
    pub created: Moment,
    /// From when on it is no good, however much it is used.
    pub expires: Moment,
}

/// A session with the person as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who signed in.
    pub person: Person,
    /// When.
    pub created: Moment,
    /// From when on it is no good.
    pub expires: Moment,
    /// When it was last used, as far as that was noted.
    pub last_seen: Moment,
}

impl Store {
    /// Keeps a session. A person's number that nobody has is an error of the caller's.
    pub fn open_session(&self, new: &NewSession) -> Result<(), StoreError> {
        self.write("opening a session", |connection| {
            let row = SessionRecord {
                hash: new.hash.clone(),
                person_id: new.person,
                created_at: new.created.0,
                expires_at: new.expires.0,
                last_seen: new.created.0,
            };
            diesel::insert_into(session::table).values(row).execute(connection)?;
            Ok(())
        })
    }

    /// The session with this hash that has not expired by `now`. That of a person who
    /// is disabled is not found.
    pub fn session_by_hash(&self, hash: &[u8], now: Moment) -> Result<Option<Session>, StoreError> {
        self.read("looking a session up", |connection| {
            let row: Option<SessionRecord> = session::table
                .filter(session::hash.eq(hash))
                .filter(session::expires_at.gt(now.0))
                .first(connection)
                .optional()?;
            let Some(row) = row else { return Ok(None) };
            let person = person_of::<StoreError>(connection, row.person_id)?;
            let Some(person) = person.filter(|person| person.disabled.is_none()) else {
                return Ok(None);
            };
            Ok(Some(Session {
                person,
                created: Moment(row.created_at),
                expires: Moment(row.expires_at),
                last_seen: Moment(row.last_seen),
            }))
        })
    }

    /// Notes that a session was used; false if there is none. A caller who does so at
    /// most once in a while spares the database a write for every request.
    pub fn touch_session(&self, hash: &[u8], seen: Moment) -> Result<bool, StoreError> {
        self.write("noting the use of a session", |connection| {
            let touched = diesel::update(session::table.filter(session::hash.eq(hash)))
                .set(session::last_seen.eq(seen.0))
                .execute(connection)?;
            Ok(touched == 1)
        })
    }

    /// Ends a session; false if there is none.
    pub fn close_session(&self, hash: &[u8]) -> Result<bool, StoreError> {
        self.write("ending a session", |connection| {
            let closed = diesel::delete(session::table.filter(session::hash.eq(hash)))
                .execute(connection)?;
            Ok(closed == 1)
        })
    }

    /// Takes away what expired by `now`, or was not used since `idle`, and counts it.
    pub fn sweep_sessions(&self, now: Moment, idle: Moment) -> Result<usize, StoreError> {
        self.write("taking old sessions away", |connection| {
            let old = session::expires_at.le(now.0).or(session::last_seen.lt(idle.0));
            let old = diesel::delete(session::table.filter(old));
            Ok::<_, Stop<StoreError>>(old.execute(connection)?)
        })
    }
}
