//! Reads a backup into an empty database: all of it, or nothing.

use crate::Store;
use crate::backup::{BackupSummary, FORMAT, Header, Line, count};
use crate::connection::AnyConnection;
use crate::datasets;
use crate::dialect;
use crate::error::{Stop, StoreError};
use crate::packed::hex;
use crate::place::Place;
use crate::rows::{
    AreaRecord, BlankRecord, EditRecord, IncidentRecord, LineageRecord, StationRecord,
};
use crate::schema::{
    change_log, comment, consent, dataset, division, draft, draft_dataset, edit, layer, level,
    person, person_role, release, seal, setting, station_kind, street_edit, token, waiver,
};
use diesel::prelude::*;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

/// Rows of ground kept in memory before they are inserted together.
const ROWS_AT_ONCE: usize = 1000;

/// Why a backup was not restored. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A backup is never mixed into what is there.
    #[error("{place} is not empty: a backup is restored into a new database only")]
    NotEmpty {
        /// The database.
        place: Place,
    },
    /// The file ends before its end line.
    #[error("the backup ends too early, after {lines} lines: it was cut short")]
    CutShort {
        /// Whole lines before the end.
        lines: usize,
    },
    /// The file is no backup, or its bytes have changed.
    #[error("line {line} of the backup is damaged: {what}")]
    Damaged {
        /// The line, counted from 1.
        line: usize,
        /// What does not fit.
        what: String,
    },
    /// A later version of the program wrote it.
    #[error("the backup has format {format}; this version reads formats 1 to {FORMAT}")]
    Format {
        /// The format of the file.
        format: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Reads a backup into a new or empty database. Where anything is wrong with it,
    /// nothing is kept, and a SQLite file that was made for it is taken away again.
    pub fn restore(place: &str, input: &mut dyn Read) -> Result<BackupSummary, RestoreError> {
        // The first line is read before anything is made: most wrong files end here.
        let mut lines = Lines::new(input);
        let header = lines.header()?;
        let new_file = match Place::parse(place) {
            Place::Sqlite(path) if !path.exists() => Some(path),
            _ => None,
        };
        let restored = Self::open(place).map_err(RestoreError::from).and_then(|store| {
            store.write("restoring a backup", |connection| fill(connection, &store, &header, lines))
        });
        if let (Err(_), Some(path)) = (&restored, new_file) {
            remove_file(&path);
        }
        restored
    }
}

fn fill(
    connection: &mut AnyConnection,
    store: &Store,
    header: &Header,
    mut lines: Lines<'_>,
) -> Result<BackupSummary, Stop<RestoreError>> {
    if count(connection)? != BackupSummary::default() {
        return Err(Stop::Refused(RestoreError::NotEmpty { place: store.place().clone() }));
    }
    let mut pending = Pending::default();
    while let Some(line) = lines.next().map_err(Stop::Refused)? {
        if let Line::Dataset(row) = &line
            && datasets::digest_of(&row.content) != row.digest
        {
            let what = "a dataset that is not what its digest says";
            return Err(Stop::Refused(lines.damaged(what)));
        }
        let inserted = pending.take_or_insert(connection, line);
        inserted.map_err(|error| unfit(error, lines.read))?;
    }
    pending.flush(connection).map_err(|error| unfit(error, lines.read))?;
    let restored = count(connection)?;
    if restored != header.rows {
        let what = format!("the header promises {:?}, the lines hold {restored:?}", header.rows);
        return Err(Stop::Refused(RestoreError::Damaged { line: 1, what }));
    }
    Ok(restored)
}

/// A row that the tables do not take is the file's fault. Rows of ground go in by
/// the thousand, so the line may be one of those shortly before.
fn unfit(error: diesel::result::Error, line: usize) -> Stop<RestoreError> {
    if dialect::is_violation(&error) {
        Stop::Refused(RestoreError::Damaged { line, what: error.to_string() })
    } else {
        Stop::Query(error)
    }
}

/// Rows of which there are many, on their way in.
#[derive(Default)]
struct Pending {
    areas: Vec<AreaRecord>,
    blanks: Vec<BlankRecord>,
    stations: Vec<StationRecord>,
    lineage: Vec<LineageRecord>,
    incidents: Vec<IncidentRecord>,
}

impl Pending {
    fn take_or_insert(&mut self, connection: &mut AnyConnection, line: Line) -> QueryResult<()> {
        match line {
            Line::Area(row) => self.areas.push(row),
            Line::Blank(row) => self.blanks.push(row),
            Line::Station(row) => self.stations.push(row),
            Line::Lineage(row) => self.lineage.push(row),
            Line::Incident(row) => self.incidents.push(row),
            Line::Level(row) => {
                diesel::insert_into(level::table).values(row).execute(connection)?;
            }
            Line::Release(row) => {
                diesel::insert_into(release::table).values(row).execute(connection)?;
            }
            Line::Division(row) => {
                diesel::insert_into(division::table).values(row).execute(connection)?;
            }
            Line::Draft(row) => {
                diesel::insert_into(draft::table).values(row.completed()).execute(connection)?;
            }
            Line::Edit(row) => insert_edit(connection, row)?,
            Line::Comment(row) => {
                diesel::insert_into(comment::table).values(row).execute(connection)?;
            }
            Line::Waiver(row) => {
                diesel::insert_into(waiver::table).values(row).execute(connection)?;
            }
            Line::Consent(row) => {
                diesel::insert_into(consent::table).values(row).execute(connection)?;
            }
            Line::Person(row) => {
                diesel::insert_into(person::table).values(row).execute(connection)?;
            }
            Line::PersonRole(row) => {
                diesel::insert_into(person_role::table).values(row).execute(connection)?;
            }
            Line::Setting(row) => {
                diesel::insert_into(setting::table).values(row).execute(connection)?;
            }
            Line::ChangeLog(row) => {
                diesel::insert_into(change_log::table).values(row).execute(connection)?;
            }
            Line::Seal(row) => {
                diesel::insert_into(seal::table).values(row).execute(connection)?;
            }
            Line::Token(row) => {
                diesel::insert_into(token::table).values(row).execute(connection)?;
            }
            Line::StationKind(row) => {
                diesel::insert_into(station_kind::table).values(row).execute(connection)?;
            }
            Line::Dataset(row) => {
                diesel::insert_into(dataset::table).values(row).execute(connection)?;
            }
            Line::Layer(row) => {
                diesel::insert_into(layer::table).values(row).execute(connection)?;
            }
            Line::StreetEdit(row) => {
                diesel::insert_into(street_edit::table).values(row).execute(connection)?;
            }
            Line::DraftDataset(row) => {
                diesel::insert_into(draft_dataset::table).values(row).execute(connection)?;
            }
            // `Lines` keeps the first and the last line to itself.
            Line::JingweiBackup(_) | Line::End(_) => {}
        }
        let ground = self.areas.len().max(self.blanks.len()).max(self.stations.len());
        if ground.max(self.lineage.len()).max(self.incidents.len()) >= ROWS_AT_ONCE {
            self.flush(connection)?;
        }
        Ok(())
    }

    fn flush(&mut self, connection: &mut AnyConnection) -> QueryResult<()> {
        dialect::insert_areas(connection, &self.areas)?;
        dialect::insert_blanks(connection, &self.blanks)?;
        dialect::insert_stations(connection, &self.stations)?;
        dialect::insert_lineage(connection, &self.lineage)?;
        dialect::insert_incidents(connection, &self.incidents)?;
        self.areas.clear();
        self.blanks.clear();
        self.stations.clear();
        self.lineage.clear();
        self.incidents.clear();
        Ok(())
    }
}

/// An edit of before drafts had revisions was one revision each.
fn insert_edit(connection: &mut AnyConnection, mut row: EditRecord) -> QueryResult<()> {
    if row.revision == 0 {
        row.revision = row.seq;
        let raised = draft::revision.eq(row.seq);
        diesel::update(draft::table.find(row.draft_id)).set(raised).execute(connection)?;
    }
    diesel::insert_into(edit::table).values(row).execute(connection)?;
    Ok(())
}

/// Unpacks lines and sums them up on the way.
struct Lines<'r> {
    input: BufReader<GzDecoder<&'r mut dyn Read>>,
    sum: Sha256,
    line: Vec<u8>,
    read: usize,
}

impl<'r> Lines<'r> {
    fn new(input: &'r mut dyn Read) -> Self {
        let input = BufReader::new(GzDecoder::new(input));
        Self { input, sum: Sha256::new(), line: Vec::new(), read: 0 }
    }

    fn header(&mut self) -> Result<Header, RestoreError> {
        match self.parsed()? {
            Line::JingweiBackup(header) if (1..=FORMAT).contains(&header.format) => {
                self.sum.update(&self.line);
                Ok(header)
            }
            Line::JingweiBackup(Header { format, .. }) => Err(RestoreError::Format { format }),
            _ => Err(self.damaged("a backup begins with its header")),
        }
    }

    /// The next row; `None` after an end line that fits.
    fn next(&mut self) -> Result<Option<Line>, RestoreError> {
        match self.parsed()? {
            Line::JingweiBackup(_) => Err(self.damaged("a second header")),
            Line::End(end) if end.sha256 != hex::encode(&self.sum.finalize_reset()) => {
                Err(self.damaged("the lines before it do not add up to its checksum"))
            }
            Line::End(_) => {
                // Reading on makes the unpacker compare its own checksum.
                if self.fetch()? {
                    return Err(self.damaged("a line after the end"));
                }
                Ok(None)
            }
            row => {
                self.sum.update(&self.line);
                Ok(Some(row))
            }
        }
    }

    fn parsed(&mut self) -> Result<Line, RestoreError> {
        if !self.fetch()? {
            return Err(RestoreError::CutShort { lines: self.read });
        }
        serde_json::from_slice(&self.line).map_err(|error| self.damaged(error))
    }

    /// Reads one whole line; false at the end of the file.
    fn fetch(&mut self) -> Result<bool, RestoreError> {
        self.line.clear();
        match self.input.read_until(b'\n', &mut self.line) {
            Ok(0) => Ok(false),
            Ok(_) => {
                self.read += 1;
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(RestoreError::CutShort { lines: self.read })
            }
            Err(error) => {
                self.read += 1;
                Err(self.damaged(error))
            }
        }
    }

    fn damaged(&self, what: impl std::fmt::Display) -> RestoreError {
        RestoreError::Damaged { line: self.read, what: what.to_string() }
    }
}

/// Takes a new SQLite file and its companions away again. What cannot be removed is
/// an empty database, into which a backup can still be restored.
fn remove_file(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(name);
    }
}
