//! A large file of one sort, kept whole beside the rows of a Release.
//!
//! Streets and population are replaced and read as a whole, never asked row by row, so
//! a Release holds a description of each and the store the bytes, found by their hash.

use crate::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a Dataset holds; a Release has at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatasetKind {
    /// An extract of OpenStreetMap, in the form the crate `reach` keeps it.
    Streets,
    /// The [`crate::Place`]s where people live, in the form the crate `exchange` keeps them.
    Population,
}

impl DatasetKind {
    /// The name used in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Streets => "streets",
            Self::Population => "population",
        }
    }

    /// Reads what [`Self::as_str`] gives.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Streets, Self::Population].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Describes bytes that the store keeps by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// What it holds.
    pub kind: DatasetKind,
    /// The SHA-256 of the bytes in lower-case hexadecimal digits.
    pub digest: String,
    /// The name of the file it came from.
    pub name: String,
    /// The day the facts in it are of, where the file says so.
    pub date: Option<Date>,
    /// What it holds, in numbers: `places`, `residents`, `length_km` …
    #[serde(default)]
    pub counts: BTreeMap<String, u64>,
}
