//! What was touched between two plans, and where two people touched the same.
//!
//! A border is touched where a piece of it is gone or has another Area beside it; an end
//! that became a node for somebody's line further on is none of it. Different areas that
//! share no touched border merge in silence; the same border is never mixed from two.

mod between;
mod clashes;
mod ground;

use crate::dataset::DatasetKind;
use crate::ids::{AreaId, DivisionKey, StationId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Label, Point};

pub(crate) use ground::{Ground, Piece, Pieces, Sides, line_of, only_in};

/// What differs between a plan and a later one.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Borders of the earlier plan that are gone or have others beside them.
    pub arcs: BTreeSet<Line>,
    /// What is known of an Area and is otherwise now, with what it is as JSON.
    pub fields: BTreeMap<(AreaId, Field), String>,
    /// The areas that are there no more.
    pub ended: BTreeSet<AreaId>,
    /// The areas that took part in a split or a merge, that are new or have ended.
    pub cells: BTreeSet<AreaId>,
    /// The stations that differ.
    pub stations: BTreeSet<StationId>,
    /// The datasets that took the place of others.
    pub datasets: BTreeMap<DatasetKind, String>,
    /// Changes of the street network that no longer hold.
    pub street_edits: BTreeSet<u32>,
    /// The borders that came.
    came: BTreeSet<Line>,
    /// Areas that have to be there for what came: parents.
    leans: BTreeSet<AreaId>,
}

/// A border from node to node, and whose ground lies on its sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// The Division.
    pub division: DivisionKey,
    /// From node to node.
    pub points: Arc<[Point]>,
    /// On the left: a leaf, a parent's blank, or nobody.
    pub left: Label,
    /// On the right.
    pub right: Label,
}

/// What is known of an Area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Its name.
    Name,
    /// Its code.
    Code,
    /// Its Level.
    Level,
    /// Its parent.
    Parent,
    /// The attribute of that name.
    Attribute(String),
}

impl Field {
    /// The name people read.
    pub fn name(&self) -> &str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::Level => "level",
            Self::Parent => "parent",
            Self::Attribute(name) => name,
        }
    }
}

/// Something that two people touched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clash {
    /// What it is.
    pub what: Contested,
    /// The areas it is about.
    pub areas: Vec<AreaId>,
    /// The field, where it is one; else the station, the dataset.
    pub field: Option<String>,
    /// Where to look.
    pub at: Option<Point>,
    /// The borders as the one drew them.
    pub mine: Option<Vec<Vec<Point>>>,
    /// The borders as the other drew them.
    pub theirs: Option<Vec<Vec<Point>>>,
    /// The edits it comes from, counted from 0; filled in by [`crate::conflict::rebase`].
    pub edits: Vec<usize>,
    /// The borders as they were.
    #[serde(skip)]
    pub(crate) was: Vec<Line>,
    #[serde(skip)]
    pub(crate) subject: Option<Subject>,
}

/// What a clash is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contested {
    /// The same border was led elsewhere by both.
    Border,
    /// The same Area was cut, merged or ended by one and used by the other.
    Area,
    /// The same field got two values.
    Field,
    /// The same station was changed.
    Station,
    /// The same dataset, or the same change of the streets.
    Dataset,
    /// What one drew does something else on the other's plan: it runs over borders that are
    /// not the same there.
    Drawing,
}

/// The row a clash is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Station(StationId),
    Dataset(DatasetKind),
    StreetEdit(u32),
    Field(AreaId, Field),
}
