//! Towns of a few streets, where everybody can count along.

use super::{building, metre_a_second, stations};
use domain::topo::Point;
use reach::blind::{self, Reason};
use reach::coverage::State::{Covered, NotCovered, OverCapacity};
use reach::coverage::{self, Count, Coverage, State, StationAt};
use reach::demand::{Areas, Demand, Unlinked};
use reach::siting::{Candidates, Wish, propose};
use reach::testing::Town;
use reach::{Preset, Walk};
use std::collections::{BTreeMap, BTreeSet};

/// A street of 900 m: A at 0, B at 100, C at 500 and D at 900.
fn street() -> Town {
    Town::drawn(
        "A---------B---------------------------------------C---------------------------------------D",
    )
}

fn states(coverage: &Coverage, demand: &Demand, ring: usize) -> Vec<State> {
    let mut states: Vec<_> = (0..u32::try_from(demand.len()).unwrap())
        .map(|place| (demand.origin(place), coverage.state(place, ring)))
        .collect();
    states.sort_by_key(|(origin, _)| *origin);
    states.into_iter().map(|(_, state)| state).collect()
}

#[test]
fn a_place_is_covered_at_the_rings_its_walk_is_within() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = ['B', 'C', 'D'].map(|corner| building(town.at(corner), 10));
    let demand = Demand::link(walk.network(), &places);
    let at_a = stations(&walk, &[town.at('A')], None);
    let coverage = coverage::of(&walk, &demand, &at_a, &[15, 8, 15]);
    assert_eq!(coverage.minutes(), [8, 15]);
    // 100 m, 500 m and 900 m at a metre a second; 8 minutes are 480 m, 15 are 900 m.
    assert_eq!(states(&coverage, &demand, 0), [Covered, NotCovered, NotCovered]);
    assert_eq!(states(&coverage, &demand, 1), [Covered, Covered, Covered]);
    let rows = coverage.rows(&demand, &Areas::<u32>::nowhere(3));
    assert_eq!(rows.total.rings[0].covered, Count { people: 10, households: 5, buildings: 1 });
    assert_eq!(rows.total.rings[0].not_covered, Count { people: 20, households: 10, buildings: 2 });
    assert_eq!(rows.total.median_tenths, Some(5_000));
    assert_eq!(rows.total.served_by.map(|count| count.people), [0, 30, 0, 0]);
}

#[test]
fn a_full_station_leaves_places_over_capacity() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = [('B', 40), ('C', 40), ('D', 10)].map(|(c, people)| building(town.at(c), people));
    let demand = Demand::link(walk.network(), &places);
    let coverage =
        coverage::of(&walk, &demand, &stations(&walk, &[town.at('A')], Some(55)), &[8, 15]);
    assert_eq!(states(&coverage, &demand, 0), [Covered, NotCovered, NotCovered]);
    // 40 of 55 seats are taken by B; the 40 of C do not fit, the 10 of D do.
    assert_eq!(states(&coverage, &demand, 1), [Covered, OverCapacity, Covered]);
    let total = coverage.rows(&demand, &Areas::<u32>::nowhere(3)).total;
    assert_eq!(total.rings[1].over_capacity.people, 40);
    assert_eq!(total.rings[1].not_covered.people, 0);
}

#[test]
fn areas_hold_what_lies_below_them_and_add_up_to_the_whole() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = ['A', 'B', 'C', 'D'].map(|corner| building(town.at(corner), 25));
    let demand = Demand::link(walk.network(), &places);
    let coverage = coverage::of(&walk, &demand, &stations(&walk, &[town.at('A')], None), &[8]);
    // A and B in grid 11, C in grid 12 of community 1, D in no area.
    let deepest = demand.points().iter().map(|&at| {
        ['A', 'B']
            .map(|c| town.at(c))
            .contains(&at)
            .then_some(11)
            .or((at == town.at('C')).then_some(12))
    });
    let areas = Areas::new(deepest, |key: u32| (key > 9).then_some(key / 10));
    let rows = coverage.rows(&demand, &areas);
    let people = |key| rows.of(key).map(|row| (row.all.people, row.rings[0].covered.people));
    assert_eq!([11, 12, 1].map(people), [Some((50, 50)), Some((25, 0)), Some((75, 50))]);
    assert_eq!(rows.total.all.people, 100);
    assert_eq!(people(13), None);
}

#[test]
fn a_station_in_the_sea_is_reached_by_nobody_and_a_far_place_is_kept() {
    let town = street();
    let walk = town.walk(Preset::standard());
    let far = town.beside('A', -3_000.0, 0.0);
    let demand = Demand::link(walk.network(), &[building(town.at('A'), 7), building(far, 5)]);
    assert_eq!(demand.unlinked().collect::<Vec<_>>(), [(1, Unlinked::NoStreet)]);
    let sea = [town.beside('A', 0.0, 20_000.0)];
    let stations = stations(&walk, &sea, None);
    assert_eq!(stations[0].snap, None);
    let coverage = coverage::of(&walk, &demand, &stations, &[15]);
    assert_eq!(states(&coverage, &demand, 0), [NotCovered; 2]);
    let total = coverage.rows(&demand, &Areas::<u32>::nowhere(2)).total;
    assert_eq!((total.all.people, total.rings[0].not_covered.people), (12, 12));
    assert_eq!(total.median_tenths, None);
}

#[test]
fn where_nobody_lives_buildings_count() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = ['B', 'C', 'D'].map(|corner| building(town.at(corner), 0));
    let demand = Demand::link(walk.network(), &places);
    let stations = stations(&walk, &[town.at('A')], Some(0));
    let coverage = coverage::of(&walk, &demand, &stations, &[8]);
    let total = coverage.rows(&demand, &Areas::<u32>::nowhere(3)).total;
    assert_eq!((total.all.people, total.rings[0].covered.buildings), (0, 1));
    assert_eq!(total.median_tenths, Some(5_000));
    assert!((total.rings[0].covered.share_of(total.all) - 1.0 / 3.0).abs() < 1e-9);
    let spots = spots(&walk, &demand, &coverage, &stations);
    assert_eq!(spots.iter().map(|spot| spot.count.buildings).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn nothing_at_all_is_no_fault() {
    let walk = street().walk(Preset::standard());
    let demand = Demand::link(walk.network(), &[]);
    let coverage = coverage::of(&walk, &demand, &[], &[]);
    let rows = coverage.rows(&demand, &Areas::<u32>::nowhere(0));
    assert_eq!((rows.total.all, rows.total.rings.len()), (Count::default(), 0));
    let rows = rows.public(&Areas::nowhere(0));
    assert_eq!(rows.total.all.people, Some(0));
}

fn spots(
    walk: &Walk,
    demand: &Demand,
    coverage: &Coverage,
    stations: &[StationAt],
) -> Vec<blind::Spot<u32>> {
    blind::spots(walk, demand, (coverage, 0), stations, &Areas::nowhere(demand.len()))
}

#[test]
fn blind_spots_are_numbered_by_their_people() {
    let town = street();
    let walk = town.walk(metre_a_second());
    // B and its neighbour are one, D with more people is the first.
    let places = [
        building(town.at('B'), 10),
        building(town.beside('B', 100.0, 5.0), 15),
        building(town.at('D'), 40),
        building(town.beside('D', -20.0, 0.0), 0),
    ];
    let demand = Demand::link(walk.network(), &places);
    let coverage = coverage::of(&walk, &demand, &[], &[8]);
    let spots = spots(&walk, &demand, &coverage, &[]);
    let seen: Vec<_> =
        spots.iter().map(|s| (s.number, s.count.people, s.count.buildings)).collect();
    assert_eq!(seen, [(1, 40, 1), (2, 25, 2)]);
    assert_eq!(spots[0].at, town.at('D'));
    assert_eq!((spots[0].reason, spots[0].nearest), (Reason::NoStation, None));
}

/// Two parallel streets, 100 m apart and joined 400 m to the west.
fn hairpin() -> Town {
    Town::drawn(
        "C---------------------------------------D
         |
         |
         |
         |
         |
         |
         |
         |
         |
         B---------------------------------------A",
    )
}

fn reason_at_d(town: &Town, more: &[Point]) -> (Reason, Option<u32>) {
    let walk = town.walk(metre_a_second());
    let mut places = vec![building(town.at('D'), 30)];
    places.extend(more.iter().map(|&at| building(at, 90)));
    let demand = Demand::link(walk.network(), &places);
    let stations = stations(&walk, &[town.at('A')], None);
    let coverage = coverage::of(&walk, &demand, &stations, &[8]);
    let spot = spots(&walk, &demand, &coverage, &stations).swap_remove(0);
    let seconds = spot.nearest.and_then(|nearest| nearest.ms).map(|ms| (ms + 500) / 1_000);
    (spot.reason, seconds)
}

#[test]
fn a_short_line_and_a_long_walk_make_the_map_suspect() {
    // 100 m in a line, 900 m on foot, 480 m in the ring.
    assert_eq!(reason_at_d(&hairpin(), &[]), (Reason::MappingFault, Some(900)));
}

#[test]
fn water_between_a_place_and_the_station_is_the_reason() {
    let mut town = hairpin();
    let ring = [(-100.0, 40.0), (50.0, 40.0), (50.0, 60.0), (-100.0, 60.0)];
    let ring = ring.map(|(east, north)| town.beside('A', east, north));
    town.water(&ring);
    assert_eq!(reason_at_d(&town, &[]), (Reason::Barrier, Some(900)));
}

#[test]
fn a_place_on_no_street_is_not_connected() {
    let town = hairpin();
    let far = town.beside('D', 110.0, 110.0);
    // The far place is within 150 m of D, and 160 m from its street's end.
    let farther = town.beside('D', 115.0, 115.0);
    assert_eq!(reason_at_d(&town, &[far, farther]).0, Reason::NotConnected);
}

#[test]
fn without_any_time_the_greedy_choice_is_proposed_all_the_same() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = [('A', 10), ('B', 20), ('D', 40)];
    let demand =
        Demand::link(walk.network(), &places.map(|(c, people)| building(town.at(c), people)));
    let coverage = coverage::of(&walk, &demand, &[], &[2]);
    let given = [town.at('A'), town.at('D')];
    let (quotas, none) = (BTreeMap::new(), BTreeSet::new());
    let wish: Wish<'_, u32> = Wish {
        count: 2,
        candidates: Candidates::Given(&given),
        forced: &[],
        inside: false,
        forbidden: &none,
        min_distance_m: 0.0,
        capacity: None,
        quotas: &quotas,
    };
    let found = propose(&walk, &demand, (&coverage, 0), &[], &wish, &|_| vec![], &|| false);
    let sites: Vec<_> = found.sites.iter().map(|site| (site.at, site.gain.people)).collect();
    assert_eq!(sites, [(town.at('D'), 40), (town.at('A'), 30)]);
}

#[test]
fn a_proposal_is_the_place_that_most_people_reach() {
    let town = street();
    let walk = town.walk(metre_a_second());
    let places = [('A', 10), ('B', 20), ('C', 30), ('D', 40)];
    let demand =
        Demand::link(walk.network(), &places.map(|(c, people)| building(town.at(c), people)));
    let there = stations(&walk, &[town.at('A')], None);
    let coverage = coverage::of(&walk, &demand, &there, &[8]);
    let sea = town.beside('A', 0.0, 20_000.0);
    let given = [town.at('B'), town.at('C'), town.at('D'), sea];
    let (quotas, none) = (BTreeMap::new(), BTreeSet::new());
    let mut wish = Wish {
        count: 2,
        inside: false,
        candidates: Candidates::Given(&given),
        forced: &[],
        forbidden: &none,
        min_distance_m: 0.0,
        capacity: None,
        quotas: &quotas,
    };
    let ask = |wish: &Wish<'_, u32>| {
        let path = |at: Point| vec![u32::from(at == town.at('C'))];
        propose(&walk, &demand, (&coverage, 0), &there, wish, &path, &|| true)
    };
    let found = ask(&wish);
    // From C both C and D are within 480 m; nobody is left for a second site.
    assert_eq!(found.sites.len(), 1);
    assert_eq!((found.sites[0].at, found.sites[0].gain.people), (town.at('C'), 70));
    assert_eq!((found.before.people, found.after.people, found.bound), (30, 100, 100));
    assert!(found.exact && found.finished);
    assert_eq!(found.unlinked, [sea]);
    let forbidden = BTreeSet::from([1]);
    wish.forbidden = &forbidden;
    assert_eq!(ask(&wish).sites[0].at, town.at('D'));
    wish.candidates = Candidates::Along { metres: 120.0 };
    wish.forbidden = &none;
    let along = ask(&wish);
    assert_eq!(along.after.people, 100);
    assert!(along.candidates >= 3, "{}", along.candidates);
}
