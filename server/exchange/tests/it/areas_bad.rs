//! Bad input: what cannot be read says why and where, faulty features are issues.

use crate::drawn::{
    LIMIT, collection, feature, gzip, issues_of, level, read_all, row_of_squares, square,
};
use domain::{IssueKind, Severity};
use exchange::areas::{Fields, ReadError, read};

fn refused(file: impl AsRef<[u8]>) -> String {
    read_all(file).unwrap_err().to_string()
}

#[test]
fn a_file_without_content_is_refused() {
    for empty in ["", " \n\t", "\u{feff}", "\u{1e}\n"] {
        assert_eq!(refused(empty), "the file is empty; a GeoJSON FeatureCollection was expected");
    }
    assert_eq!(refused(gzip(b"")), refused(""));
    assert_eq!(refused(collection(&[])), "the file holds no features");
}

#[test]
fn broken_json_is_refused_with_its_feature_line_and_column() {
    let text = collection(&row_of_squares(5)).replace(r#""A-4""#, r#""A-4"#);
    assert!(
        refused(&text).starts_with("reading feature 4 failed at line 4, column "),
        "{}",
        refused(&text)
    );
    let cut = &collection(&row_of_squares(5))[..700];
    assert!(
        refused(cut).ends_with("the text ends in the middle; the file was cut short"),
        "{}",
        refused(cut)
    );
    let lines = row_of_squares(3).join("\n") + "\n{\"type\": oops}";
    assert!(
        refused(&lines).starts_with("reading feature 4 failed at line 4, column 10"),
        "{}",
        refused(&lines)
    );
}

#[test]
fn nan_and_infinity_are_named() {
    for word in ["NaN", "Infinity", "-Infinity"] {
        let text = collection(&row_of_squares(2)).replace("39.91", word);
        let message = refused(&text);
        assert!(message.contains("feature 1"), "{message}");
        assert!(message.ends_with(&format!("{word} is no JSON number, and no place")), "{message}");
    }
}

#[test]
fn deep_nesting_is_refused_before_it_hurts() {
    let deep = "[".repeat(100_000);
    for geometry in [
        format!(r#"{{"type":"Polygon","coordinates":{deep}"#),
        r#"{"type":"GeometryCollection","geometries":["#.repeat(100_000),
    ] {
        let message = refused(feature(r#"{"code":"X"}"#, &geometry));
        assert!(message.contains("recursion limit"), "{message}");
    }
    let nested = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    let message = refused(feature(&format!(r#"{{"code":{nested}}}"#), &square(1.0, 1.0)));
    assert!(message.contains("recursion limit"), "{message}");
}

#[test]
fn compressed_data_that_end_early_or_are_damaged_are_refused() {
    let whole = gzip(collection(&row_of_squares(200)).as_bytes());
    let message = refused(&whole[..whole.len() / 2]);
    assert!(message.starts_with("the gzip data end in the middle, "), "{message}");
    let mut damaged = whole.clone();
    let last = damaged.len() - 6;
    damaged[last] ^= 0x55;
    assert!(refused(&damaged).starts_with("the gzip data are damaged "), "{}", refused(&damaged));
}

#[test]
fn other_encodings_are_refused_with_the_byte() {
    let mut gbk = feature(r#"{"code":"X","name":"??"}"#, &square(1.0, 1.0)).into_bytes();
    let at = gbk.iter().position(|&byte| byte == b'?').unwrap();
    gbk[at..at + 2].copy_from_slice(&[0xcd, 0xf8]);
    let message = refused(&gbk);
    assert!(
        message.starts_with(&format!("the file is not UTF-8: byte {at} (line 1)")),
        "{message}"
    );
    assert!(message.contains("GBK"), "{message}");
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain("{\"type\"".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(refused(wide).contains("UTF-16"));
}

#[test]
fn other_files_are_recognised() {
    for (bytes, expected) in [
        (&b"id,lon,lat\n1,2,3\n"[..], "a table (CSV)"),
        (b"PK\x03\x04\x00", "a zip archive"),
        (b"SQLite format 3\0\xff", "a database (GeoPackage?)"),
        (b"<?xml version='1.0'?><kml/>", "XML or HTML"),
        (b"\x28\xb5\x2f\xfd\xff", "compressed data"),
        (b"[1,2]", "a bare JSON array"),
        (b"hello", "something else"),
    ] {
        let message = refused(bytes);
        assert!(message.contains(&format!("it looks like {expected};")), "{message}");
    }
    let bare = refused(square(1.0, 1.0));
    assert!(bare.starts_with("the file holds a Polygon, not features"), "{bare}");
}

#[test]
fn a_file_over_the_limit_is_refused_even_when_it_is_small_compressed() {
    let text = collection(&row_of_squares(100));
    let limit = text.len() as u64;
    let within =
        |limit| read(gzip(text.as_bytes()).as_slice(), &level(), &Fields::default(), limit);
    assert!(within(limit).is_ok());
    assert!(matches!(within(limit - 1), Err(ReadError::TooLarge { .. })));
}

#[test]
fn a_book_in_the_properties_is_refused() {
    let book = format!(r#"{{"code":"X","text":"{}"}}"#, "x".repeat(1 << 20));
    let message = refused(collection(&[feature(&book, &square(1.0, 1.0))]));
    assert!(message.starts_with("the properties of feature 1 take 1048598 bytes"), "{message}");
}

#[test]
fn another_reference_system_is_refused_by_name() {
    let rows = row_of_squares(1).concat();
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2232"}}"#;
    let message = refused(format!(r#"{{"type":"FeatureCollection","features":[{rows}],{crs}}}"#));
    assert!(message.contains("`urn:ogc:def:crs:EPSG::2232`"), "{message}");
}

#[test]
fn a_feature_without_a_polygon_is_an_issue() {
    for (geometry, expected) in [
        ("null", "there is no geometry (the geometry is empty or missing)"),
        (
            r#"{"type":"Polygon","coordinates":[]}"#,
            "there is no geometry (the geometry is empty or missing)",
        ),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "there is no polygon (it holds a Point)"),
        (
            r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#,
            "there is no polygon (it holds a LineString)",
        ),
        (
            r#"{"coordinates":[]}"#,
            "the geometry cannot be understood (the geometry does not say its type)",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[1,2],[3,4],[5,6],[1,2]]}"#,
            "the geometry cannot be understood (the coordinates of a Polygon must be nested 3 deep, these are nested 2 deep)",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1,2],[null,4],[5,6],[1,2]]]}"#,
            "the geometry cannot be understood (the coordinates hold something else than numbers)",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[1],[3,4],[5,6],[1]]]}"#,
            "the geometry cannot be understood (a position has one number only)",
        ),
    ] {
        let message = format!("feature 1 (code X): {expected}");
        assert_eq!(issues_of(geometry), [(IssueKind::NoPolygon, message)]);
    }
}

#[test]
fn points_beside_polygons_are_advice() {
    let mixed = format!(
        r#"{{"type":"GeometryCollection","geometries":[{},{{"type":"Point","coordinates":[1,2]}}]}}"#,
        square(1.0, 1.0)
    );
    let read = read_all(feature(r#"{"code":"X"}"#, &mixed)).unwrap();
    assert_eq!(read.areas.len(), 1);
    assert_eq!(read.issues[0].severity, Severity::Advice);
}

#[test]
fn rings_that_are_none_are_issues_with_their_place() {
    let unclosed = r#"{"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,4]]]}"#;
    let read = read_all(feature(r#"{"code":"X"}"#, unclosed)).unwrap();
    assert_eq!(
        read.issues[0].message,
        "feature 1 (code X): a ring is not closed (the outline of polygon 1 has 4 positions, its last is not its first)"
    );
    assert_eq!(read.issues[0].kind, IssueKind::Invalid);
    assert_eq!(read.issues[0].at, domain::topo::Point::from_degrees(1.0, 2.0));
    assert_eq!(read.areas[0].shape.0[0].outer.len(), 4);

    let short =
        r#"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[4,4],[5,4],[4,4]]]}"#;
    let read = read_all(feature(r#"{"code":"X"}"#, short)).unwrap();
    assert_eq!(
        read.issues[0].message,
        "feature 1 (code X): a ring has fewer than 4 positions (hole 1 of polygon 1 has 3 positions, 4 are the least)"
    );
    assert_eq!(read.areas[0].shape.0[0].holes.len(), 0);
}

#[test]
fn a_place_off_the_globe_is_an_issue_and_tells_swapped_axes_apart() {
    let off = r#"{"type":"Polygon","coordinates":[[[500000,4400000],[500100,4400000],[500100,4400100],[500000,4400000]]]}"#;
    assert_eq!(
        issues_of(off),
        [(IssueKind::OutOfRange, "feature 1 (code X): a coordinate is no place on Earth (position 1 is [500000, 4400000], and 3 more)".into())]
    );
    let swapped = r#"{"type":"Polygon","coordinates":[[[39,116],[40,116],[40,117],[39,116]]]}"#;
    let [(kind, message)] = &issues_of(swapped)[..] else { panic!("one issue") };
    assert_eq!(*kind, IssueKind::OutOfRange);
    assert!(message.contains("axes look swapped: lat,lon instead of lon,lat"), "{message}");
}

#[test]
fn a_file_of_swapped_axes_is_one_issue() {
    let swapped = |n: u32| {
        feature(&format!(r#"{{"code":"{n}"}}"#), &square(39.9, 116.0 + f64::from(n) / 100.0))
    };
    let read = read_all(collection(&(0..50).map(swapped).collect::<Vec<_>>())).unwrap();
    let [issue] = read.issues.as_slice() else { panic!("one issue, not {}", read.issues.len()) };
    assert_eq!((issue.features.len(), issue.codes.len()), (50, 50));
    assert!(
        issue
            .message
            .starts_with("50 of 50 features: axes look swapped: lat,lon instead of lon,lat"),
        "{}",
        issue.message
    );
}

#[test]
fn swapped_axes_that_stay_on_the_globe_are_advice() {
    let read = read_all(feature(r#"{"code":"X"}"#, &square(41.88, -87.62))).unwrap();
    assert_eq!(
        (read.issues[0].kind, read.issues[0].severity),
        (IssueKind::OutOfRange, Severity::Advice)
    );
    assert_eq!(read_all(feature(r#"{"code":"X"}"#, &square(-87.62, 41.88))).unwrap().issues, []);
}

#[test]
fn codes_that_are_none_are_issues() {
    let long = "9".repeat(65);
    let rows =
        ["\"1\"".to_owned(), "\"2\"".into(), "\" \"".into(), format!("\"{long}\""), "{}".into()];
    let features: Vec<_> = rows
        .iter()
        .map(|code| feature(&format!(r#"{{"code":{code},"parent":"\u0007"}}"#), &square(1.0, 1.0)))
        .collect();
    let wish = Fields { code: Some("code".into()), ..Fields::default() };
    let read = read(collection(&features).as_bytes(), &level(), &wish, LIMIT).unwrap();
    assert_eq!(read.areas.len(), 2);
    let bad: Vec<_> = read
        .issues
        .iter()
        .filter(|issue| {
            issue.message.contains("the code") || issue.message.contains("there is no code")
        })
        .map(|issue| issue.features[0])
        .collect();
    assert_eq!(bad, [3, 4, 5]);
    assert!(read.issues.iter().all(|issue| issue.kind == IssueKind::BadCode));
}
