//! A made-up city: 20,000 micro-grids in 1,400 grids, 845,000 ring points, and a
//! million places.

use domain::{ImportedArea, LevelKey};
use exchange::areas::{Fields, read};
use std::fs::{self, File};
use std::path::Path;
use topo::{Cell, Label, Point};

/// The city, as its generator wrote it.
pub struct City {
    /// The finest cells; a cell's place in the list is its code in the file.
    pub micro: Vec<ImportedArea>,
    /// The cells above them.
    pub grids: Vec<ImportedArea>,
    /// Places all over the city, a few outside.
    pub places: Vec<(f64, f64)>,
}

impl City {
    /// Reads the generator's folder.
    pub fn read(folder: &Path) -> Self {
        let places = fs::read(folder.join("points.f64")).expect("the generator wrote points.f64");
        let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        Self {
            micro: level(&folder.join("micro.geojson"), Some("parent")),
            grids: level(&folder.join("grid.geojson"), None),
            places: places
                .chunks_exact(16)
                .map(|pair| (number(&pair[..8]), number(&pair[8..])))
                .collect(),
        }
    }

    /// The finest cells, labelled by their place in the list.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        (0..)
            .zip(&self.micro)
            .map(|(n, area)| Cell { label: Label(n), shape: &area.shape })
            .collect()
    }

    /// The grid of every cell, by label.
    pub fn parents(&self) -> Vec<Label> {
        let parent =
            |area: &ImportedArea| area.parent.as_ref().and_then(|code| code.as_str().parse().ok());
        self.micro
            .iter()
            .map(|area| Label(parent(area).expect("every cell names its grid")))
            .collect()
    }

    /// The places on the lattice.
    pub fn points(&self) -> Vec<Point> {
        self.places.iter().filter_map(|(lon, lat)| Point::from_degrees(*lon, *lat)).collect()
    }

    /// How many points all rings have.
    pub fn ring_points(&self) -> usize {
        self.micro.iter().map(|area| area.shape.point_count()).sum()
    }
}

fn level(path: &Path, parent: Option<&str>) -> Vec<ImportedArea> {
    let file = File::open(path).expect("the generator wrote GeoJSON");
    let fields = Fields {
        code: Some("id".into()),
        name: Some(String::new()),
        parent: Some(parent.unwrap_or_default().into()),
    };
    let level = LevelKey::new("cell").expect("a key");
    read(file, &level, &fields, u64::MAX).expect("clean GeoJSON").areas
}
