//! Rows of a file in which every row is a place: a table (CSV) or features (GeoJSON).
//!
//! What the content is decides; a file's name says nothing here. Both come out row by
//! row under one list of columns, so that whoever reads stations or people need not know
//! which it was. A table is never in memory as a whole.

mod bounded;
mod columns;
mod faults;

use crate::areas::{self, Feature, ReadError};
use crate::compressed::Input;
use crate::points::{Columns, NoPosition, PointReader, PointsError};
use bounded::Bounded;
pub(crate) use bounded::TooLarge;
pub use columns::Mapping;
pub(crate) use columns::{Guess, Known};
use csv::ByteRecord;
use domain::topo::{self, Point, Shape};
pub(crate) use faults::{Fault, issues};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufRead, Read};

/// Why a file of places could not be read at all. Faults of single rows are not here:
/// they are [`domain::Issue`]s.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// The table.
    #[error(transparent)]
    Table(#[from] PointsError),
    /// The GeoJSON.
    #[error(transparent)]
    Features(#[from] ReadError),
    /// A column was not named and none looks like it.
    #[error("no column looks like the {role}; name one. There are: {}", .there.join(", "))]
    NoColumn {
        /// What it would hold.
        role: &'static str,
        /// The columns there are.
        there: Vec<String>,
    },
    /// A column that was asked for is not there.
    #[error("there is no column `{wanted}` for the {role}; there are: {}", .there.join(", "))]
    NoSuchColumn {
        /// What was asked for.
        wanted: String,
        /// What it would hold.
        role: &'static str,
        /// The columns there are.
        there: Vec<String>,
    },
}

/// The rows of a file, one after the other.
pub(crate) struct Rows<'r> {
    source: Source<'r>,
    header: Vec<String>,
    /// Columns that hold the place and nothing else.
    of_place: BTreeSet<usize>,
    number: usize,
}

enum Source<'r> {
    Table(PointReader<'r>),
    Features { rest: std::vec::IntoIter<Feature>, current: Option<Feature> },
}

/// One row.
pub(crate) struct Row<'a> {
    /// Counted from 1, below the header.
    pub(crate) number: usize,
    /// The place; of a polygon, the middle of the largest circle in it.
    pub(crate) at: Result<Point, NoPosition>,
    /// Whether it is ground, not a point.
    pub(crate) is_ground: bool,
    header: &'a [String],
    values: Values<'a>,
}

enum Values<'a> {
    Record(&'a ByteRecord),
    Properties(&'a Map<String, Value>, Option<&'a Value>),
}

impl<'r> Rows<'r> {
    /// Reads the header of a table, or all features. A file of more than
    /// `limit` bytes, unpacked, is refused.
    pub(crate) fn open(
        input: impl Read + Send + 'r,
        place: &Columns,
        limit: u64,
    ) -> Result<Self, RowsError> {
        let mut input = Input::open(input).map_err(PointsError::Io)?.buffered();
        // An error here comes again with the first read, which knows what to call it.
        let head = input.fill_buf().unwrap_or_default();
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
        if matches!(head.first(), Some(b'{' | b'[' | b'\x1e')) {
            let features = areas::features(input, limit)?;
            let header = properties_of(&features);
            let source = Source::Features { rest: features.into_iter(), current: None };
            return Ok(Self { source, header, of_place: BTreeSet::new(), number: 0 });
        }
        let table = PointReader::of_plain(Bounded::new(input, limit), place)?;
        let name = |name: &[u8]| String::from_utf8_lossy(name).trim().to_owned();
        let header = table.header().iter().map(name).collect();
        let columns = table.columns();
        let of_place = [columns.lon, columns.lat].into();
        Ok(Self { source: Source::Table(table), header, of_place, number: 0 })
    }

    /// The columns, those of the place included.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns that hold the place and can hold nothing else.
    pub(crate) fn of_place(&self) -> &BTreeSet<usize> {
        &self.of_place
    }

    /// The next row; `None` after the last.
    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, RowsError> {
        self.number += 1;
        let (number, header) = (self.number, self.header.as_slice());
        match &mut self.source {
            Source::Table(table) => {
                let row = table.next_row()?;
                Ok(row.map(|row| Row {
                    number,
                    at: row.at,
                    is_ground: false,
                    header,
                    values: Values::Record(row.record),
                }))
            }
            Source::Features { rest, current } => {
                *current = rest.next();
                Ok(current.as_ref().map(|feature| Row {
                    number,
                    at: place_of(feature),
                    is_ground: !feature.ground.polygons.is_empty(),
                    header,
                    values: Values::Properties(&feature.properties, feature.id.as_ref()),
                }))
            }
        }
    }
}

impl Row<'_> {
    /// The value of a column as text; `None` where it is empty or no single value.
    pub(crate) fn text(&self, column: usize) -> Option<Cow<'_, str>> {
        match &self.values {
            Values::Record(record) => {
                let value = std::str::from_utf8(record.get(column)?).ok()?.trim();
                (!value.is_empty()).then_some(Cow::Borrowed(value))
            }
            Values::Properties(..) => match self.property(column)? {
                Value::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
                value => areas::text(value),
            },
        }
    }

    /// The texts of a column: the members of an array, or what stands between semicolons.
    pub(crate) fn list(&self, column: usize) -> Vec<String> {
        if let Values::Properties(..) = self.values
            && let Some(Value::Array(members)) = self.property(column)
        {
            return members.iter().filter_map(areas::text).map(Cow::into_owned).collect();
        }
        let text = self.text(column).unwrap_or_default();
        let parts = text.split([';', '；']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The columns that nobody took, as given.
    pub(crate) fn others(&self, taken: &BTreeSet<usize>) -> Map<String, Value> {
        let others = self.header.iter().enumerate().filter(|(column, _)| !taken.contains(column));
        let value = |column| match &self.values {
            Values::Record(_) => self.text(column).map(|text| Value::from(text.into_owned())),
            Values::Properties(..) => self.property(column).cloned(),
        };
        others.filter_map(|(column, name)| Some((name.clone(), value(column)?))).collect()
    }

    fn property(&self, column: usize) -> Option<&Value> {
        let Values::Properties(properties, id) = &self.values else { return None };
        let name = self.header.get(column)?;
        properties.get(name).or_else(|| id.filter(|_| name == areas::FEATURE_ID))
    }
}

/// Every name of a property, in the order they come; the `id` member last.
fn properties_of(features: &[Feature]) -> Vec<String> {
    let mut header: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for name in features.iter().flat_map(|feature| feature.properties.keys()) {
        if seen.insert(name.as_str()) {
            header.push(name.clone());
        }
    }
    let has_id = features.iter().any(|feature| feature.id.is_some());
    if has_id && !seen.contains(areas::FEATURE_ID) {
        header.push(areas::FEATURE_ID.into());
    }
    header
}

fn place_of(feature: &Feature) -> Result<Point, NoPosition> {
    match &feature.ground.spot {
        Some(Ok(point)) => Ok(*point),
        Some(Err(_)) => Err(NoPosition::OutOfRange),
        None if feature.ground.polygons.is_empty() => Err(NoPosition::Blank),
        None => Ok(topo::inscribed(&Shape(feature.ground.polygons.clone())).at),
    }
}
