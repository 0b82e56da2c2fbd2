//! What is answered about walking: the words of the API, and nothing else.

mod coverage;
mod siting;
mod stations;

pub(crate) use coverage::*;
pub(crate) use siting::*;
pub(crate) use stations::*;

use crate::actions::areas::MultiPolygon;
use serde::Serialize;
use utoipa::ToSchema;

/// How the figures of an answer were made, so that they can be defended.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Method {
    /// The file of the street network.
    pub(crate) streets: String,
    /// The day its data were taken, where the file says so.
    pub(crate) streets_date: Option<String>,
    /// The key of the walking preset.
    pub(crate) preset: String,
    /// Its name, with its speed.
    pub(crate) preset_name: String,
    /// How many metres count as a minute on level streets.
    pub(crate) metres_per_minute: f64,
    /// The version of the rules that say which streets a person may walk.
    pub(crate) rules_version: u32,
    /// The file of the population; null where nobody imported one.
    pub(crate) population: Option<String>,
    /// What was counted.
    pub(crate) counted: Counted,
}

/// What stands for the people of a town.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Counted {
    /// One place per building.
    Buildings,
    /// One place per address.
    Addresses,
    /// One place per cell of a population grid.
    Cells,
    /// One place per square of fifty metres through which a street runs: nobody counted
    /// people, and the map has no buildings.
    Land,
}

/// What there is to walk on and to, which a page asks first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReachOverview {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// The ways to count a minute, the default first.
    pub(crate) presets: Vec<PresetAnswer>,
    /// The kinds of station, in their order.
    pub(crate) kinds: Vec<KindAnswer>,
    /// The street network; null while none is in force.
    pub(crate) streets: Option<StreetsAnswer>,
    /// The population; null while none is in force.
    pub(crate) population: Option<PopulationAnswer>,
    /// The rings drawn where none are asked for.
    pub(crate) minutes: Vec<u32>,
    /// West, south, east, north of the streets.
    pub(crate) bounds: Option<[f64; 4]>,
}

/// One way to count a minute on foot.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Preset)]
pub(crate) struct PresetAnswer {
    /// Its key.
    pub(crate) key: String,
    /// Its name in Chinese.
    pub(crate) name: String,
    /// Its name in English.
    pub(crate) english: String,
    /// How many metres count as a minute.
    pub(crate) metres_per_minute: f64,
}

/// One kind of station.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Kind)]
pub(crate) struct KindAnswer {
    /// Its key.
    pub(crate) key: String,
    /// Its name in Chinese.
    pub(crate) name: String,
    /// Its name in English.
    pub(crate) english: String,
    /// How many stations are of this kind.
    pub(crate) stations: usize,
}

/// The street network in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StreetsAnswer {
    /// The file it came from.
    pub(crate) name: String,
    /// The day its data were taken.
    pub(crate) date: Option<String>,
    /// How long all walkable streets are together.
    pub(crate) length_km: f64,
    /// How many buildings the file holds.
    pub(crate) buildings: usize,
}

/// The population in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PopulationAnswer {
    /// The file it came from.
    pub(crate) name: String,
    /// How many places it holds.
    pub(crate) places: u64,
    /// How many people live in them.
    pub(crate) residents: u64,
    /// How many households.
    pub(crate) households: u64,
}

/// Rings of one place or station: GeoJSON with two members more.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RingCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// One per ring, the narrowest first; each wider one holds the narrower.
    pub(crate) features: Vec<RingFeature>,
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// How they were made.
    pub(crate) method: Method,
}

/// One ring.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RingFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// What it is.
    pub(crate) properties: RingProperties,
    /// The ground people reach in that time; a picture, from which nothing is counted.
    pub(crate) geometry: MultiPolygon,
}

/// What a ring is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RingProperties {
    /// Its time on foot.
    pub(crate) minutes: u32,
    /// Its ground.
    pub(crate) area_m2: f64,
    /// The station it belongs to; left out for any other place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) station: Option<u32>,
}

/// A walk from one place to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WalkAnswer {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// How it was made.
    pub(crate) method: Method,
    /// How long it takes.
    pub(crate) seconds: f64,
    /// How long it is, with the steps from the door to the street at both ends.
    pub(crate) metres: f64,
    /// The way.
    pub(crate) geometry: LineString,
}

/// A GeoJSON `LineString` in CGCS2000 longitude and latitude (EPSG:4490).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LineString {
    /// `LineString`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// Positions.
    pub(crate) coordinates: Vec<[f64; 2]>,
}
