//! Rows of a CSV file, each with its place or the reason why it has none.

use super::columns::{self, ChosenColumns, Columns};
use crate::compressed::{Damaged, Input};
use crate::rows::TooLarge;
use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};
use domain::Metres;
use domain::routing::Accuracy;
use domain::topo::Point;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first line is looked at this far to tell how the table is written.
const HEAD: u64 = 1 << 16;

/// A row may take this many bytes; beyond it a quote is missing, and the rest of the
/// file would become one value in memory.
const ROW_LIMIT: usize = 1 << 22;

/// How a table is written, so that it can be written back the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between values: a comma, a semicolon or a tab.
    pub delimiter: u8,
    /// Lines end in `\r\n`, not in `\n`.
    pub carriage_returns: bool,
    /// The file begins with a byte order mark, which Excel needs to see UTF-8.
    pub byte_order_mark: bool,
}

impl Dialect {
    fn of(head: &[u8]) -> Self {
        let byte_order_mark = head.starts_with(BYTE_ORDER_MARK);
        let has = |byte| head.contains(&byte);
        let delimiter = match () {
            () if has(b',') => b',',
            () if has(b'\t') => b'\t',
            () if has(b';') => b';',
            () => b',',
        };
        Self { delimiter, carriage_returns: head.ends_with(b"\r\n"), byte_order_mark }
    }

    pub(super) fn terminator(self) -> Terminator {
        if self.carriage_returns { Terminator::CRLF } else { Terminator::Any(b'\n') }
    }
}

/// Why a row has no place. Such a row is passed on, not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPosition {
    /// Longitude or latitude is empty.
    #[error("there is no position")]
    Blank,
    /// One of them is no number, or NaN.
    #[error("the position is no pair of numbers")]
    NotANumber,
    /// Beyond ±180 or ±90 degrees.
    #[error("the position is no place on Earth")]
    OutOfRange,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct PointRow<'r> {
    /// Every column as it is in the file.
    pub record: &'r ByteRecord,
    /// The place; 0, 0 is one.
    pub at: Result<Point, NoPosition>,
    /// How well the place is known.
    pub accuracy: RowAccuracy,
}

/// What a row says of the accuracy of its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowAccuracy {
    /// A length that can be used.
    Given(Accuracy),
    /// There is no such column, or the value is empty.
    None,
    /// Something stands there that is no accuracy: no number, not above 0, or too far.
    /// Nobody can say how sure such a place is, so it must not be taken for certain.
    Unusable,
}

impl RowAccuracy {
    fn read(value: &[u8]) -> Self {
        if value.trim_ascii().is_empty() {
            return Self::None;
        }
        let usable = number(value).and_then(|metres| Accuracy::new(Metres(metres)).ok());
        usable.map_or(Self::Unusable, Self::Given)
    }
}

/// Why a table cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// There is nothing in the file.
    #[error("the file is empty; a CSV table with a header line was expected")]
    Empty,
    /// The system could not read on.
    #[error("the table could not be read to its end")]
    Io(#[source] io::Error),
    /// There is more in it than the caller is ready to take.
    #[error(
        "the table is too large: it holds more than {limit} bytes (decompressed); \
         split it or raise the limit"
    )]
    TooLarge {
        /// What the caller allows.
        limit: u64,
    },
    /// The compressed data cannot be undone.
    #[error(transparent)]
    Gzip(Damaged),
    /// No column was named and none looks like a coordinate.
    #[error("no column looks like a {role}; name one. There are: {}", .there.join(", "))]
    NoColumn {
        /// Longitude or latitude.
        role: &'static str,
        /// The columns there are.
        there: Vec<String>,
    },
    /// A column that was asked for is not there.
    #[error("there is no column `{wanted}` for the {role}; there are: {}", .there.join(", "))]
    NoSuchColumn {
        /// What was asked for.
        wanted: String,
        /// Longitude, latitude or accuracy.
        role: &'static str,
        /// The columns there are.
        there: Vec<String>,
    },
    /// Some other encoding, or no text.
    #[error(
        "row {row} (line {line}) is not UTF-8 in column `{column}`; if the table was saved as GBK \
         or another encoding, save it as UTF-8"
    )]
    NotUtf8 {
        /// Counted from 1 below the header; 0 is the header.
        row: u64,
        /// Its first line, counted from 1.
        line: u64,
        /// The header of the value, or its number where that is unreadable too.
        column: String,
    },
    /// A row does not end.
    #[error(
        "row {row} is longer than {limit} bytes; a closing quote is missing in it or before it"
    )]
    RowTooLong {
        /// Counted from 1 below the header; 0 is the header.
        row: u64,
        /// What a row may take.
        limit: usize,
    },
    /// A row has more or fewer values than the header.
    #[error(
        "row {row} (line {line}) has {found} values, the header has {expected}; \
         a quote may be missing"
    )]
    Uneven {
        /// Counted from 1 below the header.
        row: u64,
        /// Its first line, counted from 1.
        line: u64,
        /// Values in the row.
        found: u64,
        /// Columns in the header.
        expected: u64,
    },
}

/// Reads a table row by row, from plain text or gzip.
///
/// ```
/// use exchange::points::{Columns, PointReader};
/// let table = "id,经度,纬度\n7,116.3913,39.9075\n8,,\n";
/// let mut rows = PointReader::open(table.as_bytes(), &Columns::default()).unwrap();
/// assert!(rows.next_row().unwrap().unwrap().at.is_ok());
/// assert!(rows.next_row().unwrap().unwrap().at.is_err());
/// assert!(rows.next_row().unwrap().is_none());
/// ```
pub struct PointReader<'r> {
    table: Reader<Leash<'r>>,
    /// What may still be read before the row must have ended.
    leash: Arc<AtomicUsize>,
    header: ByteRecord,
    columns: ChosenColumns,
    dialect: Dialect,
    record: ByteRecord,
    row: u64,
}

impl<'r> PointReader<'r> {
    /// Reads the header and settles the columns. No more than the first line is
    /// waited for, so a slow sender is answered as it sends.
    pub fn open(input: impl Read + Send + 'r, wish: &Columns) -> Result<Self, PointsError> {
        Self::of_plain(Input::open(input).map_err(cause)?, wish)
    }

    /// The same of text that is not compressed, or no longer is.
    pub(crate) fn of_plain(
        input: impl Read + Send + 'r,
        wish: &Columns,
    ) -> Result<Self, PointsError> {
        let mut input = BufReader::with_capacity(1 << 17, input);
        let mut head = Vec::new();
        input.by_ref().take(HEAD).read_until(b'\n', &mut head).map_err(cause)?;
        let dialect = Dialect::of(&head);
        if dialect.byte_order_mark {
            head.drain(..BYTE_ORDER_MARK.len());
        }
        let leash = Arc::new(AtomicUsize::new(ROW_LIMIT));
        let whole =
            Leash { input: Box::new(Cursor::new(head).chain(input)), left: Arc::clone(&leash) };
        let mut table = ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .buffer_capacity(1 << 17)
            .from_reader(whole);
        let header = table.byte_headers().map_err(|error| fault(error, 0))?.clone();
        if header.is_empty() {
            return Err(PointsError::Empty);
        }
        check_text(&header, &header, 0)?;
        let columns = columns::settle(wish, &header)?;
        Ok(Self { table, leash, header, columns, dialect, record: ByteRecord::new(), row: 0 })
    }

    /// The header, column by column.
    pub fn header(&self) -> &ByteRecord {
        &self.header
    }

    /// The columns that hold the place.
    pub fn columns(&self) -> ChosenColumns {
        self.columns
    }

    /// How the table is written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The next row; `None` after the last.
    pub fn next_row(&mut self) -> Result<Option<PointRow<'_>>, PointsError> {
        let row = self.row + 1;
        self.leash.store(ROW_LIMIT, Ordering::Relaxed);
        if !self.table.read_byte_record(&mut self.record).map_err(|error| fault(error, row))? {
            return Ok(None);
        }
        self.row = row;
        check_text(&self.record, &self.header, row)?;
        let value = |column: usize| self.record.get(column).unwrap_or_default();
        let at = place(value(self.columns.lon), value(self.columns.lat));
        let accuracy = self.columns.accuracy.map(|column| RowAccuracy::read(value(column)));
        let accuracy = accuracy.unwrap_or(RowAccuracy::None);
        Ok(Some(PointRow { record: &self.record, at, accuracy }))
    }
}

/// An input that stops when it is asked for far more than a row.
struct Leash<'r> {
    input: Box<dyn Read + Send + 'r>,
    left: Arc<AtomicUsize>,
}

/// The input stopped a row that did not end. It travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("a row does not end")]
struct Endless;

impl Read for Leash<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other(Endless));
        }
        let read = self.input.read(into)?;
        self.left.store(left.saturating_sub(read), Ordering::Relaxed);
        Ok(read)
    }
}

fn place(lon: &[u8], lat: &[u8]) -> Result<Point, NoPosition> {
    match (number(lon), number(lat)) {
        (Some(lon), Some(lat)) if lon.is_finite() && lat.is_finite() => {
            Point::from_degrees(lon, lat).ok_or(NoPosition::OutOfRange)
        }
        _ if lon.trim_ascii().is_empty() || lat.trim_ascii().is_empty() => Err(NoPosition::Blank),
        _ => Err(NoPosition::NotANumber),
    }
}

fn number(value: &[u8]) -> Option<f64> {
    std::str::from_utf8(value.trim_ascii()).ok()?.parse().ok()
}

fn check_text(record: &ByteRecord, header: &ByteRecord, row: u64) -> Result<(), PointsError> {
    if record.as_slice().is_ascii() {
        return Ok(());
    }
    // The values one by one: side by side, two halves could make up a character.
    let Some(wrong) = record.iter().position(|value| std::str::from_utf8(value).is_err()) else {
        return Ok(());
    };
    let name = header.get(wrong).and_then(|name| std::str::from_utf8(name).ok());
    let column = name.map_or_else(|| format!("{}", wrong + 1), str::to_owned);
    let line = record.position().map_or(1, csv::Position::line);
    Err(PointsError::NotUtf8 { row, line, column })
}

fn cause(error: io::Error) -> PointsError {
    match error.downcast::<Damaged>().map_err(io::Error::downcast::<TooLarge>) {
        Ok(damaged) => PointsError::Gzip(damaged),
        Err(Ok(TooLarge { limit })) => PointsError::TooLarge { limit },
        Err(Err(error)) => PointsError::Io(error),
    }
}

fn fault(error: csv::Error, row: u64) -> PointsError {
    let line = error.position().map_or(row + 1, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(error) => match error.downcast::<Endless>() {
            Ok(Endless) => PointsError::RowTooLong { row, limit: ROW_LIMIT },
            Err(error) => cause(error),
        },
        ErrorKind::UnequalLengths { expected_len: expected, len: found, .. } => {
            PointsError::Uneven { row, line, found, expected }
        }
        other => PointsError::Io(io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accuracy_that_is_none_is_told_from_one_that_was_not_given() {
        let read = |text: &str| RowAccuracy::read(text.as_bytes());
        for wrong in ["abc", "0", "-3", "99999", "5000.1", "NaN", "inf", "20 m"] {
            assert_eq!(read(wrong), RowAccuracy::Unusable, "{wrong}");
        }
        assert_eq!((read(""), read("  ")), (RowAccuracy::None, RowAccuracy::None));
        assert_eq!(read(" 20 "), RowAccuracy::Given(Accuracy::new(Metres(20.0)).unwrap()));
    }
}
