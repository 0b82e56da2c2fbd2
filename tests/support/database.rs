//! A database for one test: a file, or a fresh database in the run's PostGIS.

use crate::figures::in_ci;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where `--db` points.
pub struct Database {
    address: String,
    kind: Kind,
}

enum Kind {
    Sqlite(PathBuf),
    Postgis { server: String, name: String },
}

impl Database {
    /// The embedded database in a file that need not exist yet.
    pub fn sqlite(path: &Path) -> Self {
        let address = path.to_str().expect("temporary paths are text").to_owned();
        Self { address, kind: Kind::Sqlite(path.to_owned()) }
    }

    /// An empty database in the cluster that `JINGWEI_TEST_POSTGRES` names.
    pub fn postgis() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(server) =
            std::env::var("JINGWEI_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
        else {
            assert!(!in_ci(), "CI must have PostGIS: JINGWEI_TEST_POSTGRES is not set");
            crate::figures::say("skipped on PostGIS: JINGWEI_TEST_POSTGRES is not set");
            return None;
        };
        let name =
            format!("journey_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        psql(&server, &format!("CREATE DATABASE {name}"));
        let (base, _) = server.rsplit_once('/').expect("postgres://host/database");
        Some(Self { address: format!("{base}/{name}"), kind: Kind::Postgis { server, name } })
    }

    /// The value of `--db`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The file of the embedded database, if it is that.
    pub fn file(&self) -> Option<&Path> {
        match &self.kind {
            Kind::Sqlite(path) => Some(path),
            Kind::Postgis { .. } => None,
        }
    }

    /// Every byte of the embedded database, its journal included.
    ///
    /// Read while nobody writes; a journal that was emptied counts as none.
    pub fn bytes(&self) -> Vec<u8> {
        let path = self.file().expect("an embedded database");
        let journal = std::fs::read(format!("{}-wal", path.display())).unwrap_or_default();
        [std::fs::read(path).expect("the database is there"), journal].concat()
    }

    /// What SQLite itself says about its file: `ok`, or what is broken.
    ///
    /// Asked through Python, whose standard library brings SQLite.
    pub fn integrity(&self) -> String {
        let path = self.file().expect("an embedded database");
        let ask = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])";
        let python = std::env::var("JINGWEI_PYTHON").ok().filter(|path| !path.is_empty());
        let output = Command::new(python.as_deref().unwrap_or("python3"))
            .args(["-c", ask])
            .arg(path)
            .output();
        let output = output.expect("python3 is on this machine");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The answer of a query as `psql -At` prints it. PostGIS only.
    pub fn query(&self, sql: &str) -> String {
        psql(&self.address, sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Kind::Postgis { server, name } = &self.kind {
            psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn psql(url: &str, sql: &str) -> String {
    let output = Command::new("psql")
        .args([url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .output()
        .expect("psql is installed with PostgreSQL");
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
