//! The change log: who did what, when and why. Rows are added and never changed.
//!
//! Every function that writes adds its row in the same transaction: what is not in the
//! log did not happen. The log names people by their numbers only; see [`crate::Person`].

mod seals;

pub use seals::{LogFault, LogReport, Seal};

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::{Stop, StoreError};
use crate::rows::LogRecord;
use crate::schema::change_log;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::Moment;
use serde_json::Value;

/// Who does something, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// `person 3`, `token 2`, `jingwei`: never a name, for the log outlives people.
    pub actor: String,
    /// When.
    pub at: Moment,
    /// Why, in their words; may be empty.
    pub why: String,
}

impl Who {
    /// Somebody who gives no reason.
    pub fn new(actor: impl Into<String>, at: Moment) -> Self {
        Self { actor: actor.into(), at, why: String::new() }
    }
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number; they have no gaps.
    pub id: i64,
    /// Who, when and why.
    pub who: Who,
    /// What was done, such as `publish`.
    pub what: String,
    /// To what, such as `draft 4`.
    pub subject: String,
    /// The particulars, a JSON object.
    pub body: Value,
}

/// Which rows of the log are wanted. The default is the newest rows of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogFilter {
    /// Only rows before this one: for the next page.
    pub before: Option<i64>,
    /// Only rows about this subject.
    pub subject: Option<String>,
    /// Only what this actor did.
    pub actor: Option<String>,
    /// Only these deeds, as in `set_state`; all where none is named.
    pub what: Vec<String>,
}

impl Store {
    /// Rows of the change log, newest first, at most `limit` of them.
    pub fn change_log(&self, filter: &LogFilter, limit: i64) -> Result<Vec<LogEntry>, StoreError> {
        self.read("reading the change log", |connection| {
            let mut query = change_log::table.into_boxed();
            if let Some(before) = filter.before {
                query = query.filter(change_log::id.lt(before));
            }
            if let Some(subject) = &filter.subject {
                query = query.filter(change_log::subject.eq(subject));
            }
            if let Some(actor) = &filter.actor {
                query = query.filter(change_log::actor.eq(actor));
            }
            if !filter.what.is_empty() {
                query = query.filter(change_log::what.eq_any(&filter.what));
            }
            let rows: Vec<LogRecord> =
                query.order(change_log::id.desc()).limit(limit).load(connection)?;
            rows.into_iter().map(read_entry).collect()
        })
    }

    /// Adds a row about something that changed nothing else here, such as a backup.
    pub fn note(
        &self,
        what: &str,
        subject: &str,
        body: &Value,
        who: &Who,
    ) -> Result<i64, StoreError> {
        self.write("writing the change log", |connection| {
            Ok(append(connection, what, subject, body, who)?)
        })
    }
}

/// Adds a row to the log, inside the transaction of what it tells of; answers its number.
pub(crate) fn append(
    connection: &mut AnyConnection,
    what: &str,
    subject: &str,
    body: &Value,
    who: &Who,
) -> QueryResult<i64> {
    let id = next_id(connection)?;
    let row = LogRecord {
        id,
        at: who.at.0,
        actor: who.actor.clone(),
        what: what.into(),
        subject: subject.into(),
        why: who.why.clone(),
        body: body.to_string(),
    };
    diesel::insert_into(change_log::table).values(row).execute(connection)?;
    Ok(id)
}

/// The number that the next row of the log gets.
pub(crate) fn next_id(connection: &mut AnyConnection) -> QueryResult<i64> {
    let last: Option<i64> = change_log::table.select(max(change_log::id)).first(connection)?;
    Ok(last.unwrap_or(0) + 1)
}

fn read_entry<R>(row: LogRecord) -> Result<LogEntry, Stop<R>> {
    let body = serde_json::from_str(&row.body);
    Ok(LogEntry {
        id: row.id,
        who: Who { actor: row.actor, at: Moment(row.at), why: row.why },
        what: row.what,
        subject: row.subject,
        body: body.map_err(|error| Stop::damaged(format!("row {} of the log: {error}", row.id)))?,
    })
}
