//! Random dirty cells against a twin that knows only even-odd.

use proptest::prelude::*;
use topo::testing::mixed;
use topo::{Arrangement, FaceId, FaultCode, Label, Partition, Point, Polygon, Shape, locate};

use crate::ground::{block, cells};
use crate::partitions::shuffled;

/// Rings through any points at all: bow-ties, spikes, holes outside, repeats.
fn any_cells() -> impl Strategy<Value = Vec<(Label, Shape)>> {
    let point = |size: i32| (0..=size, 0..=size).prop_map(|(x, y)| Point::new(x, y));
    let ring = move |size| proptest::collection::vec(point(size), 1..=7);
    let part = move |size| {
        (ring(size), proptest::collection::vec(ring(size), 0..=1))
            .prop_map(|(outer, holes)| Polygon { outer, holes })
    };
    let shape = move |size| proptest::collection::vec(part(size), 1..=2).prop_map(Shape);
    let size = prop_oneof![Just(12), Just(300), Just(1_000_000)];
    size.prop_flat_map(move |size| {
        proptest::collection::vec(
            (0_u32..6)
                .prop_map(Label)
                .prop_flat_map(move |label| shape(size).prop_map(move |shape| (label, shape))),
            1..=6,
        )
    })
}

/// Whether a part holds a point, straight from the definition.
fn odd(part: &Polygon, x: f64, y: f64) -> bool {
    let mut inside = false;
    for ring in part.rings() {
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[(i + ring.len() - 1) % ring.len()];
            let [(ax, ay), (bx, by)] = [from, to].map(|p| (f64::from(p.x), f64::from(p.y)));
            if (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax) {
                inside = !inside;
            }
        }
    }
    inside
}

/// Distance in lattice steps from the nearest side of any ring.
fn clearance(shapes: &[(Label, Shape)], x: f64, y: f64) -> f64 {
    let mut least = f64::INFINITY;
    for ring in shapes.iter().flat_map(|(_, shape)| shape.rings()) {
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[(i + ring.len() - 1) % ring.len()];
            let (ax, ay) = (f64::from(from.x), f64::from(from.y));
            let (dx, dy) = (f64::from(to.x) - ax, f64::from(to.y) - ay);
            let square = dx * dx + dy * dy;
            let t = if square > 0.0 { ((x - ax) * dx + (y - ay) * dy) / square } else { 0.0 };
            let t = t.clamp(0.0, 1.0);
            least = least.min((x - ax - t * dx).hypot(y - ay - t * dy));
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Away from all borders, the claims of the face at a point are the labels of
    /// the parts that hold it.
    #[test]
    fn claims_are_even_odd_in_the_polygons_received(shapes in any_cells(), seed in any::<u64>()) {
        let arrangement = Arrangement::of(&cells(&shapes));
        let faces: Vec<(FaceId, Shape)> =
            arrangement.faces().map(|face| (face, arrangement.shape_of(&[face]))).collect();
        let most = shapes.iter().flat_map(|(_, s)| s.rings()).flatten().map(|p| p.x.max(p.y)).max();
        let most = u64::try_from(most.unwrap_or(0)).unwrap() + 3;
        for i in 0..60 {
            let noise = mixed(seed ^ i);
            let at = |noise: u64| i32::try_from(noise % most).unwrap() - 1;
            let p = Point::new(at(noise >> 32), at(noise & 0xffff_ffff));
            let (x, y) = (f64::from(p.x), f64::from(p.y));
            // Noding moves no border by more than half a step each way.
            if clearance(&shapes, x, y) < 1.5 {
                continue;
            }
            let mut expected: Vec<Label> = shapes
                .iter()
                .filter(|(_, shape)| shape.0.iter().any(|part| odd(part, x, y)))
                .map(|&(label, _)| label)
                .collect();
            expected.sort_unstable();
            expected.dedup();
            let holding: Vec<FaceId> =
                faces.iter().filter(|(_, shape)| locate::holds(shape, p)).map(|f| f.0).collect();
            prop_assert!(holding.len() <= 1);
            let face = holding.first().copied().unwrap_or(FaceId(0));
            prop_assert_eq!(arrangement.claims(face), expected, "at {:?}", p);
        }
    }

    /// However dirty the cells, what they settle to is sound, and noding it again
    /// changes nothing.
    #[test]
    fn anything_settles_to_a_sound_partition(shapes in any_cells(), seed in any::<u64>()) {
        let arrangement = Arrangement::of(&cells(&shapes));
        let partition = arrangement.settle(|face| {
            arrangement.claims(face).last().copied().unwrap_or(Label::OUTSIDE)
        });
        crate::partitions::arcs_meet_only_in_nodes(&partition)?;
        crate::partitions::labels_agree_round_every_node(&partition)?;
        let settled = partition.shapes();
        prop_assert_eq!(&Partition::from_cells(&cells(&settled)).unwrap(), &partition);
        let bounded: i128 = arrangement.faces().filter(|&f| !arrangement.claims(f).is_empty())
            .map(|f| arrangement.area2(f)).sum();
        prop_assert_eq!(settled.iter().map(|(_, s)| s.area2()).sum::<i128>(), bounded);

        let again = Arrangement::of(&cells(&shuffled(&shapes, seed)));
        prop_assert_eq!(again.ring_faults(), arrangement.ring_faults());
        prop_assert_eq!(again.coverage_faults(), arrangement.coverage_faults());
        for face in arrangement.faces() {
            prop_assert_eq!(again.claims(face), arrangement.claims(face));
            prop_assert_eq!(again.area2(face), arrangement.area2(face));
        }
    }
}

/// Rectangles overlap in what arithmetic says they overlap in.
#[test]
fn every_overlap_and_gap_is_listed_with_its_exact_ground() {
    let shapes = [
        (Label(1), block(0, 0, 1000, 1000)),
        (Label(2), block(900, 0, 2000, 1000)),
        (Label(3), block(0, 1000, 2000, 1500)),
        (Label(4), block(0, 1600, 2000, 2000)),
        (Label(5), block(0, 1500, 100, 1600)),
        (Label(6), block(1900, 1500, 2000, 1600)),
    ];
    let arrangement = Arrangement::of(&cells(&shapes));
    assert_eq!(arrangement.ring_faults(), &[]);
    let faults = arrangement.coverage_faults();
    let listed: Vec<_> = faults.iter().map(|f| (f.code, f.labels.clone())).collect();
    let labels = |numbers: &[u32]| numbers.iter().map(|&n| Label(n)).collect::<Vec<_>>();
    assert_eq!(
        listed,
        [(FaultCode::Overlap, labels(&[1, 2])), (FaultCode::Gap, labels(&[3, 4, 5, 6]))]
    );
    // At the equator a step is 1.113 cm eastward and 1.106 cm northward.
    let step = 0.011_131_9 * 0.011_057_4;
    assert!((faults[0].area_m2 - 100.0 * 1000.0 * step).abs() < 0.01, "{:?}", faults[0]);
    assert!((faults[0].width_m - 1.113).abs() < 0.02, "{:?}", faults[0]);
    assert!((faults[1].area_m2 - 1800.0 * 100.0 * step).abs() < 0.01, "{:?}", faults[1]);
    assert!((faults[1].width_m - 1.106).abs() < 0.02, "{:?}", faults[1]);
    for fault in &faults {
        let shape = Shape(vec![Polygon { outer: fault.ring.clone(), holes: vec![] }]);
        assert_eq!(locate::place(&shape, fault.at), locate::Place::Inside);
    }
}

/// A fault narrower than the lattice can hold is closed by noding, but listed.
#[test]
fn what_noding_closes_is_listed_nevertheless() {
    // The second cell has an extra corner a third of a step inside the first's border.
    let first = crate::ground::plain(&[(0, 0), (3000, 1), (3000, 1000), (0, 1000)]);
    let second = crate::ground::plain(&[(0, 0), (0, -1000), (3000, -1000), (3000, 1), (1001, 0)]);
    // A crossing on the same border makes noding begin.
    let third = block(2000, -10, 2010, 10);
    let shapes = [(Label(1), first), (Label(2), second), (Label(3), third)];
    let faults = Arrangement::of(&cells(&shapes)).coverage_faults();
    let gap = faults.iter().find(|fault| fault.code == FaultCode::Gap).expect("a narrow gap");
    assert_eq!(gap.labels, [Label(1), Label(2), Label(3)]);
    assert!(gap.width_m > 0.0 && gap.width_m < 0.011, "{gap:?}");
}
