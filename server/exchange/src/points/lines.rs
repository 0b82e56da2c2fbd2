//! A batch as JSON, one place a line: `{"lon":116.39,"lat":39.91,"accuracy":20,"id":7}`.
//!
//! Every line is answered, a faulty one with what is wrong with it.

use super::read::NoPosition;
use domain::topo::Point;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::io::{self, BufRead, Read};

/// A line may be this long; no place takes more.
const LINE_LIMIT: u64 = 1 << 14;

/// One line of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Counted from 1, blank lines included.
    pub number: u64,
    /// The sender's own name for it, a text or a number; given even for most faulty lines.
    pub id: Option<Value>,
    /// The place, or what is wrong.
    pub place: Result<Place, LineFault>,
}

/// A place in a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Where.
    pub at: Point,
    /// The accuracy in metres, as given.
    pub accuracy: Option<f64>,
}

/// What is wrong with one line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Not a JSON object of the known members.
    #[error("column {column}: {reason}")]
    Json {
        /// Counted from 1, in bytes.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// The bytes are no text.
    #[error("the line is not UTF-8: byte {offset} cannot be read")]
    NotUtf8 {
        /// Counted from 0.
        offset: usize,
    },
    /// It is far longer than a place can be.
    #[error("the line is longer than {limit} bytes")]
    TooLong {
        /// What is read.
        limit: u64,
    },
    /// There is no usable position.
    #[error(transparent)]
    Position(#[from] NoPosition),
    /// The accuracy is no length.
    #[error("`accuracy` must be a number of metres, 0 or more")]
    Accuracy,
    /// The id is neither a text nor a number.
    #[error("`id` must be a text or a number")]
    Id,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given<'l> {
    lon: Option<f64>,
    lat: Option<f64>,
    accuracy: Option<f64>,
    #[serde(borrow)]
    id: Option<&'l RawValue>,
}

impl Line {
    /// Understands one line, without its line end.
    pub fn read(number: u64, bytes: &[u8]) -> Self {
        let fault = |fault| Self { number, id: None, place: Err(fault) };
        if bytes.len() as u64 > LINE_LIMIT {
            return fault(LineFault::TooLong { limit: LINE_LIMIT });
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return fault(LineFault::NotUtf8 { offset: error.valid_up_to() }),
        };
        let given: Given<'_> = match serde_json::from_str(text) {
            Ok(given) => given,
            Err(error) => {
                let full = error.to_string();
                let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
                return fault(LineFault::Json { column: error.column(), reason });
            }
        };
        let id = given.id.and_then(|id| serde_json::from_str::<Value>(id.get()).ok());
        let named = id.as_ref().is_none_or(|id| id.is_string() || id.is_number() || id.is_null());
        if !named {
            return fault(LineFault::Id);
        }
        Self { number, id, place: given.place() }
    }
}

impl Given<'_> {
    fn place(&self) -> Result<Place, LineFault> {
        let (Some(lon), Some(lat)) = (self.lon, self.lat) else {
            return Err(NoPosition::Blank.into());
        };
        let at = Point::from_degrees(lon, lat).ok_or(NoPosition::OutOfRange)?;
        match self.accuracy {
            Some(metres) if metres < 0.0 => Err(LineFault::Accuracy),
            accuracy => Ok(Place { at, accuracy }),
        }
    }
}

/// The lines of a batch, one after the other; blank lines are passed over.
pub struct Lines<R> {
    input: R,
    number: u64,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Reads from text that is not compressed.
    pub fn new(input: R) -> Self {
        Self { input, number: 0, line: Vec::new() }
    }

    /// Takes in one line, of a long one only as much as shows that it is too long.
    fn take_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.input.by_ref().take(LINE_LIMIT + 2).read_until(b'\n', &mut self.line)?;
        let whole = self.line.pop_if(|last| *last == b'\n').is_some();
        if !whole && self.line.len() as u64 > LINE_LIMIT {
            self.input.skip_until(b'\n')?;
        }
        Ok(whole || !self.line.is_empty())
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.take_line() {
                Err(error) => return Some(Err(error)),
                Ok(false) => return None,
                Ok(true) => {}
            }
            self.number += 1;
            let line = self.line.trim_ascii();
            if !line.is_empty() {
                return Some(Ok(Line::read(self.number, line)));
            }
        }
    }
}
