//! Extracts, stations and people that are wrong: a clear word, and nothing half stored.

use super::{demo_file, found, town};
use serde_json::json;
use std::fmt::Write as _;
use support::{Jingwei, shared, unpacked};

/// GCJ-02 draws 示范街道 that far to the east and north, in degrees.
const SHIFT: [f64; 2] = [0.002_213_5, 0.001_075_0];

#[test]
fn an_extract_that_cannot_be_read_is_refused_by_name_and_changes_nothing() {
    let home = Jingwei::on_sqlite();
    found(&home);
    let before = home.database().bytes();
    let whole = std::fs::read(demo_file("streets.osm.gz")).expect("the demo town");
    let plain = unpacked(whole.clone());
    let half = &plain[..plain.len() / 2];
    let empty: &[u8] = b"<osm version=\"0.6\"></osm>";
    let cases: [(&str, &[u8], &[&str]); 7] = [
        ("empty.osm.pbf", b"", &["empty"]),
        ("photo.osm.pbf", b"\x89PNG\r\n\x1a\n0000", &["OpenStreetMap"]),
        ("zip.osm.pbf", b"PK\x03\x04rest", &["unpack"]),
        ("cut.osm.gz", &whole[..whole.len() / 2], &[]),
        ("cut.osm", half, &[]),
        ("nothing.osm", empty, &["walk"]),
        ("table.osm", b"id,lon,lat\n1,2,3\n", &["OpenStreetMap"]),
    ];
    for (name, content, words) in cases {
        let path = home.write(name, content);
        let run = home.run(&["import", "osm", &path, "--publish"]);
        assert_eq!(run.exit, Some(1), "{name}\n{run}");
        for word in words.iter().chain(&[name]) {
            assert!(run.said().contains(word), "{name} says {word}\n{run}");
        }
        assert!(!run.said().contains("panicked"), "{run}");
        assert!(home.database().bytes() == before, "{name}: the database changed");
    }
}

#[test]
fn a_truncated_pbf_is_refused() {
    let Some(file) = shared("osm/helsinki_centre_2019.osm.pbf") else { return };
    let home = Jingwei::on_sqlite();
    found(&home);
    let before = home.database().bytes();
    let whole = file.read();
    for part in [3, 20, whole.len() / 3, whole.len() - 7] {
        let path = home.write("cut.osm.pbf", &whole[..part]);
        let run = home.run(&["import", "osm", &path]);
        assert_eq!(run.exit, Some(1), "{part} bytes\n{run}");
        assert!(home.database().bytes() == before, "{part} bytes: the database changed");
    }
}

#[test]
fn an_extract_shifted_by_gcj_02_raises_an_alarm_that_says_so() {
    let home = town();
    let plain = unpacked(std::fs::read(demo_file("streets.osm.gz")).expect("the demo town"));
    let text = String::from_utf8(plain).expect("XML is text");
    let path = home.write("shifted.osm", shifted(&text));
    let report = home.json(&["import", "osm", &path]);
    let alarm = report["alarm"].as_str().unwrap_or_default();
    assert!(alarm.contains("GCJ-02"), "{report}");
    home.ok(&["discard"]);
    let run = home.run(&["import", "osm", &path, "--publish"]);
    assert_eq!(run.exit, Some(3), "an alarm holds a publication back\n{run}");
    assert!(run.err.contains("not published"), "{run}");
    home.ok(&["discard"]);
    let report = home.json(&["import", "osm", &demo_file("streets.osm.gz")]);
    assert!(report["alarm"].is_null(), "the true streets raise none: {report}");
}

/// Every node of an OSM file moved as GCJ-02 moves them there.
fn shifted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((axis, at)) = [("lon=\"", 0), ("lat=\"", 1)]
        .into_iter()
        .filter_map(|(name, axis)| Some((axis, rest.find(name)? + name.len())))
        .min_by_key(|(_, at)| *at)
    {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('"').expect("the value ends");
        let degrees: f64 = rest[..end].parse().expect("a number");
        let _ = write!(out, "{:.7}", degrees + SHIFT[axis]);
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn stations_in_the_sea_are_kept_and_told() {
    let home = town();
    let sea = "code,name,kind,lon,lat\nSEA,海上驿站,rest_stop,122.5,31.0\n";
    let path = home.write("sea.csv", sea);
    let report = home.json(&["import", "stations", &path]);
    let told = report["issues"].to_string();
    assert!(told.contains("outside_areas") && told.contains("SEA"), "{report}");
    home.ok(&["publish"]);
    let joined = home.json(&["reach", "build"]);
    assert_eq!(joined["stations_off"][0]["code"], "SEA", "{joined}");
    let circles = home.run(&["reach", "place", "122.5", "31.0"]);
    assert!(circles.err.contains("farther than 150 m from any street"), "{circles}");
}

#[test]
fn twenty_thousand_stations_are_no_trouble() {
    let home = town();
    let mut table = String::from("code,name,kind,lon,lat\n");
    for number in 0..20_000_u32 {
        let (east, north) = (f64::from(number % 200), f64::from(number / 200));
        let (lon, lat) = (102.040 + east * 1e-4, 40.342 + north * 1.4e-4);
        let _ = writeln!(table, "X{number},站 {number},point,{lon:.7},{lat:.7}");
    }
    let path = home.write("many.csv", table);
    let report = home.json(&["import", "stations", &path, "--publish"]);
    assert_eq!(report["import"]["stations"], 20_000, "{}", report["published"]);
    let answer = home.json(&["coverage", "--kind", "point"]);
    assert_eq!(answer["total"]["people"], 42_864);
    let server = home.serve();
    let page = server.json("/api/v1/stations?kind=point&limit=500");
    assert_eq!(page["stations"].as_array().map(Vec::len), Some(500));
    let here = server.json("/api/v1/locate?lon=102.05&lat=40.35");
    let stations = &here["stations"];
    assert_eq!(stations["circles"].as_array().map(Vec::len), Some(20), "the nearest are listed");
    assert!(stations["circles_total"].as_u64() > Some(100), "and all are counted: {stations}");
}

#[test]
fn a_population_of_nobody_says_so_and_counts_buildings() {
    let home = town();
    let rows: Vec<String> = (0..30_u32)
        .map(|n| format!("B{n},{:.6},40.350,0,0", 102.045 + f64::from(n) * 1e-4))
        .collect();
    let table = format!("building,lon,lat,residents,households\n{}\n", rows.join("\n"));
    let path = home.write("nobody.csv", table);
    let report = home.json(&["import", "population", &path, "--publish"]);
    assert!(report.to_string().contains("nobody lives"), "{report}");
    let total = &home.json(&["coverage"])["total"];
    assert_eq!((&total["people"], &total["buildings"]), (&json!(0), &json!(30)));
    assert!(total["median_minutes"].is_number(), "buildings are the measure: {total}");
}

#[test]
fn rows_that_are_wrong_block_and_nothing_is_stored() {
    let home = town();
    let head = "code,name,kind,lon,lat,capacity\n";
    for (name, row, word) in [
        ("position.csv", "A,甲,centre,,40.35,5", "position"),
        ("capacity.csv", "A,甲,centre,102.05,40.35,many", "capacity"),
        ("range.csv", "A,甲,centre,102.05,95,5", "A"),
    ] {
        let path = home.write(name, format!("{head}{row}\n"));
        let run = home.run(&["import", "stations", &path]);
        assert_eq!(run.exit, Some(3), "{name}\n{run}");
        assert!(run.said().contains(word), "{name} says {word}\n{run}");
    }
    let people =
        home.write("people.csv", "code,lon,lat,residents,households\n1,102.05,40.35,-4,2\n");
    let run = home.run(&["import", "population", &people]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert_eq!(home.json(&["check"])["draft"], serde_json::Value::Null);
}
