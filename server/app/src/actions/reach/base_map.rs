//! The base map of a closed network: water, green, rails, streets and buildings, drawn
//! from the extract that the walking network was made of.

use domain::topo::Shape;
use reach::osm::{Extract, Ground, GroundKind, Line, LineKind, Street, StreetClass};
use tiles::{Form, ThemeFeature, ThemeSource, Themes, Value};

/// The first zoom that shows streets of a class.
fn street_zoom(class: StreetClass) -> u8 {
    match class {
        StreetClass::Motorway | StreetClass::Trunk => 6,
        StreetClass::Primary => 8,
        StreetClass::Secondary => 10,
        StreetClass::Tertiary => 11,
        StreetClass::Unclassified | StreetClass::Residential | StreetClass::LivingStreet => 12,
        StreetClass::Pedestrian => 13,
        _ => 14,
    }
}

/// What a map tells apart.
fn street_kind(class: StreetClass) -> &'static str {
    match class {
        StreetClass::Motorway | StreetClass::Trunk => "motorway",
        StreetClass::Primary | StreetClass::Secondary | StreetClass::Tertiary => "major",
        StreetClass::Unclassified | StreetClass::Residential | StreetClass::LivingStreet => "minor",
        StreetClass::Pedestrian | StreetClass::Platform => "pedestrian",
        StreetClass::Service | StreetClass::Track => "service",
        StreetClass::Steps => "steps",
        StreetClass::Footway
        | StreetClass::Path
        | StreetClass::Cycleway
        | StreetClass::Bridleway
        | StreetClass::Corridor => "path",
    }
}

fn green_kind(kind: GroundKind) -> Option<&'static str> {
    match kind {
        GroundKind::Water => None,
        GroundKind::Park => Some("park"),
        GroundKind::Wood => Some("wood"),
        GroundKind::Grass => Some("grass"),
        GroundKind::Farmland => Some("farmland"),
    }
}

fn waterway_kind(kind: LineKind) -> Option<&'static str> {
    match kind {
        LineKind::River => Some("river"),
        LineKind::Canal => Some("canal"),
        LineKind::Stream => Some("stream"),
        _ => None,
    }
}

/// Water, green, rails and streets.
pub(super) fn streets(extract: &Extract) -> Themes {
    let name = |index: u32| extract.name(index).map(|name| Value::Text(name.to_owned()));
    let word = |word: &str| Some(Value::Text(word.to_owned()));
    let ground = |(id, ground): (u64, &Ground), kind: Option<&str>| ThemeFeature {
        id,
        min_zoom: 6,
        form: Form::Shape(ground.shape.clone()),
        values: vec![kind.and_then(word), name(ground.name)],
    };
    let line = |(id, line): (u64, &Line), kind: &str, min_zoom: u8| ThemeFeature {
        id,
        min_zoom,
        form: Form::Line(line.points.clone()),
        values: vec![word(kind), name(line.name), flag(line.tunnel)],
    };
    let street = |(id, street): (u64, &Street)| ThemeFeature {
        id,
        min_zoom: street_zoom(street.class),
        form: Form::Line(extract.street_points(street).collect()),
        values: vec![
            word(street_kind(street.class)),
            name(street.name),
            flag(street.bridge),
            flag(street.tunnel),
        ],
    };
    let grounds = || (1..).zip(&extract.grounds);
    let lines = || (1..).zip(&extract.lines);
    Themes::new(vec![
        ThemeSource {
            name: "green",
            fields: &[("kind", "String"), ("name", "String")],
            features: grounds()
                .filter_map(|(id, one)| Some(ground((id, one), Some(green_kind(one.kind)?))))
                .collect(),
        },
        ThemeSource {
            name: "water",
            fields: &[("kind", "String"), ("name", "String")],
            features: grounds()
                .filter(|(_, one)| one.kind == GroundKind::Water)
                .map(|numbered| ground(numbered, None))
                .collect(),
        },
        ThemeSource {
            name: "waterway",
            fields: &[("kind", "String"), ("name", "String"), ("tunnel", "Number")],
            features: lines()
                .filter_map(|(id, one)| {
                    let kind = waterway_kind(one.kind)?;
                    Some(line((id, one), kind, if kind == "stream" { 13 } else { 9 }))
                })
                .collect(),
        },
        ThemeSource {
            name: "streets",
            fields: &[
                ("kind", "String"),
                ("name", "String"),
                ("bridge", "Number"),
                ("tunnel", "Number"),
            ],
            features: (1..).zip(&extract.streets).map(street).collect(),
        },
        ThemeSource {
            name: "rail",
            fields: &[("kind", "String"), ("name", "String"), ("tunnel", "Number")],
            features: lines()
                .filter_map(|(id, one)| match one.kind {
                    LineKind::Rail => Some(line((id, one), "rail", 10)),
                    LineKind::Tram => Some(line((id, one), "tram", 13)),
                    _ => None,
                })
                .collect(),
        },
    ])
}

/// Buildings.
pub(super) fn buildings(extract: &Extract) -> Themes {
    let features = (1..).zip(&extract.buildings).map(|(id, building)| ThemeFeature {
        id,
        min_zoom: 13,
        form: Form::Shape(Shape(vec![building.shape.clone()])),
        values: Vec::new(),
    });
    Themes::new(vec![ThemeSource { name: "buildings", fields: &[], features: features.collect() }])
}

/// 1 for yes, nothing for no: most streets are neither bridge nor tunnel.
fn flag(holds: bool) -> Option<Value> {
    holds.then_some(Value::Whole(1))
}
