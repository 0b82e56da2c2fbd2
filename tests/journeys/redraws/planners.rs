//! Twenty planners with two hundred drafts over one town, publishing at random: no edit is lost,
//! no release is invalid, and every conflict is named truly.

mod map;
mod verdict;

use super::{caller, demo_town};
use map::Map;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use support::{Caller, Draft, Jingwei, Pencil, done, figure, list};
use verdict::Verdict;

const PLANNERS: u64 = 20;
const DRAFTS_EACH: usize = 10;

/// The town, in degrees.
const TOWN: ([f64; 2], [f64; 2]) = ([102.0397, 40.3430], [102.0600, 40.3560]);

/// What all planners did, told when they are done.
#[derive(Default)]
struct Journal {
    published: Vec<Published>,
    conflicts: Vec<Conflict>,
    refused: usize,
    waived: usize,
    given_up: usize,
}

/// A draft that became a release: its base, what was drawn and the town as its planner saw it
/// then.
struct Published {
    release: i64,
    base: i64,
    drawn: Vec<Value>,
    seen: Map,
}

/// A conflict as it was named.
struct Conflict {
    base: i64,
    head: i64,
    clash: Value,
}

/// One of the twenty, with somebody to approve.
struct Planner<'a> {
    own: Caller,
    approver: &'a Caller,
    pencil: Pencil,
    journal: &'a Mutex<Journal>,
}

#[test]
fn twenty_planners_publish_two_hundred_drafts_and_lose_no_edit() {
    let home = Jingwei::on_sqlite();
    demo_town(&home);
    let server = home.serve();
    let approver = caller(&home, &server, "approver", None);
    let journal = Mutex::new(Journal::default());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for seed in 0..PLANNERS {
            let own = caller(&home, &server, "planner", None);
            let mut planner = Planner {
                own,
                approver: &approver,
                pencil: Pencil::from_seed(seed),
                journal: &journal,
            };
            scope.spawn(move || (0..DRAFTS_EACH).for_each(|number| planner.plan(seed, number)));
        }
    });
    let took = began.elapsed();
    let journal = journal.into_inner().expect("nobody failed");
    let (published, conflicts) = (journal.published.len(), journal.conflicts.len());
    figure(
        "20 planners, 200 drafts: published, given up",
        format!("{published}, {}", journal.given_up),
    );
    figure(
        "20 planners: conflicts named, edits refused",
        format!("{conflicts}, {}", journal.refused),
    );
    figure("20 planners: conflicts by kind", kinds(&journal.conflicts));
    figure("20 planners: issues waived by name", journal.waived);
    figure("20 planners: all done in", format!("{:>7.1} s", took.as_secs_f64()));
    assert!(published > 120, "{published} drafts came into force");
    assert!(conflicts > 0, "planners who never meet show nothing");
    Verdict::over(&home, &server, &journal).holds();
}

/// How many conflicts there were of each kind.
fn kinds(conflicts: &[Conflict]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for Conflict { clash, .. } in conflicts {
        *kinds.entry(clash["what"].as_str().unwrap_or_default()).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    kinds.join(", ")
}

impl Planner<'_> {
    /// One draft, from opening to publication or the bin.
    fn plan(&mut self, seed: u64, number: usize) {
        let own = self.own.clone();
        let mut draft = Draft::open(&own, &format!("方案 {seed}-{number}"));
        let mut seen = Map::of(&draft.read("/areas?level=microgrid"));
        let wanted = 1 + self.pencil.below(4);
        let mut drawn = Vec::new();
        while drawn.len() < wanted {
            self.wait();
            let Some(edit) = self.think(&draft) else { continue };
            match draft.edit(&edit) {
                Ok(outcome) => {
                    seen.follow(&outcome);
                    drawn.push(edit);
                }
                Err(reply) => {
                    assert_eq!(reply.status, 422, "{edit}: {}", reply.text());
                    assert!(reply.json()["refusal"]["code"].is_string(), "{}", reply.text());
                    self.note(|journal| journal.refused += 1);
                }
            }
        }
        // What was acknowledged is what the draft shows.
        assert_eq!(Map::of(&draft.read("/areas?level=microgrid")).unlike(&seen), [] as [String; 0]);
        self.bring_through(&mut draft, &drawn);
    }

    /// Something to draw at a random place of the town.
    fn think(&mut self, draft: &Draft<'_>) -> Option<Value> {
        const WIDE: f64 = 0.002;
        let mut at = |axis: usize| {
            let share = self.pencil.below(1000);
            let share = f64::from(u32::try_from(share).unwrap_or(0)) / 1000.0;
            TOWN.0[axis] + share * (TOWN.1[axis] - TOWN.0[axis])
        };
        let (west, south) = (at(0), at(1));
        let bbox = [west, south, west + WIDE, south + WIDE].map(|degrees| degrees.to_string());
        let borders = draft.read(&format!("/borders?bbox={}", bbox.join(",")));
        self.pencil.edit(&borders)
    }

    /// Check, approval and publication, and what conflicts ask for in between.
    fn bring_through(&mut self, draft: &mut Draft<'_>, drawn: &[Value]) {
        for _ in 0..8 {
            self.wait();
            if !self.checked(draft) {
                break;
            }
            done(draft.approved_by(self.approver));
            self.wait();
            let base = draft.look()["draft"]["base"].as_i64().expect("a base");
            let seen = Map::of(&draft.read("/areas?level=microgrid"));
            match draft.publish() {
                Ok(published) => {
                    let release = published["release"].as_i64().expect("its number");
                    let drawn = drawn.to_vec();
                    return self.note(|journal| {
                        journal.published.push(Published { release, base, drawn, seen });
                    });
                }
                Err(reply) => assert_eq!(reply.status, 409, "{}", reply.text()),
            }
            self.settle(draft, base);
        }
        draft.look();
        let path = draft.path("");
        let gone = self.own.send("DELETE", &path, &[("if-match", draft.revision())], None);
        assert!(gone.status < 300, "{}", gone.text());
        self.note(|journal| journal.given_up += 1);
    }

    /// Asks for approval, waiving by name what may be waived; false if something may not.
    fn checked(&self, draft: &mut Draft<'_>) -> bool {
        if draft.check().is_ok() {
            return true;
        }
        let issues = draft.read("/issues");
        let open = |issue: &&Value| issue["severity"] == "blocking" && issue["waived"].is_null();
        for issue in list(&issues["issues"]).filter(open) {
            let waiver = json!({"key": issue["key"], "reason": "试验：会议同意"});
            if Draft::seen(self.approver, draft.id()).post("/waivers", &waiver).is_err() {
                return false;
            }
            self.note(|journal| journal.waived += 1);
        }
        draft.look();
        draft.check().is_ok()
    }

    /// Takes mine or theirs for every clash, and sees that nothing else went.
    fn settle(&mut self, draft: &mut Draft<'_>, base: i64) {
        let before = seqs(&draft.look());
        let told = draft.read("/conflicts");
        let head = told["head"].as_i64().expect("what it is compared with");
        let mut clashes: Vec<Value> = list(&told["clashes"]).cloned().collect();
        let (mut dropped, mut added, mut take) = (BTreeSet::new(), 0, BTreeMap::new());
        for round in 0.. {
            assert!(round < 6, "it cannot be settled: {clashes:?}");
            for clash in clashes.drain(..) {
                // What can no longer be done goes; of the rest a third is kept.
                let goes = clash["what"] == "refused" || round > 2 || self.pencil.below(3) > 0;
                let id = clash["id"].as_str().expect("its name").to_owned();
                take.insert(id, if goes { "theirs" } else { "mine" });
                // Of a later round it may come of what was decided, with no release behind it.
                if round == 0 || clash["what"] != "drawing" {
                    self.note(|journal| journal.conflicts.push(Conflict { base, head, clash }));
                }
            }
            let list_of = |(clash, take): (&String, &&str)| json!({"clash": clash, "take": take});
            let taken: Vec<Value> = take.iter().map(list_of).collect();
            let rebased: Value = done(draft.post("/rebase", &json!({"take": taken})));
            dropped.extend(list(&rebased["dropped"]).filter_map(Value::as_i64));
            added +=
                rebased["added"].as_u64().map_or(0, |added| usize::try_from(added).unwrap_or(0));
            clashes.extend(list(&rebased["clashes"]).cloned());
            if clashes.is_empty() {
                break;
            }
        }
        let after = seqs(&draft.look());
        let left = before.len() + added - dropped.len();
        assert_eq!(left, after.len(), "only what was named went");
    }

    fn wait(&mut self) {
        let millis = u64::try_from(self.pencil.below(40)).unwrap_or(0);
        std::thread::sleep(Duration::from_millis(millis));
    }

    fn note(&self, write: impl FnOnce(&mut Journal)) {
        write(&mut self.journal.lock().expect("nobody failed while writing"));
    }
}

/// The numbers of the edits that hold.
fn seqs(seen: &Value) -> Vec<i64> {
    let held = list(&seen["edits"]).filter(|edit| edit["undone"] != true);
    held.filter_map(|edit| edit["seq"].as_i64()).collect()
}
