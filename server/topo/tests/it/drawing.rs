//! Long runs of mixed operations: the invariants I1 to I12 while a partition is redrawn.

use std::collections::{BTreeMap, BTreeSet};

use topo::drawing::{Border, Change, Drawing, Givers, Operation, Refusal, Rules};
use topo::testing::{Planner, Quilt, mixed};
use topo::{ArcRef, Fault, FaultCode, Label, Partition, Point, Shape};

use crate::ground::{cells, sewn};
use crate::partitions::{arcs_meet_only_in_nodes, labels_agree_round_every_node};
use crate::real::{demo_town, denver};

/// Seeds that found a fault once.
const KEPT: [u64; 1] = [758];

/// A quilt with few labels: parts, holes, islands and corners that only touch.
fn patchy(seed: u64) -> Partition {
    let label = |i: u64| match mixed(seed * 1_000 + i) % 7 {
        6 => Label::OUTSIDE,
        n => Label(u32::try_from(n).expect("small")),
    };
    let labels = (0..49).map(label).collect();
    let origin = Point::new(1_163_000_000, 399_000_000);
    // Real sizes, long straight borders, and borders as close as a drawn point is taken for one.
    let (spacing, bends, wobble) = [(10_000, 3, 300), (900_000, 1, 9_000), (150, 2, 9)][at(seed)];
    sewn(&Quilt { width: 7, labels, spacing, bends, wobble, origin, seed })
}

fn at(seed: u64) -> usize {
    usize::try_from(seed % 3).expect("small")
}

/// A city of `width` squared cells.
fn city(width: usize, seed: u64) -> Partition {
    let labels = (0..width * width).map(|i| Label(u32::try_from(i).expect("small"))).collect();
    let origin = Point::new(1_163_000_000, 399_000_000);
    sewn(&Quilt { width, labels, spacing: 10_000, bends: 7, wobble: 200, origin, seed })
}

fn shapes(partition: &Partition) -> BTreeMap<Label, Shape> {
    partition.shapes().into_iter().collect()
}

fn sorted_borders(drawing: &Drawing) -> Vec<Border> {
    let mut borders: Vec<Border> = drawing.borders().cloned().collect();
    borders.sort();
    borders
}

/// I1 to I4, I6 and I8 of the state that is on the board.
fn is_sound(drawing: &Drawing, partition: &Partition) {
    let faults = partition.validate();
    let structural: Vec<_> = faults.iter().filter(|fault| fault.code.is_structural()).collect();
    assert!(structural.is_empty(), "{structural:?}");
    let mut arcs: Vec<Border> = partition
        .arcs()
        .map(|arc| Border { points: arc.points.into(), left: arc.left, right: arc.right })
        .collect();
    assert!(arcs.iter().all(|arc| arc.left != arc.right), "I3");
    let up = |label: Label| Label(label.0 % 3);
    let parents = partition.dissolve(up);
    let mut sums: BTreeMap<Label, i128> = BTreeMap::new();
    for (label, shape) in partition.shapes() {
        assert_eq!(drawing.area2(label), shape.area2(), "I4");
        *sums.entry(up(label)).or_default() += shape.area2();
    }
    assert!(sums.into_iter().all(|(label, sum)| parents.area2(label) == sum), "I6");
    arcs.sort();
    assert_eq!(arcs, sorted_borders(drawing), "the faces traced have the labels of their arcs");
}

/// The labels that an operation names.
fn named(operation: &Operation) -> Option<Vec<Label>> {
    Some(match operation {
        Operation::Reshape { cells, .. } | Operation::Simplify { cells, .. } => cells.to_vec(),
        Operation::Split { cell, new, .. } => vec![*cell, *new],
        Operation::Merge { cell, into } => vec![*cell, *into],
        Operation::HandOver { from: Givers::Only(givers), to, .. }
        | Operation::Draw { from: Givers::Only(givers), new: to, .. } => {
            givers.iter().copied().chain([*to]).collect()
        }
        Operation::Relabel { from, to } | Operation::Delete { cell: from, to } => vec![*from, *to],
        Operation::MoveCorner { .. }
        | Operation::Fill { .. }
        | Operation::HandOver { .. }
        | Operation::Draw { .. } => return None,
    })
}

/// What became of the operations of a run.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, BTreeMap<String, usize>)>);

impl Tally {
    fn note(&mut self, operation: &Operation, outcome: &Result<Change, Refusal>) {
        let word = |text: String| text.split([' ', '{', '(']).next().unwrap_or("").to_owned();
        let entry = self.0.entry(word(format!("{operation:?}"))).or_default();
        match outcome {
            Ok(_) => entry.0 += 1,
            Err(refusal) => *entry.1.entry(word(format!("{refusal:?}"))).or_default() += 1,
        }
    }

    #[expect(clippy::print_stdout, reason = "a test says what it did")]
    fn show(&self) {
        for (kind, (done, refused)) in &self.0 {
            println!("{kind}: {done} done, refused {refused:?}");
        }
    }
}

#[test]
fn a_partition_put_on_the_board_is_the_same_partition() {
    for seed in 0..60 {
        let before = patchy(seed);
        let drawing = Drawing::of(&before);
        assert_eq!(drawing.partition(), before);
        for (label, shape) in before.shapes() {
            assert_eq!(drawing.shape(label), shape);
            assert_eq!(drawing.area2(label), shape.area2());
        }
        assert_eq!(drawing.shape(Label::OUTSIDE), before.shape(Label::OUTSIDE));
    }
}

#[test]
fn every_operation_on_patchy_ground_touches_what_it_says_and_nothing_else() {
    let mut tally = Tally::default();
    for seed in (0..90).chain(KEPT) {
        let start = patchy(seed);
        let mut drawing = Drawing::of(&start);
        let mut planner = Planner::new(seed, 1_000);
        let mut before = start.clone();
        let mut done: Vec<(Change, Vec<Border>)> = Vec::new();
        let mut drawn: Vec<Operation> = Vec::new();
        let (in_pieces, new_corners) = (seed % 2 == 0, seed % 5 != 0);
        let snap = if seed % 4 == 1 { 400 } else { Rules::LEAST_SNAP };
        let rules = Rules { snap, in_pieces, new_corners, ..Rules::default() };
        for step in 0..60 {
            let Some(operation) = planner.next(&drawing) else { break };
            let borders = sorted_borders(&drawing);
            let outcome = drawing.apply(&operation, &rules);
            tally.note(&operation, &outcome);
            let after = drawing.partition();
            let Ok(change) = outcome else {
                assert_eq!(after, before, "I11: seed {seed} step {step} {operation:?}");
                assert_eq!(sorted_borders(&drawing), borders, "I11");
                continue;
            };
            is_sound(&drawing, &after);
            arcs_meet_only_in_nodes(&after).unwrap();
            labels_agree_round_every_node(&after).unwrap();
            // I10: exactly the cells that it says it touched are other bytes.
            let (old, new) = (shapes(&before), shapes(&after));
            let labels: BTreeSet<Label> = old.keys().chain(new.keys()).copied().collect();
            let changed: Vec<Label> =
                labels.into_iter().filter(|label| old.get(label) != new.get(label)).collect();
            let mut touched = change.touched();
            touched.retain(|&label| label != Label::OUTSIDE);
            assert_eq!(touched, changed, "I10: seed {seed} step {step} {operation:?}");
            let area = |of: &BTreeMap<Label, Shape>, label| of.get(&label).map_or(0, Shape::area2);
            let gains = change.gains();
            assert_eq!(gains.iter().map(|(_, gain)| gain).sum::<i128>(), 0, "I5");
            for (label, gain) in gains.into_iter().filter(|(label, _)| *label != Label::OUTSIDE) {
                assert_eq!(area(&new, label) - area(&old, label), gain, "I5");
            }
            if let Some(named) = named(&operation).filter(|_| !rules.new_corners) {
                let others: Vec<_> =
                    touched.iter().filter(|label| !named.contains(label)).collect();
                assert!(others.is_empty(), "I10: {operation:?} touched {others:?}");
            }
            // I8 and I12: out as polygons and in again is the same.
            let polygons = after.shapes();
            assert_eq!(Partition::from_cells(&cells(&polygons)).unwrap(), after, "I8");
            done.push((change, borders));
            drawn.push(operation);
            before = after;
        }
        // I7: back to every state, and forward again. I9: the operations alone do the same.
        let end = drawing.partition();
        for (change, borders) in done.iter().rev() {
            drawing.enact(&change.inverse()).unwrap();
            assert_eq!(&sorted_borders(&drawing), borders, "I7");
        }
        assert_eq!(drawing.partition(), start, "I7");
        for (change, _) in &done {
            drawing.enact(change).unwrap();
        }
        assert_eq!(drawing.partition(), end, "I7");
        let mut replayed = Drawing::of(&start);
        for operation in &drawn {
            replayed.apply(operation, &rules).unwrap();
        }
        assert_eq!(replayed.partition(), end, "I9: seed {seed}");
    }
    tally.show();
}

/// Operations that have to be done; those that are refused come on top.
const COUNT: usize = 100_000;

/// How far bends of bends may lead an outer line aside, in lattice steps: two centimetres.
const FARTHEST: i128 = 2;

/// A hundred thousand operations done, looked at in full `looks` times, and all taken back.
#[expect(clippy::print_stdout, reason = "a test says what it did")]
fn run(start: &Partition, rules: &Rules, mut planner: Planner, looks: usize) {
    planner.blank = Label(3_000_000_000);
    planner.least_cells = start.labels().len() * 9 / 10;
    let (unit, outer) = (ground(start), outer_line(start.arcs()));
    let mut drawing = Drawing::of(start).with_blanks([planner.blank]);
    let mut tally = Tally::default();
    let mut done: Vec<Change> = Vec::new();
    let mut attempted = 0;
    // Twice the ground that came from the outside, and the corners its line got.
    let mut bends = Bends::default();
    while done.len() < COUNT {
        let operation = planner.next(&drawing).expect("there is always a border left");
        attempted += 1;
        assert!(attempted < 5 * COUNT, "only {} of {attempted} could be done", done.len());
        let outcome = drawing.apply(&operation, rules);
        tally.note(&operation, &outcome);
        let Ok(change) = outcome else { continue };
        let gains = change.gains();
        assert_eq!(gains.iter().map(|(_, gain)| gain).sum::<i128>(), 0, "I5: {operation:?}");
        let outside = gains.iter().find(|(label, _)| *label == Label::OUTSIDE);
        let gained = outside.map_or(0, |(_, gain)| -gain);
        if planner.keeps_to_the_unit {
            let [old, new] = [&change.removed, &change.added].map(|of| outer_line(arcs(of)));
            let bent = Bends::between(&old, &new, 1);
            assert_eq!(bent.gained, gained, "I5: {operation:?}");
            bends.corners += bent.corners;
        }
        bends.gained += gained;
        done.push(change);
        if done.len().is_multiple_of(COUNT / looks) {
            let partition = drawing.partition();
            is_sound(&drawing, &partition);
            assert_eq!(ground(&partition), unit + bends.gained, "I5");
            if planner.keeps_to_the_unit {
                let now = outer_line(partition.arcs());
                assert_eq!(Bends::between(&outer, &now, FARTHEST), bends, "I5");
            }
        }
    }
    tally.show();
    println!("{} done of {attempted} attempted; of {unit} half units: {bends:?}", done.len());
    let [before, after] = [start, &drawing.partition()].map(|partition| {
        let of_cells = |fault: &Fault| fault.labels != [planner.blank];
        let is_asked = |code| planner.keeps_to_the_unit || code != FaultCode::Gap;
        odd_ground(partition, |fault| of_cells(fault) && is_asked(fault.code))
    });
    assert_eq!(after, before, "full validation finds nothing that was not there");
    for change in done.iter().rev() {
        drawing.enact(&change.inverse()).expect("it is the latest");
    }
    assert_eq!(&drawing.partition(), start, "I7");
}

/// Twice the ground of all cells, added up cell by cell.
fn ground(partition: &Partition) -> i128 {
    partition.shapes().iter().map(|(_, shape)| shape.area2()).sum()
}

/// What full validation finds of what is asked. Random lines run close to each other, so close
/// corners and narrow necks are only counted.
#[expect(clippy::print_stdout, reason = "a test says what it found")]
fn odd_ground(partition: &Partition, is_asked: impl Fn(&Fault) -> bool) -> Vec<FaultCode> {
    let faults = partition.validate();
    let is_drawn = |code| matches!(code, FaultCode::TooClose | FaultCode::NarrowNeck);
    let (drawn, rest): (Vec<&Fault>, Vec<&Fault>) =
        faults.iter().partition(|fault| is_drawn(fault.code));
    let odd: Vec<FaultCode> =
        rest.into_iter().filter(|fault| is_asked(fault)).map(|fault| fault.code).collect();
    println!("{} close corners or narrow necks, and {odd:?}", drawn.len());
    odd
}

/// The corners that the outer line of a unit got, where lines were drawn as far as it.
#[derive(Debug, Default, PartialEq)]
struct Bends {
    corners: usize,
    /// Twice the ground that the unit gained by their rounding.
    gained: i128,
}

impl Bends {
    /// Compares two outer lines piece by piece: no corner went, and every new one lies on the
    /// piece it was put in, but for so many lattice steps.
    fn between(
        old: &BTreeSet<(Point, Point)>,
        new: &BTreeSet<(Point, Point)>,
        steps: i128,
    ) -> Bends {
        let mut fresh: BTreeMap<Point, Vec<Point>> = BTreeMap::new();
        for &(from, to) in new.difference(old) {
            fresh.entry(from).or_default().push(to);
        }
        let mut bends = Bends::default();
        for &(from, to) in old.difference(new) {
            bends.gained -= swept(from, to);
            let mut at = from;
            while at != to {
                let onward = fresh.get_mut(&at).and_then(|nexts| {
                    let place = nexts.iter().position(|&next| is_on(from, to, next, steps))?;
                    Some(nexts.swap_remove(place))
                });
                let next =
                    onward.ok_or((from, to)).expect("the outer line is where this piece was");
                bends.gained += swept(at, next);
                bends.corners += usize::from(next != to);
                at = next;
            }
        }
        assert!(fresh.values().all(Vec::is_empty), "the outer line is elsewhere too: {fresh:?}");
        bends
    }
}

fn arcs(of: &[Border]) -> impl Iterator<Item = ArcRef<'_>> {
    of.iter().map(|one| ArcRef { points: &one.points, left: one.left, right: one.right })
}

/// The pieces with nobody's ground on the right, and somebody's on the left.
fn outer_line<'a>(arcs: impl Iterator<Item = ArcRef<'a>>) -> BTreeSet<(Point, Point)> {
    let mut pieces = BTreeSet::new();
    for arc in arcs {
        for pair in arc.points.windows(2) {
            match (arc.left, arc.right) {
                (_, Label::OUTSIDE) => pieces.insert((pair[0], pair[1])),
                (Label::OUTSIDE, _) => pieces.insert((pair[1], pair[0])),
                _ => false,
            };
        }
    }
    pieces
}

/// Whether a place lies on a piece, but for so many lattice steps.
fn is_on(from: Point, to: Point, p: Point, steps: i128) -> bool {
    let minus =
        |a: Point, b: Point| (i128::from(a.x) - i128::from(b.x), i128::from(a.y) - i128::from(b.y));
    let ((ux, uy), (vx, vy)) = (minus(to, from), minus(p, from));
    let (length2, along, across) = (ux * ux + uy * uy, ux * vx + uy * vy, ux * vy - uy * vx);
    (0..=length2).contains(&along) && across * across <= steps * steps * length2
}

/// Twice the signed area between a piece and the place where equator and prime meridian cross.
fn swept(from: Point, to: Point) -> i128 {
    let product = |a: i32, b: i32| i128::from(a) * i128::from(b);
    product(from.x, to.y) - product(to.x, from.y)
}

/// A planner who leaves the outer line as it is.
fn within(seed: u64) -> Planner {
    let mut planner = Planner::new(seed, 1_000_000);
    planner.keeps_to_the_unit = true;
    planner
}

#[test]
fn a_hundred_thousand_operations_with_new_corners_everywhere_keep_a_city_sound() {
    run(&city(40, 4), &Rules::default(), Planner::new(4, 1_000_000), 10);
}

#[test]
fn a_hundred_thousand_operations_leave_a_city_whole_and_can_all_be_taken_back() {
    let rules = Rules { new_corners: false, ..Rules::default() };
    run(&city(60, 1), &rules, within(1), 10);
}

#[test]
fn a_hundred_thousand_operations_leave_the_demo_town_whole() {
    run(&demo_town(), &Rules::default(), within(2), 10);
}

#[test]
fn a_hundred_thousand_operations_leave_a_real_city_whole() {
    let Some(denver) = denver() else { return };
    assert!(denver.labels().len() > 10_149, "{} labels", denver.labels().len());
    run(&denver, &Rules::default(), within(3), 5);
}
