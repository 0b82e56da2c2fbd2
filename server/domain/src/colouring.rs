//! Colours for a map on which neighbours never look alike.
//!
//! Areas are taken off the map one by one, always one with the fewest neighbours
//! left, and coloured in the reverse order (D. W. Matula and L. L. Beck,
//! "Smallest-last ordering and clustering and graph coloring algorithms", J. ACM
//! 30, 1983). On a plane map whose areas are in one piece some area always has at
//! most five neighbours, so six colours suffice. Areas in several pieces can break
//! that: then the colours of two neighbours' surroundings are swapped where that
//! frees one (A. B. Kempe, 1879), and only where that fails too is a seventh
//! colour used. Neighbours differ in every case.
//!
//! An Area prefers a colour by its id, so that an edit recolours its surroundings
//! at most and the six colours are used about equally.

use crate::ids::AreaId;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Colours the palette has.
pub const COLOURS: u8 = 6;

/// Gives every Area a colour such that neighbours differ: below [`COLOURS`]
/// whenever every group of Areas has one with at most five neighbours in the group,
/// which holds for all plane maps of Areas in one piece. The order of the
/// arguments does not matter.
pub(crate) fn colour(
    areas: &[AreaId],
    neighbours: impl Iterator<Item = (AreaId, AreaId)>,
) -> Vec<(AreaId, u8)> {
    let mut areas = areas.to_vec();
    areas.sort_unstable();
    let number: FxHashMap<AreaId, usize> =
        areas.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut beside = vec![Vec::new(); areas.len()];
    for (a, b) in neighbours {
        let (a, b) = (number[&a], number[&b]);
        beside[a].push(b);
        beside[b].push(a);
    }
    for list in &mut beside {
        list.sort_unstable();
        list.dedup();
    }
    let mut map = Map { beside, colours: vec![None; areas.len()] };
    for at in smallest_last(&map.beside) {
        map.colours[at] = Some(map.choose(at, areas[at]));
    }
    areas.into_iter().zip(map.colours.into_iter().flatten()).collect()
}

/// The order in which to colour: the reverse of taking off an area with the fewest
/// neighbours left, the lowest number among equals.
fn smallest_last(beside: &[Vec<usize>]) -> Vec<usize> {
    let mut left: Vec<usize> = beside.iter().map(Vec::len).collect();
    let mut waiting: BTreeSet<(usize, usize)> = left.iter().copied().zip(0..).collect();
    let mut order = Vec::with_capacity(beside.len());
    while let Some((_, at)) = waiting.pop_first() {
        order.push(at);
        for &other in &beside[at] {
            if waiting.remove(&(left[other], other)) {
                left[other] -= 1;
                waiting.insert((left[other], other));
            }
        }
    }
    order.reverse();
    order
}

struct Map {
    beside: Vec<Vec<usize>>,
    colours: Vec<Option<u8>>,
}

impl Map {
    /// A colour that no neighbour has, the preferred one or the next after it.
    fn choose(&mut self, at: usize, id: AreaId) -> u8 {
        if let Some(free) =
            (0..COLOURS).map(|step| preferred(id, step)).find(|c| self.is_free(at, *c))
        {
            return free;
        }
        for wanted in 0..COLOURS {
            for other in (0..COLOURS).filter(|other| *other != wanted) {
                if self.swap(at, wanted, other) {
                    return wanted;
                }
            }
        }
        (COLOURS..=u8::MAX).find(|colour| self.is_free(at, *colour)).unwrap_or(u8::MAX)
    }

    fn is_free(&self, at: usize, colour: u8) -> bool {
        self.beside[at].iter().all(|other| self.colours[*other] != Some(colour))
    }

    /// Swaps two colours on everything that hangs together in them with the
    /// neighbours of `wanted` colour, unless a neighbour of the other colour hangs
    /// together with these too: then `wanted` would not become free.
    fn swap(&mut self, at: usize, wanted: u8, other: u8) -> bool {
        let is = |colour| move |map: &Self, at: usize| map.colours[at] == Some(colour);
        let (is_wanted, is_other) = (is(wanted), is(other));
        let mut open: Vec<usize> =
            self.beside[at].iter().copied().filter(|n| is_wanted(self, *n)).collect();
        let mut chain: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(member) = open.pop() {
            for &next in &self.beside[member] {
                if (is_wanted(self, next) || is_other(self, next)) && chain.insert(next) {
                    open.push(next);
                }
            }
        }
        if self.beside[at].iter().any(|n| is_other(self, *n) && chain.contains(n)) {
            return false;
        }
        for member in chain {
            self.colours[member] = Some(if is_wanted(self, member) { other } else { wanted });
        }
        true
    }
}

/// The colours in the order an Area prefers them.
#[expect(clippy::cast_possible_truncation, reason = "a remainder of six fits a byte")]
fn preferred(id: AreaId, step: u8) -> u8 {
    ((id.0 % u32::from(COLOURS)) as u8 + step) % COLOURS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn coloured(areas: u32, neighbours: &[(u32, u32)]) -> BTreeMap<u32, u8> {
        let areas: Vec<AreaId> = (0..areas).map(AreaId).collect();
        let pairs = neighbours.iter().map(|(a, b)| (AreaId(*a), AreaId(*b)));
        let colours: BTreeMap<u32, u8> =
            colour(&areas, pairs).into_iter().map(|(id, colour)| (id.0, colour)).collect();
        assert_eq!(colours.len(), areas.len());
        for (a, b) in neighbours {
            assert_ne!(colours[a], colours[b], "{a} beside {b}");
        }
        colours
    }

    fn all_pairs(areas: u32) -> Vec<(u32, u32)> {
        (0..areas).flat_map(|a| (0..a).map(move |b| (a, b))).collect()
    }

    #[test]
    fn six_areas_that_all_meet_use_all_six_colours_and_seven_need_one_more() {
        let six = coloured(6, &all_pairs(6));
        assert_eq!(six.values().max(), Some(&5));
        let seven = coloured(7, &all_pairs(7));
        assert_eq!(seven.values().max(), Some(&6));
    }

    #[test]
    fn areas_that_do_not_meet_keep_the_colours_they_prefer() {
        let colours = coloured(12, &[]);
        assert!(colours.iter().all(|(id, colour)| *id % 6 == u32::from(*colour)));
    }

    #[test]
    fn a_plane_map_needs_no_seventh_colour() {
        // Areas stacked three by three into one another: every new one meets three
        // that meet each other, which is as crowded as a plane map gets.
        let mut seed = 5_u64;
        let mut corners = vec![[0, 1, 2]];
        let mut neighbours = vec![(0, 1), (0, 2), (1, 2)];
        for new in 3..400_u32 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let [a, b, c] = corners.swap_remove((seed >> 33) as usize % corners.len());
            neighbours.extend([(new, a), (new, b), (new, c)]);
            corners.extend([[a, b, new], [b, c, new], [a, c, new]]);
        }
        assert!(coloured(400, &neighbours).values().all(|colour| *colour < COLOURS));
    }

    #[test]
    fn a_wheel_of_six_round_a_hub_leaves_a_colour_for_the_hub() {
        // Every rim area prefers another colour, so the hub would find none free if
        // areas were coloured by id; the hub has most neighbours and so comes early.
        let rim: Vec<(u32, u32)> = (0..6).flat_map(|a| [(a, (a + 1) % 6), (a, 6)]).collect();
        assert!(coloured(7, &rim).values().all(|colour| *colour < COLOURS));
    }

    #[test]
    fn swapping_frees_a_colour_only_when_no_chain_comes_back() {
        // The hub 6 meets 0 to 5, one of each colour; 0 and 1 hang together, 2 and 3 do not.
        let star: Vec<Vec<usize>> =
            vec![vec![1, 6], vec![0, 6], vec![6], vec![6], vec![6], vec![6], (0..6).collect()];
        let colours = (0..6).map(Some).chain([None]).collect();
        let mut map = Map { beside: star, colours };
        assert!(!map.swap(6, 0, 1), "swapping 0 and 1 leaves a neighbour of each");
        assert!(map.swap(6, 2, 3));
        assert!(map.is_free(6, 2) && !map.is_free(6, 3));
    }

    #[test]
    fn the_order_of_areas_and_borders_does_not_matter() {
        let pairs = [(3, 1), (1, 4), (4, 3), (2, 9), (9, 4)];
        let forward = coloured(10, &pairs);
        let areas: Vec<AreaId> = (0..10).rev().map(AreaId).collect();
        let turned = pairs.iter().rev().map(|(a, b)| (AreaId(*b), AreaId(*a)));
        let backward: BTreeMap<u32, u8> =
            colour(&areas, turned).into_iter().map(|(id, colour)| (id.0, colour)).collect();
        assert_eq!(forward, backward);
    }
}
