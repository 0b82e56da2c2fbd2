//! Reads back what a release holds.

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::{Stop, StoreError};
use crate::rows::{
    AreaRecord, BlankRecord, DivisionRecord, KindRecord, LayerRecord, StationRecord,
    StreetEditRecord,
};
use crate::schema::{area, blank, division, layer, release, station, station_kind, street_edit};
use diesel::prelude::*;
use domain::{Contents, DatasetKind, ReleaseNo};

impl Store {
    /// All rows of a release, as they were published.
    pub fn contents(&self, release: ReleaseNo) -> Result<Contents, StoreError> {
        self.read("reading a release", |connection| {
            let number = release.0;
            let known = release::table.find(number);
            if !diesel::select(diesel::dsl::exists(known)).get_result::<bool>(connection)? {
                let place = self.place().clone();
                return Err(Stop::Refused(StoreError::NoRelease { place, number: release }));
            }
            let levels = self.ladder(connection)?;
            let mut contents = Contents::empty(levels);
            let divisions = division::table
                .filter(division::from_release.le(number))
                .order(division::rank)
                .load_iter::<DivisionRecord, _>(connection)?;
            for row in divisions {
                contents.divisions.push(row?.into_division().map_err(Stop::Damaged)?);
            }
            let areas = area::table
                .filter(area::from_release.le(number))
                .filter(area::to_release.is_null().or(area::to_release.gt(number)))
                .order(area::area_id)
                .load_iter::<AreaRecord, _>(connection)?;
            for row in areas {
                contents.areas.push(row?.into_area_row().map_err(Stop::Damaged)?);
            }
            let blanks = blank::table
                .filter(blank::from_release.le(number))
                .filter(blank::to_release.is_null().or(blank::to_release.gt(number)))
                .order(blank::parent_id)
                .load_iter::<BlankRecord, _>(connection)?;
            for row in blanks {
                contents.blanks.push(row?.into_blank_row().map_err(Stop::Damaged)?);
            }
            read_stations(connection, number, &mut contents)?;
            read_streets(connection, number, &mut contents)?;
            Ok(contents)
        })
    }
}

fn read_stations(
    connection: &mut AnyConnection,
    number: i64,
    contents: &mut Contents,
) -> Result<(), Stop<StoreError>> {
    let kinds = station_kind::table
        .filter(station_kind::from_release.le(number))
        .order(station_kind::rank)
        .load_iter::<KindRecord, _>(connection)?;
    for row in kinds {
        contents.kinds.push(row?.into_kind().map_err(Stop::Damaged)?);
    }
    let stations = station::table
        .filter(station::from_release.le(number))
        .filter(station::to_release.is_null().or(station::to_release.gt(number)))
        .order(station::station_id)
        .load_iter::<StationRecord, _>(connection)?;
    for row in stations {
        contents.stations.push(row?.into_station().map_err(Stop::Damaged)?);
    }
    Ok(())
}

/// The datasets in force, and what planners changed in the streets.
fn read_streets(
    connection: &mut AnyConnection,
    number: i64,
    contents: &mut Contents,
) -> Result<(), Stop<StoreError>> {
    let layers = layer::table
        .filter(layer::from_release.le(number))
        .filter(layer::to_release.is_null().or(layer::to_release.gt(number)))
        .load_iter::<LayerRecord, _>(connection)?;
    for row in layers {
        let dataset = row?.into_dataset().map_err(Stop::Damaged)?;
        match dataset.kind {
            DatasetKind::Streets => contents.streets = Some(dataset),
            DatasetKind::Population => contents.population = Some(dataset),
        }
    }
    let edits = street_edit::table
        .filter(street_edit::from_release.le(number))
        .filter(street_edit::to_release.is_null().or(street_edit::to_release.gt(number)))
        .order(street_edit::edit_id)
        .load_iter::<StreetEditRecord, _>(connection)?;
    for row in edits {
        contents.street_edits.push(row?.into_street_edit().map_err(Stop::Damaged)?);
    }
    Ok(())
}
