//! In which areas does each place lie?

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// No area.
const NONE: u32 = u32::MAX;

/// The areas of all places of a demand, the deepest of each and those above it.
///
/// Made once for a demand and a release; every count by area goes through it. The
/// key is the caller's: an area id as a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Areas<K> {
    keys: Vec<K>,
    /// The area above each, by index.
    above: Vec<u32>,
    /// The deepest area of each place, by index.
    of: Vec<u32>,
}

impl<K: Copy + Eq + Hash + Ord> Areas<K> {
    /// Asks for the deepest area of each place, in the order of the demand, and
    /// once for the area above each area. What has no area counts to the whole alone.
    pub fn new(
        deepest: impl IntoIterator<Item = Option<K>>,
        above: impl Fn(K) -> Option<K>,
    ) -> Areas<K> {
        let mut areas = Areas { keys: Vec::new(), above: Vec::new(), of: Vec::new() };
        let mut known: FxHashMap<K, u32> = FxHashMap::default();
        for key in deepest {
            let index = key.map_or(NONE, |key| areas.index_of(key, &mut known));
            areas.of.push(index);
        }
        // Areas above join the list while it is walked, until the top is reached.
        let mut at = 0;
        while at < areas.keys.len() {
            let up = above(areas.keys[at]).map_or(NONE, |key| areas.index_of(key, &mut known));
            areas.above[at] = up;
            at += 1;
        }
        areas
    }

    /// Places that lie in no area at all.
    pub fn nowhere(places: usize) -> Areas<K> {
        Areas { keys: Vec::new(), above: Vec::new(), of: vec![NONE; places] }
    }

    /// Every area that holds a place, itself or through one below it.
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// The deepest area of a place.
    pub fn of(&self, place: u32) -> Option<K> {
        self.keys.get(self.of[place as usize] as usize).copied()
    }

    /// The area above another.
    pub fn above(&self, area: K) -> Option<K> {
        let at = self.keys.iter().position(|key| *key == area)?;
        self.keys.get(self.above[at] as usize).copied()
    }

    /// The indices of the areas of a place, the deepest first.
    pub(crate) fn path(&self, place: u32) -> impl Iterator<Item = usize> + '_ {
        self.path_from(self.of[place as usize] as usize)
    }

    /// The index of the deepest area of a place.
    pub(crate) fn deepest(&self, place: u32) -> Option<usize> {
        let at = self.of[place as usize];
        (at != NONE).then_some(at as usize)
    }

    /// The indices of an area and of all above it.
    pub(crate) fn path_from(&self, area: usize) -> impl Iterator<Item = usize> + '_ {
        let first = (area < self.keys.len()).then_some(area);
        std::iter::successors(first, |at| {
            let up = self.above[*at];
            (up != NONE).then_some(up as usize)
        })
    }

    /// Adds the values of each area to all areas above it.
    pub(crate) fn roll_up<V: Copy>(&self, own: &[V], mut add: impl FnMut(&mut V, V)) -> Vec<V> {
        let mut sums = own.to_vec();
        for (at, &value) in own.iter().enumerate() {
            for up in self.path_from(at).skip(1) {
                add(&mut sums[up], value);
            }
        }
        sums
    }

    /// How many areas there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    fn index_of(&mut self, key: K, known: &mut FxHashMap<K, u32>) -> u32 {
        *known.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.above.push(NONE);
            u32::try_from(self.keys.len() - 1).unwrap_or(NONE)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_holds_what_the_areas_below_it_hold() {
        // Grids 11 and 12 of community 1, grid 21 of community 2, and the town 0.
        let above = |key: u32| match key {
            0 => None,
            1 | 2 => Some(0),
            grid => Some(grid / 10),
        };
        let areas = Areas::new([Some(11), Some(21), None, Some(12), Some(1)], above);
        let mut own = vec![0; areas.len()];
        for place in 0..5 {
            if let Some(at) = areas.deepest(place) {
                own[at] += 1;
            }
        }
        let sums = areas.roll_up(&own, |sum, value| *sum += value);
        let sum_of = |key| sums[areas.keys().iter().position(|k| *k == key).unwrap()];
        assert_eq!([11, 12, 21, 1, 2, 0].map(sum_of), [1, 1, 1, 3, 1, 4]);
        assert_eq!(areas.above(12), Some(1));
        assert_eq!(areas.of(2), None);
    }
}
