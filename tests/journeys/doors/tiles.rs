//! Tiles: named by their release, kept for a year, and only where there are any.

use super::refusals::refused;
use super::town;
use support::{Jingwei, unpacked};

#[test]
fn a_tile_names_its_release_and_may_be_kept_for_a_year() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    let about = server.json("/tiles/areas.json");
    let template = about["tiles"][0].as_str().expect("an address of tiles").to_owned();
    assert!(template.contains("/tiles/1/areas/{z}/{x}/{y}"), "{template}");
    let layers: Vec<&str> = about["vector_layers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|layer| layer["id"].as_str())
        .collect();
    assert!(
        layers.iter().any(|id| id.contains("grid"))
            && layers.iter().any(|id| id.contains("district")),
        "{layers:?}"
    );
    let (x, y) = tile_of(102.0005, 40.0005, 14);
    let tile = server.get(&format!("/tiles/1/areas/14/{x}/{y}"));
    assert_eq!(tile.status, 200);
    assert!(tile.header("content-type").contains("mapbox-vector-tile"), "{:?}", tile.headers);
    assert!(tile.header("cache-control").contains("immutable"), "{:?}", tile.headers);
    assert!(tile.header("cache-control").contains("31536000"), "{:?}", tile.headers);
    let again = server.get(&format!("/tiles/1/areas/14/{x}/{y}"));
    assert_eq!(unpacked(tile.body), unpacked(again.body), "the same bytes each time");
}

#[test]
fn empty_tiles_are_empty_and_impossible_ones_are_refused() {
    let home = town(Jingwei::on_sqlite());
    let server = home.serve();
    assert_eq!(server.get("/tiles/1/areas/14/1/1").status, 204, "nothing there");
    for path in ["/tiles/1/areas/14/16384/0", "/tiles/1/areas/40/0/0", "/tiles/1/areas/3/0/8"] {
        refused(&server, path, &[400, 404, 422]);
    }
    for path in [
        "/tiles/1/areas/-1/0/0",
        "/tiles/1/areas/a/b/c",
        "/tiles/1/areas/3/99999999999999999999/0",
        "/tiles/x/areas/3/0/0",
    ] {
        assert!(matches!(server.get(path).status, 400 | 404 | 422), "{path}");
    }
    refused(&server, "/tiles/2/areas/14/1/1", &[404, 410]);
}

/// The tile of Web Mercator that holds a place.
fn tile_of(lon: f64, lat: f64, zoom: i32) -> (i64, i64) {
    let side = 2_f64.powi(zoom);
    let x = (lon + 180.0) / 360.0 * side;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    #[expect(clippy::cast_possible_truncation, reason = "tile numbers are small")]
    let whole = (x.floor() as i64, y.floor() as i64);
    whole
}
