//! What is answered about walking: the words of the API, and nothing else.

use crate::actions::areas::{AreaRef, MultiPolygon};
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
    /// No place at all: only land is judged.
    Land,
}

/// What there is to walk on and to, which a page asks first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReachOverview {
    /// The Release that answers.
    pub(crate) release: i64,
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
    /// The Release that answers.
    pub(crate) release: i64,
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
    /// The Release that answers.
    pub(crate) release: i64,
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

/// A station in passing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct StationRef {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The key of its kind.
    pub(crate) kind: String,
    /// Longitude.
    pub(crate) lon: f64,
    /// Latitude.
    pub(crate) lat: f64,
    /// Whether it is open at the moment; null where its hours are not known.
    pub(crate) open: Option<bool>,
}

/// A station with everything the public may know.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Station)]
pub(crate) struct StationAnswer {
    /// Its stable id.
    pub(crate) id: u32,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The key of its kind.
    pub(crate) kind: String,
    /// Longitude.
    pub(crate) lon: f64,
    /// Latitude.
    pub(crate) lat: f64,
    /// The Area that runs it.
    pub(crate) owner: Option<AreaRef>,
    /// The deepest Area it lies in.
    pub(crate) area: Option<AreaRef>,
    /// Its hours, as OpenStreetMap writes them.
    pub(crate) hours: Option<String>,
    /// Whether it is open at the moment asked about; null where that is not known.
    pub(crate) open: Option<bool>,
    /// What people come for.
    pub(crate) services: Vec<String>,
    /// How many people it can serve.
    pub(crate) capacity: Option<u32>,
    /// What else the public may know: phone, address.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub(crate) attributes: domain::Attributes,
}

/// A page of stations.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StationPage {
    /// The Release that answers.
    pub(crate) release: i64,
    /// In the order of kinds, then codes.
    pub(crate) stations: Vec<StationAnswer>,
    /// Ask with it for the next page; null on the last.
    pub(crate) next: Option<String>,
    /// How many there are in all.
    pub(crate) total: usize,
}

/// One station.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StationDetail {
    /// The Release that answers.
    pub(crate) release: i64,
    /// The station.
    pub(crate) station: StationAnswer,
}

/// The stations of a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct StationsHere {
    /// The nearest that is open, or whose hours are not known; null where none is within
    /// reach.
    pub(crate) nearest: Option<Nearest>,
    /// The nearest of those run by, or lying in, an Area that answers for the place; null
    /// where there is none within reach.
    pub(crate) own: Option<Nearest>,
    /// The circles that hold the place, the nearest station first.
    pub(crate) circles: Vec<CircleHere>,
}

/// A station and the walk to it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Nearest {
    /// The station.
    pub(crate) station: StationRef,
    /// Minutes on foot.
    pub(crate) minutes: f64,
    /// So many metres of level street take as long.
    pub(crate) metres: f64,
}

/// A circle that holds a place.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CircleHere {
    /// The station.
    pub(crate) station: StationRef,
    /// The narrowest ring that holds the place.
    pub(crate) minutes: u32,
    /// Minutes on foot.
    pub(crate) on_foot: f64,
}

/// How many; null where a public answer hides fewer than ten people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CountAnswer {
    /// People.
    pub(crate) people: Option<i64>,
    /// Households.
    pub(crate) households: Option<i64>,
    /// Buildings, or whatever the population counts.
    pub(crate) buildings: Option<i64>,
}

/// Coverage of an Area, or of everything.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CoverageRow {
    /// The Area; left out for the total.
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub(crate) area: Option<AreaRef>,
    /// People in it; null where hidden.
    pub(crate) people: Option<i64>,
    /// Households in it; null where hidden.
    pub(crate) households: Option<i64>,
    /// Buildings in it; null where hidden.
    pub(crate) buildings: Option<i64>,
    /// Half of the people have at most so long a walk; null where half of them have none.
    pub(crate) median_minutes: Option<f64>,
    /// By ring, the narrowest first.
    pub(crate) rings: Vec<CoverageRing>,
    /// People who have 0, 1, 2, and 3 or more stations within the widest ring.
    pub(crate) served_by: Option<[i64; 4]>,
    /// Whether something is null to protect fewer than ten people.
    pub(crate) hidden: bool,
}

/// Coverage within one ring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CoverageRing {
    /// Its time on foot.
    pub(crate) minutes: u32,
    /// Within reach of a station that has room.
    pub(crate) covered: CountAnswer,
    /// Within reach, but of stations that are full.
    pub(crate) over_capacity: CountAnswer,
    /// Not within reach.
    pub(crate) not_covered: CountAnswer,
    /// What a straight line would claim to be covered.
    pub(crate) straight: CountAnswer,
    /// The part of the land within reach, 0 to 1; null where no land was judged.
    pub(crate) land_share: Option<f64>,
}

/// Coverage by Area.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CoverageAnswer {
    /// The Release that answers.
    pub(crate) release: i64,
    /// How it was made.
    pub(crate) method: Method,
    /// The Level of the rows; null where only the total was asked for.
    pub(crate) level: Option<String>,
    /// The kind of station; null for all kinds together.
    pub(crate) kind: Option<String>,
    /// The rings.
    pub(crate) minutes: Vec<u32>,
    /// Everything together.
    pub(crate) total: CoverageRow,
    /// By Area, in the order of codes.
    pub(crate) areas: Vec<CoverageRow>,
}

/// Where people have no station within reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct BlindSpotList {
    /// The Release that answers.
    pub(crate) release: i64,
    /// How they were found.
    pub(crate) method: Method,
    /// The kind of station; null for all kinds together.
    pub(crate) kind: Option<String>,
    /// Farther on foot than this.
    pub(crate) minutes: u32,
    /// By their number: most people first.
    pub(crate) blindspots: Vec<BlindSpotAnswer>,
}

/// One blind spot (盲区).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = BlindSpot)]
pub(crate) struct BlindSpotAnswer {
    /// Its number on the map.
    pub(crate) number: usize,
    /// A place in it: longitude, latitude.
    pub(crate) at: [f64; 2],
    /// People in it; null where hidden.
    pub(crate) people: Option<i64>,
    /// Households in it; null where hidden.
    pub(crate) households: Option<i64>,
    /// Buildings in it.
    pub(crate) buildings: i64,
    /// Why nobody reaches a station from there.
    pub(crate) reason: BlindReason,
    /// The deepest Areas it touches.
    pub(crate) areas: Vec<AreaRef>,
    /// The nearest station on foot, or where nothing can be walked, by straight line.
    pub(crate) nearest: Option<NearestOutside>,
}

/// Why nobody reaches a station from a blind spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BlindReason {
    /// None is near.
    NoStation,
    /// One is near, but water, rail or a motorway lies between.
    Barrier,
    /// Its streets are not joined to the others.
    NotConnected,
    /// One is very near and nothing lies between: a street is likely missing on the map.
    MappingFault,
}

/// The nearest station of a blind spot.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct NearestOutside {
    /// The station.
    pub(crate) station: StationRef,
    /// Minutes on foot; null where no walk leads there within an hour.
    pub(crate) minutes: Option<f64>,
    /// Metres by straight line.
    pub(crate) straight_m: f64,
}

/// What a station here would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = WhatIf)]
pub(crate) struct WhatIfAnswer {
    /// The Release it is compared with.
    pub(crate) release: i64,
    /// How it was made.
    pub(crate) method: Method,
    /// The circles of the station where it would be.
    pub(crate) rings: RingCollection,
    /// People gained and lost, by ring.
    pub(crate) effect: Vec<EffectRing>,
    /// The Areas in which anything changes, the greatest change first.
    pub(crate) areas: Vec<EffectArea>,
    /// How long the server worked on it, in milliseconds.
    pub(crate) took_ms: f64,
}

/// What changes within one ring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct EffectRing {
    /// Its time on foot.
    pub(crate) minutes: u32,
    /// Not covered now, but then.
    pub(crate) gained: CountAnswer,
    /// Covered now, but not then.
    pub(crate) lost: CountAnswer,
}

/// What changes in one Area within one ring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct EffectArea {
    /// The Area.
    #[serde(flatten)]
    pub(crate) area: AreaRef,
    /// The ring.
    pub(crate) minutes: u32,
    /// People not covered now, but then.
    pub(crate) gained: i64,
    /// People covered now, but not then.
    pub(crate) lost: i64,
    /// The part of its people covered now, 0 to 1.
    pub(crate) before: f64,
    /// The part of its people covered then.
    pub(crate) after: f64,
}

/// Where the next stations should go.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Siting)]
pub(crate) struct SitingAnswer {
    /// The Release it stands on.
    pub(crate) release: i64,
    /// How it was made.
    pub(crate) method: Method,
    /// The ring that counts as covered.
    pub(crate) minutes: u32,
    /// People covered by the stations there are.
    pub(crate) before: Share,
    /// People covered with all proposals.
    pub(crate) after: Share,
    /// No choice of as many sites can cover more than this.
    pub(crate) bound: Share,
    /// The sites, the one that covers most people first.
    pub(crate) proposals: Vec<Proposal>,
    /// How many places were looked at.
    pub(crate) candidates: usize,
    /// How long the server worked on it, in milliseconds.
    pub(crate) took_ms: f64,
}

/// So many people, and which part of all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct Share {
    /// People.
    pub(crate) people: i64,
    /// The part of all, 0 to 1.
    pub(crate) share: f64,
}

/// One proposed site.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Proposal {
    /// 1 is the first to build.
    pub(crate) rank: usize,
    /// Longitude.
    pub(crate) lon: f64,
    /// Latitude.
    pub(crate) lat: f64,
    /// People that it covers and no station or earlier proposal does.
    pub(crate) people: i64,
    /// Households, likewise.
    pub(crate) households: i64,
    /// The part of all people covered with this one and all before it, 0 to 1.
    pub(crate) cumulative_share: f64,
    /// The deepest Area it lies in.
    pub(crate) area: Option<AreaRef>,
}
