//! A curve through all places, so that what is near on the ground is near in memory.

use domain::topo::Point;

/// How far along Hilbert's curve a place lies. The classic turning of quadrants, from
/// the coarsest to the finest.
pub(super) fn along(p: Point) -> u64 {
    let shifted = |v: i32| v.cast_unsigned() ^ (1 << 31);
    let (mut x, mut y) = (shifted(p.x), shifted(p.y));
    let mut sum = 0;
    for level in (0..32).rev() {
        let (right, upper) = (x >> level & 1, y >> level & 1);
        sum = sum << 2 | u64::from((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_along_the_curve_takes_neighbouring_steps() {
        let mut places: Vec<Point> =
            (0..32).flat_map(|x| (0..32).map(move |y| Point::new(x, y))).collect();
        places.sort_by_key(|&p| along(p));
        for pair in places.windows(2) {
            let step = (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs();
            assert_eq!(step, 1, "{pair:?}");
        }
    }
}
