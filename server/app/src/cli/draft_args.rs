//! What can be typed about drafts and what became of them.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  jingwei draft new \"桃园路北移\"
  jingwei draft edit 3 '{\"act\":\"merge\",\"area\":71,\"into\":70}'
  jingwei draft edit 3 edits.jsonl                     one edit a line; - for standard input
  jingwei draft impact 3 --csv > impact.csv
  jingwei draft check 3 && jingwei draft approve 3 && jingwei draft publish 3

The command line acts for the operator, who holds the database: it may approve what it drew.")]
pub(crate) struct DraftArgs {
    #[command(subcommand)]
    pub(crate) what: DraftWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DraftWhat {
    /// Open a draft on the newest release
    New {
        /// What to call it
        title: String,
        /// Why, for whoever reads the history
        #[arg(long, default_value = "")]
        note: String,
    },
    /// List the drafts that are not published or discarded
    List {
        /// All of them
        #[arg(long)]
        all: bool,
    },
    /// One draft: what was done, what was said, who has to agree
    Show {
        /// Its number
        id: i64,
    },
    /// Call it something else, before it is handed in
    Rename {
        /// Its number
        id: i64,
        /// The new title
        title: String,
        /// Why, for whoever reads the history; as it was if absent
        #[arg(long)]
        note: Option<String>,
    },
    /// Draw on it: JSON as `POST /api/v1/drafts/{id}/edits` takes it
    Edit {
        /// Its number
        id: i64,
        /// One edit as JSON, or a file with one a line; - for standard input
        edit: String,
        /// Only tell what would come of it
        #[arg(long = "try")]
        attempt: bool,
    },
    /// Take the last edit back
    Undo {
        /// Its number
        id: i64,
    },
    /// Do again what was undone last
    Redo {
        /// Its number
        id: i64,
    },
    /// List what is not as it should be, and hand the draft in if nothing stands in the way
    Check {
        /// Its number
        id: i64,
        /// Only list
        #[arg(long)]
        dry_run: bool,
    },
    /// What it means for people, households, buildings, incidents and stations
    Impact {
        /// Its number
        id: i64,
        /// A table of areas, before and after
        #[arg(long)]
        csv: bool,
    },
    /// The areas that differ from what is in force
    Diff {
        /// Its number
        id: i64,
    },
    /// Say something about it, pinned to a place or to none
    Comment {
        /// Its number
        id: i64,
        /// What
        text: String,
        /// Longitude and latitude
        #[arg(long, num_args = 2, value_names = ["LON", "LAT"], allow_negative_numbers = true)]
        at: Option<Vec<f64>>,
    },
    /// Mark what was said as settled
    Settle {
        /// Its number
        id: i64,
        /// The number of the comment, as `show` lists it
        comment: i64,
    },
    /// Answer for an issue by its key, with the reason
    Waive {
        /// Its number
        id: i64,
        /// The key of the issue, as `check` lists it
        key: String,
        /// Why it may stand
        #[arg(long)]
        reason: String,
    },
    /// Answer for an issue no longer
    Unwaive {
        /// Its number
        id: i64,
        /// The key of the issue
        key: String,
    },
    /// Agree to it
    Approve {
        /// Its number
        id: i64,
        /// In your words
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Give it back to its author
    Reject {
        /// Its number
        id: i64,
        /// Why
        #[arg(long)]
        note: String,
    },
    /// Take it back to draw on, before it is in force
    Withdraw {
        /// Its number
        id: i64,
    },
    /// Let it take effect at an instant to come
    Schedule {
        /// Its number
        id: i64,
        /// When (RFC 3339; a date alone is meant in China standard time)
        #[arg(long, value_name = "TIME")]
        effective: String,
    },
    /// Take it off the calendar
    Unschedule {
        /// Its number
        id: i64,
    },
    /// What others changed since, where this draft changes it too
    Conflicts {
        /// Its number
        id: i64,
    },
    /// Put it on the newest release
    Rebase {
        /// Its number
        id: i64,
        /// Keep the draft's shape of this conflict; may be repeated
        #[arg(long, value_name = "CLASH")]
        mine: Vec<String>,
        /// Keep what is in force of this conflict; may be repeated
        #[arg(long, value_name = "CLASH")]
        theirs: Vec<String>,
    },
    /// Make it the next release
    Publish {
        /// Its number
        id: i64,
        /// Why, for whoever reads the history; its own note if absent
        #[arg(long, default_value = "")]
        note: String,
        /// In force from this time on (not in the future); now if absent
        #[arg(long, value_name = "TIME")]
        effective: Option<String>,
    },
    /// Throw it away
    Discard {
        /// Its number
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// Only what came after this cursor
    #[arg(long, value_name = "CURSOR")]
    pub(crate) since: Option<String>,
    /// Every area that changed, too
    #[arg(long)]
    pub(crate) areas: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LineageArgs {
    /// The code of an area, in force or ended
    pub(crate) code: String,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The older release
    pub(crate) from: i64,
    /// The newer release
    pub(crate) to: i64,
}

#[derive(Debug, Args)]
pub(crate) struct CertificateArgs {
    /// The release; the newest if absent
    pub(crate) release: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct StatisticsArgs {
    /// From this time on
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    /// On the borders of this release; the newest if absent
    #[arg(long, value_name = "N", conflicts_with = "at")]
    pub(crate) release: Option<i64>,
    /// On the borders in force at this time, past or to come
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// On this level; the finest if absent
    #[arg(long, value_name = "KEY")]
    pub(crate) level: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RestateArgs {
    /// A CSV table with the columns code and value; - for standard input
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,
    /// The release on whose areas the values are
    #[arg(long, value_name = "N")]
    pub(crate) from: i64,
    /// The release on whose areas they are wanted
    #[arg(long, value_name = "N")]
    pub(crate) to: i64,
    /// The level of the areas
    #[arg(long, value_name = "KEY")]
    pub(crate) level: String,
    /// What a value is divided by: area, households or incidents
    #[arg(long, value_name = "W", default_value = "households")]
    pub(crate) weight: String,
}
