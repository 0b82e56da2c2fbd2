//! A database is made, brought up to date, refused, or given away again.

use crate::scratch::Scratch;
use crate::town::{initialised, levels, publish_contents, served_town, town};
use domain::ReleaseNo;
use std::sync::Barrier;
use store::{Store, StoreError, revert_migrations};

on_both!(
    the_tables_go_up_and_down_and_up_again,
    a_database_is_kept_when_it_is_opened_again,
    many_may_open_a_new_database_at_once,
    a_database_of_a_later_version_is_refused,
    readers_see_the_old_release_while_a_writer_writes,
    more_callers_than_connections_are_all_answered,
    levels_that_were_never_chosen_are_said_to_be_missing,
);

fn the_tables_go_up_and_down_and_up_again(scratch: &Scratch) {
    publish_contents(&initialised(scratch), &served_town(2));
    revert_migrations(scratch.place()).unwrap();
    revert_migrations(scratch.place()).unwrap();
    let store = scratch.open();
    assert!(!store.is_initialised().unwrap());
    assert_eq!(store.head().unwrap(), None);
    store.init(&levels()).unwrap();
    publish_contents(&store, &served_town(3));
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), served_town(3));
    store.integrity().unwrap();
}

fn a_database_is_kept_when_it_is_opened_again(scratch: &Scratch) {
    publish_contents(&initialised(scratch), &town(2));
    let again = Store::open_existing(scratch.place()).unwrap();
    assert_eq!(again.contents(ReleaseNo(1)).unwrap(), town(2));
}

fn many_may_open_a_new_database_at_once(scratch: &Scratch) {
    let start = Barrier::new(6);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                start.wait();
                let store = scratch.open();
                store.init(&levels()).unwrap();
                assert_eq!(store.levels().unwrap(), levels());
            });
        }
    });
}

fn a_database_of_a_later_version_is_refused(scratch: &Scratch) {
    scratch.open();
    scratch.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101')");
    let later = Store::open(scratch.place());
    assert!(
        matches!(&later, Err(StoreError::Newer { version, .. }) if version == "29990101"),
        "{later:?}"
    );
}

fn readers_see_the_old_release_while_a_writer_writes(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(2));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for grids in 3..40 {
                publish_contents(&scratch.open(), &town(grids));
            }
        });
        while !writer.is_finished() {
            let head = store.head().unwrap().unwrap();
            let areas = store.contents(head).unwrap().areas.len();
            assert_eq!(i64::try_from(areas).unwrap(), head.0 + 2, "release {head} is whole");
        }
    });
    assert_eq!(store.head().unwrap(), Some(ReleaseNo(38)));
}

fn more_callers_than_connections_are_all_answered(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(2));
    std::thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| assert_eq!(store.contents(ReleaseNo(1)).unwrap(), town(2)));
        }
    });
}

fn levels_that_were_never_chosen_are_said_to_be_missing(scratch: &Scratch) {
    let refused = scratch.open().levels().unwrap_err();
    assert!(matches!(refused, StoreError::NotInitialised { .. }), "{refused}");
    assert!(refused.to_string().contains("jingwei init"), "{refused}");
}

#[test]
fn a_missing_file_is_named_and_not_made() {
    let scratch = Scratch::sqlite();
    let missing = Store::open_existing(scratch.place()).unwrap_err();
    assert!(matches!(missing, StoreError::Missing { .. }));
    let said = missing.to_string();
    assert!(said.contains(scratch.place()) && said.contains("jingwei init"), "{said}");
    assert!(!std::path::Path::new(scratch.place()).exists());
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "not a database, but somebody's notes\n".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let refused = Store::open(path.to_str().unwrap());
    assert!(matches!(refused, Err(StoreError::Open { .. })), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_password_is_in_no_message() {
    for place in [
        "postgres://planner:s3cret@127.0.0.1:1/town",
        "postgres://planner@127.0.0.1:1/town?password=s3cret",
        "postgres://planner:s3cret@127.0.0.1:1/town?sslmode=require",
    ] {
        let said = refusal(place);
        assert!(!said.contains("s3cret"), "{said}");
        assert!(said.contains("127.0.0.1:1/town"), "{said}");
    }
    let tangled = refusal("postgres://planner:s3cret/pass@127.0.0.1:1/town");
    assert!(!tangled.contains("s3cret") && !tangled.contains("pass@"), "{tangled}");
}

fn refusal(place: &str) -> String {
    let refused = Store::open(place).unwrap_err();
    format!("{refused} {refused:?}")
}

#[test]
fn connections_that_the_server_closed_are_replaced() {
    let Some(scratch) = Scratch::postgis() else { return };
    let store = initialised(&scratch);
    publish_contents(&store, &town(2));
    scratch.tamper(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), town(2));
}
