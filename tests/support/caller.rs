//! Somebody who speaks to a server: with a token, signed in, or as nobody.

use crate::server::{agent, read};
use crate::{Reply, Server};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// Keeps its connection open, as a browser does. Cheap to make another of.
#[derive(Clone)]
pub struct Caller {
    base: String,
    agent: ureq::Agent,
    /// The header that says who it is.
    who: Option<(&'static str, String)>,
}

impl Caller {
    /// Nobody in particular.
    pub fn nobody(server: &Server) -> Self {
        Self { base: server.url(""), agent: agent(), who: None }
    }

    /// Whoever holds a token.
    pub fn with_token(server: &Server, token: &str) -> Self {
        let who = Some(("authorization", format!("Bearer {token}")));
        Self { who, ..Self::nobody(server) }
    }

    /// A person, signed in by password; the refusal if that is not let in.
    pub fn signed_in(server: &Server, login: &str, password: &str) -> Result<Self, Box<Reply>> {
        let nobody = Self::nobody(server);
        let asked = json!({"login": login, "password": password});
        let reply = nobody.post("/api/v1/session", &asked);
        if reply.status != 200 {
            return Err(Box::new(reply));
        }
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Ok(Self { who: Some(("cookie", cookie)), ..nobody })
    }

    /// The same caller at another server of the same database.
    #[must_use]
    pub fn at(&self, server: &Server) -> Self {
        Self { base: server.url(""), ..self.clone() }
    }

    /// Sends a request; `None` if the connection broke.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Option<Reply> {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        let own = self.who.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in own.chain(headers.iter().copied()) {
            request = request.header(name, value);
        }
        match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                let request = request.body(body.to_string()).expect("a request of plain text");
                read(self.agent.run(request))
            }
            None => read(self.agent.run(request.body(()).expect("a request of plain text"))),
        }
    }

    /// Sends a request that must be answered.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Reply {
        self.try_send(method, path, headers, body).expect("the server answers")
    }

    /// Asks.
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None)
    }

    /// Asks for JSON that must come.
    pub fn json(&self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    }

    /// Sends a body under a key of its own.
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        let key = fresh_key();
        self.send("POST", path, &[("idempotency-key", &key)], Some(body))
    }
}

/// A key that no other request of this run has.
pub fn fresh_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
