//! Random towns, each judged twice: by the crate, and place by place the slow way.

use super::{Dice, anywhere, building, lattice_town, metre_a_second, stations};
use domain::Place;
use domain::topo::Point;
use proptest::prelude::*;
use reach::coverage::{self, Coverage, State, StationAt};
use reach::demand::{Areas, Demand, Legs, tenths_of};
use reach::{Direction, Scratch, Walk, whatif};
use std::collections::BTreeMap;

const SIDE: u32 = 16;

struct World {
    walk: Walk,
    demand: Demand,
    areas: Areas<u32>,
    stations: Vec<StationAt>,
}

fn world(seed: u64, capacity: bool) -> World {
    let mut dice = Dice(seed | 1);
    let walk = lattice_town(SIDE, &mut dice).walk(metre_a_second());
    let places: Vec<Place> = (0..300)
        .map(|_| {
            let at = anywhere(SIDE, &mut dice);
            building(at, dice.below(30))
        })
        .collect();
    let demand = Demand::link(walk.network(), &places);
    let spots: Vec<Point> = (0..6).map(|_| anywhere(SIDE, &mut dice)).collect();
    let stations = stations(&walk, &spots, capacity.then_some(400));
    // Nine squares in three columns; what is outside has no area.
    let deepest = demand.points().iter().map(|at| {
        let square = |x: i32, from: i32| u32::try_from((x - from).div_euclid(60_000)).ok();
        let (x, y) = (square(at.x, 1_020_500_000)?, square(at.y, 403_500_000)?);
        (x < 3 && y < 3).then_some(100 + 10 * x + y)
    });
    let areas = Areas::new(deepest.collect::<Vec<_>>(), |key| match key {
        1 => None,
        10..20 => Some(1),
        square => Some(square / 10),
    });
    World { walk, demand, areas, stations }
}

impl World {
    fn places(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.demand.len()).unwrap()
    }

    /// Milliseconds from each place to each station, one question at a time.
    fn times(&self) -> Vec<Vec<Option<u32>>> {
        let mut scratch = Scratch::new();
        let each = self.stations.iter().map(|station| {
            let Some(snap) = station.snap else { return vec![None; self.demand.len()] };
            let reached = self.walk.search(&mut scratch, &[snap], Direction::ToStation, 3_600_000);
            let time = |place| self.demand.snap(place).and_then(|snap| reached.time_at(snap));
            self.places().map(time).collect()
        });
        each.collect()
    }

    fn coverage(&self) -> Coverage {
        coverage::of(&self.walk, &self.demand, &self.stations, &[5, 10])
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// One walk over the edges says of every place what asking for it says.
    #[test]
    fn every_place_is_judged_as_if_it_were_asked_for(seed in any::<u64>(), capacity in any::<bool>()) {
        let world = world(seed, capacity);
        let (times, coverage) = (world.times(), world.coverage());
        for place in world.places() {
            let each = || times.iter().map(|times| times[place as usize]);
            let nearest = each().flatten().min();
            prop_assert_eq!(coverage.walk_tenths(place), nearest.map(tenths_of));
            let station = nearest.and_then(|ms| each().position(|time| time == Some(ms)));
            prop_assert_eq!(coverage.nearest_station(place), station);
            for (ring, limit) in [(0, 300_000), (1, 600_000)] {
                let within = each().flatten().filter(|&ms| ms <= limit).count();
                prop_assert_eq!(usize::from(coverage.stations_within(place, ring)), within);
                let state = coverage.state(place, ring);
                prop_assert_eq!(state == State::NotCovered, within == 0);
                prop_assert!(capacity || state != State::OverCapacity);
            }
            // Who has a seat within five minutes has it within ten.
            let narrow = coverage.state(place, 0) == State::Covered;
            prop_assert!(!narrow || coverage.state(place, 1) == State::Covered);
        }
    }

    /// Areas of every level add up to the last person, and rings to their row.
    #[test]
    fn rows_add_up_exactly(seed in any::<u64>(), capacity in any::<bool>()) {
        let world = world(seed, capacity);
        let (coverage, areas) = (world.coverage(), &world.areas);
        let rows = coverage.rows(&world.demand, areas);
        let outside = world.places().filter(|&place| areas.of(place).is_none());
        let outside: coverage::Count = outside.map(|place| world.demand.count(place)).sum();
        let level = |keys: std::ops::Range<u32>| -> coverage::Count {
            rows.areas.iter().filter(|(key, _)| keys.contains(key)).map(|(_, row)| row.all).sum()
        };
        prop_assert_eq!(level(1..2) + outside, rows.total.all);
        prop_assert_eq!(level(10..20), level(1..2));
        prop_assert_eq!(level(100..200), level(1..2));
        for row in rows.areas.iter().map(|(_, row)| row).chain([&rows.total]) {
            for ring in &row.rings {
                prop_assert_eq!(ring.covered + ring.over_capacity + ring.not_covered, row.all);
                prop_assert!(ring.straight.people >= ring.covered.people, "no walk beats the line");
            }
            prop_assert_eq!(row.served_by.into_iter().sum::<coverage::Count>(), row.all);
            prop_assert_eq!(row.served_by[0], row.rings[1].not_covered);
        }
        let public = rows.public(areas);
        for (shown, row) in public.areas.iter().zip(&rows.areas) {
            let shown = &shown.1;
            let cells = shown.rings.iter().flat_map(|r| [r.covered, r.over_capacity, r.not_covered]);
            for count in cells.chain(shown.served_by).chain([shown.all]) {
                prop_assert!(count.people.is_none_or(|people| people == 0 || people >= 10));
                prop_assert_eq!(count.people.is_none(), count.households.is_none());
            }
            prop_assert_eq!(shown.hidden, *shown != row.1.shown());
        }
    }
}

/// Reached people for each ring and area, counted from nothing.
fn reached(world: &World, coverage: &Coverage) -> BTreeMap<(usize, Option<u32>), u64> {
    let rows = coverage.rows(&world.demand, &world.areas);
    let people =
        |row: &coverage::Row, ring: usize| row.all.people - row.rings[ring].not_covered.people;
    let mut found = BTreeMap::new();
    for ring in 0..2 {
        found.insert((ring, None), people(&rows.total, ring));
        for (key, row) in &rows.areas {
            found.insert((ring, Some(*key)), people(row, ring));
        }
    }
    found
}

#[test]
fn three_hundred_moves_give_what_three_hundred_recounts_give() {
    let mut world = world(7, false);
    let mut dice = Dice(99);
    let mut coverage = world.coverage();
    let mut scratch = Scratch::new();
    let (mut won, mut lost) = (0, 0);
    for turn in 0..300 {
        let station = dice.below(6) as usize;
        let to = StationAt::link(world.walk.network(), anywhere(SIDE, &mut dice), None);
        let before = reached(&world, &coverage);
        let legs = Legs::new(&world.walk, &world.demand);
        let (from, there) = (world.stations[station].snap, to.snap);
        let effect = whatif::effect(
            &legs,
            &mut scratch,
            &coverage,
            &world.areas,
            from.as_ref(),
            there.as_ref(),
        );
        drop(legs);
        world.stations[station] = to;
        coverage = world.coverage();
        let after = reached(&world, &coverage);
        for (&(ring, area), &people) in &before {
            let change = match area {
                None => effect.rings[ring].1,
                Some(area) => effect
                    .areas
                    .iter()
                    .find(|(key, _)| *key == area)
                    .map_or_else(Default::default, |(_, changes)| changes[ring]),
            };
            assert_eq!(
                people + change.gained.people - change.lost.people,
                after[&(ring, area)],
                "turn {turn}, ring {ring}, area {area:?}"
            );
        }
        won += effect.rings[1].1.gained.people;
        lost += effect.rings[1].1.lost.people;
    }
    assert!(won > 0 && lost > 0, "the moves change something");
}
