//! The edits of a draft: added, undone, done again, and replaced after a rebase.
//!
//! No row is ever deleted: an edit that was undone and overtaken is dropped, and the
//! numbers it gave stay given.

use super::{DraftError, Seen, must_be_seen, reopen, tell};
use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::error::{Stop, StoreError};
use crate::log::Who;
use crate::packed::{pack, unpack};
use crate::releases::highest;
use crate::rows::{EditRecord, whole};
use crate::schema::{draft, edit};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use domain::{Edit, HighestIds, Made, Moment, ReleaseNo};
use serde_json::{Value, json};

/// The states of an edit, as stored.
pub(super) const MADE: &str = "made";
const UNDONE: &str = "undone";
const DROPPED: &str = "dropped";

/// An edit to be added to a draft.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NewEdit<'e> {
    /// What was done.
    pub edit: &'e Edit,
    /// The highest numbers that were given when it was made.
    pub numbers: HighestIds,
    /// The highest after it: what it makes new has those between.
    pub used: HighestIds,
    /// A request repeated with the same key adds nothing.
    pub key: Option<&'e str>,
}

/// An edit that was added under a key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyedEdit {
    /// What was done.
    pub edit: Edit,
    /// Its place among the edits in effect, from 0; `None` once it is undone or dropped.
    pub place: Option<usize>,
}

impl Store {
    /// The edit that was added to a draft under this key.
    pub fn edit_of_key(&self, draft: i64, key: &str) -> Result<Option<KeyedEdit>, StoreError> {
        self.read("looking for an edit by its key", |connection| {
            let known = edit::table.filter(edit::draft_id.eq(draft)).filter(edit::key.eq(key));
            let Some(row) = known.first::<EditRecord>(connection).optional()? else {
                return Ok(None);
            };
            let before: i64 = of_state(draft, MADE)
                .filter(edit::seq.lt(row.seq))
                .count()
                .get_result(connection)?;
            let place = (row.state == MADE).then(|| usize::try_from(before).ok()).flatten();
            let made = read_made(&row).map_err(Stop::Damaged)?;
            Ok(Some(KeyedEdit { edit: made.edit, place }))
        })
    }

    /// Adds an edit to a draft and answers its new revision. What was undone cannot be
    /// done again any more, and what was approved is not.
    pub fn append_edit(&self, seen: Seen, new: &NewEdit<'_>, who: &Who) -> Result<i64, DraftError> {
        const ATTEMPT: &str = "saving an edit";
        // An import can be large: it is packed before anybody has to wait for it.
        let text = serde_json::to_vec(new.edit).map_err(|error| self.damaged(ATTEMPT, error))?;
        let body = pack(&text).map_err(|error| self.damaged(ATTEMPT, error))?;
        let told = told(new.edit, &text);
        self.write(ATTEMPT, |connection| {
            if let Some(revision) = added_before(connection, seen.draft, new.key)? {
                return Err(Stop::Refused(DraftError::Repeated { revision }));
            }
            let row = must_be_seen(connection, seen)?;
            numbers_must_be_free(connection, new)?;
            if let Some(dataset) = new.edit.dataset() {
                let digest = &dataset.digest;
                if !datasets::is_kept(connection, digest)? {
                    return Err(Stop::Refused(DraftError::NoDataset { digest: digest.clone() }));
                }
                datasets::hold(connection, row.id, digest)?;
            }
            move_all(connection, row.id, UNDONE, DROPPED)?;
            let record = EditRecord {
                key: new.key.map(Into::into),
                revision: row.revision + 1,
                seq: next_seq(connection, row.id)?,
                ..record(row.id, body, &who.actor, who.at)
            };
            let record = record.with_numbers(new.numbers, new.used);
            diesel::insert_into(edit::table).values(record).execute(connection)?;
            reopen(connection, row.id)?;
            tell(connection, row.id, "append_edit", &told, who)?;
            Ok(super::advance(connection, &row)?)
        })
    }

    /// Undoes the last edit that holds; answers the new revision.
    pub fn undo_edit(&self, seen: Seen, who: &Who) -> Result<i64, DraftError> {
        self.write("undoing an edit", |connection| {
            let row = must_be_seen(connection, seen)?;
            let last = of_state(row.id, MADE).select(max(edit::seq));
            let last: Option<i64> = last.first(connection)?;
            let last = last.ok_or(Stop::Refused(DraftError::NothingToUndo { id: row.id }))?;
            move_one(connection, row.id, last, UNDONE)?;
            reopen(connection, row.id)?;
            tell(connection, row.id, "undo_edit", &json!({ "edit": last }), who)?;
            Ok(super::advance(connection, &row)?)
        })
    }

    /// Does again what was undone last; answers the new revision.
    pub fn redo_edit(&self, seen: Seen, who: &Who) -> Result<i64, DraftError> {
        self.write("doing an edit again", |connection| {
            let row = must_be_seen(connection, seen)?;
            let next = of_state(row.id, UNDONE).select(min(edit::seq));
            let next: Option<i64> = next.first(connection)?;
            let next = next.ok_or(Stop::Refused(DraftError::NothingToRedo { id: row.id }))?;
            move_one(connection, row.id, next, MADE)?;
            reopen(connection, row.id)?;
            tell(connection, row.id, "redo_edit", &json!({ "edit": next }), who)?;
            Ok(super::advance(connection, &row)?)
        })
    }

    /// Puts a draft on another base, with the edits that hold there; answers the new
    /// revision. What it held before, undone or not, is dropped.
    pub fn replace_edits(
        &self,
        seen: Seen,
        base: Option<ReleaseNo>,
        kept: &[Made],
        who: &Who,
    ) -> Result<i64, DraftError> {
        const ATTEMPT: &str = "putting a draft on another base";
        let packed = kept.iter().map(|made| {
            serde_json::to_vec(&made.edit).map_err(Into::into).and_then(|text| pack(&text))
        });
        let packed: std::io::Result<Vec<Vec<u8>>> = packed.collect();
        let packed = packed.map_err(|error| self.damaged(ATTEMPT, error))?;
        self.write(ATTEMPT, |connection| {
            let row = must_be_seen(connection, seen)?;
            move_all(connection, row.id, MADE, DROPPED)?;
            move_all(connection, row.id, UNDONE, DROPPED)?;
            let first = next_seq(connection, row.id)?;
            for ((seq, made), body) in (first..).zip(kept).zip(packed) {
                let revision = row.revision + 1;
                let plain = record(row.id, body, &made.by, made.at);
                let plain = EditRecord { seq, revision, ..plain };
                // What it gives beyond its numbers is on record where it was made first.
                let record = match made.numbers {
                    Some(numbers) => plain.with_numbers(numbers, numbers),
                    None => plain,
                };
                diesel::insert_into(edit::table).values(record).execute(connection)?;
            }
            let moved = draft::base_release.eq(base.map(|number| number.0));
            diesel::update(draft::table.find(row.id)).set(moved).execute(connection)?;
            reopen(connection, row.id)?;
            let body = json!({ "from": row.base_release, "to": base, "kept": kept.len() });
            tell(connection, row.id, "rebase_draft", &body, who)?;
            Ok(super::advance(connection, &row)?)
        })
    }
}

/// What holds, in order, and what was undone, the next to be done again last.
pub(super) fn edits_of<R>(
    connection: &mut AnyConnection,
    id: i64,
) -> Result<(Vec<Made>, Vec<Made>), Stop<R>> {
    let mut edits = Vec::new();
    let mut undone = Vec::new();
    let rows = edit::table
        .filter(edit::draft_id.eq(id))
        .filter(edit::state.ne(DROPPED))
        .order(edit::seq)
        .load_iter::<EditRecord, _>(connection)?;
    for row in rows {
        let row = row?;
        let into = if row.state == MADE { &mut edits } else { &mut undone };
        into.push(read_made(&row).map_err(Stop::Damaged)?);
    }
    undone.reverse();
    Ok((edits, undone))
}

#[diesel::dsl::auto_type]
fn of_state(id: i64, state: &'static str) -> _ {
    edit::table.filter(edit::draft_id.eq(id)).filter(edit::state.eq(state))
}

fn move_all(
    connection: &mut AnyConnection,
    id: i64,
    from: &'static str,
    to: &'static str,
) -> QueryResult<usize> {
    diesel::update(of_state(id, from)).set(edit::state.eq(to)).execute(connection)
}

fn move_one(
    connection: &mut AnyConnection,
    id: i64,
    seq: i64,
    to: &'static str,
) -> QueryResult<usize> {
    diesel::update(edit::table.find((id, seq))).set(edit::state.eq(to)).execute(connection)
}

fn next_seq(connection: &mut AnyConnection, id: i64) -> QueryResult<i64> {
    let all = edit::table.filter(edit::draft_id.eq(id));
    let last: Option<i64> = all.select(max(edit::seq)).first(connection)?;
    Ok(last.unwrap_or(0) + 1)
}

/// The revision that the same request made before.
fn added_before(
    connection: &mut AnyConnection,
    id: i64,
    key: Option<&str>,
) -> QueryResult<Option<i64>> {
    let Some(key) = key else { return Ok(None) };
    let same = edit::table.filter(edit::draft_id.eq(id)).filter(edit::key.eq(key));
    same.select(edit::revision).first(connection).optional()
}

/// An edit that makes nothing new of a sort minds no numbers of that sort.
fn numbers_must_be_free(
    connection: &mut AnyConnection,
    new: &NewEdit<'_>,
) -> Result<(), Stop<DraftError>> {
    let highest = highest(connection)?;
    let NewEdit { numbers, used, .. } = *new;
    let taken = |numbers, used, highest| used > numbers && highest > numbers;
    if taken(numbers.area, used.area, highest.area)
        || taken(numbers.station, used.station, highest.station)
        || taken(numbers.street_edit, used.street_edit, highest.street_edit)
    {
        return Err(Stop::Refused(DraftError::NumbersMoved { highest }));
    }
    Ok(())
}

/// The row of an edit that holds, without its place, its numbers and its key.
fn record(draft: i64, body: Vec<u8>, author: &str, at: Moment) -> EditRecord {
    EditRecord {
        draft_id: draft,
        seq: 0,
        made_at: at.0,
        author: author.into(),
        body,
        state: MADE.into(),
        revision: 0,
        key: None,
        numbers_area: None,
        numbers_station: None,
        numbers_street_edit: None,
        used_area: None,
        used_station: None,
        used_street_edit: None,
    }
}

/// What the log keeps of an edit: enough to prove that it is still the same.
fn told(edit: &Edit, text: &[u8]) -> Value {
    let kind = match edit {
        Edit::ImportAreas(_) => "import_areas",
        Edit::ImportStations(_) => "import_stations",
        Edit::PlaceStation(_) => "place_station",
        Edit::RemoveStation { .. } => "remove_station",
        Edit::ImportPopulation { .. } => "import_population",
        Edit::ImportStreets { .. } => "import_streets",
        Edit::ChangeStreets(_) => "change_streets",
        Edit::Redraw(_) => "redraw",
    };
    json!({ "kind": kind, "sha256": datasets::digest_of(text) })
}

fn read_made(row: &EditRecord) -> Result<Made, String> {
    let misfit = |error: String| format!("edit {} of draft {}: {error}", row.seq, row.draft_id);
    let body = unpack(&row.body).map_err(|error| misfit(error.to_string()))?;
    let edit = serde_json::from_str(&body).map_err(|error| misfit(error.to_string()))?;
    let numbers = match (row.numbers_area, row.numbers_station, row.numbers_street_edit) {
        (Some(area), Some(station), Some(street_edit)) => Some(HighestIds {
            area: whole(area)?,
            station: whole(station)?,
            street_edit: whole(street_edit)?,
        }),
        _ => None,
    };
    Ok(Made { edit, numbers, by: row.author.clone(), at: Moment(row.made_at) })
}
