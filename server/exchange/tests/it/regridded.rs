//! A real redraw: Toronto's 140 neighbourhoods become the 158 of 2022.

use crate::drawn::LIMIT;
use crate::shared::shared;
use domain::restate::{By, restate};
use domain::{
    Code, Contents, DivisionKey, Edit, HighestIds, ImportAreas, IncidentPoint, IssueKind, LevelKey,
    Levels, Moment, Plan, Points, Severity, lineage,
};
use exchange::areas::{Fields, read};
use exchange::incidents::Wish;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Lays the neighbourhoods of a file over what a plan has; tiny faults are settled and
/// accepted as an import of areas does it.
fn imported(plan: &mut Plan, file: &[u8]) {
    let level = LevelKey::new("grid").unwrap();
    let text = |field: &str| Some(field.to_owned());
    let fields = Fields { code: text("AREA_SHORT_CODE"), name: text("AREA_NAME"), parent: None };
    let areas = read(file, &level, &fields, LIMIT).unwrap().areas;
    let allow = IssueKind::ACCEPTABLE.into_iter().collect();
    let division = DivisionKey::main();
    let import = ImportAreas { level, division, areas, merge_parts: false, allow };
    let (issues, _) = plan.apply(&Edit::ImportAreas(import)).unwrap();
    let blocking = issues.iter().find(|issue| issue.severity == Severity::Blocking);
    assert!(blocking.is_none(), "{blocking:?}");
}

#[test]
fn the_weights_of_every_old_neighbourhood_add_up_and_no_incident_is_lost() {
    let files = ["neighbourhoods_140.geojson.gz", "neighbourhoods_158.geojson.gz"];
    let [Some(old), Some(new)] = files.map(|name| shared(&format!("toronto/{name}"))) else {
        return;
    };
    let Some(incidents) = shared("toronto/incidents.csv.gz") else { return };
    let instant = |_: &str| Some(Moment(0));
    let incidents =
        exchange::incidents::read(&*incidents, &Wish::default(), &instant, LIMIT).unwrap();
    let point = |at| IncidentPoint { at, time: Moment(0), kind: String::new() };
    let incidents = incidents.incidents.iter().map(|one| point(one.at)).collect();
    let points = Arc::new(Points { incidents, ..Points::default() });

    let empty = Contents::empty(Levels::cn_grid());
    let mut before = Plan::from_contents(&empty, HighestIds::default()).unwrap();
    imported(&mut before, &old);
    let mut after = before.clone();
    imported(&mut after, &new);
    assert_eq!((before.grounds[0].areas.len(), after.grounds[0].areas.len()), (140, 158));

    let start = Instant::now();
    let lineage = lineage::between(&before, &after, &DivisionKey::main(), &points);
    println!(
        "140 to 158 with {} incidents: {} flows, {} events in {:?}",
        points.incidents.len(),
        lineage.flows.len(),
        lineage.events.len(),
        start.elapsed()
    );
    let mut sums: BTreeMap<Code, [f64; 3]> = BTreeMap::new();
    let mut held: BTreeMap<Code, f64> = BTreeMap::new();
    let mut holds: BTreeMap<Code, u32> = BTreeMap::new();
    let mut strayed = 0;
    for flow in &lineage.flows {
        let incidents = u32::try_from(flow.incidents).unwrap();
        let Some(from) = &flow.from else {
            strayed += incidents;
            continue;
        };
        let sum = sums.entry(from.code.clone()).or_default();
        let shares = [flow.area_share, flow.household_share, flow.incident_share];
        sum.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        *held.entry(from.code.clone()).or_default() += f64::from(incidents);
        if let Some(to) = &flow.to {
            *holds.entry(to.code.clone()).or_default() += incidents;
        }
    }
    assert_eq!(sums.len(), 140);
    let off = sums.values().flatten().map(|sum| (sum - 1.0).abs()).fold(0.0, f64::max);
    assert!(off < 1e-9, "{off}");

    let total: f64 = held.values().sum();
    println!("{total} incidents in the 140, {strayed} of the others in the 158 only");
    assert!(total > 240_800.0 && total <= 240_992.0);
    let level = LevelKey::new("grid").unwrap();
    let restated = restate(&held, &level, &lineage.flows, By::Incident);
    let sum = restated.values.values().sum::<f64>() + restated.nobodys;
    assert!((sum - total).abs() < 1e-6, "{sum} of {total}");
    // What was counted on the old areas is on the new ones where it lies.
    for (code, value) in &restated.values {
        let counted = f64::from(holds.get(code).copied().unwrap_or_default());
        assert!((value - counted).abs() < 1e-6, "{code}: {value}, not {counted}");
    }
}
