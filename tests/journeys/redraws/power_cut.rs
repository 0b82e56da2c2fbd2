//! `kill -9` while a plan is drawn and published: the old release or the new one, byte for byte,
//! and every edit that was acknowledged.

mod twin;

use super::{Ids, caller, quarter};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Caller, Draft, Jingwei, Pencil, Server, done, figure, fresh_key, list};
use twin::{Twin, ground, release};

/// The moments at which the power is cut.
const CUTS: u32 = 10;

/// What is drawn, in turn.
const KINDS: [&str; 6] = ["reshape", "split", "describe", "merge", "hand_over", "move_corner"];

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

#[test]
fn every_edit_that_was_acknowledged_is_there_after_a_power_cut() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let staff = Staff::of(&home);
        let mut server = home.serve();
        let id = Draft::open(&Caller::with_token(&server, &staff.planner), "断电").id();
        let twin = Twin::new();
        let mut copy = Draft::open(&twin.planner, "断电");
        let mut pencil = Pencil::from_seed(9);
        let mut told: Vec<Value> = Vec::new();
        let mut cut_short = 0;
        // As many cuts more as it takes until every kind was drawn, on a slow machine.
        let is_drawn = |told: &[Value], kind: &str| told.iter().any(|edit| edit["act"] == kind);
        let is_enough = |told: &[Value]| KINDS.iter().all(|kind| is_drawn(told, kind));
        for cut in 1..=10 * CUTS {
            if cut > CUTS && is_enough(&told) {
                break;
            }
            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = Draft::seen(&planner, id);
            let killer = cut_after(&server, Duration::from_millis(u64::from(17 * cut)));
            let copied = told.len();
            let under_way = draw(&planner, &mut draft, &mut pencil, &mut told);
            killer.join().expect("the kill was sent");
            server.kill();
            sound(&home, backend);
            server = home.serve();
            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = Draft::seen(&planner, id);
            let there = list(&draft.look()["edits"]).count();
            if there == told.len() + 1 {
                told.push(under_way.expect("nobody sent what is there"));
                cut_short += 1;
            }
            assert_eq!(there, told.len(), "edits that are there and that were told");
            for edit in &told[copied..] {
                copy.must(edit);
            }
            assert_eq!(ground(&draft), ground(&copy), "as if the power had never been cut");
        }
        assert!(is_enough(&told), "every kind was drawn: {told:?}");
        figure(&format!("kill -9 while drawing, {backend}: edits told, all kept"), told.len());
        figure(&format!("kill -9 while drawing, {backend}: stored and not told"), cut_short);
        let planner = Caller::with_token(&server, &staff.planner);
        let mut draft = Draft::seen(&planner, id);
        // What was drawn at random may have cut something off: back to where nothing is.
        while let Err(reply) = draft.check() {
            assert_eq!(reply.json()["code"], "issues_block", "{}", reply.text());
            draft.undo();
            copy.undo();
        }
        done(draft.approved_by(&Caller::with_token(&server, &staff.approver)));
        done(draft.publish());
        done(copy.through(&twin.approver));
        assert_eq!(release(&server), release(&twin.server), "what was drawn is what is published");
    }
}

/// Edits one after the other until the server is gone, and puts those that it acknowledged in a
/// list; the one that was under way.
fn draw(
    planner: &Caller,
    draft: &mut Draft<'_>,
    pencil: &mut Pencil,
    told: &mut Vec<Value>,
) -> Option<Value> {
    loop {
        let borders = planner.try_send("GET", &draft.path("/borders"), &[], None)?;
        let kind = KINDS[told.len() % KINDS.len()];
        let edit = pencil.edit_of(kind, &borders.json()).expect("a border is left");
        match draft.try_post("/edits", &edit, &fresh_key()) {
            None => return Some(edit),
            Some(Ok(_)) => told.push(edit),
            Some(Err(reply)) => assert_eq!(reply.status, 422, "{edit}: {}", reply.text()),
        }
    }
}

/// Cuts the power of a server after a while.
fn cut_after(server: &Server, after: Duration) -> std::thread::JoinHandle<()> {
    let pid = server.pid().to_string();
    std::thread::spawn(move || {
        std::thread::sleep(after);
        let _ = std::process::Command::new("kill").args(["-9", &pid]).status();
    })
}

#[test]
fn a_publication_cut_short_leaves_one_release_or_the_other() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let staff = Staff::of(&home);
        let mut server = home.serve();
        let twin = Twin::new();
        let mut pencil = Pencil::from_seed(14);
        let mut whole = Duration::ZERO;
        let (mut old, mut new) = (0, 0);
        for cut in 0..=CUTS {
            let edition = format!("第{cut}版");
            let before = release(&twin.server);
            assert_eq!(release(&server), before, "both begin alike");
            let edits = twin.publish(&edition, &mut pencil);
            let after = release(&twin.server);
            assert_ne!(before["sha256"], after["sha256"], "what is drawn is seen by the hash");

            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = approved(&server, &staff, &planner, &edits, &edition);
            let began = Instant::now();
            if cut == 0 {
                // The first is left alone: it says how long a publication takes.
                done(draft.publish());
                whole = began.elapsed();
                continue;
            }
            // From before anything is written to when everything is, and closer at first: later
            // publications take less time than that one.
            let early = (cut - 1) * (cut - 1);
            let moment = if cut == CUTS { whole * 3 } else { whole * early / (CUTS * CUTS) };
            let killer = cut_after(&server, moment);
            let body = json!({"note": "启用"});
            let answer = draft.try_post("/publish", &body, &fresh_key());
            let id = draft.id();
            killer.join().expect("the kill was sent");
            server.kill();
            sound(&home, backend);
            server = home.serve();
            let found = release(&server);
            let is_new = found["number"] == after["number"];
            assert_eq!(found, if is_new { after.clone() } else { before }, "one or the other");
            let planner = Caller::with_token(&server, &staff.planner);
            let mut draft = Draft::seen(&planner, id);
            let state = draft.state();
            assert_eq!(state == "in_force", is_new, "the draft is {state}");
            if answer.is_some_and(|answer| answer.is_ok()) {
                assert!(is_new, "an acknowledged publication is there");
            }
            (old, new) = (old + u32::from(!is_new), new + u32::from(is_new));
            if !is_new {
                done(draft.publish());
                assert_eq!(release(&server), after, "it can be done now");
            }
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

/// A draft of these edits, approved.
fn approved<'a>(
    server: &Server,
    staff: &Staff,
    planner: &'a Caller,
    edits: &[Value],
    title: &str,
) -> Draft<'a> {
    let mut draft = Draft::open(planner, title);
    for edit in edits {
        draft.must(edit);
    }
    done(draft.check());
    done(draft.approved_by(&Caller::with_token(server, &staff.approver)));
    draft.look();
    draft
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
