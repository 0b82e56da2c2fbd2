//! Writes the whole database as one portable file, while others go on writing.
//!
//! A backup is gzipped lines of JSON: a header with the version of the format and
//! the number of rows of each table, one line for each row, and an end with the
//! SHA-256 of everything before it. It restores on either database
//! ([`Store::restore`]), and a person can read it.

use crate::Store;
use crate::connection::AnyConnection;
use crate::datasets;
use crate::error::{Stop, StoreError};
use crate::lineage;
use crate::packed::hex;
use crate::rows::{
    AreaRecord, BlankRecord, CommentRecord, ConsentRecord, DatasetRecord, DivisionRecord,
    DraftDatasetRecord, DraftRecord, EditRecord, IncidentRecord, KindRecord, LayerRecord,
    LevelRecord, LineageRecord, LogRecord, PersonRecord, ReleaseRecord, RoleRecord, SealRecord,
    SettingRecord, StationRecord, StreetEditRecord, TokenRecord, WaiverRecord,
};
use crate::schema::{
    area, blank, change_log, comment, consent, dataset, division, draft, draft_dataset, edit,
    incident, layer, level, lineage as lineage_table, person, person_role, release, seal, setting,
    station, station_kind, street_edit, token, waiver,
};
use diesel::prelude::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The version of the format, raised when an older program could not read it. Format 1
/// had no stations, datasets and changes of streets, format 2 no people, incidents,
/// lineage and log; they are read as if they held none.
pub(crate) const FORMAT: u32 = 3;

/// Incidents read by one query.
const INCIDENTS_AT_ONCE: i64 = 10_000;

/// How many rows of each table a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BackupSummary {
    /// Levels.
    pub levels: i64,
    /// Releases.
    pub releases: i64,
    /// Divisions.
    pub divisions: i64,
    /// Rows of Areas, over all releases.
    pub area_rows: i64,
    /// Rows of blanks, over all releases.
    pub blank_rows: i64,
    /// Drafts: open, published and discarded.
    pub drafts: i64,
    /// Edits of all drafts.
    pub edits: i64,
    /// Tokens, revoked ones too.
    pub tokens: i64,
    /// Kinds of station that files brought.
    #[serde(default)]
    pub station_kinds: i64,
    /// Rows of stations, over all releases.
    #[serde(default)]
    pub station_rows: i64,
    /// Datasets, each counted once however many releases hold it.
    #[serde(default)]
    pub datasets: i64,
    /// Rows that say which dataset was in force, over all releases.
    #[serde(default)]
    pub layer_rows: i64,
    /// Rows of changes of the streets, over all releases.
    #[serde(default)]
    pub street_edit_rows: i64,
    /// Datasets that drafts brought.
    #[serde(default)]
    pub draft_datasets: i64,
    /// Comments on drafts.
    #[serde(default)]
    pub comments: i64,
    /// Issues that somebody answers for.
    #[serde(default)]
    pub waivers: i64,
    /// Approvals of drafts.
    #[serde(default)]
    pub consents: i64,
    /// Rows that say which Area became which.
    #[serde(default)]
    pub lineage_rows: i64,
    /// Incidents.
    #[serde(default)]
    pub incidents: i64,
    /// People, erased ones too.
    #[serde(default)]
    pub people: i64,
    /// What people may do.
    #[serde(default)]
    pub grants: i64,
    /// Settings.
    #[serde(default)]
    pub settings: i64,
    /// Rows of the change log.
    #[serde(default)]
    pub log_rows: i64,
    /// Its seals.
    #[serde(default)]
    pub seals: i64,
}

/// Why a backup was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file could not be written.
    #[error("cannot write the backup: {0}")]
    Write(#[source] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One line of a backup.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    JingweiBackup(Header),
    Level(LevelRecord),
    Release(ReleaseRecord),
    Division(DivisionRecord),
    Area(AreaRecord),
    Blank(BlankRecord),
    Draft(DraftRecord),
    Edit(EditRecord),
    Token(TokenRecord),
    StationKind(KindRecord),
    Station(StationRecord),
    Dataset(DatasetRecord),
    Layer(LayerRecord),
    StreetEdit(StreetEditRecord),
    DraftDataset(DraftDatasetRecord),
    Comment(CommentRecord),
    Waiver(WaiverRecord),
    Consent(ConsentRecord),
    Lineage(LineageRecord),
    Incident(IncidentRecord),
    Person(PersonRecord),
    PersonRole(RoleRecord),
    Setting(SettingRecord),
    ChangeLog(LogRecord),
    Seal(SealRecord),
    End(End),
}

/// The first line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) format: u32,
    pub(crate) rows: BackupSummary,
}

/// The last line. A file without it was cut short.
#[derive(Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) sha256: String,
}

impl Store {
    /// Writes a backup of one state of the database. A server may go on writing
    /// meanwhile: it is neither stopped nor half seen.
    pub fn backup(&self, out: &mut dyn Write) -> Result<BackupSummary, BackupError> {
        self.read("writing a backup", |connection| {
            let rows = count(connection)?;
            let mut lines = Lines::new(out);
            lines.write(&Line::JingweiBackup(Header { format: FORMAT, rows }))?;
            write_rows(connection, &mut lines)?;
            lines.finish()?;
            Ok(rows)
        })
    }
}

fn write_rows(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    for row in level::table.order(level::rank).load_iter(connection)? {
        lines.write(&Line::Level(row?))?;
    }
    let releases: Vec<ReleaseRecord> = release::table.order(release::number).load(connection)?;
    for row in &releases {
        lines.write(&Line::Release(row.clone()))?;
    }
    for row in division::table.order(division::rank).load_iter(connection)? {
        lines.write(&Line::Division(row?))?;
    }
    // Release by release, as the driver holds the whole answer of one query.
    for ReleaseRecord { number, .. } in &releases {
        let begun = area::table.filter(area::from_release.eq(number)).order(area::area_id);
        for row in begun.load_iter(connection)? {
            lines.write(&Line::Area(row?))?;
        }
    }
    for ReleaseRecord { number, .. } in &releases {
        let begun = blank::table.filter(blank::from_release.eq(number)).order(blank::parent_id);
        for row in begun.load_iter(connection)? {
            lines.write(&Line::Blank(row?))?;
        }
    }
    for row in draft::table.order(draft::id).load_iter(connection)? {
        lines.write(&Line::Draft(row?))?;
    }
    for row in edit::table.order((edit::draft_id, edit::seq)).load_iter(connection)? {
        lines.write(&Line::Edit(row?))?;
    }
    for row in token::table.order(token::id).load_iter(connection)? {
        lines.write(&Line::Token(row?))?;
    }
    write_stations(connection, lines, &releases)?;
    write_streets(connection, lines)?;
    write_remarks(connection, lines)?;
    for ReleaseRecord { number, .. } in &releases {
        for row in lineage::of_release(connection, *number)? {
            lines.write(&Line::Lineage(row))?;
        }
    }
    write_incidents(connection, lines)?;
    write_people(connection, lines)?;
    write_log(connection, lines)
}

fn write_stations(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
    releases: &[ReleaseRecord],
) -> Result<(), Stop<BackupError>> {
    for row in station_kind::table.order(station_kind::rank).load_iter(connection)? {
        lines.write(&Line::StationKind(row?))?;
    }
    for ReleaseRecord { number, .. } in releases {
        let begun = station::table.filter(station::from_release.eq(number));
        for row in begun.order(station::station_id).load_iter(connection)? {
            lines.write(&Line::Station(row?))?;
        }
    }
    Ok(())
}

fn write_streets(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    // One by one: each is as large as a whole table.
    for digest in datasets::digests(connection)? {
        if let Some(content) = datasets::content_of(connection, &digest)? {
            lines.write(&Line::Dataset(DatasetRecord { digest, content }))?;
        }
    }
    for row in layer::table.order((layer::from_release, layer::kind)).load_iter(connection)? {
        lines.write(&Line::Layer(row?))?;
    }
    let edits = street_edit::table.order((street_edit::edit_id, street_edit::from_release));
    for row in edits.load_iter(connection)? {
        lines.write(&Line::StreetEdit(row?))?;
    }
    let held = draft_dataset::table.order((draft_dataset::draft_id, draft_dataset::digest));
    for row in held.load_iter(connection)? {
        lines.write(&Line::DraftDataset(row?))?;
    }
    Ok(())
}

fn write_remarks(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    for row in comment::table.order(comment::id).load_iter(connection)? {
        lines.write(&Line::Comment(row?))?;
    }
    for row in waiver::table.order((waiver::draft_id, waiver::key)).load_iter(connection)? {
        lines.write(&Line::Waiver(row?))?;
    }
    for row in consent::table.order(consent::id).load_iter(connection)? {
        lines.write(&Line::Consent(row?))?;
    }
    Ok(())
}

fn write_incidents(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    // Page by page, as the driver holds the whole answer of one query.
    let mut last = i64::MIN;
    loop {
        let page = incident::table.filter(incident::id.gt(last)).order(incident::id);
        let page: Vec<IncidentRecord> = page.limit(INCIDENTS_AT_ONCE).load(connection)?;
        let Some(end) = page.last() else { return Ok(()) };
        last = end.id;
        for row in page {
            lines.write(&Line::Incident(row))?;
        }
    }
}

/// People with what they may do, and settings. Nobody is signed in on a copy: sessions
/// stay behind.
fn write_people(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    for row in person::table.order(person::id).load_iter(connection)? {
        lines.write(&Line::Person(row?))?;
    }
    for row in person_role::table.order(person_role::id).load_iter(connection)? {
        lines.write(&Line::PersonRole(row?))?;
    }
    // The two databases sort text each in its own way.
    let mut settings: Vec<SettingRecord> = setting::table.load(connection)?;
    settings.sort_by(|a, b| a.key.cmp(&b.key));
    for row in settings {
        lines.write(&Line::Setting(row))?;
    }
    Ok(())
}

fn write_log(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<(), Stop<BackupError>> {
    for row in change_log::table.order(change_log::id).load_iter(connection)? {
        lines.write(&Line::ChangeLog(row?))?;
    }
    for row in seal::table.order(seal::id).load_iter(connection)? {
        lines.write(&Line::Seal(row?))?;
    }
    Ok(())
}

/// How many rows each table holds now.
pub(crate) fn count(connection: &mut AnyConnection) -> QueryResult<BackupSummary> {
    Ok(BackupSummary {
        levels: level::table.count().get_result(connection)?,
        releases: release::table.count().get_result(connection)?,
        divisions: division::table.count().get_result(connection)?,
        area_rows: area::table.count().get_result(connection)?,
        blank_rows: blank::table.count().get_result(connection)?,
        drafts: draft::table.count().get_result(connection)?,
        edits: edit::table.count().get_result(connection)?,
        tokens: token::table.count().get_result(connection)?,
        station_kinds: station_kind::table.count().get_result(connection)?,
        station_rows: station::table.count().get_result(connection)?,
        datasets: dataset::table.count().get_result(connection)?,
        layer_rows: layer::table.count().get_result(connection)?,
        street_edit_rows: street_edit::table.count().get_result(connection)?,
        draft_datasets: draft_dataset::table.count().get_result(connection)?,
        comments: comment::table.count().get_result(connection)?,
        waivers: waiver::table.count().get_result(connection)?,
        consents: consent::table.count().get_result(connection)?,
        lineage_rows: lineage_table::table.count().get_result(connection)?,
        incidents: incident::table.count().get_result(connection)?,
        people: person::table.count().get_result(connection)?,
        grants: person_role::table.count().get_result(connection)?,
        settings: setting::table.count().get_result(connection)?,
        log_rows: change_log::table.count().get_result(connection)?,
        seals: seal::table.count().get_result(connection)?,
    })
}

/// Packs lines and sums them up on the way.
struct Lines<'w> {
    out: GzEncoder<&'w mut dyn Write>,
    sum: Sha256,
    line: Vec<u8>,
}

impl<'w> Lines<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        let out = GzEncoder::new(out, Compression::default());
        Self { out, sum: Sha256::new(), line: Vec::new() }
    }

    fn write(&mut self, line: &Line) -> Result<(), Stop<BackupError>> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line).map_err(Stop::damaged)?;
        self.line.push(b'\n');
        self.sum.update(&self.line);
        self.out.write_all(&self.line).map_err(unwritten)
    }

    fn finish(mut self) -> Result<(), Stop<BackupError>> {
        let sha256 = hex::encode(&self.sum.finalize_reset());
        self.write(&Line::End(End { sha256 }))?;
        self.out.finish().and_then(Write::flush).map_err(unwritten)
    }
}

fn unwritten(error: io::Error) -> Stop<BackupError> {
    Stop::Refused(BackupError::Write(error))
}
