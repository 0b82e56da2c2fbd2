//! What became of which Area is published with the release that did it.

use crate::scratch::Scratch;
use crate::town::{drafted, edit, initialised, publish_contents, release, town, who};
use domain::{AreaId, Code, Delta, DivisionKey, LevelKey, ReleaseNo};
use store::{LineageRow, Publication, Store};

on_both!(
    lineage_is_published_with_the_release_and_found_by_area_and_code,
    codes_are_never_forgotten,
    it_is_known_which_areas_came_with_a_release,
);

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn row(kind: &str, from: Option<(u32, &str)>, to: Option<(u32, &str)>) -> LineageRow {
    let end = |end: Option<(u32, &str)>| end.map(|(id, text)| (AreaId(id), code(text)));
    LineageRow {
        division: DivisionKey::main(),
        level: LevelKey::new("grid").unwrap(),
        kind: kind.into(),
        from: end(from),
        to: end(to),
        area_share: Some(1.0 / 3.0),
        household_share: None,
        incident_share: Some(0.0),
        area_m2: Some(12.5),
        residents: Some(7),
        households: None,
        incidents: Some(0),
    }
}

fn published(store: &Store, delta: &Delta, lineage: &[LineageRow]) {
    let on = store.head().unwrap();
    let release = release(on.unwrap().0 + 1);
    let seen = drafted(store, &edit("一"), 5);
    let publication = Publication { on, release: &release, delta, lineage, approver: None };
    store.publish(seen, &publication, &who(5)).unwrap();
}

fn lineage_is_published_with_the_release_and_found_by_area_and_code(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    let split = [
        row("split", Some((2, "桃园-002")), Some((2, "桃园-002"))),
        row("split", Some((2, "桃园-002")), Some((9, "桃园-009"))),
        row("end", Some((3, "桃园-003")), None),
    ];
    published(&store, &Delta::default(), &split);
    let recode = [row("recode", Some((9, "桃园-009")), Some((9, "桃园-010")))];
    published(&store, &Delta::default(), &recode);

    assert_eq!(store.lineage_with(ReleaseNo(2)).unwrap(), split);
    assert_eq!(store.lineage_with(ReleaseNo(1)).unwrap(), []);
    let nine = store.lineage_of(AreaId(9)).unwrap();
    assert_eq!(nine, [(ReleaseNo(2), split[1].clone()), (ReleaseNo(3), recode[0].clone())]);
    let old = store.lineage_of(AreaId(3)).unwrap();
    assert_eq!(old, [(ReleaseNo(2), split[2].clone())]);
}

fn it_is_known_which_areas_came_with_a_release(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(1));
    publish_contents(&store, &town(3));
    let asked = [2, 3, 4].map(AreaId).into();
    let begun = |release| store.begun_with(ReleaseNo(release), &asked).unwrap();
    assert_eq!((begun(1), begun(2)), (asked.clone(), [3, 4].map(AreaId).into()));
    assert_eq!(store.begun_with(ReleaseNo(2), &[].into()).unwrap(), [].into());
}

fn codes_are_never_forgotten(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    publish_contents(&store, &town(1));
    let used = store.used_codes(&LevelKey::new("grid").unwrap(), ReleaseNo(i64::MAX)).unwrap();
    let until: Vec<_> = used.values().map(|last| (last.area, last.until)).collect();
    assert!(used.keys().eq(&["桃园-002", "桃园-003", "桃园-004"].map(code)), "{used:?}");
    let gone = Some(ReleaseNo(2));
    assert_eq!(until, [(AreaId(2), None), (AreaId(3), gone), (AreaId(4), gone)]);
    let holders = store.holders_of_code(&code("桃园-003")).unwrap();
    assert_eq!(holders.len(), 1);
    assert_eq!((holders[0].id, holders[0].from), (AreaId(3), ReleaseNo(1)));
    assert_eq!(holders[0].to, Some(ReleaseNo(2)));
}
