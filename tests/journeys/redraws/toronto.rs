//! A real redraw replayed: Toronto's 140 neighbourhoods became 158, and eight years of
//! incidents are counted on both.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Caller, DataFile, Jingwei, Server, figure, list, shared};

/// All incidents there are.
const INCIDENTS: i64 = 240_992;

#[test]
fn torontos_new_neighbourhoods_lose_nobody_of_the_old_ones() {
    let (Some(old), Some(new), Some(incidents)) = (
        shared("toronto/neighbourhoods_140.geojson.gz"),
        shared("toronto/neighbourhoods_158.geojson.gz"),
        shared("toronto/incidents.csv.gz"),
    ) else {
        return;
    };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "quarter:社区"]);
    let quarters = |file: &str, code: &str, name: &str, allow: &[&str]| {
        let fields = ["--level", "quarter", "--code-field", code, "--name-field", name];
        home.ok(&[&["import", "areas", file], fields.as_slice(), allow].concat());
    };
    let padded = home.write("140.geojson", with_three_digits(&old).to_string());
    quarters(&padded, "code", "location", &[]);
    home.ok(&["publish", "--effective", "2014-01-01T00:00:00Z", "--note", "140"]);
    // A day and an hour, as the police write them; no number of their own.
    let fields = ["--time-field", "date", "--hour-field", "hour", "--kind-field", "type"];
    let read = home.json(&[&["import", "incidents", incidents.arg()], fields.as_slice()].concat());
    assert_eq!(read["added"], INCIDENTS, "{read}");
    let allow = ["--allow", "gap,overlap,invalid"];
    quarters(new.arg(), "AREA_SHORT_CODE", "AREA_NAME", &allow);
    home.ok(&["publish", "--effective", "2022-04-01T00:00:00Z", "--note", "158"]);

    let server = home.serve();
    let codes = [1, 2].map(|release| codes_of(&home, release));
    assert_eq!(codes.each_ref().map(BTreeMap::len), [140, 158]);
    let planner = super::caller(&home, &server, "planner", None);
    weights_sum_to_one(&planner, &codes);
    for release in [1, 2] {
        nobody_is_lost(&server, release);
    }
    restated(&planner, &codes[0]);
}

/// The old neighbourhoods with codes as the new ones have them: `094`, not `94`.
fn with_three_digits(file: &DataFile) -> Value {
    let mut areas: Value = serde_json::from_slice(&file.read()).expect("GeoJSON");
    for area in areas["features"].as_array_mut().into_iter().flatten() {
        let code = area["properties"]["AREA_LONG_CODE"].as_i64().expect("a number");
        area["properties"]["code"] = json!(format!("{code:03}"));
    }
    areas
}

/// The names of a release's neighbourhoods by their codes.
fn codes_of(home: &Jingwei, release: usize) -> BTreeMap<String, String> {
    let file = format!("release-{release}.geojson");
    let number = release.to_string();
    home.ok(&["export", "areas", &home.arg(&file), "--release", &number]);
    let areas: Value = serde_json::from_slice(&home.read(&file)).expect("GeoJSON");
    let text = |area: &Value, field: &str| {
        area["properties"][field].as_str().unwrap_or_default().to_owned()
    };
    list(&areas["features"]).map(|area| (text(area, "code"), text(area, "name"))).collect()
}

/// Every old code answers for ever, with who holds its ground and its incidents now.
fn weights_sum_to_one(planner: &Caller, codes: &[BTreeMap<String, String>; 2]) {
    let diff = planner.json("/api/v1/releases/1/diff/2");
    let (mut split, mut kept) = (0, 0);
    for code in codes[0].keys() {
        let lineage = planner.json(&format!("/api/v1/lineage?code={code}"));
        assert!(list(&lineage["successors"]).next().is_some(), "{code} answers: {lineage}");
        let flows: Vec<&Value> =
            list(&diff["flows"]).filter(|flow| flow["from"]["code"] == code.as_str()).collect();
        for share in ["area_share", "incident_share"] {
            let sum: f64 = flows.iter().filter_map(|flow| flow[share].as_f64()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{share} of {code} is {sum}: {flows:?}");
        }
        let large = flows.iter().filter(|flow| flow["area_share"].as_f64() > Some(0.01));
        split += usize::from(large.count() > 1);
        kept += usize::from(codes[1].contains_key(code));
    }
    figure(
        "Toronto 140 -> 158: old areas whose weights sum to 1",
        format!("{:>7}", codes[0].len()),
    );
    figure("Toronto 140 -> 158: split in parts of over 1 %", format!("{split:>7}"));
    figure("Toronto 140 -> 158: codes in both", format!("{kept:>7}"));
    assert!((10..40).contains(&split), "{split} were split");
}

/// The incidents of all years on the borders of a release, inside and outside.
fn nobody_is_lost(server: &Server, release: i64) {
    let path = format!("/api/v1/statistics/incidents?release={release}&level=quarter");
    let counted = server.json(&path);
    let inside: i64 = list(&counted["areas"]).filter_map(|row| row["incidents"].as_i64()).sum();
    let outside = counted["outside"].as_i64().unwrap_or_default();
    figure(
        &format!("Toronto incidents on release {release}: inside and outside"),
        format!("{inside} + {outside} = {}", inside + outside),
    );
    assert_eq!(inside + outside, INCIDENTS, "none is lost on release {release}");
    assert!(outside < 300, "{outside} lie in no neighbourhood");
}

/// Figures that were counted on the old borders, told on the new ones with the weights used.
fn restated(planner: &Caller, old: &BTreeMap<String, String>) {
    let values: BTreeMap<&String, f64> = old.keys().zip((1..).map(f64::from)).collect();
    let sum: f64 = values.values().sum();
    for weight in ["area", "incidents"] {
        let asked = json!({
            "from_release": 1, "to_release": 2, "level": "quarter", "weight": weight, "values": values,
        });
        let reply = planner.post("/api/v1/restate", &asked);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let told = reply.json();
        let rows = told["values"].as_object().into_iter().flatten().map(|(_, value)| value);
        let inside: f64 = rows.filter_map(Value::as_f64).sum();
        let restated = inside + told["nobodys"].as_f64().unwrap_or_default();
        assert!((restated - sum).abs() < 1e-6, "{sum} became {restated} by {weight}");
        let mut used: BTreeMap<&str, f64> = BTreeMap::new();
        for row in list(&told["weights"]) {
            let from = row["from"].as_str().unwrap_or_default();
            *used.entry(from).or_default() += row["weight"].as_f64().unwrap_or_default();
        }
        assert!(used.len() >= 16, "the weights of all that were cut are shown: {used:?}");
        assert!(used.values().all(|sum| (sum - 1.0).abs() < 1e-9), "{used:?}");
    }
}
