//! Flows and events of small towns.

use super::*;
use crate::ids::{HighestIds, Moment};
use crate::impact::IncidentPoint;
use crate::population::{Place, PlaceSort};
use crate::redraw::{Act, NewArea, Redraw};
use crate::testing::{Town, made};
use crate::{CodeRules, Desk, Edit};
use topo::drawing::Side;

/// A home of one household and an incident in the middle of every cell.
fn points(town: &Town) -> Arc<Points> {
    let (columns, rows) = town.size();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let middles: Vec<_> = cells.map(|(column, row)| town.middle(column, row)).collect();
    let home = |at: &topo::Point| Place {
        code: String::new(),
        at: *at,
        residents: 3,
        households: 1,
        sort: PlaceSort::Building,
    };
    let incident =
        |at: &topo::Point| IncidentPoint { at: *at, time: Moment(0), kind: String::new() };
    Arc::new(Points {
        places: middles.iter().map(home).collect(),
        incidents: middles.iter().map(incident).collect(),
        incidents_since: None,
    })
}

fn plan(town: &Town) -> Plan {
    Plan::from_contents(&town.contents(), HighestIds::default()).unwrap()
}

/// A town as it is, then as it is drawn next: letters that go on keep their ids.
fn redrawn(before: &str, after: &str) -> (Plan, Plan, Arc<Points>) {
    let (old, new) = (Town::drawn(before), Town::drawn(after));
    let (old_plan, mut new_plan) = (plan(&old), plan(&new));
    // Ids go by letter: A is 1 wherever it is.
    let by_letter = |plan: &mut Plan| {
        let ground = &mut plan.grounds[0];
        let id = |area: &Area| AreaId(area.code.as_str().bytes().next().unwrap().into());
        let ids: BTreeMap<AreaId, AreaId> =
            ground.areas.values().map(|area| (area.id, id(area))).collect();
        ground.partition = ground
            .partition
            .dissolve(|label| AreaId::of(label).map_or(label, |old| ids[&old].label()));
        let areas = std::mem::take(&mut ground.areas).into_values();
        ground.areas = areas.map(|a| (ids[&a.id], Area { id: ids[&a.id], ..a })).collect();
    };
    let mut old_plan = old_plan;
    by_letter(&mut old_plan);
    by_letter(&mut new_plan);
    (old_plan, new_plan, points(&old))
}

fn told(lineage: &Lineage) -> (Vec<String>, Vec<String>) {
    let code = |area: &Option<AreaRef>| {
        area.as_ref().map_or_else(|| "-".to_owned(), |area| area.code.to_string())
    };
    let codes = |all: &[AreaRef]| all.iter().map(|area| area.code.as_str()).collect::<String>();
    let flow = |flow: &Flow| {
        let shares = [flow.area_share, flow.household_share, flow.incident_share];
        let [a, h, i] = shares.map(|share| format!("{share:.2}"));
        format!("{}>{} {a} {h} {i}", code(&flow.from), code(&flow.to))
    };
    let event = |event: &Event| {
        format!("{} {}>{}", event.kind.as_str(), codes(&event.from), codes(&event.to))
    };
    (lineage.flows.iter().map(flow).collect(), lineage.events.iter().map(event).collect())
}

#[test]
fn every_event_has_its_name_and_shares_of_an_old_area_add_up_to_one() {
    let cases: [(&str, &str, &[&str], &[&str]); 9] = [
        ("AABB\nAABB", "AABB\nAABB", &[], &[]),
        (
            "AABB\nAABB",
            "AABB\nCCBB",
            &["A>A 0.50 0.50 0.50", "A>C 0.50 0.50 0.50"],
            &["split A>AC"],
        ),
        ("AABB\nAABB", "AAAA\nAAAA", &["A>A 1.00 1.00 1.00", "B>A 1.00 1.00 1.00"], &["merge B>A"]),
        (
            "AABB\nAABB",
            "AAAB\nAABB",
            &["A>A 1.00 1.00 1.00", "B>A 0.25 0.25 0.25", "B>B 0.75 0.75 0.75"],
            &["transfer B>A"],
        ),
        ("AABB\nAABB", "AA..\nAA..", &["B>- 1.00 1.00 1.00"], &["end B>"]),
        ("AA..\nAA..", "AAB.\nAAB.", &["->B 0.00 0.00 0.00"], &["new >B"]),
        ("AABB\nAABB", "AAB.\nAABB", &["B>- 0.25 0.25 0.25", "B>B 0.75 0.75 0.75"], &["blank B>"]),
        ("AAB.\nAABB", "AABB\nAABB", &["->B 0.00 0.00 0.00", "B>B 1.00 1.00 1.00"], &["fill >B"]),
        (
            "AABB\nAABB",
            "AAA.\nAAAA",
            &["A>A 1.00 1.00 1.00", "B>- 0.25 0.25 0.25", "B>A 0.75 0.75 0.75"],
            &["merge B>A", "blank B>"],
        ),
    ];
    for (before, after, flows, events) in cases {
        let (old, new, points) = redrawn(before, after);
        let lineage = between(&old, &new, &DivisionKey::main(), &points);
        let (found_flows, found_events) = told(&lineage);
        assert_eq!((found_flows, found_events), (strings(flows), strings(events)), "{after}");
    }
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|&one| one.to_owned()).collect()
}

#[test]
fn another_name_code_or_parent_is_lineage_without_moved_ground() {
    let town = Town::drawn("AB\nCD").under("xy\nxy");
    let old = plan(&town);
    let mut new = old.clone();
    let areas = &mut new.grounds[0].areas;
    areas.get_mut(&town.id('A')).unwrap().name = "新".into();
    areas.get_mut(&town.id('B')).unwrap().code = town.code('Z');
    areas.get_mut(&town.id('C')).unwrap().parent = Some(town.id('y'));
    let lineage = between(&old, &new, &DivisionKey::main(), &points(&town));
    let (flows, events) = told(&lineage);
    let expected = ["transfer x>y", "rename A>A", "recode B>Z", "reassign C>C"];
    assert_eq!(events, expected);
    let expected = [
        "x>x 0.50 0.50 0.50",
        "x>y 0.50 0.50 0.50",
        "y>y 1.00 1.00 1.00",
        "A>A 1.00 1.00 1.00",
        "B>Z 1.00 1.00 1.00",
        "C>C 1.00 1.00 1.00",
    ];
    assert_eq!(flows, expected);
}

#[test]
fn a_whole_town_drawn_anew_loses_nobody() {
    let (old, new, points) =
        redrawn("AABBCC\nAABBCC\nDDDEEE\nDDDEEE", "XXXXYY\nXXZZYY\nXXZZYY\nWWWWWW");
    let lineage = between(&old, &new, &DivisionKey::main(), &points);
    let mut sums: BTreeMap<AreaId, [f64; 3]> = BTreeMap::new();
    for flow in &lineage.flows {
        let sum = sums.entry(flow.from.as_ref().unwrap().id).or_default();
        sum[0] += flow.area_share;
        sum[1] += flow.household_share;
        sum[2] += flow.incident_share;
    }
    assert_eq!(sums.len(), 5);
    assert!(sums.values().flatten().all(|sum| (sum - 1.0).abs() < 1e-9), "{sums:?}");
    assert_eq!(lineage.flows.iter().map(|flow| flow.incidents).sum::<u64>(), 24);
    // What went into one other whole was merged into it, though that one is new.
    let (_, events) = told(&lineage);
    let expected = ["merge A>X", "split B>XZ", "merge C>Y", "split D>WXZ", "split E>WYZ"];
    assert_eq!(events, expected);
}

/// Every step of a lineage, with its share of ground where it tells one.
fn steps_told(lineage: &Lineage) -> Vec<String> {
    let code = |area: Option<&AreaRef>| area.map_or("-", |area| area.code.as_str()).to_owned();
    let share = |flow: Option<&Flow>| {
        flow.map_or_else(|| "told".to_owned(), |flow| format!("{:.4}", flow.area_share))
    };
    let told = |step: Step<'_>| {
        let (kind, from, to) = (step.kind.as_str(), code(step.from), code(step.to));
        format!("{kind} {from}>{to} {}", share(step.flow))
    };
    lineage.steps().into_iter().map(told).collect()
}

#[test]
fn steps_tell_each_flow_once_and_what_stays_and_what_is_given_up_too() {
    let (old, mut new, points) = redrawn("AABB\nAABB", "ACB.\nABBB");
    let renamed = new.grounds[0].areas.get_mut(&AreaId(u32::from(b'A'))).unwrap();
    renamed.name = "新".into();
    let lineage = between(&old, &new, &DivisionKey::main(), &points);
    let expected = [
        "split A>A 0.5000",
        "split A>C 0.2500",
        "transfer A>B 0.2500",
        "rename A>A told",
        "blank B>- 0.2500",
        "keep B>B 0.7500",
    ];
    assert_eq!(steps_told(&lineage), expected);
    // Another leader is no lineage, though the row of the area is another one.
    let mut led = old.clone();
    let area = led.grounds[0].areas.get_mut(&AreaId(u32::from(b'A'))).unwrap();
    area.attributes.insert("leader".into(), "王".into());
    assert_eq!(steps_told(&between(&old, &led, &DivisionKey::main(), &points)), [""; 0]);
}

#[test]
fn a_cell_cut_out_of_a_very_large_one_still_comes_from_it() {
    let rows =
        |last: &str| format!("{}{}{last}", ("A".repeat(40) + "\n").repeat(39), "A".repeat(39));
    let (old, new, _) = redrawn(&rows("A"), &rows("C"));
    let nobody =
        Arc::new(Points { places: Vec::new(), incidents: Vec::new(), incidents_since: None });
    let lineage = between(&old, &new, &DivisionKey::main(), &nobody);
    assert_eq!(steps_told(&lineage), ["split A>A 0.9994", "split A>C 0.0006"]);
    // The same ground given to a neighbour that was there is a trifle.
    let with_b = |last: &str| rows(last) + "\n" + &"B".repeat(40);
    let (old, new, _) = redrawn(&with_b("A"), &with_b("B"));
    let lineage = between(&old, &new, &DivisionKey::main(), &nobody);
    assert_eq!(steps_told(&lineage), ["keep A>A 0.9994", "sliver A>B 0.0006", "keep B>B 1.0000"]);
}

/// Everything a lineage says, with ground to the square decimetre and shares to a billionth.
fn all_told(lineage: &Lineage) -> (Vec<String>, Vec<Event>) {
    let id = |area: &Option<AreaRef>| area.as_ref().map_or(0, |area| area.id.0);
    let flow = |flow: &Flow| {
        let shares = [flow.area_share, flow.household_share, flow.incident_share];
        let shares = shares.map(|share| format!("{share:.6}"));
        let counts = (flow.residents, flow.households, flow.incidents);
        format!("{} {} {} {counts:?} {shares:?}", flow.level, id(&flow.from), id(&flow.to))
    };
    (lineage.flows.iter().map(flow).collect(), lineage.events.clone())
}

/// What a tracker followed, and what two plans differ in, tells the same lineage as all
/// ground and all points looked at again.
#[test]
fn the_cheap_way_tells_the_same() {
    let town = Town::drawn(
        "AABBCC
         AADBCC
         EEDDFF
         EEDDFF",
    )
    .bent(3)
    .under(
        "xxxyyy
         xxxyyy
         zzzyyy
         zzzyyy",
    );
    let points = points(&town);
    let base = Plan::from_contents(&town.contents(), HighestIds { area: 50, ..Default::default() });
    let base = base.unwrap();
    let main = DivisionKey::main();
    let baseline = Arc::new(Baseline::of(&base, &main, Arc::clone(&points)));
    let id = |letter| town.id(letter);
    let line = |corners: [(usize, usize); 2]| corners.map(|(c, r)| town.corner(c, r)).to_vec();
    let split = |area, line| Act::Split { area, line, side: Side::Left, new: NewArea::default() };
    let runs = [
        vec![split(id('A'), line([(1, 0), (1, 2)]))],
        vec![
            Act::Merge { area: id('B'), into: id('C') },
            Act::Reassign { area: id('D'), parent: id('z') },
        ],
        vec![Act::Merge { area: id('x'), into: id('z') }],
        vec![Act::Delete { area: id('x'), to: None }],
        vec![
            split(id('x'), line([(1, 0), (1, 2)])),
            Act::Delete { area: id('D'), to: Some(id('B')) },
        ],
    ];
    for acts in runs {
        let mut desk = Desk::of(base.clone(), CodeRules::default(), Arc::default());
        let mut tracker = Tracker::new(Arc::clone(&baseline));
        for act in acts {
            let redraw = Redraw::of(main.clone(), 0, act);
            let applied = desk.apply(&made([Edit::Redraw(redraw)])[0]).unwrap();
            let drawing = desk.drawing(&main).unwrap();
            tracker.follow(drawing, &applied.touched, applied.outside_touched);
        }
        let plan = desk.plan();
        let all = all_told(&between(&base, &plan, &main, &points));
        assert!(!all.0.is_empty());
        assert_eq!(all_told(&onward(&baseline, &plan, &main)), all);
        let areas = desk.areas(&main).unwrap();
        assert_eq!(all_told(&of_draft(&tracker, desk.drawing(&main).unwrap(), areas)), all);
    }
}
