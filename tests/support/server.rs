//! A running server: started on a free port, asked over HTTP, stopped politely.

use crate::Jingwei;
use serde_json::Value;
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// `jingwei serve` in the background. Dropping it checks that its log stayed clean.
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: std::path::PathBuf,
    expected: Vec<&'static str>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: ureq::http::HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Server {
    /// How long a start may take: a debug build that builds a city's atlas.
    const PATIENCE: Duration = Duration::from_mins(1);

    pub(crate) fn start(home: &Jingwei, flags: &[&str]) -> Self {
        let address = free_address();
        let listen = address.to_string();
        let log = home.path(&format!("server-{}.log", address.port()));
        let file = std::fs::File::create(&log).expect("the test folder is writable");
        let child = home
            .command(&[&["serve", "--listen", &listen], flags].concat())
            .stdout(file.try_clone().map_or_else(|_| Stdio::null(), Stdio::from))
            .stderr(file)
            .spawn()
            .expect("the binary starts");
        let mut server = Self { child, address, log, expected: Vec::new() };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&mut self) {
        let began = Instant::now();
        loop {
            if self.try_get("/readyz").is_some_and(|reply| reply.status == 200) {
                return;
            }
            let ended = self.child.try_wait().expect("the child is ours");
            assert!(ended.is_none(), "the server ended early: {ended:?}\n{}", self.log());
            assert!(began.elapsed() < Self::PATIENCE, "the server is not ready\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Its process, for those who want to kill it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything it wrote so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// A warning with these words is part of the journey.
    pub fn expect_warning(&mut self, words: &'static str) {
        self.expected.push(words);
    }

    /// Asks; the server must answer something.
    pub fn get(&self, path: &str) -> Reply {
        self.try_get(path).expect("the server answers")
    }

    /// Asks; `None` if nobody answers.
    pub fn try_get(&self, path: &str) -> Option<Reply> {
        read(agent().get(self.url(path)).call())
    }

    /// Asks with a header.
    pub fn get_with(&self, path: &str, header: (&str, &str)) -> Reply {
        read(agent().get(self.url(path)).header(header.0, header.1).call())
            .expect("the server answers")
    }

    /// Sends a body.
    pub fn post(&self, path: &str, kind: &str, body: &[u8]) -> Reply {
        self.try_post(path, kind, body).expect("the server answers")
    }

    /// Sends a body; `None` if the connection broke.
    pub fn try_post(&self, path: &str, kind: &str, body: &[u8]) -> Option<Reply> {
        read(agent().post(self.url(path)).header("content-type", kind).send(body))
    }

    /// Asks for JSON that must come.
    pub fn json(&self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    }

    /// Ends it the way an operator does and returns its exit code.
    pub fn stop(self) -> Option<i32> {
        self.signal("-TERM");
        self.stop_soon()
    }

    /// Waits for the end of one that was told to end; `None` if it does not.
    pub fn stop_soon(mut self) -> Option<i32> {
        let began = Instant::now();
        while began.elapsed() < Self::PATIENCE {
            if let Some(status) = self.child.try_wait().expect("the child is ours") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Ends it the way a power cut does.
    pub fn kill(mut self) {
        self.child.kill().expect("the child is ours");
        self.child.wait().expect("the child is ours");
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let done =
            std::process::Command::new("kill").args([name, &self.pid().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "the server is still there to be told");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            return;
        }
        let log = self.log();
        let loud = |line: &&str| {
            line.contains("WARN") || line.contains("ERROR") || line.contains("panicked")
        };
        let known = |line: &&str| self.expected.iter().any(|words| line.contains(words));
        let stains: Vec<&str> = log.lines().filter(loud).filter(|line| !known(line)).collect();
        assert!(stains.is_empty(), "the log must stay clean: {stains:#?}");
    }
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// One header as text; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A loopback address nobody listens on.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound port")
}

pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_mins(2)))
        .max_redirects(0)
        .build()
        .new_agent()
}

pub(crate) fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Reply> {
    let (parts, body) = answer.ok()?.into_parts();
    let mut bytes = Vec::new();
    body.into_reader().read_to_end(&mut bytes).ok()?;
    Some(Reply { status: parts.status.as_u16(), headers: parts.headers, body: bytes })
}
