//! Vector tiles of one Release: areas and a tile address in, MVT bytes out. Pure.
//!
//! A [`Tileset`] is made once from the partition of every level and never changes.
//! For each zoom the borders are simplified as shared arcs, before any polygon
//! exists, so that neighbours lose the same corners and never show a sliver between
//! them; every corner is then rounded to the tile on its own, which keeps corners
//! shared. That work is done when a zoom is first asked for. A tile after that is
//! a walk over the polygons it touches.
//!
//! Layers: one of polygons per level, named by its key, and one of label points beside
//! it, `<level>_labels`; `blanks` for ground inside a parent that no child holds. What
//! shares no borders (streets, buildings, stations, circles) is drawn as [`Themes`].
//!
//! The bytes follow Mapbox Vector Tile 2.1 and are written here: the format
//! is four messages, and every crate that writes it first wants the polygons as values
//! of its own and looks every property up in a hash table, though here each code and
//! name occurs once. Side by side on a city of 20,000 cells `fast-mvt` 0.7 took two to
//! three times as long to write ready rings as cutting and writing them takes here.
//! Its reader checks ours in the tests.

mod clip;
mod ground;
mod layer;
mod mercator;
mod mvt;
mod source;
mod themes;

use domain::topo::Bounds;
use layer::{BlankLayer, Layer};
use mercator::Tile;
pub use mercator::{MAX_ZOOM, TileError};
pub use source::{BlankSource, Feature, LayerSource};
use std::collections::BTreeMap;
pub use themes::{Form, ThemeFeature, ThemeSource, Themes, Value};

/// All layers of one Release, ready for any address.
pub struct Tileset {
    layers: Vec<Layer>,
    blanks: Vec<BlankLayer>,
}

/// What a TileJSON says of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorLayer {
    /// Its name in the tiles.
    pub id: String,
    /// The type of each property.
    pub fields: BTreeMap<&'static str, &'static str>,
    /// The first zoom whose tiles hold it.
    pub min_zoom: u8,
    /// The last zoom whose tiles hold it.
    pub max_zoom: u8,
}

impl Tileset {
    /// Takes the levels of every Division, each Division's widest level first.
    ///
    /// A layer begins at the zoom at which its areas are large enough to be told
    /// apart; the first layer of all, and a lone one, at zoom 0, so that no map is
    /// empty.
    pub fn new(sources: Vec<LayerSource>, blanks: Vec<BlankSource>) -> Self {
        let layers: Vec<Layer> = sources
            .into_iter()
            .enumerate()
            .map(|(place, source)| Layer::new(source, place == 0))
            .collect();
        let mut named: BTreeMap<String, Vec<BlankSource>> = BTreeMap::new();
        for blank in blanks {
            named.entry(blank.layer.clone()).or_default().push(blank);
        }
        let blanks =
            named.into_iter().map(|(name, blanks)| BlankLayer::new(name, blanks)).collect();
        Self { layers, blanks }
    }

    /// One tile as MVT, not compressed; `None` where nothing is.
    pub fn encode(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, TileError> {
        let tile = Tile::new(z, x, y)?;
        let mut bytes = Vec::new();
        for layer in &self.layers {
            layer.encode_areas(tile, &mut bytes);
        }
        for blanks in &self.blanks {
            blanks.encode(tile, &mut bytes);
        }
        for layer in &self.layers {
            layer.encode_labels(tile, &mut bytes);
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// What the layers are called and hold, for a TileJSON.
    pub fn vector_layers(&self) -> Vec<VectorLayer> {
        let one = |id: String, fields: &[(&'static str, &'static str)], min_zoom| VectorLayer {
            id,
            fields: fields.iter().copied().collect(),
            min_zoom,
            max_zoom: MAX_ZOOM,
        };
        let areas =
            self.layers.iter().map(|l| one(l.name().into(), &layer::AREA_FIELDS, l.min_zoom()));
        let blanks = self.blanks.iter().map(|l| one(l.name().into(), &layer::BLANK_FIELDS, 0));
        let labels =
            self.layers.iter().map(|l| one(l.labels_name(), &layer::LABEL_FIELDS, l.min_zoom()));
        areas.chain(blanks).chain(labels).collect()
    }

    /// The first zoom with tiles.
    pub fn min_zoom(&self) -> u8 {
        0
    }

    /// The last zoom with tiles; closer up, maps enlarge its tiles, in which a unit is
    /// 15 cm on the equator.
    pub fn max_zoom(&self) -> u8 {
        MAX_ZOOM
    }

    /// The box round everything as west, south, east, north in degrees.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let corners = self.layers.iter().filter_map(Layer::bounds).flat_map(|b| [b.min, b.max]);
        let Bounds { min, max } = Bounds::of(corners)?;
        Some([min.lon(), min.lat(), max.lon(), max.lat()])
    }
}
