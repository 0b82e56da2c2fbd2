//! Where releases, drafts, incidents and people are kept: SQLite or PostgreSQL with PostGIS.
//!
//! One set of queries serves both. An Area is a row that holds from one release to
//! before another, so any release can be read back as it was ([`Store::contents`])
//! and an unchanged Area costs nothing when the next one is published. Everything
//! that writes is one transaction: after a crash, or a full disk, either all of it
//! is there or nothing is. The store has no clock: instants come as arguments.
//!
//! - Only `dialect` knows which of the two databases it talks to.
//! - SQLite runs in WAL mode with `synchronous = FULL`; readers never wait for the
//!   one writer. On PostgreSQL writers wait for each other on an advisory lock.
//! - The bundled `libpq` speaks no TLS. A PostgreSQL on another machine is reached
//!   through a tunnel or on a trusted network.

mod backup;
mod changes;
mod connection;
mod contents;
mod datasets;
mod dialect;
mod drafts;
mod error;
mod glances;
mod ground;
mod incidents;
mod levels;
mod lineage;
mod listen;
mod log;
mod migrations;
mod packed;
mod people;
mod place;
mod pool;
mod publish;
mod releases;
mod restore;
mod rows;
mod schema;
mod sessions;
mod settings;
mod tokens;

pub use backup::{BackupError, BackupSummary};
pub use changes::{Change, Changed, Cursor, How, NoCursor};
pub use drafts::{
    Comment, Consent, DraftError, DraftSummary, KeyedEdit, NewDraft, NewEdit, Seen, Waiver,
};
pub use error::StoreError;
pub use incidents::{Incident, IncidentCounts, IncidentSpot, NewIncident};
pub use levels::InitError;
pub use lineage::{CodeHolder, LineageRow};
pub use listen::Listener;
pub use log::{LogEntry, LogFault, LogFilter, LogReport, Seal, Who};
pub use migrations::revert_migrations;
pub use people::{Credentials, Grant, NewPerson, Person, PersonError};
pub use place::{Address, Place};
pub use publish::{Publication, PublishError};
pub use restore::RestoreError;
pub use sessions::{NewSession, Session};
pub use tokens::{NewToken, Role, Token, UnknownRole};

use connection::AnyConnection;
use dialect::{Purpose, transact};
use error::Stop;
use pool::Pool;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A database of Jingwei. Clones share its connections.
#[derive(Clone)]
pub struct Store {
    pool: Arc<Pool>,
    /// Writers of this process queue here rather than in the database, where
    /// waiting means trying again and again.
    writer: Arc<Mutex<()>>,
}

impl Store {
    /// Opens a database and brings its tables up to date. `place` is a
    /// `postgres://…` address or the path of a SQLite file; the file and its folder
    /// are created.
    pub fn open(place: &str) -> Result<Self, StoreError> {
        let store = Self { pool: Arc::new(Pool::new(Place::parse(place))), writer: Arc::default() };
        store.pool.lend("opening", |connection| {
            let outcome = migrations::migrate(connection, store.place());
            let sound = outcome.is_ok();
            (outcome, sound)
        })??;
        Ok(store)
    }

    /// Opens a database, but creates no SQLite file.
    pub fn open_existing(place: &str) -> Result<Self, StoreError> {
        match Place::parse(place) {
            Place::Sqlite(path) if !path.exists() => {
                Err(StoreError::Missing { place: Place::Sqlite(path) })
            }
            _ => Self::open(place),
        }
    }

    /// Where the database is.
    pub fn place(&self) -> &Place {
        self.pool.place()
    }

    /// Asks the database whether it is sound: structure, references and datasets. On a large
    /// SQLite file this takes seconds.
    pub fn integrity(&self) -> Result<(), StoreError> {
        self.read("checking the database", |connection| {
            let faults = dialect::faults(connection)?;
            if !faults.is_empty() {
                return Err(Stop::damaged(faults.join("; ")));
            }
            for digest in datasets::digests(connection)? {
                datasets::content_of(connection, &digest)?;
            }
            Ok(())
        })
    }

    /// Runs `work` on one consistent state of the database.
    fn read<T, R: From<StoreError>>(
        &self,
        attempt: &'static str,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, Stop<R>>,
    ) -> Result<T, R> {
        self.run(attempt, Purpose::Read, work)
    }

    /// Runs `work` as the one writer, all or nothing.
    fn write<T, R: From<StoreError>>(
        &self,
        attempt: &'static str,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, Stop<R>>,
    ) -> Result<T, R> {
        let _turn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.run(attempt, Purpose::Write, work)
    }

    fn run<T, R: From<StoreError>>(
        &self,
        attempt: &'static str,
        purpose: Purpose,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, Stop<R>>,
    ) -> Result<T, R> {
        let outcome = self.pool.lend(attempt, |connection| {
            let outcome = transact(connection, purpose, work);
            let sound = !matches!(outcome, Err(Stop::Query(_)));
            (outcome, sound)
        })?;
        outcome.map_err(|stop| match stop {
            Stop::Refused(refusal) => refusal,
            Stop::Query(error) => StoreError::query(attempt, self.place(), error).into(),
            Stop::Damaged(what) => self.damaged(attempt, what).into(),
        })
    }

    fn damaged(&self, attempt: &'static str, what: impl fmt::Display) -> StoreError {
        StoreError::Damaged { attempt, place: self.place().clone(), what: what.to_string() }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(self.place()).finish()
    }
}
