//! Real extracts, and what of a file is taken.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reach::osm::{Foot, GroundKind, LineKind, MarkKind, OneWay, StreetClass};
use reach::{Direction, Extract, Network, Preset, ReadReport, Scratch, Walk};

/// A file of the shared geodata; absent ones are skipped, in CI they fail.
pub(crate) fn shared(name: &str) -> Option<Vec<u8>> {
    let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into();
    let folder: PathBuf = std::env::var_os("JINGWEI_TEST_DATA").map_or_else(beside, Into::into);
    let path = folder.join(name);
    if let Ok(bytes) = std::fs::read(&path) {
        return Some(bytes);
    }
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!in_ci, "CI must have the shared data: {} is missing", path.display());
    println!("skipped: {} is not here (JINGWEI_TEST_DATA)", path.display());
    None
}

/// Reads an extract, stores and restores it, builds its network and walks in it.
fn tried(name: &str, bytes: &[u8]) -> (Extract, ReadReport, Arc<Network>) {
    let (extract, report) = Extract::read(bytes, &|_| {}).expect(name);
    assert_eq!(Extract::decode(&extract.encode()).as_ref(), Ok(&extract), "{name}");
    let network = Arc::new(Network::build(&extract, &[]));
    let (largest, all) = (network.components()[0], network.vertex_count());
    println!(
        "{name}: {all} vertices, {} edges, {:.0} km, largest component {:.1} % of {}, {} missing \
         nodes, {} buildings, {} grounds, {} pieces of barriers",
        network.edges().len(),
        network.length_km(),
        f64::from(largest.vertices) / f64::from(u32::try_from(all).unwrap()) * 100.0,
        network.components().len(),
        report.missing_nodes,
        extract.buildings.len(),
        extract.grounds.len(),
        network.barriers().len(),
    );
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let places = (0..).map(|edge| network.point_at(edge, 1.0));
    let snap = places.take(1_000).find_map(|at| walk.snap(at, 1.0)).unwrap();
    let mut scratch = Scratch::new();
    let reached = walk.search(&mut scratch, &[snap], Direction::FromPlace, 7_200_000);
    assert!(reached.settled() > 10 && reached.parts().len() > 10, "{name}");
    (extract, report, network)
}

/// Least vertices, least kilometres, and least share of the largest component in percent.
const EXTRACTS: [(&str, usize, f64, u32); 8] = [
    ("porto_2015.osm.pbf", 70_000, 9_900.0, 95),
    ("porto_alegre_2020.osm.pbf", 8_000, 1_900.0, 95),
    ("heidelberg_2024.osm.pbf", 32_000, 3_600.0, 95),
    ("helsinki_centre_2019.osm.pbf", 3_500, 99.0, 95),
    ("shenzhen_longgang_2019.osm.pbf", 700, 160.0, 85),
    ("shanghai_huangpu_drive_2026.osm.pbf", 600, 80.0, 75),
    ("beijing_tsinghua_2017.osm.pbf", 1_000, 120.0, 85),
    ("liechtenstein_2015.osm.pbf", 6_000, 1_100.0, 95),
];

#[test]
fn real_extracts_become_networks() {
    for (name, vertices, km, share) in EXTRACTS {
        let Some(bytes) = shared(&format!("osm/{name}")) else { continue };
        let (extract, report, network) = tried(name, &bytes);
        assert!(network.vertex_count() >= vertices && network.length_km() >= km, "{name}");
        let all = u32::try_from(network.vertex_count()).unwrap();
        assert!(network.components()[0].vertices * 100 >= all * share, "{name}");
        assert_eq!(report.missing_nodes > 0, name.starts_with("helsinki"), "{name}");
        if name.starts_with("liechtenstein") {
            assert!(extract.buildings.len() >= 8_900, "{}", extract.buildings.len());
            let water = extract.grounds.iter().filter(|g| g.kind == GroundKind::Water);
            assert!(water.count() > 10);
        }
    }
}

#[test]
fn the_demo_town_can_be_walked() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/demo/streets.osm.gz");
    let bytes = std::fs::read(path).unwrap();
    let (extract, report, network) = tried("demo", &bytes);
    assert_eq!((report.missing_nodes, report.incomplete, report.duplicates), (0, 0, 0));
    assert!(extract.buildings.iter().any(|building| !building.entrances.is_empty()));
    let locked = extract.marks.iter().filter(|mark| mark.kind == MarkKind::Gate(Foot::No));
    assert_eq!(locked.count(), 14, "the side gates that are locked");
    let island = extract.grounds.iter().find(|ground| !ground.shape.0[0].holes.is_empty());
    assert_eq!(island.and_then(|river| extract.name(river.name)), Some("清织河"));
    assert!(network.barriers().len() > 100);
}

fn ways(tags: &[&str]) -> Extract {
    let nodes = "<node id='1' lat='40.35' lon='102.05'/><node id='2' lat='40.36' lon='102.05'/>\
                 <node id='3' lat='40.36' lon='102.06'/>";
    let ways = (10..).zip(tags).map(|(id, tags)| {
        let tags = tags.split(' ').filter_map(|tag| tag.split_once('='));
        let tags = tags.map(|(k, v)| format!("<tag k='{k}' v='{v}'/>"));
        let refs = "<nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='1'/>";
        format!("<way id='{id}'>{refs}{}</way>", tags.collect::<Vec<_>>().concat())
    });
    let text = format!("<osm>{nodes}{}</osm>", ways.collect::<Vec<_>>().concat());
    Extract::read(text.as_bytes(), &|_| {}).unwrap().0
}

#[test]
fn borders_and_military_sites_never_enter() {
    let extract = ways(&[
        "highway=residential name=街",
        "boundary=administrative admin_level=2 name=国界",
        "landuse=military name=营区",
        "military=barracks building=yes name=兵营",
        "military=training_area highway=track name=靶场",
        "military=danger_area natural=wood",
        "building=bunker",
        "boundary=administrative waterway=river name=河",
    ]);
    assert_eq!(extract.names, ["街", "河"]);
    assert_eq!((extract.streets.len(), extract.lines.len()), (1, 1));
    assert_eq!((extract.buildings.len(), extract.grounds.len()), (0, 0));
}

#[test]
fn who_may_walk_where_follows_the_tags() {
    use Foot::{No, Private, Roadside, Yes};
    for (tags, foot) in [
        ("highway=residential", Some(Yes)),
        ("highway=residential access=private", Some(Private)),
        ("highway=residential access=private foot=yes", Some(Yes)),
        ("highway=service access=no", Some(No)),
        ("highway=trunk", Some(Roadside)),
        ("highway=trunk motorroad=yes", Some(No)),
        ("highway=trunk sidewalk=both", Some(Yes)),
        ("highway=trunk access=yes", Some(Roadside)),
        ("highway=motorway foot=yes", Some(Yes)),
        ("highway=cycleway foot=no", Some(No)),
        ("highway=track", Some(Yes)),
        ("railway=platform", Some(Yes)),
        ("route=ferry foot=yes", None),
        ("highway=construction", None),
        ("highway=proposed foot=yes", None),
    ] {
        let found = ways(&["highway=footway", tags]).streets.get(1).map(|street| street.foot);
        assert_eq!(found, foot, "{tags}");
    }
}

#[test]
fn people_walk_one_way_only_where_it_is_said_of_people() {
    use OneWay::{Backward, Forward, No};
    for (tags, one_way) in [
        ("highway=residential oneway=yes", No),
        ("highway=footway oneway=yes", No),
        ("highway=footway oneway:foot=yes", Forward),
        ("highway=footway oneway:foot=-1", Backward),
        ("highway=steps conveying=forward", Forward),
        ("highway=steps conveying=backward", Backward),
        ("highway=path foot:backward=no", Forward),
        ("highway=path foot:forward=no", Backward),
        ("highway=steps conveying=forward oneway:foot=no", No),
    ] {
        assert_eq!(ways(&[tags]).streets[0].one_way, one_way, "{tags}");
    }
}

#[test]
fn an_area_is_a_square_and_a_ring_is_a_street() {
    let extract = ways(&[
        "highway=pedestrian area=yes",
        "highway=pedestrian",
        "natural=water",
        "railway=rail bridge=yes",
        "waterway=canal tunnel=culvert",
    ]);
    assert_eq!((extract.plazas.len(), extract.streets.len()), (1, 1));
    assert_eq!(extract.streets[0].class, StreetClass::Pedestrian);
    assert_eq!(extract.plazas[0].rings, [[0, 1, 2]]);
    let lines: Vec<_> = extract.lines.iter().map(|l| (l.kind, l.bridge, l.tunnel)).collect();
    assert_eq!(lines, [(LineKind::Rail, true, false), (LineKind::Canal, false, true)]);
}
