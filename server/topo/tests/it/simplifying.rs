//! Simplified partitions are partitions of the same cells.

use std::collections::BTreeSet;

use proptest::prelude::*;
use topo::{Label, Partition, Point, Shape, SimplifyBy};

use crate::ground::{any_quilt, block, cells, plain, sewn};
use crate::partitions::{arcs_meet_only_in_nodes, labels_agree_round_every_node};

/// The holes of each part of a cell.
type Holes = (Label, Vec<usize>);

/// What must not change: who has how many parts and holes, who borders on whom.
fn plan(partition: &Partition) -> (Vec<Holes>, Vec<(Label, Label)>) {
    let holes = |shape: Shape| {
        let mut holes: Vec<usize> = shape.0.iter().map(|part| part.holes.len()).collect();
        holes.sort_unstable();
        holes
    };
    let shapes = partition.shapes().into_iter().map(|(label, shape)| (label, holes(shape)));
    let pairs = partition.adjacent().into_iter().map(|(a, b, _)| (a, b));
    (shapes.collect(), pairs.collect())
}

fn ends(partition: &Partition) -> BTreeSet<Point> {
    let open = partition.arcs().filter(|arc| arc.points.first() != arc.points.last());
    open.flat_map(|arc| [arc.points[0], arc.points[arc.points.len() - 1]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn simplifying_keeps_every_cell_and_every_neighbour(
        quilt in any_quilt(),
        // Square lattice steps, up to far more than a patch.
        steps in prop_oneof![Just(0.5), Just(40.0), Just(3_000.0), Just(1e9)],
    ) {
        let partition = sewn(&quilt);
        let simple = partition.simplify(SimplifyBy::area_m2(steps * 1e-4));
        arcs_meet_only_in_nodes(&simple)?;
        labels_agree_round_every_node(&simple)?;
        prop_assert_eq!(plan(&simple), plan(&partition));
        prop_assert_eq!(ends(&simple), ends(&partition));
        prop_assert_eq!(simple.arcs().count(), partition.arcs().count());
        for (label, shape) in simple.shapes() {
            prop_assert!(shape.area2() > 0);
            prop_assert!(shape.point_count() <= partition.shape(label).point_count());
            prop_assert!(shape.rings().all(|ring| ring.len() >= 3));
        }
        // What is left is a clean coverage again, and the same one.
        let shapes = simple.shapes();
        prop_assert_eq!(Partition::from_cells(&cells(&shapes)).unwrap(), simple);
    }
}

#[test]
fn nothing_goes_at_a_tolerance_of_nothing() {
    let partition = Partition::from_cells(&cells(&[(Label(1), block(0, 0, 9, 9))])).unwrap();
    for area in [0.0, -1.0, f64::NAN] {
        assert_eq!(partition.simplify(SimplifyBy::area_m2(area)), partition);
    }
}

#[test]
fn a_corner_goes_when_its_triangle_is_smaller_than_the_tolerance() {
    // A bump of 1000 by 10 steps: a triangle of about 0.62 m².
    let bumped = plain(&[(0, 0), (1000, 0), (2000, 10), (3000, 0), (3000, 3000), (0, 3000)]);
    let partition = Partition::from_cells(&cells(&[(Label(1), bumped)])).unwrap();
    let kept = |area| partition.simplify(SimplifyBy::area_m2(area)).shape(Label(1)).point_count();
    assert_eq!(kept(0.6), 6);
    assert_eq!(kept(1.3), 5, "without its foot the bump is a triangle of 1.85 m²");
    assert_eq!(kept(2.0), 4);
    assert_eq!(kept(1e9), 3, "a closed arc keeps three corners");
    assert_eq!(SimplifyBy::width_m(3.0), SimplifyBy::area_m2(9.0));
}

#[test]
fn an_island_in_a_bay_is_not_swallowed() {
    let mainland =
        plain(&[(0, 0), (1000, 0), (1000, 500), (600, 500), (500, 100), (400, 500), (0, 500)]);
    let island = plain(&[(490, 400), (510, 400), (500, 420)]);
    let shapes = [(Label(1), mainland), (Label(2), island)];
    let partition = Partition::from_cells(&cells(&shapes)).unwrap();
    let simple = partition.simplify(SimplifyBy::area_m2(1e6));
    assert_eq!(plan(&simple), plan(&partition));
    assert_eq!(simple.face_at(Point::new(500, 405)), Label(2));
    assert_eq!(simple.face_at(Point::new(500, 300)), Label::OUTSIDE, "the bay stays open");
}

#[test]
fn arcs_between_the_same_two_nodes_do_not_fall_together() {
    let lens = plain(&[(0, 0), (500, -60), (1000, 0), (500, 60)]);
    let south = plain(&[(0, 0), (0, -500), (1000, -500), (1000, 0), (500, -60)]);
    let north = plain(&[(0, 0), (500, 60), (1000, 0), (1000, 500), (0, 500)]);
    let shapes = [(Label(1), lens), (Label(2), south), (Label(3), north)];
    let partition = Partition::from_cells(&cells(&shapes)).unwrap();
    let simple = partition.simplify(SimplifyBy::area_m2(1e6));
    assert_eq!(plan(&simple), plan(&partition));
    assert!(simple.area2(Label(1)) > 0);
}
