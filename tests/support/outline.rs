//! Polygons on the lattice of 1e-7 degree: rings into polygons, and many into their outline.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A place on the lattice.
pub type Spot = (i64, i64);

/// A closed ring, without its first place again at the end.
pub type Ring = Vec<Spot>;

/// The place of the lattice next to a longitude and a latitude.
#[expect(clippy::cast_possible_truncation, reason = "degrees are below 180")]
pub fn spot(lon: f64, lat: f64) -> Spot {
    ((lon * 1e7).round() as i64, (lat * 1e7).round() as i64)
}

/// Longitude and latitude of a place.
#[expect(clippy::cast_precision_loss, reason = "the lattice is far below 2^53")]
pub fn degrees((x, y): Spot) -> (f64, f64) {
    (x as f64 / 1e7, y as f64 / 1e7)
}

/// Twice the signed area of a ring, in units of the lattice; positive where it runs
/// counter-clockwise.
pub fn area2(ring: &[Spot]) -> i128 {
    let after = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(after)
        .map(|(a, b)| i128::from(a.0) * i128::from(b.1) - i128::from(b.0) * i128::from(a.1))
        .sum()
}

/// True if a place lies within a ring; on its border it may say either.
pub fn within((x, y): Spot, ring: &[Spot]) -> bool {
    let after = ring.iter().cycle().skip(1);
    let crossed = ring.iter().zip(after).filter(|(a, b)| {
        if (a.1 > y) == (b.1 > y) {
            return false;
        }
        let side = i128::from(b.0 - a.0) * i128::from(y - a.1)
            - i128::from(x - a.0) * i128::from(b.1 - a.1);
        (side > 0) == (b.1 > a.1)
    });
    crossed.count() % 2 == 1
}

/// Rings that bound ground on their left, as the geometry of a feature.
pub fn geometry(rings: &[Ring]) -> Value {
    let outers: Vec<&Ring> = rings.iter().filter(|ring| area2(ring) > 0).collect();
    let mut polygons: Vec<Vec<Value>> = outers.iter().map(|ring| vec![closed(ring)]).collect();
    for hole in rings.iter().filter(|ring| area2(ring) < 0) {
        let place = middle_of_a_step(hole);
        let around = (0..outers.len()).filter(|n| within(place, &doubled(outers[*n])));
        let Some(owner) = around.min_by_key(|n| area2(outers[*n])) else { continue };
        polygons[owner].push(closed(hole));
    }
    json!({"type": "MultiPolygon", "coordinates": polygons})
}

/// The outline of many shapes that share their borders: what two of them share goes.
pub fn outline<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> Vec<Ring> {
    let mut steps: BTreeMap<Spot, BTreeSet<Spot>> = BTreeMap::new();
    for ring in rings {
        for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let back = steps.get_mut(to).is_some_and(|there| there.remove(from));
            if !back {
                steps.entry(*from).or_default().insert(*to);
            }
        }
    }
    let mut found = Vec::new();
    while let Some(start) = steps.iter().find(|(_, to)| !to.is_empty()).map(|(from, _)| *from) {
        let mut path = vec![start];
        while let Some(next) = path.last().and_then(|at| steps.get_mut(at)?.pop_first()) {
            // A place met again closes a ring of its own: rings touch, and never cross.
            match path.iter().position(|at| *at == next) {
                Some(place) => {
                    found.push(path.split_off(place));
                    path.push(next);
                }
                None => path.push(next),
            }
        }
        steps.retain(|_, to| !to.is_empty());
    }
    found.retain(|ring| ring.len() > 2);
    found
}

fn closed(ring: &Ring) -> Value {
    ring.iter().chain(ring.first()).map(|at| json!([degrees(*at).0, degrees(*at).1])).collect()
}

/// A place between two corners, on a lattice twice as fine.
fn middle_of_a_step(ring: &Ring) -> Spot {
    (ring[0].0 + ring[1].0, ring[0].1 + ring[1].1)
}

fn doubled(ring: &Ring) -> Ring {
    ring.iter().map(|at| (2 * at.0, 2 * at.1)).collect()
}
