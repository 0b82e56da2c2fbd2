//! Codes that two people give, and rules of codes that change: what was drawn stays readable,
//! is published as it was approved, and stands in nobody else's way.

use super::{Ids, caller, quarter};
use serde_json::{Value, json};
use support::{Draft, Jingwei, done, list};

/// Cuts C in two.
fn split(ids: &Ids, code: Option<&str>) -> Value {
    let line = json!([[102.0005, 40.003], [102.0005, 40.000]]);
    let mut act = json!({"act": "split", "area": ids.of("C"), "line": line});
    if let Some(code) = code {
        act["new"] = json!({"code": code});
    }
    act
}

fn recode(ids: &Ids, area: &str, code: &str) -> Value {
    json!({"act": "describe", "area": ids.of(area), "code": code})
}

fn codes(draft: &Draft<'_>) -> Vec<String> {
    let areas = draft.read("/areas?level=grid");
    list(&areas["features"]).map(|area| area["properties"]["code"].to_string()).collect()
}

#[test]
fn a_code_that_somebody_else_was_given_first_is_a_clash_and_hides_no_draft() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let mut server = home.serve();
        server.expect_warning("cannot take effect");
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        let ids = Ids::at(&server);
        let mut mine = Draft::open(&planner, "我的");
        mine.must(&split(&ids, Some("Q1")));
        let mut plan = Draft::open(&planner, "排期");
        plan.must(&recode(&ids, "A", "Q1"));
        done(plan.check());
        done(plan.approved_by(&approver));
        done(plan.schedule(3600).1);
        let mut beside = Draft::open(&planner, "另一个");
        beside.must(&json!({"act": "describe", "area": ids.of("D"), "name": "丁"}));
        done(beside.check());
        done(beside.approved_by(&approver));
        done(beside.schedule(7200).1);
        let mut theirs = Draft::open(&planner, "别人的");
        theirs.must(&recode(&ids, "B", "Q1"));
        done(theirs.through(&approver));

        // The others go on, whoever asks.
        let plans = server.json("/api/v1/plans");
        let to_come: Vec<i64> =
            list(&plans["plans"]).filter_map(|plan| plan["draft"].as_i64()).collect();
        assert_eq!(to_come, [beside.id()], "on {backend}: {plans}");
        let then = support::instant(9000);
        let found = server.get(&format!("/api/v1/locate?lon=102.0005&lat=40.0005&at={then}"));
        assert_eq!(found.status, 200, "{}", found.text());
        let alarm = plan.look()["draft"]["alarm"].to_string();
        assert!(alarm.contains("Q1"), "the alarm says which code: {alarm}");

        // Nothing is remembered: what was drawn is read and told all the same.
        drop(server);
        let mut server = home.serve();
        server.expect_warning("cannot take effect");
        let planner = planner.at(&server);
        let mut mine = Draft::seen(&planner, mine.id());
        assert!(codes(&mine).contains(&"\"Q1\"".to_owned()), "on {backend}");
        let clashes = mine.read("/conflicts")["clashes"].clone();
        let clash = list(&clashes).next().expect("one clash");
        assert_eq!(clash["what"], "refused", "{clashes}");
        assert!(clash["message"].to_string().contains("Q1"), "{clashes}");
        let taken = mine.edit(&recode(&Ids::at(&server), "D", "Q1")).expect_err("it is given");
        assert_eq!(taken.status, 422, "{}", taken.text());
        mine.look();
        let gone = planner.send("DELETE", &mine.path(""), &[("if-match", mine.revision())], None);
        assert_eq!(gone.status, 204, "{}", gone.text());
        let mut plan = Draft::seen(&planner, plan.id());
        plan.look();
        done(plan.post("/withdraw", &json!({})));
    }
}

#[test]
fn what_is_approved_keeps_its_codes_when_the_rules_change() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        let ids = Ids::at(&server);
        let mut draft = Draft::open(&planner, "拆分");
        draft.must(&split(&ids, None));
        let before = codes(&draft);
        done(draft.check());
        done(draft.approved_by(&approver));
        done(draft.schedule(3600).1);
        // No code of ten digits begins with C: the rule leaves none free.
        let rules = json!({"codes": {"grid": {"length": 1, "digits": true}}, "severity": {"code_fault": "advice"}});
        home.ok(&["settings", "set", &home.write("settings.json", rules.to_string())]);
        assert_eq!(codes(&draft), before, "on {backend}");
        assert!(draft.read("/issues")["issues"].is_array());
        draft.look();
        done(draft.post("/unschedule", &json!({})));
        draft.look();
        done(draft.publish());
        let page = server.json("/api/v1/areas?level=grid&limit=20");
        let published: Vec<String> =
            list(&page["items"]).map(|area| area["code"].to_string()).collect();
        let sorted = |mut codes: Vec<String>| {
            codes.sort();
            codes
        };
        assert_eq!(sorted(published), sorted(before), "on {backend}");
    }
}
