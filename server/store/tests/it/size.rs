//! A city: how long it takes to publish and to load. Printed, not judged.

use crate::scratch::Scratch;
use crate::town::{area, drafted, initialised, levels, plain, publish, station};
use domain::topo::Point;
use domain::{Contents, Division, DivisionKey, Edit, ImportAreas, ImportedArea, LevelKey};
use std::collections::BTreeSet;
use std::time::Instant;

on_both!(a_city_of_twenty_thousand_areas_comes_back, a_city_of_twenty_thousand_stations_comes_back,);

const AREAS: u32 = 20_000;
const POINTS: u32 = 65;

/// A wobbly ring of `POINTS` points round a centre of its own.
fn ring(id: u32) -> Vec<Point> {
    let (row, column) = (f64::from(id / 150), f64::from(id % 150));
    (0..POINTS)
        .map(|n| {
            let turn = f64::from(n) / f64::from(POINTS) * std::f64::consts::TAU;
            let radius = 0.0004 + 0.0001 * (turn * 5.0).sin();
            let (lon, lat) = (116.0 + column * 0.001, 39.5 + row * 0.001);
            Point::from_degrees(lon + radius * turn.cos(), lat + radius * turn.sin()).unwrap()
        })
        .collect()
}

fn a_city_of_twenty_thousand_areas_comes_back(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut city = Contents::empty(levels());
    city.divisions.push(Division { key: DivisionKey::main(), name: "网格".into() });
    city.areas = (1..=AREAS).map(|id| area(id, "grid", None, plain(ring(id)))).collect();
    let delta = city.since(&Contents::empty(levels()));

    let start = Instant::now();
    let number = publish(&store, &delta);
    let published = start.elapsed();
    let loaded = (0..3)
        .map(|_| {
            let start = Instant::now();
            let contents = store.contents(number).unwrap();
            let took = start.elapsed();
            assert!(contents == city);
            took
        })
        .min()
        .unwrap();
    let import = import(&city);
    let start = Instant::now();
    let draft = drafted(&store, &import, 1).draft;
    let drafted = start.elapsed();
    assert!(store.draft(draft).unwrap().unwrap().edits[0].edit == import);
    let start = Instant::now();
    let mut file = Vec::new();
    store.backup(&mut file).unwrap();
    let saved = start.elapsed();
    let kind = if scratch.is_sqlite() { "sqlite" } else { "postgis" };
    println!(
        "{AREAS} areas, {} points on {kind}: publish {published:.2?}, load {loaded:.2?}, \
         save as one edit {drafted:.2?}, backup {saved:.2?} ({} KB)",
        AREAS * POINTS,
        file.len() / 1000
    );
    figure(&format!("store_load_20000_areas_{kind}"), loaded.as_secs_f64());
}

fn a_city_of_twenty_thousand_stations_comes_back(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut city = Contents::empty(levels());
    city.stations = (1..=AREAS).map(station).collect();
    let delta = city.since(&Contents::empty(levels()));
    let start = Instant::now();
    let number = publish(&store, &delta);
    let published = start.elapsed();
    let start = Instant::now();
    let contents = store.contents(number).unwrap();
    let loaded = start.elapsed();
    assert!(contents == city);
    let kind = if scratch.is_sqlite() { "sqlite" } else { "postgis" };
    println!("{AREAS} stations on {kind}: publish {published:.2?}, load {loaded:.2?}");
    figure(&format!("store_load_20000_stations_{kind}"), loaded.as_secs_f64());
}

/// The same areas as one import.
fn import(city: &Contents) -> Edit {
    let areas = (1..).zip(&city.areas).map(|(feature, row)| ImportedArea {
        feature,
        code: row.area.code.clone(),
        name: row.area.name.clone(),
        parent: None,
        attributes: row.area.attributes.clone(),
        shape: row.shape.clone(),
    });
    Edit::ImportAreas(ImportAreas {
        level: LevelKey::new("grid").unwrap(),
        division: DivisionKey::main(),
        areas: areas.collect(),
        merge_parts: false,
        allow: BTreeSet::new(),
    })
}

/// Adds a line to the list of figures that the test script shows at its end.
fn figure(name: &str, seconds: f64) {
    use std::io::Write;
    let path = std::env::var_os("JINGWEI_FIGURES").filter(|path| !path.is_empty());
    if let Some(path) = path {
        let mut list = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        writeln!(list, "FIGURE {name} {seconds:.2} s").unwrap();
    }
}
