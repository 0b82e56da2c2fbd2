//! The whole life of a plan: drawn, taken back, drawn again, checked, approved, scheduled, in
//! force, and part of history.

use super::{FIRST, HOUSE, Ids, caller, path_at, quarter, round_the_house};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Caller, Draft, Jingwei, Server, done, figure, instant, list};

/// From now until the plan takes effect, in seconds.
const SOON: i64 = 6;

#[test]
fn a_border_is_redrawn_from_the_first_stroke_into_history() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        let ids = Ids::at(&server);
        let mut draft = Draft::open(&planner, "围绕 30 号楼");

        let drawn = draft.must(&round_the_house(&ids));
        moved_a_house(&drawn, 30, 5);
        let undone = draft.undo();
        assert!(list(&undone["impact"]["moves"]).next().is_none(), "nothing moves: {undone}");
        let redone = draft.redo();
        assert_eq!(redone["impact"], drawn["impact"], "as it was before");
        assert_eq!(draft.post("/redo", &json!({})).expect_err("nothing is left").status, 409);
        states_of_areas(&draft);

        done(draft.check());
        assert_eq!(draft.state(), "checked");
        done(draft.approved_by(&approver));
        assert_eq!(draft.state(), "approved");
        let (effective, scheduled) = draft.schedule(SOON);
        let told = Instant::now();
        done(scheduled);
        assert_eq!(draft.state(), "scheduled");

        planned(&server, draft.id(), &effective);
        while path_at(&server, HOUSE, "").0 == 1 {
            assert!(told.elapsed() < Duration::from_secs(30), "it never takes effect on {backend}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let late = told.elapsed().as_secs_f64() - f64::from(i32::try_from(SOON).unwrap_or(0));
        figure(
            &format!("scheduled plan in force after its instant, {backend}"),
            format!("{late:>7.3} s"),
        );
        assert!(late > -0.1, "never before its instant");
        assert_eq!(draft.state(), "in_force");
        assert_eq!(draft.look()["draft"]["release"], 2);

        any_date_can_be_asked(&server);
        certified(&server);
        fed_to_others(&server, &ids);
        remembered(&planner, &ids);
        let report = home.json(&["verify-log"]);
        assert!(list(&report["faults"]).next().is_none(), "{report}");
        differs_in_public(&server);
    }
}

/// The one move of the draft: the house, from B to A.
fn moved_a_house(outcome: &Value, residents: i64, incidents: i64) {
    let moves = &outcome["impact"]["moves"];
    assert_eq!(list(moves).count(), 1, "{moves}");
    let one = &moves[0];
    assert_eq!((&one["from"]["code"], &one["to"]["code"]), (&json!("B"), &json!("A")), "{one}");
    assert_eq!((&one["residents"], &one["households"]), (&json!(residents), &json!(12)), "{one}");
    assert_eq!((&one["buildings"], &one["incidents"]), (&json!(1), &json!(incidents)), "{one}");
    // A triangle 111 m long and 34 m high.
    let square = one["area_m2"].as_f64().unwrap_or_default();
    assert!((square - 1_896.0).abs() < 20.0, "{square} m²");
    for code in ["A", "B", "X", "Y"] {
        let row = list(&outcome["impact"]["areas"]).find(|row| row["area"]["code"] == code);
        let row = row.unwrap_or(&Value::Null);
        let change = |when: &str| row[when]["residents"].as_i64().unwrap_or_default();
        let gain = if "AX".contains(code) { residents } else { -residents };
        assert_eq!(change("after") - change("before"), gain, "{code}: {row}");
    }
}

fn states_of_areas(draft: &Draft<'_>) {
    let areas = draft.read("/areas?level=grid");
    let state = |code: &str| {
        let found = list(&areas["features"]).find(|area| area["properties"]["code"] == code);
        found.map(|area| area["properties"]["state"].clone()).unwrap_or_default()
    };
    assert_eq!(["A", "B", "C", "D"].map(state), ["changed", "changed", "same", "same"], "{areas}");
}

/// What is to come is told before it comes, and is not yet so.
fn planned(server: &Server, draft: i64, effective: &str) {
    assert_eq!(path_at(server, HOUSE, "").1, ["Y", "B"], "not yet");
    let (lon, lat) = HOUSE;
    let ask = format!("/api/v1/locate?lon={lon}&lat={lat}&at={}", instant(3600));
    let later = server.json(&ask);
    assert_eq!(later["plan"], draft, "the answer quotes the plan: {later}");
    assert_eq!(later["divisions"][0]["path"][1]["code"], "A", "{later}");
    let here = server.json(&format!("/api/v1/plans/here?lon={lon}&lat={lat}"));
    assert_eq!(list(&here["next"]).count(), 1, "{here}");
    assert_eq!(here["next"][0]["draft"], draft, "{here}");
    let when = here["next"][0]["effective_at"].as_str().unwrap_or_default();
    assert_eq!(when.get(..19), effective.get(..19), "from when");
    assert_eq!(here["next"][0]["path"][1]["code"], "A", "{here}");
}

fn any_date_can_be_asked(server: &Server) {
    let at = |seconds: i64| path_at(server, HOUSE, &format!("&at={}", instant(seconds)));
    let (before, after) =
        (vec!["Y".to_owned(), "B".to_owned()], vec!["X".to_owned(), "A".to_owned()]);
    assert_eq!(at(-24 * 3600), (1, before), "yesterday");
    assert_eq!(at(0), (2, after.clone()), "today");
    assert_eq!(at(24 * 3600), (2, after), "tomorrow");
    let (lon, lat) = HOUSE;
    let never = format!("/api/v1/locate?lon={lon}&lat={lat}&at={}", instant(2 * FIRST));
    assert_eq!(server.get(&never).status, 404, "before the first release");
}

fn certified(server: &Server) {
    let [first, second] = [1, 2].map(|n| server.json(&format!("/api/v1/releases/{n}/certificate")));
    assert_ne!(first["sha256"], second["sha256"], "other contents, another hash");
    assert!(second["sha256"].as_str().is_some_and(|hash| hash.len() == 64), "SHA-256: {second}");
    assert_eq!(server.json("/api/v1/releases/2/certificate"), second, "the same each time");
    assert_eq!(second["whole"], true, "every parent is its children: {second}");
}

/// One feed of everything published, asked again from where it ended.
fn fed_to_others(server: &Server, ids: &Ids) {
    let (mut cursor, mut items) = (String::new(), Vec::new());
    loop {
        let page = server.json(&format!("/api/v1/changes?limit=3{cursor}"));
        let count = list(&page["items"]).count();
        items.extend(list(&page["items"]).cloned());
        if count == 0 {
            break;
        }
        cursor = match &page["next"] {
            Value::String(next) => format!("&since={next}"),
            Value::Null => break,
            next => format!("&since={next}"),
        };
    }
    let of = |release: i64, what: &str| {
        let found = items.iter().filter(|item| item["release"] == release && item["what"] == what);
        found.count()
    };
    assert_eq!(of(1, "area_new"), 6, "{items:?}");
    assert_eq!(of(2, "area_new") + of(2, "area_ended"), 0, "{items:?}");
    let changed = items.iter().filter(|item| item["release"] == 2).map(Value::to_string);
    let changed: String = changed.collect();
    for code in ["A", "B"] {
        assert!(changed.contains(&format!("{}", ids.of(code))), "{code} changed: {changed}");
    }
}

/// Everybody hears which ground went where, and of people nothing at all.
fn differs_in_public(server: &Server) {
    let diff = server.json("/api/v1/releases/1/diff/2");
    for flow in list(&diff["flows"]) {
        assert!(flow["area_share"].is_number(), "{flow}");
        for of in ["residents", "households", "incidents", "household_share", "incident_share"] {
            assert!(flow[of].is_null(), "{of}: {flow}");
        }
    }
    let diff = diff.to_string();
    assert!(diff.contains("\"A\"") && diff.contains("\"B\"") && !diff.contains("\"C\""), "{diff}");
}

/// Who holds now what B held, by area, by people and by what happened there.
fn remembered(planner: &Caller, ids: &Ids) {
    let lineage = planner.json(&format!("/api/v1/lineage?id={}", ids.of("B")));
    let moved = list(&lineage["steps"]).find(|step| step["release"] == 2);
    let moved = moved.unwrap_or(&Value::Null);
    assert_eq!((&moved["kind"], &moved["to_code"]), (&json!("transfer"), &json!("A")), "{lineage}");
    let diff = planner.json("/api/v1/releases/1/diff/2");
    let share = |code: &str, of: &str| {
        let mut flows = list(&diff["flows"]).filter(|flow| flow["from"]["code"] == "B");
        let found = flows.find(|flow| flow["to"]["code"] == code);
        found.and_then(|flow| flow[of].as_f64()).unwrap_or_default()
    };
    for (of, expected) in
        [("area_share", 0.1), ("household_share", 12.0 / 52.0), ("incident_share", 1.0)]
    {
        let told = moved[of].as_f64().unwrap_or_default();
        assert!((told - expected).abs() < 1e-3, "{of}: {lineage}");
        assert!((share("A", of) - expected).abs() < 1e-3, "{of}: {diff}");
        assert!((share("A", of) + share("B", of) - 1.0).abs() < 1e-9, "{of}: {diff}");
    }
}
