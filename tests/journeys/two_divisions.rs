//! Two trees over one ground (多网合一): grids and police beats answer side by side.

use support::{Drawing, Jingwei, read_csv};

fn two_trees(home: &Jingwei) {
    home.ok(&["init", "--levels", "grid:网格,beat:警务区"]);
    let grids = home.write("grids.geojson", Drawing::of("AABB").areas().to_string());
    home.ok(&["import", "areas", &grids, "--level", "grid"]);
    let beats = home.write("beats.geojson", Drawing::of("CDD.").areas().to_string());
    home.ok(&["import", "areas", &beats, "--level", "beat", "--division", "police", "--publish"]);
}

#[test]
fn every_division_answers_for_itself() {
    for (backend, home) in Jingwei::on_each() {
        two_trees(&home);
        let answer = home.json(&["locate", "102.0035", "40.0005"]);
        let divisions = answer["divisions"].as_array().cloned().unwrap_or_default();
        let told: Vec<(&str, &str)> = divisions
            .iter()
            .map(|one| {
                (
                    one["division"].as_str().unwrap_or_default(),
                    one["reason"]["kind"].as_str().unwrap_or_default(),
                )
            })
            .collect();
        // The last square has a grid and no beat; its beat is some 40 m away.
        assert_eq!(told[0], ("main", "within"), "{backend}: {answer}");
        assert_eq!(told[1].0, "police", "{backend}: {answer}");
        assert!(matches!(told[1].1, "nearest" | "outside"), "{backend}: {answer}");
        let server = home.serve();
        let one = server.json("/api/v1/locate?lon=102.0005&lat=40.0005&division=police");
        assert_eq!(one["divisions"].as_array().map(Vec::len), Some(1));
        assert_eq!(one["divisions"][0]["path"][0]["code"], "C");
    }
}

#[test]
fn a_routed_table_gets_the_columns_of_every_division() {
    let home = Jingwei::on_sqlite();
    two_trees(&home);
    let table = home.write("in.csv", "lon,lat\n102.0005,40.0005\n");
    home.ok(&["route-file", &table, &home.arg("out.csv")]);
    let rows = read_csv(&home.read("out.csv"));
    assert_eq!((rows[0]["grid_code"].as_str(), rows[0]["police_beat_code"].as_str()), ("A", "C"));
    assert_eq!(
        (rows[0]["reason"].as_str(), rows[0]["police_reason"].as_str()),
        ("within", "within")
    );
}
