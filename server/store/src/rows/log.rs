//! The rows of the change log and its seals, of settings and of incidents.

use crate::ground::{self, Spot};
use crate::schema::{change_log, incident, seal, setting};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// A row of `change_log`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = change_log)]
pub(crate) struct LogRecord {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) what: String,
    pub(crate) subject: String,
    pub(crate) why: String,
    pub(crate) body: String,
}

/// A row of `seal`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = seal)]
pub(crate) struct SealRecord {
    pub(crate) id: i64,
    pub(crate) first_id: i64,
    pub(crate) last_id: i64,
    pub(crate) previous: String,
    pub(crate) hash: String,
    pub(crate) at: i64,
}

/// A row of `setting`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = setting)]
pub(crate) struct SettingRecord {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) changed_at: i64,
}

/// A row of `incident`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = incident, treat_none_as_default_value = false)]
pub(crate) struct IncidentRecord {
    pub(crate) id: i64,
    pub(crate) source_id: Option<String>,
    pub(crate) time: i64,
    pub(crate) kind: String,
    pub(crate) accuracy_m: Option<f64>,
    pub(crate) attributes: String,
    pub(crate) changed: i64,
    #[serde(with = "ground::steps")]
    pub(crate) geom: Spot,
}
