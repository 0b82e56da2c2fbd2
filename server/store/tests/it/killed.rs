//! A process that is killed leaves the old release or the new, and every edit it
//! acknowledged.

use crate::scratch::Scratch;
use crate::town::{add, dataset, drafted, edit, initialised, publish_contents, served_town, who};
use domain::{Contents, DatasetKind, DraftState, ReleaseNo};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::{LogFilter, Seen, Store};

on_both!(
    a_kill_while_publishing_leaves_the_old_release_or_the_new,
    an_edit_that_was_acknowledged_is_there_after_a_kill,
);

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
    another_process(scratch, "killed::publish_until_killed").stdout(Stdio::null()).spawn().unwrap()
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
    for left in store.drafts(&[DraftState::Open]).unwrap() {
        store.discard_draft(left.id, None, &who(0)).unwrap();
    }
    loop {
        let next = store.head().unwrap().unwrap().0 + 1;
        publish_contents(&store, &version(next));
    }
}

/// Runs one of the tests below in a process of its own.
fn another_process(scratch: &Scratch, test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(PLACE, scratch.place());
    command
}

/// What the process below says of each edit that the store took.
const ACKNOWLEDGED: &str = "acknowledged ";

fn an_edit_that_was_acknowledged_is_there_after_a_kill(scratch: &Scratch) {
    let id = drafted(&initialised(scratch), &edit("0"), 5).draft;
    let mut acknowledged = 1;
    for kill in 0..KILLS {
        let mut command = another_process(scratch, "killed::append_until_killed");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = lines.map_while(Result::ok).filter_map(|line| {
            line.split_once(ACKNOWLEDGED).map(|(_, count)| count.parse::<usize>().unwrap())
        });
        // By then it is somewhere in the next edit, a bit later each time.
        acknowledged = told.nth(5).unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(kill)));
        child.kill().unwrap();
        acknowledged = told.last().unwrap_or(acknowledged);
        child.wait().unwrap();

        let store = scratch.open();
        let draft = store.draft(id).unwrap().unwrap();
        let edits = draft.edits.len();
        assert!(edits == acknowledged || edits == acknowledged + 1, "{edits}, {acknowledged}");
        for (n, made) in draft.edits.iter().enumerate() {
            assert_eq!(made.edit, edit(&n.to_string()));
        }
        // Revision and log moved together with the edits.
        assert_eq!(draft.revision, i64::try_from(edits).unwrap());
        let newest = store.change_log(&LogFilter::default(), 1).unwrap().remove(0);
        assert_eq!(newest.id, draft.revision + 1, "one row for opening, one for each edit");
    }
    println!("killed {KILLS} times over {acknowledged} edits");
}

#[test]
#[ignore = "runs in a process of its own, until it is killed"]
fn append_until_killed() {
    let Ok(place) = std::env::var(PLACE) else { return };
    let store = Store::open(&place).unwrap();
    let draft = store.draft(1).unwrap().unwrap();
    let mut seen = Seen::from(&draft);
    for n in draft.edits.len().. {
        seen = add(&store, seen, &edit(&n.to_string()), 6).unwrap();
        println!("{ACKNOWLEDGED}{}", n + 1);
    }
}
