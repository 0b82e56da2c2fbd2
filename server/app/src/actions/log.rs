//! The change log: who did what, when and why. It names people by their numbers; their
//! names are looked up for whoever may read it.

use crate::clock;
use crate::state::App;
use anyhow::Context;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{LogFilter, LogReport, Seal};
use utoipa::ToSchema;

/// A row of the change log.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LogRow {
    /// Its number; they have no gaps.
    pub(crate) id: i64,
    /// When.
    pub(crate) at: String,
    /// Who, as in `person 3`, `token 2` or `command line`.
    pub(crate) actor: String,
    /// What the person is called now; null for others, and once erased.
    pub(crate) name: Option<String>,
    /// What was done, as in `publish`.
    pub(crate) what: String,
    /// To what, as in `draft 4`.
    pub(crate) subject: String,
    /// Why, in their words.
    pub(crate) why: String,
    /// The particulars.
    #[schema(value_type = Object)]
    pub(crate) body: Value,
}

/// Rows of the change log, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LogPage {
    /// The rows.
    pub(crate) rows: Vec<LogRow>,
    /// For the page after; null on the last one.
    pub(crate) before: Option<i64>,
}

/// What checking the change log found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Verified {
    /// Rows in the log.
    pub(crate) rows: i64,
    /// Of these, rows under a seal.
    pub(crate) sealed: i64,
    /// The hash of the last seal, to be held against one written down elsewhere.
    pub(crate) hash: Option<String>,
    /// What is wrong; empty where all is as it was written.
    pub(crate) faults: Vec<String>,
}

/// Holds the whole change log against its seals.
pub(crate) fn verify(app: &App) -> anyhow::Result<Verified> {
    let report = app.store.verify_log().context("checking the change log")?;
    let LogReport { rows, sealed, hash, faults, .. } = report;
    let faults = faults.iter().map(ToString::to_string).collect();
    Ok(Verified { rows, sealed, hash, faults })
}

/// Seals what was added since the last seal; `None` where nothing was.
pub(crate) fn seal(app: &App) -> anyhow::Result<Option<Seal>> {
    app.store.seal_log(clock::now()).context("sealing the change log")
}

/// A page of the change log.
pub(crate) fn page(app: &App, filter: &LogFilter, limit: usize) -> anyhow::Result<LogPage> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let entries = app.store.change_log(filter, most).context("reading the change log")?;
    let people = app.store.people().context("listing the people")?;
    let names: BTreeMap<String, String> = people
        .into_iter()
        .filter(|person| person.erased.is_none())
        .map(|person| (super::people::subject(person.id), person.name))
        .collect();
    let before = entries.last().map(|entry| entry.id).filter(|_| entries.len() == limit);
    let rows = entries.into_iter().map(|entry| LogRow {
        id: entry.id,
        at: clock::text(entry.who.at),
        name: names.get(&entry.who.actor).cloned(),
        actor: entry.who.actor,
        what: entry.what,
        subject: entry.subject,
        why: entry.who.why,
        body: entry.body,
    });
    Ok(LogPage { rows: rows.collect(), before: before.filter(|id| *id > 1) })
}
