//! Stations, as the API tells of them.

use crate::actions::areas::AreaRef;
use serde::Serialize;
use utoipa::ToSchema;

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
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// In the order of kinds, then codes.
    pub(crate) stations: Vec<StationAnswer>,
    /// Ask with it for the next page; null on the last.
    pub(crate) next_cursor: Option<String>,
    /// How many there are in all.
    pub(crate) total: usize,
}

/// One station.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StationDetail {
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
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
    /// The circles that hold the place, the nearest station first; of more than 20 the
    /// nearest 20.
    pub(crate) circles: Vec<CircleHere>,
    /// How many circles hold it.
    pub(crate) circles_total: usize,
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
