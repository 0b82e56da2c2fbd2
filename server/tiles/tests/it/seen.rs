//! Tiles as another program reads them.

use domain::topo::Point;
use fast_mvt::{MvtCoord, MvtGeometry, MvtPolygon, MvtReaderRef, MvtValue};
use std::collections::BTreeMap;
use tiles::Tileset;

/// A feature of a tile.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) id: u64,
    pub(crate) properties: BTreeMap<String, MvtValue>,
    /// Polygons as rings, the outer ring first; a line as one ring that is not
    /// closed; a point as one ring of one corner.
    pub(crate) parts: Vec<Vec<Vec<MvtCoord>>>,
}

/// The layers of a tile by name; nothing for an empty tile.
pub(crate) fn seen(set: &Tileset, z: u8, x: u32, y: u32) -> BTreeMap<String, Vec<Seen>> {
    set.encode(z, x, y).unwrap().map_or_else(BTreeMap::new, |bytes| read(&bytes))
}

/// The layers in the bytes of a tile.
pub(crate) fn read(bytes: &[u8]) -> BTreeMap<String, Vec<Seen>> {
    let reader = MvtReaderRef::new(bytes).unwrap();
    for layer in reader.layers() {
        assert_eq!((layer.version(), layer.extent()), (2, 4096));
        assert!(layer.features().len() > 0, "a layer without features is left out");
    }
    let layers = reader.to_tile().unwrap().layers.into_iter().map(|layer| {
        let features = layer.features.into_iter().map(|feature| Seen {
            id: feature.id.unwrap(),
            properties: feature.properties.into_iter().collect(),
            parts: parts(feature.geometry),
        });
        (layer.name, features.collect())
    });
    layers.collect()
}

/// The reader tells parts and holes apart by the way rings run, so this also
/// checks that ours run the right way.
fn parts(geometry: MvtGeometry) -> Vec<Vec<Vec<MvtCoord>>> {
    let rings = |polygon: &MvtPolygon| {
        let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        all.map(|ring| ring.0.clone()).collect()
    };
    match geometry {
        MvtGeometry::Polygon(polygon) => vec![rings(&polygon)],
        MvtGeometry::MultiPolygon(many) => many.0.iter().map(rings).collect(),
        MvtGeometry::Point(point) => vec![vec![vec![point.0]]],
        MvtGeometry::LineString(line) => vec![vec![line.0]],
        MvtGeometry::MultiLineString(many) => many.0.into_iter().map(|line| vec![line.0]).collect(),
        other => panic!("tiles hold no {other:?}"),
    }
}

impl Seen {
    /// All edges, each ring closed.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (MvtCoord, MvtCoord)> {
        let rings = self.parts.iter().flatten();
        rings.flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().copied().zip(next.copied()).filter(|(a, b)| a != b)
        })
    }

    /// Twice the area by the surveyor's formula.
    pub(crate) fn twice_area(&self) -> i64 {
        let edges = self
            .edges()
            .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y));
        edges.sum()
    }

    /// Whether the ground shown holds a place: an odd number of edges to the right.
    pub(crate) fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let right = self.edges().filter(|(a, b)| {
            let (ay, by) = (f64::from(a.y), f64::from(b.y));
            let at = (y - ay) / (by - ay);
            (ay > y) != (by > y) && f64::from(a.x) + at * f64::from(b.x - a.x) > x
        });
        right.count() % 2 == 1
    }

    /// How far a place is from the nearest border, in units.
    pub(crate) fn away(&self, [x, y]: [f64; 2]) -> f64 {
        let distances = self.edges().map(|(a, b)| {
            let (ax, ay) = (f64::from(a.x), f64::from(a.y));
            let (dx, dy) = (f64::from(b.x) - ax, f64::from(b.y) - ay);
            let at = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (x - ax - at * dx).hypot(y - ay - at * dy)
        });
        distances.fold(f64::INFINITY, f64::min)
    }
}

/// Where a place lies at a zoom, in tiles and fractions of them, by the usual formula.
pub(crate) fn slippy(point: Point, z: u8) -> [f64; 2] {
    let n = f64::from(1_u32 << z);
    let south = point.lat().to_radians().tan().asinh() / std::f64::consts::PI;
    [(point.lon() + 180.0) / 360.0 * n, (1.0 - south) / 2.0 * n]
}

/// The tile a place lies in, and the place in its units.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tile numbers are whole"
)]
pub(crate) fn tile_of(point: Point, z: u8) -> (u32, u32, [f64; 2]) {
    let [x, y] = slippy(point, z);
    (x as u32, y as u32, [x.fract() * 4096.0, y.fract() * 4096.0])
}
