//! Service circles of real cities: valid, nested, true to houses, off the water.

use std::sync::Arc;

use domain::topo::{Arrangement, Bounds, Cell, Label, Point, Shape};
use reach::cells::Cells;
use reach::picture::{Ring, geojson, rings};
use reach::{Direction, Extract, Network, Preset, Scratch, Snap, Walk};

use crate::extracts::shared;

const MOST_M: f64 = 100.0;

/// A city with stations spread over its middle.
struct City {
    extract: Extract,
    network: Arc<Network>,
    walk: Walk,
    stations: Vec<Snap>,
}

/// Every so-manieth street in a box, its middle being a station.
fn city(name: &str, [west, south, east, north]: [f64; 4], count: usize) -> Option<City> {
    let bytes = shared(&format!("osm/{name}.osm.pbf"))?;
    let (extract, _) = Extract::read(bytes.as_slice(), &|_| {}).unwrap();
    let network = Arc::new(Network::build(&extract, &[]));
    let inside =
        |p: Point| p.lon() >= west && p.lon() <= east && p.lat() >= south && p.lat() <= north;
    let edges: Vec<u32> = (0..u32::try_from(network.edges().len()).unwrap())
        .filter(|edge| network.takes_snaps(*edge) && inside(network.line(*edge)[0]))
        .collect();
    let middle = |edge: u32| network.point_at(edge, network.edge(edge).length_m / 2.0);
    let stations = edges.iter().step_by(edges.len() / count).take(count);
    let stations = stations.filter_map(|edge| network.snap(middle(*edge), 50.0)).collect();
    let walk = Walk::new(Arc::clone(&network), Preset::by_key("walk5").unwrap());
    Some(City { extract, network, walk, stations })
}

fn porto(count: usize) -> Option<City> {
    city("porto_2015", [-8.69, 41.13, -8.55, 41.19], count)
}

fn heidelberg(count: usize) -> Option<City> {
    city("heidelberg_2024", [8.63, 49.38, 8.73, 49.43], count)
}

fn liechtenstein(count: usize) -> Option<City> {
    city("liechtenstein_2015", [9.48, 47.05, 9.60, 47.25], count)
}

impl City {
    fn rings(&self, cells: &Cells, station: &Snap, minutes: &[u32]) -> Vec<Ring> {
        let mut scratch = Scratch::new();
        let limit = minutes.iter().max().unwrap() * 60_000;
        let reached = self.walk.search(&mut scratch, &[*station], Direction::ToStation, limit);
        rings(cells, &reached, minutes)
    }
}

/// Ground that both shapes hold, and that the first holds alone, in lattice units.
fn shares(one: &Shape, other: &[&Shape]) -> [f64; 2] {
    let mut cells = vec![Cell { label: Label(1), shape: one }];
    cells.extend(other.iter().map(|shape| Cell { label: Label(2), shape }));
    let laid = Arrangement::of(&cells);
    let mut sums = [0.0; 2];
    for face in laid.faces() {
        let claims = laid.claims(face);
        if claims.contains(&Label(1)) {
            #[expect(clippy::cast_precision_loss, reason = "a share is wanted")]
            let area = laid.area2(face) as f64;
            sums[usize::from(!claims.contains(&Label(2)))] += area;
        }
    }
    sums
}

/// The even-odd rule.
fn holds(shape: &Shape, p: Point) -> bool {
    let mut inside = false;
    for ring in shape.rings() {
        for (n, b) in ring.iter().enumerate() {
            let a = ring[(n + ring.len() - 1) % ring.len()];
            if (a.y > p.y) != (b.y > p.y) {
                let [ux, uy] = [i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y)];
                let [vx, vy] = [i64::from(p.x) - i64::from(a.x), i64::from(p.y) - i64::from(a.y)];
                inside ^= (ux * vy > uy * vx) == (uy > 0);
            }
        }
    }
    inside
}

#[test]
fn circles_of_real_cities_are_valid_and_nested() {
    for city in [porto(100), heidelberg(100)].into_iter().flatten() {
        let cells = Cells::link(&city.network, None, 20.0, MOST_M);
        for station in &city.stations {
            let rings = city.rings(&cells, station, &[8, 15]);
            for ring in &rings {
                let laid = Arrangement::of(&[Cell { label: Label(1), shape: &ring.shape }]);
                assert_eq!(laid.ring_faults(), [], "{station:?}");
            }
            let [_, lost] = shares(&rings[0].shape, &[&rings[1].shape]);
            assert!(lost == 0.0, "{station:?}: {lost}");
            assert!(rings[0].area_m2 > 0.0 && rings[0].area_m2 < rings[1].area_m2);
            let text = geojson(&rings, &[], &[]);
            assert!(text.ends_with("]}}]}"), "{text}");
        }
    }
}

#[test]
fn the_size_of_a_circle_does_not_depend_on_its_cells() {
    let Some(city) = heidelberg(20) else { return };
    let area = |cell_m: f64| {
        let cells = Cells::link(&city.network, None, cell_m, MOST_M);
        let areas = city.stations.iter().map(|at| city.rings(&cells, at, &[15])[0].area_m2);
        areas.sum::<f64>()
    };
    let [coarse, middle, fine] = [20.0, 10.0, 5.0].map(area);
    println!("20 circles at 20, 10 and 5 m: {coarse:.0}, {middle:.0}, {fine:.0} m2");
    assert!((coarse / fine - 1.0).abs() <= 0.005 && (middle / fine - 1.0).abs() <= 0.005);
}

#[test]
fn circles_tell_the_truth_about_houses_and_keep_off_the_water() {
    let Some(city) = liechtenstein(50) else { return };
    let cells = Cells::link(&city.network, None, 10.0, MOST_M);
    let middle = |outer: &[Point]| Some(Bounds::of(outer.iter().copied())?.middle());
    let houses: Vec<(Point, Snap)> = (city.extract.buildings.iter())
        .filter_map(|building| middle(&building.shape.outer))
        .filter_map(|at| Some((at, city.network.snap(at, 150.0)?)))
        .collect();
    let waters: Vec<&Shape> =
        city.network.barriers().waters().iter().map(|(_, shape)| shape).collect();
    let [mut inside, mut reachable, mut wrong, mut missed] = [0_u32; 4];
    let [mut wet, mut dry] = [0.0; 2];
    let mut scratch = Scratch::new();
    for station in &city.stations {
        let shape = city.rings(&cells, station, &[15]).remove(0).shape;
        let reached =
            city.walk.search(&mut scratch, &[*station], Direction::ToStation, 30 * 60_000);
        for (at, snap) in &houses {
            let ms = reached.time_at(snap).unwrap_or(u32::MAX);
            // A house at the very rim is in or out by the width of a cell.
            if ms.abs_diff(900_000) <= 30_000 {
                continue;
            }
            let (drawn, true_in) = (holds(&shape, *at), ms <= 900_000);
            inside += u32::from(drawn);
            reachable += u32::from(true_in);
            wrong += u32::from(drawn && !true_in);
            missed += u32::from(true_in && !drawn);
        }
        let [both, alone] = shares(&shape, &waters);
        wet += both;
        dry += alone;
    }
    let percent = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole);
    let (wrong, missed) = (percent(wrong, inside), percent(missed, reachable));
    let water = 100.0 * wet / (wet + dry);
    println!("{inside} houses drawn: {wrong:.2} % wrong, {missed:.2} % missed, {water:.3} % water");
    assert!(wrong <= 0.3, "{wrong} % of the houses drawn are not reached");
    assert!(missed <= 1.5, "{missed} % of the houses reached are not drawn");
    assert!(water <= 0.05, "{water} % of the circles is water");
}
