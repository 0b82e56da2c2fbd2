//! Who would be won and who lost, if a station stood elsewhere?
//!
//! A planner drags a station, and the answer must come before the next frame. The
//! coverage knows how many stations reach each place; so moving one is the search
//! from its new place, the search from its old one, and a look at the places of
//! those two alone. What comes out equals a full recount.
//!
//! Reach is what counts here: a station's capacity is left aside, since one place
//! more or less in one station shifts the seats of the whole town.

use crate::coverage::{Count, Coverage, ring_ms};
use crate::demand::{Areas, Demand, Found, Legs};
use crate::{Scratch, Snap};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Counts won and lost at one ring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Nobody reached them before.
    pub gained: Count,
    /// Nobody reaches them any more.
    pub lost: Count,
}

/// What a change of one station does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect<K> {
    /// The rings in minutes, each with what changes in all.
    pub rings: Vec<(u32, Change)>,
    /// The areas in which anything changes, with the changes at the same rings;
    /// every area holds what the areas below it hold. Sorted by key.
    pub areas: Vec<(K, Vec<Change>)>,
}

/// The effect of taking a station away at `from` and placing one at `to`; either
/// may be missing, for a station that is new or closed. `from` must be one of the
/// stations that the coverage was judged by.
pub fn effect<K: Copy + Eq + Hash + Ord>(
    legs: &Legs<'_>,
    scratch: &mut Scratch,
    coverage: &Coverage,
    areas: &Areas<K>,
    from: Option<&Snap>,
    to: Option<&Snap>,
) -> Effect<K> {
    let widest = ring_ms(coverage.minutes().last().copied().unwrap_or(0));
    let mut list = |snap: Option<&Snap>| {
        let mut list = Vec::new();
        if let Some(&snap) = snap {
            legs.within(scratch, &[snap], widest, &mut list);
        }
        list
    };
    let (left, joined) = (list(from), list(to));
    difference(legs.demand(), coverage, areas, &left, &joined)
}

/// The same from the places that the station reaches at both ends of its move, each
/// once, as [`Legs::within`] lists them for the widest ring. A caller who drags one
/// station keeps the first list.
pub fn difference<K: Copy + Eq + Hash + Ord>(
    demand: &Demand,
    coverage: &Coverage,
    areas: &Areas<K>,
    left: &[Found],
    joined: &[Found],
) -> Effect<K> {
    let rings: Vec<u32> = coverage.minutes().iter().map(|&m| ring_ms(m)).collect();
    let mut total = vec![Change::default(); rings.len()];
    let mut own: FxHashMap<usize, Vec<Change>> = FxHashMap::default();
    let mut note = |place: u32, ring: usize, add: &dyn Fn(&mut Change, Count)| {
        let count = demand.count(place);
        add(&mut total[ring], count);
        if let Some(area) = areas.deepest(place) {
            let changes = own.entry(area).or_insert_with(|| vec![Change::default(); rings.len()]);
            add(&mut changes[ring], count);
        }
    };
    // Where no station reaches at all, the one that leaves did not either.
    for &Found { place, ms, .. } in joined {
        for (ring, &limit) in rings.iter().enumerate() {
            if ms <= limit && coverage.stations_within(place, ring) == 0 {
                note(place, ring, &|change, count| change.gained += count);
            }
        }
    }
    for (ring, &limit) in rings.iter().enumerate() {
        let stays = Places::of(demand.len(), joined, limit);
        for &Found { place, ms, .. } in left {
            let alone = ms <= limit && coverage.stations_within(place, ring) == 1;
            if alone && !stays.hold(place) {
                note(place, ring, &|change, count| change.lost += count);
            }
        }
    }
    let mut sums: FxHashMap<usize, Vec<Change>> = FxHashMap::default();
    for (area, changes) in own {
        for at in areas.path_from(area) {
            let sum = sums.entry(at).or_insert_with(|| vec![Change::default(); rings.len()]);
            for (sum, change) in sum.iter_mut().zip(&changes) {
                sum.gained += change.gained;
                sum.lost += change.lost;
            }
        }
    }
    let mut by_key: Vec<(K, Vec<Change>)> =
        sums.into_iter().map(|(at, changes)| (areas.keys()[at], changes)).collect();
    by_key.sort_unstable_by_key(|(key, _)| *key);
    Effect { rings: coverage.minutes().iter().copied().zip(total).collect(), areas: by_key }
}

/// A set of places, a bit each.
struct Places(Vec<u64>);

impl Places {
    /// The places found within a limit.
    fn of(all: usize, found: &[Found], limit_ms: u32) -> Places {
        let mut bits = vec![0; all.div_ceil(64)];
        for &Found { place, .. } in found.iter().filter(|found| found.ms <= limit_ms) {
            bits[place as usize / 64] |= 1u64 << (place % 64);
        }
        Places(bits)
    }

    fn hold(&self, place: u32) -> bool {
        self.0[place as usize / 64] >> (place % 64) & 1 == 1
    }
}
