//! Which uncovered places lie together?

use domain::topo::{Point, plane};
use rustc_hash::FxHashMap;

/// Places within so many metres of each other, in a straight line, belong to the
/// same blind spot; about the length of a block of houses with its yard.
pub const JOINED_M: f64 = 120.0;

/// Lattice steps of latitude in a metre, to a hundredth.
const STEPS_IN_A_METRE: f64 = 90.0;

/// Groups the points so that two points within so many metres are in one group, and
/// chains of such points too. Every group is sorted, and the groups by their first
/// index, so that the answer depends on nothing but the points.
pub fn clusters(points: &[Point], joined_m: f64) -> Vec<Vec<u32>> {
    let lattice = Cells::of(points, joined_m);
    let mut by_cell: FxHashMap<(i32, i32), Vec<u32>> = FxHashMap::default();
    for (index, &point) in (0..).zip(points) {
        by_cell.entry(lattice.cell(point)).or_default().push(index);
    }
    let mut groups = Groups { parent: (0..).take(points.len()).collect() };
    for (&(column, row), inside) in &by_cell {
        // Whoever shares a cell is joined without a look at the distance.
        for &other in &inside[1..] {
            groups.join(inside[0], other);
        }
        for (east, north) in lattice.ahead() {
            let Some(others) = by_cell.get(&(column + east, row + north)) else { continue };
            if groups.root(inside[0]) != groups.root(others[0])
                && any_within(points, inside, others, joined_m)
            {
                groups.join(inside[0], others[0]);
            }
        }
    }
    groups.sorted()
}

fn any_within(points: &[Point], these: &[u32], those: &[u32], joined_m: f64) -> bool {
    these.iter().any(|&one| {
        those.iter().any(|&other| {
            plane::metres_between(points[one as usize], points[other as usize]) <= joined_m
        })
    })
}

/// How far apart neighbouring points are, as a rule, in metres: the median distance
/// to the nearest other point, over a sample of the points; 0 for fewer than two.
pub(super) fn spacing_m(points: &[Point]) -> f64 {
    const SAMPLE: usize = 16;
    let others = |one: usize| {
        let apart = move |at: usize| plane::metres_between(points[one], points[at]);
        (0..points.len()).filter(move |at| *at != one).map(apart)
    };
    let sample = (0..points.len()).step_by((points.len() / SAMPLE).max(1));
    let mut nearest: Vec<f64> =
        sample.filter_map(|one| others(one).min_by(f64::total_cmp)).collect();
    nearest.sort_by(f64::total_cmp);
    nearest.get(nearest.len() / 2).copied().unwrap_or(0.0)
}

/// Cells so small that two points in one are joined in any case.
#[derive(Debug)]
struct Cells {
    /// Lattice steps of a cell eastward and northward.
    steps: [i32; 2],
    /// How many cells eastward may hold a point that is near enough.
    columns: i32,
}

impl Cells {
    fn of(points: &[Point], joined_m: f64) -> Self {
        // The diagonal of a cell is the joining distance, a little less for safety.
        // East, a step is longest nearest to the equator, which sizes the cell, and
        // shortest nearest to a pole, which says how many cells to look through.
        let side = joined_m / 2.0_f64.sqrt() * 0.99;
        let latitudes = || points.iter().map(|point| point.lat().abs().to_radians());
        let widest = latitudes().fold(1.5, f64::min).cos();
        let narrowest = latitudes().fold(0.0, f64::max).min(1.5).cos();
        let east = side * STEPS_IN_A_METRE * 0.99 / widest;
        #[expect(clippy::cast_possible_truncation, reason = "some ten thousand at most")]
        let columns = (joined_m / (east / STEPS_IN_A_METRE * narrowest * 0.98)).ceil() as i32;
        #[expect(clippy::cast_possible_truncation, reason = "some hundred thousand at most")]
        let steps = [east as i32, (side * STEPS_IN_A_METRE * 0.99) as i32];
        Cells { steps, columns }
    }

    fn cell(&self, point: Point) -> (i32, i32) {
        (point.x.div_euclid(self.steps[0]), point.y.div_euclid(self.steps[1]))
    }

    /// Half of the cells around one; the other half look back.
    fn ahead(&self) -> impl Iterator<Item = (i32, i32)> + use<> {
        let columns = self.columns;
        let beside = (1..=columns).map(|east| (east, 0));
        beside.chain((1..=2).flat_map(move |north| (-columns..=columns).map(move |e| (e, north))))
    }
}

/// Union of groups; the root of a group is its lowest index.
#[derive(Debug)]
struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    fn root(&mut self, mut index: u32) -> u32 {
        while self.parent[index as usize] != index {
            let above = self.parent[index as usize];
            self.parent[index as usize] = self.parent[above as usize];
            index = above;
        }
        index
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other) as usize] = one.min(other);
    }

    fn sorted(mut self) -> Vec<Vec<u32>> {
        let mut place: FxHashMap<u32, usize> = FxHashMap::default();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for index in (0..).take(self.parent.len()) {
            let at = *place.entry(self.root(index)).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            groups[at].push(index);
        }
        groups
    }
}
