//! What the side-by-side runs stand on: a clock that neighbours cannot disturb, a
//! city of 20,000 cells, a peer in Python, and the table at the end.

mod city;
mod clock;
mod shapely;
mod table;

pub use city::City;
pub use clock::ThreadCpu;
pub use shapely::Shapely;
pub use table::{Goal, Table};
