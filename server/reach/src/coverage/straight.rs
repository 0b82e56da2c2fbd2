//! How near is the nearest station as the crow flies?
//!
//! The figure many plans still quote. It stands beside the walk so that a planner
//! sees what a river or a wall costs; nothing else is derived from it.

use domain::topo::plane::Local;
use domain::topo::{Bounds, Point};
use rustc_hash::FxHashMap;

/// Farther than anything that was looked at.
pub(crate) const FAR: u16 = u16::MAX;

/// Lattice steps of latitude in a metre.
const STEPS_IN_A_METRE: f64 = 90.0;
/// The narrowest cells, in metres.
const NARROWEST_M: f64 = 100.0;

/// Stations by cells of the ground, for the nearest in a straight line.
#[derive(Debug, Clone)]
pub(crate) struct Stations<'a> {
    places: &'a [Point],
    cells: FxHashMap<(i32, i32), Vec<u32>>,
    /// Metres within which a station is looked for.
    most_m: f64,
    /// Metres that a cell is at least wide and high.
    side_m: f64,
    /// Lattice steps of a cell eastward and northward.
    steps: [i32; 2],
}

impl<'a> Stations<'a> {
    /// Looks for stations within so many metres of places.
    pub(crate) fn of(places: &'a [Point], most_m: f64) -> Self {
        let latitude = places.iter().map(|place| place.lat().abs()).fold(0.0, f64::max);
        let narrowest = latitude.to_radians().min(1.5).cos();
        // Some two stations in a cell; where they are so thin that most cells have
        // none, cells as wide as the question, so that nine of them answer it.
        let square_m = Bounds::of(places.iter().copied()).map_or(0.0, |bounds| {
            let [east, north] = Local::at(bounds.min).to_m(bounds.max);
            east.abs() * north.abs()
        });
        #[expect(clippy::cast_precision_loss, reason = "a rough number is enough")]
        let wide = (2.0 * square_m / places.len().max(1) as f64).sqrt();
        let side_m = wide.min(most_m * 1.01).max(NARROWEST_M);
        // A few parts in a thousand wider, whatever the latitude makes of a degree.
        let north = side_m * STEPS_IN_A_METRE * 1.02;
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let steps = [(north / narrowest) as i32, north as i32];
        let cells = FxHashMap::default();
        let mut stations = Stations { places, cells, most_m, side_m, steps };
        for (index, &place) in (0..).zip(places) {
            stations.cells.entry(stations.cell(place)).or_default().push(index);
        }
        stations
    }

    /// The nearest station and how far it is; of equals the first.
    pub(crate) fn nearest(&self, to: Point) -> Option<(u32, f64)> {
        let local = Local::at(to);
        let (column, row) = self.cell(to);
        let mut best: Option<(f64, u32)> = None;
        let mut around = 0;
        // Whatever lies in a square of cells is nearer than what is outside the next.
        while f64::from(around - 1) * self.side_m <= best.map_or(self.most_m, |best| best.0) {
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
        best.filter(|best| best.0 <= self.most_m).map(|(metres, index)| (index, metres))
    }

    fn cell(&self, place: Point) -> (i32, i32) {
        (place.x.div_euclid(self.steps[0]), place.y.div_euclid(self.steps[1]))
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
            let found = Stations::of(&places, 1_000.0).nearest(to);
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
