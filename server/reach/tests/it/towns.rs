//! Towns of a few streets, where everybody can count along.

use domain::StreetChange;
use domain::topo::{Point, Polygon, Shape};
use reach::osm::{Foot, Ground, GroundKind, LineKind, MarkKind, NO_NAME, Plaza, StreetClass};
use reach::testing::Town;
use reach::{Access, Direction, Network, Part, Preset, Scratch, Walk};
use std::sync::Arc;

fn metre_a_second() -> Preset {
    Preset { metres_per_second: 1.0, ..Preset::standard() }
}

fn changed(town: &Town, changes: &[StreetChange]) -> (Walk, Vec<usize>) {
    let network = Network::build(&town.extract, changes);
    let unmet = network.unmet_changes().to_vec();
    (Walk::new(Arc::new(network), metre_a_second()), unmet)
}

/// The parts reached from a corner, in whole metres and seconds.
fn parts(walk: &Walk, town: &Town, from: char, seconds: u32) -> Vec<(u32, u32, u32, u32)> {
    let mut scratch = Scratch::new();
    let source = town.snap(walk, from);
    let reached = walk.search(&mut scratch, &[source], Direction::FromPlace, seconds * 1_000);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small town")]
    let metres = |m: f32| m.round() as u32;
    let seconds = |ms: u32| (ms + 500) / 1_000;
    let whole = |p: &Part| (metres(p.from_m), metres(p.to_m), seconds(p.from_ms), seconds(p.to_ms));
    let mut parts: Vec<_> = reached.parts().iter().map(whole).filter(|p| p.0 < p.1).collect();
    parts.sort_unstable();
    parts
}

#[test]
fn the_shorter_way_round_is_taken() {
    let town = Town::drawn(
        "A----B--C
         |       |
         D-------E",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(50));
    assert_eq!(town.seconds(&walk, 'A', 'E'), Some(100));
    assert_eq!(town.seconds(&walk, 'B', 'D'), Some(70));
}

#[test]
fn two_places_on_one_street_are_joined_along_it() {
    let town = Town::drawn("A---------B");
    let walk = town.walk(metre_a_second());
    let [from, to] = [(20.0, 3.0), (70.0, -4.0)].map(|(e, n)| town.beside('A', e, n));
    let route = walk.route(&mut Scratch::new(), from, to).unwrap();
    assert_eq!((route.ms + 500) / 1000, 57, "3 m to the street, 50 m along it, 4 m away from it");
    assert!((route.metres - 57.0).abs() < 0.1, "{}", route.metres);
    assert_eq!((route.line.first(), route.line.last()), (Some(&from), Some(&to)));
    assert_eq!(route.line.len(), 4);
}

/// A block of which one side is a long way round: D is 20 m from A, C 50 m.
fn long_way_round() -> Town {
    let mut town = Town::drawn(
        "A--B
         |  |
         D  C",
    );
    let [from, to] = ['D', 'C'].map(|corner| node(&town, corner));
    let bend = [(0.0, -100.0), (30.0, -100.0)].map(|(e, n)| town.beside('D', e, n));
    let bend = bend.map(|at| town.node(at));
    town.street(&[from, bend[0], bend[1], to]);
    town
}

/// The node at a corner.
fn node(town: &Town, corner: char) -> u32 {
    let found = town.extract.points.iter().position(|&p| p == town.at(corner));
    u32::try_from(found.unwrap()).unwrap()
}

#[test]
fn walks_from_both_ends_meet_inside_a_street() {
    let town = long_way_round();
    let walk = town.walk(metre_a_second());
    // 20 s and 50 s at the ends: they meet where 20 + x = 50 + 230 - x.
    let all = parts(&walk, &town, 'A', 1_000);
    assert_eq!(
        all,
        [(0, 20, 0, 20), (0, 20, 30, 50), (0, 30, 0, 30), (0, 130, 20, 150), (130, 230, 150, 50)]
    );
}

#[test]
fn a_street_is_reached_from_both_ends_but_not_in_the_middle() {
    let town = long_way_round();
    let found = parts(&town.walk(metre_a_second()), &town, 'A', 60);
    assert_eq!(found[3..], [(0, 40, 20, 60), (220, 230, 60, 50)]);
    let found = parts(&town.walk(metre_a_second()), &town, 'A', 45);
    assert_eq!(found, [(0, 15, 30, 45), (0, 20, 0, 20), (0, 25, 20, 45), (0, 30, 0, 30)]);
}

#[test]
fn the_limit_is_included() {
    let town = Town::drawn("A---------B");
    let walk = town.walk(metre_a_second());
    let (source, goal) = (town.snap(&walk, 'A'), town.snap(&walk, 'B'));
    let mut scratch = Scratch::new();
    let all = walk.search(&mut scratch, &[source], Direction::FromPlace, u32::MAX - 1);
    let ms = all.time_at(&goal).unwrap();
    for (limit, found) in [(ms - 1, None), (ms, Some(ms)), (ms + 1, Some(ms))] {
        let reached = walk.search(&mut scratch, &[source], Direction::FromPlace, limit);
        assert_eq!(reached.time_at(&goal), found, "{limit} of {ms}");
    }
}

#[test]
fn rings_and_parallel_streets_are_no_trouble() {
    let mut town = Town::drawn(
        "A----B
         |    |
         D----C",
    );
    // A second, straight street from A to C, and a ring at C.
    let [from, to] = ['A', 'C'].map(|corner| node(&town, corner));
    town.street(&[from, to]);
    town.street(&[from, to]);
    let ring = [(10.0, 0.0), (10.0, -10.0), (0.0, -10.0)].map(|(e, n)| town.beside('C', e, n));
    let ring = ring.map(|at| town.node(at));
    town.street(&[to, ring[0], ring[1], ring[2], to]);
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'C'), Some(54));
    let mut scratch = Scratch::new();
    let source = town.snap(&walk, 'C');
    let reached = walk.search(&mut scratch, &[source], Direction::FromPlace, 1_000_000);
    let metres: f32 = reached.parts().iter().map(Part::length_m).sum();
    assert!((metres - 287.7).abs() < 0.5, "each street once: {metres}");
}

#[test]
fn one_way_on_foot_counts_only_where_it_is_said() {
    let town = Town::drawn(
        "A>>>>B
         |    |
         D----C",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(50));
    assert_eq!(town.seconds(&walk, 'B', 'A'), Some(90));
}

#[test]
fn residents_begin_and_end_inside_but_nobody_passes_through() {
    let town = Town::drawn(
        "A====P====B
         |         |
         |         |
         D---------C",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(160), "round, not through");
    assert_eq!(town.seconds(&walk, 'P', 'B'), Some(50), "out");
    assert_eq!(town.seconds(&walk, 'D', 'P'), Some(80), "in");
    let open = town.walk(Preset { private: Access::Open, ..metre_a_second() });
    assert_eq!(town.seconds(&open, 'A', 'B'), Some(100));
    let blocked = town.walk(Preset { private: Access::Blocked, ..metre_a_second() });
    assert_eq!(town.seconds(&blocked, 'A', 'B'), Some(160));
}

#[test]
fn what_lies_behind_a_private_gate_belongs_to_the_residents() {
    let town = Town::drawn(
        "A----g--P--h----B
         |               |
         |               |
         D---------------C",
    );
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(220), "not in by one gate and out by the other");
    assert_eq!(town.seconds(&walk, 'A', 'P'), Some(80));
    assert_eq!(town.seconds(&walk, 'P', 'B'), Some(80));
    let open = town.walk(Preset { gated: Access::Open, ..metre_a_second() });
    assert_eq!(town.seconds(&open, 'A', 'B'), Some(160));
    let blocked = town.walk(Preset { gated: Access::Blocked, ..metre_a_second() });
    assert_eq!(town.seconds(&blocked, 'P', 'B'), None, "locked in");
}

#[test]
fn a_locked_gate_stops_everybody_until_a_planner_opens_it() {
    let mut town = Town::drawn(
        "A----G----B
         |         |
         D---------C",
    );
    town.mark(node(&town, 'G'), MarkKind::Gate(Foot::No));
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(140));
    let open = StreetChange::Open { at: town.beside('G', 4.0, 6.0) };
    let (walk, unmet) = changed(&town, &[open]);
    assert_eq!((town.seconds(&walk, 'A', 'B'), unmet), (Some(100), vec![]));
}

#[test]
fn planners_block_streets_and_bridge_gaps() {
    let town = Town::drawn(
        "A----B----C
         |         |
         D---------E",
    );
    let block = StreetChange::Block { at: town.beside('A', 20.0, 5.0) };
    let (walk, _) = changed(&town, &[block]);
    assert_eq!(town.seconds(&walk, 'D', 'B'), Some(170), "A-B is gone, B-C is not");
    let [from, to] = [town.beside('A', 50.0, -1.0), town.beside('D', 50.0, 1.0)];
    let (walk, unmet) = changed(&town, &[StreetChange::Footbridge { from, to }]);
    assert_eq!((town.seconds(&walk, 'D', 'B'), unmet), (Some(70), vec![]));
    let bridged = town.seconds(&walk, 'B', 'D').unwrap();
    assert_eq!(bridged, 70, "a footbridge leads both ways");
    let nowhere = StreetChange::Open { at: town.beside('A', 0.0, 500.0) };
    let (_, unmet) = changed(&town, &[block, nowhere]);
    assert_eq!(unmet, [1], "nothing to open there, which is told");
}

#[test]
fn a_street_blocked_twice_blocks_no_other() {
    let town = Town::drawn(
        "A----B----C
         |         |
         D---------E",
    );
    let block = StreetChange::Block { at: town.beside('A', 20.0, 5.0) };
    let (walk, unmet) = changed(&town, &[block, block]);
    assert_eq!(unmet, [1], "the second meets a street that is blocked already");
    assert_eq!(town.seconds(&walk, 'D', 'B'), Some(170), "D-A and B-C are as they were");
}

#[test]
fn a_planner_opens_a_closed_way() {
    let mut town = Town::drawn(
        "A---------B
         |         |
         |         |
         D---------C",
    );
    let top = town
        .extract
        .streets
        .iter()
        .position(|s| town.extract.street_points(s).eq([town.at('A'), town.at('B')]));
    town.extract.streets[top.unwrap()].foot = Foot::No;
    let walk = town.walk(metre_a_second());
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(160));
    let (walk, _) = changed(&town, &[StreetChange::Open { at: town.beside('A', 50.0, 9.0) }]);
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(100));
}

#[test]
fn a_bridge_has_no_corner_with_the_street_below() {
    let mut town = Town::drawn("A---------B");
    let ends = [(50.0, 40.0), (50.0, -40.0)].map(|(e, n)| town.beside('A', e, n));
    let nodes = ends.map(|at| town.node(at));
    town.street(&nodes).bridge = true;
    let walk = town.walk(metre_a_second());
    let network = walk.network();
    assert_eq!(network.components().len(), 2);
    assert!(!network.takes_snaps(1) || !network.takes_snaps(0), "only the larger takes places");
    let route = walk.route(&mut Scratch::new(), town.at('A'), ends[0]);
    let metres = route.unwrap().metres;
    assert!((metres - 90.0).abs() < 0.1, "linked to the street below, 40 m away: {metres}");
}

#[test]
fn stairs_are_slow_for_the_elderly() {
    let town = Town::drawn("AssssB");
    let elderly = town.walk(Preset::by_key("elderly").unwrap());
    assert_eq!(town.seconds(&elderly, 'A', 'B'), Some(100), "50 m, each twice");
    assert_eq!(town.seconds(&town.walk(metre_a_second()), 'A', 'B'), Some(50));
}

#[test]
fn a_crossing_with_signals_costs_one_wait() {
    let mut town = Town::drawn("A---G---B");
    for street in &mut town.extract.streets {
        (street.crossing, street.class) = (true, StreetClass::Footway);
    }
    town.mark(node(&town, 'G'), MarkKind::Signals);
    let walk = town.walk(Preset { signal_s: 30.0, ..metre_a_second() });
    assert_eq!(town.seconds(&walk, 'A', 'B'), Some(110));
}

/// A square with streets at its corners B and D, and perhaps a pool in the middle.
fn square(pool: bool) -> Town {
    let mut town = Town::drawn(
        "A----B-X
         |    |
         |    |
         D----C
         |
         Y",
    );
    let outer: Vec<u32> = "ABCD".chars().map(|corner| node(&town, corner)).collect();
    let leads_in = [node(&town, 'X'), node(&town, 'Y')];
    let refs = town.extract.refs.clone();
    town.extract.streets.retain(|s| leads_in.contains(&refs[s.end as usize - 1]));
    let mut rings = vec![outer];
    if pool {
        let at = [(15.0, -10.0), (35.0, -10.0), (35.0, -20.0), (15.0, -20.0)];
        let at = at.map(|(east, north)| town.beside('A', east, north));
        rings.push(at.map(|at| town.node(at)).to_vec());
    }
    let (class, foot) = (StreetClass::Pedestrian, Foot::Yes);
    town.extract.plazas.push(Plaza { id: 7, class, foot, layer: 0, name: NO_NAME, rings });
    town
}

#[test]
fn a_square_is_crossed_and_a_pool_walked_round() {
    for (pool, seconds) in [(false, 98), (true, 120)] {
        let town = square(pool);
        assert_eq!(town.seconds(&town.walk(metre_a_second()), 'X', 'Y'), Some(seconds));
    }
}

#[test]
fn water_parts_a_house_from_the_other_bank() {
    let mut town = Town::drawn(
        "A---------B
         |         |
         |         |
         |         |
         |         |
         |         |
         D---------C",
    );
    // A long pond just south of A-B; the house stands on its southern bank.
    let pond = [(10.0, -5.0), (90.0, -5.0), (90.0, -10.0), (10.0, -10.0)];
    let pond: Vec<Point> = pond.iter().map(|&(e, n)| town.beside('A', e, n)).collect();
    let house = town.beside('A', 50.0, -12.0);
    let before = town.network().snap(house, 150.0).unwrap();
    assert!((before.access_m - 12.0).abs() < 0.1);
    town.water(&pond);
    let after = town.network().snap(house, 150.0).unwrap();
    assert!(after.access_m > 45.0, "not over the water: {after:?}");
    assert!(town.network().barriers().crosses(house, before.at));
    assert_eq!(town.network().snap(house, 30.0), None);
}

#[test]
fn an_island_is_land() {
    let mut town = Town::drawn("A---------B");
    let ring = |town: &Town, out: f64| -> Vec<Point> {
        let at = [(-out, -out), (100.0 + out, -out), (100.0 + out, out), (-out, out)];
        at.iter().map(|&(e, n)| town.beside('A', e, n)).collect()
    };
    let lake = Polygon { outer: ring(&town, 60.0), holes: vec![ring(&town, 30.0)] };
    let shape = Shape(vec![lake]);
    town.extract.grounds.push(Ground { kind: GroundKind::Water, name: NO_NAME, shape });
    let network = town.network();
    assert!(network.snap(town.beside('A', 50.0, 20.0), 100.0).is_some(), "on the island");
    assert_eq!(network.snap(town.beside('A', 50.0, 70.0), 100.0), None, "on the mainland");
}

#[test]
fn railways_stop_people_and_bridges_do_not() {
    let mut town = Town::drawn("A---------B");
    let track = [(-10.0, 5.0), (110.0, 5.0)].map(|(e, n)| town.beside('A', e, n));
    let house = town.beside('A', 50.0, 20.0);
    town.line(LineKind::Rail, &track).bridge = true;
    assert!(town.network().snap(house, 100.0).is_some(), "the train passes overhead");
    town.line(LineKind::Rail, &track);
    assert_eq!(town.network().snap(house, 100.0), None);
}

#[test]
fn a_garden_fence_has_a_door_where_nothing_else_is_near() {
    let mut town = Town::drawn(
        "A---------B
         |
         |
         |
         |
         D",
    );
    let fence = [(5.0, -5.0), (95.0, -5.0)].map(|(e, n)| town.beside('A', e, n));
    let house = town.beside('A', 30.0, -10.0);
    town.line(LineKind::Fence, &fence);
    let network = town.network();
    let snap = network.snap(house, 150.0).unwrap();
    assert!((snap.access_m - 30.0).abs() < 0.1, "round the fence to the side street: {snap:?}");
    let snap = network.snap(house, 20.0).unwrap();
    assert!((snap.access_m - 10.0).abs() < 0.1, "through the fence: {snap:?}");
}

#[test]
fn a_shifted_map_shows_in_the_median_link() {
    let town = Town::drawn(
        "A---------B
         |         |
         D---------C",
    );
    let network = town.network();
    let near: Vec<Point> = (0..9).map(|n| town.beside('A', f64::from(n) * 10.0, 6.0)).collect();
    let good = network.median_snap_m(&near, 500.0).unwrap();
    assert!((good - 6.0).abs() < 0.1, "{good}");
    // GCJ-02 moves places by some hundred metres.
    let shifted: Vec<Point> = near.iter().map(|p| Point::new(p.x + 52_000, p.y + 20_000)).collect();
    assert!(network.median_snap_m(&shifted, 1_000.0).unwrap() > 30.0);
    assert_eq!(network.median_snap_m(&[], 500.0), None);
}
