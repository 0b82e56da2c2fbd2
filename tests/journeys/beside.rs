//! Beside a running server: publications, backups, two publishers at once.

use std::time::{Duration, Instant};
use support::{Jingwei, Server, city, figure, places};

const SIDE: usize = 20;

/// A city in force, and the next edition as a file.
fn city_in_force(home: &Jingwei) -> String {
    home.ok(&["init", "--levels", "grid:网格"]);
    let first = home.write("first.geojson", city(SIDE, "old").to_string());
    home.ok(&["import", "areas", &first, "--level", "grid", "--publish", "--code-field", "code"]);
    home.write("next.geojson", city(SIDE, "new").to_string())
}

fn name(server: &Server) -> String {
    let found = server.json("/api/v1/locate?lon=103.0005&lat=40.0005");
    found["divisions"][0]["path"][0]["name"].as_str().unwrap_or_default().to_owned()
}

/// Waits until the server answers from the next edition, two seconds at most.
fn hears_of_it(server: &Server, backend: &str) -> Duration {
    let began = Instant::now();
    while name(server) == "old 0" {
        assert!(began.elapsed() < Duration::from_secs(2), "still the old release on {backend}");
        std::thread::sleep(Duration::from_millis(10));
    }
    began.elapsed()
}

#[test]
fn a_publication_from_the_command_line_is_answered_within_two_seconds() {
    for (backend, home) in Jingwei::on_each() {
        let next = city_in_force(&home);
        let server = home.serve();
        assert_eq!(name(&server), "old 0");
        home.ok(&["import", "areas", &next, "--level", "grid"]);
        assert_eq!(name(&server), "old 0", "a draft changes nothing");
        home.ok(&["publish"]);
        let took = hears_of_it(&server, backend);
        figure(
            &format!("publish seen by a running server, {backend}"),
            format!("{:>7} ms", took.as_millis()),
        );
        assert_eq!(
            server.get("/tiles/areas.json").json()["tiles"]
                .to_string()
                .matches("/tiles/2/")
                .count(),
            1
        );
        let past = server.json("/api/v1/releases");
        assert_eq!(past["releases"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn a_backup_of_a_live_server_gives_the_same_answers_elsewhere() {
    for (from, home) in Jingwei::on_each() {
        let next = city_in_force(&home);
        let server = home.serve();
        home.ok(&["import", "areas", &next, "--level", "grid", "--publish"]);
        hears_of_it(&server, from);
        let file = home.arg("backup.jwb");
        home.ok(&["backup", &file]);
        for (to, other) in Jingwei::on_each() {
            other.ok(&["restore", &file]);
            let there = other.serve();
            let asked = questions(400);
            assert!(
                batch(&server, &asked) == batch(&there, &asked),
                "{from} and its copy on {to} differ"
            );
            assert_eq!(server.json("/api/v1/releases"), there.json("/api/v1/releases"));
            let second = other.run(&["restore", &file]);
            assert_eq!(second.exit, Some(1), "a full database is not overwritten\n{second}");
        }
    }
}

#[test]
fn a_broken_backup_is_refused_and_leaves_no_database_half_filled() {
    let home = Jingwei::on_sqlite();
    city_in_force(&home);
    let file = home.arg("backup.jwb");
    home.ok(&["backup", &file]);
    let whole = std::fs::read(home.path("backup.jwb")).expect("the backup is there");
    let half = &whole[..whole.len() / 2];
    for (name, content) in [("half", half), ("empty", &[][..]), ("text", b"no backup".as_slice())] {
        let other = Jingwei::on_sqlite();
        let path = other.write("broken.jwb", content);
        let run = other.run(&["restore", &path]);
        assert_eq!(run.exit, Some(1), "{name}\n{run}");
        other.ok(&["restore", &file]);
    }
}

#[test]
fn both_databases_give_the_same_bytes_for_ten_thousand_questions() {
    let homes = Jingwei::on_each();
    let asked = questions(10_000);
    let answers: Vec<Vec<u8>> = homes
        .iter()
        .map(|(_, home)| {
            city_in_force(home);
            batch(&home.serve(), &asked)
        })
        .collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "SQLite and PostGIS differ");
    assert_eq!(String::from_utf8_lossy(&answers[0]).lines().count(), 10_000);
    figure(
        "look-ups byte-identical on both databases",
        if homes.len() == 2 { "10,000" } else { "skipped" },
    );
}

#[test]
fn two_publishers_at_once_make_one_release_and_one_refusal() {
    for (backend, home) in Jingwei::on_each() {
        let next = city_in_force(&home);
        home.ok(&["import", "areas", &next, "--level", "grid"]);
        let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
            let runs: Vec<_> =
                (0..2).map(|_| scope.spawn(|| home.run(&["publish"]).exit)).collect();
            runs.into_iter().map(|run| run.join().expect("the command ends")).collect()
        });
        let done = codes.iter().filter(|code| **code == Some(0)).count();
        assert_eq!(done, 1, "{codes:?} on {backend}");
        assert!(codes.contains(&Some(1)), "{codes:?} on {backend}");
    }
}

fn questions(count: usize) -> Vec<u8> {
    let lines = places(SIDE, count, 7).into_iter().enumerate().map(|(n, (lon, lat))| match n % 3 {
        0 => format!("{{\"lon\":{lon},\"lat\":{lat},\"accuracy\":{}}}\n", 5 + n % 40),
        _ => format!("{{\"lon\":{lon},\"lat\":{lat}}}\n"),
    });
    lines.collect::<Vec<_>>().concat().into_bytes()
}

fn batch(server: &Server, body: &[u8]) -> Vec<u8> {
    let reply = server.post("/api/v1/locate", "application/x-ndjson", body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.body
}
