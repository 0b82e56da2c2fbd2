//! Long runs of mixed operations: the invariants I1 to I12 while a partition is redrawn.

use std::collections::{BTreeMap, BTreeSet};

use topo::drawing::{Border, Change, Drawing, Givers, Operation, Refusal, Rules};
use topo::testing::{Planner, Quilt, mixed};
use topo::{Label, Partition, Point, Shape};

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

    fn done(&self) -> usize {
        self.0.values().map(|(done, _)| done).sum()
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

/// A run within the unit, whose outer line stays as it is, so that its area does too.
fn run(start: &Partition, seed: u64, looks: usize) -> Tally {
    let unit: i128 = start.shapes().iter().map(|(_, shape)| shape.area2()).sum();
    let mut planner = Planner::new(seed, 1_000_000);
    planner.keeps_to_the_unit = true;
    let rules = Rules { new_corners: false, ..Rules::default() };
    drawn_by(planner, start, &rules, looks, |partition| {
        let total: i128 = partition.shapes().iter().map(|(_, shape)| shape.area2()).sum();
        assert_eq!(total, unit, "I5");
    })
}

/// A hundred thousand operations, looked at in full `looks` times, and taken back.
fn drawn_by(
    mut planner: Planner,
    start: &Partition,
    rules: &Rules,
    looks: usize,
    holds: impl Fn(&Partition),
) -> Tally {
    const COUNT: usize = 100_000;
    planner.blank = Label(3_000_000_000);
    planner.least_cells = start.labels().len() * 9 / 10;
    let mut drawing = Drawing::of(start).with_blanks([planner.blank]);
    let mut tally = Tally::default();
    let mut done: Vec<Change> = Vec::new();
    for step in 1..=COUNT {
        let operation = planner.next(&drawing).expect("there is always a border left");
        let outcome = drawing.apply(&operation, rules);
        tally.note(&operation, &outcome);
        done.extend(outcome);
        if step.is_multiple_of(COUNT / looks) {
            let partition = drawing.partition();
            is_sound(&drawing, &partition);
            holds(&partition);
        }
    }
    for change in done.iter().rev() {
        drawing.enact(&change.inverse()).expect("it is the latest");
    }
    assert_eq!(&drawing.partition(), start, "I7");
    tally
}

#[test]
fn a_hundred_thousand_operations_with_new_corners_everywhere_keep_a_city_sound() {
    let tally = drawn_by(Planner::new(4, 1_000_000), &city(40, 4), &Rules::default(), 10, |_| ());
    tally.show();
    assert!(tally.done() > 50_000);
}

#[test]
fn a_hundred_thousand_operations_leave_a_city_whole_and_can_all_be_taken_back() {
    let tally = run(&city(60, 1), 1, 10);
    tally.show();
    assert!(tally.done() > 50_000);
}

#[test]
fn a_hundred_thousand_operations_leave_the_demo_town_whole() {
    let tally = run(&demo_town(), 2, 10);
    tally.show();
    assert!(tally.done() > 30_000);
}

#[test]
fn a_hundred_thousand_operations_leave_a_real_city_whole() {
    let Some(denver) = denver() else { return };
    assert!(denver.labels().len() > 10_149, "{} labels", denver.labels().len());
    let tally = run(&denver, 3, 5);
    tally.show();
    assert!(tally.done() > 30_000);
}
