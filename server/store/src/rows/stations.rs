//! The rows of stations, datasets and changes of the streets.

use super::{Misfit, area_id, misfit};
use crate::ground::{self, Spot};
use crate::schema::{dataset, draft_dataset, layer, station, station_kind, street_edit};
use diesel::prelude::*;
use domain::{
    Code, Dataset, DatasetKind, Date, Hours, KindKey, ReleaseNo, Station, StationId, StationKind,
    StreetEdit,
};
use serde::{Deserialize, Serialize};

/// A row of `station_kind`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = station_kind)]
pub(crate) struct KindRecord {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) english: String,
    pub(crate) rank: i64,
    pub(crate) from_release: i64,
}

/// A row of `station`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = station, treat_none_as_default_value = false)]
pub(crate) struct StationRecord {
    pub(crate) station_id: i64,
    pub(crate) from_release: i64,
    pub(crate) to_release: Option<i64>,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) owner_id: Option<i64>,
    pub(crate) hours: Option<String>,
    pub(crate) services: String,
    pub(crate) capacity: Option<i64>,
    pub(crate) public: bool,
    pub(crate) attributes: String,
    #[serde(with = "ground::steps")]
    pub(crate) geom: Spot,
}

/// A row of `dataset`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = dataset)]
pub(crate) struct DatasetRecord {
    pub(crate) digest: String,
    #[serde(with = "crate::packed::base64")]
    pub(crate) content: Vec<u8>,
}

/// A row of `layer`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = layer, treat_none_as_default_value = false)]
pub(crate) struct LayerRecord {
    pub(crate) kind: String,
    pub(crate) from_release: i64,
    pub(crate) to_release: Option<i64>,
    pub(crate) digest: String,
    pub(crate) name: String,
    pub(crate) date: Option<String>,
    pub(crate) counts: String,
}

/// A row of `street_edit`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = street_edit, treat_none_as_default_value = false)]
pub(crate) struct StreetEditRecord {
    pub(crate) edit_id: i64,
    pub(crate) from_release: i64,
    pub(crate) to_release: Option<i64>,
    pub(crate) note: String,
    pub(crate) change: String,
}

/// A row of `draft_dataset`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = draft_dataset)]
pub(crate) struct DraftDatasetRecord {
    pub(crate) draft_id: i64,
    pub(crate) digest: String,
}

impl KindRecord {
    pub(crate) fn into_kind(self) -> Result<StationKind, Misfit> {
        let key = KindKey::new(self.key).map_err(misfit("station kind"))?;
        Ok(StationKind { key, name: self.name, english: self.english })
    }
}

impl StationRecord {
    /// The row of a Station that begins with `release`.
    pub(crate) fn begun(station: &Station, release: ReleaseNo) -> Result<Self, Misfit> {
        let id = station.id;
        Ok(Self {
            station_id: id.0.into(),
            from_release: release.0,
            to_release: None,
            code: station.code.to_string(),
            name: station.name.clone(),
            kind: station.kind.to_string(),
            owner_id: station.owner.map(|id| id.0.into()),
            hours: station.hours.as_ref().map(ToString::to_string),
            services: serde_json::to_string(&station.services).map_err(misfit(id))?,
            capacity: station.capacity.map(Into::into),
            public: station.public,
            attributes: serde_json::to_string(&station.attributes).map_err(misfit(id))?,
            geom: ground::from_point(station.at),
        })
    }

    pub(crate) fn into_station(self) -> Result<Station, Misfit> {
        let id = StationId(whole(self.station_id)?);
        Ok(Station {
            id,
            code: Code::new(self.code).map_err(misfit(id))?,
            name: self.name,
            kind: KindKey::new(self.kind).map_err(misfit(id))?,
            at: ground::to_point(&self.geom)
                .ok_or_else(|| format!("station {id} stands at no place on Earth"))?,
            owner: self.owner_id.map(area_id).transpose()?,
            hours: self.hours.as_deref().map(Hours::parse),
            services: serde_json::from_str(&self.services).map_err(misfit(id))?,
            capacity: self.capacity.map(whole).transpose()?,
            public: self.public,
            attributes: serde_json::from_str(&self.attributes).map_err(misfit(id))?,
        })
    }
}

impl LayerRecord {
    /// The row of a dataset that is in force from `release` on.
    pub(crate) fn begun(dataset: &Dataset, release: ReleaseNo) -> Result<Self, Misfit> {
        let kind = dataset.kind.as_str();
        Ok(Self {
            kind: kind.into(),
            from_release: release.0,
            to_release: None,
            digest: dataset.digest.clone(),
            name: dataset.name.clone(),
            date: dataset.date.map(|date| date.to_string()),
            counts: serde_json::to_string(&dataset.counts).map_err(misfit(kind))?,
        })
    }

    pub(crate) fn into_dataset(self) -> Result<Dataset, Misfit> {
        let kind = DatasetKind::named(&self.kind);
        Ok(Dataset {
            kind: kind.ok_or_else(|| format!("there is no dataset of `{}`", self.kind))?,
            digest: self.digest,
            name: self.name,
            date: self
                .date
                .map(|date| date.parse::<Date>())
                .transpose()
                .map_err(misfit("layer"))?,
            counts: serde_json::from_str(&self.counts).map_err(misfit("layer"))?,
        })
    }
}

impl StreetEditRecord {
    /// The row of a change that holds from `release` on.
    pub(crate) fn begun(edit: &StreetEdit, release: ReleaseNo) -> Result<Self, Misfit> {
        Ok(Self {
            edit_id: edit.id.into(),
            from_release: release.0,
            to_release: None,
            note: edit.note.clone(),
            change: serde_json::to_string(&edit.change).map_err(misfit(edit.id))?,
        })
    }

    pub(crate) fn into_street_edit(self) -> Result<StreetEdit, Misfit> {
        let id = whole(self.edit_id)?;
        let change = serde_json::from_str(&self.change).map_err(misfit(id))?;
        Ok(StreetEdit { id, note: self.note, change })
    }
}

/// Reads a number that must be of 32 bits without a sign.
pub(crate) fn whole(number: i64) -> Result<u32, Misfit> {
    u32::try_from(number).map_err(misfit(number))
}
