//! How far people get on foot.
//!
//! An [`Extract`] is what Jingwei takes from an OpenStreetMap file; a [`Network`]
//! is its walkable streets as vertices and edges, with the planners' changes; a
//! [`Walk`] adds the times and closures of one [`Preset`]. A [`search::Reached`] answers for
//! places that were snapped to the network ([`Snap`]), in milliseconds. A
//! [`demand::Demand`] links people to it once; [`coverage`] says who reaches a station,
//! [`blind`] where those are who do not and why, [`whatif`] what moving a station would
//! change, and [`siting`] where the next should stand. A [`picture`] draws what is reached
//! from [`cells`] of ground. Nothing here reads a file or a
//! clock, and no number is ever taken from a polygon.

pub mod barrier;
pub mod blind;
pub mod cells;
mod contour;
pub mod coverage;
pub mod demand;
pub mod network;
pub mod osm;
mod parts;
pub mod picture;
mod route;
pub mod rules;
pub mod search;
mod segments;
pub mod siting;
pub mod snap;
pub mod testing;
mod walk;
pub mod whatif;

pub use barrier::Barriers;
pub use network::Network;
pub use osm::{Extract, OsmError, ReadReport};
pub use parts::Part;
pub use route::Route;
pub use rules::{Access, Preset, RULES_VERSION};
pub use search::{Direction, Reached, Scratch};
pub use snap::Snap;
pub use walk::Walk;
