//! The built binary in a room of its own: a temporary folder and one database.

use crate::{Database, Server};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// `jingwei` with a fresh folder and a fresh database, both gone at the end.
pub struct Jingwei {
    room: tempfile::TempDir,
    database: Database,
}

/// What one command did.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` if a signal ended it.
    pub exit: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Jingwei {
    /// On SQLite, which needs nothing else.
    pub fn on_sqlite() -> Self {
        let room = tempfile::tempdir().expect("a temporary folder");
        let database = Database::sqlite(&room.path().join("jingwei.db"));
        Self { room, database }
    }

    /// On a database of its own in the PostGIS of this test run; `None`, and a
    /// word about it, where there is none. In CI there must be one.
    pub fn on_postgis() -> Option<Self> {
        let database = Database::postgis()?;
        Some(Self { room: tempfile::tempdir().expect("a temporary folder"), database })
    }

    /// Every backend there is here, with the name to show.
    pub fn on_each() -> Vec<(&'static str, Self)> {
        let sqlite = ("sqlite", Self::on_sqlite());
        [Some(sqlite), Self::on_postgis().map(|own| ("postgis", own))]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The value of `--db`.
    pub fn db(&self) -> &str {
        self.database.address()
    }

    /// The database itself.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A path inside this folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    /// Writes a file into this folder and returns its path as an argument.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).expect("the test folder is writable");
        text(&path)
    }

    /// A path inside this folder, as an argument.
    pub fn arg(&self, name: &str) -> String {
        text(&self.path(name))
    }

    /// Reads a file of this folder, unpacked if it is packed.
    pub fn read(&self, name: &str) -> Vec<u8> {
        unpacked(fs::read(self.path(name)).expect("the command wrote the file"))
    }

    /// The command, not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(["--db", self.db()])
            .args(args)
            .current_dir(self.room.path())
            .env_remove("JINGWEI_DB")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().expect("the binary starts");
        Run {
            exit: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command that must succeed.
    pub fn ok(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.exit, Some(0), "jingwei {args:?}\n{run}");
        run
    }

    /// Runs a command with `--json` that must succeed, and reads its answer.
    pub fn json(&self, args: &[&str]) -> Value {
        self.ok(&[&["--json"], args].concat()).json()
    }

    /// Starts a command and returns at once.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts")
    }

    /// Serves this database on a free port of the loopback address.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// The same with more flags.
    pub fn serve_with(&self, flags: &[&str]) -> Server {
        Server::start(self, flags)
    }
}

impl Run {
    /// The answer of a command run with `--json`.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| {
            assert!(self.out.is_empty(), "not JSON: {error}\n{self}");
            Value::Null
        })
    }

    /// Both streams, for looking for words.
    pub fn said(&self) -> String {
        format!("{}\n{}", self.out, self.err)
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let end = |text: &str| {
            text.chars().rev().take(3000).collect::<Vec<_>>().iter().rev().collect::<String>()
        };
        write!(f, "exit {:?}\n--- out\n{}\n--- err\n{}", self.exit, end(&self.out), end(&self.err))
    }
}

/// The binary under test: `JINGWEI_BIN`, else the one of this build's own profile.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("JINGWEI_BIN") {
        return path.into();
    }
    // Tests run from target/PROFILE/deps.
    let own = std::env::current_exe().expect("the test knows its own path");
    let profile = own.ancestors().nth(2).expect("a profile folder");
    let path = profile.join("jingwei");
    assert!(path.exists(), "build it first: cargo build -p app ({})", path.display());
    path
}

/// Packs bytes with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory is writable");
    packed.finish().expect("memory is writable")
}

/// Bytes as they are, or what is inside if they are gzip.
pub fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).expect("whole gzip");
    plain
}

fn text(path: &Path) -> String {
    path.to_str().expect("temporary paths are text").to_owned()
}
