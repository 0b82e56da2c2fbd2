//! Incidents: what is read, every fault, and the files of real cities.

use crate::shared::{demo, shared};
use domain::{IssueKind, Moment};
use exchange::RowsError;
use exchange::incidents::{IncidentFile, Wish, read};

const LIMIT: u64 = 1 << 30;

/// An instant for the tests: a text that begins as a day is the digits of its day and hour.
fn instant(text: &str) -> Option<Moment> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(10).collect();
    let is_day = text.as_bytes().get(4) == Some(&b'-');
    is_day.then(|| digits.parse().ok().map(Moment)).flatten()
}

fn table(text: &str) -> IncidentFile {
    read(text.as_bytes(), &Wish::default(), &instant, LIMIT).unwrap()
}

#[test]
fn the_demo_towns_year_is_read_whole() {
    let file = read(&*demo("incidents.csv"), &Wish::default(), &instant, LIMIT).unwrap();
    assert_eq!((file.incidents.len(), file.issues.len()), (1836, 0));
    let first = &file.incidents[0];
    assert_eq!(first.source_id.as_deref(), Some("SF202500001"));
    assert_eq!((first.kind.as_str(), first.accuracy), ("违规停车", Some(5.0)));
    assert_eq!(first.attributes["channel"], "热线");
    assert!(!first.attributes.contains_key("lon") && first.attributes.contains_key("true_lon"));
    for (role, field) in [("id", "id"), ("time", "time"), ("kind", "kind")] {
        assert!(file.mapping[role].field == field && file.mapping[role].guessed);
    }
}

#[test]
fn a_row_that_says_not_where_or_when_is_listed() {
    let file = table(
        "id,time,kind,lon,lat\n\
         1,2026-01-01,a,116.3,39.9\n\
         2,,a,116.3,39.9\n\
         3,soon,a,116.3,39.9\n\
         4,2026-01-01,a,,\n\
         5,2026-01-01,a,39.9,116.3\n\
         1,2026-01-02,b,116.3,39.9\n\
         ,2026-01-02,b,116.3,39.9\n\
         ,2026-01-02,,0,0\n",
    );
    let found: Vec<_> = file.issues.iter().map(|issue| (issue.kind, issue.features[0])).collect();
    assert_eq!(
        found,
        [
            (IssueKind::Missing, 2),
            (IssueKind::Missing, 3),
            (IssueKind::NoPosition, 4),
            (IssueKind::OutOfRange, 5),
            (IssueKind::DuplicateCode, 6),
        ]
    );
    let kept: Vec<_> = file.incidents.iter().map(|one| one.source_id.as_deref()).collect();
    assert_eq!(kept, [Some("1"), None, None]);
    assert_eq!(file.incidents[2].kind, "");
}

#[test]
fn a_faulty_row_does_not_make_its_mended_twin_a_duplicate() {
    let file = table("id,time,lon,lat\n1,soon,116.3,39.9\n1,2026-01-01,116.3,39.9\n");
    assert_eq!((file.incidents.len(), file.issues.len()), (1, 1));
}

#[test]
fn an_hour_that_stands_apart_belongs_to_its_day() {
    let file = table("date,hour,type,lat,lon\n2014/03/02,8,Assault,43.7,-79.6\n");
    assert_eq!(file.incidents[0].time, Moment(2_014_030_208));
    let odd = table("date,hour,type,lat,lon\n2014/03/02,25,Assault,43.7,-79.6\n");
    assert_eq!(odd.incidents[0].time, Moment(20_140_302), "an hour that is none is left out");
    let whole = table("time,hour,lat,lon\n2014-03-02 09:00,8,43.7,-79.6\n");
    assert_eq!(whole.incidents[0].time, Moment(2_014_030_209), "the time says it already");
}

#[test]
fn what_is_wished_for_is_used_or_missed() {
    let text = "when,sort,lon,lat\n2026-01-01,x,1,2\n";
    let wish = Wish { time: Some("when".into()), kind: Some("sort".into()), ..Wish::default() };
    let file = read(text.as_bytes(), &wish, &instant, LIMIT).unwrap();
    assert_eq!(file.incidents[0].kind, "x");
    let refused = read(text.as_bytes(), &Wish::default(), &instant, LIMIT).unwrap_err();
    assert!(matches!(refused, RowsError::NoColumn { role: "time", .. }), "{refused}");
    let wrong = Wish { time: Some("then".into()), ..Wish::default() };
    let refused = read(text.as_bytes(), &wrong, &instant, LIMIT).unwrap_err();
    assert!(matches!(refused, RowsError::NoSuchColumn { role: "time", .. }), "{refused}");
}

#[test]
fn features_are_incidents_too() {
    let file = table(
        r#"{"type":"Feature","id":17,"properties":{"time":"2026-01-01","kind":"积水","depth":0.3},
        "geometry":{"type":"Point","coordinates":[116,39]}}"#,
    );
    let one = &file.incidents[0];
    assert_eq!((one.source_id.as_deref(), one.kind.as_str()), (Some("17"), "积水"));
    assert_eq!(one.attributes["depth"], 0.3);
}

#[test]
fn a_long_kind_is_cut_and_control_characters_are_dropped() {
    let kind = "长".repeat(150);
    let file = table(&format!("id,time,kind,lon,lat\n\"a\u{7}b\",2026-01-01,{kind},1,2\n"));
    let one = &file.incidents[0];
    assert_eq!((one.source_id.as_deref(), one.kind.chars().count()), (Some("ab"), 100));
}

#[test]
fn the_incidents_of_real_cities_are_read() {
    if let Some(toronto) = shared("toronto/incidents.csv.gz") {
        let file = read(&*toronto, &Wish::default(), &instant, LIMIT).unwrap();
        assert_eq!((file.incidents.len(), file.issues.len()), (240_992, 0));
        assert_eq!(file.mapping["hour"].field, "hour");
        assert!(file.incidents.iter().all(|one| one.time.0 > 1_900_000_000));
    }
    if let Some(chicago) = shared("chicago/incidents_2019.csv.gz") {
        let file = read(&*chicago, &Wish::default(), &instant, LIMIT).unwrap();
        assert_eq!((file.rows, file.incidents.len()), (50_000, 49_734));
        assert_eq!(file.issues.len(), 1, "one cause is one issue");
        assert_eq!(file.issues[0].features.len(), 266);
    }
}
