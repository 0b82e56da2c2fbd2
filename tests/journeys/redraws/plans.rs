//! Plans that meet one another: an alarm in time, an instant that is missed, and one more
//! who has to agree.

use super::{Ids, caller, path_at, quarter, until};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Caller, Draft, Drawing, Jingwei, Server, done, list};

/// A plan takes effect after so many seconds.
const SOON: i64 = 5;

struct Town {
    home: Jingwei,
    server: Server,
    planner: Caller,
    approver: Caller,
    ids: Ids,
}

impl Town {
    fn of(home: Jingwei) -> Self {
        quarter(&home);
        Self::served(home)
    }

    fn served(home: Jingwei) -> Self {
        let mut server = home.serve();
        server.expect_warning("cannot take effect");
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        let ids = Ids::at(&server);
        Self { home, server, planner, approver, ids }
    }

    /// The same town after its server was stopped and started.
    fn again(self) -> Self {
        let Self { home, server, .. } = self;
        drop(server);
        Self::served(home)
    }

    /// A draft that gives A a name, approved.
    fn named(&self, name: &str) -> Draft<'_> {
        let mut draft = Draft::open(&self.planner, name);
        draft.must(&json!({"act": "describe", "area": self.ids.of("A"), "name": name}));
        done(draft.check());
        done(draft.approved_by(&self.approver));
        draft
    }

    fn name_of_a(&self) -> String {
        let (lon, lat) = Drawing::of(super::GRIDS).middle('A');
        let found = self.server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
        found["divisions"][0]["path"][1]["name"].as_str().unwrap_or_default().to_owned()
    }
}

fn alarm(draft: &mut Draft<'_>) -> Value {
    draft.look()["draft"]["alarm"].clone()
}

#[test]
fn a_plan_that_clashes_has_an_alarm_and_misses_its_instant_until_somebody_decides() {
    for (backend, home) in Jingwei::on_each() {
        let town = Town::of(home);
        let mut plan = town.named("甲");
        let id = plan.id();
        let (_, scheduled) = plan.schedule(SOON);
        done(scheduled);
        assert_eq!(alarm(&mut plan), Value::Null, "nothing speaks against it yet");
        done(town.named("乙").publish());
        until("the alarm", || alarm(&mut plan).is_string());
        let told = town.home.ok(&["draft", "list"]).out;
        assert!(told.contains("ALARM"), "the command line has it too, on {backend}\n{told}");
        assert!(list(&town.server.json("/api/v1/plans")["plans"]).next().is_none(), "not to come");

        let town = town.again();
        std::thread::sleep(Duration::from_secs(SOON.unsigned_abs()));
        let mut plan = Draft::seen(&town.planner, id);
        assert_eq!((plan.state().as_str(), town.name_of_a().as_str()), ("scheduled", "乙"));
        // What clashed goes away, hours later as it were: that is nobody's decision.
        done(town.named("A 网格").publish());
        until("the other alarm", || {
            alarm(&mut plan).as_str().is_some_and(|alarm| alarm.contains("schedule it anew"))
        });
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(town.name_of_a(), "A 网格", "it does not come late by itself on {backend}");
        let (_, scheduled) = plan.schedule(2);
        done(scheduled);
        until("the plan", || town.name_of_a() == "甲");
        assert_eq!(alarm(&mut plan), Value::Null);
        assert_eq!(plan.state(), "in_force");
        let steps = plan.look()["steps"].clone();
        let states: Vec<&str> = list(&steps).filter_map(|step| step["state"].as_str()).collect();
        assert_eq!(states.first(), Some(&"open"), "{steps}");
        assert_eq!(states.last(), Some(&"in_force"), "{steps}");
        town.home.ok(&["verify-log"]);
    }
}

#[test]
fn a_second_plan_is_prepared_on_the_first_and_shown_to_everybody() {
    for (backend, home) in Jingwei::on_each() {
        let town = Town::of(home);
        let mut first = town.named("甲");
        done(first.schedule(3600).1);
        let mut second = Draft::open(&town.planner, "后");
        let b = town.ids.of("B");
        second.must(&json!({"act": "merge", "area": b, "into": town.ids.of("D")}));
        done(second.check());
        done(second.approved_by(&town.approver));
        done(second.schedule(7200).1);

        let plans = town.server.json("/api/v1/plans");
        let grounds: Vec<&str> =
            list(&plans["plans"]).filter_map(|plan| plan["ground"].as_str()).collect();
        assert_eq!(grounds.len(), 2, "{plans}");
        assert_ne!(grounds[0], grounds[1], "each ground has a name of its own");
        for ground in &grounds {
            let tile = town.server.get(&format!("/tiles/{ground}/areas/0/0/0"));
            assert_eq!(tile.status, 200, "the map then, on {backend}");
        }
        let at = |seconds: i64| {
            let at = support::instant(seconds);
            path_at(&town.server, Drawing::of(super::GRIDS).middle('B'), &format!("&at={at}")).1
        };
        assert_eq!(at(5000), ["Y", "B"], "the first plan leaves B");
        assert_eq!(at(9000), ["Y", "D"], "the second one merges it");
        assert_eq!(town.server.get("/tiles/plan-1-000000000000/areas/0/0/0").status, 410);
        first.look();
        done(first.post("/withdraw", &json!({})));
        assert_eq!(first.state(), "open");
        let plans = town.server.json("/api/v1/plans");
        assert_eq!(list(&plans["plans"]).count(), 1, "taken back: {plans}");
        assert_eq!(first.post("/withdraw", &json!({})).expect_err("it is open").status, 409);
    }
}

#[test]
fn what_went_to_somebody_else_since_it_was_approved_needs_their_consent() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let of = |role: &str, area: Option<&str>| caller(&home, &server, role, area);
        let (mayor, judge) = (of("planner", None), of("approver", None));
        let (x_plans, x_judges) = (of("planner", Some("X")), of("approver", Some("X")));
        let y_judges = of("approver", Some("Y"));
        let ids = Ids::at(&server);

        let mut draft = Draft::open(&x_plans, "A 的名字");
        draft.must(&json!({"act": "describe", "area": ids.of("A"), "name": "甲"}));
        done(draft.check());
        done(draft.approved_by(&x_judges));
        assert_eq!(draft.state(), "approved", "A is X's");
        let mut other = Draft::open(&mayor, "A 归 Y");
        other.must(&json!({"act": "reassign", "area": ids.of("A"), "parent": ids.of("Y")}));
        done(other.check());
        done(other.approved_by(&judge));
        done(other.publish());

        let refused = draft.publish().expect_err("A is Y's by now");
        assert_eq!(refused.status, 409, "{backend}: {}", refused.text());
        assert_eq!(refused.json()["code"], "not_agreed", "{}", refused.text());
        let open = list(&draft.look()["needs"]).filter(|need| need["by"].is_null()).count();
        assert_eq!(open, 1, "the draft says who is asked");
        done(draft.approved_by(&y_judges));
        done(draft.publish());
        let again = draft.approved_by(&y_judges).expect_err("it is in force");
        assert_eq!(again.status, 409);
    }
}

#[test]
fn what_is_in_force_is_told_with_the_codes_it_was_published_with() {
    for (backend, home) in Jingwei::on_each() {
        let town = Town::of(home);
        let mut draft = Draft::open(&town.planner, "拆分");
        let line = json!([[102.0005, 40.003], [102.0005, 40.000]]);
        draft.must(&json!({"act": "split", "area": town.ids.of("C"), "line": line}));
        let told = |draft: &Draft<'_>| {
            let areas = draft.read("/areas?level=grid");
            let codes = list(&areas["features"]).map(|area| area["properties"]["code"].to_string());
            codes.collect::<std::collections::BTreeSet<_>>()
        };
        let before = told(&draft);
        done(draft.through(&town.approver));
        assert_eq!(told(&draft), before, "on {backend}");
        let page = town.server.json("/api/v1/areas?level=grid&limit=20");
        let published = list(&page["items"]).map(|area| area["code"].to_string());
        assert_eq!(published.collect::<std::collections::BTreeSet<_>>(), before);
        assert!(list(&draft.read("/conflicts")["clashes"]).next().is_none(), "it meets nobody");
    }
}
