//! What a store promises, held against SQLite and against PostGIS.
//!
//! Every test written with [`on_both`] runs once for each database, on one of its
//! own. PostGIS is the server that `JINGWEI_TEST_POSTGRES` names; without it those
//! runs are skipped, except in CI, where they fail.

#![expect(clippy::unwrap_used, reason = "in a test, a failure should stop it where it is")]
#![expect(clippy::panic, reason = "in a test, a failure should stop it where it is")]
#![expect(clippy::print_stdout, reason = "figures and skips are read by people")]

/// Runs each test on SQLite and on PostGIS.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                super::$test(&crate::scratch::Scratch::sqlite());
            })+
        }
        mod on_postgis {
            $(#[test]
            fn $test() {
                if let Some(scratch) = crate::scratch::Scratch::postgis() {
                    super::$test(&scratch);
                }
            })+
        }
    };
}

mod backups;
mod changes;
mod datasets;
mod drafts;
mod history;
mod incidents;
mod killed;
mod lineage;
mod log;
mod older;
mod opening;
mod people;
mod publishing;
mod qgis;
mod round_trip;
mod scratch;
mod size;
mod stations;
mod tokens;
mod town;
