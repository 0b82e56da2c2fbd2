//! Are the pictures true? Judged at every building of Liechtenstein.
//!
//! The judge of ours is our own time to the building, which `truth` checks against
//! the peer: network time and the straight way to the door. Where it needs between
//! 14:30 and 15:30 nobody is judged. Water that a picture covers is counted beside.

use crate::peer::{Valhalla, point};
use crate::town::Town;
use crate::verdict::{Verdict, percent};
use domain::topo::plane::metres_between;
use domain::topo::{Arrangement, Bounds, Cell, Label, Point, Polygon, Shape};
use reach::picture::rings;
use reach::{Scratch, Snap};
use serde_json::Value;

/// Buildings farther from a station in a straight line are not looked at.
const NEAR_M: f64 = 1_900.0;

/// What a set of pictures says of buildings and water.
#[derive(Debug, Default)]
struct Count {
    inside: usize,
    false_inside: usize,
    reachable: usize,
    missed: usize,
    ground: f64,
    water: f64,
}

/// Ours and the peer's, over the same buildings.
pub(crate) fn compare(town: &Town, valhalla: &mut Valhalla, verdict: &mut Verdict) {
    let cells = town.cells(10.0);
    let middle = |shape: &Polygon| Some(Bounds::of(shape.outer.iter().copied())?.middle());
    let buildings: Vec<(Point, Snap)> = (town.extract.buildings.iter())
        .filter_map(|building| middle(&building.shape))
        .filter_map(|at| Some((at, town.snap(at)?)))
        .collect();
    let (mut ours, mut theirs) = (Count::default(), Count::default());
    let mut scratch = Scratch::new();
    for station in &town.stations {
        let Some(from) = town.snap(*station) else { continue };
        let reached = town.search(&mut scratch, from, 30);
        let near = |at: Point| metres_between(at, *station) <= NEAR_M;
        let judged: Vec<(Point, bool)> = (buildings.iter())
            .filter(|(at, _)| near(*at))
            .map(|(at, snap)| (*at, reached.time_at(snap).unwrap_or(u32::MAX)))
            .filter(|(_, ms)| ms.abs_diff(900_000) > 30_000)
            .map(|(at, ms)| (at, ms <= 900_000))
            .collect();
        let mine = rings(&cells, &reached, &[15]).remove(0).shape;
        ours.picture(town, &mine, &judged);
        let (_, text) = valhalla.isochrone(town.name, *station, &[15], true);
        theirs.picture(town, &shape_of(&text), &judged);
    }
    let share = |part: usize, whole: usize| format!("{:.2} %", percent(part, whole));
    let wrong = |count: &Count| share(count.false_inside, count.inside);
    let met = percent(ours.false_inside, ours.inside) <= 0.3;
    let what = format!("{}: buildings in the picture, not reachable", town.name);
    verdict.goal(&what, wrong(&ours), wrong(&theirs), "<= 0.3 %", met);
    let missed = |count: &Count| share(count.missed, count.reachable);
    let met = percent(ours.missed, ours.reachable) <= 1.5;
    let what = format!("{}: reachable buildings outside it", town.name);
    verdict.goal(&what, missed(&ours), missed(&theirs), "<= 1.5 %", met);
    let water = |count: &Count| 100.0 * count.water / count.ground;
    let shown = |count: &Count| format!("{:.3} %", water(count));
    let what = format!("{}: share of water in the pictures", town.name);
    verdict.goal(&what, shown(&ours), shown(&theirs), "<= 0.05 %", water(&ours) <= 0.05);
    verdict.note("  buildings judged", (ours.inside + ours.missed).to_string(), String::new());
}

impl Count {
    fn picture(&mut self, town: &Town, shape: &Shape, judged: &[(Point, bool)]) {
        for (at, reachable) in judged {
            let inside = holds(shape, *at);
            self.inside += usize::from(inside);
            self.reachable += usize::from(*reachable);
            self.false_inside += usize::from(inside && !reachable);
            self.missed += usize::from(*reachable && !inside);
        }
        let Some(bounds) = shape.bounds() else { return };
        let meets = |other: &Bounds| {
            other.min.x <= bounds.max.x
                && other.max.x >= bounds.min.x
                && other.min.y <= bounds.max.y
                && other.max.y >= bounds.min.y
        };
        let waters = town.walk.network().barriers().waters().iter();
        let waters = waters.filter(|(bounds, _)| meets(bounds));
        let mut layers = vec![Cell { label: Label(0), shape }];
        layers.extend(waters.map(|(_, shape)| Cell { label: Label(1), shape }));
        let laid = Arrangement::of(&layers);
        for face in laid.faces() {
            let claims = laid.claims(face);
            if claims.contains(&Label(0)) {
                #[expect(clippy::cast_precision_loss, reason = "a share is wanted")]
                let area = laid.area2(face) as f64;
                self.ground += area;
                self.water += if claims.contains(&Label(1)) { area } else { 0.0 };
            }
        }
    }
}

/// Whether a place lies in a shape, by the even-odd rule.
pub(crate) fn holds(shape: &Shape, p: Point) -> bool {
    let mut inside = false;
    for ring in shape.rings() {
        let Some(last) = ring.last() else { continue };
        let mut a = *last;
        for b in ring {
            if (a.y > p.y) != (b.y > p.y) {
                let [ux, uy] = [i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y)];
                let [vx, vy] = [i64::from(p.x) - i64::from(a.x), i64::from(p.y) - i64::from(a.y)];
                inside ^= (ux * vy > uy * vx) == (uy > 0);
            }
            a = *b;
        }
    }
    inside
}

/// The polygons of the peer's GeoJSON, whatever their kind.
pub(crate) fn shape_of(text: &str) -> Shape {
    let answer: Value = serde_json::from_str(text).expect("GeoJSON");
    let ring = |ring: &Value| {
        let mut points: Vec<Point> = ring.as_array().expect("a ring").iter().map(point).collect();
        points.pop();
        points
    };
    let polygon = |rings: &Value| {
        let mut rings = rings.as_array().expect("rings").iter().map(ring);
        Polygon { outer: rings.next().unwrap_or_default(), holes: rings.collect() }
    };
    let mut parts = Vec::new();
    for feature in answer["features"].as_array().expect("features") {
        let geometry = &feature["geometry"];
        match geometry["type"].as_str() {
            Some("Polygon") => parts.push(polygon(&geometry["coordinates"])),
            Some("MultiPolygon") => {
                parts
                    .extend(geometry["coordinates"].as_array().expect("parts").iter().map(polygon));
            }
            _ => {}
        }
    }
    Shape(parts)
}
