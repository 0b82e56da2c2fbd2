//! Seals: the change log as a chain of hashes, closed batch by batch.
//!
//! A seal is the SHA-256 of the seal before it and of every row since. Whoever wrote the
//! last hash down elsewhere can prove later that nothing before it was changed, taken
//! out or put in.

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::StoreError;
use crate::packed::hex;
use crate::rows::{LogRecord, SealRecord};
use crate::schema::{change_log, seal};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::Moment;
use sha2::{Digest, Sha256};

/// What the first seal follows.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A batch of the log, closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its number.
    pub id: i64,
    /// The first row of the log in it.
    pub first: i64,
    /// The last.
    pub last: i64,
    /// The SHA-256 in hexadecimal digits.
    pub hash: String,
    /// When it was set.
    pub at: Moment,
}

/// What checking the log found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogReport {
    /// Rows in the log.
    pub rows: i64,
    /// Of these, rows under a seal.
    pub sealed: i64,
    /// Seals.
    pub seals: i64,
    /// The hash of the last seal: to be compared with what was written down elsewhere.
    pub hash: Option<String>,
    /// What is wrong, in the order of the log; empty where all is as it was written.
    pub faults: Vec<LogFault>,
}

/// Where the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// Rows are missing.
    #[error("rows {first} to {last} of the change log are missing")]
    Missing {
        /// The first of them.
        first: i64,
        /// The last.
        last: i64,
    },
    /// Rows under a seal, or the seal itself, were changed.
    #[error("seal {seal} does not fit the rows {first} to {last} of the change log")]
    Broken {
        /// The seal.
        seal: i64,
        /// The first row under it.
        first: i64,
        /// The last.
        last: i64,
    },
    /// A seal does not follow the one before it: one was changed, or taken out.
    #[error("seal {seal} of the change log does not follow the seal before it")]
    Unchained {
        /// The seal.
        seal: i64,
    },
}

impl Store {
    /// Seals what was added to the log since the last seal; `None` if nothing was.
    pub fn seal_log(&self, at: Moment) -> Result<Option<Seal>, StoreError> {
        self.write("sealing the change log", |connection| {
            let before: Option<SealRecord> =
                seal::table.order(seal::id.desc()).first(connection).optional()?;
            let last: Option<i64> =
                change_log::table.select(max(change_log::id)).first(connection)?;
            let sealed = before.as_ref().map_or(0, |seal| seal.last_id);
            let Some(last) = last.filter(|last| *last > sealed) else { return Ok(None) };
            let mut row = SealRecord {
                id: before.as_ref().map_or(1, |seal| seal.id + 1),
                first_id: sealed + 1,
                last_id: last,
                previous: before.map_or_else(|| NOTHING.into(), |seal| seal.hash),
                hash: String::new(),
                at: at.0,
            };
            row.hash = hash_of(connection, &row)?;
            diesel::insert_into(seal::table).values(row.clone()).execute(connection)?;
            Ok(Some(row.into()))
        })
    }

    /// Reads the whole log and holds it against its seals.
    pub fn verify_log(&self) -> Result<LogReport, StoreError> {
        self.read("checking the change log", |connection| {
            let seals: Vec<SealRecord> = seal::table.order(seal::id).load(connection)?;
            let ids: Vec<i64> =
                change_log::table.select(change_log::id).order(change_log::id).load(connection)?;
            let sealed = seals.last().map_or(0, |seal| seal.last_id);
            let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
            let mut report = LogReport {
                rows: count(ids.len()),
                sealed: count(ids.iter().filter(|id| **id <= sealed).count()),
                seals: count(seals.len()),
                hash: seals.last().map(|seal| seal.hash.clone()),
                faults: missing(&ids, sealed),
            };
            let (mut number, mut first, mut previous) = (1, 1, NOTHING);
            for seal in &seals {
                if (seal.id, seal.first_id, seal.previous.as_str()) != (number, first, previous) {
                    report.faults.push(LogFault::Unchained { seal: seal.id });
                }
                if hash_of(connection, seal)? != seal.hash {
                    let (first, last) = (seal.first_id, seal.last_id);
                    report.faults.push(LogFault::Broken { seal: seal.id, first, last });
                }
                (number, first, previous) = (seal.id + 1, seal.last_id + 1, &seal.hash);
            }
            Ok(report)
        })
    }
}

/// The gaps between the rows that are there, and before the last row that was sealed.
fn missing(ids: &[i64], sealed: i64) -> Vec<LogFault> {
    let mut next = 1;
    let mut faults = Vec::new();
    for id in ids.iter().copied().chain([sealed.max(ids.last().copied().unwrap_or(0)) + 1]) {
        if id > next {
            faults.push(LogFault::Missing { first: next, last: id - 1 });
        }
        next = id + 1;
    }
    faults
}

/// Each row is hashed as one line of JSON, so that no text can pass for two fields.
fn hash_of(connection: &mut AnyConnection, seal: &SealRecord) -> QueryResult<String> {
    let mut sum = Sha256::new();
    let head = serde_json::json!([seal.id, seal.first_id, seal.last_id, seal.previous, seal.at]);
    sum.update(format!("{head}\n"));
    let rows = change_log::table
        .filter(change_log::id.between(seal.first_id, seal.last_id))
        .order(change_log::id)
        .load_iter::<LogRecord, _>(connection)?;
    for row in rows {
        let LogRecord { id, at, actor, what, subject, why, body } = row?;
        let line = serde_json::json!([id, at, actor, what, subject, why, body]);
        sum.update(format!("{line}\n"));
    }
    Ok(hex::encode(&sum.finalize()))
}

impl From<SealRecord> for Seal {
    fn from(row: SealRecord) -> Self {
        Self {
            id: row.id,
            first: row.first_id,
            last: row.last_id,
            hash: row.hash,
            at: Moment(row.at),
        }
    }
}
