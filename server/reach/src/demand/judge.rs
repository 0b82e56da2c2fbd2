//! When is each place reached?

use super::Demand;
use crate::search::Source;
use crate::{Direction, Reached, Scratch, Snap, Walk};

/// Times of places are kept in tenths of a second, rounded up: a place is within a
/// ring of whole tenths by this time exactly if it is by milliseconds.
pub const TENTH_MS: u32 = 100;

/// The time of a place that is not reached.
pub const UNREACHED: u16 = u16::MAX;

/// Milliseconds as the tenths in which times of places are kept. Above an hour and
/// 49 minutes it is [`UNREACHED`].
pub fn tenths_of(ms: u32) -> u16 {
    u16::try_from(ms.div_ceil(TENTH_MS)).unwrap_or(UNREACHED)
}

/// A place that a search reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The place.
    pub place: u32,
    /// The station of those asked for that is nearest, by position; of equals the first.
    pub station: u32,
    /// Milliseconds, both access legs paid.
    pub ms: u32,
}

/// The walk of every place along its edge and to its street, for one way of walking.
/// Made once; every search after that is additions.
#[derive(Debug, Clone)]
pub struct Legs<'a> {
    walk: &'a Walk,
    demand: &'a Demand,
    each: Vec<Leg>,
}

#[derive(Debug, Clone, Copy)]
struct Leg {
    /// Milliseconds from the beginning of the edge.
    part_ms: u32,
    /// Milliseconds from the street to the place.
    access_ms: u32,
}

impl<'a> Legs<'a> {
    /// The legs of all places.
    pub fn new(walk: &'a Walk, demand: &'a Demand) -> Legs<'a> {
        let leg = |snap: &Snap| Leg {
            part_ms: walk.part_ms(snap.edge, snap.along_m),
            access_ms: walk.access_ms(snap),
        };
        Legs { walk, demand, each: demand.snaps.iter().map(leg).collect() }
    }

    /// The places.
    pub fn demand(&self) -> &'a Demand {
        self.demand
    }

    /// The way of walking.
    pub fn walk(&self) -> &'a Walk {
        self.walk
    }

    /// Lists the places from which one of the stations is reached within the limit,
    /// each once, in no order that means anything.
    pub fn within(
        &self,
        scratch: &mut Scratch,
        stations: &[Snap],
        limit_ms: u32,
        list: &mut Vec<Found>,
    ) {
        list.clear();
        if stations.is_empty() {
            return;
        }
        let reached = self.walk.search(scratch, stations, Direction::ToStation, limit_ms);
        // An edge has all its places judged at once, by the very sums of
        // `Reached::time_at`.
        reached.each_edge(|edge, sources| self.on_edge(&reached, edge, sources, list));
    }

    fn on_edge(&self, reached: &Reached<'_>, edge: u32, sources: &[Source], list: &mut Vec<Found>) {
        let places = self.demand.on_edge(edge);
        let Some(whole) = self.walk.edge_ms(edge).filter(|_| !places.is_empty()) else { return };
        let [along, against] = self.walk.ways(edge, reached.direction());
        let ends = self.walk.network().edge(edge);
        let from = |open: bool, vertex: u32| {
            open.then(|| reached.arrival(edge, vertex)).flatten().unwrap_or((u32::MAX, u32::MAX))
        };
        let (first, last) = (from(along, ends.a), from(against, ends.b));
        for place in places {
            let leg = self.each[place as usize];
            let mut best = (first.0.saturating_add(leg.part_ms), first.1)
                .min((last.0.saturating_add(whole - leg.part_ms), last.1));
            for source in sources {
                let open = if source.part_ms <= leg.part_ms { along } else { against };
                if open || source.part_ms == leg.part_ms {
                    let ms = source.access_ms + source.part_ms.abs_diff(leg.part_ms);
                    best = best.min((ms, source.number));
                }
            }
            let ms = best.0.saturating_add(leg.access_ms);
            if ms <= reached.limit_ms() {
                list.push(Found { place, station: best.1, ms });
            }
        }
    }
}
