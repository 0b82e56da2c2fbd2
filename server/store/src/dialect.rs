//! Everything in which the two databases differ beyond their migrations.
//!
//! Diesel's multi backend has no multi-row inserts, no immediate or repeatable-read
//! transactions and no error codes. Each function here matches the variant once.

use crate::connection::AnyConnection;
use crate::error::Stop;
use crate::rows::{AreaRecord, BlankRecord, IncidentRecord, LineageRecord, StationRecord};
use crate::schema::{area, blank, incident, lineage, station};
use diesel::connection::{
    AnsiTransactionManager, Connection, SimpleConnection, TransactionManager,
};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{BigInt, Text};

/// Writers of one database wait for each other on this key.
const WRITER_LOCK: i64 = 0x6a69_6e67_7765_6900;
/// Rows of one multi-row insert; 16 columns each stay below SQLite's 32,766 values.
const ROWS_AT_ONCE: usize = 1000;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// All statements see one state of the database, however long they take.
    Read,
    /// One writer at a time, from the first statement on.
    Write,
}

/// Runs `work` in one transaction: committed if it succeeds, undone if it does not.
pub(crate) fn transact<T, R>(
    connection: &mut AnyConnection,
    purpose: Purpose,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, Stop<R>>,
) -> Result<T, Stop<R>> {
    type Manager = <AnyConnection as Connection>::TransactionManager;
    begin(connection, purpose)?;
    match work(connection) {
        Ok(done) => {
            Manager::commit_transaction(connection)?;
            Ok(done)
        }
        Err(stop) => {
            // Where even this fails the connection is dropped, which undoes it too.
            let undone = Manager::rollback_transaction(connection);
            match (stop, undone) {
                (Stop::Refused(_), Err(error)) => Err(Stop::Query(error)),
                (stop, _) => Err(stop),
            }
        }
    }
}

fn begin(connection: &mut AnyConnection, purpose: Purpose) -> QueryResult<()> {
    match (connection, purpose) {
        (AnyConnection::Sqlite(connection), Purpose::Read) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN DEFERRED")
        }
        (AnyConnection::Sqlite(connection), Purpose::Write) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
        }
        (AnyConnection::Postgres(connection), Purpose::Read) => {
            AnsiTransactionManager::begin_transaction_sql(
                connection,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            )
        }
        (AnyConnection::Postgres(connection), Purpose::Write) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN")?;
            let locked =
                connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"));
            if locked.is_err() {
                AnsiTransactionManager::rollback_transaction(connection)?;
            }
            locked
        }
    }
}

macro_rules! insert_many {
    ($(#[$doc:meta])* $name:ident, $table:ident, $row:ty) => {
        $(#[$doc])*
        pub(crate) fn $name(connection: &mut AnyConnection, rows: &[$row]) -> QueryResult<()> {
            for some in rows.chunks(ROWS_AT_ONCE) {
                let insert = diesel::insert_into($table::table).values(some);
                match connection {
                    AnyConnection::Postgres(connection) => insert.execute(connection)?,
                    AnyConnection::Sqlite(connection) => insert.execute(connection)?,
                };
            }
            Ok(())
        }
    };
}

insert_many!(
    /// Inserts many areas, a thousand to a statement.
    insert_areas, area, AreaRecord
);
insert_many!(
    /// Inserts many blanks, a thousand to a statement.
    insert_blanks, blank, BlankRecord
);
insert_many!(
    /// Inserts many stations, a thousand to a statement.
    insert_stations, station, StationRecord
);
insert_many!(
    /// Inserts many incidents, a thousand to a statement.
    insert_incidents, incident, IncidentRecord
);
insert_many!(
    /// Inserts many rows of lineage, a thousand to a statement.
    insert_lineage, lineage, LineageRecord
);

/// The channel on which PostgreSQL tells of releases and drafts.
const CHANNEL: &str = "jingwei_release";

/// Tells other servers, once the transaction is committed, that there is something new.
/// SQLite has nobody to tell: its readers watch the file.
pub(crate) fn notify(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Postgres(connection) => {
            connection.batch_execute(&format!("NOTIFY {CHANNEL}"))
        }
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// Makes a connection hear what [`notify`] tells; for SQLite, the version of the file.
pub(crate) fn listen(connection: &mut AnyConnection) -> QueryResult<i64> {
    match connection {
        AnyConnection::Postgres(connection) => {
            connection.batch_execute(&format!("LISTEN {CHANNEL}"))?;
            Ok(0)
        }
        AnyConnection::Sqlite(connection) => data_version(connection),
    }
}

/// Whether something was told, or the file was changed by another connection, since
/// this was asked last.
pub(crate) fn heard(connection: &mut AnyConnection, version: &mut i64) -> QueryResult<bool> {
    match connection {
        AnyConnection::Postgres(connection) => {
            let mut heard = false;
            for news in connection.notifications_iter() {
                news?;
                heard = true;
            }
            Ok(heard)
        }
        AnyConnection::Sqlite(connection) => {
            let now = data_version(connection)?;
            Ok(std::mem::replace(version, now) != now)
        }
    }
}

/// A number that differs whenever another connection has committed.
fn data_version(connection: &mut SqliteConnection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = BigInt)]
        data_version: i64,
    }
    let version: Version = diesel::sql_query("PRAGMA data_version").get_result(connection)?;
    Ok(version.data_version)
}

/// Whether an idle connection still answers. A SQLite file cannot hang up.
pub(crate) fn is_alive(connection: &mut AnyConnection) -> bool {
    match connection {
        AnyConnection::Postgres(connection) => connection.batch_execute("SELECT 1").is_ok(),
        AnyConnection::Sqlite(_) => true,
    }
}

/// What the database finds wrong with itself; empty where nothing is.
pub(crate) fn faults(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Finding {
        #[diesel(sql_type = Text)]
        finding: String,
    }
    let AnyConnection::Sqlite(connection) = connection else {
        // PostgreSQL checks its pages itself whenever it reads them.
        return connection.batch_execute("SELECT 1").map(|()| Vec::new());
    };
    let structure = "SELECT integrity_check AS finding FROM pragma_integrity_check \
                     WHERE integrity_check <> 'ok'";
    let references = "SELECT 'a row of ' || \"table\" || ' refers to no row of ' || parent \
                      AS finding FROM pragma_foreign_key_check";
    let mut findings: Vec<Finding> = diesel::sql_query(structure).load(connection)?;
    findings.extend(diesel::sql_query(references).load::<Finding>(connection)?);
    Ok(findings.into_iter().map(|row| row.finding).collect())
}

/// The kinds of failure that a caller can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Busy,
    Full,
    Other,
}

/// Sorts a failure. Diesel hands on no codes for these, so the text must do; a
/// PostgreSQL that speaks another language falls under `Other`, with its own words.
pub(crate) fn trouble(error: &DieselError) -> Trouble {
    let DieselError::DatabaseError(kind, information) = error else { return Trouble::Other };
    let says = |text: &str| information.message().contains(text);
    if says("disk is full") || says("No space left on device") {
        Trouble::Full
    } else if matches!(kind, DatabaseErrorKind::SerializationFailure)
        || says("database is locked")
        || says("database table is locked")
        || says("lock timeout")
    {
        Trouble::Busy
    } else {
        Trouble::Other
    }
}

/// Whether trying again may help.
pub(crate) fn is_busy(error: &DieselError) -> bool {
    trouble(error) == Trouble::Busy
}

/// Whether a unique number or index refused the row.
pub(crate) fn is_taken(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}

/// Whether a row was refused for what is in it.
pub(crate) fn is_violation(error: &DieselError) -> bool {
    use DatabaseErrorKind::{
        CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
    };
    matches!(
        error,
        DieselError::DatabaseError(
            CheckViolation | ForeignKeyViolation | NotNullViolation | UniqueViolation,
            _
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewToken, Role, Store, StoreError, Who};
    use domain::Moment;

    fn who() -> Who {
        Who::new("person 1", Moment(1))
    }

    /// A store on a new file, whose one idle connection has run `pragma`.
    fn strained(folder: &tempfile::TempDir, pragma: &str) -> Store {
        let path = folder.path().join("town.db");
        let store = Store::open(path.to_str().unwrap()).unwrap();
        let run = |connection: &mut AnyConnection| (connection.batch_execute(pragma), true);
        store.pool.lend("straining", run).unwrap().unwrap();
        store
    }

    #[test]
    fn a_full_disk_is_said_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = strained(&folder, "PRAGMA max_page_count = 1");
        let long = NewToken {
            name: "长".repeat(1 << 20),
            role: Role::Viewer,
            area: None,
            hash: vec![1; 32],
            created: Moment(1),
        };
        let full = store.create_token(&long, &who()).unwrap_err();
        assert!(matches!(full, StoreError::Full { .. }), "{full}");
        assert!(full.to_string().contains("nothing was changed"), "{full}");
        assert_eq!(store.tokens().unwrap(), []);
        store.integrity().unwrap();
    }

    #[test]
    fn a_writer_that_waited_too_long_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let first = strained(&folder, "");
        let second = strained(&folder, "PRAGMA busy_timeout = 20");
        let busy = first.write("holding the lock", |_| {
            Ok::<_, Stop<StoreError>>(second.revoke_token(1, &who()))
        });
        let busy = busy.unwrap().unwrap_err();
        assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
        assert!(!second.revoke_token(1, &who()).unwrap(), "later it works again");
    }

    #[test]
    fn what_postgresql_says_is_sorted_too() {
        let said = |text: &str| {
            let text = Box::new(text.to_owned());
            trouble(&DieselError::DatabaseError(DatabaseErrorKind::Unknown, text))
        };
        assert_eq!(said("canceling statement due to lock timeout"), Trouble::Busy);
        assert_eq!(said("could not extend file: No space left on device"), Trouble::Full);
        assert_eq!(said("relation \"area\" does not exist"), Trouble::Other);
    }
}
