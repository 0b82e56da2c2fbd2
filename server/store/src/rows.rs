//! The rows of the tables, column by column, as queries and backups see them.

mod drafts;
mod lineage;
mod log;
mod people;
mod stations;

use crate::ground::{self, Ground};
use crate::schema::{area, blank, division, level, release, token};
use diesel::prelude::*;
use domain::{
    Area, AreaId, AreaRow, BlankRow, Code, Division, DivisionKey, Level, LevelKey, Moment, Release,
    ReleaseNo,
};
pub(crate) use drafts::{CommentRecord, ConsentRecord, DraftRecord, EditRecord, WaiverRecord};
pub(crate) use lineage::LineageRecord;
pub(crate) use log::{IncidentRecord, LogRecord, SealRecord, SettingRecord};
pub(crate) use people::{PersonRecord, RoleRecord, SessionRecord};
use serde::{Deserialize, Serialize};
pub(crate) use stations::{
    DatasetRecord, DraftDatasetRecord, KindRecord, LayerRecord, StationRecord, StreetEditRecord,
    whole,
};
use std::fmt::Display;

/// A row of `level`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = level)]
pub(crate) struct LevelRecord {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) rank: i64,
}

/// A row of `release`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = release, treat_none_as_default_value = false)]
pub(crate) struct ReleaseRecord {
    pub(crate) number: i64,
    pub(crate) effective_at: i64,
    pub(crate) published_at: i64,
    pub(crate) author: String,
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) approver: Option<String>,
}

/// A row of `division`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = division)]
pub(crate) struct DivisionRecord {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) rank: i64,
    pub(crate) from_release: i64,
}

/// A row of `area`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = area, treat_none_as_default_value = false)]
pub(crate) struct AreaRecord {
    pub(crate) area_id: i64,
    pub(crate) from_release: i64,
    pub(crate) to_release: Option<i64>,
    pub(crate) division: String,
    pub(crate) level: String,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) parent_id: Option<i64>,
    pub(crate) attributes: String,
    #[serde(with = "ground::lattice")]
    pub(crate) geom: Ground,
}

/// A row of `blank`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = blank, treat_none_as_default_value = false)]
pub(crate) struct BlankRecord {
    pub(crate) parent_id: i64,
    pub(crate) from_release: i64,
    pub(crate) to_release: Option<i64>,
    pub(crate) division: String,
    #[serde(with = "ground::lattice")]
    pub(crate) geom: Ground,
}

/// A row of `token`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = token, treat_none_as_default_value = false)]
pub(crate) struct TokenRecord {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) area_id: Option<i64>,
    #[serde(with = "crate::packed::hex")]
    pub(crate) hash: Vec<u8>,
    pub(crate) created_at: i64,
    pub(crate) revoked_at: Option<i64>,
}

/// What is wrong with a row that was read, and which row it is.
pub(crate) type Misfit = String;

impl LevelRecord {
    pub(crate) fn into_level(self) -> Result<Level, Misfit> {
        let key = LevelKey::new(self.key).map_err(misfit("level"))?;
        Ok(Level { key, name: self.name })
    }
}

impl DivisionRecord {
    pub(crate) fn into_division(self) -> Result<Division, Misfit> {
        let key = DivisionKey::new(self.key).map_err(misfit("division"))?;
        Ok(Division { key, name: self.name })
    }
}

impl From<&Release> for ReleaseRecord {
    fn from(release: &Release) -> Self {
        Self {
            number: release.number.0,
            effective_at: release.effective.0,
            published_at: release.published.0,
            author: release.author.clone(),
            note: release.note.clone(),
            approver: None,
        }
    }
}

impl From<ReleaseRecord> for Release {
    fn from(row: ReleaseRecord) -> Self {
        Self {
            number: ReleaseNo(row.number),
            effective: Moment(row.effective_at),
            published: Moment(row.published_at),
            author: row.author,
            note: row.note,
        }
    }
}

impl AreaRecord {
    /// The row of an Area that begins with `release`.
    pub(crate) fn begun(row: &AreaRow, release: ReleaseNo) -> Result<Self, Misfit> {
        let area = &row.area;
        Ok(Self {
            area_id: area.id.0.into(),
            from_release: release.0,
            to_release: None,
            division: row.division.to_string(),
            level: area.level.to_string(),
            code: area.code.to_string(),
            name: area.name.clone(),
            parent_id: area.parent.map(|id| id.0.into()),
            attributes: serde_json::to_string(&area.attributes).map_err(misfit(area.id))?,
            geom: ground::from_shape(&row.shape),
        })
    }

    pub(crate) fn into_area_row(self) -> Result<AreaRow, Misfit> {
        let id = area_id(self.area_id)?;
        let area = Area {
            id,
            level: LevelKey::new(self.level).map_err(misfit(id))?,
            code: Code::new(self.code).map_err(misfit(id))?,
            name: self.name,
            parent: self.parent_id.map(area_id).transpose()?,
            attributes: serde_json::from_str(&self.attributes).map_err(misfit(id))?,
        };
        let shape = ground::to_shape(&self.geom).ok_or_else(|| no_place(id))?;
        let division = DivisionKey::new(self.division).map_err(misfit(id))?;
        Ok(AreaRow { division, area, shape })
    }
}

impl BlankRecord {
    /// The row of a blank that begins with `release`.
    pub(crate) fn begun(row: &BlankRow, release: ReleaseNo) -> Self {
        Self {
            parent_id: row.parent.0.into(),
            from_release: release.0,
            to_release: None,
            division: row.division.to_string(),
            geom: ground::from_shape(&row.shape),
        }
    }

    pub(crate) fn into_blank_row(self) -> Result<BlankRow, Misfit> {
        let parent = area_id(self.parent_id)?;
        let shape = ground::to_shape(&self.geom).ok_or_else(|| no_place(parent))?;
        let division = DivisionKey::new(self.division).map_err(misfit(parent))?;
        Ok(BlankRow { division, parent, shape })
    }
}

/// Reads a number that must be an area's.
pub(crate) fn area_id(number: i64) -> Result<AreaId, Misfit> {
    u32::try_from(number).map(AreaId).map_err(misfit(number))
}

fn no_place(id: AreaId) -> Misfit {
    format!("the ground of area {id} has a coordinate that is no place on Earth")
}

fn misfit<E: Display>(row: impl Display) -> impl FnOnce(E) -> Misfit {
    move |error| format!("row {row}: {error}")
}
