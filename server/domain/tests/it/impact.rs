//! Impacts of long drafts: followed edit by edit, they are what one look at the end gives.

use domain::{
    Area, AreaId, Attributes, Baseline, Code, Division, DivisionKey, Ground, HighestIds, Impact,
    IncidentPoint, LevelKey, Levels, Moment, Place, PlaceSort, Plan, Points, Settings, Tracker,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::drawing::{Change, Drawing, Rules};
use topo::testing::{Planner, Quilt, mixed};
use topo::{Cell, Label, Partition, Point};

use domain::rules::{self, Scope, View};
use domain::topo;

/// A city of `side` by `side` grids in communities of ten by ten, with homes and
/// incidents strewn over it and a little beyond.
pub(crate) fn city(side: u32, homes: u64, incidents: u64) -> (Plan, Points) {
    let quilt = Quilt {
        width: side as usize,
        labels: (0..side * side).map(|n| Label(n + 1)).collect(),
        spacing: 10_000,
        bends: 9,
        wobble: 150,
        origin: Point::new(1_163_000_000, 399_000_000),
        seed: 7,
    };
    let patches = quilt.patches();
    let cells: Vec<Cell<'_>> =
        patches.iter().map(|(label, shape)| Cell { label: *label, shape }).collect();
    let partition = Partition::from_cells(&cells).unwrap();
    let levels = Levels::parse("community:社区,grid:网格").unwrap();
    let area = |id: u32, level: &str, parent: Option<u32>| Area {
        id: AreaId(id),
        level: LevelKey::new(level).unwrap(),
        code: Code::new(format!("{level}{id}")).unwrap(),
        name: format!("{level} {id}"),
        parent: parent.map(AreaId),
        attributes: Attributes::new(),
    };
    let first = side * side + 1;
    let (across, count) = (side.div_ceil(10), side.div_ceil(10).pow(2));
    let grids = (0..side * side).map(|n| {
        let (row, column) = (n / side / 10, n % side / 10);
        area(n + 1, "grid", Some(first + row * across + column))
    });
    let communities = (0..count).map(|n| area(first + n, "community", None));
    let areas = grids.chain(communities).map(|area| (area.id, area)).collect();
    let division = Division { key: DivisionKey::main(), name: "网格".into() };
    let mut plan = Plan::from_contents(
        &domain::Contents::empty(levels),
        HighestIds { area: first + count, ..HighestIds::default() },
    )
    .unwrap();
    plan.grounds.push(Ground { division, areas, partition });
    let reach = u64::from(side) * 10_000 + 4_000;
    let strewn = |n: u64| {
        let noise = mixed(n);
        let along = |noise: u64| i32::try_from(noise % reach).unwrap() - 2_000;
        let (x, y) = (along(noise >> 33), along(noise & 0x7fff_ffff));
        Point::new(quilt.origin.x + x, quilt.origin.y + y)
    };
    let places = (0..homes).map(|n| Place {
        code: String::new(),
        at: strewn(n),
        residents: 5,
        households: 2,
        sort: PlaceSort::Building,
    });
    let incidents = (homes..homes + incidents).map(|n| IncidentPoint {
        at: strewn(n),
        time: Moment(0),
        kind: String::new(),
    });
    let points =
        Points { places: places.collect(), incidents: incidents.collect(), incidents_since: None };
    (plan, points)
}

/// The board, the rows and a planner who draws at random on them.
pub(crate) struct Desk {
    pub(crate) plan: Plan,
    pub(crate) areas: BTreeMap<AreaId, Area>,
    pub(crate) drawing: Drawing,
    planner: Planner,
}

impl Desk {
    pub(crate) fn of(plan: Plan, seed: u64) -> Self {
        let areas = plan.grounds[0].areas.clone();
        let parents = plan.grounds[0].parents();
        let parents: Vec<Label> = parents.into_iter().map(AreaId::label).collect();
        let drawing = Drawing::of(&plan.grounds[0].partition).with_blanks(parents.iter().copied());
        let mut planner = Planner::new(seed, 900_000);
        planner.blank = parents[0];
        Self { plan, areas, drawing, planner }
    }

    /// The next drawing that can be done, with rows to match; what it touched.
    pub(crate) fn draw(&mut self) -> (Change, BTreeSet<AreaId>, bool) {
        loop {
            let operation = self.planner.next(&self.drawing).unwrap();
            if let Ok(change) = self.drawing.apply(&operation, &Rules::default()) {
                let (touched, outside) = self.keep_rows(&change);
                return (change, touched, outside);
            }
        }
    }

    /// Rows for new labels and none for those that are gone; what was touched.
    pub(crate) fn keep_rows(&mut self, change: &Change) -> (BTreeSet<AreaId>, bool) {
        let labels = change.touched();
        let touched: BTreeSet<AreaId> = labels.iter().filter_map(|l| AreaId::of(*l)).collect();
        for id in &touched {
            let is_parent = self.drawing.is_blank(id.label());
            let before = self.plan.grounds[0].areas.get(id).cloned();
            if self.drawing.holds(id.label()) && !self.areas.contains_key(id) {
                let row = before.unwrap_or_else(|| {
                    let sister = self.areas.values().find(|area| area.parent.is_some()).unwrap();
                    let code = Code::new(format!("new{id}")).unwrap();
                    Area { id: *id, code, ..sister.clone() }
                });
                self.areas.insert(*id, row);
            } else if !is_parent && !self.drawing.holds(id.label()) {
                self.areas.remove(id);
            }
        }
        (touched, labels.contains(&Label::OUTSIDE))
    }

    fn report(&self, tracker: &Tracker) -> Impact {
        tracker.report(&self.drawing, &self.areas, &self.plan.stations)
    }
}

/// Moves with their figures, without the outlines, whose corners depend on which ground
/// was laid over which.
fn figures(impact: &Impact) -> Vec<String> {
    let line = |one: &domain::Move| {
        let code = |area: &Option<domain::AreaRef>| area.as_ref().map(|area| area.id);
        let f = one.figures;
        let counts = (f.residents, f.households, f.buildings, f.incidents, f.stations);
        format!("{:?} {:?} {counts:?} {:.0}", code(&one.from), code(&one.to), f.area_m2 / 10.0)
    };
    impact.moves.iter().filter(|one| one.figures.area_m2 > 20.0).map(line).collect()
}

#[test]
fn a_draft_followed_edit_by_edit_is_what_one_look_gives_and_what_counting_gives() {
    let (plan, points) = city(12, 2_000, 3_000);
    let points = Arc::new(points);
    let base = Arc::new(Baseline::of(&plan, &DivisionKey::main(), Arc::clone(&points)));
    for seed in 0..3 {
        let mut desk = Desk::of(plan.clone(), seed);
        let mut tracker = Tracker::new(Arc::clone(&base));
        let (mut all, mut any_outside) = (BTreeSet::new(), false);
        let mut changes: Vec<Change> = Vec::new();
        for step in 0..60 {
            // Every third step takes the last one back.
            let (touched, outside) = if step % 3 == 2 {
                let change = changes.pop().unwrap().inverse();
                desk.drawing.enact(&change).unwrap();
                desk.keep_rows(&change)
            } else {
                let (change, touched, outside) = desk.draw();
                changes.push(change);
                (touched, outside)
            };
            tracker.follow(&desk.drawing, &touched, outside);
            all.extend(touched);
            any_outside |= outside;
        }
        let followed = desk.report(&tracker);
        let mut once = Tracker::new(Arc::clone(&base));
        once.follow(&desk.drawing, &all, any_outside);
        let looked = desk.report(&once);
        assert_eq!(figures(&followed), figures(&looked), "seed {seed}");
        assert_eq!(followed.areas, looked.areas, "seed {seed}");
        assert_eq!(followed.levels, looked.levels, "seed {seed}");

        let partition = desk.drawing.partition();
        for area in followed.areas.iter().filter(|one| one.area.level.as_str() == "grid") {
            let Some(after) = area.after else { continue };
            let label = area.area.id.label();
            let homes = points.places.iter().filter(|place| partition.face_at(place.at) == label);
            assert_eq!(after.buildings, homes.count() as u64, "seed {seed}: {:?}", area.area);
        }
        while let Some(change) = changes.pop() {
            desk.drawing.enact(&change.inverse()).unwrap();
            let (touched, outside) = desk.keep_rows(&change.inverse());
            tracker.follow(&desk.drawing, &touched, outside);
        }
        let nothing = desk.report(&tracker);
        assert_eq!((nothing.moves, nothing.areas), (vec![], vec![]), "seed {seed}: undone");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that prints how long something takes")]
fn an_edit_among_ten_thousand_costs_what_it_touches() {
    use std::time::{Duration, Instant};
    let (plan, points) = city(100, 10_000, 50_000);
    let start = Instant::now();
    let base = Arc::new(Baseline::of(&plan, &DivisionKey::main(), Arc::new(points)));
    let baseline = start.elapsed();
    let mut desk = Desk::of(plan, 1);
    let mut tracker = Tracker::new(Arc::clone(&base));
    let settings = Settings::default();
    let mut asked = Duration::ZERO;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        let (_, touched, outside) = desk.draw();
        let start = Instant::now();
        tracker.follow(&desk.drawing, &touched, outside);
        let impact = desk.report(&tracker);
        let looked = start.elapsed();
        let before = View::of_base(&base);
        let stations = &desk.plan.stations;
        let after = View::of_draft(&tracker, &impact, &desk.drawing, &desk.areas, stations);
        let issues = rules::check(&after, Scope::Touched(&touched), &settings, Some(&before));
        times.push(start.elapsed());
        asked += times[times.len() - 1].saturating_sub(looked);
        assert!(impact.levels.len() == 2 && !issues.is_empty());
    }
    times.sort_unstable();
    let mean = times.iter().sum::<Duration>() / 200;
    let (p95, asked) = (times[190], asked / 200);
    println!("baseline {baseline:.0?}; an edit: mean {mean:.1?}, p95 {p95:.1?}, rules {asked:.1?}");
    assert!(times[100] < Duration::from_millis(100), "the median edit took {:?}", times[100]);
}

#[test]
fn asked_of_what_was_touched_the_rules_say_what_they_say_of_everything() {
    let (plan, points) = city(12, 2_000, 0);
    let base = Arc::new(Baseline::of(&plan, &DivisionKey::main(), Arc::new(points)));
    let settings = Settings { neck_m: 5.0, tiny_m2: 500.0, ..Settings::default() };
    for seed in 10..14 {
        let mut desk = Desk::of(plan.clone(), seed);
        let mut tracker = Tracker::new(Arc::clone(&base));
        let mut all = BTreeSet::new();
        for step in 0..40 {
            let (_, touched, outside) = desk.draw();
            tracker.follow(&desk.drawing, &touched, outside);
            all.extend(touched);
            if step % 10 != 9 {
                continue;
            }
            let impact = desk.report(&tracker);
            let stations = &desk.plan.stations;
            let after = View::of_draft(&tracker, &impact, &desk.drawing, &desk.areas, stations);
            let before = View::of_base(&base);
            let new = |scope| -> Vec<String> {
                let issues = rules::check(&after, scope, &settings, Some(&before)).into_iter();
                let new = issues.filter(|issue| !issue.inherited);
                new.map(|issue| format!("{:?} {} {:?}", issue.severity, issue.key(), issue.at))
                    .collect()
            };
            assert_eq!(new(Scope::Touched(&all)), new(Scope::All), "seed {seed} step {step}");
        }
    }
}
