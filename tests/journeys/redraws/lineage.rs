//! What became of an area, release by release: what it gave away is not what it is, what
//! ended is followed to who has its ground, and no code is given twice by accident.

use super::{Ids, caller, quarter};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{Draft, Jingwei, Server, list};

/// Draws, answers for whatever blocks, and puts it into force.
fn redrawn(home: &Jingwei, acts: &[Value]) {
    let opened = home.json(&["draft", "new", "改"]);
    let id = opened["id"].as_i64().expect("its number").to_string();
    for act in acts {
        home.ok(&["draft", "edit", &id, &act.to_string()]);
    }
    let judged = home.run(&["--json", "draft", "check", &id]).json();
    for issue in list(&judged["issues"]).filter(|issue| issue["severity"] == "blocking") {
        let key = issue["key"].as_str().expect("its key");
        home.ok(&["draft", "waive", &id, key, "--reason", "河道"]);
    }
    home.ok(&["draft", "publish", &id]);
}

/// The id of an area that was published beside the server, once it has heard of it.
fn heard_of(server: &Server, code: &str) -> i64 {
    let asked = Instant::now();
    loop {
        let page = server.json("/api/v1/areas?limit=500");
        if let Some(area) = list(&page["items"]).find(|area| area["code"] == code) {
            return area["id"].as_i64().expect("its id");
        }
        assert!(asked.elapsed() < Duration::from_secs(30), "the server never hears of {code}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A piece of ground from corner to corner, in thousandths of a degree from the town's.
fn ring([west, south]: [f64; 2], [east, north]: [f64; 2]) -> Value {
    let at = |x: f64, y: f64| [102.0 + x / 1000.0, 40.0 + y / 1000.0];
    json!([at(west, south), at(east, south), at(east, north), at(west, north)])
}

/// The codes of those that have the ground of whatever had a code.
fn successors(home: &Jingwei, code: &str) -> Vec<String> {
    let lineage = home.json(&["lineage", code]);
    let codes = list(&lineage["successors"]).filter_map(|area| area["code"].as_str());
    codes.map(str::to_owned).collect()
}

/// Every step but what only completes the weights, as in `5 merge A>C`.
fn steps(home: &Jingwei, code: &str) -> Vec<String> {
    let lineage = home.json(&["lineage", code]);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told = list(&lineage["steps"]).filter(|step| step["kind"] != "keep");
    told.map(|step| {
        let (kind, from, to) = (&step["kind"], &step["from_code"], &step["to_code"]);
        format!("{} {} {}>{}", step["release"], text(kind), text(from), text(to))
    })
    .collect()
}

/// The shares of a release that are kept of an old area.
fn shares(home: &Jingwei, code: &str, release: i64) -> Vec<(String, f64)> {
    let lineage = home.json(&["lineage", code]);
    let steps = list(&lineage["steps"]).filter(|step| step["release"] == release);
    let own = steps.filter(|step| step["from_code"] == code);
    let share = |step: &Value| {
        let kind = step["kind"].as_str().unwrap_or_default().to_owned();
        (kind, step["area_share"].as_f64().unwrap_or_default())
    };
    own.map(share).collect()
}

#[test]
fn an_area_in_force_is_its_own_successor_and_one_that_ended_has_its_takers() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let ids = Ids::at(&server);
        let [a, b, c, d] = ["A", "B", "C", "D"].map(|code| ids.of(code));
        let hand_over = |ring: Value, from: i64, to: Option<i64>| {
            redrawn(&home, &[json!({"act": "hand_over", "ring": ring, "from": [from], "to": to})]);
        };
        hand_over(ring([1.8, 1.0], [2.0, 2.0]), a, Some(b));
        // Ground that was never A's.
        hand_over(ring([3.5, 1.0], [4.0, 1.2]), b, Some(d));
        assert_eq!(successors(&home, "A"), ["A"], "{backend}: it is in force");
        assert_eq!(steps(&home, "A"), ["1 new ->A", "2 transfer A>B"]);

        hand_over(ring([2.0, 0.0], [2.6, 1.0]), d, None);
        let kept = shares(&home, "D", 4);
        let kinds: Vec<&str> = kept.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["blank", "keep"], "{kept:?}");
        let sum: f64 = kept.iter().map(|(_, share)| share).sum();
        assert!((sum - 1.0).abs() < 1e-9 && (0.27..0.31).contains(&kept[0].1), "{kept:?}");
        let told = home.ok(&["history"]).out;
        assert!(told.contains("blank  D -> -") && !told.contains("keep"), "{told}");
        let told = home.ok(&["lineage", "D"]).out;
        assert!(told.contains("keep") && told.contains("D -> nobody"), "{told}");

        redrawn(&home, &[json!({"act": "merge", "area": a, "into": c})]);
        assert_eq!(successors(&home, "A"), ["C"], "only what it was when it ended");
        let line = json!([[102.0, 40.0005], [102.002, 40.0005]]);
        let new = json!({"code": "E"});
        redrawn(
            &home,
            &[json!({"act": "split", "area": c, "line": line, "side": "right", "new": new})],
        );
        let drawn = heard_of(&server, "E");
        assert_eq!(successors(&home, "A"), ["C"], "C goes on");
        redrawn(&home, &[json!({"act": "merge", "area": c, "into": drawn})]);
        assert_eq!(successors(&home, "A"), ["E"], "who took C over");
        let expected = ["1 new ->A", "2 transfer A>B", "5 merge A>C", "7 merge C>E"];
        assert_eq!(steps(&home, "A"), expected, "and what C gave away before is not told");
        assert_eq!(home.json(&["lineage", "A"])["more"], false);
    }
}

#[test]
fn a_file_that_gives_an_old_code_to_a_new_area_is_refused_unless_that_is_accepted() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let ids = Ids::at(&server);
        redrawn(&home, &[json!({"act": "merge", "area": ids.of("A"), "into": ids.of("C")})]);
        home.ok(&["export", "areas", &home.arg("all.geojson")]);
        let mut file: Value = serde_json::from_slice(&home.read("all.geojson")).expect("GeoJSON");
        let features = file["features"].as_array_mut().expect("features");
        features.retain(|area| area["properties"]["level"] == "grid");
        for area in features.iter_mut().filter(|area| area["properties"]["code"] == "C") {
            area["properties"]["code"] = json!("A");
        }
        let file = home.write("grids.geojson", file.to_string());
        let import = ["--json", "import", "areas", &file, "--level", "grid"];
        let refused = home.run(&import);
        assert_eq!(refused.exit, Some(3), "{backend}\n{refused}");
        assert!(refused.out.contains("code_fault"), "{refused}");
        assert!(refused.out.contains("that of A 网格 until release 2"), "{refused}");
        home.ok(&[&import[..], &["--allow", "code_fault"]].concat());
        home.ok(&["publish"]);
        let held = home.json(&["lineage", "A"]);
        assert_eq!(list(&held["held"]).count(), 2, "two had it, as somebody accepted: {held}");
    }
}

#[test]
fn a_corner_left_to_a_neighbour_makes_nobody_planner_of_the_neighbour() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let ids = Ids::at(&server);
        let of_b = caller(&home, &server, "planner", Some("B"));
        let (b, d) = (ids.of("B"), ids.of("D"));
        // A part of 94 % that comes into being as B ends, and 6 % for D, which was there.
        let line = json!([[102.003, 40.001], [102.003, 40.002]]);
        let new = json!({"code": "N"});
        // The six areas that are there have the ids before it.
        let n = 7;
        let corner = ring([2.0, 1.0], [4.0, 1.06]);
        redrawn(
            &home,
            &[
                json!({"act": "split", "area": b, "line": line, "side": "right", "new": new}),
                json!({"act": "hand_over", "ring": corner, "from": [b, n], "to": d}),
                json!({"act": "merge", "area": b, "into": n}),
            ],
        );
        assert_eq!(heard_of(&server, "N"), n);
        let mut draft = Draft::open(&of_b, "B 之后");
        let mut rename = |area: i64| {
            let edit = json!({"act": "describe", "area": area, "name": format!("{area} 新名")});
            draft.edit(&edit).map(drop).map_err(|refused| refused.status)
        };
        assert_eq!(rename(d), Err(403), "{backend}: for a corner of B");
        assert_eq!(rename(n), Ok(()), "it came of B");
    }
}
