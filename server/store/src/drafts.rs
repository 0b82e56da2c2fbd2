//! Drafts: many beside each other, each with a state and a revision.
//!
//! Whoever changes a draft says which revision was looked at, and is refused when it has
//! moved: what was not looked at is neither judged nor lost. What the drafts hold is not
//! understood here; replaying and judging are the caller's.

mod edits;
mod remarks;

pub use edits::{KeyedEdit, NewEdit};
pub use remarks::{Comment, Consent, Waiver};

use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::dialect;
use crate::error::{Stop, StoreError};
use crate::log::{self, Who};
use crate::releases::newest;
use crate::rows::DraftRecord;
use crate::schema::{consent, draft, edit};
use diesel::dsl::{count_star, exists, max, select};
use diesel::prelude::*;
use domain::{Draft, DraftState, HighestIds, Moment, ReleaseNo};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Why a draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It was published or discarded, or never was.
    #[error("there is no draft {id} that can still be changed")]
    NotOpen {
        /// The draft that was meant.
        id: i64,
    },
    /// Something happened to it meanwhile: this was decided on less.
    #[error("draft {id} has revision {now} by now, not {seen}: look at it again and repeat")]
    Moved {
        /// The draft.
        id: i64,
        /// The revision that was looked at.
        seen: i64,
        /// The revision it has.
        now: i64,
    },
    /// A draft would start from a release that is not the newest.
    #[error("a draft cannot start from {}: the newest is {}", named(*.base), named(*.wanted))]
    OtherBase {
        /// What it was to start from.
        base: Option<ReleaseNo>,
        /// What it must start from.
        wanted: Option<ReleaseNo>,
    },
    /// Another draft took the numbers that the edit gives to what it makes new.
    #[error("the numbers after those the edit was made with are given by now: make it again")]
    NumbersMoved {
        /// The highest numbers given.
        highest: HighestIds,
    },
    /// The edit was added before, by a request with the same key.
    #[error("this edit was added before; the draft had revision {revision} then")]
    Repeated {
        /// The revision it made.
        revision: i64,
    },
    /// There is no edit that could be undone.
    #[error("draft {id} holds nothing that can be undone")]
    NothingToUndo {
        /// The draft.
        id: i64,
    },
    /// Nothing was undone since the last edit.
    #[error("draft {id} holds nothing that can be done again")]
    NothingToRedo {
        /// The draft.
        id: i64,
    },
    /// A draft becomes a release only by being published, and is given up only by being
    /// discarded; a scheduled one needs an instant.
    #[error("a draft cannot be set to `{}` this way", state.as_str())]
    NoWay {
        /// The state that was asked for.
        state: DraftState,
    },
    /// The edit brings a dataset whose bytes are not there: they are kept first.
    #[error(
        "the bytes of dataset {digest} are not there: they were never kept, or a draft was closed \
         meanwhile; import the file again"
    )]
    NoDataset {
        /// The digest the edit names.
        digest: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A draft as somebody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The draft's number.
    pub draft: i64,
    /// Its revision.
    pub revision: i64,
}

impl From<&Draft> for Seen {
    fn from(draft: &Draft) -> Self {
        Self { draft: draft.id, revision: draft.revision }
    }
}

/// A draft to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NewDraft<'d> {
    /// The newest release; `None` before the first.
    pub base: Option<ReleaseNo>,
    /// What people call it.
    pub title: &'d str,
    /// Why, for whoever reads the history.
    pub note: &'d str,
    /// A request repeated by the same actor with the same key opens nothing new.
    pub key: Option<&'d str>,
}

/// A draft without its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSummary {
    /// The draft's number.
    pub id: i64,
    /// The Release it starts from; `None` before the first.
    pub base: Option<ReleaseNo>,
    /// Rises with everything that happens to the draft.
    pub revision: i64,
    /// What people call it.
    pub title: String,
    /// Why.
    pub note: String,
    /// Who opened it.
    pub author: String,
    /// When it was opened.
    pub opened: Moment,
    /// How far it has come.
    pub state: DraftState,
    /// The instant it is to take effect, once one is set.
    pub effective: Option<Moment>,
    /// The Release it became.
    pub release: Option<ReleaseNo>,
    /// Why it no longer fits what was published since it was planned.
    pub alarm: Option<String>,
    /// How many edits hold.
    pub edits: usize,
}

impl Store {
    /// The drafts in these states, the newest first; all where no state is named.
    pub fn drafts(&self, states: &[DraftState]) -> Result<Vec<DraftSummary>, StoreError> {
        self.read("listing the drafts", |connection| {
            let mut query = draft::table.into_boxed();
            if !states.is_empty() {
                let names: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
                query = query.filter(draft::state.eq_any(names));
            }
            let rows: Vec<DraftRecord> = query.order(draft::id.desc()).load(connection)?;
            let edits: BTreeMap<i64, i64> = edit::table
                .filter(edit::state.eq(edits::MADE))
                .group_by(edit::draft_id)
                .select((edit::draft_id, count_star()))
                .load(connection)?
                .into_iter()
                .collect();
            let edits = |id| usize::try_from(*edits.get(&id).unwrap_or(&0)).unwrap_or(0);
            rows.into_iter().map(|row| summary(edits(row.id), row)).collect()
        })
    }

    /// A draft with all its edits, whatever its state.
    pub fn draft(&self, id: i64) -> Result<Option<Draft>, StoreError> {
        self.read("reading a draft", |connection| {
            let row = draft::table.find(id).first::<DraftRecord>(connection).optional()?;
            let Some(row) = row else { return Ok(None) };
            let (edits, undone) = edits::edits_of(connection, id)?;
            let row = summary(edits.len(), row)?;
            Ok(Some(Draft {
                id,
                base: row.base,
                revision: row.revision,
                title: row.title,
                note: row.note,
                author: row.author,
                opened: row.opened,
                state: row.state,
                effective: row.effective,
                release: row.release,
                alarm: row.alarm,
                edits,
                undone,
            }))
        })
    }

    /// Opens a draft on the newest release and answers its number.
    pub fn open_draft(&self, new: &NewDraft<'_>, who: &Who) -> Result<i64, DraftError> {
        self.write("opening a draft", |connection| {
            if let Some(id) = opened_before(connection, new, who)? {
                return Ok(id);
            }
            let (base, wanted) = (new.base, newest(connection)?);
            if base != wanted {
                return Err(Stop::Refused(DraftError::OtherBase { base, wanted }));
            }
            let last: Option<i64> = draft::table.select(max(draft::id)).first(connection)?;
            let id = last.unwrap_or(0) + 1;
            let row = DraftRecord {
                id,
                base_release: base.map(|number| number.0),
                state: DraftState::Open.as_str().into(),
                opened_at: who.at.0,
                author: who.actor.clone(),
                title: new.title.into(),
                note: new.note.into(),
                revision: 0,
                effective_at: None,
                release: None,
                alarm: None,
                key: new.key.map(Into::into),
            };
            diesel::insert_into(draft::table).values(row).execute(connection)?;
            tell(connection, id, "open_draft", &json!({ "base": base, "title": new.title }), who)?;
            Ok(id)
        })
    }

    /// Changes what a draft is called and why it is there; answers its new revision.
    pub fn rename_draft(
        &self,
        seen: Seen,
        title: &str,
        note: &str,
        who: &Who,
    ) -> Result<i64, DraftError> {
        self.write("renaming a draft", |connection| {
            let row = must_be_seen(connection, seen)?;
            let named = (draft::title.eq(title), draft::note.eq(note));
            diesel::update(draft::table.find(row.id)).set(named).execute(connection)?;
            tell(connection, row.id, "rename_draft", &json!({ "title": title }), who)?;
            Ok(advance(connection, &row)?)
        })
    }

    /// Moves a draft on, or back; answers its new revision. Whether it may is for the
    /// caller to judge. Opened again, it loses its approvals and its instant.
    pub fn set_state(
        &self,
        seen: Seen,
        state: DraftState,
        effective: Option<Moment>,
        who: &Who,
    ) -> Result<i64, DraftError> {
        self.write("moving a draft on", |connection| {
            let row = must_be_seen(connection, seen)?;
            let planned = state == DraftState::Scheduled;
            if !state.is_alive() || (planned && effective.is_none()) {
                return Err(Stop::Refused(DraftError::NoWay { state }));
            }
            let body = json!({ "from": row.state, "to": state, "effective": effective });
            if state == DraftState::Open {
                reopen(connection, row.id)?;
            } else {
                let moved = (
                    draft::state.eq(state.as_str()),
                    draft::effective_at.eq(effective.map(|at| at.0)),
                    draft::alarm.eq(None::<String>),
                );
                diesel::update(draft::table.find(row.id)).set(moved).execute(connection)?;
            }
            tell(connection, row.id, "set_state", &body, who)?;
            Ok(advance(connection, &row)?)
        })
    }

    /// Notes why a planned draft no longer fits, or that it fits again. The draft itself
    /// is as it was, and so is its revision. False if that was noted already, or the draft
    /// is not planned any more.
    pub fn set_alarm(&self, id: i64, alarm: Option<&str>, who: &Who) -> Result<bool, DraftError> {
        self.write("noting an alarm", |connection| {
            let row = must_be_alive(connection, id)?;
            if row.state != DraftState::Scheduled.as_str() || row.alarm.as_deref() == alarm {
                return Ok(false);
            }
            let noted = draft::alarm.eq(alarm);
            diesel::update(draft::table.find(id)).set(noted).execute(connection)?;
            tell(connection, id, "set_alarm", &json!({ "alarm": alarm }), who)?;
            Ok(true)
        })
    }

    /// Gives a draft up. Its edits stay on record. Datasets that neither a release nor
    /// another draft names are taken away.
    /// A revision that was `seen` must still be the draft's.
    pub fn discard_draft(&self, id: i64, seen: Option<i64>, who: &Who) -> Result<(), DraftError> {
        self.write("discarding a draft", |connection| {
            let row = match seen {
                Some(revision) => must_be_seen(connection, Seen { draft: id, revision })?,
                None => must_be_alive(connection, id)?,
            };
            let discarded = draft::state.eq(DraftState::Discarded.as_str());
            diesel::update(draft::table.find(id)).set(discarded).execute(connection)?;
            tell(connection, id, "discard_draft", &json!({}), who)?;
            advance(connection, &row)?;
            Ok(datasets::sweep(connection)?)
        })
    }
}

/// The names of the states in which a draft can still become a release.
pub(crate) fn alive() -> Vec<&'static str> {
    let alive = DraftState::ALL.into_iter().filter(|state| state.is_alive());
    alive.map(DraftState::as_str).collect()
}

/// A base in words.
pub(crate) fn named(base: Option<ReleaseNo>) -> String {
    base.map_or_else(|| "nothing published".into(), |number| format!("release {number}"))
}

/// The draft that the same request opened before.
fn opened_before(
    connection: &mut AnyConnection,
    new: &NewDraft<'_>,
    who: &Who,
) -> QueryResult<Option<i64>> {
    let Some(key) = new.key else { return Ok(None) };
    let same = draft::table.filter(draft::author.eq(&who.actor)).filter(draft::key.eq(key));
    same.select(draft::id).first(connection).optional()
}

/// The draft's row, if it can still be changed.
fn must_be_alive(connection: &mut AnyConnection, id: i64) -> Result<DraftRecord, Stop<DraftError>> {
    let row = draft::table.find(id).filter(draft::state.eq_any(alive()));
    let row = row.first::<DraftRecord>(connection).optional()?;
    row.ok_or(Stop::Refused(DraftError::NotOpen { id }))
}

/// The draft's row, if it can still be changed and nothing happened to it.
fn must_be_seen(
    connection: &mut AnyConnection,
    Seen { draft: id, revision: seen }: Seen,
) -> Result<DraftRecord, Stop<DraftError>> {
    let row = must_be_alive(connection, id)?;
    match row.revision {
        now if now == seen => Ok(row),
        now => Err(Stop::Refused(DraftError::Moved { id, seen, now })),
    }
}

/// Gives the draft its next revision, and tells other servers.
fn advance(connection: &mut AnyConnection, row: &DraftRecord) -> QueryResult<i64> {
    let next = row.revision + 1;
    let raised = draft::revision.eq(next);
    diesel::update(draft::table.find(row.id)).set(raised).execute(connection)?;
    dialect::notify(connection)?;
    Ok(next)
}

/// What was approved is no more what it was.
fn reopen(connection: &mut AnyConnection, id: i64) -> QueryResult<()> {
    let given = consent::table.filter(consent::draft_id.eq(id));
    diesel::delete(given).execute(connection)?;
    let open = (
        draft::state.eq(DraftState::Open.as_str()),
        draft::effective_at.eq(None::<i64>),
        draft::alarm.eq(None::<String>),
    );
    diesel::update(draft::table.find(id)).set(open).execute(connection)?;
    Ok(())
}

/// Adds a row about a draft to the log.
fn tell(
    connection: &mut AnyConnection,
    id: i64,
    what: &str,
    body: &Value,
    who: &Who,
) -> QueryResult<i64> {
    log::append(connection, what, &format!("draft {id}"), body, who)
}

/// Whether any draft can still become a release.
pub(crate) fn any_alive(connection: &mut AnyConnection) -> QueryResult<bool> {
    let drafted = draft::table.filter(draft::state.eq_any(alive())).select(draft::id);
    select(exists(drafted)).get_result(connection)
}

fn summary<R>(edits: usize, row: DraftRecord) -> Result<DraftSummary, Stop<R>> {
    let state = DraftState::named(&row.state);
    let no_state = || Stop::Damaged(format!("draft {} is in no state: {}", row.id, row.state));
    Ok(DraftSummary {
        id: row.id,
        base: row.base_release.map(ReleaseNo),
        revision: row.revision,
        state: state.ok_or_else(no_state)?,
        title: row.title,
        note: row.note,
        author: row.author,
        opened: Moment(row.opened_at),
        effective: row.effective_at.map(Moment),
        release: row.release.map(ReleaseNo),
        alarm: row.alarm,
        edits,
    })
}
