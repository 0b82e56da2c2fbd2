//! What-if and sites, as the API tells of them.

use super::{CountAnswer, Method, RingCollection};
use crate::actions::areas::AreaRef;
use serde::Serialize;
use utoipa::ToSchema;

/// What a station here would change.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = WhatIf)]
pub(crate) struct WhatIfAnswer {
    /// The Release it is compared with; the number it would get, where that is a plan.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
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
    /// Whether no better choice among them exists.
    pub(crate) exact: bool,
    /// Whether the search ended by itself; otherwise more time may find a better choice.
    pub(crate) finished: bool,
    /// Given places that are on no street, as longitude and latitude; none can be a site.
    pub(crate) off_network: Vec<[f64; 2]>,
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
