//! The same life of a plan on the command line, for whoever holds the database.

use super::{HOUSE, quarter};
use serde_json::{Value, json};
use support::{Drawing, Jingwei, list};

/// The id of the area of the finest level at a place.
fn id_at(home: &Jingwei, (lon, lat): (f64, f64)) -> i64 {
    let found = home.json(&["locate", &lon.to_string(), &lat.to_string()]);
    let path = found["divisions"][0]["path"].as_array().and_then(|path| path.last());
    path.and_then(|step| step["id"].as_i64()).expect("somebody's ground")
}

fn code_at(home: &Jingwei, (lon, lat): (f64, f64)) -> Value {
    let found = home.json(&["locate", &lon.to_string(), &lat.to_string()]);
    found["divisions"][0]["path"][1]["code"].clone()
}

#[test]
fn a_plan_is_typed_from_its_opening_to_its_lineage() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let [a, b] = ['A', 'B'].map(|grid| id_at(&home, Drawing::of(super::GRIDS).middle(grid)));
        let opened = home.json(&["draft", "new", "围绕 30 号楼", "--note", "居民会议"]);
        let id = opened["id"].as_i64().expect("its number").to_string();

        let line = json!([[102.002, 40.002], [102.0024, 40.0015], [102.002, 40.001]]);
        let drawn = json!({"act": "reshape", "areas": [a, b], "line": line}).to_string();
        let tried = home.json(&["draft", "edit", &id, &drawn, "--try"]);
        assert_eq!(tried["impact"]["moves"][0]["residents"], 30, "{backend}: {tried}");
        assert_eq!(list(&home.json(&["draft", "show", &id])["edits"]).count(), 0, "only tried");
        home.ok(&["draft", "edit", &id, &drawn]);
        home.ok(&["draft", "undo", &id]);
        home.ok(&["draft", "redo", &id]);
        let through = json!([[102.002, 40.002], [102.003, 39.99], [102.002, 40.001]]);
        let through = json!({"act": "reshape", "areas": [a, b], "line": through}).to_string();
        let refused = home.run(&["--json", "draft", "edit", &id, &through]);
        assert_eq!(refused.exit, Some(3), "over D's ground\n{refused}");
        assert!(refused.json()["refused"].is_string(), "{refused}");

        let impact = home.json(&["draft", "impact", &id]);
        assert_eq!(impact["moves"][0]["incidents"], 5, "{impact}");
        let table = home.ok(&["draft", "impact", &id, "--csv"]).out;
        assert!(table.lines().count() > 4, "a row for every area\n{table}");
        let differs = home.json(&["draft", "diff", &id]).to_string();
        assert!(differs.contains("transfer") && differs.contains("\"B\""), "{differs}");
        home.ok(&["draft", "check", &id]);
        home.ok(&["draft", "approve", &id, "--note", "同意"]);
        home.ok(&["draft", "publish", &id]);
        assert_eq!(code_at(&home, HOUSE), "A");

        let history = home.json(&["history", "--areas"]).to_string();
        assert!(history.contains("area_changed"), "{history}");
        let lineage = home.json(&["lineage", "B"]);
        let mut steps = list(&lineage["steps"]).filter(|step| step["release"] == 2);
        let transfer = steps.find(|step| step["kind"] == "transfer");
        assert_eq!(transfer.unwrap_or(&Value::Null)["to_code"], "A", "{lineage}");
        let between = home.json(&["diff", "1", "2"]).to_string();
        assert!(between.contains("transfer"), "{between}");
        let certificate = home.json(&["certificate", "2"]);
        assert!(certificate["sha256"].is_string(), "{certificate}");
        home.ok(&["verify-log"]);
        let other = home.json(&["draft", "new", "不要了"])["id"].as_i64().expect("its number");
        home.ok(&["draft", "discard", &other.to_string()]);
        assert_eq!(home.run(&["draft", "publish", &other.to_string()]).exit, Some(1), "it is gone");
        assert_eq!(home.run(&["draft", "show", "4711"]).exit, Some(1), "it never was");
    }
}
