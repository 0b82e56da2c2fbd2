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
        let mut sums = Sums::new(areas.len(), WHOLE + RING * self.minutes.len());
        for place in (0u32..).take(demand.len()) {
            let (count, area) = (demand.count(place), areas.deepest(place));
            let mut add = |column: usize| sums.add(area, column, count);
            add(0);
            let times = self.within.last().map_or(0, |within| within[place as usize]);
            add(1 + usize::from(times.min(3)));
            for ring in 0..self.minutes.len() {
                let first = WHOLE + RING * ring;
                match self.state(place, ring) {
                    State::Covered => add(first),
                    State::OverCapacity => add(first + 1),
                    State::NotCovered => {}
                }
                if self.is_straight_within(place, ring) {
                    add(first + 2);
                }
            }
        }
        let by_weight = |place| u64::from(demand.weight(place));
        let (whole, each) = medians(areas, &self.nearest, by_weight);
        let rows = sums.rolled_up(areas);
        let areas = areas.keys().iter().copied().zip(rows.areas.chunks(sums.width)).zip(each);
        Rows {
            total: self.row(&rows.total, whole),
            areas: areas.map(|((key, sums), median)| (key, self.row(sums, median))).collect(),
        }
    }

    fn row(&self, sums: &[Count], median_tenths: Option<u16>) -> Row {
        let all = sums[0];
        let rings = self.minutes.iter().zip(sums[WHOLE..].chunks(RING)).map(|(&minutes, sums)| {
            let [covered, over_capacity, straight] = [sums[0], sums[1], sums[2]];
            let not_covered = all - covered - over_capacity;
            RingRow { minutes, covered, over_capacity, not_covered, straight }
        });
        Row {
            all,
            rings: rings.collect(),
            served_by: [sums[1], sums[2], sums[3], sums[4]],
            median_tenths,
        }
    }
}

/// Columns of a row before its rings: all, and by how many stations served.
const WHOLE: usize = 5;
/// Columns of a ring: covered, over capacity, straight.
const RING: usize = 3;

/// Counts in columns: of the whole, and of each area.
struct Sums {
    width: usize,
    total: Vec<Count>,
    areas: Vec<Count>,
}

impl Sums {
    fn new(areas: usize, width: usize) -> Sums {
        let none = Count::default();
        Sums { width, total: vec![none; width], areas: vec![none; width * areas] }
    }

    fn add(&mut self, area: Option<usize>, column: usize, count: Count) {
        self.total[column] += count;
        if let Some(area) = area {
            self.areas[area * self.width + column] += count;
        }
    }

    /// The same with every area holding what lies below it.
    fn rolled_up<K: Copy + Eq + Hash + Ord>(&self, areas: &Areas<K>) -> Sums {
        let mut sums = self.areas.clone();
        for (at, own) in self.areas.chunks(self.width).enumerate() {
            for up in areas.path_from(at).skip(1) {
                let above = &mut sums[up * self.width..(up + 1) * self.width];
                above.iter_mut().zip(own).for_each(|(sum, count)| *sum += *count);
            }
        }
        Sums { width: self.width, total: self.total.clone(), areas: sums }
    }
}
