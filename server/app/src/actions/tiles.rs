//! The layers that the tiles of one Release are cut from.

use super::reach::Set;
use crate::state::Snapshot;
use domain::{AreaId, Atlas, DivisionKey};
use serde::Serialize;
use std::collections::BTreeMap;
use tiles::{BlankSource, Feature, LayerSource, MAX_ZOOM, Themes, Tileset};
use utoipa::ToSchema;

/// One layer per Level of the main Division, named by its key; layers of other
/// Divisions carry their Division's key before a dot.
pub(crate) fn layers(atlas: &Atlas) -> Tileset {
    let mut sources = Vec::new();
    let mut blanks = Vec::new();
    for division in atlas.divisions() {
        let prefix = match division.key() {
            key if *key == DivisionKey::main() => String::new(),
            key => format!("{key}."),
        };
        for level in atlas.levels().iter() {
            let areas = atlas
                .areas()
                .filter(|entry| entry.division == *division.key() && entry.area.level == level.key);
            let features: Vec<Feature> = areas
                .map(|entry| Feature {
                    id: u64::from(entry.area.id.0),
                    code: entry.area.code.to_string(),
                    name: entry.area.name.clone(),
                    level: level.key.to_string(),
                    parent: entry.area.parent.map(|parent| u64::from(parent.0)),
                    colour: entry.colour,
                    label: entry.label().at,
                    label_radius_m: entry.label().radius_m,
                })
                .collect();
            if features.is_empty() {
                continue;
            }
            let partition = division.level_partition(&level.key);
            sources.push(LayerSource {
                name: format!("{prefix}{}", level.key),
                features,
                partition,
            });
        }
        // Ground labelled with an Area that has children is that Area's blank.
        let labels = division.partition().labels().into_iter();
        let parents = labels.filter(|label| {
            AreaId::of(*label).and_then(|id| atlas.area(id)).is_some_and(|entry| !entry.is_leaf())
        });
        blanks.extend(parents.map(|label| BlankSource {
            layer: format!("{prefix}blanks"),
            parent: u64::from(label.0),
            shape: division.partition().shape(label),
        }));
    }
    Tileset::new(sources, blanks)
}

/// What map programs read first about a tile source (`TileJSON` 3.0).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TileJson {
    /// `3.0.0`.
    pub(crate) tilejson: &'static str,
    /// The set of layers, such as `areas`.
    pub(crate) name: &'static str,
    /// Where the tiles are; the address names the Release, or the ground of a plan.
    pub(crate) tiles: Vec<String>,
    /// The layers in each tile.
    pub(crate) vector_layers: Vec<VectorLayer>,
    /// The lowest zoom with tiles.
    pub(crate) minzoom: u8,
    /// The highest zoom with tiles; beyond it they are enlarged.
    pub(crate) maxzoom: u8,
    /// West, south, east, north of everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bounds: Option<[f64; 4]>,
    /// The Release whose tiles these are; the number it would get, where they are a plan's.
    pub(crate) release: i64,
    /// The scheduled draft whose tiles these are, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
}

/// One layer of a tile source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VectorLayer {
    /// Its name in the tiles.
    pub(crate) id: String,
    /// What its features carry: `String`, `Number` or `Boolean` by name.
    pub(crate) fields: BTreeMap<String, String>,
    /// The lowest zoom it is in.
    pub(crate) minzoom: u8,
    /// The highest zoom it is in.
    pub(crate) maxzoom: u8,
}

/// Describes a set of layers about walking; `tail` is the query its tiles are asked with.
pub(crate) fn set_tilejson(
    snapshot: &Snapshot,
    themes: &Themes,
    set: Set,
    base: &str,
    tail: &str,
) -> TileJson {
    let (ground, name) = (snapshot.ground(), set.name());
    TileJson {
        tilejson: "3.0.0",
        name,
        tiles: vec![format!("{base}/tiles/{ground}/{name}/{{z}}/{{x}}/{{y}}{tail}")],
        vector_layers: themes.vector_layers().into_iter().map(layer_of).collect(),
        minzoom: 0,
        maxzoom: MAX_ZOOM,
        bounds: themes.bounds(),
        release: snapshot.number().0,
        plan: snapshot.plan(),
    }
}

fn layer_of(layer: tiles::VectorLayer) -> VectorLayer {
    let fields = layer.fields.iter().map(|(name, kind)| (name.to_string(), kind.to_string()));
    VectorLayer {
        fields: fields.collect(),
        id: layer.id,
        minzoom: layer.min_zoom,
        maxzoom: layer.max_zoom,
    }
}

/// Describes the tiles of a Release; `base` is what their addresses begin with.
pub(crate) fn tilejson(snapshot: &Snapshot, base: &str) -> TileJson {
    let tileset = snapshot.tileset();
    let ground = snapshot.ground();
    let layers = tileset.vector_layers().into_iter().map(layer_of);
    TileJson {
        tilejson: "3.0.0",
        name: "areas",
        tiles: vec![format!("{base}/tiles/{ground}/areas/{{z}}/{{x}}/{{y}}")],
        vector_layers: layers.collect(),
        minzoom: tileset.min_zoom(),
        maxzoom: tileset.max_zoom(),
        bounds: snapshot.atlas.bounds().map(super::areas::corners),
        release: snapshot.number().0,
        plan: snapshot.plan(),
    }
}
