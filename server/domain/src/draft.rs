//! A Draft (调整方案): a base Release, what was done to it in order, and how far it has come.

use crate::desk::Applied;
use crate::edit::Edit;
use crate::ids::{HighestIds, Moment, ReleaseNo};
use serde::{Deserialize, Serialize};

/// A base Release and the ordered list of what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The draft's number.
    pub id: i64,
    /// The Release it starts from; `None` before the first.
    pub base: Option<ReleaseNo>,
    /// Rises with everything that happens to the draft. Whoever changes it says which
    /// revision was looked at.
    pub revision: i64,
    /// What people call it.
    pub title: String,
    /// Why, for whoever reads the history.
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
    /// Why it cannot take effect at its instant as it is, as a server noted it.
    pub alarm: Option<String>,
    /// What holds, in the order it was made.
    pub edits: Vec<Made>,
    /// What was undone and can be done again, the next one last.
    pub undone: Vec<Made>,
}

/// An Edit as it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// What was done.
    pub edit: Edit,
    /// The highest numbers that were given when it was made. What it makes new gets the
    /// numbers after these, on whatever base it is replayed, and nothing else ever gets
    /// them. `None` in drafts of before there could be several: they number from what
    /// their base has.
    pub numbers: Option<HighestIds>,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Moment,
}

impl Made {
    /// The same with the codes that its new areas got.
    #[must_use]
    pub fn with_codes(mut self, applied: &Applied) -> Self {
        if let Edit::Redraw(redraw) = &mut self.edit {
            redraw.codes = applied.codes();
        }
        self
    }

    /// Whether it is the same edit, whatever codes it gave.
    pub fn is_same(&self, other: &Self) -> bool {
        let edits = match (&self.edit, &other.edit) {
            (Edit::Redraw(one), Edit::Redraw(other)) => one.is_drawn_like(other),
            (one, other) => one == other,
        };
        edits && (self.numbers, &self.by, self.at) == (other.numbers, &other.by, other.at)
    }
}

/// How far a Draft has come. In force and retired are states of the Release it became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// It is being worked on.
    Open,
    /// Its author found nothing in the way and asks for approval.
    Checked,
    /// Approved by whoever has to.
    Approved,
    /// Approved, and to take effect at an instant.
    Scheduled,
    /// It has become a Release.
    Published,
    /// It was given up.
    Discarded,
}

impl DraftState {
    /// All states, in the order a draft goes through them.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Checked,
        Self::Approved,
        Self::Scheduled,
        Self::Published,
        Self::Discarded,
    ];

    /// The name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }

    /// Reads what [`Self::as_str`] gives.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether it can still become a Release.
    pub const fn is_alive(self) -> bool {
        !matches!(self, Self::Published | Self::Discarded)
    }
}
