//! A backup restores on either database, or not at all.

use crate::scratch::Scratch;
use crate::town::{dataset, edit, initialised, levels, publish_contents, seen, served_town, town};
use domain::{Contents, DatasetKind, Edit, Moment, ReleaseNo};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use store::{NewToken, RestoreError, Role, Store};

on_both!(
    a_backup_restores_on_both_databases,
    a_backup_is_one_state_while_others_write,
    a_backup_goes_into_an_empty_database_only,
    a_damaged_backup_restores_nothing,
    a_backup_of_the_first_format_still_restores,
);

/// A store with three releases, an open draft and two tokens.
fn lived_in(scratch: &Scratch) -> Store {
    let store = initialised(scratch);
    for grids in [4, 3, 5] {
        publish_contents(&store, &served_town(grids));
    }
    store.append_edit(None, Some(ReleaseNo(3)), &edit("“未完”\n"), Moment(9), "李").unwrap();
    store.put_dataset("未完".as_bytes()).unwrap();
    let import = Edit::ImportStreets { dataset: dataset(DatasetKind::Streets, "未完") };
    store.append_edit(Some(seen(4)), Some(ReleaseNo(3)), &import, Moment(9), "李").unwrap();
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
        assert_eq!((summary.station_rows, summary.datasets, summary.draft_datasets), (6, 7, 1));
        let copy = target.open();
        assert_eq!(unpacked(&backup(&copy)), unpacked(&file), "every row of every table");
        for number in [1, 2, 3].map(ReleaseNo) {
            let contents = copy.contents(number).unwrap();
            assert_eq!(contents, store.contents(number).unwrap());
            for dataset in contents.datasets() {
                assert_eq!(copy.dataset(&dataset.digest).unwrap(), dataset.name.as_bytes());
            }
        }
        assert_eq!(copy.draft().unwrap(), store.draft().unwrap());
        assert_eq!(copy.token_by_hash(&[255; 32]).unwrap().unwrap().role, Role::Admin);
        copy.integrity().unwrap();

        // The copy lives on: numbers continue where they were.
        let draft = copy.draft().unwrap().unwrap();
        copy.discard_draft(draft.id).unwrap();
        assert_eq!(publish_contents(&copy, &served_town(9)), ReleaseNo(4));
        assert_eq!(copy.contents(ReleaseNo(4)).unwrap(), served_town(9));
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
    let later = text.replacen("\"format\":2", "\"format\":3", 1);
    assert!(matches!(refuse(&packed(&later)), RestoreError::Format { format: 3 }));

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

/// What a program wrote that knew no stations: format 1, without its end.
const FIRST_FORMAT: &str = r#"{"jingwei_backup":{"format":1,"rows":{"levels":2,"releases":1,"divisions":1,"area_rows":1,"blank_rows":0,"drafts":1,"edits":1,"tokens":0}}}
{"level":{"key":"community","name":"社区/村","rank":0}}
{"level":{"key":"grid","name":"网格","rank":1}}
{"release":{"number":1,"effective_at":1000000,"published_at":999999,"author":"demo","note":"一"}}
{"division":{"key":"main","name":"综合网格","rank":0,"from_release":1}}
{"area":{"area_id":1,"from_release":1,"to_release":null,"division":"main","level":"grid","code":"001","name":"一","parent_id":null,"attributes":"{\"households\":3}","geom":[[[0,0,10,0,10,10]]]}}
{"draft":{"id":1,"base_release":null,"state":"published","opened_at":5,"author":"demo"}}
{"edit":{"draft_id":1,"seq":1,"made_at":5,"author":"demo","body":"{\"kind\":\"import_areas\",\"level\":\"grid\",\"division\":\"main\",\"areas\":[],\"merge_parts\":false,\"allow\":[]}"}}
"#;

fn a_backup_of_the_first_format_still_restores(scratch: &Scratch) {
    let sum = format!("{:x}", Sha256::digest(FIRST_FORMAT));
    let file = format!("{FIRST_FORMAT}{{\"end\":{{\"sha256\":\"{sum}\"}}}}\n");
    let summary = Store::restore(scratch.place(), &mut packed(&file).as_slice()).unwrap();
    assert_eq!((summary.area_rows, summary.station_rows), (1, 0));
    let store = scratch.open();
    assert_eq!(store.levels().unwrap(), levels());
    let contents = store.contents(ReleaseNo(1)).unwrap();
    assert_eq!((contents.areas.len(), contents.stations.len()), (1, 0));
    publish_contents(&store, &Contents { divisions: contents.divisions.clone(), ..served_town(2) });
}
