//! Toronto: 240,992 incidents that were moved to street corners, so that many lie
//! exactly on a border, against the 140 neighbourhoods of their time.

use super::{Agreement, routed};
use std::collections::HashMap;
use support::{Jingwei, shared};

#[test]
fn incidents_at_street_corners_go_to_the_recorded_neighbourhoods() {
    let (Some(areas), Some(incidents)) =
        (shared("toronto/neighbourhoods_140.geojson.gz"), shared("toronto/incidents.csv.gz"))
    else {
        return;
    };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "quarter:社区"]);
    let fields = ["--code-field", "AREA_LONG_CODE", "--name-field", "location"];
    home.ok(&[
        &["import", "areas", areas.arg(), "--level", "quarter", "--publish"],
        fields.as_slice(),
    ]
    .concat());
    let position = ["lon", "lat"];
    let rows = routed(&home, incidents.arg(), position, &["--accuracy", "5"]);
    assert_eq!(rows.len(), 240_992, "located incidents");
    let names: HashMap<&str, String> = rows
        .iter()
        .map(|row| (row["quarter_code"].as_str(), spelled(&row["quarter_name"])))
        .collect();
    Agreement {
        name: "Toronto 140",
        rows: &rows,
        recorded: &|row| spelled(&row["neighbourhood"]),
        known: &|code| names.get(code).filter(|name| !name.is_empty()).cloned(),
        leaf: "quarter_code",
    }
    .must_reach(87.0, 99.3, 5, &home, position);
}

/// The incidents write `Tam OShanter`, the map `Tam O'Shanter`.
fn spelled(name: &str) -> String {
    name.replace(['\'', '’'], "")
}
