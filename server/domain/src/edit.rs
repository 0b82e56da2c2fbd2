//! What a planner did, as a value: replayed on a base it gives the same result.

use crate::area::Attributes;
use crate::ids::{Code, DivisionKey, LevelKey, ReleaseNo};
use crate::issue::IssueKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use topo::Shape;

/// A base Release and the ordered list of what was done to it (调整方案).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The draft's number.
    pub id: i64,
    /// The Release it starts from; `None` before the first.
    pub base: Option<ReleaseNo>,
    /// In the order they were made.
    pub edits: Vec<Edit>,
}

/// One change of a Draft (调整). It is saved as JSON, so names here are a format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// The areas of one level, as read from a file.
    ImportAreas(ImportAreas),
}

/// The areas of one level of one Division, and what the planner accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportAreas {
    /// The Level they belong to.
    pub level: LevelKey,
    /// The Division they belong to.
    pub division: DivisionKey,
    /// The areas, in the order of the file.
    pub areas: Vec<ImportedArea>,
    /// Features of one code become one multi-part area.
    pub merge_parts: bool,
    /// The kinds of issue that were accepted by name.
    pub allow: BTreeSet<IssueKind>,
}

/// One feature of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportedArea {
    /// Its place in the file, counted from 1.
    pub feature: usize,
    /// Its code.
    pub code: Code,
    /// Its name; the code where the file has none.
    pub name: String,
    /// The code of its parent, where the file names one.
    pub parent: Option<Code>,
    /// All other properties, as given.
    pub attributes: Attributes,
    /// Its ground on the lattice, rings as given (they may be faulty).
    pub shape: Shape,
}
