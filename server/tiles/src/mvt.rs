//! Mapbox Vector Tile 2.1, the part of it that maps need: one layer after the other,
//! polygons, lines and points, written straight as protocol buffers.

use crate::mercator::{EXTENT, Unit};
use rustc_hash::FxHashMap;

/// The version that a layer states.
const VERSION: u64 = 2;

// Field numbers and wire types of the messages (MVT 2.1, `vector_tile.proto`).
const VARINT: u64 = 0;
const BYTES: u64 = 2;
const FIXED32: u64 = 5;
const TILE_LAYER: u64 = 3;
const LAYER_NAME: u64 = 1;
const LAYER_FEATURE: u64 = 2;
const LAYER_KEY: u64 = 3;
const LAYER_VALUE: u64 = 4;
const LAYER_EXTENT: u64 = 5;
const LAYER_VERSION: u64 = 15;
const FEATURE_ID: u64 = 1;
const FEATURE_TAGS: u64 = 2;
const FEATURE_TYPE: u64 = 3;
const FEATURE_GEOMETRY: u64 = 4;
const VALUE_TEXT: u64 = 1;
const VALUE_FLOAT: u64 = 2;
const VALUE_UINT: u64 = 5;

const MOVE_TO: u64 = 1;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7;

/// What a geometry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One point.
    Point = 1,
    /// One line or several.
    Line = 2,
    /// Polygons with holes.
    Polygon = 3,
}

/// The commands that draw one feature.
#[derive(Debug, Default)]
pub(crate) struct Geometry {
    commands: Vec<u8>,
    pen: Unit,
}

impl Geometry {
    /// Begins another feature.
    pub(crate) fn clear(&mut self) {
        self.commands.clear();
        self.pen = [0, 0];
    }

    /// Whether nothing is drawn.
    pub(crate) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// A ring of at least three corners, which is closed by itself.
    pub(crate) fn ring(&mut self, corners: &[Unit]) {
        let [first, rest @ ..] = corners else { return };
        self.command(MOVE_TO, 1);
        self.to(*first);
        self.command(LINE_TO, rest.len() as u64);
        for corner in rest {
            self.to(*corner);
        }
        self.command(CLOSE_PATH, 1);
    }

    /// A line of at least two corners.
    pub(crate) fn line(&mut self, corners: &[Unit]) {
        let [first, rest @ ..] = corners else { return };
        self.command(MOVE_TO, 1);
        self.to(*first);
        self.command(LINE_TO, rest.len() as u64);
        for corner in rest {
            self.to(*corner);
        }
    }

    /// A single point.
    pub(crate) fn point(&mut self, at: Unit) {
        self.command(MOVE_TO, 1);
        self.to(at);
    }

    fn command(&mut self, command: u64, count: u64) {
        varint(&mut self.commands, count << 3 | command);
    }

    fn to(&mut self, at: Unit) {
        for (axis, to) in at.into_iter().enumerate() {
            let moved = to - self.pen[axis];
            let zigzag = (moved << 1) ^ (moved >> 31);
            varint(&mut self.commands, u64::from(zigzag.cast_unsigned()));
        }
        self.pen = at;
    }
}

/// One layer being written.
pub(crate) struct LayerWriter {
    head: Vec<u8>,
    features: Vec<u8>,
    values: Vec<u8>,
    value_count: u32,
    /// Numbers met before; codes and names are hardly ever met twice.
    numbers: FxHashMap<u64, u32>,
    tags: Vec<u8>,
    one: Vec<u8>,
}

impl LayerWriter {
    /// A layer whose features have these properties; a tag names one by its place here.
    pub(crate) fn new(name: &str, keys: &[&str]) -> Self {
        let mut head = Vec::with_capacity(128);
        number(&mut head, LAYER_VERSION, VERSION);
        text(&mut head, LAYER_NAME, name);
        for key in keys {
            text(&mut head, LAYER_KEY, key);
        }
        number(&mut head, LAYER_EXTENT, u64::from(EXTENT.unsigned_abs()));
        Self {
            head,
            features: Vec::new(),
            values: Vec::new(),
            value_count: 0,
            numbers: FxHashMap::default(),
            tags: Vec::new(),
            one: Vec::new(),
        }
    }

    /// A text for tags to name.
    pub(crate) fn text(&mut self, value: &str) -> u32 {
        self.one.clear();
        text(&mut self.one, VALUE_TEXT, value);
        self.value()
    }

    /// A whole number for tags to name; equal ones are kept once.
    pub(crate) fn whole(&mut self, value: u64) -> u32 {
        if let Some(known) = self.numbers.get(&value) {
            return *known;
        }
        let place = self.whole_once(value);
        self.numbers.insert(value, place);
        place
    }

    /// A whole number that no other feature has, for tags to name.
    pub(crate) fn whole_once(&mut self, value: u64) -> u32 {
        self.one.clear();
        number(&mut self.one, VALUE_UINT, value);
        self.value()
    }

    /// A number with a fraction for tags to name.
    pub(crate) fn fraction(&mut self, value: f32) -> u32 {
        self.one.clear();
        varint(&mut self.one, VALUE_FLOAT << 3 | FIXED32);
        self.one.extend_from_slice(&value.to_le_bytes());
        self.value()
    }

    /// Keeps the value in `one`.
    fn value(&mut self) -> u32 {
        bytes(&mut self.values, LAYER_VALUE, &self.one);
        self.value_count += 1;
        self.value_count - 1
    }

    /// A feature with its tags as pairs of key and value.
    pub(crate) fn feature(
        &mut self,
        id: u64,
        kind: Kind,
        tags: &[(u32, u32)],
        geometry: &Geometry,
    ) {
        self.tags.clear();
        for (key, value) in tags {
            varint(&mut self.tags, u64::from(*key));
            varint(&mut self.tags, u64::from(*value));
        }
        self.one.clear();
        number(&mut self.one, FEATURE_ID, id);
        bytes(&mut self.one, FEATURE_TAGS, &self.tags);
        number(&mut self.one, FEATURE_TYPE, kind as u64);
        varint(&mut self.one, FEATURE_GEOMETRY << 3 | BYTES);
        varint(&mut self.one, geometry.commands.len() as u64);
        // The commands go straight to the layer: they are most of a tile.
        varint(&mut self.features, LAYER_FEATURE << 3 | BYTES);
        varint(&mut self.features, (self.one.len() + geometry.commands.len()) as u64);
        self.features.extend_from_slice(&self.one);
        self.features.extend_from_slice(&geometry.commands);
    }

    /// Adds the layer to a tile, unless it is empty.
    pub(crate) fn finish(self, tile: &mut Vec<u8>) {
        if self.features.is_empty() {
            return;
        }
        let parts = [&self.head, &self.features, &self.values];
        varint(tile, TILE_LAYER << 3 | BYTES);
        varint(tile, parts.iter().map(|part| part.len() as u64).sum());
        for part in parts {
            tile.extend_from_slice(part);
        }
    }
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3 | VARINT);
    varint(out, value);
}

fn text(out: &mut Vec<u8>, field: u64, value: &str) {
    bytes(out, field, value.as_bytes());
}

fn bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    varint(out, field << 3 | BYTES);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
#[expect(clippy::cast_possible_truncation, reason = "the seven low bits are wanted")]
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
