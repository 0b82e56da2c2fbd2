//! Real ground: the demo town's micro-grids, and the census blocks of a city where the shared
//! data is.

use std::io::Read as _;
use std::path::PathBuf;

use serde_json::Value;
use topo::{Arrangement, Label, Partition, Point, Polygon, Shape};

use crate::ground::cells;

/// The micro-grids of the demo town.
pub(crate) fn demo_town() -> Partition {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let text = read(&root.join("data/demo/microgrids.geojson")).expect("the demo town is here");
    let file: Value = serde_json::from_slice(&text).expect("GeoJSON");
    let features = file["features"].as_array().expect("features");
    settled(features.iter().map(|feature| shape(&feature["geometry"])).collect())
}

/// The 10,149 census blocks of Denver in 2020; skipped with a word where they are absent, except
/// in CI.
#[expect(clippy::print_stdout, reason = "a test says that it was skipped")]
pub(crate) fn denver() -> Option<Partition> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("JINGWEI_TEST_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join("denver/blocks2020.zip");
    let Some(zip) = read(&path) else {
        assert!(std::env::var("CI").is_err(), "CI must have the shared data: {}", path.display());
        println!("skipped: {} is not here (JINGWEI_TEST_DATA)", path.display());
        return None;
    };
    Some(settled(shapefile(&unzipped(&zip, ".shp"))))
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own input")]
fn read(path: &std::path::Path) -> Option<Vec<u8>> {
    std::fs::read(path).ok()
}

/// Cells labelled by their place in the file; rounding to the lattice may have made some overlap
/// by a step, which goes to the first.
fn settled(shapes: Vec<Shape>) -> Partition {
    let labelled: Vec<(Label, Shape)> = (0..).map(Label).zip(shapes).collect();
    let arrangement = Arrangement::of(&cells(&labelled));
    arrangement.settle(|face| arrangement.claims(face).first().copied().unwrap_or(Label::OUTSIDE))
}

fn shape(geometry: &Value) -> Shape {
    let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let ring = |ring: &Value| {
        let points = array(ring).into_iter().map(|at| {
            let degrees = |i: usize| at[i].as_f64().expect("a number");
            Point::from_degrees(degrees(0), degrees(1)).expect("a place")
        });
        opened(points.collect())
    };
    let polygon = |rings: &Value| {
        let mut rings = array(rings).iter().map(ring).collect::<Vec<_>>().into_iter();
        Polygon { outer: rings.next().unwrap_or_default(), holes: rings.collect() }
    };
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Polygon") => Shape(vec![polygon(coordinates)]),
        _ => Shape(array(coordinates).iter().map(polygon).collect()),
    }
}

fn opened(mut ring: Vec<Point>) -> Vec<Point> {
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    bytes[at..at + width].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
}

/// The file in a zip archive whose name ends so (APPNOTE 6.3, without the 64-bit extension).
fn unzipped(zip: &[u8], name_ends: &str) -> Vec<u8> {
    let end = zip.windows(4).rposition(|four| four == b"PK\x05\x06").expect("a zip archive");
    let (count, mut entry) = (number(zip, end + 10, 2), number(zip, end + 16, 4));
    let mut found = None;
    for _ in 0..count {
        let name_length = number(zip, entry + 28, 2);
        let name = &zip[entry + 46..entry + 46 + name_length];
        if name.ends_with(name_ends.as_bytes()) {
            let (packed, local) = (number(zip, entry + 20, 4), number(zip, entry + 42, 4));
            let start = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
            let mut bytes = Vec::new();
            let mut inflate = flate2::read::DeflateDecoder::new(&zip[start..start + packed]);
            inflate.read_to_end(&mut bytes).expect("deflated");
            found = Some(bytes);
        }
        entry += 46 + name_length + number(zip, entry + 30, 2) + number(zip, entry + 32, 2);
    }
    found.expect("the archive holds such a file")
}

/// The polygons of a shapefile (ESRI Shapefile Technical Description, 1998). All rings of a
/// record make one part, which the even-odd rule reads rightly.
fn shapefile(bytes: &[u8]) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut record = 100;
    while record + 12 <= bytes.len() {
        let length =
            bytes[record + 4..record + 8].iter().fold(0, |sum, &b| sum << 8 | usize::from(b));
        let body = &bytes[record + 8..record + 8 + 2 * length];
        record += 8 + 2 * length;
        assert_eq!(number(body, 0, 4), 5, "a polygon");
        let (rings, points) = (number(body, 36, 4), number(body, 40, 4));
        let point = |i: usize| {
            let float = |at: usize| f64::from_le_bytes(body[at..at + 8].try_into().expect("eight"));
            let at = 44 + 4 * rings + 16 * i;
            let (lon, lat) = colorado_central(float(at), float(at + 8));
            Point::from_degrees(lon, lat).expect("a place")
        };
        let start =
            |ring: usize| if ring == rings { points } else { number(body, 44 + 4 * ring, 4) };
        let mut all =
            (0..rings).map(|ring| opened((start(ring)..start(ring + 1)).map(point).collect()));
        let outer = all.next().unwrap_or_default();
        shapes.push(Shape(vec![Polygon { outer, holes: all.collect() }]));
    }
    shapes
}

/// Degrees from US survey feet in EPSG:2232: Lambert's conformal conic projection with two
/// standard parallels (J. P. Snyder, *Map Projections: A Working Manual*, 1987, formulas 15-1 to
/// 15-11 and 7-9).
fn colorado_central(east: f64, north: f64) -> (f64, f64) {
    const FOOT: f64 = 1200.0 / 3937.0;
    const FLATTENING: f64 = 1.0 / 298.257_222_101;
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let e = e2.sqrt();
    let radians = |degrees: f64| degrees.to_radians();
    let (first, second) = (radians(38.45), radians(39.75));
    let origin = radians(37.0 + 50.0 / 60.0);
    let m = |lat: f64| lat.cos() / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    let bent = |lat: f64| ((1.0 - e * lat.sin()) / (1.0 + e * lat.sin())).powf(e / 2.0);
    let t = |lat: f64| (std::f64::consts::FRAC_PI_4 - lat / 2.0).tan() / bent(lat);
    let n = (m(first).ln() - m(second).ln()) / (t(first).ln() - t(second).ln());
    let scale = 6_378_137.0 * m(first) / (n * t(first).powf(n));
    let radius = |lat: f64| scale * t(lat).powf(n);
    let east = east * FOOT - 914_401.828_9;
    let below = radius(origin) - (north * FOOT - 304_800.609_6);
    let t_there = (east.hypot(below) / scale).powf(1.0 / n);
    let mut lat = std::f64::consts::FRAC_PI_2 - 2.0 * t_there.atan();
    for _ in 0..6 {
        lat = std::f64::consts::FRAC_PI_2 - 2.0 * (t_there * bent(lat)).atan();
    }
    (-105.5 + (east.atan2(below) / n).to_degrees(), lat.to_degrees())
}
