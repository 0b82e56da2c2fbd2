//! Exact answers to "is the point in it?".
//!
//! A ring set is read by the even-odd rule, so the direction of its rings does
//! not matter here except to [`outgoing`].

use std::cmp::Ordering;

use crate::exact::{around, on_segment, turn};
use crate::{Point, Shape};

/// Where a point lies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the open ground.
    Inside,
    /// Away from it.
    Outside,
    /// On one of its borders.
    OnBorder,
}

/// Where a point lies, its border told apart.
pub fn place(shape: &Shape, p: Point) -> Place {
    if sides(shape).any(|(a, b)| on_segment(a, b, p)) {
        Place::OnBorder
    } else if holds(shape, p) {
        Place::Inside
    } else {
        Place::Outside
    }
}

/// Whether the ground just beside a point belongs to the shape: the point moved
/// by (e, e²), east by next to nothing and north by next to nothing of that.
///
/// Of the cells of a partition exactly one holds any point, on a border too,
/// unless the ground just beside it is nobody's.
pub fn holds(shape: &Shape, p: Point) -> bool {
    sides(shape).filter(|&(a, b)| is_east_of(a, b, p)).count() % 2 == 1
}

/// Whether a ray east from the moved point crosses the segment.
#[inline]
pub(crate) fn is_east_of(a: Point, b: Point, p: Point) -> bool {
    let spans = (a.y <= p.y) != (b.y <= p.y);
    let side = if a.y <= p.y { Ordering::Greater } else { Ordering::Less };
    spans && turn(a, b, p) == side
}

/// The directions in which the border of a shape leaves a point on it, each as
/// the point at the far end of the piece of border. In a shape whose outlines
/// run counter-clockwise and whose holes run clockwise the ground
/// counter-clockwise from each direction is the shape's.
///
/// Empty when the point is not on the border. [`counter_clockwise`] orders the
/// directions of several shapes: the first one is whose the point is when the
/// ground just beside it is nobody's.
pub fn outgoing(shape: &Shape, p: Point) -> Vec<Point> {
    let leaving = |&(a, b): &(Point, Point)| p != b && on_segment(a, b, p);
    sides(shape).filter(leaving).map(|(_, b)| b).collect()
}

/// The order of two directions out of `p`, counter-clockwise from just north of
/// east, so that due east comes last: the order in which the border rule asks
/// who is next.
pub fn counter_clockwise(p: Point, a: Point, b: Point) -> Ordering {
    let east = |to: Point| to.y == p.y && to.x > p.x;
    east(a).cmp(&east(b)).then_with(|| around(p, a, b))
}

/// All sides of all rings.
fn sides(shape: &Shape) -> impl Iterator<Item = (Point, Point)> {
    shape.rings().flat_map(|ring| {
        let before = ring.last().copied().into_iter().chain(ring.iter().copied());
        before.zip(ring.iter().copied()).filter(|(a, b)| a != b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Polygon;

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn frame() -> Shape {
        Shape(vec![Polygon {
            outer: ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]),
            holes: vec![ring(&[(3, 3), (3, 7), (7, 7), (7, 3)])],
        }])
    }

    #[test]
    fn inside_outside_and_border_are_told_apart() {
        let cases = [
            ((1, 1), Place::Inside),
            ((5, 5), Place::Outside),
            ((3, 5), Place::OnBorder),
            ((10, 10), Place::OnBorder),
            ((11, 5), Place::Outside),
            ((-1, 10), Place::Outside),
        ];
        for ((x, y), expected) in cases {
            assert_eq!(place(&frame(), Point::new(x, y)), expected, "{x} {y}");
        }
    }

    #[test]
    fn a_border_point_belongs_to_the_ground_east_and_then_north_of_it() {
        let cases = [
            ((0, 5), true),
            ((10, 5), false),
            ((5, 0), true),
            ((5, 10), false),
            ((3, 5), false),
            ((7, 5), true),
            ((5, 3), false),
            ((5, 7), true),
            ((0, 0), true),
            ((10, 0), false),
            ((0, 10), false),
            ((3, 3), false),
            ((7, 7), true),
            ((7, 3), true),
            ((3, 7), true),
        ];
        for ((x, y), expected) in cases {
            assert_eq!(holds(&frame(), Point::new(x, y)), expected, "{x} {y}");
        }
    }

    #[test]
    fn the_border_leaves_a_point_with_the_shape_on_its_left() {
        let p = |x, y| Point::new(x, y);
        assert_eq!(outgoing(&frame(), p(10, 10)), [p(0, 10)]);
        assert_eq!(outgoing(&frame(), p(5, 0)), [p(10, 0)]);
        assert_eq!(outgoing(&frame(), p(3, 5)), [p(3, 7)]);
        assert_eq!(outgoing(&frame(), p(5, 5)), []);
        let mut directions = vec![p(9, 5), p(5, 1), p(1, 5), p(5, 9), p(9, 6)];
        directions.sort_by(|&a, &b| counter_clockwise(p(5, 5), a, b));
        assert_eq!(directions, [p(9, 6), p(5, 9), p(1, 5), p(5, 1), p(9, 5)]);
    }
}
