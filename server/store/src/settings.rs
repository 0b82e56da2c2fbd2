//! Settings: one JSON value under each key. What they mean is not known here.

use crate::Store;
use crate::error::{Stop, StoreError};
use crate::log::{self, Who};
use crate::rows::SettingRecord;
use crate::schema::setting;
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Store {
    /// The value of a setting; `None` where it was never set.
    pub fn setting(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.read("reading a setting", |connection| {
            let row = setting::table.find(key).first::<SettingRecord>(connection).optional()?;
            row.as_ref().map(read_value).transpose()
        })
    }

    /// Every setting that was ever set.
    pub fn settings(&self) -> Result<BTreeMap<String, Value>, StoreError> {
        self.read("reading the settings", |connection| {
            let rows: Vec<SettingRecord> = setting::table.load(connection)?;
            rows.into_iter().map(|row| Ok((row.key.clone(), read_value(&row)?))).collect()
        })
    }

    /// Sets a setting. The log keeps the old value and the new one.
    pub fn set_setting(&self, key: &str, value: &Value, who: &Who) -> Result<(), StoreError> {
        self.write("changing a setting", |connection| {
            let old = setting::table.find(key).first::<SettingRecord>(connection).optional()?;
            let row =
                SettingRecord { key: key.into(), value: value.to_string(), changed_at: who.at.0 };
            if old.is_some() {
                diesel::update(setting::table.find(key))
                    .set((setting::value.eq(row.value), setting::changed_at.eq(row.changed_at)))
                    .execute(connection)?;
            } else {
                diesel::insert_into(setting::table).values(row).execute(connection)?;
            }
            let old = old.as_ref().map(read_value::<StoreError>).transpose()?;
            let body = json!({ "from": old, "to": value });
            log::append(connection, "set_setting", &format!("setting {key}"), &body, who)?;
            Ok(())
        })
    }
}

fn read_value<R>(row: &SettingRecord) -> Result<Value, Stop<R>> {
    serde_json::from_str(&row.value)
        .map_err(|error| Stop::damaged(format!("setting {}: {error}", row.key)))
}
