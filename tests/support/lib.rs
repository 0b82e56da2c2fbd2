//! What journeys stand on: the built binary, its databases, a running server,
//! the shared geodata and the table of figures.
//!
//! A journey speaks to `jingwei` only as a user would: by its command line, its
//! HTTP routes and the files it writes. Nothing here names another crate of ours.

mod caller;
mod city;
mod csv_file;
mod database;
mod denver;
mod draft;
mod figures;
mod geojson;
mod instant;
mod jingwei;
mod lambert;
mod outline;
mod pencil;
mod server;
mod shapefile;
mod shared;
mod topojson;

pub use caller::{Caller, fresh_key};
pub use city::{Chance, city, places};
pub use csv_file::{Row, read_csv, write_csv};
pub use database::Database;
pub use denver::Denver;
pub use draft::{Answer, Draft, done};
pub use figures::{Share, figure, note};
pub use geojson::{Drawing, collection, square};
pub use instant::{instant, rfc3339};
pub use jingwei::{Jingwei, Run, gzip, unpacked};
pub use lambert::{COLORADO_CENTRAL, Lambert, US_FOOT};
pub use outline::{Ring, Spot, area2, degrees, geometry, outline, spot, within};
pub use pencil::{Pencil, list};
pub use server::{Reply, Server, free_address};
pub use shapefile::{Feature, shapefile};
pub use shared::{DataFile, shared};
pub use topojson::topojson_features;
