//! The wrong files, one a case.

use serde_json::{Value, json};
use support::{Drawing, collection, gzip, square};

/// A wrong file and what must be said about it.
pub(super) struct Case {
    /// Shown when it fails.
    pub(super) name: &'static str,
    /// The name of the file.
    pub(super) file: &'static str,
    /// What is in it.
    pub(super) content: Vec<u8>,
    /// 1 where it cannot be read, 3 where it can and is faulty.
    pub(super) exit: i32,
    /// What the message names.
    pub(super) words: &'static [&'static str],
}

/// Every wrong file of the table in the design.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = unreadable();
    cases.extend(faulty());
    cases
}

fn unreadable() -> Vec<Case> {
    let fine = Drawing::of("CD").areas().to_string();
    let packed = gzip(fine.as_bytes());
    let broken = fine.replacen("Polygon", "Poly\"gon", 2).into_bytes();
    let nan = fine.replacen("102.0", "NaN", 1).into_bytes();
    let case = |name, file, content, words| Case { name, file, content, exit: 1, words };
    vec![
        case("broken JSON", "broken.geojson", broken, &["feature 1", "line 1", "column"]),
        case("NaN is not JSON", "nan.geojson", nan, &["feature 1", "line 1", "column"]),
        case(
            "cut off in the middle",
            "cut.geojson",
            fine.as_bytes()[..fine.len() / 2].to_vec(),
            &["feature", "line"],
        ),
        case("empty file", "empty.geojson", Vec::new(), &["empty"]),
        case("only blanks", "blank.geojson", b" \n ".to_vec(), &["empty"]),
        case(
            "no features",
            "none.geojson",
            collection([]).to_string().into_bytes(),
            &["no features"],
        ),
        case("truncated gzip", "short.geojson.gz", packed[..packed.len() / 2].to_vec(), &["gzip"]),
        case("not UTF-8", "gbk.geojson", gbk(&fine), &["UTF-8", "line 1"]),
        case("a table", "areas.csv", b"code,name\nA,B\n".to_vec(), &["CSV"]),
        case(
            "a bare geometry",
            "bare.geojson",
            polygon(&square(102.0, 40.0, 0.001)).to_string().into_bytes(),
            &["Polygon"],
        ),
        case("another reference system", "utm.geojson", crs(&fine), &["3857", "EPSG:4490"]),
        case(
            "a field nobody has",
            "field.geojson",
            fine.replace("\"code\"", "\"kode\"").into_bytes(),
            &["code", "kode"],
        ),
    ]
}

fn faulty() -> Vec<Case> {
    let case = |name, file, features: Vec<Value>, words| Case {
        name,
        file,
        content: collection(features).to_string().into_bytes(),
        exit: 3,
        words,
    };
    let here = || square(102.0, 40.0, 0.001);
    let open = json!([[102.0, 40.0], [102.001, 40.0], [102.001, 40.001], [102.0, 40.001]]);
    let bow_tie =
        json!([[102.0, 40.0], [102.001, 40.001], [102.001, 40.0], [102.0, 40.001], [102.0, 40.0]]);
    let swapped =
        json!([[40.0, 102.0], [40.001, 102.0], [40.001, 102.001], [40.0, 102.001], [40.0, 102.0]]);
    let far =
        json!([[402.0, 40.0], [402.001, 40.0], [402.001, 40.001], [402.0, 40.001], [402.0, 40.0]]);
    let line = json!({"type": "LineString", "coordinates": [[102.0, 40.0], [102.001, 40.0]]});
    let twice = |west| area("C1", "A", &polygon(&square(west, 40.0, 0.001)));
    vec![
        case(
            "a line is no area",
            "line.geojson",
            vec![area("C1", "A", &line)],
            &["no_polygon", "C1", "LineString"],
        ),
        case(
            "no geometry",
            "null.geojson",
            vec![area("C1", "A", &Value::Null)],
            &["no_polygon", "C1"],
        ),
        case(
            "out of range",
            "range.geojson",
            vec![area("C1", "A", &polygon(&far))],
            &["out_of_range", "C1", "402"],
        ),
        case(
            "swapped axes",
            "axes.geojson",
            vec![area("C1", "A", &polygon(&swapped))],
            &["out_of_range", "C1", "axes"],
        ),
        case(
            "an open ring",
            "open.geojson",
            vec![area("C1", "A", &polygon(&open))],
            &["invalid", "C1", "closed"],
        ),
        case(
            "a bow tie",
            "bow.geojson",
            vec![area("C1", "A", &polygon(&bow_tie))],
            &["invalid", "C1", "102.0005"],
        ),
        case(
            "one code twice",
            "twice.geojson",
            vec![twice(102.0), twice(102.001)],
            &["duplicate_code", "C1"],
        ),
        case(
            "an orphan",
            "orphan.geojson",
            vec![area("C1", "Z", &polygon(&here()))],
            &["orphan", "C1", "Z"],
        ),
        case(
            "no code",
            "code.geojson",
            vec![area("C1", "A", &polygon(&here())), nameless()],
            &["bad_code", "feature 2"],
        ),
        case("two on one ground", "overlap.geojson", overlapping(), &["overlap", "C1", "C2"]),
    ]
}

/// One feature whose outline alone is that many bytes: a circle of tiny steps.
pub(super) fn huge(bytes: usize) -> Vec<u8> {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes + 1000);
    text.push_str(r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"C1"},"geometry":{"type":"Polygon","coordinates":[["#);
    let count = bytes / 25;
    for step in (0..count).chain([0]) {
        #[expect(clippy::cast_precision_loss, reason = "a few million steps")]
        let angle = std::f64::consts::TAU * step as f64 / count as f64;
        let comma = if text.ends_with('[') { "" } else { "," };
        let (lon, lat) = (102.002 + 0.0018 * angle.cos(), 40.001 + 0.0008 * angle.sin());
        write!(text, "{comma}[{lon:.8},{lat:.8}]").expect("memory is writable");
    }
    text.push_str("]]}}]}");
    text.into_bytes()
}

fn area(code: &str, parent: &str, geometry: &Value) -> Value {
    json!({"type": "Feature", "properties": {"code": code, "parent": parent}, "geometry": geometry})
}

fn nameless() -> Value {
    let geometry = polygon(&square(102.001, 40.0, 0.001));
    json!({"type": "Feature", "properties": {"code": null, "parent": "A"}, "geometry": geometry})
}

fn overlapping() -> Vec<Value> {
    vec![
        area("C1", "A", &polygon(&square(102.0, 40.0, 0.001))),
        area("C2", "A", &polygon(&square(102.0005, 40.0, 0.001))),
    ]
}

fn polygon(ring: &Value) -> Value {
    json!({"type": "Polygon", "coordinates": [ring]})
}

/// A name as an old Windows program writes it.
fn gbk(text: &str) -> Vec<u8> {
    let (before, after) = text.split_once("网格").unwrap_or((text, ""));
    [before.as_bytes(), b"\xcd\xf8\xb8\xf1", after.as_bytes()].concat()
}

fn crs(text: &str) -> Vec<u8> {
    let member = r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"#;
    text.replacen('{', member, 1).into_bytes()
}
