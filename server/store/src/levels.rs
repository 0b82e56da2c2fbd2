//! The ladder of levels: chosen once, fixed from the first release on.

use crate::Store;
use crate::connection::AnyConnection;
use crate::drafts;
use crate::error::{Stop, StoreError};
use crate::releases::newest;
use crate::rows::LevelRecord;
use crate::schema::level;
use diesel::prelude::*;
use domain::{Level, Levels};

/// Why a ladder of levels was not taken.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Areas of the old ladder are published or drafted.
    #[error("the levels are fixed once something is published or drafted; they are {levels}")]
    LevelsInUse {
        /// The ladder that stays, as `KEY:名称,…`.
        levels: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Whether a ladder of levels has been chosen.
    pub fn is_initialised(&self) -> Result<bool, StoreError> {
        self.read("looking for the levels", |connection| {
            Ok(diesel::select(diesel::dsl::exists(level::table.select(level::key)))
                .get_result(connection)?)
        })
    }

    /// Chooses the ladder of levels. The same ladder again changes nothing; another
    /// one is taken only as long as nothing is published or drafted.
    pub fn init(&self, levels: &Levels) -> Result<(), InitError> {
        self.write("choosing the levels", |connection| {
            let known = read_levels(connection)?;
            if known.iter().eq(levels.iter()) {
                return Ok(());
            }
            if is_in_use(connection)? {
                let levels = known.iter().map(|Level { key, name }| format!("{key}:{name}"));
                let levels = levels.collect::<Vec<_>>().join(",");
                return Err(Stop::Refused(InitError::LevelsInUse { levels }));
            }
            diesel::delete(level::table).execute(connection)?;
            for (rank, Level { key, name }) in (0..).zip(levels.iter()) {
                diesel::insert_into(level::table)
                    .values(LevelRecord { key: key.to_string(), name: name.clone(), rank })
                    .execute(connection)?;
            }
            Ok(())
        })
    }

    /// The ladder of levels.
    pub fn levels(&self) -> Result<Levels, StoreError> {
        self.read("reading the levels", |connection| self.ladder(connection))
    }

    /// The ladder of levels, inside a transaction.
    pub(crate) fn ladder(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Levels, Stop<StoreError>> {
        let rungs = read_levels(connection)?;
        if rungs.is_empty() {
            let place = self.place().clone();
            return Err(Stop::Refused(StoreError::NotInitialised { place }));
        }
        from_rungs(rungs).map_err(Stop::damaged)
    }
}

fn read_levels<R>(connection: &mut AnyConnection) -> Result<Vec<Level>, Stop<R>> {
    let rows: Vec<LevelRecord> = level::table.order(level::rank).load(connection)?;
    rows.into_iter().map(|row| row.into_level().map_err(Stop::Damaged)).collect()
}

fn is_in_use(connection: &mut AnyConnection) -> QueryResult<bool> {
    let published = newest(connection)?.is_some();
    Ok(published || drafts::any_alive(connection)?)
}

/// Names may hold any character, so the rungs do not go through `Levels::parse`.
fn from_rungs(rungs: Vec<Level>) -> serde_json::Result<Levels> {
    serde_json::to_value(rungs).and_then(serde_json::from_value)
}
