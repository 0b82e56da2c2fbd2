//! Reads back what a release holds.

use crate::Store;
use crate::error::{Stop, StoreError};
use crate::rows::{AreaRecord, BlankRecord, DivisionRecord};
use crate::schema::{area, blank, division, release};
use diesel::prelude::*;
use domain::{Contents, ReleaseNo};

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
            Ok(contents)
        })
    }
}
