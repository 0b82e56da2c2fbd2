//! Square metres of a picture.

use domain::topo::plane::{self, Local};
use domain::topo::{Point, Shape};

/// Height, in lattice steps, up to which the ground's scale counts as linear in
/// latitude: a tenth of a degree, for an error below a millionth.
const LINEAR: i32 = 1_000_000;

/// Area in square metres.
///
/// [`plane::area_m2`] evaluates the ellipsoid at every corner, which for a picture
/// of one station costs more than drawing it. Over a small height the scale is
/// linear in latitude, so that area and first moment give the same figure.
pub(crate) fn area_m2(shape: &Shape) -> f64 {
    let Some(bounds) = shape.bounds() else { return 0.0 };
    if bounds.max.y - bounds.min.y > LINEAR {
        return plane::area_m2(shape);
    }
    let middle = bounds.middle();
    let scale = |y: i32| Local::at(Point::new(middle.x, y)).step_m2();
    let (south, north) = (scale(middle.y - LINEAR / 2), scale(middle.y + LINEAR / 2));
    let slope = (north - south) / f64::from(LINEAR);
    let (mut area, mut moment) = (0.0, 0.0);
    for ring in shape.rings() {
        let Some(last) = ring.last() else { continue };
        let seen = |p: &Point| [f64::from(p.x - middle.x), f64::from(p.y - middle.y)];
        let mut from = seen(last);
        for to in ring.iter().map(seen) {
            let cross = from[0] * to[1] - from[1] * to[0];
            area += cross / 2.0;
            moment += cross * (from[1] + to[1]) / 6.0;
            from = to;
        }
    }
    area * scale(middle.y) + moment * slope
}
