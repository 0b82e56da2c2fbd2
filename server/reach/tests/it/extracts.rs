//! Real extracts.

use std::path::PathBuf;
use std::sync::Arc;

use reach::{Direction, Extract, Network, Preset, Scratch, Walk};

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

const EXTRACTS: [&str; 7] = [
    "porto_2015.osm.pbf",
    "heidelberg_2024.osm.pbf",
    "helsinki_centre_2019.osm.pbf",
    "shenzhen_longgang_2019.osm.pbf",
    "shanghai_huangpu_drive_2026.osm.pbf",
    "beijing_tsinghua_2017.osm.pbf",
    "liechtenstein_2015.osm.pbf",
];

#[test]
fn real_extracts_become_networks() {
    for name in EXTRACTS {
        let Some(bytes) = shared(&format!("osm/{name}")) else { continue };
        let (extract, report) = Extract::read(bytes.as_slice(), &|_| {}).expect(name);
        assert_eq!(Extract::decode(&extract.encode()).as_ref(), Ok(&extract), "{name}");
        let network = Arc::new(Network::build(&extract, &[]));
        let largest = network.components()[0];
        println!(
            "{name}: {} vertices, {} edges, {:.0} km, largest component {:.1} %, {} components, \
             {} missing nodes",
            network.vertex_count(),
            network.edges().len(),
            network.length_km(),
            f64::from(largest.vertices) / f64::from(u32::try_from(network.vertex_count()).unwrap())
                * 100.0,
            network.components().len(),
            report.missing_nodes,
        );
        let walk = Walk::new(Arc::clone(&network), Preset::standard());
        let at = (0..).map(|edge| network.point_at(edge, 1.0));
        let snap = at.take(1_000).find_map(|at| walk.snap(at, 1.0)).unwrap();
        let mut scratch = Scratch::new();
        let reached = walk.search(&mut scratch, &[snap], Direction::FromPlace, 7_200_000);
        assert!(reached.settled() > 10, "{name}");
        assert!(reached.parts().len() > 10, "{name}");
    }
}
