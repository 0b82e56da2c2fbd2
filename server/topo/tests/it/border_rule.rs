//! Exactly one label answers for any point, and it is the one that a twin finds
//! which really moves the point, on a lattice fine enough to do so.

use proptest::prelude::*;
use topo::locate::{self, Place};
use topo::testing::Quilt;
use topo::{Label, Partition, Point, Shape};

use crate::ground::{any_quilt, sewn};

/// Steps of the fine lattice in one of the real one.
const FINE: i128 = 1_000_000_000_000;

type Fine = (i128, i128);

fn fine(p: Point) -> Fine {
    (i128::from(p.x) * FINE, i128::from(p.y) * FINE)
}

/// Plain even-odd on the fine lattice, for a point that is on no border.
fn encloses(shape: &Shape, p: Fine) -> bool {
    let mut inside = false;
    for ring in shape.rings() {
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[(i + ring.len() - 1) % ring.len()];
            let (from, to) = (fine(from), fine(to));
            if (from.1 > p.1) != (to.1 > p.1) {
                let along = (to.0 - from.0) * (p.1 - from.1);
                let side = along - (to.1 - from.1) * (p.0 - from.0);
                assert_ne!(side, 0, "the moved point must not be on a border");
                inside ^= (side > 0) == (to.1 > from.1);
            }
        }
    }
    inside
}

fn enclosing(patches: &[(Label, Shape)], p: Fine) -> Option<Label> {
    let mut found = patches.iter().filter(|(_, patch)| encloses(patch, p)).map(|&(label, _)| label);
    let first = found.next();
    assert_eq!(found.next(), None, "patches do not overlap");
    first
}

/// The twin: moves the point by (e, e²), and if nobody is there walks round it
/// counter-clockwise on a small circle.
fn twin(patches: &[(Label, Shape)], p: Point) -> Label {
    let centre = fine(p);
    // Small against 1 / 6,000, the closest a border that misses the point can come.
    let e = FINE / 100_000;
    if let Some(label) = enclosing(patches, (centre.0 + e, centre.1 + e * e / FINE)) {
        return label;
    }
    let mut angles: Vec<f64> = Vec::new();
    for (_, patch) in patches {
        for ring in patch.rings() {
            for (i, &to) in ring.iter().enumerate() {
                let from = ring[(i + ring.len() - 1) % ring.len()];
                let (u, v) = ((to.x - from.x, to.y - from.y), (p.x - from.x, p.y - from.y));
                let along = i64::from(u.0) * i64::from(v.0) + i64::from(u.1) * i64::from(v.1);
                let across = i64::from(u.0) * i64::from(v.1) - i64::from(u.1) * i64::from(v.0);
                let square = i64::from(u.0).pow(2) + i64::from(u.1).pow(2);
                if across != 0 || along < 0 || along > square {
                    continue;
                }
                for end in [from, to].into_iter().filter(|&end| end != p) {
                    let angle = f64::from(end.y - p.y).atan2(f64::from(end.x - p.x));
                    // From just above east all the way round to east.
                    angles.push(if angle <= 0.0 { angle + std::f64::consts::TAU } else { angle });
                }
            }
        }
    }
    angles.sort_by(f64::total_cmp);
    angles.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    let last = angles.first().map(|first| first + std::f64::consts::TAU);
    for pair in angles.iter().copied().chain(last).collect::<Vec<_>>().windows(2) {
        let middle = f64::midpoint(pair[0], pair[1]);
        #[expect(clippy::cast_possible_truncation, reason = "a place on a small circle")]
        let (dx, dy) = ((middle.cos() * 1e8) as i128, (middle.sin() * 1e8) as i128);
        if let Some(label) = enclosing(patches, (centre.0 + dx, centre.1 + dy)) {
            return label;
        }
    }
    Label::OUTSIDE
}

/// All corners, all lattice points on the arcs, and the points next to them.
fn points_of_interest(partition: &Partition) -> Vec<Point> {
    let mut points = Vec::new();
    for arc in partition.arcs() {
        for pair in arc.points.windows(2) {
            let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
            let steps = gcd(dx.unsigned_abs(), dy.unsigned_abs());
            let steps = i32::try_from(steps).expect("short sides");
            for i in 0..=steps {
                points.push(Point::new(pair[0].x + dx / steps * i, pair[0].y + dy / steps * i));
            }
        }
    }
    let corner = points.iter().copied().min().into_iter();
    points.extend(corner.map(|p| Point::new(p.x - 1, p.y)).collect::<Vec<_>>());
    points.sort_unstable();
    points.dedup();
    points
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The answer read off shapes, as an index of shapes would find it.
fn by_shapes(shapes: &[(Label, Shape)], p: Point) -> Label {
    let holders: Vec<Label> =
        shapes.iter().filter(|(_, shape)| locate::holds(shape, p)).map(|&(l, _)| l).collect();
    assert!(holders.len() <= 1, "{holders:?} hold {p:?}");
    if let Some(&holder) = holders.first() {
        return holder;
    }
    let directions = shapes.iter().flat_map(|(label, shape)| {
        locate::outgoing(shape, p).into_iter().map(move |to| (to, *label))
    });
    let first = directions.min_by(|a, b| locate::counter_clockwise(p, a.0, b.0));
    first.map_or(Label::OUTSIDE, |(_, label)| label)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_label_answers_for_every_point(quilt in any_quilt()) {
        let partition = sewn(&quilt);
        let patches = quilt.patches();
        let shapes = partition.shapes();
        for p in points_of_interest(&partition) {
            let found = partition.face_at(p);
            prop_assert_eq!(found, twin(&patches, p), "at {:?}", p);
            prop_assert_eq!(found, by_shapes(&shapes, p), "at {:?}", p);
            for (label, shape) in &shapes {
                match locate::place(shape, p) {
                    Place::Inside => prop_assert_eq!(found, *label),
                    Place::Outside => prop_assert_ne!(found, *label),
                    Place::OnBorder => {}
                }
            }
        }
    }
}

#[test]
fn a_point_where_four_cells_meet_belongs_to_the_north_eastern_one() {
    let labels = [Label(1), Label(2), Label(3), Label(4)];
    let middle = Point::new(10, 10);
    let quilt = |labels: [Label; 4]| Quilt {
        width: 2,
        labels: labels.to_vec(),
        spacing: 10,
        bends: 0,
        wobble: 0,
        origin: Point::new(0, 0),
        seed: 0,
    };
    assert_eq!(sewn(&quilt(labels)).face_at(middle), Label(4));
    // Where that one is missing the next ones follow counter-clockwise.
    let missing = |gone: &[usize]| {
        let mut labels = labels;
        for &i in gone {
            labels[i] = Label::OUTSIDE;
        }
        sewn(&quilt(labels)).face_at(middle)
    };
    assert_eq!(missing(&[3]), Label(3));
    assert_eq!(missing(&[3, 2]), Label(1));
    assert_eq!(missing(&[3, 2, 0]), Label(2));
}
