//! Random ground, and how the tests write cells down.

use proptest::prelude::*;
use topo::testing::Quilt;
use topo::{Cell, Label, Partition, Point, Polygon, Shape};

/// Quilts of up to 6 by 6 patches, straight or wobbling, with few labels, so that
/// parts, enclaves and islands are the rule.
pub(crate) fn any_quilt() -> impl Strategy<Value = Quilt> {
    let size = (1_usize..=6, 1_usize..=6, 1_u32..=5);
    let borders = prop_oneof![Just((6, 0, 0)), Just((60, 2, 4)), Just((1000, 4, 30))];
    (size, borders, any::<u64>()).prop_flat_map(|((width, height, kinds), borders, seed)| {
        let label =
            (0..=kinds).prop_map(move |k| if k == kinds { Label::OUTSIDE } else { Label(k) });
        proptest::collection::vec(label, width * height).prop_map(move |labels| {
            let (spacing, bends, wobble) = borders;
            let origin = Point::new(1_163_000_000, 399_000_000);
            Quilt { width, labels, spacing, bends, wobble, origin, seed }
        })
    })
}

/// The partition of a quilt.
pub(crate) fn sewn(quilt: &Quilt) -> Partition {
    let patches = quilt.patches();
    Partition::from_cells(&cells(&patches)).expect("a quilt is clean")
}

/// Labelled shapes as cells.
pub(crate) fn cells(shapes: &[(Label, Shape)]) -> Vec<Cell<'_>> {
    shapes.iter().map(|(label, shape)| Cell { label: *label, shape }).collect()
}

/// A ring from coordinates.
pub(crate) fn ring(points: &[(i32, i32)]) -> Vec<Point> {
    points.iter().map(|&(x, y)| Point::new(x, y)).collect()
}

/// A shape of one part without holes.
pub(crate) fn plain(points: &[(i32, i32)]) -> Shape {
    Shape(vec![Polygon { outer: ring(points), holes: vec![] }])
}

/// An upright rectangle.
pub(crate) fn block(west: i32, south: i32, east: i32, north: i32) -> Shape {
    plain(&[(west, south), (east, south), (east, north), (west, north)])
}

/// The shape with further rings as holes of its first part.
pub(crate) fn pierced(mut shape: Shape, holes: &[&[(i32, i32)]]) -> Shape {
    shape.0[0].holes.extend(holes.iter().map(|hole| ring(hole)));
    shape
}
