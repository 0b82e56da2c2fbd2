//! Why does no station reach a place?

use crate::Network;
use crate::coverage::straight::Stations;
use crate::demand::Demand;
use domain::topo::Point;

/// Why no station reaches a place; the rules stand in the [module](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The place is on no street of the network.
    NotConnected,
    /// A station is near, but a barrier lies between.
    Barrier,
    /// A station is very near, nothing lies between, and yet the walk is long.
    MappingFault,
    /// No station is near enough.
    NoStation,
}

impl Reason {
    /// What programs call it.
    pub const fn key(self) -> &'static str {
        match self {
            Reason::NotConnected => "not_connected",
            Reason::Barrier => "barrier",
            Reason::MappingFault => "mapping_fault",
            Reason::NoStation => "no_station",
        }
    }
}

/// The walk is more than so many times as long as the line where the map is suspected.
const DETOUR: f64 = 4.0;

/// Finds reasons.
#[derive(Debug)]
pub(super) struct Reasons<'a> {
    network: &'a Network,
    places: &'a [Point],
    stations: Stations<'a>,
    ring_m: f64,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(network: &'a Network, places: &'a [Point], ring_m: f64) -> Self {
        Reasons { network, places, stations: Stations::of(places, ring_m), ring_m }
    }

    /// The reason most people of some places share; of equals the one whose rule
    /// comes first.
    pub(super) fn of(&self, demand: &Demand, places: &[u32]) -> Reason {
        let all = [Reason::NoStation, Reason::MappingFault, Reason::Barrier, Reason::NotConnected];
        let mut weights = [0u64; 4];
        for &place in places {
            let reason = self.of_place(demand, place);
            let at = all.iter().position(|each| *each == reason).unwrap_or(0);
            weights[at] += u64::from(demand.weight(place));
        }
        let most = all.iter().zip(weights).max_by_key(|(_, weight)| *weight);
        most.map_or(Reason::NoStation, |(reason, _)| *reason)
    }

    fn of_place(&self, demand: &Demand, place: u32) -> Reason {
        if demand.snap(place).is_none() {
            return Reason::NotConnected;
        }
        let at = demand.points()[place as usize];
        let Some((station, metres)) = self.stations.nearest(at) else {
            return Reason::NoStation;
        };
        let (barriers, door) = (self.network.barriers(), self.places[station as usize]);
        let is_close = metres * DETOUR < self.ring_m;
        // Some garden wall stands on nearly every line; it is a reason where it alone
        // can be one.
        if barriers.crosses_hard(at, door) || is_close && barriers.crosses(at, door) {
            Reason::Barrier
        } else if is_close {
            Reason::MappingFault
        } else {
            Reason::NoStation
        }
    }
}
