//! Where something is not as it must be (问题), and what to do about it.
//!
//! Invalid data is not an error: a check returns every [`Issue`], each with a
//! place, a size and a proposed repair.

use crate::ids::{AreaId, Code, LevelKey};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt;
use topo::{Point, Shape};

/// What is wrong. The first seven, and a [`Self::CodeFault`]
/// of a file, can be accepted by name (`--allow`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// Ground between siblings that none of them holds.
    Gap,
    /// Ground that several areas of one level hold.
    Overlap,
    /// Ground of a parent that none of its children holds.
    Blank,
    /// Ground of a child outside its parent.
    OutsideParent,
    /// A faulty ring: it crosses itself, is a spike, has no area ...
    Invalid,
    /// One code on several features.
    DuplicateCode,
    /// A child whose parent is not known.
    Orphan,
    /// A feature without a code, or with one that is none.
    BadCode,
    /// A feature without a polygon.
    NoPolygon,
    /// A coordinate that is no place on Earth.
    OutOfRange,
    /// Areas that are there now and that the file does not name.
    Retired,
    /// Legal ground that is rarely meant: a narrow neck, corners a centimetre apart.
    OddShape,
    /// A row without a value it cannot do without: a name, a kind.
    Missing,
    /// A row without a position.
    NoPosition,
    /// Something stands where a number of people belongs.
    BadNumber,
    /// A station whose owner is no Area that is known.
    UnknownOwner,
    /// Stations or people that lie in no Area at all, "in the sea".
    OutsideAreas,
    /// Opening hours that cannot be read; the text is kept.
    UnreadableHours,
    /// A station that the public did not see and that it would see.
    MadePublic,
    /// A population without a single resident.
    NobodyLives,
    /// An Area in several pieces.
    InPieces,
    /// An Area that touches no sibling: an island of its parent in others' ground.
    Exclave,
    /// A place where an Area is nearly cut in two.
    NarrowNeck,
    /// An Area, or a piece of one, smaller than any real one.
    TinyCell,
    /// More or fewer households than an Area is to have.
    Households,
    /// An Area nobody answers for: no organisation, leader or worker.
    NoTeam,
    /// An Area without a Station.
    NoStation,
    /// An Area with fewer stations of a kind than it needs.
    Quota,
    /// A code that is not as those of its level are, or that was another Area's.
    CodeFault,
}

impl IssueKind {
    /// The kinds a planner may accept by name, in the order they are documented.
    pub const ACCEPTABLE: [Self; 8] = [
        Self::Gap,
        Self::Overlap,
        Self::Blank,
        Self::OutsideParent,
        Self::Invalid,
        Self::DuplicateCode,
        Self::Orphan,
        Self::CodeFault,
    ];

    /// The name used by `--allow`, in JSON and in the page's translations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::Blank => "blank",
            Self::OutsideParent => "outside_parent",
            Self::Invalid => "invalid",
            Self::DuplicateCode => "duplicate_code",
            Self::Orphan => "orphan",
            Self::BadCode => "bad_code",
            Self::NoPolygon => "no_polygon",
            Self::OutOfRange => "out_of_range",
            Self::Retired => "retired",
            Self::OddShape => "odd_shape",
            Self::Missing => "missing",
            Self::NoPosition => "no_position",
            Self::BadNumber => "bad_number",
            Self::UnknownOwner => "unknown_owner",
            Self::OutsideAreas => "outside_areas",
            Self::UnreadableHours => "unreadable_hours",
            Self::MadePublic => "made_public",
            Self::NobodyLives => "nobody_lives",
            Self::InPieces => "in_pieces",
            Self::Exclave => "exclave",
            Self::NarrowNeck => "narrow_neck",
            Self::TinyCell => "tiny_cell",
            Self::Households => "households",
            Self::NoTeam => "no_team",
            Self::NoStation => "no_station",
            Self::Quota => "quota",
            Self::CodeFault => "code_fault",
        }
    }

    /// Whether ground with such a fault answers for nobody, or for two.
    pub const fn is_structural(self) -> bool {
        matches!(
            self,
            Self::Gap
                | Self::Overlap
                | Self::OutsideParent
                | Self::Invalid
                | Self::DuplicateCode
                | Self::Orphan
                | Self::BadCode
        )
    }

    /// Reads the name of a kind that can be accepted.
    pub fn acceptable(name: &str) -> Option<Self> {
        Self::ACCEPTABLE.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for IssueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether an issue stops a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is stored until it is repaired or accepted by name.
    Blocking,
    /// It was accepted by name.
    Accepted,
    /// Worth knowing; it stops nothing.
    Advice,
}

/// One fault, with its place, its size and a proposed repair. As JSON the place is
/// longitude and latitude, and the outline a GeoJSON `MultiPolygon`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Issue {
    /// What is wrong.
    pub kind: IssueKind,
    /// Whether it stops a publication.
    pub severity: Severity,
    /// Whether it stood before the draft did anything.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// The level it was found on; `None` for stations, population and streets.
    pub level: Option<LevelKey>,
    /// The codes of the areas, stations or buildings involved; may be empty where a
    /// code is what is missing.
    pub codes: Vec<Code>,
    /// The areas involved, where they are known by id; the one at fault first.
    #[serde(skip)]
    pub areas: Vec<AreaId>,
    /// The features or rows of the file involved, counted from 1.
    pub features: Vec<usize>,
    /// A point on it; `None` where the feature has no usable place.
    #[serde(serialize_with = "position")]
    pub at: Option<Point>,
    /// Its area in square metres, 0 where it has none.
    pub area_m2: f64,
    /// The diameter of the largest circle inside it, in metres.
    pub width_m: f64,
    /// What was counted, where a count is at fault; of issues told once for many, how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The least or the most it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What is wrong, for a planner.
    pub message: String,
    /// What would settle it.
    pub proposal: String,
    /// Its outline, for the map.
    #[serde(serialize_with = "outline")]
    pub shape: Option<Shape>,
}

impl Issue {
    /// An issue of no level, without codes, place or size yet.
    pub fn of(kind: IssueKind, severity: Severity, message: String, proposal: &str) -> Self {
        Self {
            kind,
            severity,
            inherited: false,
            level: None,
            codes: Vec::new(),
            areas: Vec::new(),
            features: Vec::new(),
            at: None,
            area_m2: 0.0,
            width_m: 0.0,
            count: None,
            limit: None,
            message,
            proposal: proposal.into(),
            shape: None,
        }
    }

    /// What a waiver names it by: its kind and the codes involved. It outlives further
    /// edits that leave the fault where it is.
    pub fn key(&self) -> String {
        let codes: Vec<&str> = self.codes.iter().map(Code::as_str).collect();
        format!("{}:{}", self.kind, codes.join(","))
    }

    /// Marks an issue that blocks as accepted, if its kind was accepted by name.
    pub fn accept(&mut self, allow: &BTreeSet<IssueKind>) {
        if self.severity == Severity::Blocking && allow.contains(&self.kind) {
            self.severity = Severity::Accepted;
        }
    }
}

fn degrees(point: Point) -> [f64; 2] {
    [point.lon(), point.lat()]
}

// The form serde asks for.
#[expect(clippy::ref_option, reason = "serialize_with hands the field over by reference")]
fn position<S: Serializer>(at: &Option<Point>, to: S) -> Result<S::Ok, S::Error> {
    at.map(degrees).serialize(to)
}

#[expect(clippy::ref_option, reason = "serialize_with hands the field over by reference")]
fn outline<S: Serializer>(shape: &Option<Shape>, to: S) -> Result<S::Ok, S::Error> {
    match shape {
        Some(shape) => multi_polygon(shape, to),
        None => to.serialize_none(),
    }
}

/// A shape as GeoJSON.
pub(crate) fn multi_polygon<S: Serializer>(shape: &Shape, to: S) -> Result<S::Ok, S::Error> {
    let ring = |points: &Vec<Point>| -> Vec<[f64; 2]> {
        points.iter().chain(points.first()).map(|point| degrees(*point)).collect()
    };
    let polygons: Vec<Vec<_>> = shape
        .0
        .iter()
        .map(|part| std::iter::once(&part.outer).chain(&part.holes).map(ring).collect())
        .collect();
    let mut geometry = to.serialize_struct("MultiPolygon", 2)?;
    geometry.serialize_field("type", "MultiPolygon")?;
    geometry.serialize_field("coordinates", &polygons)?;
    geometry.end()
}
