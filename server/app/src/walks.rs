//! What walking needs of one Release: the street network, the places where people live
//! joined to it, and the stations on it.
//!
//! The network and the places hardly ever change, so Releases share them as one
//! [`Ground`]; stations and Areas are joined to it anew for each Release, in
//! milliseconds. Coverage of a kind and a preset is worked out when first asked for.

use crate::actions::reach::{Asked, Audience, Counted, Method, PUBLIC_RINGS};
use crate::kept::Kept;
use anyhow::Context;
use domain::topo::{Bounds, Point};
use domain::{AreaId, Atlas, Circle, Dataset, KindKey, Place, PlaceSort, StreetEdit};
use reach::cells::{Cells, Land, Share};
use reach::coverage::{self, Coverage, PublicRow, Rows, StationAt};
use reach::demand::{Areas, Demand, LINK_M, Legs};
use reach::{Direction, Extract, Network, Preset, RULES_VERSION, Scratch, Walk};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use store::Store;
use tiles::Themes;

/// The width of a cell of the pictures.
const CELL_M: f64 = 10.0;

/// The width of a cell by which land is counted.
const LAND_CELL_M: f64 = 20.0;

/// The side of a square that stands for people where nothing else does, in steps of the
/// lattice: some fifty metres from south to north.
const SQUARE: i32 = 5_000;

/// A street is looked at every so many metres for the squares it runs through.
const SQUARE_STEP_M: f32 = 15.0;

/// As far as ground beside a street belongs to it.
pub(crate) const OFF_STREET_M: f64 = 100.0;

/// So many coverages stay in memory: every kind and preset of a usual town.
const COVERS: usize = 32;

/// So many sets of tile layers stay in memory.
const LAID: usize = 64;

/// Streets and people, joined; shared by all Releases that have the same.
pub(crate) struct Ground {
    streets: Dataset,
    population: Option<Dataset>,
    edits: Vec<StreetEdit>,
    /// What the base map is drawn from.
    pub(crate) extract: Extract,
    /// What the walks lead along.
    pub(crate) network: Arc<Network>,
    /// Where people live.
    pub(crate) demand: Demand,
    counted: Counted,
    walks: Vec<OnceLock<Walk>>,
    cells: OnceLock<Cells>,
}

impl Ground {
    /// Whether it is made of just these.
    fn is_of(&self, atlas: &Atlas) -> bool {
        Some(&self.streets) == atlas.streets()
            && self.population.as_ref() == atlas.population()
            && self.edits == atlas.street_edits()
    }

    fn load(store: &Store, streets: &Dataset, atlas: &Atlas) -> anyhow::Result<Self> {
        let bytes = store.dataset(&streets.digest).context("reading the streets")?;
        let extract = Extract::decode(&bytes).context("reading the streets")?;
        let edits = atlas.street_edits().to_vec();
        let changes: Vec<_> = edits.iter().map(|edit| edit.change).collect();
        let network = Arc::new(Network::build(&extract, &changes));
        let (places, counted) = match atlas.population() {
            Some(population) => {
                let bytes = store.dataset(&population.digest).context("reading the population")?;
                let places =
                    exchange::population::decode(&bytes).context("reading the population")?;
                (places, counted(population.sort()))
            }
            None if extract.buildings.is_empty() => (cells(&network), Counted::Land),
            None => (buildings(&extract), Counted::Buildings),
        };
        let demand = Demand::link(&network, &places);
        Ok(Self {
            streets: streets.clone(),
            population: atlas.population().cloned(),
            edits,
            extract,
            network,
            demand,
            counted,
            walks: Preset::all().iter().map(|_| OnceLock::new()).collect(),
            cells: OnceLock::new(),
        })
    }

    /// The network as one preset walks it.
    pub(crate) fn walk(&self, preset: &Preset) -> &Walk {
        let known = Preset::all().iter().position(|one| one.key == preset.key);
        self.walks[known.unwrap_or(0)]
            .get_or_init(|| Walk::new(Arc::clone(&self.network), preset.clone()))
    }

    /// The cells that pictures are made of.
    pub(crate) fn cells(&self) -> &Cells {
        self.cells.get_or_init(|| Cells::link(&self.network, None, CELL_M, OFF_STREET_M))
    }

    /// The street file.
    pub(crate) fn streets(&self) -> &Dataset {
        &self.streets
    }
}

fn counted(sort: Option<PlaceSort>) -> Counted {
    match sort {
        Some(PlaceSort::Building) => Counted::Buildings,
        Some(PlaceSort::Address) => Counted::Addresses,
        Some(PlaceSort::Cell) => Counted::Cells,
        None => Counted::Land,
    }
}

/// Where nobody counted people, the buildings of the map stand for them: an entrance
/// where one is mapped, else the middle of the outline.
fn buildings(extract: &Extract) -> Vec<Place> {
    let one = |building: &reach::osm::Building| {
        let bounds = Bounds::of(building.shape.outer.iter().copied());
        let at = building.entrances.first().copied().or_else(|| Some(bounds?.middle()))?;
        Some(Place {
            code: building.id.to_string(),
            at,
            residents: 0,
            households: 0,
            sort: PlaceSort::Building,
        })
    };
    extract.buildings.iter().filter_map(one).collect()
}

/// Where there are not even buildings, cells of the ground stand for people: one for
/// each square of some fifty metres through which a street runs.
fn cells(network: &Network) -> Vec<Place> {
    let square = |at: Point| (at.x.div_euclid(SQUARE), at.y.div_euclid(SQUARE));
    let mut known = BTreeMap::new();
    for edge in (0..).take(network.edges().len()).filter(|edge| network.takes_snaps(*edge)) {
        let length = network.edge(edge).length_m;
        let mut along = 0.0;
        while along <= length {
            let at = network.point_at(edge, along);
            known.entry(square(at)).or_insert(at);
            along += SQUARE_STEP_M;
        }
    }
    let place = |at: Point| Place {
        code: String::new(),
        at,
        residents: 0,
        households: 0,
        sort: PlaceSort::Cell,
    };
    known.into_values().map(place).collect()
}

/// One Release ready for questions about walking.
pub(crate) struct Walks {
    /// Streets and people.
    pub(crate) ground: Arc<Ground>,
    /// The stations, in the order of [`Atlas::stations`].
    pub(crate) stations: Vec<StationAt>,
    /// The deepest Area in which each of them lies.
    pub(crate) station_areas: Vec<Option<AreaId>>,
    /// The Areas of every place of the demand.
    pub(crate) areas: Areas<AreaId>,
    land: OnceLock<Option<(Cells, Land)>>,
    covers: Kept<CoverKey, Cover>,
    laid: Kept<String, Themes>,
}

/// Kind, preset, rings and audience.
type CoverKey = (Option<KindKey>, &'static str, Vec<u32>, Audience);

/// Everybody judged, for one kind of station, one preset and some rings.
pub(crate) struct Cover {
    /// The stations of the kind, as places in the list of all.
    pub(crate) of: Vec<usize>,
    /// The same stations on the network.
    pub(crate) at: Vec<StationAt>,
    /// The judgement of each place.
    pub(crate) coverage: Coverage,
    /// The counts.
    pub(crate) rows: Rows<AreaId>,
    /// The counts as its audience may hear them, worked out when first asked for.
    pub(crate) told: OnceLock<Rows<AreaId, PublicRow>>,
    /// The reached land of every Area and, under `None`, of all, likewise.
    pub(crate) land: OnceLock<BTreeMap<Option<AreaId>, Share>>,
}

impl Walks {
    /// Joins what the Atlas holds; `None` where it has no streets. What is `held` of
    /// another Release is taken over where it is the same.
    pub(crate) fn join(
        store: &Store,
        atlas: &Atlas,
        held: &[Arc<Ground>],
    ) -> anyhow::Result<Option<Self>> {
        let Some(streets) = atlas.streets() else { return Ok(None) };
        let ground = match held.iter().find(|ground| ground.is_of(atlas)) {
            Some(ground) => Arc::clone(ground),
            None => Arc::new(Ground::load(store, streets, atlas)?),
        };
        let network = &ground.network;
        let stations = atlas.stations().iter();
        let stations =
            stations.map(|station| StationAt::link(network, station.at, station.capacity));
        let stations = stations.collect();
        let deepest = ground.demand.points().iter();
        let deepest =
            deepest.map(|at| crate::actions::stations::path_at(atlas, *at).last().copied());
        let areas = Areas::new(deepest, |id| atlas.area(id)?.area.parent);
        let station_areas = atlas.stations().iter();
        let station_areas = station_areas
            .map(|station| crate::actions::stations::path_at(atlas, station.at).last().copied())
            .collect();
        Ok(Some(Self {
            station_areas,
            ground: Arc::clone(&ground),
            stations,
            areas,
            land: OnceLock::new(),
            covers: Kept::of(COVERS),
            laid: Kept::of(LAID),
        }))
    }

    /// The boxes round the circles of every station, by the standard preset.
    pub(crate) fn circles(&self, atlas: &Atlas, minutes: &[u32]) -> Vec<Circle> {
        let walk = self.ground.walk(&Preset::standard());
        let mut scratch = Scratch::new();
        let mut circles = Vec::new();
        for (station, at) in atlas.stations().iter().zip(&self.stations) {
            let Some(snap) = at.snap else { continue };
            let widest = minutes.iter().max().copied().unwrap_or_default() * 60_000;
            let reached = walk.search(&mut scratch, &[snap], Direction::ToStation, widest);
            let parts = reached.parts();
            for minutes in minutes {
                let limit = minutes * 60_000;
                let within = parts.iter().filter(|part| part.from_ms.min(part.to_ms) <= limit);
                let lines = within.flat_map(|part| self.ground.network.line(part.edge));
                let bounds = Bounds::of(lines.copied().chain([station.at]));
                let Some(bounds) = bounds.map(|bounds| widened(bounds, LINK_M)) else { continue };
                circles.push(Circle { station: station.id, minutes: *minutes, bounds });
            }
        }
        circles
    }

    /// Everybody judged by the stations of a kind.
    pub(crate) fn cover(&self, atlas: &Atlas, asked: &Asked) -> Arc<Cover> {
        // Public figures hold for all public rings at once, so that what one ring tells
        // of another is looked at together.
        let minutes = match asked.audience {
            Audience::Public => PUBLIC_RINGS.to_vec(),
            Audience::Staff => asked.minutes.clone(),
        };
        let key = (asked.kind.clone(), asked.preset.key, minutes.clone(), asked.audience);
        self.covers.get(key, || {
            let all = atlas.stations().iter().enumerate();
            let of: Vec<usize> =
                all.filter(|(_, one)| asked.covers(one)).map(|(place, _)| place).collect();
            let at: Vec<StationAt> = of.iter().map(|place| self.stations[*place]).collect();
            let demand = &self.ground.demand;
            let coverage = coverage::of(self.ground.walk(&asked.preset), demand, &at, &minutes);
            let rows = coverage.rows(demand, &self.areas);
            Cover { of, at, coverage, rows, told: OnceLock::new(), land: OnceLock::new() }
        })
    }

    /// The walk of every place to its street, for a preset.
    pub(crate) fn legs(&self, preset: &Preset) -> Legs<'_> {
        Legs::new(self.ground.walk(preset), &self.ground.demand)
    }

    /// The land of every Area, cell by cell, with the cells; `None` where no Area has
    /// streets.
    pub(crate) fn land(&self, atlas: &Atlas) -> Option<(&Cells, &Land)> {
        let land = self.land.get_or_init(|| {
            let (low, high) = atlas.bounds()?;
            let network = &self.ground.network;
            let streets = widened(network.bounds()?, OFF_STREET_M);
            let bounds = Bounds {
                min: Point::new(low.x.max(streets.min.x), low.y.max(streets.min.y)),
                max: Point::new(high.x.min(streets.max.x), high.y.min(streets.max.y)),
            };
            if bounds.min.x > bounds.max.x || bounds.min.y > bounds.max.y {
                return None;
            }
            let cells = Cells::link(network, Some(bounds), LAND_CELL_M, OFF_STREET_M);
            let of = |at| Some(crate::actions::stations::path_at(atlas, at).last()?.0);
            let land = cells.land(bounds, of);
            Some((cells, land))
        });
        land.as_ref().map(|(cells, land)| (cells, land))
    }

    /// Does ahead what the first circle and the first table would have to wait for.
    pub(crate) fn warm(&self, atlas: &Atlas) {
        self.land(atlas);
        self.ground.cells();
    }

    /// Tile layers, laid out when first asked for.
    pub(crate) fn themes(&self, key: String, lay: impl FnOnce() -> Themes) -> Arc<Themes> {
        self.laid.get(key, lay)
    }

    /// How figures of this Release were made.
    pub(crate) fn method(&self, preset: &Preset) -> Method {
        let ground = &self.ground;
        Method {
            streets: ground.streets.name.clone(),
            streets_date: ground.streets.date.map(|date| date.to_string()),
            preset: preset.key.into(),
            preset_name: preset.name_zh.into(),
            metres_per_minute: (preset.metres_per_minute() * 10.0).round() / 10.0,
            rules_version: RULES_VERSION,
            population: ground.population.as_ref().map(|population| population.name.clone()),
            counted: ground.counted,
        }
    }
}

/// A box with so many metres round it.
fn widened(bounds: Bounds, metres: f64) -> Bounds {
    let local = domain::topo::plane::Local::at(bounds.middle());
    let corner = |at: Point, out: f64| {
        let [east, north] = local.to_m(at);
        local.from_m([east + out, north + out])
    };
    Bounds { min: corner(bounds.min, -metres), max: corner(bounds.max, metres) }
}
