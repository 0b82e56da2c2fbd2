//! The invariants of notes on partitions: I1 to I6, I8 and I12.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use topo::testing::{Quilt, mixed};
use topo::{Arrangement, Label, Partition, Point, Shape, plane};

use crate::ground::{any_quilt, cells, sewn};

/// Where two segments meet other than in a common end; a slow twin in `i128`.
fn meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |o: Point, p: Point, q: Point| {
        let minus = |p: Point, q: Point| {
            (i128::from(p.x) - i128::from(q.x), i128::from(p.y) - i128::from(q.y))
        };
        let ((ux, uy), (vx, vy)) = (minus(p, o), minus(q, o));
        (ux * vy - uy * vx).signum()
    };
    let on = |a: Point, b: Point, p: Point| {
        side(a, b, p) == 0
            && p.x >= a.x.min(b.x)
            && p.x <= a.x.max(b.x)
            && p.y >= a.y.min(b.y)
            && p.y <= a.y.max(b.y)
            && p != a
            && p != b
    };
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
        || on(a, b, c)
        || on(a, b, d)
        || on(c, d, a)
        || on(c, d, b)
        || (a == c && b == d)
        || (a == d && b == c)
}

/// I1: arcs meet only in nodes, and no arc meets itself.
pub(crate) fn arcs_meet_only_in_nodes(partition: &Partition) -> Result<(), TestCaseError> {
    let mut segments = Vec::new();
    let mut inner = BTreeSet::new();
    let mut nodes = BTreeSet::new();
    for arc in partition.arcs() {
        segments.extend(arc.points.windows(2).map(|pair| (pair[0], pair[1])));
        nodes.insert(arc.points[0]);
        nodes.insert(arc.points[arc.points.len() - 1]);
        for &point in &arc.points[1..arc.points.len() - 1] {
            prop_assert!(inner.insert(point), "{point:?} lies inside two arcs");
        }
    }
    prop_assert!(inner.is_disjoint(&nodes));
    for (i, &(a, b)) in segments.iter().enumerate() {
        prop_assert_ne!(a, b);
        for &(c, d) in &segments[..i] {
            prop_assert!(!meet(a, b, c, d), "{a:?}-{b:?} meets {c:?}-{d:?}");
        }
    }
    Ok(())
}

/// I2: round every node, the ground between two neighbouring arcs has one label.
pub(crate) fn labels_agree_round_every_node(partition: &Partition) -> Result<(), TestCaseError> {
    let mut round: BTreeMap<Point, Vec<(Point, Label, Label)>> = BTreeMap::new();
    for arc in partition.arcs() {
        let n = arc.points.len();
        round.entry(arc.points[0]).or_default().push((arc.points[1], arc.left, arc.right));
        round.entry(arc.points[n - 1]).or_default().push((arc.points[n - 2], arc.right, arc.left));
    }
    for (node, mut leaving) in round {
        let angle = |to: Point| {
            let [x, y] = plane::Local::at(node).to_m(to);
            y.atan2(x)
        };
        leaving.sort_by(|a, b| angle(a.0).total_cmp(&angle(b.0)));
        for (i, this) in leaving.iter().enumerate() {
            let next = leaving[(i + 1) % leaving.len()];
            prop_assert_eq!(this.1, next.2, "round {:?}", node);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_quilt_becomes_a_sound_partition(quilt in any_quilt()) {
        let partition = sewn(&quilt);
        arcs_meet_only_in_nodes(&partition)?;
        labels_agree_round_every_node(&partition)?;
        for arc in partition.arcs() {
            prop_assert_ne!(arc.left, arc.right, "I3");
        }
        let structural = partition.validate().into_iter().filter(|f| f.code.is_structural());
        prop_assert_eq!(structural.collect::<Vec<_>>(), vec![]);
    }

    /// I4 and I5: every label traces to closed rings that enclose exactly its
    /// ground, and nothing is lost or claimed twice.
    #[test]
    fn areas_add_up_exactly(quilt in any_quilt()) {
        let partition = sewn(&quilt);
        let mut expected: BTreeMap<Label, i128> = BTreeMap::new();
        for (label, patch) in quilt.patches() {
            *expected.entry(label).or_default() += patch.area2();
        }
        let shapes: BTreeMap<Label, i128> =
            partition.shapes().into_iter().map(|(label, shape)| (label, shape.area2())).collect();
        prop_assert_eq!(&shapes, &expected);
        for (label, area) in expected {
            prop_assert_eq!(partition.area2(label), area);
            prop_assert_eq!(partition.shape(label).area2(), area);
        }
    }

    /// I6: a parent is exactly its children, whichever way it is dissolved.
    #[test]
    fn parents_are_the_sum_of_their_children(quilt in any_quilt(), seed in any::<u64>()) {
        let partition = sewn(&quilt);
        let up = |label: Label| Label(u32::try_from(mixed(seed ^ u64::from(label.0)) % 2).unwrap());
        let parents = partition.dissolve(up);
        arcs_meet_only_in_nodes(&parents)?;
        let mut expected: BTreeMap<Label, i128> = BTreeMap::new();
        for (label, shape) in partition.shapes() {
            *expected.entry(up(label)).or_default() += shape.area2();
        }
        for (label, area) in expected {
            prop_assert_eq!(parents.area2(label), area);
        }
        // The same parents from the cells again, byte for byte.
        let patches: Vec<_> = quilt.patches().into_iter().map(|(l, s)| (up(l), s)).collect();
        prop_assert_eq!(parents, Partition::from_cells(&cells(&patches)).unwrap());
    }

    /// I8: what is exported and imported again is the same partition.
    #[test]
    fn export_and_import_gives_the_same_arcs(quilt in any_quilt()) {
        let partition = sewn(&quilt);
        let shapes = partition.shapes();
        prop_assert_eq!(&Partition::from_cells(&cells(&shapes)).unwrap(), &partition);
        for (label, shape) in &shapes {
            prop_assert_eq!(&partition.shape(*label), shape);
            let alone = [(*label, shape.clone())];
            prop_assert_eq!(Arrangement::of(&cells(&alone)).ring_faults().to_vec(), vec![]);
        }
    }

    /// I12: order of cells, start and direction of rings do not matter.
    #[test]
    fn the_order_of_the_input_does_not_matter(quilt in any_quilt(), seed in any::<u64>()) {
        let shapes = sewn(&quilt).shapes();
        let shuffled = shuffled(&shapes, seed);
        let (a, b) = (Arrangement::of(&cells(&shapes)), Arrangement::of(&cells(&shuffled)));
        for face in a.faces() {
            prop_assert_eq!(a.claims(face), b.claims(face));
            prop_assert_eq!(a.area2(face), b.area2(face));
        }
        prop_assert_eq!(a.coverage_faults(), b.coverage_faults());
        let first = |a: &Arrangement| {
            a.settle(|face| a.claims(face).first().copied().unwrap_or(Label::OUTSIDE))
        };
        prop_assert_eq!(first(&a), first(&b));
    }

    #[test]
    fn neighbours_share_a_border_and_both_know_its_length(quilt in any_quilt()) {
        let patches = quilt.patches();
        let arrangement = Arrangement::of(&cells(&patches));
        for face in arrangement.faces() {
            for (other, metres) in arrangement.neighbours(face) {
                prop_assert!(metres > 0.0);
                let back = arrangement.neighbours(other).find(|&(back, _)| back == face);
                let (_, metres_back) = back.expect("neighbours are mutual");
                prop_assert!((metres - metres_back).abs() < 1e-6);
            }
        }
        let all: Vec<_> = arrangement.faces().collect();
        let whole = arrangement.shape_of(&all);
        let sum: i128 = all.iter().map(|&face| arrangement.area2(face)).sum();
        prop_assert_eq!(whole.area2(), sum);
    }
}

/// The same cells in another order, every ring turned and some reversed.
pub(crate) fn shuffled(shapes: &[(Label, Shape)], seed: u64) -> Vec<(Label, Shape)> {
    let mut shapes = shapes.to_vec();
    shapes.sort_by_key(|(label, _)| mixed(seed ^ u64::from(label.0)));
    for (label, shape) in &mut shapes {
        shape.0.reverse();
        for part in &mut shape.0 {
            for ring in std::iter::once(&mut part.outer).chain(&mut part.holes) {
                let noise =
                    mixed(seed ^ u64::from(label.0) ^ u64::try_from(ring.len()).unwrap_or(0));
                let by = usize::try_from(noise % 1000).unwrap_or(0) % ring.len();
                ring.rotate_left(by);
                if noise.is_multiple_of(3) {
                    ring.reverse();
                }
            }
        }
    }
    shapes
}

#[test]
fn the_parts_and_children_in_metres_add_up_to_their_parent() {
    let labels = (0..36).map(|i| Label(i % 7)).collect();
    let origin = Point::new(1_134_000_000, 231_000_000);
    let quilt = Quilt { width: 6, labels, spacing: 20_000, bends: 9, wobble: 300, origin, seed: 5 };
    let partition = sewn(&quilt);
    let children: f64 = partition.shapes().iter().map(|(_, shape)| plane::area_m2(shape)).sum();
    let parent = plane::area_m2(&partition.dissolve(|_| Label(1)).shape(Label(1)));
    assert!((children - parent).abs() < 1e-4, "{children} {parent}");
}
