//! What goes out comes back: exports, releases of the past, two ways to one answer.

use crate::doors::town;
use support::{Drawing, Jingwei, shared};

#[test]
fn an_export_imported_elsewhere_exports_the_same_bytes() {
    for (backend, home) in Jingwei::on_each() {
        let home = town(home);
        same_after_a_round(&home, &["district", "grid"], "district,grid", backend);
    }
}

#[test]
fn chicago_goes_out_and_comes_back_bit_for_bit() {
    let (Some(districts), Some(beats)) =
        (shared("chicago/districts.geojson.gz"), shared("chicago/beats.geojson.gz"))
    else {
        return;
    };
    let home = crate::agreement::police(&districts, &beats);
    same_after_a_round(&home, &["district", "beat"], "district:分局,beat:责任区", "Chicago");
}

/// Exports every level, imports them into a new database, exports again.
fn same_after_a_round(home: &Jingwei, levels: &[&str], ladder: &str, name: &str) {
    let other = Jingwei::on_sqlite();
    other.ok(&["init", "--levels", ladder]);
    for level in levels {
        let out = home.arg(&format!("{level}.geojson.gz"));
        home.ok(&["export", "areas", &out, "--level", level]);
        other.ok(&["import", "areas", &out, "--level", level, "--allow", "blank,outside_parent"]);
    }
    other.ok(&["publish"]);
    for level in levels {
        let file = format!("{level}.geojson.gz");
        other.ok(&["export", "areas", &other.arg(&file), "--level", level]);
        assert!(
            home.read(&file) == other.read(&file),
            "{name}: the export of {level} differs after a round"
        );
    }
}

#[test]
fn the_past_answers_as_it_did() {
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "grid"]);
    for (edition, picture, from) in
        [(1, "AB", "2024-01-01T00:00:00Z"), (2, "AC", "2025-01-01T00:00:00Z")]
    {
        let file =
            home.write(&format!("{edition}.geojson"), Drawing::of(picture).areas().to_string());
        home.ok(&["import", "areas", &file, "--level", "grid"]);
        home.ok(&["publish", "--effective", from, "--note", "edition"]);
    }
    let code = |at: &[&str]| {
        let answer = home.json(&[&["locate", "102.0015", "40.0005"], at].concat());
        answer["divisions"][0]["path"][0]["code"].as_str().unwrap_or("nobody").to_owned()
    };
    assert_eq!(code(&[]), "C");
    assert_eq!(code(&["--at", "2024-06-01T00:00:00Z"]), "B");
    assert_eq!(code(&["--at", "2025-01-01T00:00:00Z"]), "C", "in force from that instant on");
    let before = home.run(&["locate", "102.0015", "40.0005", "--at", "2023-01-01T00:00:00Z"]);
    assert_eq!(before.exit, Some(1), "nothing was in force then\n{before}");
    home.ok(&["export", "areas", &home.arg("first.geojson"), "--level", "grid", "--release", "1"]);
    let first = String::from_utf8(home.read("first.geojson")).expect("text");
    assert!(first.contains("\"B\"") && !first.contains("\"C\""), "{first}");
    let backwards = Drawing::of("AD").areas().to_string();
    let file = home.write("3.geojson", backwards);
    home.ok(&["import", "areas", &file, "--level", "grid"]);
    let refused = home.run(&["publish", "--effective", "2024-06-01T00:00:00Z"]);
    assert_eq!(refused.exit, Some(1), "instants strictly rise\n{refused}");
}

#[test]
fn the_command_and_the_server_answer_alike() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    for (lon, lat) in [
        ("102.0005", "40.0005"),
        ("102.001", "40.001"),
        ("102.5", "40.5"),
        ("102.00401", "40.0005"),
    ] {
        let said = home.json(&["locate", lon, lat, "--accuracy", "20"]);
        let served = server.json(&format!("/api/v1/locate?lon={lon}&lat={lat}&accuracy=20"));
        assert_eq!(said, served, "{lon}, {lat}");
        let row = format!("lon,lat,accuracy\n{lon},{lat},20\n");
        let streamed = server.post("/api/v1/locate", "text/csv", row.as_bytes());
        assert_eq!(streamed.status, 200, "{}", streamed.text());
    }
}

#[test]
fn a_routed_table_keeps_its_own_columns_as_they_were() {
    let home = town(Jingwei::on_sqlite());
    let table = "id,\"note, quoted\",lon,lat\n1,\"a \"\"b\"\"\",102.0005,40.0005\n2,,102.001,40.0005\n3,无坐标,,\n";
    let input = home.write("in.csv", table);
    home.ok(&["route-file", &input, &home.arg("out.csv.gz")]);
    let out = String::from_utf8(home.read("out.csv.gz")).expect("text");
    let header = out.lines().next().unwrap_or_default();
    assert_eq!(
        header.trim_end(),
        "id,\"note, quoted\",lon,lat,district_code,district_name,grid_code,grid_name,reason,border_m,candidates,needs_confirmation"
    );
    let rows = support::read_csv(out.as_bytes());
    assert_eq!((rows[0]["note, quoted"].as_str(), rows[0]["grid_code"].as_str()), ("a \"b\"", "C"));
    assert_eq!(
        (rows[1]["reason"].as_str(), rows[1]["grid_code"].as_str()),
        ("on_border", "D"),
        "the ground just east"
    );
    assert_eq!(rows[1]["candidates"], "C");
    assert_eq!((rows[2]["id"].as_str(), rows[2]["reason"].as_str()), ("3", "no_position"));
}
