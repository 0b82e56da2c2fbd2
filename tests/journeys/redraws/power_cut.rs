//! `kill -9` while a plan is drawn and published: the old release or the new one, and every
//! edit that was acknowledged.

use super::{Ids, caller, quarter};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Caller, Draft, Drawing, Jingwei, Server, done, figure, fresh_key, list};

/// The moments at which the power is cut.
const CUTS: u32 = 10;

/// Tokens that outlive the servers.
struct Staff {
    planner: String,
    approver: String,
}

impl Staff {
    fn of(home: &Jingwei) -> Self {
        let [planner, approver] = ["planner", "approver"].map(|role| {
            let made = home.json(&["token", "create", "--role", role]);
            made["token"].as_str().expect("the token is shown").to_owned()
        });
        Self { planner, approver }
    }
}

fn name_of(number: usize) -> String {
    format!("第{number}笔")
}

#[test]
fn every_edit_that_was_acknowledged_is_there_after_a_power_cut() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let staff = Staff::of(&home);
        let mut server = home.serve();
        let ids = Ids::at(&server);
        let id = Draft::open(&Caller::with_token(&server, &staff.planner), "断电").id();
        let mut told = 0;
        let mut cut_short = 0;
        for cut in 1..=CUTS {
            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = Draft::seen(&planner, id);
            let pid = server.pid().to_string();
            let killer = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(u64::from(17 * cut)));
                let _ = std::process::Command::new("kill").args(["-9", &pid]).status();
            });
            // Edits one after the other until the server is gone.
            let edit =
                |n: usize| json!({"act": "describe", "area": ids.of("A"), "name": name_of(n)});
            while let Some(answer) = draft.try_post("/edits", &edit(told + 1), &fresh_key()) {
                done(answer);
                told += 1;
            }
            killer.join().expect("the kill was sent");
            server.kill();
            sound(&home, backend);
            server = home.serve();
            let there = edits_of(&Caller::with_token(&server, &staff.planner), id);
            assert!(there == told || there == told + 1, "{there} are there, {told} were told");
            cut_short += usize::from(there > told);
            told = there;
        }
        figure(&format!("kill -9 while drawing, {backend}: edits told, all kept"), told);
        figure(&format!("kill -9 while drawing, {backend}: stored and not told"), cut_short);
        let planner = Caller::with_token(&server, &staff.planner);
        let mut draft = Draft::seen(&planner, id);
        done(draft.through(&Caller::with_token(&server, &staff.approver)));
        let area = server.json(&format!("/api/v1/areas/{}", ids.of("A")));
        assert_eq!(area["name"], name_of(told), "what was drawn is what is published");
    }
}

/// How many edits a draft has; they are the ones that were sent, in their order.
fn edits_of(planner: &Caller, id: i64) -> usize {
    let seen = planner.json(&format!("/api/v1/drafts/{id}"));
    let count = list(&seen["edits"]).count();
    let areas = planner.json(&format!("/api/v1/drafts/{id}/areas?level=grid"));
    let named = list(&areas["features"]).find(|area| area["properties"]["code"] == "A");
    let name = named.map_or(&Value::Null, |area| &area["properties"]["name"]);
    if count > 0 {
        assert_eq!(name, &json!(name_of(count)), "the last edit holds: {seen}");
    }
    count
}

#[test]
fn a_publication_cut_short_leaves_one_release_or_the_other() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let staff = Staff::of(&home);
        let mut server = home.serve();
        let ids = Ids::at(&server);
        let mut whole = Duration::ZERO;
        let (mut old, mut new, mut release) = (0, 0, 1);
        for cut in 0..=CUTS {
            let edition = format!("第{cut}版");
            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = approved(&server, &staff, &planner, &ids, &edition);
            let began = Instant::now();
            if cut == 0 {
                // The first is left alone: it says how long a publication takes.
                done(draft.publish());
                whole = began.elapsed();
                release += 1;
                continue;
            }
            let pid = server.pid().to_string();
            // From before anything is written to when everything is.
            let after = if cut == CUTS { whole * 3 } else { whole * (cut - 1) / CUTS };
            let killer = std::thread::spawn(move || {
                std::thread::sleep(after);
                let _ = std::process::Command::new("kill").args(["-9", &pid]).status();
            });
            let body = json!({"note": "启用"});
            let answer = draft.try_post("/publish", &body, &fresh_key());
            let id = draft.id();
            killer.join().expect("the kill was sent");
            server.kill();
            sound(&home, backend);
            server = home.serve();
            let (now, names) = everything(&server);
            assert!(names.windows(2).all(|two| two[0] == two[1]), "a mixture: {names:?}");
            let is_new = names[0] == edition;
            let state = Draft::seen(&Caller::with_token(&server, &staff.planner), id).state();
            assert_eq!(state == "in_force", is_new, "release {now} and the draft is {state}");
            assert_eq!(now, release + i64::from(is_new), "the number tells the contents");
            if answer.is_some_and(|answer| answer.is_ok()) {
                assert!(is_new, "an acknowledged publication is there");
            }
            (old, new) = (old + u32::from(!is_new), new + u32::from(is_new));
            if !is_new {
                let planner = Caller::with_token(&server, &staff.planner);
                done(Draft::seen(&planner, id).publish());
            }
            release += 1;
            assert_eq!(everything(&server).0, release, "it can be done now");
        }
        let log = home.json(&["verify-log"]);
        assert!(list(&log["faults"]).next().is_none(), "{log}");
        assert!(old > 0 && new > 0, "both were met on {backend}: {old} old, {new} new");
        figure(
            &format!("kill -9 in publish over HTTP, {backend}"),
            format!("{old} old, {new} new"),
        );
    }
}

/// A draft that gives all grids the name of an edition, approved.
fn approved<'a>(
    server: &Server,
    staff: &Staff,
    planner: &'a Caller,
    ids: &Ids,
    edition: &str,
) -> Draft<'a> {
    let mut draft = Draft::open(planner, edition);
    for code in ["A", "B", "C", "D"] {
        draft.must(&json!({"act": "describe", "area": ids.of(code), "name": edition}));
    }
    done(draft.check());
    done(draft.approved_by(&Caller::with_token(server, &staff.approver)));
    draft.look();
    draft
}

/// The release in force and the names of all grids.
fn everything(server: &Server) -> (i64, Vec<String>) {
    let page = server.json("/api/v1/areas?level=grid&limit=10");
    let names = list(&page["items"]).filter_map(|area| area["name"].as_str()).map(str::to_owned);
    let (lon, lat) = Drawing::of(super::GRIDS).middle('A');
    let found = server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    (found["release"].as_i64().unwrap_or_default(), names.collect())
}

/// Nothing is broken in the file, where there is one.
fn sound(home: &Jingwei, backend: &str) {
    if backend == "sqlite" {
        assert_eq!(home.database().integrity(), "ok");
    }
}

#[test]
fn a_plan_whose_instant_passes_while_nobody_is_there_is_in_force_when_they_are() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let ids = Ids::at(&server);
        let [planner, approver] =
            ["planner", "approver"].map(|role| caller(&home, &server, role, None));
        let mut draft = Draft::open(&planner, "夜间启用");
        draft.must(&json!({"act": "describe", "area": ids.of("A"), "name": "新 A"}));
        done(draft.check());
        done(draft.approved_by(&approver));
        let (_, scheduled) = draft.schedule(2);
        done(scheduled);
        server.kill();
        std::thread::sleep(Duration::from_secs(3));
        let server = home.serve();
        let began = Instant::now();
        while server.json(&format!("/api/v1/areas/{}", ids.of("A")))["name"] != "新 A" {
            assert!(began.elapsed() < Duration::from_secs(5), "never on {backend}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let took = began.elapsed().as_millis();
        figure(&format!("overdue plan in force after a start, {backend}"), format!("{took:>7} ms"));
    }
}
