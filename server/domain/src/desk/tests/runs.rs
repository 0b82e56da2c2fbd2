//! Long runs of mixed acts at all levels, by a planner who draws at random.

use super::demo::demo;
use super::{Table, is_whole, same};
use crate::conflict::{Decided, Take, rebase};
use crate::ids::{AreaId, DivisionKey, HighestIds};
use crate::plan::Plan;
use crate::redraw::{Act, NewArea};
use crate::testing::Town;
use crate::{
    Applied, Baseline, CodeRules, Desk, IncidentPoint, Made, Moment, Place, PlaceSort, Points,
    ReplayError, Tracker,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::drawing::{Givers, Operation};
use topo::testing::{Planner, mixed};
use topo::{Bounds, Label, Point};

fn town(seed: u64) -> Town {
    let town = Town::drawn(
        "AABBCC
         AADBCC
         EEDDFF
         EG.DFF
         HHIIJJ
         HH.IJJ",
    );
    town.bent(seed).under(
        "xxxyyy
         xxyyyy
         zzyyww
         zzzyww
         zzzwww
         zzzwww",
    )
}

/// Draws on a desk as the planner of the kernel does on a drawing, now and then at the
/// level above.
struct Hand {
    planner: Planner,
    state: u64,
}

impl Hand {
    fn new(seed: u64) -> Self {
        let mut planner = Planner::new(seed, 1_000_000);
        planner.least_cells = 8;
        planner.keeps_to_the_unit = seed.is_multiple_of(2);
        Self { planner, state: mixed(seed) }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state = mixed(self.state);
        usize::try_from((self.state >> 8) % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn next(&mut self, desk: &Desk) -> Act {
        let main = DivisionKey::main();
        let drawing = desk.drawing(&main).unwrap();
        let areas = desk.areas(&main).unwrap();
        let drawn = self.planner.next(drawing).unwrap();
        let lift = self.below(3);
        let up = |label: Label| -> Option<AreaId> {
            let id = AreaId::of(label).filter(|_| !drawing.is_blank(label))?;
            let upward = std::iter::successors(Some(id), |id| areas.get(id)?.parent);
            upward.take(lift + 1).last()
        };
        let new = NewArea::default();
        let all = |labels: &[Label]| labels.iter().filter_map(|label| up(*label)).collect();
        let givers = |from: &Givers| match from {
            Givers::Only(labels) => all(labels),
            _ => Vec::new(),
        };
        match drawn {
            Operation::Reshape { cells, line } => Act::Reshape { areas: cells.map(up), line },
            Operation::MoveCorner { from, to } => Act::MoveCorner { from, to },
            Operation::Split { cell, line, side, .. } => {
                let area = up(cell).unwrap();
                let line = if lift > 0 { self.across(desk, area) } else { line };
                Act::Split { area, line, side, new }
            }
            Operation::Merge { cell, into } => match (up(cell), up(into)) {
                (Some(area), Some(into)) => Act::Merge { area, into },
                (area, _) => Act::Delete { area: area.unwrap(), to: None },
            },
            Operation::HandOver { ring, from, to } => {
                Act::HandOver { ring, from: givers(&from), to: up(to) }
            }
            Operation::Relabel { from, .. } => {
                let parents: Vec<AreaId> = areas.values().filter_map(|area| area.parent).collect();
                let parent = parents[self.below(parents.len())];
                Act::Reassign { area: up(from).unwrap(), parent }
            }
            Operation::Fill { at, .. } => match self.below(2) {
                0 => Act::Fill { at, new },
                _ => Act::GiveBlank { at, to: *areas.keys().nth(self.below(areas.len())).unwrap() },
            },
            Operation::Draw { ring, from, .. } => Act::Draw { ring, from: givers(&from), new },
            Operation::Delete { cell, to } => Act::Delete { area: up(cell).unwrap(), to: up(to) },
            Operation::Simplify { cells, area_m2 } => {
                Act::Simplify { areas: cells.map(up), area_m2 }
            }
        }
    }

    /// A line through an Area from side to side.
    fn across(&mut self, desk: &Desk, area: AreaId) -> Vec<Point> {
        let Bounds { min, max } = desk.shape(&DivisionKey::main(), area).bounds().unwrap();
        let (wide, high) = (max.x - min.x, max.y - min.y);
        let part = i32::try_from(self.below(60)).unwrap() + 20;
        let slant = i32::try_from(self.below(20)).unwrap() - 10;
        if self.below(2) == 0 {
            let x = min.x + wide / 100 * part;
            vec![Point::new(x, min.y - 9), Point::new(x + wide / 100 * slant, max.y + 9)]
        } else {
            let y = min.y + high / 100 * part;
            vec![Point::new(min.x - 9, y), Point::new(max.x + 9, y + high / 100 * slant)]
        }
    }
}

#[derive(Default)]
struct Tally(BTreeMap<String, BTreeMap<&'static str, usize>>);

impl Tally {
    fn note(&mut self, act: &Act, outcome: &Result<Applied, ReplayError>) {
        let word = format!("{act:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        let outcome = match outcome {
            Ok(_) => "done",
            Err(ReplayError::Refused(refused)) => refused.code,
            Err(other) => panic!("{other}"),
        };
        *self.0.entry(word).or_default().entry(outcome).or_default() += 1;
    }

    fn done(&self) -> usize {
        self.0.values().filter_map(|outcomes| outcomes.get("done")).sum()
    }

    fn show(&self) {
        for (act, outcomes) in &self.0 {
            println!("{act}: {outcomes:?}");
        }
    }
}

/// A run of acts, looked at in full every so often, taken back and replayed.
fn run(start: &Plan, seed: u64, count: usize, every: usize, tally: &mut Tally) {
    let mut desk = Desk::of(start.clone(), CodeRules::default(), Arc::default());
    let mut hand = Hand::new(seed);
    let mut done: Vec<(Made, Applied)> = Vec::new();
    for step in 1..=count {
        let act = hand.next(&desk);
        let look = step % every == 0;
        let before = look.then(|| desk.plan());
        let made = Made { numbers: Some(desk.highest()), ..Table::redraw(act.clone()) };
        let outcome = desk.apply(&made);
        tally.note(&act, &outcome);
        if let Some(before) = before {
            let context = format!("seed {seed} step {step} {act:?}");
            if let Ok(applied) = &outcome {
                is_whole(&desk);
                names_what_it_touched(&before, &desk.plan(), applied, &context);
            } else {
                assert_eq!(desk.plan().contents(), before.contents(), "{context}");
            }
        }
        if let Ok(applied) = outcome {
            done.push((made, applied));
        }
    }
    is_whole(&desk);
    let end = desk.plan();
    for (_, applied) in done.iter().rev() {
        assert!(desk.undo(applied), "seed {seed}");
    }
    same(&desk.plan(), start);
    let edits: Vec<Made> = done.into_iter().map(|(made, _)| made).collect();
    same(&start.clone().replay(&edits).unwrap().plan, &end);
}

/// Every leaf, blank and row that is other bytes than before is among what was touched.
fn names_what_it_touched(before: &Plan, after: &Plan, applied: &Applied, context: &str) {
    let (old, new) = (&before.grounds[0], &after.grounds[0]);
    for id in old.areas.keys().chain(new.areas.keys()) {
        let row = old.areas.get(id) != new.areas.get(id);
        let ground = old.partition.shape(id.label()) != new.partition.shape(id.label());
        assert_eq!(row || ground, applied.touched.contains(id), "{context}: {id}");
    }
    let outside = |plan: &crate::Ground| plan.partition.dissolve(|_| Label(1)).shape(Label(1));
    assert!(applied.outside_touched || outside(old) == outside(new), "{context}");
}

#[test]
fn any_run_of_acts_keeps_a_town_whole_and_can_be_taken_back_and_replayed() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        let town = town(seed);
        let highest = HighestIds { area: 40, ..HighestIds::default() };
        let start = Plan::from_contents(&town.contents(), highest).unwrap();
        run(&start, seed, 40, 1, &mut tally);
    }
    tally.show();
    assert!(tally.done() > 500, "{}", tally.done());
}

/// Acts of one planner on a base, numbered from what is the planner's own.
fn drafted(base: &Plan, seed: u64, highest: u32, count: usize) -> Vec<Made> {
    let mut desk = Desk::of(base.clone(), CodeRules::default(), Arc::default());
    let mut hand = Hand::new(seed);
    let mut edits = Vec::new();
    let mut numbers = HighestIds { area: highest, ..HighestIds::default() };
    while edits.len() < count {
        let made = Made { numbers: Some(numbers), ..Table::redraw(hand.next(&desk)) };
        if let Ok(applied) = desk.apply(&made) {
            numbers = applied.highest.with(numbers);
            edits.push(made);
        }
    }
    edits
}

#[test]
fn whatever_two_planners_draw_one_after_the_other_is_whole_and_disjoint_acts_are_kept() {
    let (mut silent, mut contested) = (0, 0);
    for seed in 0..80 {
        let highest = HighestIds { area: 40, ..HighestIds::default() };
        let base = Plan::from_contents(&town(seed).contents(), highest).unwrap();
        let (mine, theirs) =
            (drafted(&base, seed, 1_000, 4), drafted(&base, seed + 7_000, 2_000, 4));
        let head = base.clone().replay(&theirs).unwrap().plan;
        let put = |decided: &Decided| {
            let rebased = rebase(&base, &head, &mine, decided).unwrap();
            let desk = Desk::of(rebased.plan.clone(), CodeRules::default(), Arc::default());
            is_whole(&desk);
            let replayed = head.clone().replay(&rebased.kept).unwrap().plan;
            assert_eq!(replayed.contents(), rebased.plan.contents(), "seed {seed}");
            rebased
        };
        let first = put(&Decided::default());
        let origins: BTreeSet<usize> =
            first.clashes.iter().flat_map(|clash| clash.edits.iter().copied()).collect();
        assert!(first.clashes.iter().all(|clash| !clash.edits.is_empty()), "{:?}", first.clashes);
        if origins.is_empty() {
            silent += 1;
            assert_eq!(first.kept.len() + first.refused.len(), mine.len());
            continue;
        }
        contested += 1;
        for take in [Take::Mine, Take::Theirs] {
            // What comes up once the first are decided is decided too, until nothing is left.
            let (mut decided, mut asked) = (Decided::default(), origins.clone());
            for round in 0.. {
                assert!(round <= mine.len(), "seed {seed}: {asked:?} is asked again and again");
                decided.take.extend(asked.iter().map(|place| (*place, take)));
                decided.anew.extend(&asked);
                let settled = put(&decided);
                asked = settled.clashes.iter().flat_map(|clash| clash.edits.clone()).collect();
                if settled.clashes.is_empty() {
                    break;
                }
            }
        }
    }
    assert!(silent > 3 && contested > 5, "{silent} {contested}");
}

/// Looked at place by place: what the draft changed is as the draft has it, all other ground
/// and every other parent as others left it, and nobody lost a thing unasked.
#[test]
fn what_merges_in_silence_is_what_others_left_with_what_the_draft_changed() {
    let (mut silent, mut falls_otherwise, mut changed) = (0, 0, 0);
    for seed in 0..1_500_u64 {
        let highest = HighestIds { area: 40, ..HighestIds::default() };
        let base = Plan::from_contents(&town(seed % 40).contents(), highest).unwrap();
        let count = 1 + usize::try_from(seed % 3).unwrap();
        let mine = drafted(&base, seed, 1_000, count);
        let theirs = drafted(&base, seed + 70_000, 2_000, count);
        let draft = base.clone().replay(&mine).unwrap().plan;
        let head = base.clone().replay(&theirs).unwrap().plan;
        let rebased = rebase(&base, &head, &mine, &Decided::default()).unwrap();
        let is_drawing = |clash: &crate::Clash| clash.what == crate::Contested::Drawing;
        falls_otherwise += usize::from(rebased.clashes.iter().any(is_drawing));
        if !rebased.clashes.is_empty() || !rebased.refused.is_empty() {
            continue;
        }
        silent += 1;
        let plans = [&base, &draft, &head, &rebased.plan];
        let mut hand = Hand::new(seed);
        let Bounds { min, max } = bounds(&base);
        for _ in 0..150 {
            let mut part = |from: i32, to: i32| {
                from + i32::try_from(hand.below(usize::try_from(to - from).unwrap())).unwrap()
            };
            let at = Point::new(part(min.x, max.x), part(min.y, max.y));
            let [was, drawn, others, is] = plans.map(|plan| holder(plan, at));
            let wanted = if drawn == was { others } else { drawn };
            changed += usize::from(drawn != was);
            assert!(drawn == was || others == was || drawn == others, "seed {seed} {at:?}");
            assert_eq!(is, wanted, "seed {seed} {at:?}: {was:?} {drawn:?} {others:?}");
        }
        let [was, drawn, others, is] = plans.map(bends);
        let kept = others.iter().filter(|one| !was.contains(*one) || drawn.contains(*one));
        let wanted: BTreeSet<_> = kept.chain(drawn.difference(&was)).copied().collect();
        let unlike: Vec<_> = wanted.symmetric_difference(&is).collect();
        assert!(unlike.is_empty(), "seed {seed}: {unlike:?} {mine:?} {theirs:?}");
        for id in rebased.plan.grounds[0].areas.keys() {
            let [was, drawn, others, is] =
                plans.map(|plan| Some(plan.grounds[0].areas.get(id)?.parent));
            let wanted = if drawn == was { others } else { drawn };
            assert_eq!(is, wanted, "seed {seed}: the parent of {id}");
        }
    }
    println!("{silent} merged in silence, {falls_otherwise} would have done something else");
    assert!(silent > 300 && changed > 1_000, "{silent} {changed}");
}

/// The box of all ground.
fn bounds(plan: &Plan) -> Bounds {
    let partition = &plan.grounds[0].partition;
    partition.dissolve(|_| Label(1)).shape(Label(1)).bounds().unwrap()
}

/// Where the outlines of leaves bend: a corner that an outline put on a border in passing,
/// within a rounding of the straight line, is none.
fn bends(plan: &Plan) -> BTreeSet<(AreaId, Point)> {
    let ground = &plan.grounds[0];
    let parents = ground.parents();
    let mut bends = BTreeSet::new();
    for id in ground.areas.keys().filter(|id| !parents.contains(id)) {
        let shape = ground.partition.shape(id.label());
        for ring in shape.rings() {
            let before = |at: usize| ring[(at + ring.len() - 1) % ring.len()];
            let after = |at: usize| ring[(at + 1) % ring.len()];
            let bent = (0..ring.len()).filter(|at| is_bent(before(*at), ring[*at], after(*at)));
            bends.extend(bent.map(|at| (*id, ring[at])));
        }
    }
    bends
}

/// Whether a corner lies more than two lattice steps beside the line of its neighbours.
fn is_bent(before: Point, at: Point, after: Point) -> bool {
    let way = |to: Point| {
        let step = |from: i32, to: i32| i128::from(to) - i128::from(from);
        (step(before.x, to.x), step(before.y, to.y))
    };
    let ((x, y), (u, v)) = (way(after), way(at));
    let cross = x * v - y * u;
    cross * cross > 4 * (x * x + y * y)
}

/// The leaf that has a place, if one has.
fn holder(plan: &Plan, at: Point) -> Option<AreaId> {
    let ground = &plan.grounds[0];
    let has = |id: &&AreaId| {
        let shape = ground.partition.shape(id.label());
        !ground.parents().contains(id) && topo::locate::holds(&shape, at)
    };
    ground.areas.keys().find(has).copied()
}

/// Whatever is drawn, a lineage told from what was touched is the one that is told from
/// all ground and all points.
#[test]
fn the_lineage_of_any_draft_is_that_of_its_plans() {
    use crate::lineage::{Flow, Lineage, between, of_draft, onward};
    let main = DivisionKey::main();
    let figures = |lineage: &Lineage| -> Vec<_> {
        let is_told = |flow: &&Flow| flow.area_m2 > 1.0 || flow.residents + flow.incidents > 0;
        let of = |flow: &Flow| {
            let id = |area: &Option<crate::AreaRef>| area.as_ref().map(|area| area.id);
            let counts = (flow.residents, flow.households, flow.incidents);
            #[expect(clippy::cast_possible_truncation, reason = "towns are small")]
            let area = (flow.area_m2 / 4.0).round() as i64;
            (flow.level.clone(), id(&flow.from), id(&flow.to), counts, area)
        };
        lineage.flows.iter().filter(is_told).map(of).collect()
    };
    let mut told = 0;
    for seed in 0..60 {
        let town = town(seed);
        let highest = HighestIds { area: 40, ..HighestIds::default() };
        let start = Plan::from_contents(&town.contents(), highest).unwrap();
        let points = Arc::new(homes(&town));
        let base = Arc::new(Baseline::of(&start, &main, Arc::clone(&points)));
        let mut desk = Desk::of(start.clone(), CodeRules::default(), Arc::default());
        let mut tracker = Tracker::new(base);
        let mut hand = Hand::new(seed);
        for _ in 0..25 {
            let act = hand.next(&desk);
            let made = Made { numbers: Some(desk.highest()), ..Table::redraw(act) };
            if let Ok(applied) = desk.apply(&made) {
                let drawing = desk.drawing(&main).unwrap();
                tracker.follow(drawing, &applied.touched, applied.outside_touched);
            }
        }
        let plan = desk.plan();
        let all = between(&start, &plan, &main, &points);
        let (drawing, areas) = (desk.drawing(&main).unwrap(), desk.areas(&main).unwrap());
        for cheap in [of_draft(&tracker, drawing, areas), onward(tracker.base(), &plan, &main)] {
            let (cheap, all) = (figures(&cheap), figures(&all));
            assert_eq!(cheap.len(), all.len(), "seed {seed} {cheap:#?} {all:#?}");
            for (cheap, all) in cheap.iter().zip(&all) {
                let (one, other) = (cheap.4, all.4);
                assert!((one - other).abs() <= 1, "seed {seed} {cheap:?} {all:?}");
                assert_eq!((&cheap.0, cheap.1, cheap.2, cheap.3), (&all.0, all.1, all.2, all.3));
            }
        }
        told += all.flows.len();
    }
    assert!(told > 500, "{told}");
}

/// A home and an incident in every cell of a town.
fn homes(town: &Town) -> Points {
    let (columns, rows) = town.size();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let middles: Vec<Point> = cells.map(|(column, row)| town.middle(column, row)).collect();
    let home = |at: &Point| Place {
        code: String::new(),
        at: *at,
        residents: 3,
        households: 1,
        sort: PlaceSort::Building,
    };
    let incident = |at: &Point| IncidentPoint { at: *at, time: Moment(0), kind: String::new() };
    Points {
        places: middles.iter().map(home).collect(),
        incidents: middles.iter().map(incident).collect(),
        incidents_since: None,
    }
}

/// In chunks, so that the town is a town all the while: 100,000 acts in one go would leave
/// nothing of its four levels.
#[test]
fn a_hundred_thousand_acts_on_the_demo_town_are_taken_back_to_the_byte() {
    const CHUNK: usize = 500;
    let start = demo();
    let laid = Desk::of(start.clone(), CodeRules::default(), Arc::default());
    let area2 = |desk: &Desk| -> i128 {
        let ground = desk.plan().grounds.remove(0).partition;
        let held = ground.labels().into_iter().filter(|label| *label != Label::OUTSIDE);
        held.map(|label| ground.area2(label)).sum()
    };
    let mut tally = Tally::default();
    let mut changed = 0;
    for seed in 1_000..1_200 {
        let mut desk = laid.clone();
        let (mut hand, whole) = (Hand::new(seed), area2(&desk));
        let mut done: Vec<Applied> = Vec::new();
        for _ in 0..CHUNK {
            // Who ended nearly all of the town thinks better of it.
            while desk.drawing(&DivisionKey::main()).unwrap().labels().len() < 60 {
                assert!(desk.undo(&done.pop().unwrap()), "seed {seed}");
            }
            let act = hand.next(&desk);
            let made = Made { numbers: Some(desk.highest()), ..Table::redraw(act.clone()) };
            let outcome = desk.apply(&made);
            tally.note(&act, &outcome);
            let Ok(applied) = outcome else { continue };
            changed += 1;
            // Every other planner leaves the outermost line where it is.
            if seed % 2 == 0 && applied.outside_touched {
                assert!(desk.undo(&applied), "seed {seed}");
            } else {
                done.push(applied);
            }
        }
        if seed % 20 == 0 {
            is_whole(&desk);
        }
        assert!(seed % 2 == 1 || area2(&desk) == whole, "seed {seed}");
        for applied in done.iter().rev() {
            assert!(desk.undo(applied), "seed {seed}");
        }
        same(&desk.plan(), &start);
    }
    tally.show();
    println!("{} acts, {changed} done", 200 * CHUNK);
    assert!(changed > 30_000, "{changed}");
}

#[test]
fn a_long_run_of_acts_on_the_demo_town() {
    let mut tally = Tally::default();
    for seed in 0..4 {
        run(&demo(), seed, 400, 40, &mut tally);
    }
    tally.show();
    assert!(tally.done() > 300, "{}", tally.done());
}
