//! Streets, buildings and stations in tiles.

use crate::seen::{Seen, read, tile_of};
use domain::topo::{Point, Polygon, Shape};
use std::collections::BTreeMap;
use tiles::{Form, ThemeFeature, ThemeSource, Themes, Value};

/// A place so many metres east and north of a fixed one.
fn place(east_m: f64, north_m: f64) -> Point {
    Point::from_degrees(102.05 + east_m / 84_900.0, 40.35 + north_m / 111_030.0).unwrap()
}

fn square(side_m: f64) -> Vec<Point> {
    [(0.0, 0.0), (side_m, 0.0), (side_m, side_m), (0.0, side_m)]
        .map(|(east, north)| place(east, north))
        .to_vec()
}

fn feature(id: u64, min_zoom: u8, form: Form, name: Option<&str>) -> ThemeFeature {
    let name = name.map(|name| Value::Text(name.into()));
    ThemeFeature { id, min_zoom, form, values: vec![name, Some(Value::Whole(id))] }
}

fn themes() -> Themes {
    let hole: Vec<Point> =
        [(10.0, 10.0), (10.0, 20.0), (20.0, 20.0), (20.0, 10.0)].map(|(e, n)| place(e, n)).to_vec();
    let yard = Shape(vec![Polygon { outer: square(50.0), holes: vec![hole] }]);
    let street = vec![place(-3000.0, 5.0), place(0.0, 5.0), place(0.1, 5.0), place(3000.0, 5.0)];
    Themes::new(vec![
        ThemeSource {
            name: "streets",
            fields: &[("name", "String"), ("number", "Number")],
            features: vec![
                feature(1, 0, Form::Line(street), Some("文庙街")),
                feature(2, 15, Form::Line(vec![place(0.0, 0.0), place(0.0, 80.0)]), None),
            ],
        },
        ThemeSource {
            name: "buildings",
            fields: &[("name", "String"), ("number", "Number")],
            features: vec![feature(7, 8, Form::Shape(yard), None)],
        },
        ThemeSource {
            name: "stations",
            fields: &[("name", "String"), ("number", "Number")],
            features: vec![feature(9, 0, Form::Point(place(25.0, 25.0)), Some("文昌"))],
        },
    ])
}

/// The layers of the tile that holds the place at a zoom.
fn tile(z: u8) -> BTreeMap<String, Vec<Seen>> {
    let (x, y, _) = tile_of(place(10.0, 12.0), z);
    themes().encode(z, x, y).unwrap().map_or_else(BTreeMap::new, |bytes| read(&bytes))
}

#[test]
fn a_feature_shows_from_its_zoom_on() {
    let ids = |z| -> Vec<u64> { tile(z)["streets"].iter().map(|street| street.id).collect() };
    assert_eq!((ids(14), ids(15), ids(16)), (vec![1], vec![1, 2], vec![1, 2]));
    assert!(!tile(7).contains_key("buildings") && tile(16).contains_key("buildings"));
}

#[test]
fn a_street_is_cut_to_the_tile_and_loses_corners_that_nobody_sees() {
    let street = &tile(14)["streets"][0];
    let corners = &street.parts[0][0];
    assert!(corners.iter().all(|corner| (-64..=4160).contains(&corner.x)), "{corners:?}");
    assert_eq!(corners.len(), 3, "the middle corner once: {corners:?}");
    assert!(street.properties.contains_key("name"));
    assert!(!tile(16)["streets"][1].properties.contains_key("name"), "nameless has no name");
}

#[test]
fn a_building_keeps_its_yard_and_a_speck_is_left_out() {
    let building = &tile(16)["buildings"][0];
    assert_eq!(building.parts[0].len(), 2, "an outline and a hole");
    assert!(tile(13).contains_key("buildings") && !tile(9).contains_key("buildings"));
}

#[test]
fn a_station_is_in_one_tile_of_a_zoom() {
    let all = (0..2_u32).flat_map(|x| (0..2_u32).map(move |y| (x, y)));
    let holding = all.filter(|(x, y)| {
        let bytes = themes().encode(1, *x, *y).unwrap();
        bytes.is_some_and(|bytes| read(&bytes).contains_key("stations"))
    });
    assert_eq!(holding.count(), 1);
}

#[test]
fn the_tilejson_names_layers_and_fields() {
    let layers = themes().vector_layers();
    let names: Vec<(&str, u8)> = layers.iter().map(|l| (l.id.as_str(), l.min_zoom)).collect();
    assert_eq!(names, [("streets", 0), ("buildings", 8), ("stations", 0)]);
    assert_eq!(layers[0].fields["name"], "String");
    let [west, south, east, north] = themes().bounds().unwrap();
    assert!(west < 102.03 && east > 102.07 && south < north);
}
