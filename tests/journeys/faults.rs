//! Faulty layers as their cities published them: every fault is listed, nothing is stored.

use serde_json::Value;
use std::collections::BTreeMap;
use support::{Jingwei, figure, shared, topojson_features};

#[test]
fn the_faults_of_new_yorks_election_districts_are_listed() {
    let Some(districts) = shared("nyc/election_districts.geojson.gz") else { return };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "district:选区"]);
    let file =
        home.write("districts.geojson", topojson_features(&districts.read(), "eds").to_string());
    let found = counted(&home, &[&file, "--level", "district", "--code-field", "ElectDist"]);
    show("New York election districts", &found);
    // Measured beside it with GEOS: 34 invalid features, 196 overlaps up to 0.64 km².
    of_the_order(&found, "overlap", 196);
    assert!(found.contains_key("invalid"), "{found:?}");
}

#[test]
fn the_faults_of_torontos_158_neighbourhoods_are_listed() {
    let Some(areas) = shared("toronto/neighbourhoods_158.geojson.gz") else { return };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "quarter:社区"]);
    let fields = ["--code-field", "AREA_SHORT_CODE", "--name-field", "AREA_NAME"];
    let found = counted(&home, &[&[areas.arg(), "--level", "quarter"], fields.as_slice()].concat());
    show("Toronto 158", &found);
    // Measured beside it with GEOS: 52 tiny holes and 30 overlaps, all under 1 m².
    of_the_order(&found, "gap", 52);
    of_the_order(&found, "overlap", 30);
}

#[test]
fn chicago_is_clean_but_for_the_lake_and_the_strips_between_its_two_maps() {
    let (Some(districts), Some(beats)) =
        (shared("chicago/districts.geojson.gz"), shared("chicago/beats.geojson.gz"))
    else {
        return;
    };
    let home = crate::agreement::police(&districts, &beats);
    let report = home.run(&["--json", "check"]).json();
    let found = kinds(&report);
    show("Chicago districts and beats", &found);
    let named = ["blank", "outside_parent", "odd_shape"];
    assert!(found.keys().all(|kind| named.contains(&kind.as_str())), "{found:?}");
    let blocking = report["issues"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|issue| issue["severity"] == "blocking");
    assert_eq!(blocking.count(), 0, "odd shapes are advice");
}

/// Checks a file, which must have faults, and counts them by kind.
fn counted(home: &Jingwei, file: &[&str]) -> BTreeMap<String, usize> {
    let run = home.run(&[&["--json", "check"], file].concat());
    assert_eq!(run.exit, Some(3), "faults are exit code 3\n{run}");
    let report = run.json();
    for issue in report["issues"].as_array().into_iter().flatten() {
        assert!(
            issue["message"].as_str().is_some_and(|text| !text.is_empty()),
            "an issue says what it is: {issue}"
        );
        assert!(!issue["at"].is_null(), "an issue has a place: {issue}");
    }
    kinds(&report)
}

fn kinds(report: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for issue in report["issues"].as_array().into_iter().flatten() {
        *counts.entry(issue["kind"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    counts
}

fn show(name: &str, found: &BTreeMap<String, usize>) {
    for (kind, count) in found {
        figure(&format!("{name}: {kind}"), format!("{count:>7} issues"));
    }
}

/// The same order of magnitude: GEOS counts pairs of edges at 15 decimals, we count
/// pieces of ground on the lattice, where what is narrower than a step is gone.
fn of_the_order(found: &BTreeMap<String, usize>, kind: &str, expected: usize) {
    let count = found.get(kind).copied().unwrap_or_default();
    let order = expected / 10..=expected * 10;
    assert!(order.contains(&count), "{count} of kind {kind}, expected about {expected}");
}
