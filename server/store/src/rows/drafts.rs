//! The rows of drafts: their edits, and what people say of them.

use crate::schema::{comment, consent, draft, edit, waiver};
use diesel::prelude::*;
use domain::HighestIds;
use serde::{Deserialize, Serialize};

/// A row of `draft`. What backups of before there were several do not hold is filled in
/// by [`Self::completed`].
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = draft, treat_none_as_default_value = false)]
pub(crate) struct DraftRecord {
    pub(crate) id: i64,
    pub(crate) base_release: Option<i64>,
    pub(crate) state: String,
    pub(crate) opened_at: i64,
    pub(crate) author: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) revision: i64,
    #[serde(default)]
    pub(crate) effective_at: Option<i64>,
    #[serde(default)]
    pub(crate) release: Option<i64>,
    #[serde(default)]
    pub(crate) alarm: Option<String>,
    #[serde(default)]
    pub(crate) key: Option<String>,
}

impl DraftRecord {
    /// When there was one draft at a time, each became the release after its base.
    pub(crate) fn completed(mut self) -> Self {
        if self.state == "published" && self.release.is_none() {
            self.release = Some(self.base_release.unwrap_or(0) + 1);
        }
        self
    }
}

/// A row of `edit`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = edit, treat_none_as_default_value = false)]
pub(crate) struct EditRecord {
    pub(crate) draft_id: i64,
    pub(crate) seq: i64,
    pub(crate) made_at: i64,
    pub(crate) author: String,
    #[serde(with = "crate::packed::text")]
    pub(crate) body: Vec<u8>,
    #[serde(default = "made")]
    pub(crate) state: String,
    /// 0 in backups of before drafts had revisions: each edit was one then.
    #[serde(default)]
    pub(crate) revision: i64,
    #[serde(default)]
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) numbers_area: Option<i64>,
    #[serde(default)]
    pub(crate) numbers_station: Option<i64>,
    #[serde(default)]
    pub(crate) numbers_street_edit: Option<i64>,
    #[serde(default)]
    pub(crate) used_area: Option<i64>,
    #[serde(default)]
    pub(crate) used_station: Option<i64>,
    #[serde(default)]
    pub(crate) used_street_edit: Option<i64>,
}

fn made() -> String {
    "made".into()
}

impl EditRecord {
    /// Notes the highest numbers before the edit, and those after it.
    pub(crate) fn with_numbers(mut self, numbers: HighestIds, used: HighestIds) -> Self {
        self.numbers_area = Some(numbers.area.into());
        self.numbers_station = Some(numbers.station.into());
        self.numbers_street_edit = Some(numbers.street_edit.into());
        self.used_area = Some(used.area.into());
        self.used_station = Some(used.station.into());
        self.used_street_edit = Some(used.street_edit.into());
        self
    }
}

/// A row of `comment`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = comment, treat_none_as_default_value = false)]
pub(crate) struct CommentRecord {
    pub(crate) id: i64,
    pub(crate) draft_id: i64,
    pub(crate) x: Option<i64>,
    pub(crate) y: Option<i64>,
    pub(crate) text: String,
    pub(crate) author: String,
    pub(crate) made_at: i64,
    pub(crate) resolved_by: Option<String>,
    pub(crate) resolved_at: Option<i64>,
    pub(crate) key: Option<String>,
}

/// A row of `waiver`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = waiver)]
pub(crate) struct WaiverRecord {
    pub(crate) draft_id: i64,
    pub(crate) key: String,
    pub(crate) reason: String,
    pub(crate) author: String,
    pub(crate) made_at: i64,
}

/// A row of `consent`.
#[derive(Debug, Clone, Queryable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = consent, treat_none_as_default_value = false)]
pub(crate) struct ConsentRecord {
    pub(crate) id: i64,
    pub(crate) draft_id: i64,
    pub(crate) area_id: Option<i64>,
    pub(crate) note: String,
    pub(crate) author: String,
    pub(crate) made_at: i64,
}
