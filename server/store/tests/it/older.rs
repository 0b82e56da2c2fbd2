//! A database that an older program made is brought up to date, with its draft.

use crate::scratch::Scratch;
use crate::town::edit;
use domain::{DraftState, ReleaseNo};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write;
use store::revert_migrations;

on_both!(an_open_draft_of_an_older_program_stays_open);

macro_rules! made_by {
    ($database:literal) => {
        concat!(
            include_str!(concat!(
                "../../migrations/",
                $database,
                "/00000000000001_areas_and_drafts/up.sql"
            )),
            include_str!(concat!(
                "../../migrations/",
                $database,
                "/00000000000002_stations_and_streets/up.sql"
            )),
            "CREATE TABLE __diesel_schema_migrations (
                 version VARCHAR(50) PRIMARY KEY NOT NULL,
                 run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
             );
             INSERT INTO __diesel_schema_migrations (version)
                 VALUES ('00000000000001'), ('00000000000002');
             INSERT INTO level VALUES ('grid', '网格', 0);
             INSERT INTO release VALUES (1, 10, 9, '王', '一'), (2, 20, 19, '王', '二');
             INSERT INTO draft VALUES
                 (1, NULL, 'published', 5, '王'), (2, 1, 'discarded', 11, '王'),
                 (3, 1, 'published', 12, '王'), (4, 2, 'open', 21, '李');"
        )
    };
}

fn an_open_draft_of_an_older_program_stays_open(scratch: &Scratch) {
    scratch.make(if scratch.is_sqlite() { made_by!("sqlite") } else { made_by!("postgres") });
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packer, &edit("旧")).unwrap();
    let mut hex = String::new();
    for byte in packer.finish().unwrap() {
        write!(hex, "{byte:02x}").unwrap();
    }
    let body = if scratch.is_sqlite() { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
    scratch.tamper(&format!(
        "INSERT INTO edit VALUES (1, 1, 6, '王', {body}), (4, 1, 22, '李', {body});
         INSERT INTO dataset VALUES ('{digest}', {body});
         INSERT INTO draft_dataset VALUES (4, '{digest}');",
        digest = "a".repeat(64),
    ));
    let store = scratch.open();
    let draft = store.draft(4).unwrap().unwrap();
    assert_eq!((draft.id, draft.base, draft.state), (4, Some(ReleaseNo(2)), DraftState::Open));
    assert_eq!((draft.revision, draft.author.as_str(), draft.edits.len()), (1, "李", 1));
    assert_eq!((&draft.edits[0].edit, draft.edits[0].numbers), (&edit("旧"), None));

    let published = store.draft(3).unwrap().unwrap();
    assert_eq!((published.state, published.release), (DraftState::Published, Some(ReleaseNo(2))));

    // Down again with several open drafts: there was one at a time.
    scratch.tamper(
        "UPDATE draft SET state = 'checked' WHERE id = 4;
         INSERT INTO draft VALUES
             (5, 2, 'scheduled', 31, '李', '题', '', 0, 40, NULL, NULL, 'k'),
             (6, 2, 'open', 31, '李', '题', '', 0, NULL, NULL, NULL, NULL);
         INSERT INTO change_log VALUES (1, 1, 'person 1', 'open', 'draft 6', '', '{}');",
    );
    revert_migrations(scratch.place()).unwrap();
    assert!(!scratch.open().is_initialised().unwrap());
}
