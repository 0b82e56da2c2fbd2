//! Blind spots: what lies together is one, whatever the order of the points.

use domain::topo::{Point, plane};
use proptest::prelude::*;
use reach::blind::{JOINED_M, clusters};

/// The slow twin: every pair is measured.
fn by_pairs(points: &[Point]) -> Vec<Vec<u32>> {
    let mut group: Vec<usize> = (0..points.len()).collect();
    for one in 0..points.len() {
        for other in 0..one {
            if plane::metres_between(points[one], points[other]) <= JOINED_M {
                let (from, to) = (group[one].max(group[other]), group[one].min(group[other]));
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    let members = |root: usize| {
        (0u32..).zip(&group).filter(|(_, g)| **g == root).map(|(at, _)| at).collect::<Vec<_>>()
    };
    (0..points.len()).map(members).filter(|group| !group.is_empty()).collect()
}

proptest! {
    /// From the equator to the north of the country, and at both sides of zero.
    #[test]
    fn the_grid_of_cells_joins_what_all_pairs_join(
        latitude in prop_oneof![Just(0), Just(230_000_000), Just(530_000_000), Just(-700_000_000)],
        steps in prop::collection::vec((-60_000i32..60_000, -60_000i32..60_000), 0..60),
    ) {
        let points: Vec<Point> =
            steps.iter().map(|&(x, y)| Point::new(x, latitude + y)).collect();
        prop_assert_eq!(clusters(&points, JOINED_M), by_pairs(&points));
    }
}

#[test]
fn a_chain_of_houses_is_one_blind_spot_and_a_far_one_another() {
    let metres = |east: i32| Point::new(1_020_000_000 + east * 117, 403_000_000);
    let points = [metres(0), metres(100), metres(500), metres(200)];
    assert_eq!(clusters(&points, JOINED_M), [vec![0, 1, 3], vec![2]]);
}
