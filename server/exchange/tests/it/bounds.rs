//! A file that is too large is refused with its limit, packed or not, and never cut.

use exchange::points::PointsError;
use exchange::{RowsError, areas, population, stations};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain).unwrap();
    gzip.finish().unwrap()
}

/// One file for both readers, of many equal rows.
fn table() -> Vec<u8> {
    let row = "1,站,station,116.3,39.9,3\n".repeat(20_000);
    format!("code,name,kind,lon,lat,residents\n{row}").into_bytes()
}

fn features() -> Vec<u8> {
    let one = r#"{"type":"Feature","properties":{"code":"1","name":"站","kind":"station","residents":3},
        "geometry":{"type":"Point","coordinates":[116.3,39.9]}}"#;
    let all = vec![one; 2_000].join(",");
    format!(r#"{{"type":"FeatureCollection","features":[{all}]}}"#).into_bytes()
}

fn both(bytes: &[u8], limit: u64) -> [Result<usize, RowsError>; 2] {
    let people = population::read(bytes, &population::Wish::default(), limit);
    let served = stations::read(bytes, &stations::Wish::default(), limit);
    [people.map(|file| file.rows), served.map(|file| file.rows)]
}

fn is_too_large(error: &RowsError, wanted: u64) -> bool {
    let (RowsError::Table(PointsError::TooLarge { limit })
    | RowsError::Features(areas::ReadError::TooLarge { limit })) = error
    else {
        return false;
    };
    let text = error.to_string();
    *limit == wanted && text.contains("too large") && text.contains(&wanted.to_string())
}

#[test]
fn a_file_of_just_the_limit_is_read_and_one_byte_more_is_refused() {
    for (plain, rows) in [(table(), 20_000), (features(), 2_000)] {
        let size = plain.len() as u64;
        for bytes in [packed(&plain), plain] {
            for read in both(&bytes, size) {
                assert_eq!(read.unwrap(), rows);
            }
            for limit in [size - 1, size / 2, 100, 0] {
                for read in both(&bytes, limit) {
                    let error = read.unwrap_err();
                    assert!(is_too_large(&error, limit), "{error:?}");
                }
            }
        }
    }
}

#[test]
fn a_packed_file_inside_a_packed_file_does_not_pass_the_limit() {
    let plain = table();
    let twice = packed(&packed(&plain));
    for read in both(&twice, plain.len() as u64 / 2) {
        assert!(read.is_err(), "only one layer is unpacked");
    }
}
