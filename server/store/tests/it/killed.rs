//! A process that is killed while it publishes leaves the old release or the new.

use crate::scratch::Scratch;
use crate::town::{dataset, initialised, publish_contents, served_town};
use domain::{Contents, DatasetKind, ReleaseNo};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::Store;

on_both!(a_kill_while_publishing_leaves_the_old_release_or_the_new);

/// Tells the test below, run by this test in another process, where to publish.
const PLACE: &str = "JINGWEI_TEST_PUBLISH_INTO";

/// How many times the publisher is killed.
const KILLS: u32 = 6;

/// Every area and station, and the streets, differ between even and odd releases, so that each publication ends
/// and begins all rows.
fn version(number: i64) -> Contents {
    let mut contents = served_town(1500);
    for row in &mut contents.areas {
        row.area.name = format!("第{}版", number % 2);
    }
    for station in &mut contents.stations {
        station.name = format!("第{}版", number % 2);
    }
    let streets = format!("streets {}", number % 2);
    contents.streets = Some(dataset(DatasetKind::Streets, &streets));
    contents
}

fn a_kill_while_publishing_leaves_the_old_release_or_the_new(scratch: &Scratch) {
    publish_contents(&initialised(scratch), &version(1));
    let mut published = 0;
    for kill in 0..KILLS {
        let before = scratch.open().head().unwrap().unwrap();
        let mut child = publisher(scratch);
        wait_for_a_release_after(before, scratch, &mut child);
        // By now it is somewhere in the next publication, a bit later each time.
        std::thread::sleep(Duration::from_millis(u64::from(kill) * 23));
        child.kill().unwrap();
        child.wait().unwrap();

        let store = scratch.open();
        store.integrity().unwrap();
        let head = store.head().unwrap().unwrap();
        for number in before.0..=head.0 {
            let contents = store.contents(ReleaseNo(number)).unwrap();
            assert!(contents == version(number), "{number}");
            for dataset in contents.datasets() {
                assert_eq!(store.dataset(&dataset.digest).unwrap(), dataset.name.as_bytes());
            }
        }
        published = head.0;
    }
    println!("killed {KILLS} times over {published} releases");
}

/// Runs `publish_until_killed` in a process of its own.
fn publisher(scratch: &Scratch) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::publish_until_killed", "--ignored"])
        .env(PLACE, scratch.place())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_for_a_release_after(before: ReleaseNo, scratch: &Scratch, child: &mut Child) {
    let store = scratch.open();
    let give_up = Instant::now() + Duration::from_mins(1);
    while store.head().unwrap() == Some(before) {
        assert!(Instant::now() < give_up, "the publisher publishes nothing");
        assert!(child.try_wait().unwrap().is_none(), "the publisher has stopped");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
#[ignore = "runs in a process of its own, until it is killed"]
fn publish_until_killed() {
    let Ok(place) = std::env::var(PLACE) else { return };
    let store = Store::open(&place).unwrap();
    // The draft of whoever was killed is still open.
    if let Some(left) = store.draft().unwrap() {
        store.discard_draft(left.id).unwrap();
    }
    loop {
        let next = store.head().unwrap().unwrap().0 + 1;
        publish_contents(&store, &version(next));
    }
}
