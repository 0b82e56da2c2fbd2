//! The layers of a tileset: areas of one level with their labels, and blanks.

use crate::ground::Ground;
use crate::mercator::{EXTENT, MAX_ZOOM, Tile, World, pixel_m, project};
use crate::mvt::{Geometry, Kind, LayerWriter};
use crate::source::{BlankSource, Feature, LayerSource};
use domain::topo::{Bounds, Label, Partition, SimplifyBy};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use std::sync::OnceLock;

/// Properties of an area and their types.
pub(crate) const AREA_FIELDS: [(&str, &str); 5] = [
    ("code", "String"),
    ("name", "String"),
    ("level", "String"),
    ("colour", "Number"),
    ("parent", "Number"),
];
/// Properties of a label and their types.
pub(crate) const LABEL_FIELDS: [(&str, &str); 4] =
    [("code", "String"), ("name", "String"), ("id", "Number"), ("size", "Number")];
/// Properties of a blank and their types.
pub(crate) const BLANK_FIELDS: [(&str, &str); 1] = [("parent", "Number")];

/// A layer begins where the largest circle inside half of its areas is this wide.
const LEAST_PX: f64 = 16.0;

/// Corners go whose triangle is smaller than a square of this many pixels.
const DETAIL_PX: f64 = 0.5;

/// The areas of one level.
pub(crate) struct Layer {
    name: String,
    features: Vec<Feature>,
    partition: Partition,
    bounds: Option<Bounds>,
    min_zoom: u8,
    /// By zoom, worked out when first asked for.
    grounds: Vec<OnceLock<Ground>>,
    labels: RTree<GeomWithData<[i64; 2], usize>>,
}

impl Layer {
    /// Takes a level; the first of a tileset shows from zoom 0 on.
    pub(crate) fn new(source: LayerSource, first: bool) -> Self {
        let LayerSource { name, mut features, partition } = source;
        features.sort_by_key(|feature| feature.id);
        let bounds = Bounds::of(partition.arcs().flat_map(|arc| arc.points.iter().copied()));
        let wide = |[x, y]: World| [i64::from(x), i64::from(y)];
        let labels = features.iter().enumerate();
        let labels = labels.map(|(number, f)| GeomWithData::new(wide(project(f.label)), number));
        let labels = RTree::bulk_load(labels.collect());
        let min_zoom = if first { 0 } else { first_zoom(&features) };
        let grounds = (0..=MAX_ZOOM).map(|_| OnceLock::new()).collect();
        Self { name, features, partition, bounds, min_zoom, grounds, labels }
    }

    /// The name in the tiles.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name of the labels beside it.
    pub(crate) fn labels_name(&self) -> String {
        format!("{}_labels", self.name)
    }

    /// The first zoom whose tiles hold the layer.
    pub(crate) fn min_zoom(&self) -> u8 {
        self.min_zoom
    }

    /// The box round all of its ground.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// Adds the polygons in the tile.
    pub(crate) fn encode_areas(&self, tile: Tile, out: &mut Vec<u8>) {
        if tile.z < self.min_zoom {
            return;
        }
        let mut layer = LayerWriter::new(&self.name, &AREA_FIELDS.map(|(key, _)| key));
        let mut level: Option<(&str, u32)> = None;
        self.ground(tile.z).draw(tile, |number, geometry| {
            let Feature { id, code, name, level: key, parent, colour, .. } = &self.features[number];
            let code_at = layer.text(code);
            let name_at = if name == code { code_at } else { layer.text(name) };
            let level_at = match level {
                Some((known, at)) if known == key => at,
                _ => layer.text(key),
            };
            level = Some((key, level_at));
            let colour_at = layer.whole(u64::from(*colour));
            let mut tags = [(0, code_at), (1, name_at), (2, level_at), (3, colour_at), (4, 0)];
            let tags = match parent {
                Some(parent) => {
                    tags[4].1 = layer.whole(*parent);
                    &tags[..]
                }
                None => &tags[..4],
            };
            layer.feature(*id, Kind::Polygon, tags, geometry);
        });
        layer.finish(out);
    }

    /// Adds the label points in the tile; each is in one tile of a zoom only.
    pub(crate) fn encode_labels(&self, tile: Tile, out: &mut Vec<u8>) {
        if tile.z < self.min_zoom {
            return;
        }
        let [min, max] = tile.window(0);
        let touched = self.labels.locate_in_envelope(AABB::from_corners(min, max));
        let mut touched: Vec<usize> = touched.map(|label| label.data).collect();
        touched.sort_unstable();
        let mut layer = LayerWriter::new(&self.labels_name(), &LABEL_FIELDS.map(|(key, _)| key));
        let mut geometry = Geometry::default();
        for feature in touched.into_iter().map(|number| &self.features[number]) {
            let at = tile.cut().floor(project(feature.label));
            // The window holds its far sides too, which are the next tile's.
            if at.iter().any(|at| *at >= EXTENT) {
                continue;
            }
            geometry.clear();
            geometry.point(at);
            let code = layer.text(&feature.code);
            let name = if feature.name == feature.code { code } else { layer.text(&feature.name) };
            let id = layer.whole_once(feature.id);
            #[expect(clippy::cast_possible_truncation, reason = "metres to a few digits")]
            let size = layer.fraction(feature.label_radius_m as f32);
            let tags = [(0, code), (1, name), (2, id), (3, size)];
            layer.feature(feature.id, Kind::Point, &tags, &geometry);
        }
        layer.finish(out);
    }

    /// The polygons as that zoom shows them.
    fn ground(&self, z: u8) -> &Ground {
        self.grounds[usize::from(z)].get_or_init(|| {
            let numbered = |(label, shape): (Label, _)| Some((self.number(label)?, shape));
            // The last zoom is enlarged on the screen, so it keeps every corner.
            let shapes = match self.bounds {
                Some(bounds) if z < MAX_ZOOM => {
                    let latitude = f64::midpoint(bounds.min.lat(), bounds.max.lat());
                    let width = DETAIL_PX * pixel_m(z, latitude);
                    self.partition.simplify(SimplifyBy::width_m(width)).shapes()
                }
                _ => self.partition.shapes(),
            };
            Ground::of(shapes.into_iter().filter_map(numbered))
        })
    }

    fn number(&self, label: Label) -> Option<usize> {
        self.features.binary_search_by_key(&u64::from(label.0), |feature| feature.id).ok()
    }
}

/// The first zoom at which half of the areas can be told apart.
fn first_zoom(features: &[Feature]) -> u8 {
    let mut widths: Vec<(f64, f64)> =
        features.iter().map(|f| (2.0 * f.label_radius_m, f.label.lat())).collect();
    widths.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(width, latitude)) = widths.get(widths.len() / 2) else { return 0 };
    let seen = |z: &u8| width >= LEAST_PX * pixel_m(*z, latitude);
    // Whatever its size, an area has to show somewhere.
    (0..MAX_ZOOM).find(seen).unwrap_or(MAX_ZOOM)
}

/// Ground inside parents that no child holds, of one Division.
pub(crate) struct BlankLayer {
    name: String,
    parents: Vec<u64>,
    ground: Ground,
}

impl BlankLayer {
    /// Blanks are few and mostly narrow, so they are not simplified.
    pub(crate) fn new(name: String, mut blanks: Vec<BlankSource>) -> Self {
        blanks.sort_by_key(|blank| blank.parent);
        let parents = blanks.iter().map(|blank| blank.parent).collect();
        let ground = Ground::of(blanks.into_iter().map(|blank| blank.shape).enumerate());
        Self { name, parents, ground }
    }

    /// The name in the tiles.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Adds the blanks in the tile.
    pub(crate) fn encode(&self, tile: Tile, out: &mut Vec<u8>) {
        let mut layer = LayerWriter::new(&self.name, &BLANK_FIELDS.map(|(key, _)| key));
        self.ground.draw(tile, |number, geometry| {
            let parent = self.parents[number];
            let tag = (0, layer.whole(parent));
            layer.feature(parent, Kind::Polygon, &[tag], geometry);
        });
        layer.finish(out);
    }
}
