//! Tokens: shown once, stored hashed, asked for where they must be.

use super::town;
use support::{Jingwei, Server};

fn token(home: &Jingwei, more: &[&str]) -> String {
    let made = home.json(&[&["token", "create"], more].concat());
    made["token"].as_str().expect("the token is shown").to_owned()
}

fn with(server: &Server, path: &str, token: &str) -> u16 {
    server.get_with(path, ("authorization", &format!("Bearer {token}"))).status
}

#[test]
fn a_token_is_shown_once_and_stored_hashed() {
    for (name, home) in Jingwei::on_each() {
        let home = town(home);
        let secret = token(&home, &["--role", "planner"]);
        let kept = if name == "sqlite" {
            home.database().bytes()
        } else {
            home.database().query("SELECT string_agg(t::text, ' ') FROM token t").into_bytes()
        };
        let text = String::from_utf8_lossy(&kept);
        let inner = secret.strip_prefix("jw_").unwrap_or(&secret);
        assert!(!text.contains(inner), "the secret itself is nowhere in the database ({name})");
    }
}

#[test]
fn inside_every_route_asks_who_is_there() {
    let home = town(Jingwei::on_sqlite());
    let viewer = token(&home, &["--role", "viewer"]);
    let mut server = home.serve_with(&["--internal"]);
    server.expect_warning("without TLS");
    let place = "/api/v1/locate?lon=102.0005&lat=40.0005";
    assert_eq!(server.get(place).status, 401);
    assert_eq!(server.get("/tiles/areas.json").status, 401);
    assert_eq!(with(&server, place, "jw_nobody"), 401);
    assert_eq!(with(&server, place, &viewer), 200);
    assert_eq!(server.get("/healthz").status, 200, "a probe needs no token");
}

#[test]
fn in_public_reading_is_open_and_writing_is_not() {
    let home = town(Jingwei::on_sqlite());
    let viewer = token(&home, &["--role", "viewer"]);
    let planner = token(&home, &["--role", "planner"]);
    let mut server = home.serve_with(&["--public", "--review-number", "GS(2026)0001号"]);
    assert_eq!(server.get("/api/v1/locate?lon=102.0005&lat=40.0005").status, 200);
    assert_eq!(server.json("/api/v1/config")["review_number"], "GS(2026)0001号");
    server.expect_warning("without TLS");
    let publish = |token: Option<&str>| {
        let mut command = std::process::Command::new("curl");
        command.args([
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "-X",
            "POST",
            "-H",
            "content-type: application/json",
            "-H",
            "if-match: \"0\"",
        ]);
        if let Some(token) = token {
            command.args(["-H", &format!("authorization: Bearer {token}")]);
        }
        let output = command
            .args(["-d", "{}", &server.url("/api/v1/drafts/9/publish")])
            .output()
            .expect("curl is here");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(publish(None), "401", "nobody");
    assert_eq!(publish(Some(&viewer)), "403", "a viewer may look only");
    assert_eq!(publish(Some(&planner)), "404", "a planner may, but there is no draft");
    let log = server.log();
    assert!(!log.contains(&viewer) && !log.contains(&planner), "tokens are not logged");
}

#[test]
fn a_role_that_does_not_exist_or_an_area_nobody_has_is_refused() {
    let home = town(Jingwei::on_sqlite());
    let role = home.run(&["token", "create", "--role", "king"]);
    assert_eq!(role.exit, Some(2), "{role}");
    assert!(role.err.contains("planner"), "the roles there are\n{role}");
    let area = home.run(&["token", "create", "--role", "viewer", "--area", "NOWHERE"]);
    assert_eq!(area.exit, Some(1), "{area}");
    assert!(area.err.contains("NOWHERE"), "{area}");
}
