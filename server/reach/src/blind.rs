//! Where are the people whom no station reaches, and why?
//!
//! A blind spot is a group of places that no station within the ring reaches and
//! that lie together: each within [`JOINED_M`] of another, in a straight line, or
//! within a cell and a half where the places are cells of a lattice. Where anybody
//! lives at all, only places where somebody does make blind spots.
//!
//! Blind spots are numbered from 1: those with most people first (most places where
//! nobody lives), and of equals the one whose place comes first, from the west.
//!
//! The reason is found for every place, and the one that most people of the blind
//! spot share is given. In this order:
//!
//! 1. **Not connected**: the place is on no street of the network.
//! 2. **Barrier**: the nearest station is, in a straight line, as near as the walk of
//!    the ring is long, and that line crosses water, rail or a motorway; or it is within
//!    a quarter of that, and the line crosses a wall.
//! 3. **Mapping fault**: it is even within a quarter of that, no barrier between, so
//!    the walk, which is longer than the ring, is more than four times as long as the
//!    line. As a rule a footway is missing from the map.
//! 4. **No station**: none of these; there is none near enough.

mod cluster;
mod reason;

pub use cluster::{JOINED_M, clusters};
pub use reason::Reason;

use crate::coverage::{Count, Coverage, LOOK_MINUTES, State, StationAt};
use crate::demand::{Areas, Demand, LINK_M};
use crate::{Direction, Scratch, Walk};
use domain::PlaceSort;
use domain::topo::{Point, plane};
use std::cmp::Reverse;
use std::hash::Hash;

/// A blind spot.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot<K> {
    /// From 1.
    pub number: u32,
    /// The place nearest to its middle.
    pub at: Point,
    /// Who is there.
    pub count: Count,
    /// Its places.
    pub places: Vec<u32>,
    /// Why nobody reaches them.
    pub reason: Reason,
    /// The deepest areas it lies in, those with most people first.
    pub areas: Vec<K>,
    /// The nearest station on foot from [`Spot::at`], or in a straight line where
    /// none is reached in an hour. `None` where there is no station at all.
    pub nearest: Option<Nearest>,
}

/// A station and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Its position in the list of stations.
    pub station: usize,
    /// Milliseconds on foot; `None` beyond [`LOOK_MINUTES`].
    pub ms: Option<u32>,
    /// Metres in a straight line.
    pub straight_m: f64,
}

/// The blind spots at a ring (its position among [`Coverage::minutes`]).
pub fn spots<K: Copy + Eq + Hash + Ord>(
    walk: &Walk,
    demand: &Demand,
    (coverage, ring): (&Coverage, usize),
    stations: &[StationAt],
    areas: &Areas<K>,
) -> Vec<Spot<K>> {
    let uncovered: Vec<u32> = (0u32..)
        .take(demand.len())
        .filter(|&place| coverage.state(place, ring) == State::NotCovered)
        .filter(|&place| demand.weight(place) > 0)
        .collect();
    let points: Vec<Point> = uncovered.iter().map(|&p| demand.points()[p as usize]).collect();
    let joined_m = match demand.sort() {
        PlaceSort::Cell => JOINED_M.max(1.5 * cluster::spacing_m(demand.points())),
        PlaceSort::Building | PlaceSort::Address => JOINED_M,
    };
    let places: Vec<Point> = stations.iter().map(|station| station.at).collect();
    let reasons = reason::Reasons::new(walk.network(), &places, coverage.ring_m(ring));
    let mut spots: Vec<Spot<K>> = clusters(&points, joined_m)
        .into_iter()
        .map(|group| {
            let places: Vec<u32> = group.into_iter().map(|at| uncovered[at as usize]).collect();
            Spot {
                number: 0,
                at: middle(&places, demand.points(), |place| demand.weight(place)),
                count: places.iter().map(|&place| demand.count(place)).sum(),
                reason: reasons.of(demand, &places),
                areas: areas_of(&places, areas, |place| demand.weight(place)),
                places,
                nearest: None,
            }
        })
        .collect();
    spots.sort_unstable_by_key(|spot| {
        (Reverse(spot.count.people), Reverse(spot.count.buildings), spot.at)
    });
    let mut scratch = Scratch::new();
    for (number, spot) in (1..).zip(&mut spots) {
        spot.number = number;
        spot.nearest = nearest(walk, &mut scratch, spot.at, stations);
    }
    spots
}

/// The station nearest to a point on foot, or in a straight line where none is
/// reached within [`LOOK_MINUTES`]; of equals the first.
pub fn nearest(
    walk: &Walk,
    scratch: &mut Scratch,
    at: Point,
    stations: &[StationAt],
) -> Option<Nearest> {
    let straight_m = |station: usize| plane::metres_between(at, stations[station].at);
    let snap = walk.snap(at, LINK_M);
    let on_foot = snap.and_then(|snap| {
        let reached = walk.search(scratch, &[snap], Direction::FromPlace, LOOK_MINUTES * 60_000);
        let times = stations
            .iter()
            .enumerate()
            .filter_map(|(index, station)| Some((reached.time_at(&station.snap?)?, index)));
        times.min()
    });
    if let Some((ms, station)) = on_foot {
        return Some(Nearest { station, ms: Some(ms), straight_m: straight_m(station) });
    }
    let nearer = |a: &usize, b: &usize| straight_m(*a).total_cmp(&straight_m(*b)).then(a.cmp(b));
    let station = (0..stations.len()).min_by(nearer)?;
    Some(Nearest { station, ms: None, straight_m: straight_m(station) })
}

/// The place nearest to the middle of the people.
fn middle(places: &[u32], points: &[Point], weight: impl Fn(u32) -> u32) -> Point {
    let (mut east, mut north, mut all) = (0i128, 0i128, 0i128);
    for &place in places {
        let (point, weight) = (points[place as usize], i128::from(weight(place).max(1)));
        east += i128::from(point.x) * weight;
        north += i128::from(point.y) * weight;
        all += weight;
    }
    let mean = |sum: i128| i32::try_from(sum.div_euclid(all.max(1))).unwrap_or(0);
    let mean = Point::new(mean(east), mean(north));
    let away = |point: &Point| plane::metres_between(*point, mean);
    let nearer = |a: &Point, b: &Point| away(a).total_cmp(&away(b)).then(a.cmp(b));
    places.iter().map(|&place| points[place as usize]).min_by(nearer).unwrap_or(mean)
}

/// The areas of some places, those with most weight first.
fn areas_of<K: Copy + Eq + Hash + Ord>(
    places: &[u32],
    areas: &Areas<K>,
    weight: impl Fn(u32) -> u32,
) -> Vec<K> {
    let mut weights = std::collections::BTreeMap::new();
    for &place in places {
        if let Some(area) = areas.of(place) {
            *weights.entry(area).or_insert(0u64) += u64::from(weight(place));
        }
    }
    let mut sorted: Vec<(K, u64)> = weights.into_iter().collect();
    sorted.sort_by_key(|(key, weight)| (Reverse(*weight), *key));
    sorted.into_iter().map(|(key, _)| key).collect()
}
