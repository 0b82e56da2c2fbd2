//! Zipped shapefiles of polygons, as surveyors hand them out.
//!
//! ESRI Shapefile Technical Description, 1998; dBase III tables; zip by APPNOTE 6.3
//! without its 64-bit extension.

use crate::Row;
use flate2::read::DeflateDecoder;
use std::io::Read;

/// One feature of a shapefile.
#[derive(Debug, Clone)]
pub struct Feature {
    /// Its columns as text, without the blanks that fill them up.
    pub row: Row,
    /// Its rings as they are stored: closed, outer ones clockwise, holes the other way.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// Reads the polygons of a zip archive that holds one shapefile.
pub fn shapefile(zip: &[u8]) -> Vec<Feature> {
    let shapes = polygons(&unzipped(zip, ".shp"));
    let rows = table(&unzipped(zip, ".dbf"));
    assert_eq!(shapes.len(), rows.len(), "a row for every shape");
    rows.into_iter().zip(shapes).map(|(row, rings)| Feature { row, rings }).collect()
}

/// An unsigned number of some bytes, least first.
fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    bytes[at..at + width].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
}

/// The file whose name ends so.
fn unzipped(zip: &[u8], name_ends: &str) -> Vec<u8> {
    const STORED: usize = 0;
    let end = zip.windows(4).rposition(|four| four == b"PK\x05\x06").expect("a zip archive");
    let (count, mut entry) = (number(zip, end + 10, 2), number(zip, end + 16, 4));
    for _ in 0..count {
        let name_length = number(zip, entry + 28, 2);
        let name = &zip[entry + 46..entry + 46 + name_length];
        if name.ends_with(name_ends.as_bytes()) {
            let (packed, local) = (number(zip, entry + 20, 4), number(zip, entry + 42, 4));
            let start = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
            let packed = &zip[start..start + packed];
            if number(zip, entry + 10, 2) == STORED {
                return packed.to_vec();
            }
            let mut plain = Vec::new();
            DeflateDecoder::new(packed).read_to_end(&mut plain).expect("deflated");
            return plain;
        }
        entry += 46 + name_length + number(zip, entry + 30, 2) + number(zip, entry + 32, 2);
    }
    assert!(name_ends.is_empty(), "the archive holds a file {name_ends}");
    Vec::new()
}

fn polygons(bytes: &[u8]) -> Vec<Vec<Vec<(f64, f64)>>> {
    const HEADER: usize = 100;
    const POLYGON: usize = 5;
    let mut shapes = Vec::new();
    let mut record = HEADER;
    while record + 12 <= bytes.len() {
        // The one number in this file that is stored most significant byte first.
        let words =
            bytes[record + 4..record + 8].iter().fold(0, |sum, &b| sum << 8 | usize::from(b));
        let body = &bytes[record + 8..record + 8 + 2 * words];
        record += 8 + 2 * words;
        assert_eq!(number(body, 0, 4), POLYGON, "a polygon");
        let (rings, points) = (number(body, 36, 4), number(body, 40, 4));
        let place = |i: usize| {
            let float = |at: usize| f64::from_le_bytes(body[at..at + 8].try_into().expect("eight"));
            let at = 44 + 4 * rings + 16 * i;
            (float(at), float(at + 8))
        };
        let start =
            |ring: usize| if ring == rings { points } else { number(body, 44 + 4 * ring, 4) };
        let ring = |ring: usize| (start(ring)..start(ring + 1)).map(place).collect();
        shapes.push((0..rings).map(ring).collect());
    }
    shapes
}

fn table(bytes: &[u8]) -> Vec<Row> {
    let (count, head, width) = (number(bytes, 4, 4), number(bytes, 8, 2), number(bytes, 10, 2));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut columns = Vec::new();
    let mut place = 1;
    for column in bytes[32..head].chunks_exact(32) {
        let name = column[..11].split(|byte| *byte == 0).next().unwrap_or_default();
        let wide = usize::from(column[16]);
        columns.push((text(name), place..place + wide));
        place += wide;
    }
    bytes[head..]
        .chunks_exact(width)
        .take(count)
        .map(|row| columns.iter().map(|(n, at)| (n.clone(), text(&row[at.clone()]))).collect())
        .collect()
}
