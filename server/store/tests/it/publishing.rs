//! A publication is all or nothing, and only one can be the next.

use crate::scratch::Scratch;
use crate::town::{
    add, edit, initialised, levels, publish, publish_contents, publish_draft, release, served_town,
    town, who,
};
use domain::{
    AreaId, Contents, DatasetKind, Delta, DraftState, Moment, Release, ReleaseNo, StationId,
};
use std::sync::Barrier;
use store::{DraftError, Publication, PublishError, Seen, Store};

on_both!(
    of_two_publishers_at_once_one_is_stale,
    an_edit_added_while_a_draft_is_published_is_never_lost,
    a_draft_is_published_once,
    a_draft_on_an_older_base_is_published_on_the_newest_release,
    instants_must_rise,
    numbers_have_no_gaps,
    rows_that_are_not_in_force_cannot_end,
    a_refused_publication_leaves_nothing_behind,
    a_refused_station_takes_everything_with_it,
);

fn drafted(store: &Store) -> Seen {
    crate::town::drafted(store, &edit("一"), 5)
}

fn whole_town() -> Delta {
    town(40).since(&Contents::empty(levels()))
}

fn an_edit_added_while_a_draft_is_published_is_never_lost(scratch: &Scratch) {
    let store = initialised(scratch);
    let seen = drafted(&store);
    let all = add(&store, seen, &edit("二"), 5).unwrap();
    let refused = publish_draft(&store, seen, &release(1), &whole_town());
    assert!(matches!(refused, Err(PublishError::Moved { seen: 1, now: 2, .. })), "{refused:?}");
    assert_eq!(store.head().unwrap(), None);
    let unseen = add(&store, seen, &edit("三"), 5);
    assert!(matches!(unseen, Err(DraftError::Moved { seen: 1, now: 2, .. })), "{unseen:?}");
    assert_eq!(Seen::from(&store.draft(seen.draft).unwrap().unwrap()), all);
    publish_draft(&store, all, &release(1), &whole_town()).unwrap();
}

fn of_two_publishers_at_once_one_is_stale(scratch: &Scratch) {
    let seen = drafted(&initialised(scratch));
    let start = Barrier::new(2);
    let publish = || {
        let store = scratch.open();
        let (release, delta) = (release(1), whole_town());
        let publication = Publication {
            on: None,
            release: &release,
            delta: &delta,
            lineage: &[],
            approver: None,
        };
        start.wait();
        store.publish(seen, &publication, &who(5))
    };
    let outcomes = std::thread::scope(|scope| {
        let both = [scope.spawn(publish), scope.spawn(publish)];
        both.map(|thread| thread.join().unwrap())
    });
    let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    let [PublishError::Stale { on: None, head: Some(ReleaseNo(1)) }] = refused[..] else {
        panic!("{outcomes:?}");
    };
    assert_eq!(scratch.open().contents(ReleaseNo(1)).unwrap(), town(40));
}

/// The change was made on the newest release, whatever the draft started from.
fn a_draft_on_an_older_base_is_published_on_the_newest_release(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    let [first, second] = [drafted(&store), drafted(&store)];
    publish_draft(&store, first, &release(2), &town(5).since(&town(3))).unwrap();
    let (release, delta) = (release(3), town(9).since(&town(5)));
    let mut publication = Publication {
        on: Some(ReleaseNo(1)),
        release: &release,
        delta: &delta,
        lineage: &[],
        approver: Some("person 2"),
    };
    let stale = store.publish(second, &publication, &who(5));
    assert!(
        matches!(stale, Err(PublishError::Stale { head: Some(ReleaseNo(2)), .. })),
        "{stale:?}"
    );
    publication.on = Some(ReleaseNo(2));
    store.publish(second, &publication, &who(5)).unwrap();
    assert_eq!(store.contents(ReleaseNo(3)).unwrap(), town(9));
    let draft = store.draft(second.draft).unwrap().unwrap();
    assert_eq!((draft.base, draft.release), (Some(ReleaseNo(1)), Some(ReleaseNo(3))));
    assert_eq!((draft.state, draft.effective), (DraftState::Published, Some(release.effective)));
    assert_eq!(store.approver_of(ReleaseNo(3)).unwrap().as_deref(), Some("person 2"));
    assert_eq!(store.approver_of(ReleaseNo(2)).unwrap(), None);
}

fn a_draft_is_published_once(scratch: &Scratch) {
    let store = initialised(scratch);
    let draft = drafted(&store);
    publish_draft(&store, draft, &release(1), &whole_town()).unwrap();
    let again = publish_draft(&store, draft, &release(1), &Delta::default());
    assert!(matches!(again, Err(PublishError::Stale { .. })), "{again:?}");
    let again = publish_draft(&store, draft, &release(2), &Delta::default());
    assert!(matches!(again, Err(PublishError::NotOpen { .. })), "{again:?}");
    let never = Seen { draft: 99, revision: 1 };
    let never = publish_draft(&store, never, &release(2), &Delta::default());
    assert!(matches!(never, Err(PublishError::NotOpen { id: 99 })), "{never:?}");

    let discarded = drafted(&store);
    store.discard_draft(discarded.draft, None, &who(5)).unwrap();
    let gone = publish_draft(&store, discarded, &release(2), &Delta::default());
    assert!(matches!(gone, Err(PublishError::NotOpen { .. })), "{gone:?}");
    assert_eq!(store.head().unwrap(), Some(ReleaseNo(1)));
}

fn instants_must_rise(scratch: &Scratch) {
    let store = initialised(scratch);
    publish(&store, &Delta::default());
    let draft = drafted(&store);
    let first = release(1);
    for (effective, published) in [
        (first.effective, release(2).published),
        (release(2).effective, first.published),
        (Moment(first.effective.0 - 1), release(2).published),
    ] {
        let early = Release { effective, published, ..release(2) };
        let refused = publish_draft(&store, draft, &early, &Delta::default());
        assert!(matches!(refused, Err(PublishError::NotLater { .. })), "{refused:?}");
    }
    publish_draft(&store, draft, &release(2), &Delta::default()).unwrap();
}

fn numbers_have_no_gaps(scratch: &Scratch) {
    let store = initialised(scratch);
    let draft = drafted(&store);
    for number in [0, 2] {
        let other = Release { number: ReleaseNo(number), ..release(1) };
        let refused = publish_draft(&store, draft, &other, &Delta::default());
        assert!(matches!(refused, Err(PublishError::Stale { .. })), "{refused:?}");
    }
    publish_draft(&store, draft, &release(1), &Delta::default()).unwrap();
}

fn rows_that_are_not_in_force_cannot_end(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    let draft = drafted(&store);
    let nothing = Delta::default;
    for delta in [
        Delta { ended_areas: vec![AreaId(2), AreaId(77)], ..nothing() },
        Delta { ended_blanks: vec![AreaId(2)], ..nothing() },
        Delta { ended_stations: vec![StationId(1)], ..nothing() },
        Delta { ended_datasets: vec![DatasetKind::Streets], ..nothing() },
        Delta { ended_street_edits: vec![1], ..nothing() },
    ] {
        let refused = publish_draft(&store, draft, &release(2), &delta);
        assert!(matches!(refused, Err(PublishError::OtherRows { missing: 1 })), "{refused:?}");
    }
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), town(3));
}

fn a_refused_publication_leaves_nothing_behind(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(3));
    let draft = drafted(&store);
    // The last begun row is one that is in force already: the database refuses it
    // after the release, the ends and the other rows have been written.
    let mut delta = town(9).since(&town(3));
    delta.begun_areas.push(town(3).areas[3].clone());
    let refused = publish_draft(&store, draft, &release(2), &delta);
    assert!(matches!(refused, Err(PublishError::Store(_))), "{refused:?}");
    assert_eq!(store.head().unwrap(), Some(ReleaseNo(1)));
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), town(3));
    assert_eq!(Seen::from(&store.draft(draft.draft).unwrap().unwrap()), draft);
    publish_draft(&store, draft, &release(2), &town(9).since(&town(3))).unwrap();
    assert_eq!(store.contents(ReleaseNo(2)).unwrap(), town(9));
}

fn a_refused_station_takes_everything_with_it(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &served_town(3));
    let draft = drafted(&store);
    let good = served_town(9).since(&served_town(3));
    for dataset in &good.begun_datasets {
        store.put_dataset(dataset.name.as_bytes()).unwrap();
    }
    let mut doubled = good.clone();
    doubled.begun_stations.push(served_town(3).stations[2].clone());
    let mut unkept = good.clone();
    unkept.begun_datasets[0].digest = "0".repeat(64);
    for refused in [doubled, unkept] {
        let refused = publish_draft(&store, draft, &release(2), &refused);
        assert!(matches!(refused, Err(PublishError::Store(_))), "{refused:?}");
        assert_eq!(store.head().unwrap(), Some(ReleaseNo(1)));
        assert_eq!(store.contents(ReleaseNo(1)).unwrap(), served_town(3));
    }
    publish_draft(&store, draft, &release(2), &good).unwrap();
    assert_eq!(store.contents(ReleaseNo(2)).unwrap(), served_town(9));
    store.integrity().unwrap();
}
