//! How long does half of the people walk at most?

use crate::demand::Areas;
use std::hash::Hash;

/// The median walk in tenths of a second, for the whole and for each area, by
/// weight; `None` where half of the weight walks farther than was looked at, or
/// where there is no weight.
///
/// One pass over all places, the nearest first, that notes for every area when
/// half of its weight has gone by: the lower median.
pub(crate) fn medians<K: Copy + Eq + Hash + Ord>(
    areas: &Areas<K>,
    tenths: &[u16],
    weight: impl Fn(u32) -> u64,
) -> (Option<u16>, Vec<Option<u16>>) {
    let places = || (0u32..).take(tenths.len());
    let mut own = vec![0; areas.len()];
    for place in places() {
        if let Some(at) = areas.deepest(place) {
            own[at] += weight(place);
        }
    }
    let mut whole = Half::of(places().map(&weight).sum());
    let mut each: Vec<Half> =
        areas.roll_up(&own, |sum, value| *sum += value).into_iter().map(Half::of).collect();
    for place in by_time(tenths) {
        let (walk, weight) = (tenths[place as usize], weight(place));
        whole.add(walk, weight);
        for at in areas.path(place) {
            each[at].add(walk, weight);
        }
    }
    (whole.passed, each.into_iter().map(|half| half.passed).collect())
}

/// The places that were reached, the nearest first: a counting sort.
fn by_time(tenths: &[u16]) -> Vec<u32> {
    let mut starts = vec![0usize; usize::from(u16::MAX) + 2];
    for &tenths in tenths {
        starts[usize::from(tenths) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let reached = starts[usize::from(u16::MAX)];
    let mut sorted = vec![0; tenths.len()];
    for (place, &tenths) in (0..).zip(tenths) {
        let start = &mut starts[usize::from(tenths)];
        sorted[*start] = place;
        *start += 1;
    }
    sorted.truncate(reached);
    sorted
}

/// How much weight has gone by, and when it was half of all.
#[derive(Debug, Clone, Copy)]
struct Half {
    all: u64,
    gone: u64,
    passed: Option<u16>,
}

impl Half {
    fn of(all: u64) -> Half {
        Half { all, gone: 0, passed: None }
    }

    fn add(&mut self, walk: u16, weight: u64) {
        self.gone += weight;
        if self.passed.is_none() && weight > 0 && self.gone * 2 >= self.all {
            self.passed = Some(walk);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_people_walk_no_longer_than_the_median() {
        let areas = Areas::new([Some(1), Some(1), Some(2), None], |_| Some(0).filter(|_| false));
        let people = [10u64, 30, 5, 100];
        let (whole, each) = medians(&areas, &[900, 300, u16::MAX, 600], |at| people[at as usize]);
        assert_eq!((whole, each), (Some(600), vec![Some(300), None]));
    }

    #[test]
    fn nobody_has_no_median() {
        let areas = Areas::<u32>::nowhere(1);
        assert_eq!(medians(&areas, &[5], |_| 0), (None, vec![]));
    }
}
