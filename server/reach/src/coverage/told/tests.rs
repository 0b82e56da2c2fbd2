//! An attack on whole public answers: whoever adds and subtracts all that is shown,
//! in any way there is, learns no group of one to nine people.

use crate::coverage::{Count, FEWEST, PublicRow, RingRow, Row, Rows};
use crate::demand::Areas;
use proptest::prelude::*;

/// A house: its deepest area, its people, the ring in which it is reached (the number
/// of rings if in none), the ring in which it has a seat, the ring in which it is near
/// in a straight line, and how many stations serve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct House {
    area: Option<u32>,
    reached: usize,
    seated: usize,
    straight: usize,
    served: usize,
}

const RINGS: usize = 3;

/// A cell of a row: which houses it counts.
type Cell = fn(&House, usize) -> bool;

const OF_RING: [Cell; 4] = [
    |house, ring| house.seated <= ring,
    |house, ring| house.reached <= ring && house.seated > ring,
    |house, ring| house.reached > ring,
    |house, ring| house.straight <= ring,
];

fn above(key: u32) -> Option<u32> {
    (key > 9).then_some(key / 10)
}

fn lies_in(house: &House, area: Option<u32>) -> bool {
    let path = std::iter::successors(house.area, |key| above(*key));
    area.is_none_or(|area| path.into_iter().any(|key| key == area))
}

fn row(houses: &[(House, u64)], area: Option<u32>) -> Row {
    let count = |wanted: &dyn Fn(&House) -> bool| {
        let inside = houses.iter().filter(|(house, _)| lies_in(house, area) && wanted(house));
        inside.map(|&(_, people)| Count { people, households: people, buildings: 1 }).sum::<Count>()
    };
    let rings = (0..RINGS).map(|ring| {
        let [covered, over_capacity, not_covered, straight] =
            OF_RING.map(|cell| count(&|house| cell(house, ring)));
        RingRow { minutes: 5, covered, over_capacity, not_covered, straight }
    });
    Row {
        all: count(&|_| true),
        rings: rings.collect(),
        served_by: [0, 1, 2, 3].map(|times| count(&|house| house.served == times)),
        median_tenths: None,
    }
}

/// Which houses a group holds.
type Wanted = Box<dyn Fn(&House) -> bool>;

/// Numbers of a prime field, in which equations are solved without rounding.
const PRIME: u64 = 2_147_483_647;

/// Equations in rows of steps, so that what follows from them can be told.
#[derive(Default)]
struct Known(Vec<(usize, Vec<u64>)>);

impl Known {
    fn reduced(&self, mut row: Vec<u64>) -> Vec<u64> {
        for (lead, known) in &self.0 {
            let factor = row[*lead];
            if factor > 0 {
                let less = PRIME - factor;
                row.iter_mut().zip(known).for_each(|(a, b)| *a = (*a + less * b) % PRIME);
            }
        }
        row
    }

    fn learn(&mut self, row: Vec<u64>) {
        let mut row = self.reduced(row);
        let Some(lead) = row.iter().position(|&a| a > 0) else { return };
        let (mut inverse, mut base, mut power) = (1, row[lead], PRIME - 2);
        while power > 0 {
            if power % 2 == 1 {
                inverse = inverse * base % PRIME;
            }
            base = base * base % PRIME;
            power /= 2;
        }
        for a in &mut row {
            *a = *a * inverse % PRIME;
        }
        self.0.push((lead, row));
    }

    fn tells(&self, group: Vec<u64>) -> bool {
        self.reduced(group).iter().all(|&a| a == 0)
    }
}

fn house() -> impl Strategy<Value = (House, u64)> {
    let area =
        prop::sample::select(vec![None, Some(11), Some(12), Some(13), Some(21), Some(22), Some(2)]);
    let people = prop_oneof![2 => 1u64..5, 1 => 5u64..40, 1 => 40u64..400];
    (area, 0..=RINGS, 0..=RINGS, 0..=RINGS, 1usize..4, any::<bool>(), people).prop_map(
        |(area, reached, seated, straight, served, limited, people)| {
            let seated = if limited { seated.max(reached) } else { reached };
            let served = if reached == RINGS { 0 } else { served };
            (House { area, reached, seated, straight: straight.min(reached), served }, people)
        },
    )
}

/// All groups that anyone could name by one row: cells and what lies between two.
fn groups(area: Option<u32>) -> Vec<Wanted> {
    let mut groups: Vec<Wanted> = Vec::new();
    let inside = move |house: &House| lies_in(house, area);
    groups.push(Box::new(inside));
    for times in 0..4 {
        groups.push(Box::new(move |house| inside(house) && house.served == times));
    }
    for ring in 0..RINGS {
        for cell in OF_RING {
            groups.push(Box::new(move |house| inside(house) && cell(house, ring)));
            for other in 0..RINGS {
                for less in OF_RING {
                    groups.push(Box::new(move |house| {
                        inside(house) && cell(house, ring) && !less(house, other)
                    }));
                }
            }
        }
        groups.push(Box::new(move |house| inside(house) && house.straight > ring));
    }
    groups
}

#[test]
fn a_table_without_small_groups_is_shown_as_it_is() {
    let at = |area, reached, people| {
        (House { area: Some(area), reached, seated: reached, straight: 0, served: 1 }, people)
    };
    let served = |(house, people): (House, u64)| {
        (House { served: usize::from(house.reached < RINGS), ..house }, people)
    };
    let houses = [at(11, 0, 100), at(11, 2, 40), at(12, 1, 60), at(12, 3, 30)].map(served);
    let areas = Areas::new(houses.iter().map(|(house, _)| house.area), above);
    let rows = |houses: &[(House, u64)]| Rows {
        total: row(houses, None),
        areas: areas.keys().iter().map(|&key| (key, row(houses, Some(key)))).collect(),
    };
    let public = rows(&houses).public(&areas);
    assert_eq!(public, rows(&houses).shown());
    // Three people between the first ring and the second: grid 12, and with it grid 11,
    // show their wider rings and not the first; the town above shows all of its own.
    let more =
        served((House { area: Some(12), reached: 0, seated: 0, straight: 0, served: 1 }, 50));
    let few = served((House { area: Some(12), reached: 1, seated: 1, straight: 0, served: 1 }, 3));
    let houses = [houses[0], houses[1], houses[3], more, few];
    let public = rows(&houses).public(&areas);
    let of = |key: u32| public.of(key).map(|row| row.rings.iter().map(|r| r.covered.people));
    let seen = |key| of(key).map(Iterator::collect::<Vec<_>>);
    assert_eq!(seen(12), Some(vec![None, Some(53), Some(53)]));
    assert_eq!(seen(11), Some(vec![Some(100), Some(100), Some(140)]));
    assert!(public.of(1).is_some_and(|row| row.hidden));
    assert!(public.total.hidden);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_sum_of_anything_shown_is_a_group_of_fewer_than_ten(
        houses in prop::collection::vec(house(), 1..40)
    ) {
        let areas = Areas::new(houses.iter().map(|(house, _)| house.area), above);
        let keys = || areas.keys().iter().copied();
        let rows = Rows {
            total: row(&houses, None),
            areas: keys().map(|key| (key, row(&houses, Some(key)))).collect(),
        };
        let public = rows.public(&areas);
        let shown = std::iter::once((None, &public.total))
            .chain(public.areas.iter().map(|(key, row)| (Some(*key), row)));
        // Houses that no answer tells apart are one unknown.
        let mut kinds: Vec<House> = Vec::new();
        for area in std::iter::once(None).chain(keys().map(Some)) {
            for reached in 0..=RINGS {
                for seated in reached..=RINGS {
                    for straight in 0..=reached {
                        for served in 0..4 {
                            if (served == 0) == (reached == RINGS) {
                                kinds.push(House { area, reached, seated, straight, served });
                            }
                        }
                    }
                }
            }
        }
        let vector = |wanted: &dyn Fn(&House) -> bool| {
            kinds.iter().map(|kind| u64::from(wanted(kind))).collect::<Vec<u64>>()
        };
        let mut known = Known::default();
        for (area, row) in shown {
            for (cell, wanted) in cells(area, row) {
                if cell {
                    known.learn(vector(&wanted));
                }
            }
        }
        let people = |wanted: &dyn Fn(&House) -> bool| {
            houses.iter().filter(|(house, _)| wanted(house)).map(|(_, people)| people).sum::<u64>()
        };
        for area in std::iter::once(None).chain(keys().map(Some)) {
            for (at, group) in groups(area).into_iter().enumerate() {
                // The area, and the area without each set of the areas below it.
                let below: Vec<u32> = keys().filter(|key| above(*key) == area).collect();
                for set in 0..1u32 << below.len() {
                    let wanted = |house: &House| {
                        let out = |n: &usize| set >> n & 1 == 1 && lies_in(house, Some(below[*n]));
                        group(house) && (0..below.len()).find(out).is_none()
                    };
                    let many = people(&wanted);
                    if (1..FEWEST).contains(&many) {
                        prop_assert!(
                            !known.tells(vector(&wanted)),
                            "group {at} of {area:?} without {set:b} of {below:?}: {many} people"
                        );
                    }
                }
            }
        }
    }
}

/// The cells of a row: whether it is shown, and which houses it counts.
fn cells(area: Option<u32>, row: &PublicRow) -> Vec<(bool, Wanted)> {
    let inside = move |house: &House| lies_in(house, area);
    let mut cells: Vec<(bool, Wanted)> = vec![(row.all.people.is_some(), Box::new(inside))];
    for (ring, shown) in row.rings.iter().enumerate() {
        let counts = [shown.covered, shown.over_capacity, shown.not_covered, shown.straight];
        for (count, cell) in counts.into_iter().zip(OF_RING) {
            cells.push((
                count.people.is_some(),
                Box::new(move |house| inside(house) && cell(house, ring)),
            ));
        }
    }
    for (times, count) in row.served_by.into_iter().enumerate() {
        cells.push((
            count.people.is_some(),
            Box::new(move |house| inside(house) && house.served == times),
        ));
    }
    cells
}

proptest! {
    #[test]
    fn what_is_told_of_residents_is_what_a_public_coverage_tells_of_them(
        houses in prop::collection::vec(house(), 1..40)
    ) {
        let areas = Areas::new(houses.iter().map(|(house, _)| house.area), above);
        let rows = Rows {
            total: row(&houses, None),
            areas: areas.keys().iter().map(|&key| (key, row(&houses, Some(key)))).collect(),
        };
        let coverage = rows.public(&areas);
        let count = |people: u64| Count { people, households: 1, buildings: 1 };
        let counts = houses.iter().map(|(_, people)| count(*people));
        let residents = Rows::residents(counts, &areas);
        prop_assert_eq!(residents.total.people, rows.total.all.people);
        let told = residents.told(&areas);
        prop_assert_eq!(told.total.people, coverage.total.all.people);
        for ((key, told), (other, shown)) in told.areas.iter().zip(&coverage.areas) {
            prop_assert_eq!((key, told.people), (other, shown.all.people));
            prop_assert_eq!(told.households.is_some(), told.people.is_some());
        }
    }
}
