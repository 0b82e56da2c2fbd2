//! A database of its own for each test, gone afterwards.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::sync::atomic::{AtomicUsize, Ordering};
use store::Store;
use tempfile::TempDir;

/// An empty database and what takes it away again.
pub(crate) struct Scratch {
    place: String,
    keeper: Keeper,
}

enum Keeper {
    Folder { _until_dropped: TempDir },
    Server { url: String, name: String },
}

impl Scratch {
    /// A SQLite file that does not exist yet, in a folder that does not either.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new/town.db").to_str().unwrap().to_owned();
        Self { place, keeper: Keeper::Folder { _until_dropped: folder } }
    }

    /// An empty database on the test server; `None`, said once, where there is none.
    pub(crate) fn postgis() -> Option<Self> {
        static COUNTER: AtomicUsize = AtomicUsize::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let url = std::env::var("JINGWEI_TEST_POSTGRES").unwrap_or_default();
        if url.is_empty() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs JINGWEI_TEST_POSTGRES");
            if number == 0 {
                println!("skipped on PostGIS: JINGWEI_TEST_POSTGRES is not set");
            }
            return None;
        }
        let name = format!("jingwei_store_{}_{number}", std::process::id());
        run(&url, &format!("CREATE DATABASE {name}"));
        Some(Self { place: on_server(&url, &name), keeper: Keeper::Server { url, name } })
    }

    /// What `Store::open` takes.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Store {
        Store::open(&self.place).unwrap()
    }

    /// Whether it is a file.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.keeper, Keeper::Folder { .. })
    }

    /// Runs SQL before a store is there.
    pub(crate) fn make(&self, sql: &str) {
        if self.is_sqlite() {
            let folder = std::path::Path::new(&self.place).parent().unwrap();
            std::fs::create_dir_all(folder).unwrap();
        }
        self.tamper(sql);
    }

    /// What the database says to SQL that it must refuse.
    pub(crate) fn refuses(&self, sql: &str) -> String {
        let outcome = match self.keeper {
            Keeper::Folder { .. } => {
                diesel::SqliteConnection::establish(&self.place).unwrap().batch_execute(sql)
            }
            Keeper::Server { .. } => {
                PgConnection::establish(&self.place).unwrap().batch_execute(sql)
            }
        };
        outcome.unwrap_err().to_string()
    }

    /// Runs SQL behind the store's back.
    pub(crate) fn tamper(&self, sql: &str) {
        match self.keeper {
            Keeper::Folder { .. } => {
                diesel::SqliteConnection::establish(&self.place)
                    .unwrap()
                    .batch_execute(sql)
                    .unwrap();
            }
            Keeper::Server { .. } => run(&self.place, sql),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Keeper::Server { url, name } = &self.keeper {
            run(url, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn run(url: &str, sql: &str) {
    PgConnection::establish(url).unwrap().batch_execute(sql).unwrap();
}

/// The address of another database on the same server.
fn on_server(url: &str, name: &str) -> String {
    let (address, query) =
        url.split_once('?').map_or((url, ""), |(address, query)| (address, query));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{name}?{query}").trim_end_matches('?').to_owned()
}
