//! What journeys stand on: the built binary, its databases, a running server,
//! the shared geodata and the table of figures.
//!
//! A journey speaks to `jingwei` only as a user would: by its command line, its
//! HTTP routes and the files it writes. Nothing here names another crate of ours.

mod city;
mod csv_file;
mod database;
mod figures;
mod geojson;
mod jingwei;
mod server;
mod shared;
mod topojson;

pub use city::{Chance, city, places};
pub use csv_file::{Row, read_csv, write_csv};
pub use database::Database;
pub use figures::{Share, figure, note};
pub use geojson::{Drawing, collection, square};
pub use jingwei::{Jingwei, Run, gzip, unpacked};
pub use server::{Reply, Server, free_address};
pub use shared::{DataFile, shared};
pub use topojson::topojson_features;
