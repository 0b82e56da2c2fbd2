//! What the side-by-side runs stand on: a clock that neighbours cannot disturb, a
//! city of 20,000 cells, a peer in Python, the table at the end, and what may be left out.

mod city;
mod clock;
mod promise;
mod shapely;
mod table;

pub use city::City;
pub use clock::ThreadCpu;
pub use promise::without;
pub use shapely::Shapely;
pub use table::{Goal, Table};
