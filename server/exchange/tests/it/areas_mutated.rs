//! Whatever bytes come in, reading ends and does not panic.

use crate::drawn::{collection, gzip, read_all, row_of_squares};
use exchange::points::{Columns, Lines, PointReader};
use proptest::prelude::*;

/// Pieces that make JSON and GeoJSON go wrong in interesting places.
const PIECES: [&str; 16] = [
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "null",
    "1e999",
    "-",
    "\u{1e}",
    "\\u0000",
    "coordinates",
    "\"type\":\"GeometryCollection\",\"geometries\":",
    "1e308",
    "[[[[",
];

fn mutate(text: &str, edits: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for &(at, edit) in edits {
        let at = at % bytes.len().max(1);
        match edit {
            0..=99 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(edit),
            100..=149 if at < bytes.len() => drop(bytes.remove(at)),
            150..=159 => bytes.truncate(at),
            _ => {
                let piece = PIECES[usize::from(edit) % PIECES.len()].as_bytes();
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #[test]
    fn mutated_areas_are_read_or_refused(edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12)) {
        let bytes = mutate(&collection(&row_of_squares(4)), &edits);
        if let Ok(read) = read_all(&bytes) {
            prop_assert!(read.areas.len() <= read.features);
            prop_assert!(read.areas.iter().all(|area| !area.shape.is_empty()));
            prop_assert!(read.areas.iter().all(|area| area.shape.rings().all(|ring| ring.len() >= 3)));
        }
        let packed = mutate_bytes(gzip(&bytes), &edits);
        let _ = read_all(packed);
    }

    #[test]
    fn mutated_tables_are_read_or_refused(edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12)) {
        let bytes = mutate("id,lon,lat\n1,116.3,39.9\n\"2,\"\"x\",,\n3,NaN,1\n4,1,2\n", &edits);
        if let Ok(mut rows) = PointReader::open(bytes.as_slice(), &Columns::default()) {
            while let Ok(Some(_)) = rows.next_row() {}
        }
    }

    #[test]
    fn mutated_lines_are_answered(edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..12)) {
        let bytes = mutate("{\"lon\":116.3,\"lat\":39.9,\"id\":1}\n{\"lon\":1,\"lat\":2}\n", &edits);
        for line in Lines::new(bytes.as_slice()) {
            prop_assert!(line.is_ok());
        }
    }
}

fn mutate_bytes(mut bytes: Vec<u8>, edits: &[(usize, u8)]) -> Vec<u8> {
    for &(at, edit) in edits {
        let at = at % bytes.len();
        bytes[at] = bytes[at].wrapping_add(edit);
    }
    bytes
}
