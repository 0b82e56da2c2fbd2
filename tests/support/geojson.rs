//! Small made-up areas. A town is a picture: letters are areas.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The south-west corner of every drawing: open desert, nobody's street.
const ORIGIN: (f64, f64) = (102.0, 40.0);

/// One letter of a drawing is this many degrees wide and high, about 100 m.
const CELL: f64 = 0.001;

/// Areas drawn as letters, each a rectangle; a dot is nobody's ground.
pub struct Drawing {
    blocks: BTreeMap<char, Block>,
    rows: usize,
}

/// The first and last column and row of a letter.
#[derive(Clone, Copy)]
struct Block {
    columns: (usize, usize),
    rows: (usize, usize),
}

impl Drawing {
    /// Reads a picture; leading blanks of a line do not count.
    pub fn of(picture: &str) -> Self {
        let lines: Vec<&str> =
            picture.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let mut blocks: BTreeMap<char, Block> = BTreeMap::new();
        for (row, line) in lines.iter().enumerate() {
            for (column, letter) in line.chars().enumerate().filter(|(_, letter)| *letter != '.') {
                let block = blocks
                    .entry(letter)
                    .or_insert(Block { columns: (column, column), rows: (row, row) });
                block.columns.1 = block.columns.1.max(column);
                block.columns.0 = block.columns.0.min(column);
                block.rows.1 = row;
            }
        }
        Self { blocks, rows: lines.len() }
    }

    /// One feature for each letter, with `code` and `name`.
    pub fn areas(&self) -> Value {
        self.features(
            |letter| json!({"code": letter.to_string(), "name": format!("{letter} 网格")}),
        )
    }

    /// The same with other properties.
    pub fn features(&self, properties: impl Fn(char) -> Value) -> Value {
        collection(self.blocks.iter().map(|(letter, block)| {
            let shape = json!({"type": "Polygon", "coordinates": [self.ring(*block)]});
            json!({"type": "Feature", "properties": properties(*letter), "geometry": shape})
        }))
    }

    /// The middle of the first square of a letter.
    pub fn middle(&self, letter: char) -> (f64, f64) {
        let block = self.blocks[&letter];
        let (west, south) = self.corner(block.columns.0, block.rows.0 + 1);
        (west + CELL / 2.0, south + CELL / 2.0)
    }

    /// Round the block in single steps, so that neighbours share every vertex.
    fn ring(&self, block: Block) -> Value {
        let (west, east) = (block.columns.0, block.columns.1 + 1);
        let (north, south) = (block.rows.0, block.rows.1 + 1);
        let below = (west..east).map(|column| (column, south));
        let right = (north + 1..=south).rev().map(|row| (east, row));
        let above = (west + 1..=east).rev().map(|column| (column, north));
        let left = (north..south).map(|row| (west, row));
        let corners = below.chain(right).chain(above).chain(left).chain([(west, south)]);
        corners
            .map(|(column, row)| self.corner(column, row))
            .map(|(lon, lat)| at(lon, lat))
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a drawing has a handful of squares")]
    fn corner(&self, column: usize, row: usize) -> (f64, f64) {
        (ORIGIN.0 + CELL * column as f64, ORIGIN.1 + CELL * (self.rows - row) as f64)
    }
}

/// A closed ring round a square.
pub fn square(west: f64, south: f64, side: f64) -> Value {
    let (east, north) = (west + side, south + side);
    json!([at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)])
}

/// Features as a collection.
pub fn collection(features: impl IntoIterator<Item = Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features.into_iter().collect::<Vec<_>>()})
}

/// A position on the lattice of 1e-7 degree.
fn at(lon: f64, lat: f64) -> Value {
    json!([(lon * 1e7).round() / 1e7, (lat * 1e7).round() / 1e7])
}
