//! Why the store could not do what was asked.
//!
//! [`StoreError`] is for what can go wrong with any question: the database is not
//! there, is busy, is full, is damaged. Where the answer can be a refusal, the
//! module has its own small enum beside it ([`crate::PublishError`] and others).

use crate::dialect::{Trouble, trouble};
use crate::place::Place;
use domain::ReleaseNo;

/// What went wrong, in which database, while attempting what.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or opened.
    #[error("cannot open the database {place}: {reason}")]
    Open {
        /// The database.
        place: Place,
        /// What the driver says, without secrets.
        reason: String,
    },
    /// There is no such file.
    #[error(
        "there is no database at {place}; `jingwei init` makes an empty one, \
         `jingwei demo` one with the demo town"
    )]
    Missing {
        /// The file that was looked for.
        place: Place,
    },
    /// No ladder of levels has been chosen.
    #[error("{place} has no levels yet: `jingwei init` chooses them")]
    NotInitialised {
        /// The database.
        place: Place,
    },
    /// The tables could not be brought up to date.
    #[error("cannot bring the tables of {place} up to date: {reason}")]
    Migrate {
        /// The database.
        place: Place,
        /// What the database says.
        reason: String,
    },
    /// A later version of the program has changed the tables.
    #[error("{place} was written by a later version of jingwei (table version {version})")]
    Newer {
        /// The database.
        place: Place,
        /// The migration this program does not know.
        version: String,
    },
    /// Somebody else held the lock for too long; trying again may help.
    #[error("{attempt}: {place} is busy: another process has been writing for too long")]
    Busy {
        /// What was attempted.
        attempt: &'static str,
        /// The database.
        place: Place,
    },
    /// There is no room left; nothing was changed.
    #[error("{attempt}: no room is left on the disk of {place}; nothing was changed")]
    Full {
        /// What was attempted.
        attempt: &'static str,
        /// The database.
        place: Place,
    },
    /// The database refused, or the connection was lost; nothing was changed.
    #[error("{attempt}: {place} answered: {source}")]
    Refused {
        /// What was attempted.
        attempt: &'static str,
        /// The database.
        place: Place,
        /// What the database said.
        source: diesel::result::Error,
    },
    /// What is stored is not what this program stores.
    #[error("{attempt}: {place} is damaged: {what}")]
    Damaged {
        /// What was attempted.
        attempt: &'static str,
        /// The database.
        place: Place,
        /// What does not fit.
        what: String,
    },
    /// No such release was published.
    #[error("{place} holds no release {number}")]
    NoRelease {
        /// The database.
        place: Place,
        /// The release asked for.
        number: ReleaseNo,
    },
    /// No such bytes were kept, or they went with the draft that brought them.
    #[error("{place} holds no dataset {digest}")]
    NoDataset {
        /// The database.
        place: Place,
        /// The digest asked for.
        digest: String,
    },
}

impl StoreError {
    pub(crate) fn query(
        attempt: &'static str,
        place: &Place,
        error: diesel::result::Error,
    ) -> Self {
        let place = place.clone();
        match trouble(&error) {
            Trouble::Busy => Self::Busy { attempt, place },
            Trouble::Full => Self::Full { attempt, place },
            Trouble::Other => Self::Refused { attempt, place, source: error },
        }
    }
}

/// Why the work inside a transaction stops; it is then rolled back. The place and
/// the attempt are added outside, once.
#[derive(Debug)]
pub(crate) enum Stop<R> {
    /// The database failed.
    Query(diesel::result::Error),
    /// A stored row makes no sense.
    Damaged(String),
    /// The store itself refuses, for a reason the caller can act on.
    Refused(R),
}

impl<R> From<diesel::result::Error> for Stop<R> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Query(error)
    }
}

impl<R> Stop<R> {
    /// For rows that do not read back as what they must be.
    pub(crate) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}
