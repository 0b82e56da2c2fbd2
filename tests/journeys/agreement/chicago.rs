//! Chicago: police districts and beats against the crimes of 2019, community areas
//! against the sanitation hotline.

use super::{Agreement, number, routed};
use support::{DataFile, Jingwei, shared};

const POSITION: [&str; 2] = ["longitude", "latitude"];

/// Districts and beats as two levels, published.
pub(crate) fn police(districts: &DataFile, beats: &DataFile) -> Jingwei {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "district:分局,beat:责任区"]);
    let by = |level, code| ["--level", level, "--code-field", code, "--merge-parts"];
    home.ok(
        &[&["import", "areas", districts.arg()], by("district", "dist_num").as_slice()].concat()
    );
    // The beats write `01` for district 1, so the parent is found by position.
    let allow = ["--allow", "blank,outside_parent"];
    home.ok(
        &[&["import", "areas", beats.arg()], by("beat", "beat_num").as_slice(), &allow].concat()
    );
    home.ok(&["publish", "--note", "police map"]);
    home
}

#[test]
fn the_crimes_of_2019_go_to_the_recorded_beats_and_districts() {
    let (Some(districts), Some(beats)) =
        (shared("chicago/districts.geojson.gz"), shared("chicago/beats.geojson.gz"))
    else {
        return;
    };
    let Some(incidents) = shared("chicago/incidents_2019.csv.gz") else { return };
    let home = police(&districts, &beats);
    let rows = routed(&home, incidents.arg(), POSITION, &[]);
    assert_eq!(rows.len(), 49_734, "located incidents");
    let known = |code: &str| (!code.is_empty()).then(|| code.to_owned());
    Agreement {
        name: "Chicago beats 2019",
        rows: &rows,
        recorded: &|row| row["beat"].clone(),
        known: &known,
        leaf: "beat_code",
    }
    .must_reach(91.0, 99.8, 1, &home, POSITION);
    // The first two digits of a beat are its district.
    Agreement {
        name: "Chicago districts 2019",
        rows: &rows,
        recorded: &|row| number(&row["district"]),
        known: &|beat| beat.get(..2).map(number),
        leaf: "beat_code",
    }
    .must_reach(98.2, 99.9, 1, &home, POSITION);
    for row in rows.iter().filter(|row| !row["beat_code"].is_empty()) {
        let district = number(&row["beat_code"][..2]);
        assert_eq!(row["district_code"], district, "the path climbs to the beat's own district");
    }
}

#[test]
fn hotline_calls_go_to_the_recorded_community_areas() {
    let (Some(areas), Some(calls)) = (
        shared("chicago/community_areas.geojson.gz"),
        shared("chicago/service_requests_311_sanitation.csv.gz"),
    ) else {
        return;
    };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "community:社区"]);
    // Three suburbs lie inside the city and are no part of it.
    let fields = ["--code-field", "community_area", "--name-field", "community", "--allow", "gap"];
    home.ok(&[
        &["import", "areas", areas.arg(), "--level", "community", "--publish"],
        fields.as_slice(),
    ]
    .concat());
    let position = ["Longitude", "Latitude"];
    let rows = routed(&home, calls.arg(), position, &[]);
    assert_eq!(rows.len(), 74_377, "located calls");
    Agreement {
        name: "Chicago community areas, 311",
        rows: &rows,
        recorded: &|row| number(&row["Community_Area"]),
        known: &|code| (!code.is_empty()).then(|| number(code)),
        leaf: "community_code",
    }
    .must_reach(97.8, 99.8, 1, &home, position);
}
