//! Large files are kept once, read back whole, and go with the draft that brought them.

use crate::scratch::Scratch;
use crate::town::{add, dataset, drafted, edit, initialised, publish, publish_draft, release, who};
use domain::{Contents, DatasetKind, Delta, Edit, ReleaseNo};
use store::{DraftError, Store, StoreError};

on_both!(
    equal_bytes_are_kept_once_and_read_back,
    bytes_that_have_changed_are_never_answered,
    what_only_a_discarded_draft_brought_goes_with_it,
    what_a_draft_replaced_within_itself_goes_when_it_is_published,
    an_edit_without_its_bytes_is_refused,
    streets_without_their_bytes_are_not_published,
);

fn import(name: &str) -> Edit {
    Edit::ImportStreets { dataset: dataset(DatasetKind::Streets, name) }
}

fn kept(store: &Store) -> i64 {
    store.backup(&mut std::io::sink()).unwrap().datasets
}

fn equal_bytes_are_kept_once_and_read_back(scratch: &Scratch) {
    let store = initialised(scratch);
    let content: Vec<u8> =
        (0..3_000_000_u32).flat_map(|n| n.wrapping_mul(n).to_be_bytes()).collect();
    let digest = store.put_dataset(&content).unwrap();
    assert_eq!(store.put_dataset(&content).unwrap(), digest);
    assert!(store.dataset(&digest).unwrap() == content);
    let empty = store.put_dataset(b"").unwrap();
    assert_eq!(store.dataset(&empty).unwrap(), b"");
    assert_eq!(kept(&store), 2);
    let missing = store.dataset("00");
    assert!(matches!(missing, Err(StoreError::NoDataset { .. })), "{missing:?}");
}

fn bytes_that_have_changed_are_never_answered(scratch: &Scratch) {
    let store = initialised(scratch);
    let digest = store.put_dataset(b"streets").unwrap();
    store.integrity().unwrap();
    let other = if scratch.is_sqlite() { "x'00'" } else { "'\\x00'" };
    scratch.tamper(&format!("UPDATE dataset SET content = {other}"));
    let damaged = store.dataset(&digest);
    assert!(matches!(damaged, Err(StoreError::Damaged { .. })), "{damaged:?}");
    let damaged = store.integrity();
    assert!(matches!(damaged, Err(StoreError::Damaged { .. })), "{damaged:?}");
}

fn what_only_a_discarded_draft_brought_goes_with_it(scratch: &Scratch) {
    let store = initialised(scratch);
    let streets = dataset(DatasetKind::Streets, "published");
    publish(&store, &Delta { begun_datasets: vec![streets.clone()], ..Delta::default() });
    let other = store.put_dataset(b"other").unwrap();
    store.put_dataset(b"twice").unwrap();
    let seen = drafted(&store, &import("published"), 5);
    let both = add(&store, seen, &import("twice"), 5).unwrap();
    add(&store, both, &import("twice"), 5).unwrap();
    assert_eq!(kept(&store), 3);
    // What another draft brought stays.
    store.put_dataset(b"beside").unwrap();
    let beside = drafted(&store, &import("beside"), 5);
    store.discard_draft(seen.draft, None, &who(6)).unwrap();
    assert_eq!(kept(&store), 2);
    assert_eq!(store.dataset(&dataset(DatasetKind::Streets, "beside").digest).unwrap(), b"beside");
    store.discard_draft(beside.draft, None, &who(6)).unwrap();
    assert_eq!(kept(&store), 1, "what a release names");
    assert_eq!(store.dataset(&streets.digest).unwrap(), b"published");
    let orphan = store.dataset(&other);
    assert!(matches!(orphan, Err(StoreError::NoDataset { .. })), "nobody named it: {orphan:?}");
    store.integrity().unwrap();
}

fn what_a_draft_replaced_within_itself_goes_when_it_is_published(scratch: &Scratch) {
    let store = initialised(scratch);
    let streets = |name| dataset(DatasetKind::Streets, name);
    publish(&store, &Delta { begun_datasets: vec![streets("old")], ..Delta::default() });
    for name in ["first", "second", "never named"] {
        store.put_dataset(name.as_bytes()).unwrap();
    }
    let first = drafted(&store, &import("first"), 5);
    let second = add(&store, first, &import("second"), 5).unwrap();
    assert_eq!(kept(&store), 4);
    let delta = Delta {
        ended_datasets: vec![DatasetKind::Streets],
        begun_datasets: vec![streets("second")],
        ..Delta::default()
    };
    let stale = publish_draft(&store, first, &release(2), &delta);
    assert!(stale.is_err() && kept(&store) == 4, "a refusal takes nothing away");
    publish_draft(&store, second, &release(2), &delta).unwrap();
    assert_eq!(store.dataset(&streets("old").digest).unwrap(), b"old", "release 1 names it");
    assert_eq!(store.dataset(&streets("second").digest).unwrap(), b"second");
    let backup = store.backup(&mut std::io::sink()).unwrap();
    assert_eq!((backup.datasets, backup.draft_datasets), (2, 0));
    // The next draft keeps its own while it is open, whatever was swept before it.
    store.put_dataset(b"third").unwrap();
    drafted(&store, &import("third"), 5);
    assert_eq!(kept(&store), 3);
    store.integrity().unwrap();
}

fn an_edit_without_its_bytes_is_refused(scratch: &Scratch) {
    let store = initialised(scratch);
    let seen = drafted(&store, &edit("一"), 5);
    let refused = add(&store, seen, &import("never kept"), 5);
    assert!(matches!(refused, Err(DraftError::NoDataset { .. })), "{refused:?}");
    let draft = store.draft(seen.draft).unwrap().unwrap();
    assert_eq!((draft.edits.len(), draft.revision), (1, 1), "nothing was added");
}

fn streets_without_their_bytes_are_not_published(scratch: &Scratch) {
    let store = initialised(scratch);
    let draft = drafted(&store, &edit("一"), 5);
    let streets = dataset(DatasetKind::Streets, "never kept");
    let delta = Delta { begun_datasets: vec![streets], ..Delta::default() };
    assert!(publish_draft(&store, draft, &release(1), &delta).is_err());
    assert_eq!(store.head().unwrap(), None);
    publish_draft(&store, draft, &release(1), &Delta::default()).unwrap();
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), Contents::empty(crate::town::levels()));
}
