//! There are many drafts, and each keeps its edits, its state and its revision.

use crate::scratch::Scratch;
use crate::town::{
    add, drafted, edit, initialised, levels, publish, publish_contents, release, town, who,
};
use domain::{AreaId, Delta, DraftState, HighestIds, Levels, Moment, ReleaseNo};
use std::sync::Barrier;
use store::{DraftError, InitError, NewDraft, NewEdit, Seen, Store};

on_both!(
    edits_come_back_in_the_order_they_were_made,
    many_drafts_are_open_beside_each_other,
    of_two_who_change_one_draft_at_once_one_is_told,
    a_request_that_is_repeated_does_nothing_twice,
    what_was_undone_can_be_done_again_until_something_else_is,
    numbers_are_given_to_one_draft_only,
    an_edit_ends_what_was_approved,
    a_draft_is_put_on_another_base,
    a_discarded_draft_stays_on_record_and_the_next_has_another_number,
    a_draft_starts_from_the_newest_release,
    a_state_is_reached_on_its_own_way_only,
    the_levels_are_fixed_once_something_is_drafted,
);

fn names(store: &Store, id: i64) -> (Vec<String>, Vec<String>) {
    let draft = store.draft(id).unwrap().unwrap();
    let name = |made: &domain::Made| match &made.edit {
        domain::Edit::ImportAreas(import) => import.areas[0].name.clone(),
        other => panic!("{other:?}"),
    };
    (draft.edits.iter().map(name).collect(), draft.undone.iter().map(name).collect())
}

fn edits_come_back_in_the_order_they_were_made(scratch: &Scratch) {
    let store = initialised(scratch);
    assert_eq!(store.draft(1).unwrap(), None);
    let new = NewDraft { title: "东城调整", note: "人口增长", ..NewDraft::default() };
    let draft = store.open_draft(&new, &who(3)).unwrap();
    let edits: Vec<_> = (0..12).map(|n| edit(&format!("第{n}步"))).collect();
    let mut seen = Seen { draft, revision: 0 };
    for edit in &edits {
        seen = add(&store, seen, edit, 5).unwrap();
    }
    let read = scratch.open().draft(draft).unwrap().unwrap();
    assert_eq!((read.title.as_str(), read.note.as_str()), ("东城调整", "人口增长"));
    assert_eq!((read.author.as_str(), read.opened, read.revision), ("person 1", Moment(3), 12));
    assert_eq!((read.edits[3].by.as_str(), read.edits[3].at), ("person 1", Moment(5)));
    assert_eq!(read.edits.into_iter().map(|made| made.edit).collect::<Vec<_>>(), edits);
    let revision = store.rename_draft(seen, "西城", "", &who(6)).unwrap();
    assert_eq!(store.drafts(&[]).unwrap()[0].title, "西城");
    assert_eq!(revision, 13);
}

fn many_drafts_are_open_beside_each_other(scratch: &Scratch) {
    let store = initialised(scratch);
    let ids: Vec<_> = (0..5).map(|_| drafted(&store, &edit("一"), 5).draft).collect();
    store.discard_draft(ids[1], None, &who(6)).unwrap();
    let listed = |states: &[DraftState]| -> Vec<i64> {
        store.drafts(states).unwrap().iter().map(|draft| draft.id).collect()
    };
    assert_eq!(listed(&[]), [5, 4, 3, 2, 1]);
    assert_eq!(listed(&[DraftState::Open, DraftState::Checked]), [5, 4, 3, 1]);
    assert_eq!(listed(&[DraftState::Discarded]), [2]);
    assert_eq!(store.drafts(&[]).unwrap()[0].edits, 1);
}

fn of_two_who_change_one_draft_at_once_one_is_told(scratch: &Scratch) {
    let seen = drafted(&initialised(scratch), &edit("一"), 5);
    let start = Barrier::new(2);
    let append = |name: &str| {
        let store = scratch.open();
        start.wait();
        add(&store, seen, &edit(name), 6)
    };
    let outcomes = std::thread::scope(|scope| {
        let both = ["王", "李"].map(|name| scope.spawn(move || append(name)));
        both.map(|thread| thread.join().unwrap())
    });
    let mut refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    let moved = refused.next();
    assert!(matches!(moved, Some(DraftError::Moved { seen: 1, now: 2, .. })), "{outcomes:?}");
    assert!(refused.next().is_none(), "{outcomes:?}");
    assert_eq!(scratch.open().draft(seen.draft).unwrap().unwrap().edits.len(), 2);
}

fn a_request_that_is_repeated_does_nothing_twice(scratch: &Scratch) {
    let store = initialised(scratch);
    let new = NewDraft { key: Some("k1"), ..NewDraft::default() };
    let draft = store.open_draft(&new, &who(3)).unwrap();
    assert_eq!(store.open_draft(&new, &who(4)).unwrap(), draft);
    let other = store::Who { actor: "person 2".into(), ..who(4) };
    assert_ne!(store.open_draft(&new, &other).unwrap(), draft, "keys are everybody's own");

    let step = edit("一");
    let numbers = HighestIds::default();
    let new = NewEdit { edit: &step, numbers, used: numbers, key: Some("k2") };
    let first = Seen { draft, revision: 0 };
    assert_eq!(store.append_edit(first, &new, &who(5)).unwrap(), 1);
    add(&store, Seen { draft, revision: 1 }, &edit("二"), 5).unwrap();
    let again = store.append_edit(first, &new, &who(6));
    assert!(matches!(again, Err(DraftError::Repeated { revision: 1 })), "{again:?}");
    assert_eq!(names(&store, draft).0, ["一", "二"]);

    let comment = |key| store.add_comment(draft, None, "好", key, &who(7)).unwrap();
    assert_eq!(comment(Some("k3")), comment(Some("k3")));
    assert_ne!(comment(None), comment(None));
}

fn what_was_undone_can_be_done_again_until_something_else_is(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = drafted(&store, &edit("一"), 5);
    let second = add(&store, first, &edit("二"), 5).unwrap();
    let mut seen = add(&store, second, &edit("三"), 5).unwrap();
    let draft = seen.draft;
    for _ in 0..2 {
        seen.revision = store.undo_edit(seen, &who(6)).unwrap();
    }
    assert_eq!(names(&store, draft), (vec!["一".into()], vec!["三".into(), "二".into()]));
    seen.revision = store.redo_edit(seen, &who(6)).unwrap();
    assert_eq!(names(&store, draft), (vec!["一".into(), "二".into()], vec!["三".into()]));
    let stale = store.undo_edit(second, &who(6));
    assert!(matches!(stale, Err(DraftError::Moved { .. })), "{stale:?}");
    seen = add(&store, seen, &edit("四"), 7).unwrap();
    assert_eq!(names(&store, draft), (vec!["一".into(), "二".into(), "四".into()], vec![]));
    let nothing = store.redo_edit(seen, &who(8));
    assert!(matches!(nothing, Err(DraftError::NothingToRedo { .. })), "{nothing:?}");
    for _ in 0..3 {
        seen.revision = store.undo_edit(seen, &who(9)).unwrap();
    }
    let nothing = store.undo_edit(seen, &who(9));
    assert!(matches!(nothing, Err(DraftError::NothingToUndo { .. })), "{nothing:?}");
}

fn numbers_are_given_to_one_draft_only(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    let highest = store.highest_ids().unwrap();
    assert_eq!(highest.area, 4);
    let [mine, theirs] = [drafted(&store, &edit("一"), 5), drafted(&store, &edit("一"), 5)];
    let split = edit("拆分");
    let new = |numbers: HighestIds, more: u32| NewEdit {
        edit: &split,
        numbers,
        used: HighestIds { area: numbers.area + more, ..numbers },
        key: None,
    };
    let revision = store.append_edit(mine, &new(highest, 2), &who(6)).unwrap();
    let late = store.append_edit(theirs, &new(highest, 1), &who(6)).unwrap_err();
    let DraftError::NumbersMoved { highest: now } = late else { panic!("{late:?}") };
    assert_eq!((now.area, store.highest_ids().unwrap()), (6, now));
    // One that makes nothing new minds no numbers.
    let reshaped = store.append_edit(theirs, &new(highest, 0), &who(6)).unwrap();
    let seen = Seen { revision: reshaped, ..theirs };
    store.append_edit(seen, &new(now, 1), &who(7)).unwrap();
    let made = &store.draft(mine.draft).unwrap().unwrap().edits[1];
    assert_eq!(made.numbers, Some(highest));
    // Numbers stay given when what had them is gone.
    let seen = Seen { revision, ..mine };
    store.undo_edit(seen, &who(8)).unwrap();
    store.discard_draft(theirs.draft, None, &who(8)).unwrap();
    assert_eq!(scratch.open().highest_ids().unwrap().area, 7);
}

fn an_edit_ends_what_was_approved(scratch: &Scratch) {
    let store = initialised(scratch);
    let mut seen = drafted(&store, &edit("一"), 5);
    let id = seen.draft;
    seen.revision = store.set_state(seen, DraftState::Checked, None, &who(6)).unwrap();
    for area in [None, Some(AreaId(3)), Some(AreaId(3))] {
        seen.revision = store.consent(seen, area, "同意", &who(7)).unwrap();
    }
    let consents = store.consents(id).unwrap();
    assert_eq!(consents.iter().map(|one| one.area).collect::<Vec<_>>(), [None, Some(AreaId(3))]);
    seen.revision = store.waive(seen, "blank:001", "河道", &who(7)).unwrap();
    let at = Some(Moment(99));
    seen.revision = store.set_state(seen, DraftState::Scheduled, at, &who(8)).unwrap();
    assert!(store.set_alarm(id, Some("冲突"), &who(8)).unwrap());
    assert!(!store.set_alarm(id, Some("冲突"), &who(9)).unwrap(), "noted already");
    let planned = store.drafts(&[DraftState::Scheduled]).unwrap().remove(0);
    assert_eq!((planned.effective, planned.alarm.as_deref()), (at, Some("冲突")));
    assert_eq!(planned.revision, seen.revision, "an alarm changes no draft");

    seen = add(&store, seen, &edit("二"), 10).unwrap();
    let open = store.drafts(&[]).unwrap().remove(0);
    assert_eq!((open.state, open.effective, open.alarm), (DraftState::Open, None, None));
    assert_eq!(store.consents(id).unwrap(), []);
    assert_eq!(store.waivers(id).unwrap()[0].reason, "河道", "the issue is still answered for");
    let revision = store.unwaive(seen, "blank:001", &who(11)).unwrap();
    assert_eq!(store.unwaive(Seen { revision, ..seen }, "x", &who(11)).unwrap(), revision);
    let unseen = store.consent(seen, None, "", &who(12));
    assert!(matches!(unseen, Err(DraftError::Moved { .. })), "what was not seen: {unseen:?}");

    let at = domain::topo::Point { x: -5, y: 7 };
    let comment = store.add_comment(id, Some(at), "这里?", None, &who(12)).unwrap();
    assert!(store.resolve_comment(id, comment, &who(13)).unwrap());
    assert!(!store.resolve_comment(id, comment, &who(13)).unwrap());
    let settled = store.comments(id).unwrap().remove(0);
    assert_eq!((settled.at, settled.text.as_str()), (Some(at), "这里?"));
    assert_eq!(settled.resolved, Some(("person 1".into(), Moment(13))));
}

fn a_draft_is_put_on_another_base(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = drafted(&store, &edit("一"), 5);
    let mut seen = add(&store, first, &edit("二"), 6).unwrap();
    publish(&store, &Delta::default());
    seen.revision = store.undo_edit(seen, &who(7)).unwrap();
    let mut kept = store.draft(seen.draft).unwrap().unwrap().edits;
    kept[0].edit = edit("一改");
    let stale = store.replace_edits(first, Some(ReleaseNo(1)), &kept, &who(8));
    assert!(matches!(stale, Err(DraftError::Moved { .. })), "{stale:?}");
    let revision = store.replace_edits(seen, Some(ReleaseNo(1)), &kept, &who(8)).unwrap();
    let draft = store.draft(seen.draft).unwrap().unwrap();
    assert_eq!((draft.base, draft.revision), (Some(ReleaseNo(1)), revision));
    assert_eq!((draft.edits, draft.undone), (kept, vec![]), "as it was made, then");
}

fn a_discarded_draft_stays_on_record_and_the_next_has_another_number(scratch: &Scratch) {
    let store = initialised(scratch);
    let first = drafted(&store, &edit("一"), 5);
    store.discard_draft(first.draft, None, &who(6)).unwrap();
    let record = store.draft(first.draft).unwrap().unwrap();
    assert_eq!((record.state, record.edits.len()), (DraftState::Discarded, 1));
    let gone = add(&store, first, &edit("二"), 7);
    assert!(matches!(gone, Err(DraftError::NotOpen { id }) if id == first.draft), "{gone:?}");
    let twice = store.discard_draft(first.draft, None, &who(7));
    assert!(matches!(twice, Err(DraftError::NotOpen { .. })), "{twice:?}");
    assert_ne!(drafted(&store, &edit("三"), 8).draft, first.draft);
}

fn a_draft_starts_from_the_newest_release(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(2));
    for base in [None, Some(ReleaseNo(2))] {
        let stale = store.open_draft(&NewDraft { base, ..NewDraft::default() }, &who(5));
        assert!(matches!(stale, Err(DraftError::OtherBase { .. })), "{stale:?}");
    }
    let draft = drafted(&store, &edit("新"), 5).draft;
    assert_eq!(store.draft(draft).unwrap().unwrap().base, Some(release(1).number));
}

fn a_state_is_reached_on_its_own_way_only(scratch: &Scratch) {
    let store = initialised(scratch);
    let seen = drafted(&store, &edit("一"), 5);
    for state in [DraftState::Published, DraftState::Discarded, DraftState::Scheduled] {
        let refused = store.set_state(seen, state, None, &who(6));
        assert!(matches!(refused, Err(DraftError::NoWay { .. })), "{refused:?}");
    }
    assert_eq!(store.draft(seen.draft).unwrap().unwrap().state, DraftState::Open);
}

fn the_levels_are_fixed_once_something_is_drafted(scratch: &Scratch) {
    let store = scratch.open();
    assert!(!store.is_initialised().unwrap());
    store.init(&Levels::cn_grid()).unwrap();
    assert!(store.is_initialised().unwrap());
    assert_eq!(store.levels().unwrap(), Levels::cn_grid());
    store.init(&levels()).unwrap();
    assert_eq!(store.levels().unwrap(), levels(), "nothing is there yet that would mind");

    let draft = drafted(&store, &edit("一"), 5).draft;
    let other = store.init(&Levels::cn_grid());
    assert!(matches!(other, Err(InitError::LevelsInUse { .. })), "{other:?}");
    store.discard_draft(draft, None, &who(6)).unwrap();
    publish_contents(&store, &town(1));
    let other = store.init(&Levels::cn_grid()).unwrap_err();
    assert!(other.to_string().contains("community:社区/村,grid:网格"), "{other}");
    store.init(&levels()).unwrap();
}
