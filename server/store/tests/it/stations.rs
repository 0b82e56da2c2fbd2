//! Stations, datasets and changes of the streets hold from release to release.

use crate::scratch::Scratch;
use crate::town::{dataset, initialised, publish_contents, served_town, station};
use domain::{Contents, DatasetKind, HighestIds, KindKey, ReleaseNo, StationKind};

on_both!(
    every_release_has_its_own_stations_streets_and_people,
    a_given_up_number_still_counts_as_given,
    a_code_belongs_to_one_station_at_a_time,
);

fn every_release_has_its_own_stations_streets_and_people(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = served_town(4);
    let mut second = first.clone();
    second.stations[1].hours = None;
    second.stations[2].at.x += 1;
    second.stations.remove(3);
    second.street_edits.clear();
    second.population = None;
    let mut third = second.clone();
    third.stations.push(station(90));
    third.streets = Some(dataset(DatasetKind::Streets, "其他"));
    third.kinds.push(StationKind::named_by_key(KindKey::new("gym").unwrap()));
    let fourth = Contents { kinds: third.kinds.clone(), ..first.clone() };
    let versions = [first, second, third, fourth];
    for version in &versions {
        publish_contents(&store, version);
    }
    for (number, version) in (1..).zip(&versions) {
        let contents = store.contents(ReleaseNo(number)).unwrap();
        assert_eq!(&contents, version, "release {number}");
        for dataset in contents.datasets() {
            assert_eq!(store.dataset(&dataset.digest).unwrap(), dataset.name.as_bytes());
        }
    }
    let rows = store.backup(&mut std::io::sink()).unwrap();
    assert_eq!(rows.station_rows, 4 + 2 + 1 + 3, "an unchanged station keeps its row");
    assert_eq!((rows.datasets, rows.layer_rows, rows.street_edit_rows), (3, 2 + 1 + 2, 2));
    store.integrity().unwrap();
}

fn a_given_up_number_still_counts_as_given(scratch: &Scratch) {
    let store = initialised(scratch);
    assert_eq!(store.highest_ids().unwrap(), HighestIds::default());
    let mut contents = served_town(5);
    publish_contents(&store, &contents);
    contents.stations.pop();
    contents.street_edits.clear();
    publish_contents(&store, &contents);
    let highest = HighestIds { area: 6, station: 5, street_edit: 5 };
    assert_eq!(store.highest_ids().unwrap(), highest);
}

fn a_code_belongs_to_one_station_at_a_time(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut contents = served_town(3);
    publish_contents(&store, &contents);
    // Two stations swap their codes at once.
    let code = contents.stations[0].code.clone();
    contents.stations[0].code = std::mem::replace(&mut contents.stations[1].code, code);
    let number = publish_contents(&store, &contents);
    assert_eq!(store.contents(number).unwrap(), contents);
    scratch.tamper("UPDATE station SET code = 'S00001' WHERE code = 'S00001'");
    let twin = std::panic::catch_unwind(|| {
        scratch.tamper("UPDATE station SET code = 'S00001' WHERE to_release IS NULL");
    });
    assert!(twin.is_err(), "the database refuses a second one");
}
