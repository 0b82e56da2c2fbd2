//! The largest circle within a shape: where its label goes, and how wide it is.
//!
//! The pole of inaccessibility is found by splitting squares and following the
//! most promising one first (V. Agafonkin, "polylabel", 2016; D. Garcia-Castellanos
//! and U. Lombardo, "Poles of inaccessibility", 2007). Slivers, for which squares
//! are hopeless, get their start from chords: from the middle of every side
//! straight across to the other bank.

mod lattice;
mod squares;

use std::cmp::Reverse;

use crate::exact::area2;
use crate::plane::Local;
use crate::{Point, Polygon, Shape};
use squares::{Ground, Square};

/// The largest circle within a shape, nearly.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Inscribed {
    /// Its middle: a lattice point strictly inside the shape. Only where the
    /// shape holds no lattice point at all, as slivers a step wide may, it is the
    /// nearest corner instead.
    pub at: Point,
    /// Its radius in metres, of the circle before its middle was rounded.
    pub radius_m: f64,
}

/// The largest circle within a shape, in its widest part, to about one hundredth
/// of its radius; the work is bounded, so that a sliver of extreme length may get
/// a little less than its widest place. Equal shapes give equal answers. For an empty shape the point
/// (0, 0) and radius 0.
pub fn inscribed(shape: &Shape) -> Inscribed {
    let Some(bounds) = shape.bounds() else {
        return Inscribed { at: Point::new(0, 0), radius_m: 0.0 };
    };
    inscribed_by(shape, &Local::at(bounds.middle()))
}

/// The same with the scale given, for shapes that are not in lattice units.
pub(crate) fn inscribed_by(shape: &Shape, local: &Local) -> Inscribed {
    // Large parts first: a small one is left out as soon as its box is too narrow.
    let mut parts: Vec<&Polygon> = shape.0.iter().collect();
    parts.sort_by_key(|part| Reverse(area2(&part.outer).abs()));
    let mut best = Square::NONE;
    for part in parts {
        best = Ground::of(part, local).search(best);
    }
    let at = lattice::point_inside(shape, local, best.middle);
    Inscribed { at, radius_m: best.inner.max(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::{Place, place};

    fn shape(points: &[(i32, i32)]) -> Shape {
        let outer = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
        Shape(vec![Polygon { outer, holes: vec![] }])
    }

    #[test]
    fn the_middle_of_a_square_is_found() {
        let found = inscribed(&shape(&[(0, 0), (2000, 0), (2000, 2000), (0, 2000)]));
        assert!((found.radius_m - 11.05).abs() < 0.15, "{found:?}");
        assert!((found.at.x - 1000).abs() < 20 && (found.at.y - 1000).abs() < 20, "{found:?}");
    }

    #[test]
    fn a_long_slanting_sliver_gets_its_width() {
        // About 1.5 km long and 10 lattice steps across in y.
        let found = inscribed(&shape(&[(0, 0), (100_000, 90_000), (100_000, 90_010), (0, 10)]));
        let width = 2.0 * found.radius_m;
        assert!((0.06..0.09).contains(&width), "{found:?}");
    }

    #[test]
    fn a_sliver_one_step_wide_still_gets_an_inner_point_if_it_has_one() {
        let sliver = shape(&[(0, 0), (1000, 0), (2000, 1), (1000, 2)]);
        assert_eq!(place(&sliver, inscribed(&sliver).at), Place::Inside);
        let none = shape(&[(0, 0), (1, 0), (0, 1)]);
        assert_eq!(place(&none, inscribed(&none).at), Place::OnBorder);
    }
}
