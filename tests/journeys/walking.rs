//! Streets, stations and people, from a file to coverage, circles and sites.

mod bad_files;
mod coverage;
mod doors;
mod drafts;
mod private;

use serde_json::Value;
use std::path::PathBuf;
use support::Jingwei;

/// A file of the committed demo town.
fn demo_file(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/demo");
    folder.join(name).to_str().expect("the path is text").to_owned()
}

/// The demo town in a database of its own, published step by step from its files.
fn town() -> Jingwei {
    let home = Jingwei::on_sqlite();
    found(&home);
    for (what, file) in [
        ("osm", "streets.osm.gz"),
        ("stations", "stations.geojson"),
        ("population", "population.csv"),
    ] {
        home.ok(&["import", what, &demo_file(file)]);
    }
    home.ok(&["publish"]);
    home
}

/// Its areas only.
fn found(home: &Jingwei) {
    home.ok(&["init"]);
    for (level, file, parent) in [
        ("subdistrict", "subdistrict.geojson", None),
        ("community", "communities.geojson", Some("parent")),
        ("grid", "grids.geojson", Some("parent")),
        ("microgrid", "microgrids.geojson", Some("parent")),
    ] {
        let file = demo_file(file);
        let mut args = vec!["import", "areas", &file, "--level", level];
        args.extend(parent.iter().flat_map(|field| ["--parent-field", field]));
        home.ok(&args);
    }
    home.ok(&["publish"]);
}

/// Adds one number of every row.
fn sum(rows: &Value, pointer: &str) -> i64 {
    let rows = rows.as_array().expect("rows");
    rows.iter().map(|row| row.pointer(pointer).and_then(Value::as_i64).expect(pointer)).sum()
}
