//! Every operation on ground small enough to see: what it does, what it refuses, and where.

use topo::drawing::{Drawing, Givers, Operation, Refusal, Rules, Side};
use topo::{Label, Partition, Point, Shape};

use crate::ground::{block, cells, pierced, plain, ring};

const RULES: Rules = Rules { snap: 8, least_m2: 1.0, in_pieces: false, new_corners: true };

fn drawing(shapes: &[(u32, Shape)]) -> Drawing {
    let labelled: Vec<(Label, Shape)> =
        shapes.iter().map(|(label, shape)| (Label(*label), shape.clone())).collect();
    Drawing::of(&Partition::from_cells(&cells(&labelled)).expect("clean ground"))
}

/// Two fields side by side, 4 km² together in steps of 10 units.
fn two_fields() -> Drawing {
    drawing(&[(1, block(0, 0, 10_000, 10_000)), (2, block(10_000, 0, 20_000, 10_000))])
}

/// A field with a village in the middle.
fn field_and_village() -> Drawing {
    let square = [(4_000, 4_000), (6_000, 4_000), (6_000, 6_000), (4_000, 6_000)];
    let field = pierced(block(0, 0, 10_000, 10_000), &[&square]);
    drawing(&[(1, field), (2, plain(&square))])
}

/// Applies an operation that must be refused and must leave everything as it was.
fn refused(drawing: &mut Drawing, operation: &Operation) -> Refusal {
    let before = drawing.partition();
    let refusal = drawing.apply(operation, &RULES).expect_err("it has to be refused");
    assert_eq!(drawing.partition(), before);
    assert!(!refusal.to_string().is_empty());
    refusal
}

fn done(drawing: &mut Drawing, operation: &Operation) -> Vec<Label> {
    let before = drawing.partition();
    let change = drawing.apply(operation, &RULES).expect("it can be done");
    let after = drawing.partition();
    let structural = after.validate().into_iter().filter(|fault| fault.code.is_structural());
    assert_eq!(structural.collect::<Vec<_>>(), vec![]);
    drawing.enact(&change.inverse()).expect("undo");
    assert_eq!(drawing.partition(), before);
    drawing.enact(&change).expect("redo");
    assert_eq!(drawing.partition(), after);
    change.touched()
}

fn split(cell: u32, line: &[(i32, i32)], new: u32) -> Operation {
    Operation::Split { cell: Label(cell), line: ring(line), new: Label(new), side: Side::Left }
}

fn reshape(cells: [u32; 2], line: &[(i32, i32)]) -> Operation {
    Operation::Reshape { cells: cells.map(Label), line: ring(line) }
}

fn km(value: i128) -> i128 {
    value * 2_000_000
}

#[test]
fn a_shared_border_follows_the_drawn_line_on_both_sides() {
    let mut drawing = two_fields();
    let line = reshape([1, 2], &[(10_000, 0), (12_000, 5_000), (10_000, 10_000)]);
    assert_eq!(done(&mut drawing, &line), [Label(1), Label(2)]);
    assert_eq!(drawing.area2(Label(1)), km(110));
    assert_eq!(drawing.area2(Label(2)), km(90));
}

#[test]
fn a_line_between_two_places_of_a_border_replaces_only_that_run() {
    let mut drawing = two_fields();
    let line = reshape([2, 1], &[(10_003, 8_000), (9_000, 5_000), (9_997, 2_000)]);
    done(&mut drawing, &line);
    assert_eq!(drawing.area2(Label(2)), km(103));
}

#[test]
fn the_border_of_an_enclave_is_led_the_shorter_way() {
    let mut drawing = field_and_village();
    // Out over the eastern side of the village.
    done(&mut drawing, &reshape([1, 2], &[(6_000, 4_000), (7_000, 5_000), (6_000, 6_000)]));
    assert_eq!(drawing.area2(Label(2)), km(5));
    // And back through the corner that the closed border begins in.
    done(&mut drawing, &reshape([1, 2], &[(4_000, 6_000), (3_000, 3_000), (6_000, 4_000)]));
    assert_eq!(drawing.area2(Label(1)) + drawing.area2(Label(2)), km(100));
}

#[test]
fn a_border_may_not_be_led_over_a_third_cell_or_an_enclave() {
    let mut drawing = drawing(&[
        (1, block(0, 0, 10_000, 10_000)),
        (
            2,
            pierced(
                block(10_000, 0, 20_000, 10_000),
                &[&[(12_000, 4_000), (13_000, 4_000), (13_000, 5_000), (12_000, 5_000)]],
            ),
        ),
        (3, block(12_000, 4_000, 13_000, 5_000)),
    ]);
    let round = reshape([1, 2], &[(10_000, 1_000), (15_000, 4_500), (10_000, 9_000)]);
    let Refusal::SweepsOver { cells, .. } = refused(&mut drawing, &round) else {
        panic!("the village would be on the wrong side")
    };
    assert_eq!(cells, [Label(2), Label(3)]);
    let through = reshape([1, 2], &[(10_000, 1_000), (12_500, 4_500), (10_000, 9_000)]);
    assert!(matches!(refused(&mut drawing, &through), Refusal::MeetsBorder { .. }));
    let out = reshape([1, 2], &[(10_000, 1_000), (21_000, 4_500), (10_000, 9_000)]);
    assert!(matches!(refused(&mut drawing, &out), Refusal::MeetsBorder { .. }));
    let knot = reshape(
        [1, 2],
        &[(10_000, 1_000), (11_000, 8_000), (9_000, 8_000), (11_000, 2_000), (10_000, 9_000)],
    );
    assert!(matches!(refused(&mut drawing, &knot), Refusal::MeetsItself { .. }));
}

#[test]
fn all_borders_follow_a_moved_node() {
    let mut drawing = drawing(&[
        (1, block(0, 0, 10_000, 10_000)),
        (2, block(10_000, 0, 20_000, 10_000)),
        (3, block(0, 10_000, 20_000, 20_000)),
    ]);
    let node = |to| Operation::MoveCorner { from: Point::new(10_003, 9_998), to };
    let touched = done(&mut drawing, &node(Point::new(9_000, 12_000)));
    assert_eq!(touched, [Label(1), Label(2), Label(3)]);
    let far =
        Operation::MoveCorner { from: Point::new(9_000, 12_000), to: Point::new(9_000, -500) };
    assert!(matches!(refused(&mut drawing, &far), Refusal::MeetsBorder { .. }));
    let nowhere =
        Operation::MoveCorner { from: Point::new(5_000, 5_000), to: Point::new(0, 5_000) };
    assert_eq!(refused(&mut drawing, &nowhere), Refusal::NoCorner { at: Point::new(5_000, 5_000) });
}

#[test]
fn a_cut_gives_what_lies_on_its_left_to_the_new_cell() {
    let mut drawing = two_fields();
    let touched = done(&mut drawing, &split(1, &[(-500, 2_500), (10_500, 2_500)], 7));
    // The neighbour gets a corner where the cut ends.
    assert_eq!(touched, [Label(1), Label(2), Label(7), Label::OUTSIDE]);
    assert_eq!((drawing.area2(Label(1)), drawing.area2(Label(7))), (km(25), km(75)));
    // Merged again the field is what it was, but for the two corners.
    done(&mut drawing, &Operation::Merge { cell: Label(7), into: Label(1) });
    assert_eq!(drawing.area2(Label(1)), km(100));
    assert_eq!(drawing.shape(Label(1)).point_count(), 6);
}

#[test]
fn without_new_corners_a_cut_goes_to_the_corners_that_are_there() {
    let mut drawing = two_fields();
    let rules = Rules { new_corners: false, ..RULES };
    let cut = split(1, &[(-500, 500), (10_500, 9_500)], 7);
    let change = drawing.apply(&cut, &rules).unwrap();
    assert_eq!(change.touched(), [Label(1), Label(7)]);
    assert_eq!(drawing.area2(Label(7)), km(50));
}

#[test]
fn islands_go_with_the_part_they_lie_in() {
    let west = [(1_000, 4_000), (2_000, 4_000), (2_000, 5_000), (1_000, 5_000)];
    let east = [(8_000, 4_000), (9_000, 4_000), (9_000, 5_000), (8_000, 5_000)];
    let field = pierced(block(0, 0, 10_000, 10_000), &[&west, &east]);
    let mut drawing = drawing(&[(1, field), (2, plain(&west)), (3, plain(&east))]);
    done(&mut drawing, &split(1, &[(5_000, -9), (5_000, 10_009)], 7));
    assert_eq!(drawing.neighbours(Label(2)), [Label(7)]);
    assert_eq!(drawing.neighbours(Label(3)), [Label(1)]);
}

#[test]
fn a_cut_through_an_enclave_cuts_the_field_round_it() {
    let mut drawing = field_and_village();
    done(&mut drawing, &split(1, &[(5_000, -9), (5_000, 10_009)], 7));
    assert_eq!((drawing.area2(Label(1)), drawing.area2(Label(7))), (km(48), km(48)));
    assert_eq!(drawing.area2(Label(2)), km(4));
}

#[test]
fn a_closed_line_cuts_out_what_lies_within() {
    let mut drawing = two_fields();
    let round = [(2_000, 2_000), (4_000, 2_000), (4_000, 4_000), (2_000, 4_000), (2_000, 2_000)];
    assert_eq!(done(&mut drawing, &split(1, &round, 7)), [Label(1), Label(7)]);
    assert_eq!(drawing.area2(Label(7)), km(4));
    assert_eq!(drawing.shape(Label(1)).0[0].holes.len(), 1);
}

#[test]
fn cuts_that_do_not_make_two_parts_are_refused() {
    let horseshoe = plain(&[
        (0, 0),
        (10_000, 0),
        (10_000, 10_000),
        (7_000, 10_000),
        (7_000, 3_000),
        (3_000, 3_000),
        (3_000, 10_000),
        (0, 10_000),
    ]);
    let mut bent = drawing(&[(1, horseshoe)]);
    let both_arms = split(1, &[(-9, 6_000), (10_009, 6_000)], 7);
    assert!(matches!(refused(&mut bent, &both_arms), Refusal::CutsAgain { .. }));
    let loose = split(1, &[(-9, 1_000), (5_000, 1_000)], 7);
    assert_eq!(
        refused(&mut bent, &loose),
        Refusal::EndsInside { at: Point::new(5_000, 1_000), cell: Label(1) }
    );
    let outside = split(1, &[(4_000, 8_000), (6_000, 8_000)], 7);
    assert!(matches!(refused(&mut bent, &outside), Refusal::Misses { .. }));
    let mut village = field_and_village();
    let to_the_hole = split(1, &[(-9, 5_000), (5_000, 5_000)], 7);
    assert!(matches!(refused(&mut village, &to_the_hole), Refusal::LeavesWhole { .. }));
    let sliver = split(1, &[(-9, 5), (10_009, 5)], 7);
    assert!(village.apply(&sliver, &RULES).is_err());
    let taken = split(1, &[(-9, 500), (10_009, 500)], 2);
    assert_eq!(refused(&mut village, &taken), Refusal::Taken { cell: Label(2) });
}

#[test]
fn cells_that_only_touch_in_a_corner_do_not_merge() {
    let mut drawing = drawing(&[
        (1, block(0, 0, 10_000, 10_000)),
        (2, block(10_000, 10_000, 20_000, 20_000)),
        (3, block(10_000, 0, 20_000, 10_000)),
    ]);
    let merge = |cell, into| Operation::Merge { cell: Label(cell), into: Label(into) };
    assert_eq!(
        refused(&mut drawing, &merge(1, 2)),
        Refusal::NotNeighbours { cells: [Label(1), Label(2)] }
    );
    assert_eq!(refused(&mut drawing, &merge(9, 2)), Refusal::NoSuchCell { cell: Label(9) });
    done(&mut drawing, &merge(1, 3));
    done(&mut drawing, &merge(2, 3));
    assert_eq!(drawing.labels(), [Label(3), Label::OUTSIDE]);
}

#[test]
fn merging_an_enclave_away_leaves_a_field_without_a_hole() {
    let mut drawing = field_and_village();
    let merge = Operation::Merge { cell: Label(2), into: Label(1) };
    assert_eq!(done(&mut drawing, &merge), [Label(1), Label(2)]);
    assert_eq!(drawing.shape(Label(1)), block(0, 0, 10_000, 10_000));
}

#[test]
fn a_drawn_piece_goes_from_all_cells_it_covers_to_one() {
    let mut drawing = drawing(&[
        (1, block(0, 0, 10_000, 10_000)),
        (2, block(10_000, 0, 20_000, 10_000)),
        (3, block(0, 10_000, 20_000, 20_000)),
    ]);
    let lasso = ring(&[(8_000, 8_000), (8_000, 12_000), (12_000, 12_000), (12_000, 8_000)]);
    let hand = |from| Operation::HandOver { ring: lasso.clone(), from, to: Label(3) };
    done(&mut drawing, &hand(Givers::Only(vec![Label(1)])));
    assert_eq!(drawing.area2(Label(1)), km(96));
    assert_eq!(drawing.area2(Label(2)), km(100));
    done(&mut drawing, &hand(Givers::Cells));
    assert_eq!(drawing.area2(Label(3)), km(208));
    assert_eq!(refused(&mut drawing, &hand(Givers::Cells)), Refusal::Nothing { at: lasso[0] });
}

#[test]
fn a_drawn_piece_may_not_leave_a_cell_in_pieces_or_with_nothing() {
    let mut drawing = two_fields();
    let across = Operation::HandOver {
        ring: ring(&[(4_000, -100), (5_000, -100), (5_000, 10_100), (4_000, 10_100)]),
        from: Givers::Cells,
        to: Label(2),
    };
    // The giver would fall apart, and so would the cell that gets the strip.
    assert!(matches!(refused(&mut drawing, &across), Refusal::InPieces { pieces: 2, .. }));
    let loose = Rules { in_pieces: true, ..RULES };
    let change = drawing.apply(&across, &loose).unwrap();
    assert_eq!(drawing.shape(Label(1)).0.len(), 2);
    assert_eq!(drawing.shape(Label(2)).0.len(), 2);
    drawing.enact(&change.inverse()).unwrap();
    let all = Operation::HandOver {
        ring: ring(&[(-100, -100), (10_000, -100), (10_000, 10_100), (-100, 10_100)]),
        from: Givers::Cells,
        to: Label(2),
    };
    assert!(matches!(refused(&mut drawing, &all), Refusal::Vanishes { cell: Label(1), .. }));
}

#[test]
fn a_drawn_piece_along_a_border_takes_its_corners() {
    let mut drawing = drawing(&[
        (
            1,
            plain(&[
                (0, 0),
                (10_000, 0),
                (10_200, 3_000),
                (9_900, 6_000),
                (10_000, 10_000),
                (0, 10_000),
            ]),
        ),
        (
            2,
            plain(&[
                (10_000, 0),
                (20_000, 0),
                (20_000, 10_000),
                (10_000, 10_000),
                (9_900, 6_000),
                (10_200, 3_000),
            ]),
        ),
    ]);
    let along = Operation::HandOver {
        ring: ring(&[
            (10_003, 4),
            (10_204, 2_996),
            (9_896, 6_001),
            (10_000, 9_997),
            (6_000, 5_000),
        ]),
        from: Givers::Only(vec![Label(1)]),
        to: Label(2),
    };
    done(&mut drawing, &along);
    // The old border is gone: no sliver is left along it.
    assert_eq!(drawing.shape(Label(1)).0.len(), 1);
    assert_eq!(drawing.neighbours(Label(1)), [Label(2), Label::OUTSIDE]);
    let limits = topo::Limits { long_m: 0.0, ..topo::Limits::default() };
    assert_eq!(drawing.partition().validate_by(&limits), vec![]);
}

#[test]
fn a_blank_becomes_a_cell_with_everything_in_it_left_alone() {
    let pond = [(4_000, 4_000), (6_000, 4_000), (6_000, 6_000), (4_000, 6_000)];
    let wide = [(2_000, 2_000), (8_000, 2_000), (8_000, 8_000), (2_000, 8_000)];
    let mut drawing =
        drawing(&[(1, pierced(block(0, 0, 10_000, 10_000), &[&wide])), (2, plain(&pond))]);
    let fill = |x, y| Operation::Fill { at: Point::new(x, y), new: Label(7) };
    assert!(matches!(refused(&mut drawing, &fill(5_000, 5_000)), Refusal::NotBlank { .. }));
    assert!(matches!(refused(&mut drawing, &fill(-5, 5_000)), Refusal::NotEnclosed { .. }));
    done(&mut drawing, &fill(3_000, 3_000));
    assert_eq!(drawing.area2(Label(7)), km(32));
    assert_eq!(drawing.area2(Label(2)), km(4));
}

#[test]
fn a_parents_blank_takes_and_gives_ground_in_any_number_of_pieces() {
    let blank = Label(99);
    let mut drawing = two_fields().with_blanks([blank]);
    let delete = Operation::Delete { cell: Label(1), to: blank };
    done(&mut drawing, &delete);
    assert_eq!(drawing.area2(blank), km(100));
    let ring = ring(&[(2_000, 2_000), (12_000, 2_000), (12_000, 4_000), (2_000, 4_000)]);
    let draw = Operation::Draw { ring, from: Givers::Blanks, new: Label(5) };
    done(&mut drawing, &draw);
    assert_eq!(drawing.area2(Label(5)), km(16), "what is a cell's stays its own");
    let fill = Operation::Fill { at: Point::new(1_000, 1_000), new: Label(6) };
    done(&mut drawing, &fill);
    assert!(!drawing.holds(blank));
}

#[test]
fn a_new_cell_may_be_drawn_where_nothing_is() {
    let mut drawing = two_fields();
    let ring = ring(&[(-5_000, 2_000), (1_000, 2_000), (1_000, 4_000), (-5_000, 4_000)]);
    let draw = Operation::Draw { ring, from: Givers::Blanks, new: Label(5) };
    done(&mut drawing, &draw);
    assert_eq!(drawing.area2(Label(5)), km(10));
    assert_eq!(drawing.label_at(Point::new(-1, 3_000)), Label(5));
    assert_eq!(drawing.label_at(Point::new(0, 3_000)), Label(1));
}

#[test]
fn a_cell_gets_another_label_and_no_point_moves() {
    let mut drawing = field_and_village();
    let before = drawing.shape(Label(2));
    let renamed = Operation::Relabel { from: Label(2), to: Label(8) };
    assert_eq!(done(&mut drawing, &renamed), [Label(2), Label(8)]);
    assert_eq!(drawing.shape(Label(8)), before);
}

#[test]
fn one_border_loses_its_small_corners_and_others_keep_theirs() {
    let bent = [(10_010, 3_000), (9_990, 7_000)];
    let west = [(0, 0), (5_000, 10), (10_000, 0), bent[0], bent[1], (10_000, 10_000), (0, 10_000)];
    let east = [(10_000, 0), (20_000, 0), (20_000, 10_000), (10_000, 10_000), bent[1], bent[0]];
    let mut drawing = drawing(&[(1, plain(&west)), (2, plain(&east))]);
    let simplify = Operation::Simplify { cells: [Label(1), Label(2)], area_m2: 2_000 };
    assert_eq!(done(&mut drawing, &simplify), [Label(1), Label(2)]);
    // Three arcs run between the same two nodes, so each keeps a corner.
    assert_eq!(drawing.shape(Label(1)).point_count(), 6);
    assert!(matches!(refused(&mut drawing, &simplify), Refusal::Nothing { .. }));
}

#[test]
fn a_change_is_refused_where_the_drawing_has_moved_on() {
    let mut drawing = two_fields();
    let line = reshape([1, 2], &[(10_000, 0), (12_000, 5_000), (10_000, 10_000)]);
    let change = drawing.apply(&line, &RULES).unwrap();
    let again = reshape([1, 2], &[(10_000, 0), (11_000, 5_000), (10_000, 10_000)]);
    drawing.apply(&again, &RULES).unwrap();
    let now = drawing.partition();
    let stale = drawing.enact(&change.inverse()).unwrap_err();
    assert_eq!(stale.at, Point::new(10_000, 0));
    assert_eq!(drawing.partition(), now);
}

#[test]
fn what_is_no_place_or_no_line_is_refused() {
    let mut drawing = two_fields();
    let off = split(1, &[(0, 5_000), (i32::MAX, 5_000)], 7);
    assert!(matches!(refused(&mut drawing, &off), Refusal::OffTheMap { .. }));
    for line in [&[][..], &[(0, 5_000)], &[(0, 5_000), (0, 5_000)]] {
        assert!(matches!(refused(&mut drawing, &split(1, line, 7)), Refusal::TooShort { .. }));
        let _ = refused(&mut drawing, &reshape([1, 2], line));
        let hand = Operation::HandOver { ring: ring(line), from: Givers::Cells, to: Label(2) };
        assert!(matches!(refused(&mut drawing, &hand), Refusal::TooShort { .. }));
    }
}
