//! New York: shootings against the police precincts.

use super::{Agreement, number, routed};
use support::{Jingwei, shared};

#[test]
fn shootings_go_to_the_recorded_precincts() {
    let (Some(areas), Some(incidents)) =
        (shared("nyc/police_precincts.geojson.gz"), shared("nyc/shooting_incidents.csv.gz"))
    else {
        return;
    };
    let home = Jingwei::on_sqlite();
    home.ok(&["init", "--levels", "precinct:派出所"]);
    // Some islets are rings of three positions.
    home.ok(&[
        "import",
        "areas",
        areas.arg(),
        "--level",
        "precinct",
        "--code-field",
        "Precinct",
        "--allow",
        "invalid",
        "--publish",
    ]);
    let position = ["Longitude", "Latitude"];
    let rows = routed(&home, incidents.arg(), position, &[]);
    assert_eq!(rows.len(), 21_408, "located incidents");
    Agreement {
        name: "New York precincts",
        rows: &rows,
        recorded: &|row| number(&row["PRECINCT"]),
        known: &|code| (!code.is_empty()).then(|| number(code)),
        leaf: "precinct_code",
    }
    .must_reach(96.5, 99.0, 1, &home, position);
}
