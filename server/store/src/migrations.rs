//! Brings the tables up to date when a database is opened.
//!
//! The migrations are inside the binary. Two processes that start at once are
//! safe: the second waits for the first and finds nothing left to do.

use crate::connection::{AnyConnection, connect};
use crate::error::StoreError;
use crate::place::Place;
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Two processes do not change the tables at once.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7667821001000000001)";

/// What can go wrong inside a migration, and the version nobody here knows.
enum Problem {
    Newer(String),
    Failed(Box<dyn Error + Send + Sync>),
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs what is pending. All of it is one transaction.
pub(crate) fn migrate(connection: &mut AnyConnection, place: &Place) -> Result<(), StoreError> {
    let outcome = match connection {
        AnyConnection::Sqlite(connection) => up_sqlite(connection),
        AnyConnection::Postgres(connection) => up_postgres(connection),
    };
    outcome.map_err(|problem| told(problem, place))
}

/// Takes every table away again, with all they hold: for the tests of the way
/// down, and for removing Jingwei from a database that others use too.
pub fn revert_migrations(place: &str) -> Result<(), StoreError> {
    let place = Place::parse(place);
    let outcome = match connect(&place)? {
        AnyConnection::Sqlite(mut connection) => connection.immediate_transaction(|connection| {
            connection.revert_all_migrations(SQLITE)?;
            Ok(())
        }),
        AnyConnection::Postgres(mut connection) => connection.transaction(|connection| {
            connection.batch_execute(MIGRATION_LOCK)?;
            connection.revert_all_migrations(POSTGRES)?;
            Ok(())
        }),
    };
    outcome.map_err(|problem| told(problem, &place))
}

fn up_sqlite(connection: &mut SqliteConnection) -> Result<(), Problem> {
    // Without this look, every start would wait for whoever is writing.
    if is_current(connection, &SQLITE)? {
        return Ok(());
    }
    connection.immediate_transaction(|connection| {
        connection.run_pending_migrations(SQLITE)?;
        Ok(())
    })
}

fn up_postgres(connection: &mut PgConnection) -> Result<(), Problem> {
    connection.transaction(|connection| {
        connection.batch_execute(MIGRATION_LOCK)?;
        if !is_current(connection, &POSTGRES)? {
            connection.run_pending_migrations(POSTGRES)?;
        }
        Ok(())
    })
}

/// Nothing is pending; or an error, if something was applied that is not known here.
fn is_current<DB: Backend>(
    harness: &mut impl MigrationHarness<DB>,
    known: &EmbeddedMigrations,
) -> Result<bool, Problem>
where
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    use diesel::migration::MigrationSource;
    let applied = harness.applied_migrations()?;
    let known = MigrationSource::<DB>::migrations(known)?;
    let is_known = |version| known.iter().any(|migration| migration.name().version() == version);
    match applied.iter().find(|version| !is_known((*version).as_owned())) {
        Some(stranger) => Err(Problem::Newer(stranger.to_string())),
        None => Ok(applied.len() == known.len()),
    }
}

fn told(problem: Problem, place: &Place) -> StoreError {
    let place = place.clone();
    match problem {
        Problem::Newer(version) => StoreError::Newer { place, version },
        Problem::Failed(error) => StoreError::Migrate { place, reason: error.to_string() },
    }
}
