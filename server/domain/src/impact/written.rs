//! An impact as a table and as a map layer.

use super::{AreaRef, Figures, Impact};
use serde_json::{Value, json};
use std::fmt::Write;

/// The columns after who and whom.
const FIGURES: &str = "area_m2,residents,households,buildings,incidents,stations";

impl Impact {
    /// Every affected Area before and after, one row each.
    pub fn areas_csv(&self) -> String {
        let mut csv = String::from("level,code,name");
        for when in ["before", "after"] {
            for column in FIGURES.split(',') {
                let _infallible = write!(csv, ",{column}_{when}");
            }
        }
        csv.push_str("\r\n");
        for one in &self.areas {
            let (before, after) = (numbers(one.before.as_ref()), numbers(one.after.as_ref()));
            let _infallible = write!(csv, "{},{before},{after}\r\n", named(Some(&one.area)));
        }
        csv
    }

    /// What changes hands as a GeoJSON `FeatureCollection`, one feature for each giver
    /// and taker that share ground.
    pub fn geojson(&self) -> Value {
        let with_ground = self.moves.iter().filter(|one| !one.shape.is_empty());
        let features = with_ground.map(|one| {
            // Flattened like this the members are those of a Move, without its shape.
            let mut properties = json!(one);
            let geometry = properties.as_object_mut().and_then(|all| all.remove("shape"));
            json!({ "type": "Feature", "geometry": geometry, "properties": properties })
        });
        let features: Vec<Value> = features.collect();
        json!({ "type": "FeatureCollection", "features": features })
    }
}

fn named(area: Option<&AreaRef>) -> String {
    area.map_or_else(
        || ",,".to_owned(),
        |area| {
            format!("{},{},{}", area.level, csv_field(area.code.as_str()), csv_field(&area.name))
        },
    )
}

/// A field of CSV: quoted where it has to be, and so that no spreadsheet takes a name
/// for a formula.
pub fn csv_field(text: &str) -> String {
    let safe = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if safe.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

fn numbers(figures: Option<&Figures>) -> String {
    let Some(Figures { area_m2, residents, households, buildings, incidents, stations }) = figures
    else {
        return ",,,,,".into();
    };
    format!("{area_m2:.2},{residents},{households},{buildings},{incidents},{stations}")
}
