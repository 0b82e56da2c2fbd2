//! What is read, in every envelope it may come in.

use crate::drawn::{collection, feature, gzip, issues_of, read_all, row_of_squares, square};
use domain::topo::Point;

fn codes(file: impl AsRef<[u8]>) -> Vec<String> {
    let read = read_all(file).unwrap();
    assert_eq!(read.issues, []);
    read.areas.into_iter().map(|area| area.code.into()).collect()
}

#[test]
fn every_envelope_brings_the_same_areas() {
    let rows = row_of_squares(3);
    let expected = ["A-1", "A-2", "A-3"];
    let records = format!("\u{1e}{}\n", rows.join("\n\u{1e}"));
    assert_eq!(codes(collection(&rows)), expected);
    assert_eq!(codes(rows.join("\n")), expected);
    assert_eq!(codes(rows.join("\r\n\r\n") + "\n"), expected);
    assert_eq!(codes(&records), expected);
    assert_eq!(codes(format!("\u{feff}{}", collection(&rows))), expected);
    assert_eq!(codes(&rows[0]), ["A-1"]);
    assert_eq!(codes(gzip(collection(&rows).as_bytes())), expected);
    assert_eq!(codes(gzip(records.as_bytes())), expected);
}

#[test]
fn gzip_of_several_members_is_one_file() {
    let text = collection(&row_of_squares(3));
    let (front, back) = text.as_bytes().split_at(200);
    assert_eq!(codes([gzip(front), gzip(back)].concat()).len(), 3);
}

#[test]
fn members_may_stand_in_any_order() {
    let reversed = r#"{"features":[{"geometry":{"coordinates":[[[0,0],[1,0],[1,1],[0,0]]],
        "type":"Polygon"},"bbox":[0,0,1,1],"properties":{"code":"X"},"type":"Feature"}],
        "type":"FeatureCollection"}"#;
    assert_eq!(codes(reversed), ["X"]);
}

#[test]
fn rings_lie_open_on_the_lattice_without_heights() {
    let geometry = r#"{"type":"Polygon","coordinates":[
        [[116,39.00000005,50],[116.1,39,50.5],[116.10000014,39.1,51],[116,39.00000005,50]]]}"#;
    let read = read_all(feature(r#"{"code":"X"}"#, geometry)).unwrap();
    let corners =
        [(1_160_000_000, 390_000_000), (1_161_000_000, 390_000_000), (1_161_000_001, 391_000_000)];
    let [polygon] = read.areas[0].shape.0.as_slice() else { panic!("one polygon") };
    assert_eq!(polygon.outer, corners.map(|(x, y)| Point::new(x, y)));
    assert_eq!(polygon.holes, Vec::<Vec<Point>>::new());
}

#[test]
fn parts_and_holes_stay_with_each_other() {
    let ring = |at: i32, size: i32| {
        let to = at + size;
        format!("[[{at},{at}],[{to},{at}],[{to},{to}],[{at},{to}],[{at},{at}]]")
    };
    let geometry = format!(
        r#"{{"type":"MultiPolygon","coordinates":[[{},{}],[{}]]}}"#,
        ring(0, 9),
        ring(2, 2),
        ring(20, 5)
    );
    let read = read_all(feature(r#"{"code":"X"}"#, &geometry)).unwrap();
    let parts = &read.areas[0].shape.0;
    assert_eq!(parts.iter().map(|part| part.holes.len()).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(parts[1].outer[0], Point::from_degrees(20.0, 20.0).unwrap());
}

#[test]
fn polygons_in_a_geometry_collection_are_ground() {
    let both = format!(
        r#"{{"type":"GeometryCollection","geometries":[{},{}]}}"#,
        square(1.0, 1.0),
        square(2.0, 2.0)
    );
    assert_eq!(issues_of(&both), []);
    let read = read_all(feature(r#"{"code":"X"}"#, &both)).unwrap();
    assert_eq!(read.areas[0].shape.0.len(), 2);
}

#[test]
fn the_usual_reference_systems_are_accepted() {
    for crs in [
        r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#,
        r#"{"type":"name","properties":{"name":"EPSG:4326"}}"#,
        r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}"#,
        "null",
    ] {
        let rows = row_of_squares(1).concat();
        let file = format!(r#"{{"type":"FeatureCollection","crs":{crs},"features":[{rows}]}}"#);
        assert_eq!(codes(file), ["A-1"]);
    }
}
