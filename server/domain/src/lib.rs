//! The words and the rules of Jingwei, without any I/O.
//!
//! An [`Area`] is one responsible unit of some [`Level`]; the areas of a
//! [`Division`] form a tree whose leaves tile the ground as a [`topo::Partition`].
//! A [`Release`] is what is in force from an instant on; its [`Contents`] are rows
//! for the store, its `Atlas` answers questions. A [`Draft`] is a base release
//! and a list of [`Edit`]s; replaying them gives a `Plan`, and checking gives a
//! list of [`Issue`]s. [`Station`]s stand beside the areas; streets and population are
//! [`Dataset`]s, described here and kept whole by the store. The whole vocabulary stands in `docs/GLOSSARY.md`.

mod area;
mod atlas;
mod certificate;
pub mod civil;
mod codes;
pub mod colouring;
pub mod conflict;
mod contents;
mod dataset;
mod desk;
mod draft;
mod edit;
mod hours;
mod ids;
mod impact;
mod import;
mod issue;
mod level;
pub mod lineage;
mod outside;
mod plan;
mod population;
mod redraw;
mod replay;
pub mod restate;
pub mod routing;
pub mod rules;
mod search;
mod settings;
mod station;
mod stations;
mod street;
pub mod testing;
mod touched;

pub use area::{Area, Attributes, Division, Release};
pub use atlas::{AreaEntry, Atlas, AtlasError, Circle, DivisionAtlas, Headcount};
pub use certificate::{Certificate, Imbalance, LevelCount};
pub use civil::{Date, LocalTime};
pub use codes::{
    CodeBook, CodeFault, CodeRule, CodeRules, LastHolder, UsedCodes, check_code, next_code,
};
pub use contents::{AreaRow, BlankRow, Contents, Delta};
pub use dataset::{Dataset, DatasetKind};
pub use desk::{Applied, Desk, Refused};
pub use draft::{Draft, DraftState, Made};
pub use edit::{
    ChangeStreets, Edit, ImportAreas, ImportStations, ImportedArea, ImportedStation, NewStreetEdit,
    PlaceStation, StationField,
};
pub use hours::{Hours, Opening};
pub use ids::{
    AreaId, Code, DivisionKey, HighestIds, KindKey, LevelKey, Metres, Moment, NameError, ReleaseNo,
    StationId,
};
pub use impact::{
    AreaImpact, AreaRef, Baseline, Figures, Impact, IncidentPoint, LevelBalance, Move, Points,
    Tracker, csv_field,
};
pub use import::{ImportError, ImportSummary, Imported, STRIP_M};
pub use issue::{Issue, IssueKind, Severity};
pub use level::{Level, Levels, LevelsError};
pub use plan::{Ground, NoPartition, Plan};
pub use population::{Place, PlaceSort};
pub use redraw::{Act, GivenCode, NewArea, Redraw};
pub use replay::{EditSummary, ReplayError, Replayed};
pub use settings::{Households, Roles, Settings, Unmeant, Weight};
pub use station::{Station, StationKind};
pub use stations::StationSummary;
pub use street::{StreetChange, StreetEdit};
pub use topo;
pub use touched::{Clash, Contested, Field, Line, Touched};
