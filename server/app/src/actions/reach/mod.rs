//! How far on foot: circles, walks, coverage, blind spots and sites.
//!
//! Every figure comes from the walk of each place to a station, never from a polygon,
//! and every answer says how it was made ([`Method`]).

mod answers;
mod asked;
mod base_map;
mod cover;
pub(crate) mod datum;
mod here;
mod rings;
mod site;
mod table;
mod themes;

pub(crate) use answers::*;
pub(crate) use asked::{AskError, Asked, Audience, PUBLIC_RINGS, RINGS, Refused, checked_minutes};
pub(crate) use cover::{blind_spots, coverage};
pub(crate) use here::stations_here;
pub(crate) use rings::{Joined, circles, joined, overview, rings_of_place, rings_of_station, walk};
pub(crate) use site::{From, Moved, PerCommunity, QUOTA, SiteWish, read_places, site, what_if};
pub(crate) use table::coverage_table;
pub(crate) use themes::{Set, themes};

use crate::state::Snapshot;
use crate::walks::Walks;
use domain::topo::Point;
use reach::Snap;
use reach::demand::LINK_M;

/// The walks of a Release, if it has streets.
fn walks(snapshot: &Snapshot) -> Result<&Walks, Refused> {
    snapshot.walks().ok_or(Refused::NoStreets)
}

/// Whether the Release has any station that is asked about.
pub(crate) fn has_stations(snapshot: &Snapshot, asked: &Asked) -> Result<(), Refused> {
    let found = snapshot.atlas.stations().iter().any(|station| asked.covers(station));
    found.then_some(()).ok_or_else(|| Refused::NoStations(asked.kind.clone()))
}

/// Whether a kind is one there may be, with stations or without.
fn is_kind(snapshot: &Snapshot, asked: &Asked) -> Result<(), Refused> {
    match &asked.kind {
        Some(kind) if snapshot.atlas.kind(kind).is_none() => Err(Refused::NoKind(kind.clone())),
        _ => Ok(()),
    }
}

/// A place joined to the streets.
fn joined_to(walks: &Walks, at: Point) -> Result<Snap, Refused> {
    let off = Refused::OffNetwork { lon: at.lon(), lat: at.lat(), most_m: LINK_M };
    walks.ground.network.snap(at, LINK_M).ok_or(off)
}

/// Minutes to a tenth.
fn minutes(ms: u32) -> f64 {
    (f64::from(ms) / 6_000.0).round() / 10.0
}

/// Metres to a decimetre.
fn metres(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
