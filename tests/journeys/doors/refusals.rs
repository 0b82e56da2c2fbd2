//! Requests that are wrong: problem+json with a stable code, every faulty field at once.

use super::town;
use support::{Jingwei, Reply, Server};

#[test]
fn wrong_questions_are_answered_with_every_faulty_field() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    let both = server.get("/api/v1/locate?lon=1000&lat=95");
    problem(&both, &[400, 422]);
    let neither = server.get("/api/v1/locate");
    problem(&neither, &[400, 422]);
    for text in [&both, &neither].map(Reply::text) {
        assert!(text.contains("lon") && text.contains("lat"), "both fields at once: {text}");
    }
    for path in [
        "/api/v1/locate?lon=NaN&lat=40",
        "/api/v1/locate?lon=102&lat=40&accuracy=-1",
        "/api/v1/locate?lon=102&lat=40&accuracy=inf",
        "/api/v1/locate?lon=102&lat=40&accuracy=6000",
        "/api/v1/locate?lon=102&lat=40&at=yesterday",
        "/api/v1/locate?lon=102.0005&lat=40.0005&acuracy=20",
        "/api/v1/areas?limit=100000",
    ] {
        problem(&server.get(path), &[400, 422]);
    }
    for path in ["/api/v1/areas/4000000", "/api/v1/areas/by-code/grid/NOWHERE", "/api/v1/nothing"] {
        problem(&server.get(path), &[404]);
    }
    problem(
        &server.get("/api/v1/locate?lon=102.0005&lat=40.0005&division=police"),
        &[400, 404, 422],
    );
}

#[test]
fn wrong_batches_say_which_row() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    let good = r#"{"lon":102.0005,"lat":40.0005}"#;
    let lines = format!(
        "{good}\n{{broken\n{{\"lon\":1000,\"lat\":40}}\n{{\"lon\":102.0005,\"lat\":40.0005,\"acuracy\":3}}\n{good}\n"
    );
    let reply = server.post("/api/v1/locate", "application/x-ndjson", lines.as_bytes());
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answers: Vec<String> = reply.text().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), 5, "a status for each row\n{answers:#?}");
    assert!(answers[0].contains("within") && answers[4].contains("within"), "{answers:#?}");
    for wrong in &answers[1..4] {
        assert!(!wrong.contains("within"), "{wrong}");
    }
    problem(&server.post("/api/v1/locate", "image/png", b"x"), &[400, 415]);
    problem(&server.post("/api/v1/locate", "text/csv", b"a,b\n1,2\n"), &[400, 422]);
}

#[test]
fn a_body_larger_than_any_import_is_refused() {
    let home = town(Jingwei::on_sqlite());
    let token = home.json(&["token", "create", "--role", "planner"])["token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let server = home.serve();
    let status = std::process::Command::new("curl")
        .args([
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "-X",
            "POST",
            "-H",
            "content-type: application/geo+json",
        ])
        .args([
            "-H",
            &format!("authorization: Bearer {token}"),
            "-H",
            "expect:",
            "-H",
            "content-length: 900000000",
        ])
        .args([
            "--data-binary",
            "{}",
            "--max-time",
            "10",
            &server.url("/api/v1/drafts/1/imports?level=grid"),
        ])
        .output()
        .expect("curl is here");
    assert_eq!(String::from_utf8_lossy(&status.stdout), "413");
}

/// A problem that names its code and holds no inner secret.
fn problem(reply: &Reply, statuses: &[u16]) {
    let text = reply.text();
    assert!(statuses.contains(&reply.status), "{} is none of {statuses:?}: {text}", reply.status);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{text}");
    let body = reply.json();
    assert!(body["code"].as_str().is_some_and(|code| !code.is_empty()), "a stable code: {text}");
    assert_eq!(body["status"], reply.status, "{text}");
    assert!(!text.contains("src/") && !text.contains("panicked"), "{text}");
}

/// Used by the tiles, which refuse in the same words.
pub(super) fn refused(server: &Server, path: &str, statuses: &[u16]) {
    problem(&server.get(path), statuses);
}
