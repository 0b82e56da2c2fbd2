//! The table: one row for the whole and one for each area.

use super::median::medians;
use super::{Count, Coverage, State};
use crate::demand::{Areas, Demand};
use std::hash::Hash;

/// One ring of a row. Covered, over capacity and not covered are the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingRow {
    /// The ring.
    pub minutes: u32,
    /// Reached, and with room.
    pub covered: Count,
    /// Reached, but no station within the ring has room left.
    pub over_capacity: Count,
    /// Not reached.
    pub not_covered: Count,
    /// A station is near enough in a straight line.
    pub straight: Count,
}

/// What is counted of an area, or of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// All places.
    pub all: Count,
    /// One for each ring, the narrowest first.
    pub rings: Vec<RingRow>,
    /// Places with none, one, two, and three or more stations in the widest ring.
    pub served_by: [Count; 4],
    /// The median walk to the nearest station in tenths of a second: by people, by
    /// places where nobody lives. `None` if half of them walk more than
    /// [`super::LOOK_MINUTES`] or cannot walk there.
    pub median_tenths: Option<u16>,
}

/// The rows of a coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<K, R = Row> {
    /// Every place, those in no area included.
    pub total: R,
    /// A row for each area of every level, in the order of [`Areas::keys`].
    pub areas: Vec<(K, R)>,
}

impl<K: Copy + Eq, R> Rows<K, R> {
    /// The row of an area; `None` for one that holds no place.
    pub fn of(&self, area: K) -> Option<&R> {
        self.areas.iter().find(|(key, _)| *key == area).map(|(_, row)| row)
    }
}

impl Coverage {
    /// Counts the places by area. Every area holds what the areas below it hold.
    pub fn rows<K: Copy + Eq + Hash + Ord>(&self, demand: &Demand, areas: &Areas<K>) -> Rows<K> {
        let sums = |which: &dyn Fn(u32) -> bool| Sums::of(demand, areas, which);
        let all = sums(&|_| true);
        let widest = self.minutes.len().checked_sub(1);
        let served = [0u16, 1, 2, 3].map(|times| {
            sums(&|place| {
                let found = widest.map_or(0, |ring| self.stations_within(place, ring));
                found.min(3) == times
            })
        });
        let rings: Vec<[Sums; 3]> = (0..self.minutes.len())
            .map(|ring| {
                [
                    sums(&|place| self.state(place, ring) == State::Covered),
                    sums(&|place| self.state(place, ring) == State::OverCapacity),
                    sums(&|place| self.is_straight_within(place, ring)),
                ]
            })
            .collect();
        let by_weight = |place| u64::from(demand.weight(place));
        let (whole, each) = medians(areas, &self.nearest, by_weight);
        let row = |at: Option<usize>, median_tenths| Row {
            all: all.at(at),
            rings: self
                .minutes
                .iter()
                .zip(&rings)
                .map(|(&minutes, sums)| {
                    let [covered, over_capacity, straight] =
                        [0, 1, 2].map(|which| sums[which].at(at));
                    let not_covered = all.at(at) - covered - over_capacity;
                    RingRow { minutes, covered, over_capacity, not_covered, straight }
                })
                .collect(),
            served_by: [0, 1, 2, 3].map(|times| served[times].at(at)),
            median_tenths,
        };
        let areas = areas.keys().iter().zip(each).enumerate();
        Rows {
            total: row(None, whole),
            areas: areas.map(|(at, (&key, median))| (key, row(Some(at), median))).collect(),
        }
    }
}

/// Counts of some places: of all areas, and of the whole.
struct Sums {
    total: Count,
    areas: Vec<Count>,
}

impl Sums {
    fn of<K: Copy + Eq + Hash + Ord>(
        demand: &Demand,
        areas: &Areas<K>,
        which: &dyn Fn(u32) -> bool,
    ) -> Sums {
        let mut total = Count::default();
        let mut own = vec![Count::default(); areas.len()];
        for place in (0u32..).take(demand.len()).filter(|place| which(*place)) {
            let count = demand.count(place);
            total += count;
            if let Some(area) = areas.deepest(place) {
                own[area] += count;
            }
        }
        Sums { total, areas: areas.roll_up(&own, |sum, count| *sum += count) }
    }

    fn at(&self, area: Option<usize>) -> Count {
        area.map_or(self.total, |at| self.areas[at])
    }
}
