//! Files that are wrong: each is refused with a message that names the feature and
//! the place, and the database stays as it was, byte for byte.

mod files;

use files::{Case, cases};
use serde_json::Value;
use support::{Drawing, Jingwei, Run};

/// A published town of two districts, so that orphans and duplicates can be told.
fn town() -> Jingwei {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "district,grid"]);
    let file = home.write("districts.geojson", Drawing::of("AABB\nAABB").areas().to_string());
    home.ok(&["import", "areas", &file, "--level", "district", "--publish"]);
    home
}

#[test]
fn every_wrong_file_is_refused_by_name_and_changes_nothing() {
    let home = town();
    let before = home.database().bytes();
    let mut breaches = Vec::new();
    for Case { name, file, content, exit, words } in cases() {
        let path = home.write(file, content);
        let fields = ["--level", "grid", "--code-field", "code", "--parent-field", "parent"];
        let run = home.run(&[&["import", "areas", &path], fields.as_slice()].concat());
        let unsaid: Vec<&str> =
            words.iter().copied().filter(|word| !run.said().contains(word)).collect();
        if run.exit != Some(exit) || !unsaid.is_empty() || run.said().contains("panicked") {
            breaches.push(format!("{name}: exit {exit} expected, and the words {unsaid:?}\n{run}"));
        }
        if home.database().bytes() != before {
            breaches.push(format!("{name}: the database changed"));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    let report = home.json(&["check"]);
    assert_eq!(report["draft"], Value::Null, "no draft was left behind");
}

#[test]
fn one_feature_of_100_megabytes_is_answered_without_falling_over() {
    let home = town();
    let before = home.database().bytes();
    let run = import(&home, "huge.geojson", &files::huge(100 << 20));
    assert!(matches!(run.exit, Some(1 | 3)), "{run}");
    assert!(run.said().contains("C1") || run.said().contains("bytes"), "{run}");
    assert!(home.database().bytes() == before, "the database changed");
}

#[test]
fn a_file_that_is_not_there_or_a_flag_that_is_wrong_is_told_apart() {
    let home = town();
    let gone = home.run(&["import", "areas", "nowhere.geojson", "--level", "grid"]);
    assert_eq!(gone.exit, Some(1), "{gone}");
    assert!(gone.err.contains("nowhere.geojson"), "{gone}");
    let flag = home.run(&["import", "areas", "x.geojson", "--levle", "grid"]);
    assert_eq!(flag.exit, Some(2), "{flag}");
    assert!(flag.err.contains("--level"), "a slip of the finger is met with a hint\n{flag}");
    let level = import_as(&home, "fine.geojson", &Drawing::of("CD").areas().to_string(), "gird");
    assert!(matches!(level.exit, Some(1 | 2)), "{level}");
    assert!(
        level.err.contains("gird") && level.err.contains("grid"),
        "the levels there are\n{level}"
    );
    let kind = home.run(&["import", "areas", "x.geojson", "--level", "grid", "--allow", "holes"]);
    assert!(matches!(kind.exit, Some(1 | 2)), "{kind}");
    assert!(kind.err.contains("holes") && kind.err.contains("gap"), "the kinds there are\n{kind}");
}

#[test]
fn a_table_without_usable_positions_is_refused_or_passed_through() {
    let home = town();
    let table = home.write("no.csv", "id,where\n1,here\n");
    let run = home.run(&["route-file", &table, &home.arg("out.csv")]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.err.contains("id") && run.err.contains("where"), "the columns there are\n{run}");
    assert!(!home.path("out.csv").exists(), "no half a table");
    let rows = "lon,lat,note\n102.0005,40.0005,in\n,,nothing\nabc,40,letters\n500,40,off\n";
    let table = home.write("some.csv", rows);
    home.ok(&["route-file", &table, &home.arg("out.csv")]);
    let reasons: Vec<String> = support::read_csv(&home.read("out.csv"))
        .into_iter()
        .map(|row| row["reason"].clone())
        .collect();
    assert_eq!(reasons[0], "within");
    assert!(reasons[1..].iter().all(|reason| reason == "no_position"), "{reasons:?}");
}

fn import(home: &Jingwei, file: &str, content: &[u8]) -> Run {
    let path = home.write(file, content);
    home.run(&["import", "areas", &path, "--level", "grid"])
}

fn import_as(home: &Jingwei, file: &str, content: &str, level: &str) -> Run {
    let path = home.write(file, content);
    home.run(&["import", "areas", &path, "--level", level])
}
