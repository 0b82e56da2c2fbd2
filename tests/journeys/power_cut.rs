//! `kill -9` in the middle of everything: the last published release answers on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use support::{Jingwei, city, figure};

/// Blocks a side: enough that an import takes a while in a debug build.
const SIDE: usize = 60;

/// A city in force, and a file with its next edition.
fn city_in_force() -> (Jingwei, String) {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "grid:网格"]);
    let first = home.write("first.geojson", city(SIDE, "old").to_string());
    home.ok(&["import", "areas", &first, "--level", "grid", "--publish"]);
    let next = home.write("next.geojson", city(SIDE, "new").to_string());
    (home, next)
}

/// Runs a command once for its time, then again and again, killed a little later each time.
fn killed_at_every_stage(
    home: &Jingwei,
    args: &[&str],
    whole: Duration,
    mut after: impl FnMut(&Jingwei),
) -> u32 {
    let mut cut = 0;
    for stage in 1..=10 {
        let mut child = home.start(args);
        std::thread::sleep(whole * stage / 11);
        let running = child.try_wait().expect("the child is ours").is_none();
        child.kill().expect("the child is ours");
        child.wait().expect("the child is ours");
        cut += u32::from(running);
        assert_eq!(home.database().integrity(), "ok", "stage {stage}");
        after(home);
    }
    cut
}

fn answer(home: &Jingwei) -> (i64, String) {
    let located = home.json(&["locate", "103.0005", "40.0005"]);
    let name = located["divisions"][0]["path"][0]["name"].as_str().unwrap_or_default().to_owned();
    (located["release"].as_i64().unwrap_or_default(), name)
}

#[test]
fn a_power_cut_in_an_import_leaves_the_release_and_at_most_a_whole_draft() {
    let (home, next) = city_in_force();
    let args = ["import", "areas", next.as_str(), "--level", "grid"];
    let began = Instant::now();
    home.ok(&args);
    let whole = began.elapsed();
    let cut = killed_at_every_stage(&home, &args, whole, |home| {
        assert_eq!(answer(home), (1, "old 0".to_owned()));
        let report = home.run(&["--json", "check"]).json();
        for edit in report["edits"].as_array().into_iter().flatten() {
            assert!(
                edit.to_string().contains(&(SIDE * SIDE).to_string()),
                "an edit is whole or absent: {edit}"
            );
        }
    });
    figure("kill -9 in import: runs cut short, all sound", cut);
    assert!(cut >= 5, "the cuts must hit a running import, {cut} of 10 did");
    home.ok(&["publish"]);
    assert_eq!(answer(&home), (2, "new 0".to_owned()));
}

#[test]
fn a_power_cut_in_a_publication_leaves_the_old_release_or_the_new_one() {
    let (home, next) = city_in_force();
    home.ok(&["import", "areas", &next, "--level", "grid"]);
    let copy =
        std::fs::read(home.database().file().expect("a file")).expect("the database is there");
    // The quickest of several: a run that had to wait for the machine would put the later
    // cuts behind the end of the others.
    let timed = |_| {
        back_to(&home, &copy);
        let began = Instant::now();
        home.ok(&["publish"]);
        began.elapsed()
    };
    let whole = (0..3).map(timed).min().expect("three runs");
    back_to(&home, &copy);
    let cut = killed_at_every_stage(&home, &["publish"], whole, |home| {
        let found = answer(home);
        assert!(found == (1, "old 0".to_owned()) || found == (2, "new 0".to_owned()), "{found:?}");
        let again = home.run(&["publish"]);
        assert!(
            matches!(again.exit, Some(0 | 1)),
            "either it is done or it can be done now\n{again}"
        );
        assert_eq!(answer(home), (2, "new 0".to_owned()));
        back_to(home, &copy);
    });
    figure("kill -9 in publish: runs cut short, all sound", cut);
    assert!(cut >= 5, "the cuts must hit a running publication, {cut} of 10 did");
}

#[test]
fn a_power_cut_in_a_batch_leaves_a_server_that_starts_and_answers() {
    let (home, _) = city_in_force();
    let body = format!("lon,lat\n{}", "103.0005,40.0005\n".repeat(40_000)).into_bytes();
    for sent in [body.len() / 8, body.len() / 2, body.len() - 1] {
        let server = home.serve();
        let mut line = TcpStream::connect(server.address()).expect("the server listens");
        let head = format!(
            "POST /api/v1/locate HTTP/1.1\r\nhost: {}\r\ncontent-type: text/csv\r\ncontent-length: {}\r\n\r\n",
            server.address(),
            body.len()
        );
        line.write_all(head.as_bytes()).expect("the server listens");
        // What is missing at the end keeps the batch running for as long as it takes.
        let mut sender = line.try_clone().expect("a second handle");
        let answered = std::thread::scope(|scope| {
            scope.spawn(|| sender.write_all(&body[..sent]));
            let mut answered = [0; 4096];
            let first = line.read(&mut answered).expect("it answers while it still reads");
            server.kill();
            let mut rest = Vec::new();
            let _ = line.read_to_end(&mut rest);
            [&answered[..first], &rest].concat()
        });
        let answered = String::from_utf8_lossy(&answered);
        assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
        // A chunked answer that is whole ends with an empty chunk.
        assert!(!answered.ends_with("0\r\n\r\n"), "the cut came in the middle");
        assert_eq!(home.database().integrity(), "ok");
        let server = home.serve();
        let found = server.json("/api/v1/locate?lon=103.0005&lat=40.0005");
        assert_eq!(
            (found["release"].as_i64(), &found["divisions"][0]["path"][0]["name"]),
            (Some(1), &"old 0".into())
        );
    }
}

/// Puts the file of the database back as it was before the publication.
fn back_to(home: &Jingwei, copy: &[u8]) {
    let path = home.database().file().expect("a file");
    for tail in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{tail}", path.display()));
    }
    std::fs::write(path, copy).expect("the test folder is writable");
}
