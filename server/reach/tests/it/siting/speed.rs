//! A city of candidates and demand, at the size the design names.

use domain::topo::Point;
use reach::siting::{Lists, Rules, Task, solve};
use std::time::Instant;

const CANDIDATES: u32 = 2_000;
const DEMAND: u32 = 200_000;

/// A small generator of even numbers that nobody need trust (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(((self.0 >> 32) * u64::from(limit)) >> 32).expect("below the limit")
    }
}

/// Demand on a square of 450 x 450 places; each candidate reaches a round of 80
/// across, some 5,000 places.
fn city() -> (Lists, Vec<u32>) {
    let mut dice = Dice(42);
    let side = 447i64;
    let people: Vec<u32> = (0..DEMAND).map(|_| dice.below(60)).collect();
    let mut lists = Lists::new();
    for _ in 0..CANDIDATES {
        let (x, y) = (i64::from(dice.below(447)), i64::from(dice.below(447)));
        let mut reached = Vec::new();
        for row in (y - 40).max(0)..(y + 40).min(side) {
            for column in (x - 40).max(0)..(x + 40).min(side) {
                let square = (row - y).pow(2) + (column - x).pow(2);
                if square <= 1_600 {
                    let demand = u32::try_from(row * side + column).expect("few places");
                    reached.push((demand, u16::try_from(square).expect("near")));
                }
            }
        }
        lists.push(reached);
    }
    (lists, people)
}

#[test]
fn two_thousand_candidates_for_two_hundred_thousand_places_are_weighed_to_the_end() {
    let (lists, people) = city();
    let covered = vec![false; people.len()];
    for capacity in [None, Some(30_000)] {
        let rules = Rules { capacity, ..Rules::default() };
        let places: &[Point] = &[];
        let task = Task {
            lists: &lists,
            places,
            people: &people,
            covered: &covered,
            count: 20,
            rules: &rules,
        };
        let begun = Instant::now();
        let solution = solve(&task, &|| true);
        let took = begun.elapsed().as_secs_f64();
        println!(
            "siting, {} entries, capacity {capacity:?}: {took:.2} s, {} of at most {} people, finished {}",
            lists.entries(),
            solution.after,
            solution.bound,
            solution.finished
        );
        assert_eq!(solution.picks.len(), 20);
        // The swaps end by themselves and not by the clock.
        assert!(solution.finished);
    }
}
