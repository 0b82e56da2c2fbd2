//! The demo town as a newcomer meets it: one command, nothing else installed.

use serde_json::Value;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use support::{Jingwei, free_address};

/// `jingwei demo` in an empty folder, ended when dropped.
pub(crate) struct Demo {
    child: Child,
    url: String,
    home: Jingwei,
}

impl Demo {
    /// Starts it and waits until it answers.
    pub(crate) fn start() -> Self {
        let home = Jingwei::on_sqlite();
        let address = free_address();
        let log =
            std::fs::File::create(home.path("demo.log")).expect("the test folder is writable");
        let child = home
            .command(&["demo", "--listen", &address.to_string()])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the binary starts");
        let mut demo = Self { child, url: format!("http://{address}"), home };
        let began = Instant::now();
        while ureq::get(format!("{}/readyz", demo.url)).call().is_err() {
            let ended = demo.child.try_wait().expect("the child is ours");
            assert!(ended.is_none(), "the demo ended early: {}", demo.log());
            assert!(began.elapsed() < Duration::from_mins(2), "{}", demo.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        demo
    }

    /// Asks for JSON.
    pub(crate) fn json(&self, path: &str) -> Value {
        let mut reply = ureq::get(format!("{}{path}", self.url)).call().expect("the demo answers");
        let text = reply.body_mut().read_to_string().expect("a body");
        serde_json::from_str(&text).expect("a JSON body")
    }

    /// Sends a batch and reads the answers, one a line.
    pub(crate) fn batch(&self, body: &str) -> String {
        let mut reply = ureq::post(format!("{}/api/v1/locate", self.url))
            .header("content-type", "application/x-ndjson")
            .send(body)
            .expect("the demo answers");
        reply.body_mut().with_config().limit(2 << 30).read_to_string().expect("a body")
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&self.home.read("demo.log")).into_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn one_command_shows_a_town_that_checks_clean() {
    let demo = Demo::start();
    let config = demo.json("/api/v1/config");
    assert_eq!(config["release"]["number"], 1);
    for (level, least, most) in
        [("subdistrict", 1, 1), ("community", 8, 8), ("grid", 57, 57), ("microgrid", 215, 245)]
    {
        let page = demo.json(&format!("/api/v1/areas?level={level}&limit=1"));
        let total = page["total"].as_u64().unwrap_or_default();
        assert!((least..=most).contains(&total), "{total} of level {level}");
    }
    let town = demo.json("/api/v1/areas?level=subdistrict&limit=1");
    let square_km = town["items"][0]["area_m2"].as_f64().unwrap_or_default() / 1e6;
    assert!((square_km - 2.32).abs() < 0.02, "示范街道 has 2.32 km², not {square_km}");
    let report = demo.home.run(&["--json", "check"]);
    assert_eq!(report.exit, Some(0), "the town checks clean\n{report}");
    assert!(!demo.log().contains("WARN") && !demo.log().contains("ERROR"), "{}", demo.log());
}

#[test]
fn every_grid_says_who_answers_for_it() {
    let demo = Demo::start();
    let page = demo.json("/api/v1/areas?level=grid&limit=100");
    for grid in page["items"].as_array().into_iter().flatten() {
        let known = &grid["attributes"];
        let leader = known
            .as_object()
            .is_some_and(|known| known.keys().any(|key| key.starts_with("leader")));
        assert!(known["organisation"].is_string() && leader, "{grid}");
        let point = &grid["label_point"];
        let found = demo.json(&format!("/api/v1/locate?lon={}&lat={}", point[0], point[1]));
        let path = found["divisions"][0]["path"].as_array().cloned().unwrap_or_default();
        assert!(
            path.iter().any(|step| step["id"] == grid["id"]),
            "the label of {} lies in it",
            grid["code"]
        );
        assert_eq!(path.len(), 4, "subdistrict, community, grid, micro-grid");
    }
}

#[test]
fn the_page_itself_comes_from_the_binary_and_names_no_other_host() {
    let demo = Demo::start();
    let mut reply = ureq::get(format!("{}/", demo.url)).call().expect("the page");
    let page = reply.body_mut().read_to_string().expect("text");
    assert!(page.contains("<html") && page.contains("assets/"), "{page}");
    let foreign = page.split(['"', '\'']).filter(|text| text.starts_with("http")).count();
    assert_eq!(foreign, 0, "{page}");
}
