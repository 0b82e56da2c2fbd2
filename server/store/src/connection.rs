//! One connection type over both databases.
//!
//! Every query of this crate is written once, against [`AnyConnection`]; what that
//! type cannot express is in [`crate::dialect`].

use crate::error::StoreError;
use crate::place::Place;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// The backend of [`AnyConnection`].
pub(crate) type AnyBackend = <AnyConnection as Connection>::Backend;

/// How long a writer waits for another one before it gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Opens one connection. A SQLite file is created, with its folder, if need be.
pub(crate) fn connect(place: &Place) -> Result<AnyConnection, StoreError> {
    let refused = |reason: String| StoreError::Open { place: place.clone(), reason };
    match place {
        Place::Sqlite(path) => {
            // An absolute path is never taken for `:memory:` or a `file:` URI.
            let path = std::path::absolute(path).map_err(|error| refused(error.to_string()))?;
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| refused(error.to_string()))?;
            }
            let name = path.to_str().ok_or_else(|| refused("its path is not UTF-8".into()))?;
            let mut connection =
                SqliteConnection::establish(name).map_err(|error| refused(error.to_string()))?;
            set_up_sqlite(&mut connection).map_err(|error| refused(error.to_string()))?;
            Ok(AnyConnection::Sqlite(connection))
        }
        Place::Postgres(address) => {
            let said = |error: String| refused(address.without_secrets(&error));
            let mut connection =
                PgConnection::establish(address.url()).map_err(|error| said(error.to_string()))?;
            connection
                .batch_execute(&format!("SET lock_timeout = {}", PATIENCE.as_millis()))
                .map_err(|error| said(error.to_string()))?;
            Ok(AnyConnection::Postgres(connection))
        }
    }
}

fn set_up_sqlite(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    connection.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
        PATIENCE.as_millis()
    ))?;
    // SQLite does not wait for its busy time-out when two processes switch a new
    // file to WAL at once; one of them is told that it is locked.
    let give_up = Instant::now() + PATIENCE;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if crate::dialect::is_busy(&error) && Instant::now() < give_up => {
                std::thread::sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}
