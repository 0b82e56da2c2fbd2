//! One connection type over both databases.
//!
//! Every query of this crate is written once, against [`AnyConnection`]; what that
//! type cannot express is in [`crate::dialect`].

use crate::error::StoreError;
use crate::place::Place;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::Path;
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
            create_for_owner(&path).map_err(|error| refused(error.to_string()))?;
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

/// Makes the file that SQLite will open, readable by its owner alone: it will hold
/// hashes of tokens, and drafts. SQLite gives its `-wal` and `-shm` the same mode.
fn create_for_owner(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    // A link may lead to where the file is to be.
    let target = path.read_link().map(|link| path.with_file_name("").join(link));
    // Never opens a file that somebody else has just made: closing it would end the
    // locks this process holds on it (https://sqlite.org/howtocorrupt.html, 2.2).
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(target.as_deref().unwrap_or(path)) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_new_database_is_for_its_owner_alone_behind_a_link_too() {
        let folder = tempfile::tempdir().unwrap();
        symlink("real.db", folder.path().join("link.db")).unwrap();
        for name in ["link.db", "town.db"] {
            let place = Place::Sqlite(folder.path().join(name));
            let mut connection = connect(&place).unwrap();
            connection.batch_execute("CREATE TABLE t (x); INSERT INTO t VALUES (1);").unwrap();
            let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).collect();
            assert!(files.len() >= 4, "the file, its log and its index: {files:?}");
            for file in files {
                let mode = std::fs::metadata(file.path()).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
            }
        }
    }
}
