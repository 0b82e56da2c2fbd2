//! The rows of lineage.

use crate::schema::lineage;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// A row of `lineage`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = lineage, treat_none_as_default_value = false)]
pub(crate) struct LineageRecord {
    pub(crate) release: i64,
    pub(crate) seq: i64,
    pub(crate) division: String,
    pub(crate) level: String,
    pub(crate) kind: String,
    pub(crate) from_id: Option<i64>,
    pub(crate) from_code: Option<String>,
    pub(crate) to_id: Option<i64>,
    pub(crate) to_code: Option<String>,
    pub(crate) area_share: Option<f64>,
    pub(crate) household_share: Option<f64>,
    pub(crate) incident_share: Option<f64>,
    pub(crate) area_m2: Option<f64>,
    pub(crate) residents: Option<i64>,
    pub(crate) households: Option<i64>,
    pub(crate) incidents: Option<i64>,
}
