//! The rows that end and begin with a release.

use super::{PublishError, Refusal};
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::Stop;
use crate::rows::{
    AreaRecord, BlankRecord, DivisionRecord, KindRecord, LayerRecord, Misfit, StationRecord,
    StreetEditRecord,
};
use crate::schema::{area, blank, division, layer, station, station_kind, street_edit};
use diesel::prelude::*;
use domain::{Delta, ReleaseNo};

/// Rows ended by one statement, below the limit of values in both databases.
const ENDED_AT_ONCE: usize = 10_000;

/// What a release begins, as rows.
pub(super) struct Begun {
    areas: Vec<AreaRecord>,
    blanks: Vec<BlankRecord>,
    stations: Vec<StationRecord>,
    layers: Vec<LayerRecord>,
    street_edits: Vec<StreetEditRecord>,
}

impl Begun {
    pub(super) fn of(delta: &Delta, release: ReleaseNo) -> Result<Self, Misfit> {
        let areas = delta.begun_areas.iter();
        let blanks = delta.begun_blanks.iter();
        let stations = delta.begun_stations.iter();
        let layers = delta.begun_datasets.iter();
        let street_edits = delta.begun_street_edits.iter();
        Ok(Self {
            areas: areas.map(|row| AreaRecord::begun(row, release)).collect::<Result<_, _>>()?,
            blanks: blanks.map(|row| BlankRecord::begun(row, release)).collect(),
            stations: stations
                .map(|station| StationRecord::begun(station, release))
                .collect::<Result<_, _>>()?,
            layers: layers
                .map(|dataset| LayerRecord::begun(dataset, release))
                .collect::<Result<_, _>>()?,
            street_edits: street_edits
                .map(|edit| StreetEditRecord::begun(edit, release))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Inserts them; the rows they replace have ended before.
    pub(super) fn insert(
        &self,
        connection: &mut AnyConnection,
        delta: &Delta,
        number: ReleaseNo,
    ) -> Result<(), Refusal> {
        insert_divisions(connection, delta, number)?;
        insert_kinds(connection, delta, number)?;
        dialect::insert_areas(connection, &self.areas)?;
        dialect::insert_blanks(connection, &self.blanks)?;
        dialect::insert_stations(connection, &self.stations)?;
        for row in &self.layers {
            diesel::insert_into(layer::table).values(row.clone()).execute(connection)?;
        }
        for row in &self.street_edits {
            diesel::insert_into(street_edit::table).values(row.clone()).execute(connection)?;
        }
        Ok(())
    }
}

/// Sets the end of the open rows with these numbers, and counts them.
macro_rules! end_rows {
    ($connection:expr, $table:ident, $id:ident, $ended:expr, $number:expr) => {
        $ended.chunks(ENDED_AT_ONCE).try_fold(0, |found, some| {
            let rows =
                $table::table.filter($table::$id.eq_any(some)).filter($table::to_release.is_null());
            let ended = diesel::update(rows).set($table::to_release.eq($number.0));
            Ok::<_, diesel::result::Error>(found + ended.execute($connection)?)
        })
    };
}

/// Ends what the release no longer holds, or holds changed.
pub(super) fn end(
    connection: &mut AnyConnection,
    delta: &Delta,
    number: ReleaseNo,
) -> Result<(), Refusal> {
    let areas: Vec<i64> = delta.ended_areas.iter().map(|id| id.0.into()).collect();
    must_be_all(&areas, end_rows!(connection, area, area_id, areas, number)?)?;
    let blanks: Vec<i64> = delta.ended_blanks.iter().map(|id| id.0.into()).collect();
    must_be_all(&blanks, end_rows!(connection, blank, parent_id, blanks, number)?)?;
    let stations: Vec<i64> = delta.ended_stations.iter().map(|id| id.0.into()).collect();
    must_be_all(&stations, end_rows!(connection, station, station_id, stations, number)?)?;
    let edits: Vec<i64> = delta.ended_street_edits.iter().map(|id| i64::from(*id)).collect();
    must_be_all(&edits, end_rows!(connection, street_edit, edit_id, edits, number)?)?;
    let layers: Vec<&str> = delta.ended_datasets.iter().map(|kind| kind.as_str()).collect();
    must_be_all(&layers, end_rows!(connection, layer, kind, layers, number)?)
}

fn must_be_all<I>(wanted: &[I], found: usize) -> Result<(), Refusal> {
    match wanted.len().saturating_sub(found) {
        0 => Ok(()),
        missing => Err(Stop::Refused(PublishError::OtherRows { missing })),
    }
}

fn insert_divisions(
    connection: &mut AnyConnection,
    delta: &Delta,
    number: ReleaseNo,
) -> QueryResult<()> {
    let known: i64 = division::table.count().get_result(connection)?;
    for (rank, new) in (known..).zip(&delta.new_divisions) {
        let row = DivisionRecord {
            key: new.key.to_string(),
            name: new.name.clone(),
            rank,
            from_release: number.0,
        };
        diesel::insert_into(division::table).values(row).execute(connection)?;
    }
    Ok(())
}

fn insert_kinds(
    connection: &mut AnyConnection,
    delta: &Delta,
    number: ReleaseNo,
) -> QueryResult<()> {
    let known: i64 = station_kind::table.count().get_result(connection)?;
    for (rank, new) in (known..).zip(&delta.new_kinds) {
        let row = KindRecord {
            key: new.key.to_string(),
            name: new.name.clone(),
            english: new.english.clone(),
            rank,
            from_release: number.0,
        };
        diesel::insert_into(station_kind::table).values(row).execute(connection)?;
    }
    Ok(())
}
