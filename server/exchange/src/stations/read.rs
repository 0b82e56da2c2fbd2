//! From the rows of a file to the stations in it.

use super::fields::{self, Chosen, Wish, attribute_of};
use crate::points::NoPosition;
use crate::rows::{Fault, Mapping, Row, Rows, RowsError, issues};
use domain::topo::Point;
use domain::{
    Attributes, Code, Hours, ImportedStation, Issue, IssueKind, KindKey, StationField, StationKind,
};
use std::collections::BTreeSet;
use std::io::Read;

/// What a file of stations came to.
#[derive(Debug, Clone, PartialEq)]
pub struct StationFile {
    /// The rows that can be stations, in the order of the file.
    pub stations: Vec<ImportedStation>,
    /// What is wrong with rows, each with its place. Faults between stations, and between
    /// stations and areas, are not looked for here.
    pub issues: Vec<Issue>,
    /// What the file speaks of: what it has a column for, empty or not.
    pub given: BTreeSet<StationField>,
    /// Which columns were used.
    pub mapping: Mapping,
    /// How many rows the file holds.
    pub rows: usize,
}

/// Reads stations from a table (CSV) or from GeoJSON, plain or behind gzip. A file
/// of more than `limit` bytes, unpacked, is refused.
///
/// ```
/// use exchange::stations::{Wish, read};
/// let table = "站点编码,名称,类型,经度,纬度,开放时间,电话\nS1,桃园驿站,驿站,116.39,39.9,24/7,0000-1\n";
/// let file = read(table.as_bytes(), &Wish::default(), 1 << 20).unwrap();
/// assert_eq!((file.issues.len(), file.stations[0].kind.as_str()), (0, "rest_stop"));
/// assert_eq!(file.stations[0].attributes["电话"], "0000-1");
/// ```
pub fn read(input: impl Read + Send, wish: &Wish, limit: u64) -> Result<StationFile, RowsError> {
    let mut rows = Rows::open(input, &wish.place, limit)?;
    let columns = fields::settle(wish, &rows)?;
    let kinds = StationKind::preset();
    let mut file = StationFile {
        stations: Vec::new(),
        issues: Vec::new(),
        given: columns.given(rows.header()),
        mapping: columns.mapping.clone(),
        rows: 0,
    };
    let mut faults = Vec::new();
    while let Some(row) = rows.next_row()? {
        file.rows += 1;
        let mut reading = Reading { row: &row, code: None, faults: &mut faults };
        file.stations.extend(reading.station(&columns, wish, &kinds));
    }
    file.issues = issues(faults, file.rows);
    Ok(file)
}

/// One row, as far as it is understood.
struct Reading<'a> {
    row: &'a Row<'a>,
    code: Option<Code>,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_> {
    /// The station; `None`, with every fault listed, where the row cannot be one.
    fn station(
        &mut self,
        columns: &Chosen,
        wish: &Wish,
        kinds: &[StationKind],
    ) -> Option<ImportedStation> {
        let before = self.faults.len();
        self.code = self.code_in(columns.code);
        let at = self.place();
        let name = self.row.text(columns.name);
        if name.is_none() {
            self.note(IssueKind::Missing, "it has no name", String::new(), "give it a name");
        }
        let kind = self.kind(columns.kind, wish, kinds);
        let capacity = columns.capacity.and_then(|column| self.capacity(column));
        let public = columns.public.and_then(|column| self.is_public(column));
        let owner = columns.owner.and_then(|column| self.owner(column));
        if self.faults.len() > before {
            return None;
        }
        let hours = columns.hours.and_then(|column| self.row.text(column));
        let text = |hours: &str| Hours::parse(&hours.replace(char::is_control, " "));
        Some(ImportedStation {
            row: self.row.number,
            code: self.code.clone()?,
            name: name?.into_owned(),
            kind: kind?,
            at: at?,
            owner,
            hours: hours.as_deref().map(text),
            services: columns.services.map(|column| self.row.list(column)).unwrap_or_default(),
            capacity,
            public,
            attributes: attributes(self.row.others(&columns.taken)),
        })
    }

    fn note(
        &mut self,
        kind: IssueKind,
        what: &'static str,
        detail: String,
        proposal: &'static str,
    ) {
        let at = self.row.at.ok();
        let (row, code) = (self.row.number, self.code.clone());
        self.faults.push(Fault { row, code, at, kind, what, detail, proposal });
    }

    fn code_in(&mut self, column: usize) -> Option<Code> {
        const PROPOSAL: &str = "give it a code of 1 to 64 characters, or name another code column";
        let Some(text) = self.row.text(column) else {
            self.note(IssueKind::BadCode, "it has no code", String::new(), PROPOSAL);
            return None;
        };
        let code = Code::new(text.clone()).ok();
        if code.is_none() {
            self.note(IssueKind::BadCode, "its code cannot be used", shown(&text), PROPOSAL);
        }
        code
    }

    fn place(&mut self) -> Option<Point> {
        let (kind, what) = match self.row.at {
            Ok(at) => return Some(at),
            Err(NoPosition::Blank) => (IssueKind::NoPosition, "it has no position"),
            Err(NoPosition::NotANumber) => {
                (IssueKind::NoPosition, "its position is no pair of numbers")
            }
            Err(NoPosition::OutOfRange) => {
                (IssueKind::OutOfRange, "its position is no place on Earth")
            }
        };
        let proposal = "give longitude and latitude in degrees, in that order";
        self.note(kind, what, String::new(), proposal);
        None
    }

    fn kind(
        &mut self,
        column: Option<usize>,
        wish: &Wish,
        kinds: &[StationKind],
    ) -> Option<KindKey> {
        let text = column.and_then(|column| self.row.text(column));
        let Some(text) = text else {
            if wish.all_of.is_none() {
                let proposal = "give it a kind, or name one for all";
                self.note(IssueKind::Missing, "it has no kind", String::new(), proposal);
            }
            return wish.all_of.clone();
        };
        let folded = text.to_lowercase();
        let known = kinds.iter().find(|kind| {
            kind.key.as_str() == folded || kind.name == text || kind.english == folded
        });
        let key = known.map(|kind| kind.key.clone());
        let key = key.or_else(|| KindKey::new(folded.replace(' ', "_")).ok());
        if key.is_none() {
            let proposal = "name the kind with letters, digits, _ or -, at most 32";
            self.note(IssueKind::Missing, "its kind cannot be used", shown(&text), proposal);
        }
        key
    }

    fn capacity(&mut self, column: usize) -> Option<u32> {
        let text = self.row.text(column)?;
        let number = text.strip_suffix(".0").unwrap_or(&text).parse().ok();
        if number.is_none() {
            let proposal = "give the people it can serve as a whole number, or leave it empty";
            let what = "its capacity is no whole number";
            self.note(IssueKind::BadNumber, what, shown(&text), proposal);
        }
        number
    }

    /// What cannot be understood is a fault, not a guess.
    fn is_public(&mut self, column: usize) -> Option<bool> {
        let text = self.row.text(column)?;
        match text.to_lowercase().as_str() {
            "true" | "1" | "yes" | "y" | "是" | "公开" => Some(true),
            "false" | "0" | "no" | "n" | "否" | "不公开" | "内部" => Some(false),
            _ => {
                let what = "nobody can tell whether the public may see it";
                let proposal = "write true or false, 是 or 否";
                self.note(IssueKind::Missing, what, shown(&text), proposal);
                None
            }
        }
    }

    fn owner(&mut self, column: usize) -> Option<Code> {
        let text = self.row.text(column)?;
        let code = Code::new(text.clone()).ok();
        if code.is_none() {
            let what = "the code of its owner cannot be used";
            let proposal = "correct it, or name another owner column";
            self.note(IssueKind::BadCode, what, shown(&text), proposal);
        }
        code
    }
}

fn attributes(given: Attributes) -> Attributes {
    given.into_iter().map(|(name, value)| (attribute_of(&name).to_owned(), value)).collect()
}

fn shown(text: &str) -> String {
    format!("`{}`", text.chars().take(80).collect::<String>())
}
