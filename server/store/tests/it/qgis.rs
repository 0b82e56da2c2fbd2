//! What other programs find in PostGIS: plain polygons with an index.

use crate::scratch::Scratch;
use crate::town::{
    area, drafted, initialised, plain, publish, publish_contents, publish_draft, square, station,
    town,
};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::{Contents, Delta, Moment, Release};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct PlanLine {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

fn connect(scratch: &Scratch) -> PgConnection {
    PgConnection::establish(scratch.place()).unwrap()
}

fn number(connection: &mut PgConnection, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<Number>(connection).unwrap().n
}

fn plan(connection: &mut PgConnection, sql: &str) -> String {
    let lines: Vec<PlanLine> =
        diesel::sql_query(format!("EXPLAIN {sql}")).load(connection).unwrap();
    lines.into_iter().map(|line| line.line + "\n").collect()
}

/// 1,600 squares in 40 rows, as big as grids are.
fn squares() -> Contents {
    let mut contents = town(1);
    contents.blanks[0].shape = plain(square(1_163_800_000, 399_000_000, 10_000));
    contents.areas.clear();
    for id in 1..=1600_u32 {
        let cell = i32::try_from(id).unwrap();
        let (x, y) = (1_164_000_000 + cell % 40 * 10_000, 399_000_000 + cell / 40 * 10_000);
        contents.areas.push(area(id, "grid", None, plain(square(x, y, 10_000))));
    }
    contents
}

const WINDOW: &str = "geom && ST_MakeEnvelope(116.4, 39.9, 116.4015, 39.9015, 4490)";

#[test]
fn qgis_finds_the_areas_in_force_as_valid_polygons_in_cgcs2000() {
    let Some(scratch) = Scratch::postgis() else { return };
    let store = initialised(&scratch);
    publish_contents(&store, &squares());
    let connection = &mut connect(&scratch);
    let listed = "SELECT count(*) AS n FROM geometry_columns WHERE srid = 4490 AND \
                  type = 'MULTIPOLYGON' AND f_table_name IN \
                  ('area', 'blank', 'area_in_force', 'blank_in_force')";
    assert_eq!(number(connection, listed), 4, "QGIS lists layers from this view");
    for (view, rows) in [("area_in_force", 1600), ("blank_in_force", 1)] {
        let good = format!(
            "SELECT count(*) AS n FROM {view} WHERE ST_IsValid(geom) AND ST_SRID(geom) = 4490"
        );
        assert_eq!(number(connection, &good), rows, "{view}");
    }
    // 1600 squares of 0.001 degrees: exact ground, up to the rounding of doubles.
    let ground = "SELECT round(sum(ST_Area(geom)) * 1e9)::bigint AS n FROM area_in_force";
    assert_eq!(number(connection, ground), 1_600_000);
}

#[test]
fn a_window_of_the_map_is_read_through_the_spatial_index() {
    let Some(scratch) = Scratch::postgis() else { return };
    publish_contents(&initialised(&scratch), &squares());
    let connection = &mut connect(&scratch);
    diesel::sql_query("ANALYZE area").execute(connection).unwrap();
    for table in ["area_in_force", "areas_of_release(1)"] {
        let window = format!("SELECT area_id FROM {table} WHERE {WINDOW}");
        let plan = plan(connection, &window);
        assert!(plan.contains("Index Scan") && plan.contains("area_geom"), "{table}: {plan}");
    }
    let inside = format!("SELECT count(*) AS n FROM area_in_force WHERE {WINDOW}");
    assert_eq!(number(connection, &inside), 3, "two rows of cells, the first begins at 1");
}

#[test]
fn qgis_finds_the_stations_in_force_as_points_in_cgcs2000() {
    let Some(scratch) = Scratch::postgis() else { return };
    let mut contents = town(1);
    contents.stations = (1..=4000).map(station).collect();
    let store = initialised(&scratch);
    publish_contents(&store, &contents);
    contents.stations.truncate(3999);
    publish_contents(&store, &contents);
    let connection = &mut connect(&scratch);
    let listed = "SELECT count(*) AS n FROM geometry_columns WHERE srid = 4490 AND \
                  type = 'POINT' AND f_table_name IN ('station', 'station_in_force')";
    assert_eq!(number(connection, listed), 2, "QGIS lists layers from this view");
    assert_eq!(number(connection, "SELECT count(*) AS n FROM station_in_force"), 3999);
    assert_eq!(number(connection, "SELECT count(*) AS n FROM stations_of_release(1)"), 4000);
    let third =
        "SELECT (ST_X(geom) * 1e7)::bigint AS n FROM station_in_force WHERE code = 'S00003'";
    assert_eq!(number(connection, third), 1_163_913_037);
    diesel::sql_query("ANALYZE station").execute(connection).unwrap();
    let near = "SELECT station_id FROM station_in_force \
                WHERE geom && ST_MakeEnvelope(116.3913, 39.9, 116.39130020, 40, 4490)";
    let plan = plan(connection, near);
    assert!(plan.contains("Index Scan") && plan.contains("station_geom"), "{plan}");
}

#[test]
fn a_release_of_tomorrow_is_not_in_force_today() {
    let Some(scratch) = Scratch::postgis() else { return };
    let store = initialised(&scratch);
    publish_contents(&store, &town(3));
    let draft = drafted(&store, &crate::town::edit("明年"), 2_000_000);
    let never = Release { effective: Moment(i64::MAX), ..crate::town::release(2) };
    publish_draft(&store, draft, &never, &town(9).since(&town(3))).unwrap();
    let connection = &mut connect(&scratch);
    let count = |connection: &mut PgConnection, table: &str| {
        number(connection, &format!("SELECT count(*) AS n FROM {table}"))
    };
    assert_eq!(count(connection, "area_in_force"), 4);
    assert_eq!(count(connection, "areas_of_release(1)"), 4);
    assert_eq!(count(connection, "areas_of_release(2)"), 10);
}

#[test]
fn before_the_first_release_nothing_is_in_force() {
    let Some(scratch) = Scratch::postgis() else { return };
    let store = initialised(&scratch);
    let connection = &mut connect(&scratch);
    assert_eq!(number(connection, "SELECT count(*) AS n FROM area_in_force"), 0);
    publish(&store, &Delta::default());
    assert_eq!(number(connection, "SELECT count(*) AS n FROM area_in_force"), 0);
}
