//! People: they sign in, do what their role allows where it allows it, and leave.

use crate::doors::town;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use support::{Jingwei, Server};

const PASSWORD: &str = "four good words";

/// Adds a person with that password.
fn add(home: &Jingwei, login: &str, more: &[&str]) {
    let args = ["user", "add", login, "--name", "王小明", "--password-stdin"];
    let args = [&args, more].concat();
    let mut child = home.command(&args).stdin(Stdio::piped()).spawn().expect("the binary starts");
    let mut input = child.stdin.take().expect("standard input is ours");
    writeln!(input, "{PASSWORD}").expect("the command reads");
    drop(input);
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What came back: status, headers, body.
struct Answer {
    status: u16,
    headers: String,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.to_lowercase().starts_with(&format!("{name}:"));
        self.headers.lines().find(named)?.split_once(':').map(|(_, value)| value.trim())
    }

    /// The cookie to send back.
    fn cookie(&self) -> String {
        let set = self.header("set-cookie").expect("a cookie is set");
        set.split(';').next().unwrap_or_default().to_owned()
    }
}

/// Asks as a browser would, with these headers.
fn ask(server: &Server, method: &str, path: &str, body: Option<&Value>, with: &[&str]) -> Answer {
    let mut command = Command::new("curl");
    command.args(["-s", "-i", "-X", method, &server.url(path)]);
    for header in with {
        command.args(["-H", header]);
    }
    if let Some(body) = body {
        command.args(["-H", "content-type: application/json", "-d", &body.to_string()]);
    }
    let output = command.output().expect("curl is here");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (headers, body) = text.split_once("\r\n\r\n").expect("an answer");
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer {
        status: status.expect("a status"),
        headers: headers.to_owned(),
        body: serde_json::from_str(body).unwrap_or(Value::Null),
    }
}

fn sign_in(server: &Server, login: &str, password: &str) -> Answer {
    let body = json!({ "login": login, "password": password });
    ask(server, "POST", "/api/v1/session", Some(&body), &[])
}

#[test]
fn a_person_signs_in_is_known_and_signs_out() {
    for (backend, home) in Jingwei::on_each() {
        let home = town(home);
        add(&home, "wang", &["--role", "planner", "--area", "A"]);
        let mut server = home.serve_with(&["--internal"]);
        server.expect_warning("without TLS");
        let place = "/api/v1/locate?lon=102.0005&lat=40.0005";
        let nobody = ask(&server, "GET", "/api/v1/session", None, &[]);
        assert_eq!(nobody.status, 401, "{backend}");
        assert_eq!(nobody.header("www-authenticate"), None, "the page asks, not the browser");
        assert_eq!(ask(&server, "GET", place, None, &[]).status, 401);
        let wrong = sign_in(&server, "wang", "not the password");
        assert_eq!((wrong.status, &wrong.body["code"]), (401, &json!("sign_in_wrong")));
        assert_eq!(sign_in(&server, "nobody", PASSWORD).body["detail"], wrong.body["detail"]);

        let signed_in = sign_in(&server, "WANG", PASSWORD);
        assert_eq!(signed_in.status, 200, "{}", signed_in.body);
        let set = signed_in.header("set-cookie").expect("a cookie");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        assert!(!set.contains("Secure"), "without TLS it would never come back");
        let role = &signed_in.body["person"]["roles"][0];
        assert_eq!((&role["role"], &role["area"]["code"]), (&json!("planner"), &json!("A")));

        let cookie = format!("cookie: a=b; {}", signed_in.cookie());
        let known = ask(&server, "GET", "/api/v1/session", None, &[&cookie]);
        assert_eq!((known.status, &known.body), (200, &signed_in.body));
        assert_eq!(known.body["actor"], "person 1");
        assert_eq!(ask(&server, "GET", place, None, &[&cookie]).status, 200);
        assert_eq!(ask(&server, "DELETE", "/api/v1/session", None, &[&cookie]).status, 204);
        assert_eq!(ask(&server, "GET", place, None, &[&cookie]).status, 401);
        let log = server.log();
        assert!(!log.contains(PASSWORD) && !log.contains("wang"), "nothing personal is logged");
    }
}

#[test]
fn whoever_guesses_has_to_wait() {
    let home = town(Jingwei::on_sqlite());
    add(&home, "wang", &[]);
    let server = home.serve();
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "wang", "a guess").status, 401);
    }
    let refused = sign_in(&server, "wang", PASSWORD);
    assert_eq!((refused.status, &refused.body["code"]), (429, &json!("too_many_tries")));
    let wait: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).unwrap_or(0);
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(sign_in(&server, "li", "a guess").status, 401, "others are not held up");
}

#[test]
fn a_planner_of_one_area_looks_things_up_but_states_no_whole_level() {
    let home = town(Jingwei::on_sqlite());
    add(&home, "wang", &["--role", "planner", "--area", "A"]);
    add(&home, "boss", &["--role", "admin"]);
    let server = home.serve();
    let wang = format!("cookie: {}", sign_in(&server, "wang", PASSWORD).cookie());
    let boss = format!("cookie: {}", sign_in(&server, "boss", PASSWORD).cookie());
    let settings = ask(&server, "GET", "/api/v1/settings", None, &[&wang]);
    assert_eq!((settings.status, &settings.body["households"]["max"]), (200, &json!(500)));
    let wish = json!({ "households": { "max": 600 } });
    assert_eq!(ask(&server, "PUT", "/api/v1/settings", Some(&wish), &[&wang]).status, 403);
    let unknown = json!({ "housholds": {} });
    assert_eq!(ask(&server, "PUT", "/api/v1/settings", Some(&unknown), &[&boss]).status, 422);
    let set = ask(&server, "PUT", "/api/v1/settings", Some(&wish), &[&boss]);
    assert_eq!((set.status, &set.body["households"]["max"]), (200, &json!(600)));
    assert_eq!(home.json(&["settings", "show"])["households"]["min"], 300);
    assert_eq!(ask(&server, "GET", "/api/v1/people", None, &[&wang]).status, 403);
    let level = "/api/v1/drafts/1/imports?level=grid";
    let import = ask(&server, "POST", level, Some(&json!({})), &[&wang]);
    assert_eq!((import.status, &import.body["code"]), (403, &json!("not_allowed")));
}

#[test]
fn a_page_from_elsewhere_changes_nothing_in_a_signed_in_browser() {
    let home = town(Jingwei::on_sqlite());
    add(&home, "boss", &["--role", "admin"]);
    let server = home.serve();
    let cookie = format!("cookie: {}", sign_in(&server, "boss", PASSWORD).cookie());
    for header in ["origin: https://evil.example", "sec-fetch-site: cross-site", "origin: null"] {
        for (method, path) in [("PUT", "/api/v1/settings"), ("DELETE", "/api/v1/session")] {
            let refused = ask(&server, method, path, Some(&json!({})), &[&cookie, header]);
            let expected = (403, &json!("foreign_origin"));
            assert_eq!((refused.status, &refused.body["code"]), expected, "{path} {header}");
        }
    }
    let own = format!("origin: http://{}", server.address());
    let settings = ask(&server, "PUT", "/api/v1/settings", Some(&json!({})), &[&cookie, &own]);
    assert_eq!(settings.status, 200, "{}", settings.body);
}

#[test]
fn an_administrator_adds_changes_and_erases_people() {
    let home = town(Jingwei::on_sqlite());
    add(&home, "boss", &["--role", "admin"]);
    let server = home.serve();
    let boss = format!("cookie: {}", sign_in(&server, "boss", PASSWORD).cookie());
    let new = json!({ "login": "Li.Hua", "name": "李华", "password": PASSWORD,
        "roles": [{ "role": "approver" }] });
    let added = ask(&server, "POST", "/api/v1/people", Some(&new), &[&boss]);
    assert_eq!((added.status, &added.body["login"]), (201, &json!("li.hua")));
    let twice = ask(&server, "POST", "/api/v1/people", Some(&new), &[&boss]);
    assert_eq!((twice.status, &twice.body["code"]), (409, &json!("login_taken")));
    let nowhere = json!({ "role": "planner", "area": 4_000_000 });
    let roles = "/api/v1/people/2/roles";
    assert_eq!(ask(&server, "POST", roles, Some(&nowhere), &[&boss]).status, 422);

    let cookie = format!("cookie: {}", sign_in(&server, "li.hua", PASSWORD).cookie());
    let weak = json!({ "old": PASSWORD, "new": "short" });
    let password = "/api/v1/session/password";
    assert_eq!(ask(&server, "POST", password, Some(&weak), &[&cookie]).status, 422);
    let better = json!({ "old": PASSWORD, "new": "five other good words" });
    let changed = ask(&server, "POST", password, Some(&better), &[&cookie]);
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(ask(&server, "GET", "/api/v1/session", None, &[&cookie]).status, 401);
    let cookie = format!("cookie: {}", changed.cookie());
    assert_eq!(ask(&server, "GET", "/api/v1/session", None, &[&cookie]).status, 200);

    assert_eq!(ask(&server, "DELETE", "/api/v1/people/2", None, &[&boss]).status, 204);
    assert_eq!(ask(&server, "GET", "/api/v1/session", None, &[&cookie]).status, 401);
    let people = home.json(&["user", "list"]);
    assert_eq!((&people[1]["id"], &people[1]["login"]), (&json!(2), &Value::Null));
    let log = ask(&server, "GET", "/api/v1/log?subject=person%202", None, &[&boss]).body;
    let done: Vec<&Value> =
        log["rows"].as_array().into_iter().flatten().map(|r| &r["what"]).collect();
    assert_eq!(done, ["erase_person", "set_password", "grant", "add_person"]);
    assert_eq!(
        (&log["rows"][0]["actor"], &log["rows"][0]["name"]),
        (&json!("person 1"), &json!("王小明"))
    );
    assert_eq!(
        (&log["rows"][1]["actor"], &log["rows"][1]["name"]),
        (&json!("person 2"), &Value::Null)
    );
    let kept = home.database().bytes();
    let text = String::from_utf8_lossy(&kept);
    assert!(!text.contains("five other good words"), "no password is in the database");
}

#[test]
fn incidents_are_taken_in_once_and_faulty_rows_are_named() {
    for (backend, home) in Jingwei::on_each() {
        let home = town(home);
        let rows = "id,time,kind,lon,lat\n1,2026-01-01 08:00,积水,102.0005,40.0005\n\
                    2,2026-01-01 09:00,积水,102.0005,40.0005\n";
        let file = home.write("incidents.csv", rows);
        let first = home.json(&["import", "incidents", &file]);
        assert_eq!((&first["added"], &first["from"]), (&json!(2), &json!("2026-01-01T00:00:00Z")));
        let again = home.json(&["import", "incidents", &file]);
        assert_eq!((&again["added"], &again["unchanged"]), (&json!(0), &json!(2)), "{backend}");
        let faulty = home.write("faulty.csv", format!("{rows}3,soon,积水,102.0005,40.0005\n"));
        let refused = home.run(&["import", "incidents", &faulty]);
        assert_eq!(refused.exit, Some(3), "{refused}");
        assert!(refused.out.contains("row 3") && refused.out.contains("soon"), "{refused}");
        let kept = home.json(&["import", "incidents", &faulty, "--skip-faulty"]);
        assert_eq!((&kept["unchanged"], &kept["faulty"]), (&json!(2), &json!(1)));
    }
}

#[test]
fn the_change_log_is_held_against_its_seals() {
    let home = town(Jingwei::on_sqlite());
    add(&home, "boss", &["--role", "admin"]);
    let sound = home.json(&["verify-log"]);
    assert_eq!((&sound["faults"], &sound["rows"]), (&json!([]), &sound["sealed"]));
    home.ok(&["user", "disable", "boss"]);
    let grown = home.json(&["verify-log"]);
    assert_eq!((&grown["faults"], &grown["rows"]), (&json!([]), &grown["sealed"]));
    assert_ne!(grown["hash"], sound["hash"], "a seal follows the one before it");
}
