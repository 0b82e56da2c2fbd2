//! GEOS through shapely, in a process of its own that times itself by the same clock.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A running peer. It does one thing at a time and says how long it took.
pub struct Shapely {
    child: Child,
    ask: ChildStdin,
    hear: BufReader<ChildStdout>,
    about: String,
}

impl Shapely {
    /// Starts the peer on the city's folder with the Python that `JINGWEI_PYTHON` names.
    pub fn start(city: &Path) -> Option<Self> {
        let python = std::env::var("JINGWEI_PYTHON").ok().filter(|path| !path.is_empty())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("shapely_peer.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(city)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let ask = child.stdin.take()?;
        let mut hear = BufReader::new(child.stdout.take()?);
        let mut about = String::new();
        hear.read_line(&mut about).ok()?;
        Some(Self { child, ask, hear, about: about.trim().to_owned() })
    }

    /// Its versions.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Does a job so many times and says how much processor time that took.
    pub fn time(&mut self, job: &str, times: u64) -> Duration {
        Duration::from_nanos(self.number(&format!("{job} {times}")))
    }

    /// A figure of the peer, such as the points that are left after simplifying.
    pub fn number(&mut self, question: &str) -> u64 {
        writeln!(self.ask, "{question}").expect("the peer listens");
        let mut line = String::new();
        self.hear.read_line(&mut line).expect("the peer answers");
        line.trim().parse().expect("the peer answers with a number")
    }
}

impl Drop for Shapely {
    fn drop(&mut self) {
        // Closing its input would end it too; a bench that failed should not wait.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
