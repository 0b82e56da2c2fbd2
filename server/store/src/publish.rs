//! Publishes a draft: one transaction, and the release number is the lock.

mod delta;

use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::dialect;
use crate::drafts::{PUBLISHED, Seen, close_draft, edits_of, named};
use crate::error::{Stop, StoreError};
use crate::releases::newest;
use crate::rows::ReleaseRecord;
use crate::schema::{draft, release};
use delta::Begun;
use diesel::prelude::*;
use domain::{Delta, Moment, Release, ReleaseNo};

const ATTEMPT: &str = "publishing a release";

/// Why nothing was published. The database is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Somebody else published first, or the draft starts from an older release.
    #[error("the draft starts from {}, but the newest is now {}", named(*.base), named(*.head))]
    Stale {
        /// The release that the draft starts from.
        base: Option<ReleaseNo>,
        /// The newest release.
        head: Option<ReleaseNo>,
    },
    /// Somebody added an edit after the draft was looked at: it would be lost.
    #[error("draft {id} has {now} edits by now, not {seen}: look at it again and repeat")]
    Moved {
        /// The draft.
        id: i64,
        /// The edits it held when it was looked at.
        seen: usize,
        /// The edits it holds.
        now: usize,
    },
    /// It was published or discarded, or never was.
    #[error("there is no open draft {id}")]
    NotOpen {
        /// The draft that was meant.
        id: i64,
    },
    /// It would take effect, or be dated, no later than the release before it.
    #[error("release {before} has the same or a later date; instants must rise with numbers")]
    NotLater {
        /// The release before.
        before: ReleaseNo,
        /// When that one took effect.
        effective: Moment,
        /// When that one was published.
        published: Moment,
    },
    /// The rows that are to end are not the rows that are in force.
    #[error(
        "{missing} of the rows to be ended are not in force: the change was made on other rows"
    )]
    OtherRows {
        /// How many were not found.
        missing: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Refusal = Stop<PublishError>;

impl Store {
    /// Makes a release of an open draft: all of it, or nothing. `delta` is how the
    /// new contents differ from those of the draft's base, made of the edits that were
    /// seen. Datasets that neither this nor an earlier release names are taken away. Of two
    /// publishers at once one wins and the other is told that it is stale.
    pub fn publish(
        &self,
        Seen { draft, edits: seen }: Seen,
        release: &Release,
        delta: &Delta,
    ) -> Result<(), PublishError> {
        // Turning ground and attributes into rows needs no lock.
        let begun = Begun::of(delta, release.number);
        let begun = begun.map_err(|what| self.damaged(ATTEMPT, what))?;
        self.write(ATTEMPT, |connection| {
            let base = draft_base(connection, draft)?;
            let head = newest(connection)?;
            must_be_next(base, head, release.number)?;
            let now = edits_of(connection, draft)?;
            if now != seen {
                return Err(Stop::Refused(PublishError::Moved { id: draft, seen, now }));
            }
            if let Some(before) = head {
                must_be_later(connection, before, release)?;
            }
            insert_release(connection, release, base)?;
            delta::end(connection, delta, release.number)?;
            begun.insert(connection, delta, release.number)?;
            if close_draft(connection, draft, PUBLISHED)? {
                Ok(datasets::sweep(connection)?)
            } else {
                Err(Stop::Refused(PublishError::NotOpen { id: draft }))
            }
        })
    }
}

/// What the draft starts from, whatever its state: of two who publish one draft,
/// the second should hear that the release moved, not that the draft is gone.
fn draft_base(connection: &mut AnyConnection, id: i64) -> Result<Option<ReleaseNo>, Refusal> {
    let base: Option<Option<i64>> =
        draft::table.find(id).select(draft::base_release).first(connection).optional()?;
    let base = base.ok_or(Stop::Refused(PublishError::NotOpen { id }))?;
    Ok(base.map(ReleaseNo))
}

fn must_be_next(
    base: Option<ReleaseNo>,
    head: Option<ReleaseNo>,
    number: ReleaseNo,
) -> Result<(), Refusal> {
    let next = ReleaseNo(head.map_or(1, |head| head.0 + 1));
    if base == head && number == next {
        Ok(())
    } else {
        Err(Stop::Refused(PublishError::Stale { base, head }))
    }
}

fn must_be_later(
    connection: &mut AnyConnection,
    before: ReleaseNo,
    release: &Release,
) -> Result<(), Refusal> {
    let last: ReleaseRecord = release::table.find(before.0).first(connection)?;
    let Release { effective, published, .. } = last.into();
    if effective < release.effective && published < release.published {
        Ok(())
    } else {
        Err(Stop::Refused(PublishError::NotLater { before, effective, published }))
    }
}

/// The number is the primary key, so that even a writer that takes no lock loses.
fn insert_release(
    connection: &mut AnyConnection,
    release: &Release,
    base: Option<ReleaseNo>,
) -> Result<(), Refusal> {
    let row = ReleaseRecord::from(release);
    match diesel::insert_into(release::table).values(row).execute(connection) {
        Err(error) if dialect::is_taken(&error) => {
            Err(Stop::Refused(PublishError::Stale { base, head: Some(release.number) }))
        }
        outcome => Ok(outcome.map(drop)?),
    }
}
