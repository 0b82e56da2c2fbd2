//! There is one open draft, and its edits keep their order.

use crate::scratch::Scratch;
use crate::town::{edit, initialised, levels, publish_contents, release, seen, town};
use domain::{Draft, Levels, Moment, ReleaseNo};
use std::sync::Barrier;
use store::{DraftError, InitError, Seen};

on_both!(
    edits_come_back_in_the_order_they_were_made,
    of_two_who_open_a_draft_at_once_one_is_refused,
    a_discarded_draft_is_gone_and_the_next_has_another_number,
    a_draft_starts_from_the_newest_release,
    the_levels_are_fixed_once_something_is_drafted,
);

const AT: Moment = Moment(5);

fn edits_come_back_in_the_order_they_were_made(scratch: &Scratch) {
    let store = initialised(scratch);
    assert_eq!(store.draft().unwrap(), None);
    let edits: Vec<_> = (0..12).map(|n| edit(&format!("第{n}步"))).collect();
    let id = store.append_edit(None, None, &edits[0], AT, "王").unwrap();
    for (index, edit) in edits[1..].iter().enumerate() {
        let seen = Seen { draft: id, edits: index + 1 };
        assert_eq!(store.append_edit(Some(seen), None, edit, AT, "李").unwrap(), id);
    }
    assert_eq!(scratch.open().draft().unwrap(), Some(Draft { id, base: None, edits }));
}

fn of_two_who_open_a_draft_at_once_one_is_refused(scratch: &Scratch) {
    initialised(scratch);
    let start = Barrier::new(2);
    let open = |name: &str| {
        let store = scratch.open();
        start.wait();
        store.append_edit(None, None, &edit(name), AT, name)
    };
    let outcomes = std::thread::scope(|scope| {
        let both = ["王", "李"].map(|name| scope.spawn(move || open(name)));
        both.map(|thread| thread.join().unwrap())
    });
    let mut refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(matches!(refused.next(), Some(DraftError::AlreadyOpen { open: 1 })), "{outcomes:?}");
    assert!(refused.next().is_none(), "{outcomes:?}");
    assert_eq!(scratch.open().draft().unwrap().unwrap().edits.len(), 1);
}

fn a_discarded_draft_is_gone_and_the_next_has_another_number(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = store.append_edit(None, None, &edit("一"), AT, "王").unwrap();
    store.discard_draft(first).unwrap();
    assert_eq!(store.draft().unwrap(), None);
    let gone = store.append_edit(Some(seen(first)), None, &edit("二"), AT, "王");
    assert!(matches!(gone, Err(DraftError::NotOpen { id }) if id == first), "{gone:?}");
    let twice = store.discard_draft(first);
    assert!(matches!(twice, Err(DraftError::NotOpen { .. })), "{twice:?}");
    let second = store.append_edit(None, None, &edit("三"), AT, "王").unwrap();
    assert_ne!(first, second);
    assert_eq!(store.draft().unwrap().unwrap().edits[0].edit, edit("三"));
}

fn a_draft_starts_from_the_newest_release(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(2));
    for base in [None, Some(ReleaseNo(2))] {
        let stale = store.append_edit(None, base, &edit("旧"), AT, "王");
        assert!(matches!(stale, Err(DraftError::OtherBase { .. })), "{stale:?}");
    }
    let base = Some(release(1).number);
    let id = store.append_edit(None, base, &edit("新"), AT, "王").unwrap();
    assert_eq!(store.draft().unwrap().unwrap().base, base);
    let other = store.append_edit(Some(seen(id)), None, &edit("新"), AT, "王");
    assert!(matches!(other, Err(DraftError::OtherBase { .. })), "{other:?}");
}

fn the_levels_are_fixed_once_something_is_drafted(scratch: &Scratch) {
    let store = scratch.open();
    assert!(!store.is_initialised().unwrap());
    store.init(&Levels::cn_grid()).unwrap();
    assert!(store.is_initialised().unwrap());
    assert_eq!(store.levels().unwrap(), Levels::cn_grid());
    store.init(&levels()).unwrap();
    assert_eq!(store.levels().unwrap(), levels(), "nothing is there yet that would mind");

    let draft = store.append_edit(None, None, &edit("一"), AT, "王").unwrap();
    let other = store.init(&Levels::cn_grid());
    assert!(matches!(other, Err(InitError::LevelsInUse { .. })), "{other:?}");
    store.discard_draft(draft).unwrap();
    publish_contents(&store, &town(1));
    let other = store.init(&Levels::cn_grid()).unwrap_err();
    assert!(other.to_string().contains("community:社区/村,grid:网格"), "{other}");
    store.init(&levels()).unwrap();
}
