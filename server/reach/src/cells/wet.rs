//! Which cells of a tile lie in water.

use super::{Lattice, SIDE};
use domain::topo::{Bounds, Point, Shape};

/// Calls for every cell of a tile whose centre lies in one of the waters.
///
/// Each row of centres is a line, and between its first and second, third and fourth
/// crossing with the shores it runs through water. A centre exactly on a shore is
/// wet on the western and southern one.
pub(super) fn wet_cells(
    waters: &[(Bounds, Shape)],
    lattice: &Lattice,
    corner: [i32; 2],
    mut wet: impl FnMut([i32; 2]),
) {
    let low = lattice.centre(corner);
    let high = lattice.centre([corner[0] + SIDE - 1, corner[1] + SIDE - 1]);
    let rows = usize::try_from(SIDE).unwrap_or(0);
    let mut shores: Vec<Vec<f64>> = vec![Vec::new(); rows];
    for (bounds, shape) in waters {
        if bounds.max.x < low.x
            || bounds.min.x > high.x
            || bounds.max.y < low.y
            || bounds.min.y > high.y
        {
            continue;
        }
        for ring in shape.rings() {
            let Some(last) = ring.last() else { continue };
            let mut from = *last;
            for to in ring {
                crossings(from, *to, low.y, lattice.step[1], &mut shores);
                from = *to;
            }
        }
        for (row, shores) in (0..SIDE).zip(&mut shores) {
            shores.sort_unstable_by(f64::total_cmp);
            for pair in shores.chunks_exact(2) {
                let column = |x: f64| first_at(x, low.x, lattice.step[0]);
                for column in column(pair[0])..column(pair[1]) {
                    wet([column, row]);
                }
            }
            shores.clear();
        }
    }
}

/// Notes where a piece of shore crosses the rows of centres.
fn crossings(a: Point, b: Point, south: i32, step: i32, shores: &mut [Vec<f64>]) {
    let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
    // Rows from the first at or above the lower end up to the last below the upper
    // one, so that two pieces that meet count once.
    let row = |y: i32| {
        let up = i64::from(y) - i64::from(south);
        let row = up.div_euclid(i64::from(step)) + i64::from(up.rem_euclid(i64::from(step)) > 0);
        usize::try_from(row.max(0)).unwrap_or(usize::MAX).min(shores.len())
    };
    let (first, end) = (row(a.y), row(b.y));
    let (wide, tall) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    for (n, shore) in shores.iter_mut().enumerate().take(end).skip(first) {
        let y = f64::from(south) + f64::from(step) * f64::from(u32::try_from(n).unwrap_or(0));
        shore.push(f64::from(a.x) + (y - f64::from(a.y)) / tall * wide);
    }
}

/// The first column whose centre lies at or east of a longitude.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the columns of a tile")]
fn first_at(x: f64, west: i32, step: i32) -> i32 {
    ((x - f64::from(west)) / f64::from(step)).ceil().clamp(0.0, f64::from(SIDE)) as i32
}
