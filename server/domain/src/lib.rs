//! The words and the rules of Jingwei, without any I/O.
//!
//! An [`Area`] is one responsible unit of some [`Level`]; the areas of a
//! [`Division`] form a tree whose leaves tile the ground as a [`topo::Partition`].
//! A [`Release`] is what is in force from an instant on; its [`Contents`] are rows
//! for the store, its `Atlas` answers questions. A [`Draft`] is a base release
//! and a list of [`Edit`]s; replaying them gives a `Plan`, and checking gives a
//! list of [`Issue`]s. The whole vocabulary stands in `docs/GLOSSARY.md`.

mod area;
mod atlas;
pub mod colouring;
mod contents;
mod edit;
mod ids;
mod import;
mod issue;
mod level;
mod plan;
mod replay;
pub mod routing;
mod search;
pub mod testing;

pub use area::{Area, Attributes, Division, Release};
pub use atlas::{AreaEntry, Atlas, AtlasError, DivisionAtlas};
pub use contents::{AreaRow, BlankRow, Contents, Delta};
pub use edit::{Draft, Edit, ImportAreas, ImportedArea};
pub use ids::{AreaId, Code, DivisionKey, LevelKey, Metres, Moment, NameError, ReleaseNo};
pub use import::{ImportError, ImportSummary, Imported, STRIP_M};
pub use issue::{Issue, IssueKind, Severity};
pub use level::{Level, Levels, LevelsError};
pub use plan::{Ground, NoPartition, Plan};
pub use replay::Replayed;
pub use topo;
