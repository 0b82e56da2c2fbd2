//! A city: its extract, its network, and a hundred stations.

use crate::STATIONS;
use crate::peer::{Valhalla, point};
use domain::topo::{Bounds, Point};
use reach::cells::Cells;
use reach::{Direction, Extract, Network, Preset, Reached, Scratch, Snap, Walk};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Valhalla's walking speed.
const KM_PER_HOUR: f64 = 5.1;
/// Farthest a place may lie from a street.
pub(crate) const MOST_M: f64 = 150.0;
/// Farthest a cell may lie from a street.
pub(crate) const MOST_CELL_M: f64 = 100.0;

/// What is measured on.
pub(crate) struct Town {
    pub(crate) name: &'static str,
    pub(crate) extract: Extract,
    pub(crate) walk: Walk,
    pub(crate) stations: Vec<Point>,
}

impl Town {
    /// Reads the extract and asks the peer for the stations.
    pub(crate) fn read(name: &'static str, data: &Path, valhalla: &mut Valhalla) -> Self {
        let file = File::open(extract_of(name, data)).expect("the extract is there");
        let (extract, _) = Extract::read(file, &|_| {}).expect("a sound extract");
        let network = Arc::new(Network::build(&extract, &[]));
        let walk = Walk::new(network, Preset::neutral(KM_PER_HOUR));
        let asked = valhalla.ask(&json!({"do": "stations", "city": name, "count": STATIONS}));
        let stations = asked.as_array().expect("a list").iter().map(point).collect();
        Self { name, extract, walk, stations }
    }

    /// The same without squares, which the peer does not know: a walk round the edge of
    /// a square or across it is none of its walks.
    pub(crate) fn without_squares(&self) -> Self {
        let extract = Extract { plazas: Vec::new(), ..self.extract.clone() };
        let network = Arc::new(Network::build(&extract, &[]));
        let walk = Walk::new(network, self.walk.preset().clone());
        Self { name: self.name, extract, walk, stations: self.stations.clone() }
    }

    /// Where a place meets the network.
    pub(crate) fn snap(&self, at: Point) -> Option<Snap> {
        self.walk.network().snap(at, MOST_M)
    }

    /// One search from a station.
    pub(crate) fn search<'a>(
        &'a self,
        scratch: &'a mut Scratch,
        from: Snap,
        minutes: u32,
    ) -> Reached<'a> {
        self.walk.search(scratch, &[from], Direction::FromPlace, minutes * 60_000)
    }

    /// Cells round the stations, linked before the clock starts.
    pub(crate) fn cells(&self, cell_m: f64) -> Cells {
        let bounds = Bounds::of(self.stations.iter().copied()).expect("a hundred stations");
        let margin = [200_000, 160_000];
        let bounds = Bounds {
            min: Point::new(bounds.min.x - margin[0], bounds.min.y - margin[1]),
            max: Point::new(bounds.max.x + margin[0], bounds.max.y + margin[1]),
        };
        Cells::link(self.walk.network(), Some(bounds), cell_m, MOST_CELL_M)
    }
}

/// The extract of a city.
pub(crate) fn extract_of(name: &str, data: &Path) -> PathBuf {
    let year = match name {
        "heidelberg" => 2024,
        _ => 2015,
    };
    data.join(format!("osm/{name}_{year}.osm.pbf"))
}
