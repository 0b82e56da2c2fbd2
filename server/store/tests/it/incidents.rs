//! Incidents are kept once, however often a file is read.

use crate::scratch::Scratch;
use crate::town::who;
use domain::Moment;
use domain::topo::Point;
use serde_json::{Map, json};
use store::{IncidentCounts, NewIncident};

on_both!(
    an_incident_brought_again_is_brought_up_to_date,
    incidents_of_a_time_are_read_in_their_order,
    a_year_of_a_city_is_kept,
);

fn incident(source: Option<&str>, time: i64, kind: &str) -> NewIncident {
    let mut attributes = Map::new();
    attributes.insert("渠道".into(), json!("12345"));
    let step = i32::try_from(time % 1000).unwrap();
    NewIncident {
        source_id: source.map(Into::into),
        time: Moment(time),
        kind: kind.into(),
        at: Point { x: 1_163_913_007 + step, y: 399_075_003 - step },
        accuracy_m: (time % 2 == 0).then_some(12.5),
        attributes,
    }
}

fn counts(added: usize, updated: usize, unchanged: usize) -> IncidentCounts {
    IncidentCounts { added, updated, unchanged }
}

fn an_incident_brought_again_is_brought_up_to_date(scratch: &Scratch) {
    let store = scratch.open();
    let version = || {
        let all = store.incidents(Moment(0), Moment(9)).unwrap();
        (all.len(), store.incidents_changed().unwrap())
    };
    assert_eq!(version(), (0, 0));
    let twice = [incident(Some("a"), 1, "噪声"), incident(Some("a"), 2, "占道")];
    assert_eq!(store.import_incidents(&twice, &who(5)).unwrap(), counts(1, 1, 0));
    assert_eq!(version(), (1, 1));
    let again =
        [incident(Some("a"), 2, "占道"), incident(Some("b"), 3, "占道"), incident(None, 3, "漏水")];
    assert_eq!(store.import_incidents(&again, &who(6)).unwrap(), counts(2, 0, 1));
    assert_eq!(version(), (3, 2));
    let changed = [incident(Some("b"), 3, "噪声")];
    assert_eq!(store.import_incidents(&changed, &who(7)).unwrap(), counts(0, 1, 0));
    assert_eq!(version(), (3, 3), "a change alone is noticed");
    let said: Vec<_> =
        store.incidents(Moment(0), Moment(9)).unwrap().into_iter().map(|one| one.said).collect();
    assert_eq!(said, [again[0].clone(), changed[0].clone(), again[2].clone()]);
}

fn incidents_of_a_time_are_read_in_their_order(scratch: &Scratch) {
    let store = scratch.open();
    let rows = [30, 10, 20].map(|time| incident(None, time, "占道"));
    store.import_incidents(&rows, &who(5)).unwrap();
    let spots = store.incident_spots(Moment(10), Moment(30)).unwrap();
    let found: Vec<_> = spots.iter().map(|spot| (spot.time.0, spot.at)).collect();
    assert_eq!(found, [(10, rows[1].at), (20, rows[2].at)]);
}

fn a_year_of_a_city_is_kept(scratch: &Scratch) {
    let store = scratch.open();
    let rows: Vec<_> = (0..5_000).map(|n| incident(Some(&format!("s{n}")), n, "占道")).collect();
    let start = std::time::Instant::now();
    assert_eq!(store.import_incidents(&rows, &who(5)).unwrap(), counts(5_000, 0, 0));
    assert_eq!(store.import_incidents(&rows, &who(6)).unwrap(), counts(0, 0, 5_000));
    println!("5000 incidents brought twice: {:.2?}", start.elapsed());
    assert_eq!(store.incident_spots(Moment(0), Moment(i64::MAX)).unwrap().len(), 5_000);
}
