//! Any date can be asked, past or to come, of everything that depends on one.

use super::{HOUSE, Ids, caller, path_at, quarter, round_the_house, until};
use serde_json::{Value, json};
use std::path::PathBuf;
use support::{Draft, Drawing, Jingwei, Server, done, instant, list, write_csv};

/// What is asked by number or code, or is about drafts and people, not about a day.
const TIMELESS: [&str; 14] = [
    "/api/v1/changes",
    "/api/v1/config",
    "/api/v1/drafts",
    "/api/v1/lineage",
    "/api/v1/log",
    "/api/v1/people",
    "/api/v1/plans",
    "/api/v1/releases",
    "/api/v1/session",
    "/api/v1/settings",
    "/healthz",
    "/readyz",
    "/metrics",
    "/tiles/{release}",
];

fn code_of(server: &Server, letter: &str, more: &str) -> Value {
    server.json(&format!("/api/v1/areas/by-code/grid/{letter}?{more}"))
}

#[test]
fn people_are_counted_on_the_borders_there_are() {
    for (backend, home) in Jingwei::on_each() {
        quarter(&home);
        let server = home.serve();
        let [planner, approver, dispatcher] =
            ["planner", "approver", "dispatcher"].map(|role| caller(&home, &server, role, None));
        let ids = Ids::at(&server);
        let exact = |letter: &str, more: &str| {
            let path = format!("/api/v1/areas/by-code/grid/{letter}?{more}");
            dispatcher.json(&path)["counted"].clone()
        };
        let of = |people: i64, households: i64, rounded: bool| json!({"people": people, "households": households, "rounded": rounded});
        assert_eq!([exact("A", ""), exact("B", "")], [of(100, 40, false), of(130, 52, false)]);

        let mut draft = Draft::open(&planner, "围绕 30 号楼");
        draft.must(&round_the_house(&ids));
        let figures = json!({"population": 999, "households": 9, "organisation": "A 网格党支部"});
        draft.must(&json!({"act": "describe", "area": ids.of("A"), "attributes": figures}));
        done(draft.through(&approver));
        let both = [exact("A", ""), exact("B", "")];
        assert_eq!(both, [of(130, 52, false), of(100, 40, false)], "{backend}");
        let yesterday = format!("at={}", instant(-24 * 3600));
        assert_eq!(exact("A", &yesterday), of(100, 40, false), "as it was");
        let told = code_of(&server, "A", "");
        assert_eq!(told["counted"], of(130, 50, true), "to everybody in tens");
        assert_eq!(told["attributes"], json!({"organisation": "A 网格党支部"}), "one truth");
        let sum = |level: &str| {
            let page = dispatcher.json(&format!("/api/v1/areas?level={level}&limit=100"));
            list(&page["items"]).filter_map(|area| area["counted"]["people"].as_i64()).sum::<i64>()
        };
        assert_eq!((sum("community"), sum("grid")), (430, 430));
        let found = server.json(&format!("/api/v1/locate?lon={}&lat={}", HOUSE.0, HOUSE.1));
        assert!(found.to_string().contains("党支部"), "it says whom to turn to: {found}");
        assert!(!found.to_string().contains("\"population\""), "nor in passing: {found}");
    }
}

#[test]
fn a_house_with_three_people_is_told_by_no_two_days() {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "community:社区,grid:网格"]);
    let communities = Drawing::of("XX").areas().to_string();
    let communities = home.write("communities.geojson", communities);
    home.ok(&["import", "areas", &communities, "--level", "community"]);
    let grids = Drawing::of("AB").features(
        |letter| json!({"code": letter.to_string(), "name": letter.to_string(), "parent": "X"}),
    );
    let grids = home.write("grids.geojson", grids.to_string());
    home.ok(&["import", "areas", &grids, "--level", "grid"]);
    let (a, b) = (Drawing::of("AB").middle('A'), Drawing::of("AB").middle('B'));
    let beside_a = (a.0 + 0.0004, a.1);
    let people = |rows: &[((f64, f64), u32)]| {
        let rows = rows.iter().zip(1..).map(|(((lon, lat), residents), n)| {
            [n.to_string(), lon.to_string(), lat.to_string(), residents.to_string(), "1".into()]
        });
        write_csv(["building", "lon", "lat", "residents", "households"], rows)
    };
    let hundred = home.write("hundred.csv", people(&[(a, 101), (b, 101), (beside_a, 3)]));
    home.ok(&["import", "population", &hundred]);
    home.ok(&["publish", "--effective", &instant(-2 * 24 * 3600)]);
    // The same town without that house: what a border drawn round it would leave.
    let without = home.write("without.csv", people(&[(a, 101), (b, 104)]));
    home.ok(&["import", "population", &without, "--publish"]);
    let server = home.serve();
    let yesterday = format!("at={}", instant(-24 * 3600));
    for day in ["", &yesterday] {
        let counted = code_of(&server, "A", day)["counted"].clone();
        let told = json!({"people": 100, "households": null, "rounded": true});
        assert_eq!(counted, told, "a household or two are no ten, on {day}");
    }
    // A grid in which three live, and the other, whose number would tell them.
    let few = home.write("few.csv", people(&[(a, 3), (b, 101)]));
    home.ok(&["import", "population", &few, "--publish"]);
    let nothing = json!({"people": null, "households": null, "rounded": true});
    let hidden = || code_of(&server, "A", "")["counted"] == nothing;
    until("the third release", hidden);
    let community = server.json("/api/v1/areas/by-code/community/X");
    let other = code_of(&server, "B", "");
    let both = [&community, &other].map(|area| area["counted"]["people"].is_null());
    assert!(both.contains(&true), "the whole less the other tells it: {both:?}");
    let dispatcher = caller(&home, &server, "dispatcher", None);
    let exact = dispatcher.json("/api/v1/areas/by-code/grid/A");
    assert_eq!(exact["counted"]["people"], 3, "who works with it sees it");
}

#[test]
fn where_nobody_counted_an_area_says_what_it_was_given() {
    for (backend, home) in Jingwei::on_each() {
        home.ok(&["init", "--levels", "grid:网格"]);
        let grids = Drawing::of("AB").features(|letter| {
            json!({"code": letter.to_string(), "name": letter.to_string(), "population": 17})
        });
        let grids = home.write("grids.geojson", grids.to_string());
        home.ok(&["import", "areas", &grids, "--level", "grid", "--publish"]);
        let told = code_of(&home.serve(), "A", "");
        assert_eq!(told["counted"], Value::Null, "on {backend}");
        assert_eq!(told["attributes"]["population"], 17);
    }
}

/// The demo town with its streets, and a plan for tomorrow that merges two grids.
fn town_with_a_plan() -> (Jingwei, Server, i64) {
    let home = Jingwei::on_sqlite();
    super::demo_town(&home);
    let streets = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/demo/streets.osm.gz");
    home.ok(&["import", "osm", streets.to_str().expect("the path is text"), "--publish"]);
    let server = home.serve();
    let [planner, approver] =
        ["planner", "approver"].map(|role| caller(&home, &server, role, None));
    let ids = Ids::at(&server);
    let mut draft = Draft::open(&planner, "明天");
    let area = ids.of("999999001001001");
    draft.must(&json!({"act": "describe", "area": area, "name": "明日网格"}));
    done(draft.check());
    done(draft.approved_by(&approver));
    done(draft.schedule(24 * 3600).1);
    let id = draft.id();
    (home, server, id)
}

#[test]
fn every_read_answers_about_a_day_to_come_and_names_the_plan() {
    let (home, server, plan) = town_with_a_plan();
    let document = home.ok(&["openapi"]).out;
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let mut asked = 0;
    let dispatcher = caller(&home, &server, "dispatcher", None);
    let staff = |path: &str| dispatcher.json(path);
    let at = |seconds: i64| format!("at={}", instant(seconds));
    let (then, before) = (at(48 * 3600), at(3600));
    for (path, operations) in paths {
        let operation = &operations["get"];
        if operation.is_null() || TIMELESS.iter().any(|start| path.starts_with(start)) {
            continue;
        }
        asked += 1;
        let takes_at = list(&operation["parameters"]).any(|one| one["name"] == "at");
        assert!(takes_at, "{path} answers about now only");
        let station = staff("/api/v1/stations?limit=1")["stations"][0]["id"].clone();
        let real = match path.as_str() {
            "/api/v1/areas/{id}" => "/api/v1/areas/1".into(),
            "/api/v1/areas/by-code/{level}/{code}" => {
                "/api/v1/areas/by-code/grid/999999001001001".into()
            }
            "/api/v1/stations/{id}" => format!("/api/v1/stations/{station}"),
            "/api/v1/stations/{id}/reach" => format!("/api/v1/stations/{station}/reach"),
            "/tiles/{set}" => "/tiles/coverage.json".into(),
            "/api/v1/locate" => "/api/v1/locate?lon=102.0492&lat=40.3512".into(),
            "/api/v1/search" => "/api/v1/search?q=明日".into(),
            "/api/v1/walk" => "/api/v1/walk?from=102.0492,40.3512&to=102.0442,40.3512".into(),
            other => other.to_owned(),
        };
        let join = if real.contains('?') { '&' } else { '?' };
        let told = staff(&format!("{real}{join}{then}"));
        assert_eq!(told["plan"], plan, "{real} of the day after: {told}");
        let told = staff(&format!("{real}{join}{before}"));
        assert_eq!(told["plan"], Value::Null, "{real} before the plan takes effect");
    }
    assert!(asked >= 14, "only {asked} reads were asked");

    let found = server.json(&format!("/api/v1/search?q=明日&{then}"));
    assert_eq!(found["items"][0]["name"], "明日网格", "the name it will have");
    let found = server.json("/api/v1/search?q=明日");
    assert!(list(&found["items"]).next().is_none(), "nobody has it yet");
    let tiles = server.json(&format!("/tiles/areas.json?{then}"));
    let address = tiles["tiles"][0].as_str().expect("an address");
    assert!(address.contains("/tiles/plan-"), "{address}");
    assert_eq!(path_at(&server, (102.0492, 40.3512), &format!("&{then}")).0, 3);

    let refused = dispatcher.get(&format!("/api/v1/statistics/incidents?release=1&{then}"));
    assert_eq!(refused.status, 422, "an instant and a release");
    let never = dispatcher.get("/api/v1/statistics/incidents?at=1999-01-01T00:00:00Z");
    assert_eq!((never.status, never.json()["code"].as_str()), (404, Some("nothing_published")));

    pages_stay_on_their_ground(&home, &server, &then);
}

/// A list goes on, page by page, on the ground it began on, whatever happens meanwhile.
fn pages_stay_on_their_ground(home: &Jingwei, server: &Server, then: &str) {
    let page = |more: &str| server.json(&format!("/api/v1/areas?level=grid&limit=20{more}"));
    let [planned, current] = [format!("&{then}"), String::new()].map(|at| page(&at));
    let cursor = |page: &Value| format!("&cursor={}", page["next_cursor"].as_str().expect("more"));
    let named = |page: &Value| list(&page["items"]).any(|area| area["name"] == "明日网格");
    assert!(named(&planned) && !named(&current), "the plan renames the first grid");
    let garbage = server.get(&format!("/api/v1/areas?at=gestern{}", cursor(&current)));
    assert_eq!(garbage.status, 422, "an instant is read, cursor or not");

    // Somebody publishes: a release of the number that the plan would have got.
    let planner = caller(home, server, "planner", None);
    let approver = caller(home, server, "approver", None);
    let mut other = Draft::open(&planner, "今天");
    let area = Ids::at(server).of("999999001002001");
    other.must(&json!({"act": "describe", "area": area, "name": "今日网格"}));
    done(other.through(&approver));
    let next = page(&cursor(&current));
    assert_eq!((&next["release"], &next["plan"]), (&current["release"], &Value::Null));
    assert!(!next.to_string().contains("今日网格"), "its pages are of one release");
    let gone = server.get(&format!("/api/v1/areas?level=grid{}", cursor(&planned)));
    assert_eq!(gone.status, 410, "the plan stands on other ground now: {}", gone.text());

    let (mut names, mut more) = (Vec::new(), format!("&{then}"));
    for _ in 0..10 {
        let page = page(&more);
        assert!(!page["plan"].is_null(), "{page}");
        names.extend(list(&page["items"]).map(|area| area["name"].clone()));
        if page["next_cursor"].is_null() {
            break;
        }
        more = cursor(&page);
    }
    assert_eq!(names.len(), 57);
    assert!(names.contains(&json!("明日网格")) && names.contains(&json!("今日网格")));
}
