//! Small files for the tests.

use domain::{IssueKind, LevelKey};
use exchange::areas::{AreaFile, Fields, ReadError, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// More than any test file.
pub(crate) const LIMIT: u64 = 1 << 28;

pub(crate) fn level() -> LevelKey {
    LevelKey::new("grid").unwrap()
}

pub(crate) fn read_all(file: impl AsRef<[u8]>) -> Result<AreaFile, ReadError> {
    read(file.as_ref(), &level(), &Fields::default(), LIMIT)
}

/// A square of a hundredth of a degree with its lower left corner there.
pub(crate) fn square(lon: f64, lat: f64) -> String {
    let (e, n) = (lon + 0.01, lat + 0.01);
    let ring = format!("[[{lon},{lat}],[{e},{lat}],[{e},{n}],[{lon},{n}],[{lon},{lat}]]");
    format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#)
}

pub(crate) fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
}

pub(crate) fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",\n"))
}

/// A row of `count` squares with the codes A-1, A-2 …
pub(crate) fn row_of_squares(count: u32) -> Vec<String> {
    let one = |n: u32| {
        let code = format!(r#"{{"code":"A-{n}","name":"网格{n}"}}"#);
        feature(&code, &square(116.0 + f64::from(n) * 0.01, 39.9))
    };
    (1..=count).map(one).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One feature of the code X with that geometry: its issues, as kinds and messages.
pub(crate) fn issues_of(geometry: &str) -> Vec<(IssueKind, String)> {
    let read = read_all(feature(r#"{"code":"X"}"#, geometry)).unwrap();
    read.issues.into_iter().map(|issue| (issue.kind, issue.message)).collect()
}
