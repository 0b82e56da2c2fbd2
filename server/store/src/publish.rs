//! Publishes a draft: one transaction, and the release number is the lock.

mod delta;

use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::dialect;
use crate::drafts::{Seen, alive, named};
use crate::error::{Stop, StoreError};
use crate::lineage::{self, LineageRow};
use crate::log::{self, Who};
use crate::releases::newest;
use crate::rows::ReleaseRecord;
use crate::schema::{draft, release};
use delta::Begun;
use diesel::prelude::*;
use domain::{Delta, DraftState, Moment, Release, ReleaseNo};
use serde_json::json;

const ATTEMPT: &str = "publishing a release";

/// Why nothing was published. The database is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Somebody else published first: the change was made on an older release.
    #[error("the change was made on {}, but the newest is now {}", named(*.on), named(*.head))]
    Stale {
        /// The release that the change was made on.
        on: Option<ReleaseNo>,
        /// The newest release.
        head: Option<ReleaseNo>,
    },
    /// Something happened to the draft after it was looked at: it would be lost.
    #[error("draft {id} has revision {now} by now, not {seen}: look at it again and repeat")]
    Moved {
        /// The draft.
        id: i64,
        /// The revision that was looked at.
        seen: i64,
        /// The revision it has.
        now: i64,
    },
    /// It was published or discarded, or never was.
    #[error("there is no draft {id} that can still be published")]
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

/// What a draft becomes.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'p> {
    /// The newest release, on which the change was made; it need not be the draft's base.
    pub on: Option<ReleaseNo>,
    /// The release that comes.
    pub release: &'p Release,
    /// How its contents differ from those of the release before.
    pub delta: &'p Delta,
    /// What became of which Area.
    pub lineage: &'p [LineageRow],
    /// Who let it pass, where that was somebody else than who publishes it.
    pub approver: Option<&'p str>,
}

type Refusal = Stop<PublishError>;

impl Store {
    /// Makes a release of a draft, whatever its state: all of it, or nothing. Datasets
    /// that neither a release nor an open draft names are taken away. Of two publishers
    /// at once one wins and the other is told that it is stale.
    pub fn publish(
        &self,
        Seen { draft: id, revision: seen }: Seen,
        publication: &Publication<'_>,
        who: &Who,
    ) -> Result<(), PublishError> {
        let Publication { on, release, delta, lineage, approver } = *publication;
        // Turning ground and attributes into rows needs no lock.
        let begun = Begun::of(delta, release.number);
        let begun = begun.map_err(|what| self.damaged(ATTEMPT, what))?;
        self.write(ATTEMPT, |connection| {
            let (state, now) = draft_state(connection, id)?;
            let head = newest(connection)?;
            // Of two who publish one draft, the second should hear that the release
            // moved, not that the draft is gone.
            must_be_next(on, head, release.number)?;
            if !alive().contains(&state.as_str()) {
                return Err(Stop::Refused(PublishError::NotOpen { id }));
            }
            if now != seen {
                return Err(Stop::Refused(PublishError::Moved { id, seen, now }));
            }
            if let Some(before) = head {
                must_be_later(connection, before, release)?;
            }
            insert_release(connection, publication)?;
            delta::end(connection, delta, release.number)?;
            begun.insert(connection, delta, release.number)?;
            lineage::insert(connection, release.number, lineage)?;
            let published = (
                draft::state.eq(DraftState::Published.as_str()),
                draft::release.eq(Some(release.number.0)),
                draft::effective_at.eq(Some(release.effective.0)),
                draft::revision.eq(now + 1),
                draft::alarm.eq(None::<String>),
            );
            diesel::update(draft::table.find(id)).set(published).execute(connection)?;
            let body = json!({
                "draft": id, "revision": seen, "effective": release.effective,
                "approver": approver, "note": release.note,
            });
            log::append(connection, "publish", &format!("release {}", release.number), &body, who)?;
            datasets::sweep(connection)?;
            Ok(dialect::notify(connection)?)
        })
    }
}

/// The state of a draft and its revision.
fn draft_state(connection: &mut AnyConnection, id: i64) -> Result<(String, i64), Refusal> {
    let row = draft::table.find(id).select((draft::state, draft::revision));
    row.first(connection).optional()?.ok_or(Stop::Refused(PublishError::NotOpen { id }))
}

fn must_be_next(
    on: Option<ReleaseNo>,
    head: Option<ReleaseNo>,
    number: ReleaseNo,
) -> Result<(), Refusal> {
    let next = ReleaseNo(head.map_or(1, |head| head.0 + 1));
    if on == head && number == next {
        Ok(())
    } else {
        Err(Stop::Refused(PublishError::Stale { on, head }))
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
    Publication { on, release, approver, .. }: &Publication<'_>,
) -> Result<(), Refusal> {
    let row = ReleaseRecord { approver: approver.map(Into::into), ..(*release).into() };
    match diesel::insert_into(release::table).values(row).execute(connection) {
        Err(error) if dialect::is_taken(&error) => {
            Err(Stop::Refused(PublishError::Stale { on: *on, head: Some(release.number) }))
        }
        outcome => Ok(outcome.map(drop)?),
    }
}
