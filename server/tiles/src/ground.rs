//! The polygons of one layer as one zoom shows them, ready to be cut into tiles.

use crate::clip::{Clipper, twice_area};
use crate::mercator::{BUFFER, Tile, World, project};
use crate::mvt::Geometry;
use domain::topo::{Point, Polygon, Shape};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::ops::Range;

/// All polygons, their corners in one list.
pub(crate) struct Ground {
    corners: Vec<World>,
    rings: Vec<Range<usize>>,
    /// In the order of the features.
    parts: Vec<Part>,
    /// The boxes of `parts`, by number.
    index: RTree<GeomWithData<Rectangle<[i64; 2]>, usize>>,
}

/// One polygon of one feature: an outer ring and its holes.
struct Part {
    feature: usize,
    rings: Range<usize>,
    bounds: [[i64; 2]; 2],
}

impl Ground {
    /// Projects the shapes of features, given by number in rising order.
    pub(crate) fn of(shapes: impl IntoIterator<Item = (usize, Shape)>) -> Self {
        let mut ground =
            Self { corners: Vec::new(), rings: Vec::new(), parts: Vec::new(), index: RTree::new() };
        for (feature, shape) in shapes {
            for polygon in &shape.0 {
                ground.add(feature, polygon);
            }
        }
        let boxes = ground.parts.iter().enumerate().map(|(number, part)| {
            let [min, max] = part.bounds;
            GeomWithData::new(Rectangle::from_corners(min, max), number)
        });
        ground.index = RTree::bulk_load(boxes.collect());
        ground
    }

    fn add(&mut self, feature: usize, polygon: &Polygon) {
        let (first_ring, first_corner) = (self.rings.len(), self.corners.len());
        for (number, ring) in polygon.rings().enumerate() {
            let from = self.corners.len();
            let projected = ring.iter().copied().map(project);
            // In a tile y points down, which turns counter-clockwise into clockwise
            // for the eye; outer rings must have a positive area all the same.
            if is_positive(ring) == (number == 0) {
                self.corners.extend(projected.rev());
            } else {
                self.corners.extend(projected);
            }
            self.rings.push(from..self.corners.len());
        }
        let mut bounds = [[i64::MAX; 2], [i64::MIN; 2]];
        for corner in &self.corners[first_corner..] {
            for (axis, at) in corner.iter().enumerate() {
                bounds[0][axis] = bounds[0][axis].min(i64::from(*at));
                bounds[1][axis] = bounds[1][axis].max(i64::from(*at));
            }
        }
        if self.corners.len() > first_corner {
            self.parts.push(Part { feature, rings: first_ring..self.rings.len(), bounds });
        }
    }

    /// Draws every feature that shows in the tile, in their order.
    pub(crate) fn draw(&self, tile: Tile, mut shown: impl FnMut(usize, &Geometry)) {
        let [min, max] = tile.window(BUFFER);
        let window = AABB::from_corners(min, max);
        let touched = self.index.locate_in_envelope_intersecting(window);
        let mut touched: Vec<usize> = touched.map(|part| part.data).collect();
        touched.sort_unstable();

        let mut clipper = Clipper::default();
        let mut geometry = Geometry::default();
        let of_one_feature =
            |a: &usize, b: &usize| self.parts[*a].feature == self.parts[*b].feature;
        for parts in touched.chunk_by(of_one_feature) {
            geometry.clear();
            for part in parts.iter().map(|part| &self.parts[*part]) {
                let inside = (0..2).all(|axis| {
                    part.bounds[0][axis] >= min[axis] && part.bounds[1][axis] <= max[axis]
                });
                self.draw_part(part, tile, inside, &mut clipper, &mut geometry);
            }
            if !geometry.is_empty() {
                shown(self.parts[parts[0]].feature, &geometry);
            }
        }
    }

    fn draw_part(
        &self,
        part: &Part,
        tile: Tile,
        inside: bool,
        clipper: &mut Clipper,
        geometry: &mut Geometry,
    ) {
        let cut = tile.cut();
        for (number, ring) in self.rings[part.rings.clone()].iter().enumerate() {
            let corners = self.corners[ring.clone()].iter().map(|corner| cut.round(*corner));
            let ring = if inside { clipper.keep(corners) } else { clipper.clip(corners) };
            let area = twice_area(ring);
            match number {
                // Rounded to nothing: holes have nothing to be in.
                0 if area <= 0 => return,
                0 => geometry.ring(ring),
                _ if area < 0 => geometry.ring(ring),
                _ => {}
            }
        }
    }
}

/// Whether a ring of the lattice runs counter-clockwise.
fn is_positive(ring: &[Point]) -> bool {
    let wide = |p: &Point| (i128::from(p.x), i128::from(p.y));
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossed = pairs.map(|(a, b)| {
        let ((ax, ay), (bx, by)) = (wide(a), wide(b));
        ax * by - bx * ay
    });
    crossed.sum::<i128>() > 0
}
