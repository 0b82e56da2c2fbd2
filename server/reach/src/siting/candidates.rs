//! Places along the streets where a station would serve somebody new.

use crate::Network;
use crate::demand::Demand;
use domain::topo::plane::{Local, metres_between};
use domain::topo::{Bounds, Point};
use rustc_hash::{FxHashMap, FxHashSet};

/// No more candidates than this are looked at: those with most people around.
pub(super) const MOST: usize = 4_000;

/// People who are not served, by squares as wide as the ring's walk.
#[derive(Debug)]
pub(super) struct Unserved {
    squares: FxHashMap<(i64, i64), u64>,
    local: Local,
    side_m: f64,
}

impl Unserved {
    pub(super) fn of(demand: &Demand, covered: &[bool], ring_m: f64) -> Self {
        // A third of the walk tells dense quarters from thin ones, and three squares
        // each way are not nearer than the walk.
        let side_m = (ring_m / 3.0).max(50.0);
        let middle = Bounds::of(demand.points().iter().copied());
        let local = Local::at(middle.map_or(Point::new(0, 0), |bounds| bounds.middle()));
        let mut unserved = Unserved { squares: FxHashMap::default(), local, side_m };
        for (place, &point) in (0u32..).zip(demand.points()) {
            if !covered[place as usize] && demand.weight(place) > 0 {
                let square = unserved.square(point, side_m);
                *unserved.squares.entry(square).or_default() += u64::from(demand.weight(place));
            }
        }
        unserved
    }

    /// Points so many metres apart along the edges that take people, at most one in
    /// each square of that side, where anybody unserved may be within reach; at most [`MOST`], those with most
    /// people around, in the order of the edges.
    pub(super) fn along_streets(&self, network: &Network, metres: f64) -> Vec<Point> {
        let metres = metres.max(10.0);
        let mut found: Vec<(u64, Point)> = Vec::new();
        let mut taken: FxHashSet<(i64, i64)> = FxHashSet::default();
        for edge in (0..).take(network.edges().len()).filter(|&edge| network.takes_snaps(edge)) {
            for point in along(network.line(edge), metres) {
                let around = self.around(point);
                // Where short streets meet, one candidate stands for them all.
                if around > 0 && taken.insert(self.square(point, metres)) {
                    found.push((around, point));
                }
            }
        }
        if found.len() > MOST {
            let mut order: Vec<usize> = (0..found.len()).collect();
            order.sort_unstable_by_key(|&at| (std::cmp::Reverse(found[at].0), at));
            order.truncate(MOST);
            order.sort_unstable();
            found = order.into_iter().map(|at| found[at]).collect();
        }
        found.into_iter().map(|(_, point)| point).collect()
    }

    /// Unserved people in the squares that the walk can touch.
    fn around(&self, point: Point) -> u64 {
        let (column, row) = self.square(point, self.side_m);
        let reach = -3i64..=3;
        let squares = reach.clone().flat_map(|north| reach.clone().map(move |east| (east, north)));
        let people = squares.filter_map(|(e, n)| self.squares.get(&(column + e, row + n)));
        people.sum()
    }

    #[expect(clippy::cast_possible_truncation, reason = "some ten thousand squares")]
    fn square(&self, point: Point, side_m: f64) -> (i64, i64) {
        let [east, north] = self.local.to_m(point).map(|metres| metres / side_m);
        (east.floor() as i64, north.floor() as i64)
    }
}

/// Points in the middle of equal stretches of a line, none longer than so many
/// metres: every edge has one, and joints of edges none, where they would pile up.
fn along(line: &[Point], metres: f64) -> Vec<Point> {
    let length: f64 = line.windows(2).map(|pair| metres_between(pair[0], pair[1])).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a short line")]
    let stretches = (length / metres).ceil().max(1.0) as u32;
    let mut points = Vec::new();
    let mut gone = 0.0;
    let mut next = 0;
    let at = |stretch: u32| length * (f64::from(stretch) + 0.5) / f64::from(stretches);
    for pair in line.windows(2) {
        let piece = metres_between(pair[0], pair[1]);
        while next < stretches && at(next) <= gone + piece {
            let share = if piece > 0.0 { (at(next) - gone) / piece } else { 0.0 };
            points.push(between(pair[0], pair[1], share));
            next += 1;
        }
        gone += piece;
    }
    points
}

/// The lattice point at a share of the way.
fn between(a: Point, b: Point, share: f64) -> Point {
    #[expect(clippy::cast_possible_truncation, reason = "between two coordinates")]
    let mix =
        |a: i32, b: i32| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as i32;
    Point::new(mix(a.x, b.x), mix(a.y, b.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_stand_in_the_middle_of_equal_stretches() {
        let line = [Point::new(0, 0), Point::new(9_000, 0), Point::new(27_000, 0)];
        let found = along(&line, 120.0);
        assert_eq!(found, [4_500, 13_500, 22_500].map(|x| Point::new(x, 0)));
        assert_eq!(along(&line[..2], 500.0), [Point::new(4_500, 0)]);
    }
}
