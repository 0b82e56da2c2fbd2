//! How near is the nearest station as the crow flies?
//!
//! The figure many plans still quote. It stands beside the walk so that a planner
//! sees what a river or a wall costs; nothing else is derived from it.

use domain::topo::Point;
use domain::topo::plane::Local;
use rustc_hash::FxHashMap;

/// Farther than anything that was looked at.
pub(crate) const FAR: u16 = u16::MAX;

/// Side of a cell, in lattice steps of latitude: about 280 metres.
const CELL: i32 = 25_000;
/// The same in metres, a little less, so that a search by cells stops in time.
const CELL_M: f64 = 276.0;

/// Stations by cells of the ground, for the nearest in a straight line.
#[derive(Debug, Clone)]
pub(crate) struct Stations<'a> {
    places: &'a [Point],
    cells: FxHashMap<(i32, i32), Vec<u32>>,
    /// Lattice steps eastward of a cell, about as long as it is high where the
    /// stations are nearest to a pole.
    east: i32,
}

impl<'a> Stations<'a> {
    pub(crate) fn of(places: &'a [Point]) -> Self {
        let latitude = places.iter().map(|place| place.lat().abs()).fold(0.0, f64::max);
        let narrowest = latitude.to_radians().min(1.5).cos();
        #[expect(clippy::cast_possible_truncation, reason = "at most fourteen times as many")]
        let east = (f64::from(CELL) / narrowest) as i32;
        let mut stations = Stations { places, cells: FxHashMap::default(), east };
        for (index, &place) in (0..).zip(places) {
            stations.cells.entry(stations.cell(place)).or_default().push(index);
        }
        stations
    }

    /// The nearest station within so many metres, and how far it is; of equals
    /// the first.
    pub(crate) fn nearest(&self, to: Point, most_m: f64) -> Option<(u32, f64)> {
        let local = Local::at(to);
        let (column, row) = self.cell(to);
        let mut best: Option<(f64, u32)> = None;
        let mut around = 0;
        // All of a square of cells is nearer than anything outside the next one.
        while f64::from(around - 1) * CELL_M <= best.map_or(most_m, |best| best.0) {
            for (east, north) in border_of_square(around) {
                let Some(inside) = self.cells.get(&(column + east, row + north)) else { continue };
                for &index in inside {
                    let [x, y] = local.to_m(self.places[index as usize]);
                    let found = (x.hypot(y), index);
                    if best.is_none_or(|best| found < best) {
                        best = Some(found);
                    }
                }
            }
            around += 1;
        }
        best.filter(|best| best.0 <= most_m).map(|(metres, index)| (index, metres))
    }

    fn cell(&self, place: Point) -> (i32, i32) {
        (place.x.div_euclid(self.east), place.y.div_euclid(CELL))
    }
}

/// The cells at a distance from the middle one.
fn border_of_square(around: i32) -> impl Iterator<Item = (i32, i32)> {
    let flat = |north: i32| (-around..=around).map(move |east| (east, north));
    let upright = |east: i32| (1 - around..around).map(move |north| (east, north));
    // The middle cell is its own border, once.
    let both = around > 0;
    let rows = flat(-around).chain(flat(around).filter(move |_| both));
    rows.chain(upright(-around)).chain(upright(around))
}

/// Metres as tenths of a metre, rounded up, for a table of all places.
pub(crate) fn tenths_of_a_metre(metres: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    {
        (metres * 10.0).ceil() as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::topo::plane::metres_between;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_find_the_nearest_station_of_all(
            latitude in prop_oneof![Just(0), Just(403_000_000), Just(-300_000_000)],
            places in prop::collection::vec((-400_000i32..400_000, -400_000i32..400_000), 0..30),
            to in (-500_000i32..500_000, -500_000i32..500_000),
        ) {
            let at = |(x, y): (i32, i32)| Point::new(x, latitude + y);
            let places: Vec<Point> = places.into_iter().map(at).collect();
            let to = at(to);
            let slow = places.iter().map(|&place| metres_between(to, place)).fold(f64::MAX, f64::min);
            let found = Stations::of(&places).nearest(to, 1_000.0);
            match found {
                Some((index, metres)) => {
                    prop_assert!((metres - slow).abs() < 0.1);
                    prop_assert!((metres_between(to, places[index as usize]) - slow).abs() < 0.1);
                }
                None => prop_assert!(slow > 999.9),
            }
        }
    }
}
