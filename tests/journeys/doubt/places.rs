//! True places: where people really are, and where their phones say they are.

use std::collections::HashMap;
use std::path::Path;
use support::{Chance, DataFile, unpacked};

/// The radius that holds 68 of 100 places, in deviations of a circular normal:
/// `sqrt(-2 ln 0.32)`.
const RADIUS_68: f64 = 1.509_592_4;

/// Metres in a degree of latitude, near enough for a random step.
const METRES: f64 = 111_320.0;

/// Half the width of a city block, in metres: farther from a street nobody is.
const HALF_BLOCK: f64 = 100.0;

/// How far beside a street true places lie, in errors. Within so many the ground on
/// both sides of the street is as likely, which is all that the shares rest on.
const REACH: f64 = 5.0;

/// A step along a street between two true places, in metres.
const STEP: f64 = 5.0;

/// Points every few metres along every street of the demo town.
pub(super) fn demo_places() -> Vec<(f64, f64)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/demo/streets.osm.gz");
    let text =
        String::from_utf8(unpacked(std::fs::read(path).expect("the demo town is committed")))
            .expect("XML is text");
    let nodes: HashMap<&str, (f64, f64)> = text
        .split("<node ")
        .skip(1)
        .filter_map(|node| Some((value(node, "id")?, (number(node, "lon")?, number(node, "lat")?))))
        .collect();
    let mut places = Vec::new();
    for way in text.split("<way ").skip(1) {
        let way = way.split("</way>").next().unwrap_or_default();
        if !way.contains("k=\"highway\"") {
            continue;
        }
        let line: Vec<(f64, f64)> = way
            .split("<nd ")
            .skip(1)
            .filter_map(|node| nodes.get(value(node, "ref")?).copied())
            .collect();
        for pair in line.windows(2) {
            along(pair[0], pair[1], &mut places);
        }
    }
    assert!(places.len() > 1000, "the town has streets");
    places
}

/// Where the crimes of 2019 were.
pub(super) fn incident_places(table: &DataFile) -> Vec<(f64, f64)> {
    let rows = table.rows();
    rows.iter()
        .filter_map(|row| Some((row["longitude"].parse().ok()?, row["latitude"].parse().ok()?)))
        .collect()
}

/// The place a phone states whose error is a circular normal with 68 % inside `error` metres.
pub(super) fn moved((lon, lat): (f64, f64), error: f64, chance: &mut Chance) -> (f64, f64) {
    let (east, north) = chance.normal_pair();
    let deviation = error / RADIUS_68;
    let east = east * deviation / (METRES * lat.to_radians().cos());
    (lon + east, lat + north * deviation / METRES)
}

/// Somewhere beside a street, at most five errors and half a block from its middle.
pub(super) fn beside((lon, lat): (f64, f64), error: f64, chance: &mut Chance) -> (f64, f64) {
    let away = (REACH * error).min(HALF_BLOCK) * chance.share().sqrt();
    let angle = std::f64::consts::TAU * chance.share();
    let east = away * angle.cos() / (METRES * lat.to_radians().cos());
    (lon + east, lat + away * angle.sin() / METRES)
}

fn along(a: (f64, f64), b: (f64, f64), places: &mut Vec<(f64, f64)>) {
    let (east, north) = ((b.0 - a.0) * METRES * a.1.to_radians().cos(), (b.1 - a.1) * METRES);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a street is some kilometres long"
    )]
    let steps = (east.hypot(north) / STEP).ceil() as u32;
    places.extend((0..steps).map(|step| {
        let part = f64::from(step) / f64::from(steps);
        (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
    }));
}

fn value<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split('>').next()?.split_once(&format!("{name}=\""))?;
    rest.split('"').next()
}

fn number(element: &str, name: &str) -> Option<f64> {
    value(element, name)?.parse().ok()
}
