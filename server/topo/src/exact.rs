//! Predicates in integers: which side, what order, where do two segments cross.
//!
//! On the globe an x-difference is at most 3.6e9 and a y-difference at most
//! 1.8e9, so a product of the two fits `i64` (6.5e18 < 9.2e18). A difference of
//! two such products need not, so products are compared, never subtracted.

use std::cmp::Ordering;

use crate::Point;

/// A difference of two points; wider than a point, so that it cannot overflow.
#[inline]
pub(crate) fn minus(b: Point, a: Point) -> (i64, i64) {
    (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y))
}

/// On which side of the line from `a` to `b` lies `c`: `Greater` on the left,
/// `Less` on the right, `Equal` on the line.
#[inline]
pub(crate) fn turn(a: Point, b: Point, c: Point) -> Ordering {
    let ((ux, uy), (vx, vy)) = (minus(b, a), minus(c, a));
    (ux * vy).cmp(&(uy * vx))
}

/// The order of two directions `a` and `b` out of `centre`, by angle
/// counter-clockwise from east, east itself first.
pub(crate) fn around(centre: Point, a: Point, b: Point) -> Ordering {
    let below = |p: Point| p.y < centre.y || (p.y == centre.y && p.x < centre.x);
    below(a).cmp(&below(b)).then_with(|| turn(centre, b, a))
}

/// Whether `p` lies on the segment `a`-`b`, ends included.
pub(crate) fn on_segment(a: Point, b: Point, p: Point) -> bool {
    let within = |p: i32, a: i32, b: i32| p >= a.min(b) && p <= a.max(b);
    within(p.x, a.x, b.x) && within(p.y, a.y, b.y) && turn(a, b, p) == Ordering::Equal
}

/// Of two segments that run upwards, do not cross and both cross the same
/// horizontal line: whether the first crosses it further east.
pub(crate) fn is_further_east(one: (Point, Point), other: (Point, Point)) -> bool {
    let side = |of: (Point, Point), what: (Point, Point)| {
        turn(of.0, of.1, what.0).then_with(|| turn(of.0, of.1, what.1))
    };
    if one.0.y >= other.0.y {
        side(other, one) == Ordering::Less
    } else {
        side(one, other) == Ordering::Greater
    }
}

/// Twice the area of a ring, positive when it runs counter-clockwise.
pub(crate) fn area2(ring: &[Point]) -> i128 {
    let Some((&last, _)) = ring.split_last() else { return 0 };
    let mut from = last;
    let mut sum = 0_i128;
    for &to in ring {
        sum += cross(last, from, to);
        from = to;
    }
    sum
}

/// Twice the signed area of the triangle `o`, `a`, `b`. Each product fits `i64`,
/// only their difference needs more.
#[inline]
pub(crate) fn cross(o: Point, a: Point, b: Point) -> i128 {
    let ((ux, uy), (vx, vy)) = (minus(a, o), minus(b, o));
    i128::from(ux * vy) - i128::from(uy * vx)
}

/// The lattice point whose pixel holds the crossing of two segments that cross
/// properly. Halves go up, which is what [`in_pixel`] means by a pixel.
pub(crate) fn crossing(a: Point, b: Point, c: Point, d: Point) -> Point {
    // The crossing is a + t (b - a) with t = along / across.
    let (ux, uy) = minus(b, a);
    let (vx, vy) = minus(d, c);
    let across = i128::from(ux * vy) - i128::from(uy * vx);
    let (wx, wy) = minus(c, a);
    let along = i128::from(wx * vy) - i128::from(wy * vx);
    let place = |start: i32, step: i64| {
        let (top, below) = if across < 0 { (-along, -across) } else { (along, across) };
        let moved = (2 * top * i128::from(step) + below).div_euclid(2 * below);
        i32::try_from(i128::from(start) + moved).expect("a crossing lies between the ends")
    };
    Point::new(place(a.x, ux), place(a.y, uy))
}

/// Whether the segment `a`-`b` enters the pixel round `p`: the unit square with
/// `p` in the middle, its left and lower side included, the other two not.
pub(crate) fn in_pixel(mut a: Point, mut b: Point, p: Point) -> bool {
    if a > b {
        std::mem::swap(&mut a, &mut b);
    }
    // Everything doubled, so that half a unit is a whole number.
    let double = |v: i32| 2 * i64::from(v);
    let (ax, ay, bx, by) = (double(a.x), double(a.y), double(b.x), double(b.y));
    let (left, right) = (double(p.x) - 1, double(p.x) + 1);
    let (bottom, top) = (double(p.y) - 1, double(p.y) + 1);
    if ax >= right || bx < left || ay.min(by) >= top || ay.max(by) < bottom {
        return false;
    }
    if ax == bx || ay == by {
        return true;
    }
    let side = |x: i64, y: i64| {
        let left = i128::from(bx - ax) * i128::from(y - ay);
        left.cmp(&(i128::from(by - ay) * i128::from(x - ax)))
    };
    let rising = ay < by;
    let (upper_left, upper_right) = (side(left, top), side(right, top));
    let (lower_left, lower_right) = (side(left, bottom), side(right, bottom));
    // Through a corner that is not the pixel's own, the segment enters only if it
    // runs on into the inside.
    if upper_left == Ordering::Equal || lower_right == Ordering::Equal {
        return !rising;
    }
    if upper_right == Ordering::Equal {
        return rising;
    }
    if lower_left == Ordering::Equal {
        return true;
    }
    !(upper_left == upper_right && upper_left == lower_left && upper_left == lower_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: i32, y: i32) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn the_corners_of_the_globe_do_not_overflow() {
        let (sw, ne) = (p(-1_800_000_000, -900_000_000), p(1_800_000_000, 900_000_000));
        let (nw, se) = (p(-1_800_000_000, 900_000_000), p(1_800_000_000, -900_000_000));
        assert_eq!(turn(sw, ne, nw), Ordering::Greater);
        assert_eq!(turn(sw, ne, se), Ordering::Less);
        assert_eq!(turn(sw, ne, p(0, 0)), Ordering::Equal);
        assert_eq!(crossing(sw, ne, nw, se), p(0, 0));
        assert_eq!(area2(&[sw, se, ne, nw]), 2 * 3_600_000_000 * 1_800_000_000);
    }

    #[test]
    fn directions_run_counter_clockwise_from_east() {
        let o = p(0, 0);
        let ring = [p(5, 0), p(5, 1), p(0, 3), p(-4, 1), p(-4, 0), p(-1, -9), p(0, -1), p(7, -1)];
        for (i, &a) in ring.iter().enumerate() {
            for (j, &b) in ring.iter().enumerate() {
                assert_eq!(around(o, a, b), i.cmp(&j), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_crossing_halfway_between_points_goes_up() {
        assert_eq!(crossing(p(0, 0), p(1, 1), p(0, 1), p(1, 0)), p(1, 1));
        assert_eq!(crossing(p(0, 0), p(-1, -1), p(0, -1), p(-1, 0)), p(0, 0));
    }

    #[test]
    fn a_pixel_owns_its_left_and_lower_side_only() {
        // From (-1, 0) to (0, 1) the segment touches the corner (-1/2, 1/2) of the pixel
        // of (0, 0), which belongs to (0, 1); mirrored, it touches the pixel's own corner.
        assert!(!in_pixel(p(-1, 0), p(0, 1), p(0, 0)));
        assert!(in_pixel(p(-1, 0), p(0, -1), p(0, 0)));
        assert!(!in_pixel(p(1, 0), p(0, 1), p(0, 0)) || in_pixel(p(1, 0), p(0, 1), p(1, 1)));
        assert!(in_pixel(p(-5, -1), p(7, 1), p(1, 0)));
        assert!(!in_pixel(p(-5, -1), p(7, 1), p(-5, 0)));
        assert!(in_pixel(p(3, -9), p(3, 9), p(3, 0)));
    }
}
