//! A draft over HTTP, from its opening to its publication.

use crate::caller::{Caller, fresh_key};
use crate::{Reply, instant};
use serde_json::{Value, json};

/// What came, or the refusal.
pub type Answer = Result<Value, Box<Reply>>;

/// A draft as one caller sees it: everything is sent with the revision that was seen last.
pub struct Draft<'a> {
    by: &'a Caller,
    id: i64,
    revision: String,
}

impl<'a> Draft<'a> {
    /// Opens one.
    pub fn open(by: &'a Caller, title: &str) -> Self {
        let reply = by.post("/api/v1/drafts", &json!({"title": title}));
        assert_eq!(reply.status, 201, "{}", reply.text());
        let id = reply.json()["id"].as_i64().expect("a draft has a number");
        Self { by, id, revision: reply.header("etag").to_owned() }
    }

    /// One that is there, as another caller sees it.
    pub fn seen(by: &'a Caller, id: i64) -> Self {
        let mut draft = Self { by, id, revision: String::new() };
        draft.look();
        draft
    }

    /// Its number.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The revision seen last, as an entity tag.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Its address, or that of something of it.
    pub fn path(&self, of: &str) -> String {
        format!("/api/v1/drafts/{}{of}", self.id)
    }

    /// Everything there is to know of it.
    pub fn look(&mut self) -> Value {
        let reply = self.by.get(&self.path(""));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.header("etag").clone_into(&mut self.revision);
        reply.json()
    }

    /// Something of it as JSON.
    pub fn read(&self, of: &str) -> Value {
        self.by.json(&self.path(of))
    }

    /// The state it is in.
    pub fn state(&mut self) -> String {
        self.look()["draft"]["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Sends to something of it; `Err` is the refusal.
    pub fn post(&mut self, of: &str, body: &Value) -> Answer {
        self.post_as(of, body, &fresh_key())
    }

    /// The same under a key of one's own.
    pub fn post_as(&mut self, of: &str, body: &Value, key: &str) -> Answer {
        self.try_post(of, body, key).expect("the server answers")
    }

    /// The same; `None` if the connection broke.
    pub fn try_post(&mut self, of: &str, body: &Value, key: &str) -> Option<Answer> {
        let headers = [("if-match", self.revision.as_str()), ("idempotency-key", key)];
        let reply = self.by.try_send("POST", &self.path(of), &headers, Some(body))?;
        if reply.status >= 300 {
            return Some(Err(Box::new(reply)));
        }
        if !reply.header("etag").is_empty() {
            reply.header("etag").clone_into(&mut self.revision);
        }
        Some(Ok(reply.json()))
    }

    /// Makes an edit.
    pub fn edit(&mut self, edit: &Value) -> Answer {
        self.post("/edits", edit)
    }

    /// Makes an edit that must be possible.
    pub fn must(&mut self, edit: &Value) -> Value {
        done(self.edit(edit))
    }

    /// Takes the last edit back.
    pub fn undo(&mut self) -> Value {
        done(self.post("/undo", &json!({})))
    }

    /// Makes it again.
    pub fn redo(&mut self) -> Value {
        done(self.post("/redo", &json!({})))
    }

    /// Asks for approval.
    pub fn check(&mut self) -> Answer {
        self.post("/check", &json!({}))
    }

    /// Approves it, as somebody else.
    pub fn approved_by(&self, other: &Caller) -> Answer {
        Draft::seen(other, self.id).post("/approve", &json!({"note": "看过了"}))
    }

    /// Makes it the next release now.
    pub fn publish(&mut self) -> Answer {
        self.look();
        self.post("/publish", &json!({"note": "启用"}))
    }

    /// Has it take effect so many seconds from now; the instant it was told.
    pub fn schedule(&mut self, seconds: i64) -> (String, Answer) {
        self.look();
        let effective = instant(seconds);
        let reply = self.post("/schedule", &json!({"effective": effective}));
        (effective, reply)
    }

    /// From the last edit to a release, approved by somebody else.
    pub fn through(&mut self, approver: &Caller) -> Answer {
        self.check()?;
        self.approved_by(approver)?;
        self.publish()
    }
}

/// What came, where nothing may be refused.
pub fn done(answer: Answer) -> Value {
    answer.unwrap_or_else(|reply| {
        assert!(reply.status < 300, "{}: {}", reply.status, reply.text());
        Value::Null
    })
}
