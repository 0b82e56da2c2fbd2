//! What tiles are made from.

use domain::topo::{Partition, Point, Shape};

/// One level of one Division.
#[derive(Debug)]
pub struct LayerSource {
    /// The layer's name in the tiles; the level's key.
    pub name: String,
    /// The areas of the level. Each has a label of the same number in the partition.
    pub features: Vec<Feature>,
    /// Their ground, labelled by their ids.
    pub partition: Partition,
}

/// One area as a map shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The Area's id, and the id of the feature in the tiles.
    pub id: u64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The key of its level.
    pub level: String,
    /// The id of the Area it lies in.
    pub parent: Option<u64>,
    /// Its colour by number; neighbours differ.
    pub colour: u8,
    /// Where its label goes: the middle of the largest circle inside it.
    pub label: Point,
    /// The radius of that circle in metres, which says how large a label fits.
    pub label_radius_m: f64,
}

/// Ground inside a parent that no child holds.
#[derive(Debug, Clone, PartialEq)]
pub struct BlankSource {
    /// The layer's name in the tiles.
    pub layer: String,
    /// The id of the Area that holds the ground; also the id of the feature.
    pub parent: u64,
    /// The ground.
    pub shape: Shape,
}
