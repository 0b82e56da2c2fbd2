//! A backup restores on either database, or not at all.

use crate::scratch::Scratch;
use crate::town::{
    add, dataset, drafted, edit, initialised, levels, publish_contents, release, served_town, town,
    who,
};
use domain::topo::Point;
use domain::{
    AreaId, Code, Contents, DatasetKind, DivisionKey, DraftState, Edit, LevelKey, Moment, ReleaseNo,
};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Map, json};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use store::{
    Grant, LineageRow, NewIncident, NewPerson, NewSession, NewToken, Publication, RestoreError,
    Role, Seen, Store,
};

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
    for grids in [4, 3] {
        publish_contents(&store, &served_town(grids));
    }
    let (release, delta) = (release(3), served_town(5).since(&served_town(3)));
    for dataset in &delta.begun_datasets {
        store.put_dataset(dataset.name.as_bytes()).unwrap();
    }
    let publication = Publication {
        on: Some(ReleaseNo(2)),
        release: &release,
        delta: &delta,
        lineage: &[lineage()],
        approver: Some("person 2"),
    };
    store.publish(drafted(&store, &edit("三"), 8), &publication, &who(8)).unwrap();
    let seen = drafted(&store, &edit("“未完”\n"), 9);
    store.put_dataset("未完".as_bytes()).unwrap();
    let import = Edit::ImportStreets { dataset: dataset(DatasetKind::Streets, "未完") };
    add(&store, seen, &import, 9).unwrap();
    for (byte, role) in [(1, Role::Planner), (255, Role::Admin)] {
        let hash = vec![byte; 32];
        let new = NewToken { name: String::new(), role, area: None, hash, created: Moment(3) };
        store.create_token(&new, &who(3)).unwrap();
    }
    store.revoke_token(1, &who(4)).unwrap();
    spoken_of(&store);
    store
}

/// Rows in all the other tables: people and what they said, incidents, seals.
fn spoken_of(store: &Store) {
    let new = NewPerson { login: "li".into(), name: "李".into(), password_hash: None };
    let li = store.add_person(&new, &who(4)).unwrap();
    let area = Some(AreaId(2));
    store.grant(li, Grant { role: Role::Planner, area }, &who(4)).unwrap();
    let (created, expires) = (Moment(4), Moment(i64::MAX));
    let session = NewSession { hash: vec![7; 32], person: li, created, expires };
    store.open_session(&session).unwrap();
    for key in ["b", "B", "一"] {
        store.set_setting(key, &json!({ "min": 1.5e-7 }), &who(4)).unwrap();
    }
    let incident = |source: &str| NewIncident {
        source_id: Some(source.into()),
        time: Moment(5),
        kind: "占道".into(),
        at: Point { x: -1_163_913_007, y: 399_075_003 },
        accuracy_m: Some(12.1),
        attributes: Map::new(),
    };
    store.import_incidents(&[incident("a"), incident("b")], &who(5)).unwrap();
    store.add_comment(4, Some(Point { x: 1, y: -2 }), "这里", Some("k"), &who(6)).unwrap();
    let mut seen = Seen::from(&store.draft(4).unwrap().unwrap());
    for key in ["b", "B"] {
        seen.revision = store.waive(seen, key, "河", &who(6)).unwrap();
    }
    seen.revision = store.undo_edit(seen, &who(6)).unwrap();
    store.consent(seen, area, "好", &who(7)).unwrap();
    store.seal_log(Moment(8)).unwrap().unwrap();
}

fn lineage() -> LineageRow {
    let end = |id, code: &str| Some((AreaId(id), Code::new(code).unwrap()));
    LineageRow {
        division: DivisionKey::main(),
        level: LevelKey::new("grid").unwrap(),
        kind: "merge".into(),
        from: end(5, "桃园-005"),
        to: end(4, "桃园-004"),
        area_share: Some(1.0 / 3.0),
        household_share: None,
        incident_share: Some(0.1),
        area_m2: Some(3.5),
        residents: Some(1),
        households: None,
        incidents: Some(0),
    }
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
        assert_eq!((summary.comments, summary.waivers, summary.consents), (1, 2, 1));
        assert_eq!((summary.lineage_rows, summary.incidents, summary.people), (1, 2, 1));
        assert_eq!((summary.grants, summary.settings, summary.seals), (1, 3, 1));
        assert_eq!(unpacked(&backup(&copy)), unpacked(&file), "every row of every table");
        assert_eq!(copy.verify_log().unwrap(), store.verify_log().unwrap());
        assert_eq!(copy.lineage_with(ReleaseNo(3)).unwrap(), [lineage()]);
        assert_eq!(copy.approver_of(ReleaseNo(3)).unwrap().as_deref(), Some("person 2"));
        assert!(store.session_by_hash(&[7; 32], Moment(9)).unwrap().is_some());
        assert_eq!(copy.session_by_hash(&[7; 32], Moment(9)).unwrap(), None, "nobody is signed in");
        for number in [1, 2, 3].map(ReleaseNo) {
            let contents = copy.contents(number).unwrap();
            assert_eq!(contents, store.contents(number).unwrap());
            for dataset in contents.datasets() {
                assert_eq!(copy.dataset(&dataset.digest).unwrap(), dataset.name.as_bytes());
            }
        }
        assert_eq!(copy.draft(4).unwrap(), store.draft(4).unwrap());
        assert_eq!(copy.token_by_hash(&[255; 32]).unwrap().unwrap().role, Role::Admin);
        copy.integrity().unwrap();

        // The copy lives on: numbers continue where they were.
        copy.discard_draft(4, None, &who(10)).unwrap();
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
    let later = text.replacen("\"format\":3", "\"format\":4", 1);
    assert!(matches!(refuse(&packed(&later)), RestoreError::Format { format: 4 }));

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
    let draft = store.draft(1).unwrap().unwrap();
    assert_eq!((draft.state, draft.release), (DraftState::Published, Some(ReleaseNo(1))));
    assert_eq!((draft.revision, draft.edits.len()), (1, 1));
    publish_contents(&store, &Contents { divisions: contents.divisions.clone(), ..served_town(2) });
}
