//! Any release can be read back as it was.

use crate::scratch::Scratch;
use crate::town::{area, initialised, plain, publish_contents, release, square, town};
use domain::{Code, Contents, Division, DivisionKey, Moment, ReleaseNo};
use store::StoreError;

on_both!(
    every_release_reads_back_as_it_was_published,
    an_unchanged_area_keeps_its_row,
    a_retired_number_still_counts_as_given,
    the_release_in_force_is_the_last_that_took_effect,
    a_release_that_never_was_is_refused,
);

fn every_release_reads_back_as_it_was_published(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = town(6);
    let mut second = first.clone();
    second.areas[2].area.code = Code::new("桃园-新").unwrap();
    second.areas.remove(4);
    second.blanks.clear();
    let mut third = second.clone();
    third.areas[1].shape = plain(square(-40, -40, 7));
    third.areas.push(area(90, "grid", Some(1), plain(square(70, 3, 5))));
    third.divisions.push(Division { key: DivisionKey::new("police").unwrap(), name: "警".into() });
    third.blanks.clone_from(&first.blanks);
    // A division, once made, stays.
    let fourth = Contents { divisions: third.divisions.clone(), ..first.clone() };
    let versions = [first, second, third, fourth];

    for version in &versions {
        publish_contents(&store, version);
    }
    for (number, version) in (1..).zip(&versions) {
        assert_eq!(&store.contents(ReleaseNo(number)).unwrap(), version, "release {number}");
    }
    let listed = store.releases().unwrap();
    let expected: Vec<_> = (1..)
        .zip(&versions)
        .map(|(n, v)| (release(n), i64::try_from(v.areas.len()).unwrap()))
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(store.head().unwrap(), Some(ReleaseNo(4)));
}

fn an_unchanged_area_keeps_its_row(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut contents = town(50);
    publish_contents(&store, &contents);
    contents.areas[7].area.name = "改名".into();
    publish_contents(&store, &contents);
    let rows = store.backup(&mut std::io::sink()).unwrap().area_rows;
    assert_eq!(rows, 52, "51 rows of the first release and one of the second");
}

fn a_retired_number_still_counts_as_given(scratch: &Scratch) {
    let store = initialised(scratch);
    assert_eq!(store.highest_ids().unwrap().area, 0);
    let mut contents = town(5);
    publish_contents(&store, &contents);
    contents.areas.pop();
    publish_contents(&store, &contents);
    assert_eq!(store.highest_ids().unwrap().area, 6);
}

fn the_release_in_force_is_the_last_that_took_effect(scratch: &Scratch) {
    let store = initialised(scratch);
    assert_eq!(store.head().unwrap(), None);
    assert_eq!(store.release_at(Moment(i64::MAX)).unwrap(), None);
    for grids in 1..=3 {
        publish_contents(&store, &town(grids));
    }
    let at = |micros| store.release_at(Moment(micros)).unwrap().map(|found| found.number.0);
    assert_eq!(at(999_999), None);
    assert_eq!(at(1_000_000), Some(1), "in force from its instant on");
    assert_eq!(at(2_999_999), Some(2));
    assert_eq!(at(i64::MAX), Some(3));
    assert_eq!(store.release_at(Moment(2_500_000)).unwrap(), Some(release(2)));
}

fn a_release_that_never_was_is_refused(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(1));
    for number in [0, 2, -1] {
        let asked = store.contents(ReleaseNo(number));
        assert!(matches!(asked, Err(StoreError::NoRelease { .. })), "{asked:?}");
    }
}
