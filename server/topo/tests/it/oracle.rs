//! The oracle: GEOS, through shapely, on what this crate settles.
//!
//! Runs where a Python with shapely 2.1 or newer is found: `JINGWEI_PYTHON`, or
//! `.venv/bin/python` at the root of the repository. Elsewhere it says that it was
//! skipped, except under CI, where it must run.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use topo::drawing::{Drawing, Rules};
use topo::testing::{Planner, Quilt, mixed};
use topo::{Arrangement, Label, Partition, Point, Polygon, Shape, SimplifyBy};

use crate::ground::{cells, sewn};

/// Reads one coverage a line, `name<TAB>area2<TAB>WKT;WKT...`, in lattice units,
/// and says what GEOS finds wrong with each.
const SCRIPT: &str = r#"
import sys, shapely
from shapely import LineString, Point, STRtree

# GEOS 3.14 calls an edge invalid whose end is a point where a neighbour's hole touches its outline,
# though nothing overlaps. So what it names is looked at again by the definition: no two interiors
# meet, and no other cell has a corner within the edge.
def is_faulty(cells):
    tree = STRtree(cells)
    for i, edges in enumerate(shapely.coverage_invalid_edges(cells)):
        near = [j for j in tree.query(cells[i]) if j != i] if not edges.is_empty else []
        if any(shapely.relate(cells[i], cells[j])[0] != "F" for j in near):
            return True
        corners = [tuple(corner) for j in near for corner in shapely.get_coordinates(cells[j])]
        for edge in shapely.get_parts(edges):
            points = [tuple(point) for point in shapely.get_coordinates(edge)]
            for ends in zip(points, points[1:]):
                line = LineString(ends)
                if any(c not in ends and line.distance(Point(c)) == 0 for c in corners):
                    return True
    return False

for line in sys.stdin:
    name, area2, wkt = line.rstrip("\n").split("\t")
    cells = shapely.from_wkt(wkt.split(";"))
    if not shapely.is_valid(cells).all():
        print(name, "has invalid polygons", shapely.is_valid_reason(cells)[~shapely.is_valid(cells)][0])
    if not shapely.coverage_is_valid(cells) and is_faulty(cells):
        print(name, "is no valid coverage")
    union = shapely.coverage_union_all(cells)
    if abs(2 * union.area - int(area2)) > 1e-9 * int(area2):
        print(name, "has area", 2 * union.area, "not", area2)
print("checked")
"#;

fn python() -> Option<PathBuf> {
    let named = std::env::var_os("JINGWEI_PYTHON").map(PathBuf::from);
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let found = named.or_else(|| Some(root.join(".venv/bin/python")))?;
    let works = Command::new(&found)
        .args(["-c", "import shapely; shapely.coverage_is_valid"])
        .stderr(Stdio::null())
        .status();
    works.is_ok_and(|status| status.success()).then_some(found)
}

/// A shape in lattice units, from a corner of its own so that no digit is lost.
fn wkt(shape: &Shape, corner: Point) -> String {
    let ring = |ring: &[Point]| {
        let closed = ring.iter().chain(ring.first());
        let points = closed.map(|p| format!("{} {}", p.x - corner.x, p.y - corner.y));
        format!("({})", points.collect::<Vec<_>>().join(","))
    };
    let part =
        |part: &Polygon| format!("({})", part.rings().map(ring).collect::<Vec<_>>().join(","));
    format!("MULTIPOLYGON({})", shape.0.iter().map(part).collect::<Vec<_>>().join(","))
}

fn line(name: &str, partition: &Partition, corner: Point, lines: &mut String) {
    let shapes = partition.shapes();
    if !shapes.is_empty() {
        let area2: i128 = shapes.iter().map(|(_, shape)| shape.area2()).sum();
        let all: Vec<String> = shapes.iter().map(|(_, shape)| wkt(shape, corner)).collect();
        writeln!(lines, "{name}\t{area2}\t{}", all.join(";")).expect("a string takes it");
    }
}

/// Asks the oracle about all the lines, unless it is not here.
#[expect(clippy::print_stdout, reason = "a test says that it was skipped")]
fn ask(lines: String) {
    let Some(python) = python() else {
        assert!(std::env::var("CI").is_err(), "the oracle must run in CI: no Python with shapely");
        println!("skipped: no Python with shapely (set JINGWEI_PYTHON)");
        return;
    };
    let mut oracle = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = oracle.stdin.take().expect("piped");
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let answer = oracle.wait_with_output().expect("Python ends");
    writing.join().expect("no panic").expect("Python reads it all");
    assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), "checked");
}

#[test]
fn geos_finds_nothing_wrong_with_what_was_redrawn() {
    let corner = Point::new(1_163_000_000, 399_000_000);
    let mut lines = String::new();
    for seed in 0..12 {
        let cells = u64::from(seed % 3 == 0) * 1_000 + 6;
        let label = |i: u64| Label(u32::try_from(mixed(seed * 1_000 + i) % cells).expect("small"));
        let labels = (0..100).map(label).collect();
        let (spacing, bends, wobble) = (10_000, 4, 300);
        let quilt = Quilt { width: 10, labels, spacing, bends, wobble, origin: corner, seed };
        let mut drawing = Drawing::of(&sewn(&quilt));
        let mut planner = Planner::new(seed, 10_000);
        planner.least_cells = 6;
        let rules = Rules { in_pieces: seed % 2 == 0, ..Rules::default() };
        for step in 1..=500 {
            let Some(operation) = planner.next(&drawing) else { break };
            // Refused or not: the state has to be sound.
            let _ = drawing.apply(&operation, &rules);
            if step % 50 == 0 {
                line(&format!("drawn {seed} {step}"), &drawing.partition(), corner, &mut lines);
            }
        }
    }
    ask(lines);
}

#[test]
fn geos_finds_nothing_wrong_with_what_is_settled_dissolved_or_simplified() {
    let corner = Point::new(1_163_000_000, 399_000_000);
    let mut lines = String::new();
    for seed in 0..40 {
        let label = |i: u64| match mixed(seed * 1_000 + i) % 6 {
            5 => Label::OUTSIDE,
            n => Label(u32::try_from(n).expect("small")),
        };
        let labels = (0..81).map(label).collect();
        let quilt =
            Quilt { width: 9, labels, spacing: 1000, bends: 4, wobble: 30, origin: corner, seed };
        let partition = sewn(&quilt);
        line(&format!("quilt {seed}"), &partition, corner, &mut lines);
        line(
            &format!("dissolved {seed}"),
            &partition.dissolve(|l| Label(l.0 / 2)),
            corner,
            &mut lines,
        );
        let simple = partition.simplify(SimplifyBy::area_m2(2.0));
        line(&format!("simplified {seed}"), &simple, corner, &mut lines);

        // Rings through random points, settled to the greatest claimant.
        let point = |i: u64| {
            let noise = mixed(seed * 7_777 + i);
            let at = |noise: u64| i32::try_from(noise % 400).expect("small");
            Point::new(corner.x + at(noise >> 32), corner.y + at(noise & 0xffff_ffff))
        };
        let dirty: Vec<(Label, Shape)> = (0..12)
            .map(|cell| {
                let outer = (0..6).map(|i| point(u64::from(cell) * 10 + i)).collect();
                (Label(cell), Shape(vec![Polygon { outer, holes: vec![] }]))
            })
            .collect();
        let arrangement = Arrangement::of(&cells(&dirty));
        let settled = arrangement
            .settle(|face| arrangement.claims(face).last().copied().unwrap_or(Label::OUTSIDE));
        line(&format!("settled {seed}"), &settled, corner, &mut lines);
    }
    ask(lines);
}
