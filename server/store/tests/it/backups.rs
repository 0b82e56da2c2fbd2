//! A backup restores on either database, or not at all.

use crate::scratch::Scratch;
use crate::town::{edit, initialised, publish_contents, town};
use domain::{Moment, ReleaseNo};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read, Write};
use store::{NewToken, RestoreError, Role, Store};

on_both!(
    a_backup_restores_on_both_databases,
    a_backup_is_one_state_while_others_write,
    a_backup_goes_into_an_empty_database_only,
    a_damaged_backup_restores_nothing,
);

/// A store with three releases, an open draft and two tokens.
fn lived_in(scratch: &Scratch) -> Store {
    let store = initialised(scratch);
    for grids in [4, 3, 5] {
        publish_contents(&store, &town(grids));
    }
    store.append_edit(None, Some(ReleaseNo(3)), &edit("“未完”\n"), Moment(9), "李").unwrap();
    for (byte, role) in [(1, Role::Planner), (255, Role::Admin)] {
        let hash = vec![byte; 32];
        let new = NewToken { name: String::new(), role, area: None, hash, created: Moment(3) };
        store.create_token(&new).unwrap();
    }
    store.revoke_token(1, Moment(4)).unwrap();
    store
}

fn backup(store: &Store) -> Vec<u8> {
    let mut file = Vec::new();
    store.backup(&mut file).unwrap();
    file
}

fn unpacked(file: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn a_backup_restores_on_both_databases(scratch: &Scratch) {
    let store = lived_in(scratch);
    let file = backup(&store);
    for target in [Some(Scratch::sqlite()), Scratch::postgis()].into_iter().flatten() {
        let summary = Store::restore(target.place(), &mut file.as_slice()).unwrap();
        assert_eq!((summary.releases, summary.drafts, summary.tokens), (3, 4, 2));
        let copy = target.open();
        assert_eq!(unpacked(&backup(&copy)), unpacked(&file), "every row of every table");
        for number in [1, 2, 3].map(ReleaseNo) {
            assert_eq!(copy.contents(number).unwrap(), store.contents(number).unwrap());
        }
        assert_eq!(copy.draft().unwrap(), store.draft().unwrap());
        assert_eq!(copy.token_by_hash(&[255; 32]).unwrap().unwrap().role, Role::Admin);
        copy.integrity().unwrap();

        // The copy lives on: numbers continue where they were.
        let draft = copy.draft().unwrap().unwrap();
        copy.discard_draft(draft.id).unwrap();
        assert_eq!(publish_contents(&copy, &town(9)), ReleaseNo(4));
        assert_eq!(copy.contents(ReleaseNo(4)).unwrap(), town(9));
    }
}

fn a_backup_is_one_state_while_others_write(scratch: &Scratch) {
    let store = initialised(scratch);
    publish_contents(&store, &town(2));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for grids in 3..20 {
                publish_contents(&scratch.open(), &town(grids));
            }
        });
        while !writer.is_finished() {
            let target = Scratch::sqlite();
            Store::restore(target.place(), &mut backup(&store).as_slice()).unwrap();
            let copy = target.open();
            let head = copy.head().unwrap().unwrap();
            let grids = u32::try_from(head.0).unwrap() + 1;
            assert_eq!(copy.contents(head).unwrap(), town(grids), "release {head}");
        }
    });
}

fn a_backup_goes_into_an_empty_database_only(scratch: &Scratch) {
    let store = lived_in(scratch);
    let file = backup(&store);
    let refused = Store::restore(scratch.place(), &mut file.as_slice());
    assert!(matches!(refused, Err(RestoreError::NotEmpty { .. })), "{refused:?}");
    assert_eq!(unpacked(&backup(&store)), unpacked(&file), "nothing was touched");
}

fn a_damaged_backup_restores_nothing(scratch: &Scratch) {
    let original = Scratch::sqlite();
    let file = backup(&lived_in(&original));
    let text = unpacked(&file);
    let refuse = |wrong: &[u8]| {
        let refused = Store::restore(scratch.place(), &mut &*wrong).unwrap_err();
        if scratch.is_sqlite() {
            assert!(!std::path::Path::new(scratch.place()).exists(), "{refused}");
        } else {
            assert!(!scratch.open().is_initialised().unwrap(), "{refused}");
        }
        refused
    };
    for length in (0..file.len()).step_by(file.len() / 9).chain([file.len() - 1]) {
        let cut = refuse(&file[..length]);
        assert!(matches!(cut, RestoreError::CutShort { .. }), "{length} bytes: {cut}");
    }
    let without_end = text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
    assert!(matches!(refuse(&packed(&without_end)), RestoreError::CutShort { .. }));

    let changed = text.replacen("第3网格", "第8网格", 1);
    assert_ne!(changed, text);
    assert!(matches!(refuse(&packed(&changed)), RestoreError::Damaged { .. }));
    let mut lines: Vec<_> = text.lines().collect();
    lines.remove(4);
    assert!(matches!(refuse(&packed(&(lines.join("\n") + "\n"))), RestoreError::Damaged { .. }));
    let longer = text.clone() + text.lines().last().unwrap() + "\n";
    assert!(matches!(refuse(&packed(&longer)), RestoreError::Damaged { .. }));

    let mut flipped = file.clone();
    flipped[file.len() / 2] ^= 0x40;
    refuse(&flipped);
    assert!(matches!(refuse(b"no backup at all"), RestoreError::Damaged { line: 1, .. }));
    let later = text.replacen("\"format\":1", "\"format\":2", 1);
    assert!(matches!(refuse(&packed(&later)), RestoreError::Format { format: 2 }));

    Store::restore(scratch.place(), &mut file.as_slice()).unwrap();
}

#[test]
fn a_backup_that_cannot_be_written_says_so() {
    struct FullDisk;
    impl Write for FullDisk {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let scratch = Scratch::sqlite();
    let refused = lived_in(&scratch).backup(&mut FullDisk);
    assert!(matches!(refused, Err(store::BackupError::Write(_))), "{refused:?}");
}
