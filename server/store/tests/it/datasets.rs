//! Large files are kept once, read back whole, and go with the draft that brought them.

use crate::scratch::Scratch;
use crate::town::{dataset, edit, initialised, publish, seen};
use domain::{Contents, DatasetKind, Delta, Edit, Moment, ReleaseNo};
use store::{DraftError, Seen, Store, StoreError};

on_both!(
    equal_bytes_are_kept_once_and_read_back,
    bytes_that_have_changed_are_never_answered,
    what_only_a_discarded_draft_brought_goes_with_it,
    what_a_draft_replaced_within_itself_goes_when_it_is_published,
    an_edit_without_its_bytes_is_refused,
    streets_without_their_bytes_are_not_published,
);

const AT: Moment = Moment(5);

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
    let base = Some(ReleaseNo(1));
    let other = store.put_dataset(b"other").unwrap();
    store.put_dataset(b"twice").unwrap();
    let draft = store.append_edit(None, base, &import("published"), AT, "王").unwrap();
    store.append_edit(Some(seen(draft)), base, &import("twice"), AT, "王").unwrap();
    let both = Seen { draft, edits: 2 };
    store.append_edit(Some(both), base, &import("twice"), AT, "王").unwrap();
    assert_eq!(kept(&store), 3);
    store.discard_draft(draft).unwrap();
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
    let base = Some(ReleaseNo(1));
    for name in ["first", "second", "never named"] {
        store.put_dataset(name.as_bytes()).unwrap();
    }
    let draft = store.append_edit(None, base, &import("first"), AT, "王").unwrap();
    store.append_edit(Some(seen(draft)), base, &import("second"), AT, "王").unwrap();
    assert_eq!(kept(&store), 4);
    let delta = Delta {
        ended_datasets: vec![DatasetKind::Streets],
        begun_datasets: vec![streets("second")],
        ..Delta::default()
    };
    let stale = store.publish(seen(draft), &crate::town::release(2), &delta);
    assert!(stale.is_err() && kept(&store) == 4, "a refusal takes nothing away");
    store.publish(Seen { draft, edits: 2 }, &crate::town::release(2), &delta).unwrap();
    assert_eq!(store.dataset(&streets("old").digest).unwrap(), b"old", "release 1 names it");
    assert_eq!(store.dataset(&streets("second").digest).unwrap(), b"second");
    let backup = store.backup(&mut std::io::sink()).unwrap();
    assert_eq!((backup.datasets, backup.draft_datasets), (2, 0));
    // The next draft keeps its own while it is open, whatever was swept before it.
    store.put_dataset(b"third").unwrap();
    store.append_edit(None, Some(ReleaseNo(2)), &import("third"), AT, "王").unwrap();
    assert_eq!(kept(&store), 3);
    store.integrity().unwrap();
}

fn an_edit_without_its_bytes_is_refused(scratch: &Scratch) {
    let store = initialised(scratch);
    let refused = store.append_edit(None, None, &import("never kept"), AT, "王");
    assert!(matches!(refused, Err(DraftError::NoDataset { .. })), "{refused:?}");
    assert_eq!(store.draft().unwrap(), None, "nothing was opened");
}

fn streets_without_their_bytes_are_not_published(scratch: &Scratch) {
    let store = initialised(scratch);
    let draft = store.append_edit(None, None, &edit("一"), AT, "王").unwrap();
    let streets = dataset(DatasetKind::Streets, "never kept");
    let delta = Delta { begun_datasets: vec![streets], ..Delta::default() };
    assert!(store.publish(seen(draft), &crate::town::release(1), &delta).is_err());
    assert_eq!(store.head().unwrap(), None);
    store.publish(seen(draft), &crate::town::release(1), &Delta::default()).unwrap();
    assert_eq!(store.contents(ReleaseNo(1)).unwrap(), Contents::empty(crate::town::levels()));
}
