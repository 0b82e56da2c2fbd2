//! Whoever follows what is published hears everything once, in one order.

use crate::scratch::Scratch;
use crate::town::{drafted, edit, initialised, publish_contents, served_town, who};
use domain::{Contents, DraftState, ReleaseNo};
use std::time::{Duration, Instant};
use store::{Change, Changed, Cursor, How, Seen, Store};

on_both!(
    the_feed_tells_of_every_row_once_however_it_is_cut,
    a_listener_hears_of_what_is_published_and_drafted_elsewhere,
);

fn read(store: &Store, since: Cursor, limit: usize) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    loop {
        let since = all.last().map_or(since, |last| last.cursor);
        let page = store.changes_since(since, limit).unwrap();
        assert!(page.len() <= limit);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

fn the_feed_tells_of_every_row_once_however_it_is_cut(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut renamed = served_town(3);
    renamed.areas[1].area.name = "新名".into();
    renamed.stations[1].public = false;
    for contents in [served_town(3), renamed, Contents { ..served_town(2) }] {
        publish_contents(&store, &contents);
    }
    let all = read(&store, Cursor::default(), 1000);
    for limit in [1, 2, 7] {
        assert_eq!(read(&store, Cursor::default(), limit), all, "in pages of {limit}");
    }
    let second: Vec<_> = all.iter().filter(|change| change.release == ReleaseNo(2)).collect();
    assert_eq!(second.len(), 3);
    assert!(matches!(&second[0].what, Changed::Release(release) if release.number.0 == 2));
    let Changed::Area { how: How::Changed, name, .. } = &second[1].what else {
        panic!("{second:?}");
    };
    assert_eq!(name, "新名");
    let Changed::Station { how: How::Changed, public: false, .. } = &second[2].what else {
        panic!("{second:?}");
    };
    let ended = |change: &&Change| {
        change.release.0 == 3
            && matches!(
                change.what,
                Changed::Area { how: How::Ended, .. } | Changed::Station { how: How::Ended, .. }
            )
    };
    assert_eq!(all.iter().filter(ended).count(), 2);
    let new = |change: &&Change| matches!(change.what, Changed::Area { how: How::New, .. });
    assert_eq!(all.iter().filter(new).count(), 4);

    // Who has read all hears of the next release alone.
    let last = all.last().unwrap().cursor;
    assert_eq!(last.to_string().parse::<Cursor>().unwrap(), last);
    for wrong in ["", "3", "3.x", "-1.0", "a.b"] {
        assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
    }
    publish_contents(&store, &served_town(2));
    let news = read(&store, last, 9);
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].release, ReleaseNo(4));
}

fn a_listener_hears_of_what_is_published_and_drafted_elsewhere(scratch: &Scratch) {
    let store = initialised(scratch);
    let other = scratch.open();
    let mut listener = store.listener().unwrap();
    assert!(!listener.wait(Duration::ZERO).unwrap(), "nothing happened since");
    let patience = Duration::from_secs(10);
    let start = Instant::now();
    let seen = std::thread::scope(|scope| {
        let heard = scope.spawn(|| listener.wait(patience).unwrap());
        let seen = drafted(&other, &edit("一"), 5);
        assert!(heard.join().unwrap());
        seen
    });
    assert!(start.elapsed() < patience, "it did not wait to the end");
    while listener.wait(Duration::from_millis(200)).unwrap() {}
    let revision = other.set_state(seen, DraftState::Checked, None, &who(6)).unwrap();
    assert!(listener.wait(patience).unwrap(), "a state");
    other.consent(Seen { revision, ..seen }, None, "", &who(7)).unwrap();
    assert!(listener.wait(patience).unwrap(), "a consent");
    publish_contents(&other, &served_town(1));
    assert!(listener.wait(patience).unwrap(), "a release");
    while listener.wait(Duration::from_millis(200)).unwrap() {}
    assert!(!listener.wait(Duration::from_millis(120)).unwrap());
}
