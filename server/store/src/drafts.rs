//! The one open draft and its edits.

use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::error::{Stop, StoreError};
use crate::packed::{pack, unpack};
use crate::releases::newest;
use crate::rows::{DraftRecord, EditRecord};
use crate::schema::{draft, edit};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{Draft, DraftState, Edit, Made, Moment, ReleaseNo};

/// The states of a draft, as stored.
pub(crate) const OPEN: &str = "open";
pub(crate) const PUBLISHED: &str = "published";
pub(crate) const DISCARDED: &str = "discarded";

/// Why a draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Another draft was opened first, perhaps a moment ago.
    #[error("draft {open} is open already: publish or discard it first")]
    AlreadyOpen {
        /// The open draft.
        open: i64,
    },
    /// It was published or discarded, or never was.
    #[error("there is no open draft {id}")]
    NotOpen {
        /// The draft that was meant.
        id: i64,
    },
    /// The edit was made on another release than the draft starts from, or a draft
    /// would start from a release that is not the newest.
    #[error(
        "the edit was made on {}, but the draft has to start from {}",
        named(*.base), named(*.wanted)
    )]
    OtherBase {
        /// What the edit was made on.
        base: Option<ReleaseNo>,
        /// What it must be made on.
        wanted: Option<ReleaseNo>,
    },
    /// Somebody else added an edit meanwhile: this one was checked on less.
    #[error("draft {id} has {now} edits by now, not {seen}: look at it again and repeat")]
    Moved {
        /// The draft.
        id: i64,
        /// The edits it held when it was looked at.
        seen: usize,
        /// The edits it holds.
        now: usize,
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

/// An open draft as somebody saw it. Whoever adds to it or publishes it says so, and
/// is refused when it has moved: what was not looked at is neither checked nor lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The draft's number.
    pub draft: i64,
    /// How many edits it held.
    pub edits: usize,
}

impl From<&Draft> for Seen {
    fn from(draft: &Draft) -> Self {
        Self { draft: draft.id, edits: draft.edits.len() }
    }
}

impl Store {
    /// The open draft, if there is one.
    pub fn draft(&self) -> Result<Option<Draft>, StoreError> {
        self.read("reading the draft", |connection| {
            let Some(row) = open_draft(connection)? else { return Ok(None) };
            let edits = edit::table
                .filter(edit::draft_id.eq(row.id))
                .order(edit::seq)
                .load_iter::<EditRecord, _>(connection)?;
            let edits: Vec<Made> =
                edits.map(|row| read_made(&row?)).collect::<Result<_, Stop<_>>>()?;
            Ok(Some(Draft {
                id: row.id,
                base: row.base_release.map(ReleaseNo),
                revision: i64::try_from(edits.len()).unwrap_or(i64::MAX),
                title: String::new(),
                note: String::new(),
                author: row.author,
                opened: Moment(row.opened_at),
                state: DraftState::Open,
                effective: None,
                release: None,
                edits,
                undone: Vec::new(),
            }))
        })
    }

    /// Adds an edit, made on the release `base`, to the open draft. With `None` the
    /// draft is opened. Answers the draft's number.
    pub fn append_edit(
        &self,
        draft: Option<Seen>,
        base: Option<ReleaseNo>,
        edit: &Edit,
        at: Moment,
        author: &str,
    ) -> Result<i64, DraftError> {
        const ATTEMPT: &str = "saving an edit";
        // An import can be large: it is packed before anybody has to wait for it.
        let body = serde_json::to_vec(edit).map_err(std::io::Error::from);
        let body = body.and_then(|text| pack(&text));
        let body = body.map_err(|error| self.damaged(ATTEMPT, error))?;
        self.write(ATTEMPT, |connection| {
            let id = match draft {
                Some(seen) => continued(connection, seen, base)?,
                None => opened(connection, base, at, author)?,
            };
            let last: Option<i64> = edit::table
                .filter(edit::draft_id.eq(id))
                .select(max(edit::seq))
                .first(connection)?;
            let row = EditRecord {
                draft_id: id,
                seq: last.unwrap_or(0) + 1,
                made_at: at.0,
                author: author.into(),
                body,
            };
            diesel::insert_into(edit::table).values(row).execute(connection)?;
            if let Some(dataset) = edit.dataset() {
                let digest = &dataset.digest;
                if !datasets::is_kept(connection, digest)? {
                    return Err(Stop::Refused(DraftError::NoDataset { digest: digest.clone() }));
                }
                datasets::hold(connection, id, digest)?;
            }
            Ok(id)
        })
    }

    /// Gives the open draft up. Its edits stay on record; nothing reads them. Datasets
    /// that no release names are taken away.
    pub fn discard_draft(&self, id: i64) -> Result<(), DraftError> {
        self.write("discarding a draft", |connection| {
            if close_draft(connection, id, DISCARDED)? {
                Ok(datasets::sweep(connection)?)
            } else {
                Err(Stop::Refused(DraftError::NotOpen { id }))
            }
        })
    }
}

/// The open draft's row.
pub(crate) fn open_draft(connection: &mut AnyConnection) -> QueryResult<Option<DraftRecord>> {
    draft::table.filter(draft::state.eq(OPEN)).first(connection).optional()
}

/// Moves an open draft to its last state; false if it is not open.
pub(crate) fn close_draft(
    connection: &mut AnyConnection,
    id: i64,
    state: &str,
) -> QueryResult<bool> {
    let open = draft::table.filter(draft::id.eq(id)).filter(draft::state.eq(OPEN));
    let closed = diesel::update(open).set(draft::state.eq(state)).execute(connection)?;
    Ok(closed == 1)
}

fn continued(
    connection: &mut AnyConnection,
    Seen { draft: id, edits: seen }: Seen,
    base: Option<ReleaseNo>,
) -> Result<i64, Stop<DraftError>> {
    let open = open_draft(connection)?.filter(|row| row.id == id);
    let row = open.ok_or(Stop::Refused(DraftError::NotOpen { id }))?;
    must_start_from(row.base_release.map(ReleaseNo), base)?;
    match edits_of(connection, id)? {
        now if now == seen => Ok(id),
        now => Err(Stop::Refused(DraftError::Moved { id, seen, now })),
    }
}

/// How many edits a draft holds.
pub(crate) fn edits_of(connection: &mut AnyConnection, id: i64) -> QueryResult<usize> {
    let edits: i64 = edit::table.filter(edit::draft_id.eq(id)).count().get_result(connection)?;
    Ok(usize::try_from(edits).unwrap_or(0))
}

fn opened(
    connection: &mut AnyConnection,
    base: Option<ReleaseNo>,
    at: Moment,
    author: &str,
) -> Result<i64, Stop<DraftError>> {
    if let Some(row) = open_draft(connection)? {
        return Err(Stop::Refused(DraftError::AlreadyOpen { open: row.id }));
    }
    must_start_from(newest(connection)?, base)?;
    let last: Option<i64> = draft::table.select(max(draft::id)).first(connection)?;
    let row = DraftRecord {
        id: last.unwrap_or(0) + 1,
        base_release: base.map(|number| number.0),
        state: OPEN.into(),
        opened_at: at.0,
        author: author.into(),
    };
    let id = row.id;
    diesel::insert_into(draft::table).values(row).execute(connection)?;
    Ok(id)
}

fn must_start_from(
    wanted: Option<ReleaseNo>,
    base: Option<ReleaseNo>,
) -> Result<(), Stop<DraftError>> {
    if base == wanted { Ok(()) } else { Err(Stop::Refused(DraftError::OtherBase { base, wanted })) }
}

fn read_made<R>(row: &EditRecord) -> Result<Made, Stop<R>> {
    let edit = read_edit(row)?;
    Ok(Made { edit, numbers: None, by: row.author.clone(), at: Moment(row.made_at) })
}

fn read_edit<R>(row: &EditRecord) -> Result<Edit, Stop<R>> {
    let misfit = |error: String| {
        Stop::Damaged(format!("edit {} of draft {}: {error}", row.seq, row.draft_id))
    };
    let body = unpack(&row.body).map_err(|error| misfit(error.to_string()))?;
    serde_json::from_str(&body).map_err(|error| misfit(error.to_string()))
}

/// A base in words.
pub(crate) fn named(base: Option<ReleaseNo>) -> String {
    base.map_or_else(|| "nothing published".into(), |number| format!("release {number}"))
}
