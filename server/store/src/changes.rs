//! The feed of everything published: row by row, release by release, in one order.
//!
//! A release never changes, so neither does what a cursor stands for: whoever stopped
//! anywhere goes on there, and hears everything once.

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::{Stop, StoreError};
use crate::lineage::{self, LineageRow};
use crate::rows::{ReleaseRecord, area_id, whole};
use crate::schema::{area, layer, release, station, street_edit};
use diesel::prelude::*;
use domain::{AreaId, Code, DatasetKind, DivisionKey, LevelKey, Release, ReleaseNo, StationId};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How far somebody has read. The first of all is [`Cursor::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    /// The release.
    pub release: i64,
    /// How many of its changes were read.
    pub read: usize,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.release, self.read)
    }
}

/// A text that no cursor was ever written as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no cursor: use one that an answer gave")]
pub struct NoCursor(pub String);

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let parts = text.split_once('.');
        let cursor = parts.and_then(|(release, read)| {
            Some(Self { release: release.parse().ok()?, read: read.parse().ok()? })
        });
        cursor.filter(|cursor| cursor.release >= 0).ok_or_else(|| NoCursor(text.into()))
    }
}

/// One thing that changed with a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where to go on after it.
    pub cursor: Cursor,
    /// The release.
    pub release: ReleaseNo,
    /// When that took effect, or will.
    pub effective: domain::Moment,
    /// What changed.
    pub what: Changed,
}

/// Whether a row is new, changed or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It was not there before.
    New,
    /// It was there, but otherwise.
    Changed,
    /// It is not there any more.
    Ended,
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Changed {
    /// A release was published; its changes follow.
    Release(Release),
    /// An Area.
    Area {
        /// How.
        how: How,
        /// The Area, as it is from then on; as it was, if it ended.
        id: AreaId,
        /// Its Division.
        division: DivisionKey,
        /// Its Level.
        level: LevelKey,
        /// Its code.
        code: Code,
        /// Its name.
        name: String,
        /// Its parent.
        parent: Option<AreaId>,
    },
    /// A Station.
    Station {
        /// How.
        how: How,
        /// The Station, as it is from then on; as it was, if it ended.
        id: StationId,
        /// Its code.
        code: Code,
        /// Its name.
        name: String,
        /// Its kind.
        kind: String,
        /// Whether the public may see it.
        public: bool,
    },
    /// The streets or the population.
    Dataset {
        /// How.
        how: How,
        /// Which.
        kind: DatasetKind,
        /// The file it came from.
        name: String,
    },
    /// What planners changed in the streets.
    StreetEdit {
        /// How.
        how: How,
        /// Its number.
        id: u32,
    },
    /// What became of an Area.
    Lineage(LineageRow),
}

impl Store {
    /// What was published after a cursor, at most `limit` changes, in order. To go on,
    /// ask with the cursor of the last one; if there is none, with the same again.
    pub fn changes_since(&self, since: Cursor, limit: usize) -> Result<Vec<Change>, StoreError> {
        self.read("reading what was published", |connection| {
            let releases: Vec<ReleaseRecord> = release::table
                .filter(release::number.ge(since.release))
                .order(release::number)
                .load(connection)?;
            let mut changes = Vec::new();
            for row in releases {
                let number = row.number;
                let skipped = if number == since.release { since.read } else { 0 };
                let release = Release::from(row);
                let effective = release.effective;
                let all = of_release(connection, release)?;
                for (place, what) in (1..).zip(all).skip(skipped) {
                    if changes.len() == limit {
                        return Ok(changes);
                    }
                    let cursor = Cursor { release: number, read: place };
                    changes.push(Change { cursor, release: ReleaseNo(number), effective, what });
                }
            }
            Ok(changes)
        })
    }
}

/// Everything that changed with a release, always in the same order.
fn of_release<R>(
    connection: &mut AnyConnection,
    release: Release,
) -> Result<Vec<Changed>, Stop<R>> {
    let number = release.number.0;
    let mut all = vec![Changed::Release(release)];
    all.extend(areas(connection, number)?);
    all.extend(stations(connection, number)?);
    all.extend(datasets(connection, number)?);
    all.extend(street_edits(connection, number)?);
    for row in lineage::of_release(connection, number)? {
        all.push(Changed::Lineage(row.into_row().map_err(Stop::Damaged)?));
    }
    Ok(all)
}

/// Joins the rows that ended with those that began, by their numbers.
fn joined<I: Ord, T>(ended: Vec<(I, T)>, begun: Vec<(I, T)>) -> BTreeMap<I, (How, T)> {
    let mut all: BTreeMap<I, (How, T)> =
        ended.into_iter().map(|(id, row)| (id, (How::Ended, row))).collect();
    for (id, row) in begun {
        let how = if all.contains_key(&id) { How::Changed } else { How::New };
        all.insert(id, (how, row));
    }
    all
}

fn areas<R>(connection: &mut AnyConnection, number: i64) -> Result<Vec<Changed>, Stop<R>> {
    type Fields = (String, String, String, String, Option<i64>);
    type Row = (i64, Fields);
    let columns =
        (area::area_id, (area::division, area::level, area::code, area::name, area::parent_id));
    let ended: Vec<Row> =
        area::table.filter(area::to_release.eq(number)).select(columns).load(connection)?;
    let begun: Vec<Row> =
        area::table.filter(area::from_release.eq(number)).select(columns).load(connection)?;
    let read = |(id, (how, fields)): (i64, (How, Fields))| {
        let (division, level, code, name, parent) = fields;
        Ok(Changed::Area {
            how,
            id: area_id(id).map_err(Stop::Damaged)?,
            division: DivisionKey::new(division).map_err(Stop::damaged)?,
            level: LevelKey::new(level).map_err(Stop::damaged)?,
            code: Code::new(code).map_err(Stop::damaged)?,
            name,
            parent: parent.map(area_id).transpose().map_err(Stop::Damaged)?,
        })
    };
    joined(ended, begun).into_iter().map(read).collect()
}

fn stations<R>(connection: &mut AnyConnection, number: i64) -> Result<Vec<Changed>, Stop<R>> {
    type Fields = (String, String, String, bool);
    type Row = (i64, Fields);
    let columns =
        (station::station_id, (station::code, station::name, station::kind, station::public));
    let ended: Vec<Row> =
        station::table.filter(station::to_release.eq(number)).select(columns).load(connection)?;
    let begun: Vec<Row> =
        station::table.filter(station::from_release.eq(number)).select(columns).load(connection)?;
    let read = |(id, (how, (code, name, kind, public))): (i64, (How, Fields))| {
        let id = StationId(whole(id).map_err(Stop::Damaged)?);
        let code = Code::new(code).map_err(Stop::damaged)?;
        Ok(Changed::Station { how, id, code, name, kind, public })
    };
    joined(ended, begun).into_iter().map(read).collect()
}

fn datasets<R>(connection: &mut AnyConnection, number: i64) -> Result<Vec<Changed>, Stop<R>> {
    let columns = (layer::kind, layer::name);
    let ended: Vec<(String, String)> =
        layer::table.filter(layer::to_release.eq(number)).select(columns).load(connection)?;
    let begun: Vec<(String, String)> =
        layer::table.filter(layer::from_release.eq(number)).select(columns).load(connection)?;
    let read = |(kind, (how, name)): (String, (How, String))| {
        let unknown = || Stop::Damaged(format!("there is no dataset of `{kind}`"));
        let kind = DatasetKind::named(&kind).ok_or_else(unknown)?;
        Ok(Changed::Dataset { how, kind, name })
    };
    joined(ended, begun).into_iter().map(read).collect()
}

fn street_edits<R>(connection: &mut AnyConnection, number: i64) -> Result<Vec<Changed>, Stop<R>> {
    let ids = |rows: Vec<i64>| rows.into_iter().map(|id| (id, ())).collect();
    let ended = street_edit::table.filter(street_edit::to_release.eq(number));
    let ended = ids(ended.select(street_edit::edit_id).load(connection)?);
    let begun = street_edit::table.filter(street_edit::from_release.eq(number));
    let begun = ids(begun.select(street_edit::edit_id).load(connection)?);
    let read =
        |(id, (how, ()))| Ok(Changed::StreetEdit { how, id: whole(id).map_err(Stop::Damaged)? });
    joined(ended, begun).into_iter().map(read).collect()
}
