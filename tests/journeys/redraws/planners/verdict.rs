//! What the releases say when all planners are done, read from the files they export.

use super::map::Map;
use super::{Conflict, Journal, Published};
use serde_json::Value;
use std::collections::BTreeMap;
use support::{Jingwei, Server, list};

/// All releases of a run, and what is asked of them.
pub(super) struct Verdict<'a> {
    home: &'a Jingwei,
    server: &'a Server,
    journal: &'a Journal,
    releases: BTreeMap<i64, Map>,
}

impl<'a> Verdict<'a> {
    /// Exports every release there is.
    pub(super) fn over(home: &'a Jingwei, server: &'a Server, journal: &'a Journal) -> Self {
        let last = journal.published.iter().map(|one| one.release).max().unwrap_or(1);
        let releases = (1..=last).map(|number| (number, exported(home, "microgrid", number)));
        Self { home, server, journal, releases: releases.collect() }
    }

    /// Every promise, one after the other.
    pub(super) fn holds(&self) {
        let numbers: Vec<i64> = {
            let mut numbers: Vec<i64> =
                self.journal.published.iter().map(|one| one.release).collect();
            numbers.sort_unstable();
            numbers
        };
        let expected: Vec<i64> = (2..).take(numbers.len()).collect();
        assert_eq!(numbers, expected, "a release for every publication, and no other");
        for published in &self.journal.published {
            self.is_the_one_before_and_what_was_drawn(published);
        }
        for conflict in &self.journal.conflicts {
            self.was_named_truly(conflict);
        }
        for number in self.releases.keys() {
            self.is_certified(*number);
        }
        for number in self.releases.keys().filter(|number| **number % 20 == 1) {
            self.parents_are_their_children(*number);
        }
        let report = self.home.run(&["--json", "check"]).json();
        let kinds =
            ["gap", "overlap", "blank", "outside_parent", "invalid", "duplicate_code", "orphan"];
        let faults = list(&report["issues"])
            .filter(|issue| kinds.iter().any(|kind| issue["kind"] == *kind))
            .collect::<Vec<_>>();
        assert!(faults.is_empty(), "{faults:?}");
        let log = self.home.json(&["verify-log"]);
        assert!(list(&log["faults"]).next().is_none(), "{log}");
    }

    /// The release holds what the one before held, and exactly what was drawn.
    fn is_the_one_before_and_what_was_drawn(&self, published: &Published) {
        let Published { release, base, drawn, seen } = published;
        let before = &self.releases[&(release - 1)];
        let (base_map, found) = (&self.releases[base], &self.releases[release]);
        let seen = seen.coded_as(base_map, before, found);
        let wanted = before.with_what_changed(base_map, &seen);
        let facts = found.facts();
        // An outline puts a corner on a border that it only runs over, and moves nothing by it.
        let says = |fact: &&_| before.bears_out(fact) || seen.bears_out(fact);
        let lost: Vec<_> = wanted.difference(&facts).filter(says).take(5).collect();
        let odd = facts.difference(&wanted).filter(|fact| found.bears_out(fact));
        let odd: Vec<_> = odd.take(5).collect();
        assert!(
            lost.is_empty() && odd.is_empty(),
            "release {release} on base {base}: lost {lost:?}, nobody drew {odd:?}; drawn {drawn:?}"
        );
    }

    /// What a conflict names was really changed by a release in between.
    fn was_named_truly(&self, Conflict { base, head, clash }: &Conflict) {
        let (before, after) = (&self.releases[base], &self.releases[head]);
        let changed = before.unlike(after);
        let named: Vec<&str> =
            list(&clash["areas"]).filter_map(|area| area["code"].as_str()).collect();
        let is_changed = |code: &str| {
            let below =
                |one: &String| [before, after].iter().any(|map| map.parent_of(one) == Some(code));
            changed.iter().any(|one| one == code || below(one))
        };
        if clash["what"] == "refused" {
            // It names the edit that no longer can be, and why.
            assert!(list(&clash["edits"]).count() > 0, "{clash}");
            return;
        }
        assert!(!named.is_empty(), "a conflict names areas: {clash}");
        assert!(
            named.iter().any(|code| is_changed(code)),
            "{clash} between releases {base} and {head}, where {changed:?} changed"
        );
        if clash["what"] == "border" {
            assert!(!clash["theirs"].is_null() && !clash["mine"].is_null(), "both lines: {clash}");
        }
    }

    fn is_certified(&self, number: i64) {
        let certificate = self.server.json(&format!("/api/v1/releases/{number}/certificate"));
        assert_eq!(certificate["whole"], true, "release {number}: {certificate}");
        assert!(certificate["sha256"].is_string(), "{certificate}");
    }

    /// Counted here again, in whole units of the lattice, from the exported files.
    fn parents_are_their_children(&self, number: i64) {
        let mut below = self.releases[&number].by_parent();
        for level in ["grid", "community", "subdistrict"] {
            let map = exported(self.home, level, number);
            assert_eq!(map.areas2(), below, "{level} of release {number}: parent = children");
            below = map.by_parent();
        }
    }
}

fn exported(home: &Jingwei, level: &str, release: i64) -> Map {
    let file = format!("{level}-{release}.geojson");
    let number = release.to_string();
    home.ok(&["export", "areas", &home.arg(&file), "--level", level, "--release", &number]);
    let features: Value = serde_json::from_slice(&home.read(&file)).expect("GeoJSON");
    Map::of(&features)
}
