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
pub mod civil;
pub mod colouring;
mod contents;
mod dataset;
mod draft;
mod edit;
mod hours;
mod ids;
mod import;
mod issue;
mod level;
mod outside;
mod plan;
mod population;
mod redraw;
mod replay;
pub mod routing;
mod search;
mod station;
mod stations;
mod street;
pub mod testing;

pub use area::{Area, Attributes, Division, Release};
pub use atlas::{AreaEntry, Atlas, AtlasError, Circle, DivisionAtlas};
pub use civil::{Date, LocalTime};
pub use contents::{AreaRow, BlankRow, Contents, Delta};
pub use dataset::{Dataset, DatasetKind};
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
pub use import::{ImportError, ImportSummary, Imported, STRIP_M};
pub use issue::{Issue, IssueKind, Severity};
pub use level::{Level, Levels, LevelsError};
pub use plan::{Ground, NoPartition, Plan};
pub use population::{Place, PlaceSort};
pub use redraw::{Act, NewArea, Redraw};
pub use replay::{EditSummary, ReplayError, Replayed};
pub use station::{Station, StationKind};
pub use stations::StationSummary;
pub use street::{StreetChange, StreetEdit};
pub use topo;
