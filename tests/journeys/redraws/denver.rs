//! The ground of the benches is what it claims to be.

use support::{COLORADO_CENTRAL, Denver, area2, figure, list, outline, shared, spot};

#[test]
fn places_in_feet_of_central_colorado_are_found_in_degrees() {
    // Computed with PROJ 9 through pyproj: EPSG:2232 to EPSG:4269.
    let known = [
        ((3_000_000.0, 1_000_000.0), (-105.5, 37.833_333_333_3)),
        ((3_143_000.0, 1_690_000.0), (-104.991_598_541_7, 39.726_754_538_8)),
        ((3_200_000.25, 1_750_000.75), (-104.787_281_719_8, 39.890_410_454_3)),
        ((2_500_000.0, 1_200_000.0), (-107.243_984_521_5, 38.369_303_940_4)),
        ((3_300_000.0, 1_600_000.0), (-104.437_204_389_7, 39.475_953_577_8)),
    ];
    for ((east, north), (lon, lat)) in known {
        let found = COLORADO_CENTRAL.degrees(east, north);
        assert!((found.0 - lon).abs() < 2e-10 && (found.1 - lat).abs() < 2e-10, "{found:?}");
    }
}

#[test]
fn an_outline_keeps_holes_and_parts_and_loses_what_is_shared() {
    let block = |x: i64, y: i64| vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
    let ring: Vec<_> = (0..9).filter(|n| *n != 4).map(|n| block(n % 3, n / 3)).collect();
    let mut found: Vec<i128> = outline(&ring).iter().map(|ring| area2(ring)).collect();
    found.sort_unstable();
    assert_eq!(found, [-2, 18], "a square of nine with a hole of one");
    let corners = [block(0, 0), block(1, 1)];
    assert_eq!(outline(&corners).len(), 2, "touching in a corner joins nothing");
    assert_eq!(spot(-105.036_972, 39.744_114), (-1_050_369_720, 397_441_140));
}

#[test]
fn denver_holds_the_people_of_its_census_in_blocks_that_make_up_their_groups() {
    let Some(file) = shared("denver/blocks2020.zip") else { return };
    let city = Denver::read(&file);
    let home = city.in_force(0);
    assert_eq!(city.len(), 10_149);
    let server = home.serve();
    for (level, count) in [("block", 10_149), ("group", 571)] {
        let page = server.json(&format!("/api/v1/areas?level={level}&limit=1"));
        assert_eq!(page["total"], count, "{level}");
    }
    let people = support::read_csv(&city.population());
    let residents: u64 = people.iter().filter_map(|row| row["residents"].parse::<u64>().ok()).sum();
    assert_eq!((people.len(), residents), (8_394, 715_522), "as the census counted");
    let report = home.run(&["--json", "check"]).json();
    let blocking = list(&report["issues"]).filter(|issue| issue["severity"] == "blocking");
    assert_eq!(blocking.count(), 0, "{}", report["issues"]);
    figure("Denver: blocks, groups, people", "10,149, 571, 715,522");
}
