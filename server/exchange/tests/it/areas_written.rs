//! What is written, other programs can read, and we read back the same.

use crate::drawn::LIMIT;
use domain::topo::{Point, Polygon, Shape};
use domain::{Area, AreaId, AreaRow, Code, Contents, Division, DivisionKey, LevelKey, Levels};
use exchange::areas::{Fields, Format, read, write};
use exchange::compressed::Output;
use proptest::prelude::*;
use serde_json::json;

fn contents(shapes: Vec<Shape>) -> Contents {
    let mut contents = Contents::empty(Levels::cn_grid());
    contents.divisions.push(Division { key: DivisionKey::main(), name: "网格".into() });
    for (id, shape) in (1u32..).zip(shapes) {
        let parent = (id > 1).then_some(AreaId(1));
        let attributes =
            [("population", json!(5.1)), ("level", json!("甲级")), ("attribute_id", json!([1]))];
        contents.areas.push(AreaRow {
            division: DivisionKey::main(),
            area: Area {
                id: AreaId(id),
                level: LevelKey::new(if id == 1 { "community" } else { "grid" }).unwrap(),
                code: Code::new(format!("桃-{id}")).unwrap(),
                name: format!("第\"{id}\"网格"),
                parent,
                attributes: attributes
                    .map(|(key, value)| (key.to_owned(), value))
                    .into_iter()
                    .collect(),
            },
            shape,
        });
    }
    contents
}

fn triangle(x: i32, y: i32, size: i32) -> Vec<Point> {
    vec![Point::new(x, y), Point::new(x + size, y), Point::new(x, y + size)]
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let part =
        (-1_700_000_000..1_700_000_000, -800_000_000..800_000_000, 10..90_000_000, any::<bool>());
    let polygon = part.prop_map(|(x, y, size, holed)| {
        let mut hole = triangle(x + 1, y + 1, size / 4);
        hole.reverse();
        Polygon { outer: triangle(x, y, size), holes: if holed { vec![hole] } else { vec![] } }
    });
    prop::collection::vec(polygon, 1..4).prop_map(Shape)
}

fn written(contents: &Contents, level: Option<&str>, format: Format) -> Vec<u8> {
    let level = level.map(|level| LevelKey::new(level).unwrap());
    let mut out = Vec::new();
    write(&mut out, contents, level.as_ref(), format).unwrap();
    out
}

proptest! {
    /// Whatever is exported is imported as it was, level by level.
    #[test]
    fn an_import_of_an_export_brings_the_same_areas(shapes in prop::collection::vec(any_shape(), 1..6)) {
        let contents = contents(shapes);
        for format in [Format::Collection, Format::Sequence, Format::Lines] {
            let file = written(&contents, None, format);
            for level in ["community", "grid"] {
                let level = LevelKey::new(level).unwrap();
                let rows: Vec<_> = contents.areas.iter().filter(|row| row.area.level == level).collect();
                let Ok(read) = read(file.as_slice(), &level, &Fields::default(), LIMIT) else {
                    prop_assert!(rows.is_empty());
                    continue;
                };
                prop_assert!(read.issues.iter().all(|issue| issue.severity == domain::Severity::Advice));
                prop_assert_eq!(read.features, contents.areas.len());
                prop_assert_eq!(read.other_levels, contents.areas.len() - rows.len());
                prop_assert_eq!(read.areas.len(), rows.len());
                for (area, row) in read.areas.iter().zip(rows) {
                    prop_assert_eq!(&area.shape, &row.shape);
                    prop_assert_eq!((&area.code, &area.name), (&row.area.code, &row.area.name));
                    prop_assert_eq!(&area.attributes, &row.area.attributes);
                    prop_assert_eq!(area.parent.is_some(), row.area.parent.is_some());
                }
            }
        }
    }
}

#[test]
fn coordinates_have_seven_decimals_and_rings_run_as_rfc_7946_wants() {
    let mut clockwise = triangle(-5, 1_160_000_007, 10);
    clockwise.reverse();
    let shape =
        Shape(vec![Polygon { outer: clockwise, holes: vec![triangle(-4, 1_160_000_008, 2)] }]);
    let mut out = Vec::new();
    exchange::areas::geometry(&mut out, &shape).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"type\":\"Polygon\",\"coordinates\":[\
         [[-0.0000005,116.0000017],[-0.0000005,116.0000007],[0.0000005,116.0000007],[-0.0000005,116.0000017]],\
         [[-0.0000004,116.0000008],[-0.0000004,116.0000010],[-0.0000002,116.0000008],[-0.0000004,116.0000008]]]}"
    );
}

#[test]
fn another_reader_understands_the_export() {
    let contents = contents(vec![
        Shape(vec![Polygon { outer: triangle(0, 0, 1000), holes: vec![] }]),
        Shape(vec![
            Polygon { outer: triangle(0, 0, 100), holes: vec![] },
            Polygon { outer: triangle(500, 0, 100), holes: vec![] },
        ]),
    ]);
    let text = String::from_utf8(written(&contents, None, Format::Collection)).unwrap();
    let parsed: geojson::FeatureCollection = text.parse().unwrap();
    let second = &parsed.features[1];
    let property = |key: &str| second.property(key).cloned().unwrap_or_default();
    assert_eq!(property("code"), json!("桃-2"));
    assert_eq!(property("parent"), json!("桃-1"));
    assert_eq!(property("level"), json!("grid"));
    assert_eq!(property("attribute_level"), json!("甲级"));
    assert_eq!(second.geometry.as_ref().map(|g| g.value.type_name()), Some("MultiPolygon"));
    assert_eq!(parsed.features.len(), 2);
}

#[test]
fn one_level_can_be_written_alone_in_the_envelope_the_name_asks_for() {
    let contents =
        contents(vec![Shape(vec![Polygon { outer: triangle(0, 0, 9), holes: vec![] }]); 3]);
    let lines = written(&contents, Some("grid"), Format::of_name("a.GeoJSONL.gz"));
    assert_eq!(lines.split(|&byte| byte == b'\n').count(), 3);
    let sequence = written(&contents, Some("grid"), Format::of_name("a.geojsons"));
    assert_eq!(sequence.split(|&byte| byte == 0x1e).count(), 3);
    assert_eq!(Format::of_name("a.geojson.gz"), Format::Collection);
    let none = written(&contents, Some("district"), Format::Collection);
    assert_eq!(none, b"{\"type\":\"FeatureCollection\",\"features\":[\n\n]}\n");

    let mut out = Output::create(Vec::new(), "a.geojson.gz");
    write(&mut out, &contents, None, Format::Collection).unwrap();
    let level = LevelKey::new("grid").unwrap();
    let packed = out.finish().unwrap();
    assert_eq!(read(packed.as_slice(), &level, &Fields::default(), LIMIT).unwrap().areas.len(), 2);
}
