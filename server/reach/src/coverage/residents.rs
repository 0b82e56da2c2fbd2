//! How many people live in each area, with nothing said of any station.

use super::public::below;
use super::told::Told;
use super::{Count, PublicCount, Rows};
use crate::demand::Areas;
use std::hash::Hash;

impl<K: Copy + Eq + Hash + Ord> Rows<K, Count> {
    /// Counts places by area; `counts` are those of the places the areas were made of,
    /// in their order. Every area holds what the areas below it hold.
    pub fn residents(counts: impl IntoIterator<Item = Count>, areas: &Areas<K>) -> Self {
        let mut own = vec![Count::default(); areas.len()];
        let mut total = Count::default();
        for (place, count) in (0u32..).zip(counts) {
            total += count;
            if let Some(area) = areas.deepest(place) {
                own[area] += count;
            }
        }
        let sums = areas.roll_up(&own, |sum, count| *sum += count);
        Rows { total, areas: areas.keys().iter().copied().zip(sums).collect() }
    }

    /// The counts that everybody may see: those that a public coverage of the same
    /// places shows, so that one answer tells nothing that another hides.
    pub fn told(&self, areas: &Areas<K>) -> Rows<K, PublicCount> {
        let counts =
            || std::iter::once(&self.total).chain(self.areas.iter().map(|(_, count)| count));
        let people = counts().map(|count| vec![count.people]).collect();
        let hidden = Told::new(0, people, below(areas)).hidden();
        let mut told = counts().zip(hidden).map(|(count, hidden)| count.hidden_if(hidden[0]));
        Rows {
            total: told.next().unwrap_or_else(|| self.total.public()),
            areas: self.areas.iter().map(|(key, _)| *key).zip(told).collect(),
        }
    }
}
