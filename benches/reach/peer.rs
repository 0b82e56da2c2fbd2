//! Valhalla, in a process of its own that times itself by the same clock.

use domain::topo::Point;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running peer. It does one thing at a time.
pub(crate) struct Valhalla {
    child: Child,
    ask: ChildStdin,
    hear: BufReader<ChildStdout>,
    about: String,
}

/// A walk as the peer found it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walked {
    pub(crate) seconds: f64,
    pub(crate) metres: f64,
}

impl Valhalla {
    /// Starts the peer with the Python that `JINGWEI_PYTHON` names.
    pub(crate) fn start(data: &Path, scratch: &Path) -> Self {
        let python = std::env::var("JINGWEI_PYTHON").expect("scripts/bench-reach sets it");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("reach_peer.py");
        let mut child = Command::new(python)
            .arg(script)
            .args([data, scratch])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peer starts");
        let ask = child.stdin.take().expect("a pipe");
        let hear = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut peer = Self { child, ask, hear, about: String::new() };
        let hello = peer.answer();
        hello["about"].as_str().expect("it says what it is").clone_into(&mut peer.about);
        peer
    }

    /// Its name and version.
    pub(crate) fn about(&self) -> &str {
        &self.about
    }

    /// Asks and waits.
    pub(crate) fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.ask, "{question}").expect("the peer listens");
        self.answer()
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.hear.read_line(&mut line).expect("the peer answers");
        serde_json::from_str(&line).expect("the peer answers in JSON")
    }

    /// Walks to each of the targets.
    pub(crate) fn matrix(&mut self, city: &str, at: Point, to: &[Point]) -> Vec<Option<Walked>> {
        let targets: Vec<Value> = to.iter().copied().map(position).collect();
        let question =
            json!({"do": "matrix", "city": city, "at": position(at), "targets": targets});
        let found = self.ask(&question);
        let walked =
            |pair: &Value| Some(Walked { seconds: pair[0].as_f64()?, metres: pair[1].as_f64()? });
        found.as_array().expect("a list").iter().map(walked).collect()
    }

    /// An isochrone: nanoseconds, and the text of its GeoJSON.
    pub(crate) fn isochrone(
        &mut self,
        city: &str,
        at: Point,
        minutes: &[u32],
        neutral: bool,
    ) -> (f64, String) {
        let answer = self.ask(&json!({
            "do": "isochrone", "city": city, "at": position(at), "minutes": minutes,
            "neutral": neutral,
        }));
        let nanos = answer["ns"].as_f64().expect("a number");
        (nanos, answer["text"].as_str().expect("a text").to_owned())
    }
}

impl Drop for Valhalla {
    fn drop(&mut self) {
        // Closing its input would end it too; a bench that failed should not wait.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A point as a JSON position.
pub(crate) fn position(at: Point) -> Value {
    json!([at.lon(), at.lat()])
}

/// A JSON position as a point.
pub(crate) fn point(position: &Value) -> Point {
    let degrees = |n: usize| position[n].as_f64().expect("a number");
    Point::from_degrees(degrees(0), degrees(1)).expect("a place on the globe")
}
