//! Everything that is done is in the log, and what is in the log stays.

use crate::scratch::Scratch;
use crate::town::{add, drafted, edit, initialised, publish_draft, release, who};
use domain::{Delta, Moment};
use serde_json::json;
use store::{LogFault, LogFilter, LogReport, Store, Who};

on_both!(
    what_was_done_is_read_newest_first,
    no_row_of_the_log_can_be_changed_or_taken_away,
    a_setting_is_kept_with_what_it_was_before,
    a_log_as_it_was_written_is_found_to_be_so,
    whatever_is_done_to_a_sealed_log_is_found,
    a_draft_s_whole_life_is_in_the_log,
);

fn noted(store: &Store, rows: i64) {
    for n in 1..=rows {
        let who = Who { why: format!("理由{n}"), ..who(n) };
        store.note("backup", &format!("file {}", n % 2), &json!({ "n": n }), &who).unwrap();
    }
}

fn what_was_done_is_read_newest_first(scratch: &Scratch) {
    let store = scratch.open();
    noted(&store, 5);
    let page = store.change_log(&LogFilter::default(), 2).unwrap();
    assert_eq!((page[0].id, page[1].id), (5, 4));
    assert_eq!((page[0].what.as_str(), page[0].who.why.as_str()), ("backup", "理由5"));
    assert_eq!(page[0].body, json!({ "n": 5 }));
    let older =
        LogFilter { before: Some(4), subject: Some("file 1".into()), ..LogFilter::default() };
    let page = store.change_log(&older, 9).unwrap();
    assert_eq!(page.iter().map(|row| row.id).collect::<Vec<_>>(), [3, 1]);
    let nobody = LogFilter { actor: Some("person 2".into()), ..LogFilter::default() };
    assert_eq!(store.change_log(&nobody, 9).unwrap(), []);
}

fn no_row_of_the_log_can_be_changed_or_taken_away(scratch: &Scratch) {
    let store = scratch.open();
    noted(&store, 2);
    let before = store.change_log(&LogFilter::default(), 9).unwrap();
    for sql in ["UPDATE change_log SET actor = 'person 9' WHERE id = 1", "DELETE FROM change_log"] {
        let refused = scratch.refuses(sql);
        assert!(refused.contains("never changed"), "{refused}");
    }
    assert_eq!(store.change_log(&LogFilter::default(), 9).unwrap(), before);
}

fn a_setting_is_kept_with_what_it_was_before(scratch: &Scratch) {
    let store = scratch.open();
    assert_eq!(store.setting("rules").unwrap(), None);
    store.set_setting("rules", &json!({ "min": 300 }), &who(1)).unwrap();
    store.set_setting("rules", &json!({ "min": 1.5e-7 }), &who(2)).unwrap();
    assert_eq!(scratch.open().setting("rules").unwrap(), Some(json!({ "min": 1.5e-7 })));
    assert_eq!(store.settings().unwrap().len(), 1);
    let log = store.change_log(&LogFilter::default(), 9).unwrap();
    assert_eq!(log[0].body, json!({ "from": { "min": 300 }, "to": { "min": 1.5e-7 } }));
    assert_eq!(log[0].subject, "setting rules");
}

fn a_log_as_it_was_written_is_found_to_be_so(scratch: &Scratch) {
    let store = scratch.open();
    assert_eq!(store.seal_log(Moment(1)).unwrap(), None, "nothing to seal");
    assert_eq!(store.verify_log().unwrap(), LogReport::default());
    noted(&store, 3);
    let first = store.seal_log(Moment(10)).unwrap().unwrap();
    assert_eq!((first.first, first.last), (1, 3));
    assert_eq!(store.seal_log(Moment(11)).unwrap(), None);
    noted(&store, 2);
    let second = scratch.open().seal_log(Moment(12)).unwrap().unwrap();
    assert_eq!((second.first, second.last), (4, 5));
    noted(&store, 1);
    let report = store.verify_log().unwrap();
    assert_eq!((report.rows, report.sealed, report.seals), (6, 5, 2));
    assert_eq!((report.hash, report.faults), (Some(second.hash), vec![]));
}

/// Takes the triggers away, as whoever owns the file can, and changes what is there.
fn tamper(scratch: &Scratch, sql: &str) {
    scratch.tamper(if scratch.is_sqlite() {
        "DROP TRIGGER IF EXISTS change_log_no_update; DROP TRIGGER IF EXISTS change_log_no_delete;
         DROP TRIGGER IF EXISTS seal_no_update; DROP TRIGGER IF EXISTS seal_no_delete;"
    } else {
        "DROP TRIGGER IF EXISTS change_log_stays ON change_log;
         DROP TRIGGER IF EXISTS seal_stays ON seal;"
    });
    scratch.tamper(sql);
}

fn whatever_is_done_to_a_sealed_log_is_found(scratch: &Scratch) {
    let store = scratch.open();
    for seal in 1..=3 {
        noted(&store, 3);
        store.seal_log(Moment(seal)).unwrap();
    }
    let faults = || store.verify_log().unwrap().faults;
    let broken = LogFault::Broken { seal: 2, first: 4, last: 6 };
    // Text moved from one field into the next has the same letters in the same order.
    let kept = "UPDATE change_log SET what = 'backup', subject = 'file 1' WHERE id = 5";
    for sql in [
        "UPDATE change_log SET actor = 'person 2' WHERE id = 5",
        "UPDATE change_log SET what = 'backu', subject = 'pfile 1' WHERE id = 5",
        "UPDATE change_log SET at = at + 1 WHERE id = 5",
        "UPDATE change_log SET why = '' WHERE id = 5",
    ] {
        let (at, why) = ("at = 2", "why = '理由2'");
        tamper(scratch, sql);
        assert_eq!(faults(), std::slice::from_ref(&broken), "{sql}");
        let back = format!("UPDATE change_log SET actor = 'person 1', {at}, {why} WHERE id = 5");
        scratch.tamper(&back);
        scratch.tamper(&kept.replace("file 1", "file 0"));
        assert_eq!(faults(), [], "{sql} was taken back");
    }
    scratch.tamper("UPDATE seal SET at = 99 WHERE id = 3");
    assert_eq!(faults(), [LogFault::Broken { seal: 3, first: 7, last: 9 }]);
    scratch.tamper("UPDATE seal SET at = 3 WHERE id = 3");
    scratch.tamper("DELETE FROM change_log WHERE id = 5");
    assert_eq!(faults(), [LogFault::Missing { first: 5, last: 5 }, broken]);
    scratch.tamper("DELETE FROM seal WHERE id = 2");
    let found = faults();
    assert_eq!(found[1], LogFault::Unchained { seal: 3 }, "{found:?}");
    for fault in found {
        assert!(fault.to_string().contains("change log"), "{fault}");
    }
}

fn a_draft_s_whole_life_is_in_the_log(scratch: &Scratch) {
    let store = initialised(scratch);
    let seen = drafted(&store, &edit("一"), 5);
    let mut seen = add(&store, seen, &edit("二"), 6).unwrap();
    seen.revision = store.undo_edit(seen, &who(7)).unwrap();
    publish_draft(&store, seen, &release(1), &Delta::default()).unwrap();
    let log = store.change_log(&LogFilter::default(), 99).unwrap();
    let told: Vec<_> = log.iter().map(|row| (row.what.as_str(), row.subject.as_str())).collect();
    assert_eq!(
        told,
        [
            ("publish", "release 1"),
            ("undo_edit", "draft 1"),
            ("append_edit", "draft 1"),
            ("append_edit", "draft 1"),
            ("open_draft", "draft 1"),
        ]
    );
    assert_eq!(log[0].body["draft"], 1);
    assert_eq!(log[2].body["sha256"].as_str().unwrap().len(), 64);
}
