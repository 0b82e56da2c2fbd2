//! The layers that the tiles of one Release are cut from.

use domain::{AreaId, Atlas, DivisionKey};
use tiles::{BlankSource, Feature, LayerSource, Tileset};

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
