//! The list of releases: which is the newest, which was in force when.

use crate::Store;
use crate::connection::AnyConnection;
use crate::error::{Stop, StoreError};
use crate::rows::ReleaseRecord;
use crate::schema::{area, edit, release, station, street_edit};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use domain::{HighestIds, Moment, Release, ReleaseNo};
use std::collections::BTreeMap;

impl Store {
    /// The newest release. One look at one index: servers ask this twice a second to
    /// hear of what other processes publish.
    pub fn head(&self) -> Result<Option<ReleaseNo>, StoreError> {
        self.read("looking for the newest release", |connection| Ok(newest(connection)?))
    }

    /// All releases, oldest first, each with its number of Areas.
    pub fn releases(&self) -> Result<Vec<(Release, i64)>, StoreError> {
        self.read("listing the releases", |connection| {
            let releases: Vec<ReleaseRecord> =
                release::table.order(release::number).load(connection)?;
            let begun: BTreeMap<i64, i64> = area::table
                .group_by(area::from_release)
                .select((area::from_release, count_star()))
                .load(connection)?
                .into_iter()
                .collect();
            let ended: BTreeMap<i64, i64> = area::table
                .filter(area::to_release.is_not_null())
                .group_by(area::to_release)
                .select((area::to_release.assume_not_null(), count_star()))
                .load(connection)?
                .into_iter()
                .collect();
            let mut areas = 0;
            let mut listed = Vec::with_capacity(releases.len());
            for row in releases {
                areas +=
                    begun.get(&row.number).unwrap_or(&0) - ended.get(&row.number).unwrap_or(&0);
                listed.push((row.into(), areas));
            }
            Ok(listed)
        })
    }

    /// The release in force at an instant: the last one that took effect by then.
    pub fn release_at(&self, at: Moment) -> Result<Option<Release>, StoreError> {
        self.read("looking for the release in force", |connection| {
            let row: Option<ReleaseRecord> = release::table
                .filter(release::effective_at.le(at.0))
                .order(release::effective_at.desc())
                .first(connection)
                .optional()?;
            Ok(row.map(Release::from))
        })
    }

    /// The highest numbers ever given, to what is retired too, and in drafts.
    pub fn highest_ids(&self) -> Result<HighestIds, StoreError> {
        self.read("looking for the highest numbers", highest)
    }

    /// Who let a release pass, where that was somebody else than its author.
    pub fn approver_of(&self, number: ReleaseNo) -> Result<Option<String>, StoreError> {
        self.read("looking for who approved", |connection| {
            let approver = release::table.find(number.0).select(release::approver);
            Ok(approver.first(connection).optional()?.flatten())
        })
    }
}

/// The highest numbers given in releases and in drafts, whatever became of them.
pub(crate) fn highest<R>(connection: &mut AnyConnection) -> Result<HighestIds, Stop<R>> {
    let area: Option<i64> = area::table.select(max(area::area_id)).first(connection)?;
    let station: Option<i64> = station::table.select(max(station::station_id)).first(connection)?;
    let street_edit: Option<i64> =
        street_edit::table.select(max(street_edit::edit_id)).first(connection)?;
    // One by one, so that each is a look at the end of an index.
    let drafted_area: Option<i64> = edit::table.select(max(edit::used_area)).first(connection)?;
    let drafted_station: Option<i64> =
        edit::table.select(max(edit::used_station)).first(connection)?;
    let drafted_street_edit: Option<i64> =
        edit::table.select(max(edit::used_street_edit)).first(connection)?;
    let number = |published: Option<i64>, drafted: Option<i64>| {
        crate::rows::whole(published.max(drafted).unwrap_or(0)).map_err(Stop::Damaged)
    };
    Ok(HighestIds {
        area: number(area, drafted_area)?,
        station: number(station, drafted_station)?,
        street_edit: number(street_edit, drafted_street_edit)?,
    })
}

/// The newest release.
pub(crate) fn newest(connection: &mut AnyConnection) -> QueryResult<Option<ReleaseNo>> {
    let number: Option<i64> = release::table.select(max(release::number)).first(connection)?;
    Ok(number.map(ReleaseNo))
}
