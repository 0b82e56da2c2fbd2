//! Coverage and blind spots, as the API tells of them.

use super::{Method, StationRef};
use crate::actions::areas::AreaRef;
use serde::Serialize;
use utoipa::ToSchema;

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
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
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
    /// The Release that answers; the number it would get, where a plan answers.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
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
    /// Whether people and households are told in tens, as the public hears them.
    pub(crate) rounded: bool,
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
    /// One is near, but water, rail or a motorway lies between, or very near behind a wall.
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
