//! From the rows of a Release to GeoJSON.

use super::own;
use super::read::RECORD_SEPARATOR;
use domain::topo::{Point, Polygon, Shape};
use domain::{AreaId, AreaRow, Code, Contents, LevelKey};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Lattice steps in a degree.
const STEPS: u32 = 10_000_000;

/// The envelope round the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One `FeatureCollection`, a feature a line.
    Collection,
    /// A text sequence, each feature after a record separator (RFC 8142).
    Sequence,
    /// A feature a line and nothing else.
    Lines,
}

impl Format {
    /// The envelope a file's name asks for, `.gz` aside: `.geojsons` and `.geojsonseq`
    /// a sequence, `.geojsonl`, `.jsonl` and `.ndjson` lines, all else a collection.
    pub fn of_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit('.').next() {
            Some("geojsons" | "geojsonseq") => Self::Sequence,
            Some("geojsonl" | "jsonl" | "ndjson") => Self::Lines,
            _ => Self::Collection,
        }
    }
}

/// Writes the areas of one level, or of all, widest first; gives their number.
///
/// Compression is the caller's: [`crate::compressed::Output`].
pub fn write(
    out: &mut impl Write,
    contents: &Contents,
    level: Option<&LevelKey>,
    format: Format,
) -> io::Result<usize> {
    let codes: BTreeMap<AreaId, &Code> =
        contents.areas.iter().map(|row| (row.area.id, &row.area.code)).collect();
    let rank = |row: &&AreaRow| contents.levels.rank(&row.area.level);
    let mut rows: Vec<&AreaRow> =
        contents.areas.iter().filter(|row| level.is_none_or(|l| row.area.level == *l)).collect();
    rows.sort_by_key(rank);

    if format == Format::Collection {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    }
    for (index, row) in rows.iter().enumerate() {
        match format {
            Format::Collection if index > 0 => out.write_all(b",\n")?,
            Format::Sequence => write!(out, "{RECORD_SEPARATOR}")?,
            Format::Collection | Format::Lines => {}
        }
        let parent = row.area.parent.and_then(|parent| codes.get(&parent).copied());
        feature(out, row, parent)?;
        if format != Format::Collection {
            out.write_all(b"\n")?;
        }
    }
    if format == Format::Collection {
        out.write_all(b"\n]}\n")?;
    }
    Ok(rows.len())
}

fn feature(out: &mut impl Write, row: &AreaRow, parent: Option<&Code>) -> io::Result<()> {
    let area = &row.area;
    let text = |text: &str| Value::from(text);
    let own = [
        (own::CODE, text(area.code.as_str())),
        (own::NAME, text(&area.name)),
        (own::LEVEL, text(area.level.as_str())),
        (own::DIVISION, text(row.division.as_str())),
        (own::ID, Value::from(area.id.0)),
        (own::PARENT, parent.map_or(Value::Null, |code| text(code.as_str()))),
    ];
    let own = own.into_iter().map(|(key, value)| (key.to_owned(), value));
    let attributes =
        area.attributes.iter().map(|(key, value)| (own::property_of(key), value.clone()));
    let properties: Map<String, Value> = own.chain(attributes).collect();

    write!(out, "{{\"type\":\"Feature\",\"id\":{},\"properties\":", area.id)?;
    serde_json::to_writer(&mut *out, &properties)?;
    out.write_all(b",\"geometry\":")?;
    geometry(out, &row.shape)?;
    out.write_all(b"}")
}

/// Writes a shape as a GeoJSON geometry: a `Polygon`, or a `MultiPolygon` when it has
/// several parts or none. Outlines run counter-clockwise, holes clockwise (RFC 7946),
/// every coordinate has seven decimals, which is the whole lattice.
pub fn geometry(out: &mut impl Write, shape: &Shape) -> io::Result<()> {
    if let [single] = shape.0.as_slice() {
        out.write_all(b"{\"type\":\"Polygon\",\"coordinates\":")?;
        polygon(out, single)?;
    } else {
        out.write_all(b"{\"type\":\"MultiPolygon\",\"coordinates\":[")?;
        for (index, part) in shape.0.iter().enumerate() {
            comma(out, index)?;
            polygon(out, part)?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"}")
}

fn polygon(out: &mut impl Write, polygon: &Polygon) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, points) in polygon.rings().enumerate() {
        comma(out, index)?;
        ring(out, points, index == 0)?;
    }
    out.write_all(b"]")
}

/// Writes a ring closed and running the wanted way, from the same first point.
fn ring(out: &mut impl Write, points: &[Point], counter_clockwise: bool) -> io::Result<()> {
    out.write_all(b"[")?;
    if let [first, rest @ ..] = points {
        position(out, *first)?;
        let mut next = |point: &Point| -> io::Result<()> {
            out.write_all(b",")?;
            position(out, *point)
        };
        if (twice_area(points) >= 0) == counter_clockwise {
            rest.iter().try_for_each(&mut next)?;
        } else {
            rest.iter().rev().try_for_each(&mut next)?;
        }
        next(first)?;
    }
    out.write_all(b"]")
}

/// Twice the signed area in lattice units, positive for counter-clockwise.
fn twice_area(ring: &[Point]) -> i128 {
    let wide = |p: &Point| (i128::from(p.x), i128::from(p.y));
    let next = ring.iter().cycle().skip(1);
    let crossed = ring.iter().zip(next).map(|(a, b)| {
        let ((ax, ay), (bx, by)) = (wide(a), wide(b));
        ax * by - bx * ay
    });
    crossed.sum()
}

fn position(out: &mut impl Write, point: Point) -> io::Result<()> {
    // One write a position: `out` may be a compressor.
    let mut text = Vec::with_capacity(32);
    text.push(b'[');
    degrees(&mut text, point.x);
    text.push(b',');
    degrees(&mut text, point.y);
    text.push(b']');
    out.write_all(&text)
}

/// Exact decimal degrees: integers only, so there is nothing to round.
fn degrees(text: &mut Vec<u8>, steps: i32) {
    if steps < 0 {
        text.push(b'-');
    }
    let (whole, mut rest) = (steps.unsigned_abs() / STEPS, steps.unsigned_abs() % STEPS);
    text.extend_from_slice(whole.to_string().as_bytes());
    let mut digits = *b".0000000";
    for digit in digits[1..].iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    text.extend_from_slice(&digits);
}

fn comma(out: &mut impl Write, index: usize) -> io::Result<()> {
    if index > 0 { out.write_all(b",") } else { Ok(()) }
}
