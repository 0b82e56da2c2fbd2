//! Circles, walks and coverage over HTTP.

use super::{found, town};
use serde_json::{Value, json};
use support::{Jingwei, Server};

/// A place in the middle of the town.
const HERE: (f64, f64) = (102.0505, 40.3505);

fn post(server: &Server, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let mut request = agent.post(server.url(path)).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut reply = request.send(body.to_string()).expect("the server answers");
    let text = reply.body_mut().read_to_string().expect("a body");
    (reply.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn planner(home: &Jingwei) -> String {
    home.json(&["token", "create", "--role", "planner"])["token"].as_str().expect("text").to_owned()
}

#[test]
fn rings_of_any_place_nest_and_say_how_they_were_made() {
    let home = town();
    let server = home.serve();
    let body = json!({ "lon": HERE.0, "lat": HERE.1, "minutes": [15, 8], "preset": "walk5" });
    let (status, rings) = post(&server, "/api/v1/reach", None, &body);
    assert_eq!((status, &rings["type"]), (200, &json!("FeatureCollection")), "{rings}");
    let area = |ring: usize| rings["features"][ring]["properties"]["area_m2"].as_f64();
    assert!(area(0) < area(1) && area(0) > Some(10_000.0), "{rings}");
    assert_eq!(rings["features"][0]["properties"]["minutes"], 8);
    assert_eq!(rings["method"]["preset"], "walk5");
    assert_eq!(rings["method"]["metres_per_minute"], 83.3);
    let other = json!({ "lon": 10.0, "lat": 50.0 });
    let (status, problem) = post(&server, "/api/v1/reach", None, &other);
    assert_eq!((status, &problem["code"]), (404, &json!("off_network")), "{problem}");
    let wrong = json!({ "lon": 10.0, "lat": 50.0, "minutes": [0], "preset": "walk5" });
    assert_eq!(post(&server, "/api/v1/reach", None, &wrong).0, 422);
}

#[test]
fn a_place_knows_its_stations_and_the_walk_to_them() {
    let home = town();
    let server = home.serve();
    let at = "2026-11-22T12:00:00%2B08:00";
    let here = server.json(&format!("/api/v1/locate?lon={}&lat={}", HERE.0, HERE.1));
    let circles = here["stations"]["circles"].as_array().expect("circles");
    assert!(!circles.is_empty(), "{here}");
    for circle in circles {
        let (ring, walk) = (circle["minutes"].as_f64(), circle["on_foot"].as_f64());
        assert!(walk <= ring, "{circle}");
        let station = &circle["station"];
        let to = format!("{},{}", station["lon"], station["lat"]);
        let walked = server.json(&format!("/api/v1/walk?from={},{}&to={to}", HERE.0, HERE.1));
        let minutes = walked["seconds"].as_f64().unwrap_or_default() / 60.0;
        assert!((minutes - walk.unwrap_or_default()).abs() < 0.06, "{minutes} and {circle}");
        assert!(walked["geometry"]["coordinates"].as_array().is_some_and(|line| line.len() > 1));
    }
    let open = server.json(&format!("/api/v1/stations?open={at}&limit=500"));
    let all = server.json("/api/v1/stations?limit=500");
    let count = |page: &Value| page["stations"].as_array().map(Vec::len).unwrap_or_default();
    assert!(count(&open) > 0 && count(&open) < count(&all), "centres are closed on a Sunday");
    assert!(open["stations"].as_array().expect("a list").iter().all(|one| one["open"] == true));
    assert!(!all.to_string().contains("leader_phone"), "no personal field");
}

#[test]
fn few_people_are_hidden_from_the_public_and_shown_to_a_dispatcher() {
    let home = town();
    let token = home.json(&["token", "create", "--role", "dispatcher"]);
    let token = format!("Bearer {}", token["token"].as_str().unwrap_or_default());
    let server = home.serve();
    let path = "/api/v1/coverage?level=microgrid&kind=centre";
    let (public, exact) =
        (server.json(path), server.get_with(path, ("authorization", &token)).json());
    assert_eq!(public["total"]["people"], exact["total"]["people"]);
    let mut hidden = 0;
    for (shown, whole) in public["areas"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(exact["areas"].as_array().into_iter().flatten())
    {
        for (ring, true_ring) in [0, 1].map(|n| (&shown["rings"][n], &whole["rings"][n])) {
            for state in ["covered", "over_capacity", "not_covered", "straight"] {
                let truth = true_ring[state]["people"].as_i64().expect("exact");
                let told = ring[state]["people"].as_i64();
                assert!(told.is_none() || told == Some(truth), "hidden or true, never changed");
                assert!(!(1..10).contains(&truth) || told.is_none(), "{truth} people are hidden");
                hidden += u32::from(told.is_none());
            }
        }
    }
    assert!(hidden > 0, "the town has small counts");
}

#[test]
fn the_planners_tools_need_a_planner() {
    let home = town();
    let token = planner(&home);
    let server = home.serve();
    let body = json!({ "station": null, "lon": HERE.0, "lat": HERE.1, "kind": "centre", "minutes": [8, 15] });
    assert_eq!(post(&server, "/api/v1/whatif", None, &body).0, 401);
    let (status, effect) = post(&server, "/api/v1/whatif", Some(&token), &body);
    assert_eq!(status, 200, "{effect}");
    assert_eq!(effect["effect"][0]["lost"]["people"], 0, "a new station takes nobody away");
    assert_eq!(effect["rings"]["features"].as_array().map(Vec::len), Some(2));
    let site = json!({ "count": 3, "kind": "centre", "minutes": 8, "budget_ms": 500 });
    assert_eq!(post(&server, "/api/v1/site", None, &site).0, 401);
    let (status, sites) = post(&server, "/api/v1/site", Some(&token), &site);
    assert_eq!((status, sites["proposals"].as_array().map(Vec::len)), (200, Some(3)), "{sites}");
    // The first proposal wins as many people as the drag tool says it would.
    let first = &sites["proposals"][0];
    let body = json!({ "station": null, "lon": first["lon"], "lat": first["lat"], "kind": "centre", "minutes": [8] });
    let (_, effect) = post(&server, "/api/v1/whatif", Some(&token), &body);
    assert_eq!(effect["effect"][0]["gained"]["people"], first["people"], "{effect}");
}

#[test]
fn the_base_map_and_the_circles_come_as_tiles_of_a_release() {
    let home = town();
    let server = home.serve();
    for (set, layer) in [
        ("streets", "streets"),
        ("buildings", "buildings"),
        ("stations", "stations"),
        ("reach", "reach"),
        ("coverage", "coverage"),
    ] {
        let described = server.json(&format!("/tiles/{set}.json"));
        assert!(described["vector_layers"].to_string().contains(layer), "{described}");
        let template = described["tiles"][0].as_str().expect("an address");
        let path = template.find("/tiles/").map(|at| &template[at..]).expect("a path");
        // The tile of zoom 14 that holds the middle of the town.
        let tile = server.get(&path.replace("{z}/{x}/{y}", "14/12836/6181"));
        assert_eq!(tile.status, 200, "{set} has something in {path}");
        assert!(String::from_utf8_lossy(&tile.body).contains(layer), "{set} holds its layer");
    }
    assert_eq!(server.get("/tiles/nothing.json").status, 404);
    assert_eq!(server.get("/tiles/9/streets/14/1/1").status, 410);
    assert_eq!(server.get("/tiles/reach.json?kind=nobody").status, 404);
}

#[test]
fn a_town_without_streets_says_what_to_do() {
    let home = Jingwei::on_sqlite();
    found(&home);
    let server = home.serve();
    for path in [
        "/api/v1/coverage",
        "/api/v1/blindspots",
        "/api/v1/walk?from=102.05,40.35&to=102.051,40.35",
        "/tiles/streets.json",
    ] {
        let reply = server.get(path);
        assert_eq!(
            (reply.status, reply.json()["code"].as_str()),
            (404, Some("no_streets")),
            "{path}"
        );
        assert!(reply.text().contains("import osm"), "{path} says what to do");
    }
    assert!(server.json("/api/v1/reach")["streets"].is_null());
    assert!(server.json("/api/v1/locate?lon=102.05&lat=40.35")["stations"].is_null());
}
