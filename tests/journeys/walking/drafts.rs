//! Streets, stations and people are drafted, published and asked about as of a date.

use super::{demo_file, town};
use serde_json::{Value, json};

fn covered(answer: &Value) -> i64 {
    answer["total"]["rings"][1]["not_covered"]["people"].as_i64().unwrap_or_default()
}

#[test]
fn a_station_that_a_planner_keeps_is_drafted_and_counts_from_the_next_release_on() {
    let home = town();
    let token = home.json(&["token", "create", "--role", "planner"]);
    let token = format!("Bearer {}", token["token"].as_str().unwrap_or_default());
    let server = home.serve();
    let body = json!({ "name": "新站", "kind": "clinic", "lon": 102.0505, "lat": 40.3505 });
    let sent = ureq::post(server.url("/api/v1/stations"))
        .header("content-type", "application/json")
        .header("authorization", &token)
        .send(body.to_string());
    assert_eq!(sent.expect("it is kept").status().as_u16(), 201);
    assert_eq!(server.json("/api/v1/stations?kind=clinic")["total"], 0, "a draft is not in force");
    home.ok(&["publish"]);
    let began = std::time::Instant::now();
    let seen = || server.json("/api/v1/stations?kind=clinic")["total"] == 1;
    while !seen() {
        assert!(began.elapsed().as_secs() < 20, "the server sees the new release");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let clinic = server.json("/api/v1/coverage?kind=clinic");
    assert!(clinic["total"]["rings"][1]["covered"]["people"].as_i64() > Some(0), "{clinic}");
}

/// A place in the middle of a street, far from any other.
fn middle_of_longest_step(line: &[Value]) -> [f64; 2] {
    let place = |at: &Value| [0, 1].map(|axis| at[axis].as_f64().expect("degrees"));
    let steps = line.windows(2).map(|step| (place(&step[0]), place(&step[1])));
    let length = |(a, b): &([f64; 2], [f64; 2])| (a[0] - b[0]).hypot(a[1] - b[1]);
    let longest = steps.max_by(|one, other| length(one).total_cmp(&length(other)));
    let (a, b) = longest.expect("a line has a step");
    [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])]
}

#[test]
fn a_blocked_street_lengthens_walks_until_it_is_taken_back() {
    let home = town();
    let walk = || {
        let run = home.run(&["--json", "reach", "walk", "102.0470,40.3500", "102.0540,40.3500"]);
        run.json()["seconds"].as_f64()
    };
    let before = walk().expect("there is a way");
    let line = home.json(&["reach", "walk", "102.0470,40.3500", "102.0540,40.3500"]);
    let line = line["geometry"]["coordinates"].as_array().cloned().expect("a line");
    let [lon, lat] = middle_of_longest_step(&line);
    home.ok(&["streets", "block", &lon.to_string(), &lat.to_string(), "--note", "施工"]);
    assert_eq!(walk(), Some(before), "a draft changes nothing");
    home.ok(&["publish"]);
    let blocked = walk();
    assert!(blocked.is_none_or(|seconds| seconds >= before), "{blocked:?} after {before}");
    assert!(blocked != Some(before), "the walk led along that street");
    let list = home.json(&["streets", "list"]);
    assert_eq!(list[0]["note"], "施工", "{list}");
    home.ok(&["streets", "remove", &list[0]["id"].to_string()]);
    home.ok(&["publish"]);
    assert_eq!(walk(), Some(before), "as it was");
    let nothing = home.run(&["streets", "block", "10", "50"]);
    assert_eq!(nothing.exit, Some(1), "{nothing}");
    assert!(nothing.err.contains("no street"), "{nothing}");
}

#[test]
fn the_same_bytes_are_kept_once_and_a_backup_holds_them() {
    let home = town();
    let before = home.json(&["coverage"]);
    let again = home.run(&["import", "osm", &demo_file("streets.osm.gz"), "--publish"]);
    assert_eq!(again.exit, Some(1), "nothing changes, so nothing is published\n{again}");
    home.ok(&["discard"]);
    home.ok(&["backup", "town.jwb"]);
    let other = support::Jingwei::on_sqlite();
    other.ok(&["restore", &home.arg("town.jwb")]);
    assert_eq!(covered(&other.json(&["coverage"])), covered(&before));
}

#[test]
fn fewer_stations_of_a_kind_are_told_before_any_end() {
    let home = town();
    let one = "code,name,kind,lon,lat\nONLY,唯一中心,centre,102.05,40.35\n";
    let path = home.write("one.csv", one);
    let run = home.run(&["import", "stations", &path, "--whole", "--publish"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.said().contains("would end") && run.said().contains("retired"), "{run}");
    home.ok(&["publish"]);
    let list = home.serve().json("/api/v1/stations?kind=centre");
    assert_eq!(list["total"], 1, "{list}");
}
