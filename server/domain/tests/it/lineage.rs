//! The lineage of one edit in a large city costs what the edit touched.

use domain::lineage::{Lineage, between_baselines, of_draft, onward};
use domain::testing::{Town, made};
use domain::{
    Act, Baseline, CodeRules, Desk, DivisionKey, Edit, HighestIds, IncidentPoint, Moment, Place,
    PlaceSort, Plan, Points, Redraw, Tracker,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A home of one household and an incident in every grid.
fn points(city: &Town) -> Arc<Points> {
    let (columns, rows) = city.size();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let middles: Vec<_> = cells.map(|(column, row)| city.middle(column, row)).collect();
    let places = middles.iter().map(|at| Place {
        code: String::new(),
        at: *at,
        residents: 3,
        households: 1,
        sort: PlaceSort::Building,
    });
    let incidents =
        middles.iter().map(|at| IncidentPoint { at: *at, time: Moment(0), kind: String::new() });
    Arc::new(Points {
        places: places.collect(),
        incidents: incidents.collect(),
        incidents_since: None,
    })
}

#[expect(clippy::disallowed_methods, reason = "a test that prints how long something takes")]
fn timed(told: impl Fn() -> Lineage) -> (Duration, Lineage) {
    let start = Instant::now();
    let lineage = told();
    (start.elapsed(), lineage)
}

#[test]
fn a_small_redraw_of_a_large_city_is_told_in_milliseconds() {
    let letter = |number: u32| char::from_u32(0x4E00 + number).unwrap();
    let rows = (0..100).map(|row| (0..100).map(|n| letter(row * 100 + n)).collect::<String>());
    let city = Town::drawn(&rows.collect::<Vec<String>>().join("\n"));
    let points = points(&city);
    let highest = HighestIds { area: 20_000, ..HighestIds::default() };
    let base = Plan::from_contents(&city.contents(), highest).unwrap();
    let main = DivisionKey::main();
    let baseline = Arc::new(Baseline::of(&base, &main, Arc::clone(&points)));

    let mut desk = Desk::of(base, CodeRules::default(), Arc::default());
    let mut tracker = Tracker::new(Arc::clone(&baseline));
    let [area, into] = [5050, 5051].map(|number| city.id(letter(number)));
    let redraw = Redraw::of(main.clone(), 0, Act::Merge { area, into });
    let applied = desk.apply(&made([Edit::Redraw(redraw)])[0]).unwrap();
    let drawing = desk.drawing(&main).unwrap();
    tracker.follow(drawing, &applied.touched, applied.outside_touched);
    let (plan, areas) = (desk.plan(), desk.areas(&main).unwrap());

    let again = || Baseline::of(&plan, &main, Arc::clone(&points));
    let (all, expected) = timed(|| between_baselines(&baseline, &again()));
    let (from_plan, of_plan) = timed(|| onward(&baseline, &plan, &main));
    let (from_draft, of_tracker) = timed(|| of_draft(&tracker, drawing, areas));
    println!(
        "two of 10,000 grids merged: all points again {all:?}, from the plan {from_plan:?}, \
         from the draft {from_draft:?}"
    );
    assert_eq!(expected.events.len(), 1);
    for told in [of_plan, of_tracker] {
        assert_eq!(told.events, expected.events);
        let figures = |lineage: &Lineage| -> Vec<_> {
            let flows = lineage.flows.iter();
            flows.map(|flow| (flow.from.clone(), flow.to.clone(), flow.residents)).collect()
        };
        assert_eq!(figures(&told), figures(&expected));
    }
    assert!(from_draft < all, "{from_draft:?} of {all:?}");
}
