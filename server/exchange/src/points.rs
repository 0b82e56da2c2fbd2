//! Tables of places, routed in bulk: CSV in and out, and lines of JSON.
//!
//! A [`PointReader`] hands out every row of a CSV file with all its columns as they
//! are, and the place in it; a [`PointWriter`] writes the row back with columns
//! added. Neither holds more than a row. [`Lines`] reads the JSON form of a batch
//! request, in which a faulty line is an answer of its own and stops nothing.

mod columns;
mod lines;
mod read;
mod write;

pub use columns::{ChosenColumns, Columns};
pub use lines::{Line, LineFault, Lines, Place};
pub use read::{Dialect, NoPosition, PointReader, PointRow, PointsError, RowAccuracy};
pub use write::PointWriter;
