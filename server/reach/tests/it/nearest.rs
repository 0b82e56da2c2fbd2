//! The grids beside a look at everything.

use domain::topo::{Point, plane};
use proptest::prelude::*;
use reach::osm::LineKind;
use reach::testing::Town;

/// A place in or around a town of some kilometres.
fn any_point() -> impl Strategy<Value = Point> {
    (-30_000..330_000, -30_000..330_000)
        .prop_map(|(x, y)| Point::new(1_020_500_000 + x, 403_500_000 + y))
}

/// Short pieces with long ones among them.
fn any_piece() -> impl Strategy<Value = [Point; 2]> {
    (any_point(), -9_000..9_000, -9_000..9_000, prop_oneof![4 => Just(1), 1 => Just(20)])
        .prop_map(|(p, x, y, times)| [p, Point::new(p.x + x * times, p.y + y * times)])
}

/// Which side of the line a point is on, exactly.
fn side([a, b]: [Point; 2], c: Point) -> i128 {
    let d = |p: i32, q: i32| i128::from(p) - i128::from(q);
    (d(b.x, a.x) * d(c.y, a.y) - d(b.y, a.y) * d(c.x, a.x)).signum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A walk is stopped by a barrier that it runs through, and by nothing else.
    #[test]
    fn a_walk_is_stopped_by_what_it_runs_through(
        tracks in prop::collection::vec(any_piece(), 0..60),
        walks in prop::collection::vec(any_piece(), 20),
    ) {
        let mut town = Town::drawn("A-B");
        for track in &tracks {
            town.line(LineKind::Rail, track);
        }
        let network = town.network();
        for walk in walks {
            let touches = tracks.iter().any(|&track| {
                side(walk, track[0]) * side(walk, track[1]) == 0
                    || side(track, walk[0]) * side(track, walk[1]) == 0
            });
            if touches {
                continue; // The border cases have tests of their own.
            }
            let through = tracks.iter().any(|&track| {
                side(walk, track[0]) != side(walk, track[1])
                    && side(track, walk[0]) != side(track, walk[1])
            });
            prop_assert_eq!(network.barriers().crosses(walk[0], walk[1]), through);
        }
    }

    /// The nearest street is the nearest of all.
    #[test]
    fn the_nearest_street_is_the_nearest_of_all(
        streets in prop::collection::vec(any_piece(), 1..40),
        places in prop::collection::vec(any_point(), 20),
        most in prop_oneof![Just(30.0), Just(150.0), Just(3_000.0)],
    ) {
        let mut town = Town::default();
        let mut before = None;
        for street in &streets {
            let nodes = street.map(|at| town.node(at));
            town.street(&nodes);
            // All are joined, for only what hangs together takes places.
            if let Some(before) = before.replace(nodes[1]) {
                town.street(&[before, nodes[0]]);
            }
        }
        let network = town.network();
        for at in places {
            let local = plane::Local::at(at);
            let all = (0_u32..).zip(network.edges()).filter(|(n, _)| network.takes_snaps(*n));
            let least = all
                .flat_map(|(edge, _)| network.line(edge).windows(2))
                .map(|pair| local.distance_to_segment(at, pair[0], pair[1]))
                .fold(f64::INFINITY, f64::min);
            let found = network.snap(at, most);
            prop_assert_eq!(found.is_some(), least <= most, "{} of {}", least, most);
            if let Some(snap) = found {
                prop_assert!((f64::from(snap.access_m) - least).abs() < 0.01);
                let on = network.point_at(snap.edge, snap.along_m);
                prop_assert!(plane::metres_between(on, snap.at) < 0.1, "{snap:?}");
            }
        }
    }
}
