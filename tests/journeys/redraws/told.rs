//! What an edit says of itself: every outline it moves, what stood before, and whom it leaves
//! without an answer.

use super::{Ids, caller, demo_town};
use serde_json::{Value, json};
use support::{Draft, Jingwei, done, list};

/// The areas that an edit answers with.
fn changed(outcome: &Value) -> Vec<i64> {
    list(&outcome["changed"]["features"]).filter_map(|area| area["id"].as_i64()).collect()
}

#[test]
fn every_outline_that_moves_is_told_and_nobody_is_left_without_an_answer() {
    let home = Jingwei::on_sqlite();
    demo_town(&home);
    let server = home.serve();
    let planner = caller(&home, &server, "planner", None);
    let ids = Ids::at(&server);
    let mut draft = Draft::open(&planner, "外轮廓");
    let [first, second] = ["999999001004001", "999999001004002"].map(|code| ids.of(code));
    let merged = draft.must(&json!({"act": "merge", "area": first, "into": second}));
    assert!(
        changed(&merged).contains(&second),
        "it has the ground of both: {:?}",
        changed(&merged)
    );
    let undone = draft.undo();
    let told = changed(&undone);
    assert!(told.contains(&first) && told.contains(&second), "and taken back: {told:?}");

    let child = ids.of("999999001004001001");
    let moved = draft.must(&json!({"act": "reassign", "area": child, "parent": second}));
    let told = changed(&moved);
    assert!(told.contains(&first) && told.contains(&second), "who gave and who got: {told:?}");
    draft.undo();

    // A name alone is no new odd shape.
    draft.must(&json!({"act": "describe", "area": first, "name": "改个名字"}));
    let issues = draft.read("/issues")["issues"].clone();
    let mut odd = list(&issues).filter(|issue| issue["kind"] == "odd_shape");
    assert!(odd.all(|issue| issue["inherited"] == true), "{issues}");
    draft.undo();

    let ended = draft.must(&json!({"act": "delete", "area": ids.of("999999001"), "to": null}));
    let blocking = list(&ended["issues"]).find(|issue| issue["severity"] == "blocking");
    let gap = blocking.expect("42,864 people would be nobody's");
    assert_eq!((&gap["kind"], &gap["codes"]), (&json!("gap"), &json!(["999999001"])));
    let refused = draft.check().expect_err("it is not handed in");
    assert_eq!(refused.status, 409, "{}", refused.text());
    draft.undo();
    done(draft.edit(&json!({"act": "merge", "area": first, "into": second})));
}
