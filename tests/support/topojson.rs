//! `TopoJSON` as `GeoJSON`: some cities publish nothing else.

use serde_json::{Value, json};

/// One object of a topology as a feature collection, with its quantised arcs undone.
pub fn topojson_features(bytes: &[u8], object: &str) -> Value {
    let topology: Value = serde_json::from_slice(bytes).expect("TopoJSON is JSON");
    let arcs = absolute(&topology);
    let geometries =
        topology["objects"][object]["geometries"].as_array().expect("the object is there");
    let features = geometries.iter().map(|geometry| {
        let coordinates = placed(&geometry["arcs"], &arcs);
        json!({
            "type": "Feature",
            "properties": geometry["properties"],
            "geometry": {"type": geometry["type"], "coordinates": coordinates},
        })
    });
    crate::collection(features)
}

type Line = Vec<[f64; 2]>;

/// The arcs in degrees: each position is stored as a step from the one before.
fn absolute(topology: &Value) -> Vec<Line> {
    let pair = |value: &Value| {
        [value[0].as_f64().unwrap_or_default(), value[1].as_f64().unwrap_or_default()]
    };
    let (scale, origin) =
        (pair(&topology["transform"]["scale"]), pair(&topology["transform"]["translate"]));
    let lines = topology["arcs"].as_array().into_iter().flatten();
    lines
        .map(|line| {
            let mut at = [0.0, 0.0];
            let steps = line.as_array().into_iter().flatten().map(pair);
            steps
                .map(|step| {
                    at = [at[0] + step[0], at[1] + step[1]];
                    [at[0] * scale[0] + origin[0], at[1] * scale[1] + origin[1]]
                })
                .collect()
        })
        .collect()
}

/// Rings of arc numbers, however deep they are nested, as rings of positions.
fn placed(value: &Value, arcs: &[Line]) -> Value {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.first().is_some_and(Value::is_array) {
        return items.iter().map(|item| placed(item, arcs)).collect();
    }
    let mut ring: Line = Vec::new();
    for number in items.iter().filter_map(Value::as_i64) {
        // ~n walks arc n backwards; the first position repeats the last one.
        let line =
            |n: i64| usize::try_from(n).ok().and_then(|n| arcs.get(n)).cloned().unwrap_or_default();
        let mut line =
            if number < 0 { line(!number).into_iter().rev().collect() } else { line(number) };
        ring.pop();
        ring.append(&mut line);
    }
    json!(ring)
}
