//! Nasty cases, one test each: what real imports bring along.

use topo::{
    Arrangement, Fault, FaultCode, Label, Partition, Point, Polygon, Shape, inscribed, locate,
};

use crate::ground::{block, cells, pierced, plain, ring};

fn codes(faults: &[Fault]) -> Vec<FaultCode> {
    faults.iter().map(|fault| fault.code).collect()
}

fn ring_codes(shape: Shape) -> Vec<FaultCode> {
    codes(Arrangement::of(&cells(&[(Label(1), shape)])).ring_faults())
}

fn coverage_codes(shapes: &[(Label, Shape)]) -> Vec<FaultCode> {
    codes(&Arrangement::of(&cells(shapes)).coverage_faults())
}

fn clean(shapes: &[(Label, Shape)]) -> Partition {
    Partition::from_cells(&cells(shapes)).expect("clean cells")
}

#[test]
fn no_cells_at_all_are_an_empty_partition() {
    let arrangement = Arrangement::of(&[]);
    assert_eq!(arrangement.faces().count(), 1);
    assert_eq!(arrangement.coverage_faults(), []);
    let partition = clean(&[]);
    assert_eq!(partition.arcs().count(), 0);
    assert_eq!(partition.shapes(), []);
    assert_eq!(partition.labels(), [Label::OUTSIDE]);
    assert_eq!(partition.face_at(Point::new(0, 0)), Label::OUTSIDE);
    assert_eq!(partition.dissolve(|label| label), partition);
    assert_eq!(partition.simplify(topo::SimplifyBy::area_m2(1.0)), partition);
    assert_eq!(partition.validate(), []);
    assert!(clean(&[(Label(1), Shape::default())]).shapes().is_empty());
}

#[test]
fn the_same_cell_twice_under_two_labels_is_one_overlap() {
    let shapes = [(Label(1), block(0, 0, 50, 50)), (Label(2), block(0, 0, 50, 50))];
    let faults = Arrangement::of(&cells(&shapes)).coverage_faults();
    assert_eq!(codes(&faults), [FaultCode::Overlap]);
    assert_eq!(faults[0].labels, [Label(1), Label(2)]);
}

#[test]
fn the_same_part_twice_in_one_cell_is_a_repeated_part() {
    let twice = Shape([block(0, 0, 50, 50).0, block(0, 0, 50, 50).0].concat());
    assert_eq!(ring_codes(twice), [FaultCode::RepeatedPart]);
}

#[test]
fn parts_that_overlap_are_no_hole_but_a_fault() {
    let parts = Shape([block(0, 0, 50, 50).0, block(40, 40, 90, 90).0].concat());
    let arrangement_cells = [(Label(1), parts)];
    let arrangement = Arrangement::of(&cells(&arrangement_cells));
    assert_eq!(codes(arrangement.ring_faults()), [FaultCode::PartsOverlap]);
    let settled = arrangement
        .settle(|face| arrangement.claims(face).first().copied().unwrap_or(Label::OUTSIDE));
    assert_eq!(settled.area2(Label(1)), 2 * (2500 + 2500 - 100));
}

#[test]
fn parts_that_share_a_border_are_one_piece_and_no_fault() {
    let halves = Shape([block(0, 0, 50, 50).0, block(50, 0, 90, 50).0].concat());
    assert_eq!(ring_codes(halves.clone()), []);
    assert_eq!(clean(&[(Label(1), halves)]).shape(Label(1)).0.len(), 1);
}

#[test]
fn a_donut_and_its_filling_share_the_inner_border() {
    let donut = pierced(block(0, 0, 90, 90), &[&[(30, 30), (60, 30), (60, 60), (30, 60)]]);
    let shapes = [(Label(1), donut.clone()), (Label(2), block(30, 30, 60, 60))];
    let partition = clean(&shapes);
    assert_eq!(partition.arcs().count(), 2);
    assert_eq!(partition.shape(Label(1)).0[0].holes.len(), 1);
    // Without the filling the hole is nobody's, and a gap of the coverage.
    assert_eq!(coverage_codes(&[(Label(1), donut.clone())]), [FaultCode::Gap]);
    let hollow = clean(&[(Label(1), donut)]);
    assert_eq!(hollow.area2(Label::OUTSIDE), 2 * 900);
    assert_eq!(hollow.shape(Label::OUTSIDE), block_shape(30, 30, 60, 60));
}

fn block_shape(west: i32, south: i32, east: i32, north: i32) -> Shape {
    clean(&[(Label(0), block(west, south, east, north))]).shape(Label(0))
}

#[test]
fn a_figure_eight_crosses_itself_and_holds_both_lobes() {
    let bow_tie = plain(&[(0, 0), (40, 40), (40, 0), (0, 40)]);
    assert_eq!(ring_codes(bow_tie.clone()), [FaultCode::Crossing]);
    let shapes = [(Label(1), bow_tie)];
    let arrangement = Arrangement::of(&cells(&shapes));
    let held: i128 = arrangement.faces().map(|face| arrangement.area2(face)).sum();
    assert_eq!(held, 2 * 800);
    assert_eq!(arrangement.ring_faults()[0].at, Point::new(20, 20));
}

#[test]
fn a_ring_that_touches_itself_is_split_there() {
    let pinched = plain(&[(0, 0), (40, 0), (20, 20), (40, 40), (0, 40), (20, 20)]);
    assert_eq!(ring_codes(pinched.clone()), [FaultCode::SelfTouch]);
    let shapes = [(Label(1), pinched)];
    let arrangement = Arrangement::of(&cells(&shapes));
    let settled = arrangement
        .settle(|face| arrangement.claims(face).first().copied().unwrap_or(Label::OUTSIDE));
    assert_eq!(settled.shape(Label(1)).0.len(), 2);
}

#[test]
fn cells_that_share_only_a_point_are_not_neighbours() {
    let partition = clean(&[(Label(1), block(0, 0, 10, 10)), (Label(2), block(10, 10, 20, 20))]);
    let pairs: Vec<_> = partition.adjacent().iter().map(|&(a, b, _)| (a, b)).collect();
    assert_eq!(pairs, [(Label(1), Label::OUTSIDE), (Label(2), Label::OUTSIDE)]);
    assert_eq!(partition.face_at(Point::new(10, 10)), Label(2));
    assert_eq!(partition.dissolve(|_| Label(3)).shape(Label(3)).0.len(), 2);
}

#[test]
fn a_corner_that_touches_a_hole_keeps_the_polygon_valid() {
    // The hole touches the outline in (0, 20) and another hole in (20, 20).
    let holes: [&[(i32, i32)]; 2] =
        [&[(0, 20), (10, 30), (20, 20), (10, 10)], &[(20, 20), (30, 30), (40, 20), (30, 10)]];
    let cell = pierced(block(0, 0, 60, 40), &holes);
    // The outline has no corner at (0, 20): a touch on its side is none of its own.
    assert_eq!(ring_codes(cell.clone()), []);
    let shape = clean(&[(Label(1), cell.clone())]).shape(Label(1));
    assert_eq!((shape.0.len(), shape.0[0].holes.len()), (1, 2));
    assert_eq!(shape.area2(), cell.area2());
}

#[test]
fn a_fan_of_slivers_is_listed_one_by_one() {
    let mut shapes = vec![(Label(0), block(0, 0, 10_000, 1_000))];
    for i in 0..20 {
        let tip = (i * 500 + 250, 1_000 - 1 - i % 3);
        let outer = [(i * 500, 1_000), tip, (i * 500 + 500, 1_000), (i * 500 + 250, 2_000)];
        shapes.push((Label(u32::try_from(i).unwrap() + 1), plain(&outer)));
    }
    let faults = Arrangement::of(&cells(&shapes)).coverage_faults();
    assert_eq!(codes(&faults), [FaultCode::Overlap; 20]);
    assert!(faults.iter().all(|fault| fault.width_m < 0.04 && fault.width_m > 0.0));
}

#[test]
fn rings_that_enclose_nothing_are_named_and_ignored() {
    assert_eq!(ring_codes(plain(&[(0, 0), (9, 9)])), [FaultCode::TooFewPoints]);
    assert_eq!(ring_codes(plain(&[(5, 5)])), [FaultCode::TooFewPoints]);
    assert_eq!(ring_codes(plain(&[(0, 0), (9, 9), (20, 20), (9, 9)])), [FaultCode::ZeroArea]);
    let there_and_back = plain(&[(0, 0), (9, 0), (9, 9), (0, 0), (9, 9), (9, 0)]);
    assert_eq!(ring_codes(there_and_back), [FaultCode::ZeroArea]);
    // What rounding to the lattice has shrunk to a point was sound before.
    assert_eq!(ring_codes(plain(&[(5, 5), (5, 5), (5, 6), (5, 5)])), []);
}

#[test]
fn a_spike_is_one_fault_with_its_length_and_does_not_stay() {
    let spiked = plain(&[
        (0, 0),
        (100, 0),
        (100, 50),
        (300, 50),
        (400, 50),
        (100, 50),
        (100, 100),
        (0, 100),
    ]);
    let shapes = [(Label(1), spiked)];
    let arrangement = Arrangement::of(&cells(&shapes));
    let faults = arrangement.ring_faults();
    assert_eq!(codes(faults), [FaultCode::Spike]);
    assert!((faults[0].length_m - 300.0 * 0.011_13).abs() < 0.01, "{faults:?}");
    let settled = arrangement
        .settle(|face| arrangement.claims(face).first().copied().unwrap_or(Label::OUTSIDE));
    assert_eq!(settled.area2(Label(1)), 2 * 10_000);
    assert_eq!(settled.validate().iter().filter(|f| f.code == FaultCode::Spike).count(), 0);
}

#[test]
fn islands_in_islands_in_an_island_keep_their_owners() {
    let nest = |i: i32| block(10 * i, 10 * i, 200 - 10 * i, 200 - 10 * i);
    let ring_of = |i: i32| {
        let inner = nest(i + 1).0.remove(0).outer;
        let mut shape = nest(i);
        shape.0[0].holes.push(inner);
        shape
    };
    // Rings 0 and 2 are one cell's, 1 and 3 another's, 4 is left out, 5 is the island.
    let both = |a: i32, b: i32| Shape([ring_of(a).0, ring_of(b).0].concat());
    let shapes = [(Label(1), both(0, 2)), (Label(2), both(1, 3)), (Label(3), nest(5))];
    let partition = clean(&shapes);
    assert_eq!(partition.shape(Label(1)).0.len(), 2);
    assert_eq!(partition.shape(Label(1)).0[0].holes.len(), 1);
    assert_eq!(partition.area2(Label::OUTSIDE), 2 * (120 * 120 - 100 * 100));
    let at = |i: i32| partition.face_at(Point::new(10 * i + 5, 100));
    let expected = [1, 2, 1, 2].map(Label);
    assert_eq!([at(0), at(1), at(2), at(3)], expected);
    assert_eq!((at(4), at(5)), (Label::OUTSIDE, Label(3)));
    assert_eq!(coverage_codes(&shapes), [FaultCode::Gap]);
}

#[test]
fn an_enclave_outside_of_its_cell_belongs_to_it_all_the_same() {
    let host = pierced(block(0, 0, 90, 90), &[&[(30, 30), (60, 30), (60, 60), (30, 60)]]);
    let guest = Shape([block(90, 0, 150, 90).0, block(30, 30, 60, 60).0].concat());
    let partition = clean(&[(Label(1), host), (Label(2), guest.clone())]);
    assert_eq!(partition.area2(Label(2)), guest.area2());
    assert_eq!(partition.face_at(Point::new(45, 45)), Label(2));
    assert_eq!(coverage_codes(&[]), []);
}

#[test]
fn holes_outside_their_outline_or_over_each_other_are_named() {
    let outside = pierced(block(0, 0, 50, 50), &[&[(70, 70), (80, 70), (80, 80)]]);
    assert_eq!(ring_codes(outside), [FaultCode::HoleOutside]);
    let across = pierced(block(0, 0, 50, 50), &[&[(40, 10), (70, 10), (70, 40), (40, 40)]]);
    assert_eq!(ring_codes(across), [FaultCode::HoleOutside]);
    let holes: [&[(i32, i32)]; 2] =
        [&[(10, 10), (30, 10), (30, 30), (10, 30)], &[(20, 20), (40, 20), (40, 40), (20, 40)]];
    assert_eq!(ring_codes(pierced(block(0, 0, 50, 50), &holes)), [FaultCode::HolesOverlap]);
}

#[test]
fn stubs_of_one_step_keep_the_order_round_their_node() {
    // Three cells whose borders leave one point by single steps before they part.
    let node = (100, 100);
    let shapes = [
        (Label(1), plain(&[(0, 0), (200, 0), (200, 100), (101, 100), node, (100, 99), (0, 50)])),
        (Label(2), plain(&[(0, 50), (100, 99), node, (99, 101), (0, 200)])),
        (Label(3), plain(&[(0, 200), (99, 101), node, (101, 100), (200, 100), (200, 200)])),
    ];
    let partition = clean(&shapes);
    assert_eq!(coverage_codes(&shapes), []);
    assert_eq!(partition.validate().iter().filter(|f| f.code.is_structural()).count(), 0);
    assert_eq!(partition.face_at(Point::new(100, 100)), Label(3));
}

#[test]
fn a_corner_on_a_neighbours_side_joins_it_without_a_fault() {
    let shapes = [
        (Label(1), block(0, 0, 100, 100)),
        (Label(2), block(100, 0, 200, 50)),
        (Label(3), block(100, 50, 200, 100)),
    ];
    assert_eq!(coverage_codes(&shapes), []);
    let partition = clean(&shapes);
    assert_eq!(partition.arcs().filter(|arc| arc.points.contains(&Point::new(100, 50))).count(), 3);
}

#[test]
fn collinear_corners_stay() {
    let outer = [(0, 0), (50, 0), (100, 0), (100, 100), (0, 100)];
    let partition = clean(&[(Label(1), plain(&outer))]);
    assert_eq!(partition.shape(Label(1)).0[0].outer, ring(&outer));
    let parts = [(Label(1), plain(&outer)), (Label(2), block(0, -50, 100, 0))];
    let dissolved = clean(&parts).dissolve(|_| Label(1));
    assert_eq!(dissolved.shape(Label(1)).point_count(), 6, "(0, 0) and (100, 0) stay as corners");
}

#[test]
fn the_edges_of_the_globe_are_ground_like_any_other() {
    let (x, y) = (1_800_000_000, 900_000_000);
    let globe = block(-x, -y, x, y);
    let partition = clean(&[(Label(1), globe.clone())]);
    assert_eq!(partition.shape(Label(1)), globe);
    assert_eq!(partition.face_at(Point::new(0, 0)), Label(1));
    assert_eq!(partition.face_at(Point::new(x, y)), Label(1));
    let halves = [(Label(1), block(-x, -y, 0, y)), (Label(2), block(0, -y, x, y))];
    assert_eq!(clean(&halves).face_at(Point::new(0, 0)), Label(2));
    // Diagonals across the whole globe are noded without overflow.
    let bow_tie = plain(&[(-x, -y), (x, y), (x, -y), (-x, y)]);
    assert_eq!(ring_codes(bow_tie), [FaultCode::Crossing]);
}

#[test]
fn a_cell_across_the_antimeridian_cannot_be_written_down() {
    assert_eq!(Point::from_degrees(180.000_000_2, 0.0), None);
    assert_eq!(Point::from_degrees(-190.0, 0.0), None);
}

#[test]
fn a_label_point_is_inside_even_in_a_comb() {
    let mut comb = vec![(0, 0), (2_000, 0), (2_000, 100)];
    for tooth in (0..10).rev() {
        let x = tooth * 200;
        comb.extend([(x + 100, 100), (x + 100, 5_000), (x, 5_000), (x, 100)]);
    }
    comb.dedup();
    let comb = plain(&comb);
    let found = inscribed(&comb);
    assert_eq!(locate::place(&comb, found.at), locate::Place::Inside);
    assert!(found.radius_m > 0.54 && found.radius_m < 0.7, "{found:?}");
}

#[test]
fn an_empty_part_beside_a_sound_one_does_no_harm() {
    let mut shape = block(0, 0, 10, 10);
    shape.0.push(Polygon::default());
    assert_eq!(ring_codes(shape.clone()), [FaultCode::TooFewPoints]);
    let shapes = [(Label(1), shape)];
    assert_eq!(Partition::from_cells(&cells(&shapes)).unwrap_err().len(), 1);
}
