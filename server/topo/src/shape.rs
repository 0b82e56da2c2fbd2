//! Polygons, shapes of several parts, and the labels they carry.

use serde::{Deserialize, Serialize};

use crate::Point;
use crate::exact::area2;

/// One outer ring and the holes in it.
///
/// Rings are open: the first point is not repeated at the end. What this crate
/// hands out is normalised (outer counter-clockwise, holes clockwise, each ring
/// from its smallest point); what it takes in may run either way.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Polygon {
    /// The outline.
    pub outer: Vec<Point>,
    /// Rings cut out of it.
    pub holes: Vec<Vec<Point>>,
}

impl Polygon {
    /// The outer ring, then the holes.
    pub fn rings(&self) -> impl Iterator<Item = &[Point]> {
        std::iter::once(&self.outer).chain(&self.holes).map(Vec::as_slice)
    }
}

/// Ground in any number of parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Shape(pub Vec<Polygon>);

/// The box round a shape, both corners included.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Least longitude and latitude.
    pub min: Point,
    /// Greatest longitude and latitude.
    pub max: Point,
}

impl Bounds {
    /// The box round some points; `None` round none.
    pub fn of(points: impl IntoIterator<Item = Point>) -> Option<Bounds> {
        let mut points = points.into_iter();
        let first = points.next()?;
        Some(points.fold(Bounds { min: first, max: first }, |b, p| Bounds {
            min: Point::new(b.min.x.min(p.x), b.min.y.min(p.y)),
            max: Point::new(b.max.x.max(p.x), b.max.y.max(p.y)),
        }))
    }

    /// The point in the middle, rounded towards the south-west.
    pub fn middle(&self) -> Point {
        let half = |low: i32, high: i32| {
            let sum = i64::from(low) + i64::from(high);
            i32::try_from(sum.div_euclid(2)).unwrap_or(low)
        };
        Point::new(half(self.min.x, self.max.x), half(self.min.y, self.max.y))
    }
}

impl Shape {
    /// All rings of all parts.
    pub fn rings(&self) -> impl Iterator<Item = &[Point]> {
        self.0.iter().flat_map(Polygon::rings)
    }

    /// The box round the shape; `None` when it has no point.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.rings().flatten().copied())
    }

    /// Whether there is no point in it.
    pub fn is_empty(&self) -> bool {
        self.rings().all(<[Point]>::is_empty)
    }

    /// Twice the area in lattice units, exactly: outlines less holes, whichever
    /// way the rings run.
    pub fn area2(&self) -> i128 {
        let parts = self.0.iter().map(|part| {
            let holes: i128 = part.holes.iter().map(|ring| area2(ring).abs()).sum();
            area2(&part.outer).abs() - holes
        });
        parts.sum()
    }

    /// Points in all rings together.
    pub fn point_count(&self) -> usize {
        self.rings().map(<[Point]>::len).sum()
    }

    /// Brings the rings into the one order that equal ground has: outlines
    /// counter-clockwise, holes clockwise, rings from their smallest point, holes
    /// and parts sorted.
    pub(crate) fn normalise(&mut self) {
        for part in &mut self.0 {
            normalise_ring(&mut part.outer, true);
            for hole in &mut part.holes {
                normalise_ring(hole, false);
            }
            part.holes.sort_unstable();
        }
        self.0.sort_unstable();
    }
}

/// Starts a ring at its smallest point and makes it run the wanted way.
fn normalise_ring(ring: &mut [Point], counter_clockwise: bool) {
    if (area2(ring) > 0) != counter_clockwise {
        ring.reverse();
    }
    if let Some((start, _)) = ring.iter().enumerate().min_by_key(|(_, p)| **p) {
        ring.rotate_left(start);
    }
}

/// The name a cell has in this crate: a number whose meaning is the caller's.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label(pub u32);

impl Label {
    /// The label of the ground that no cell holds.
    pub const OUTSIDE: Label = Label(u32::MAX);
}

/// A polygon and the label it claims its ground for.
#[derive(Copy, Clone, Debug)]
pub struct Cell<'a> {
    /// Whose ground it is. The same label on several cells makes them parts of one;
    /// a cell labelled [`Label::OUTSIDE`] claims nothing and is passed over.
    pub label: Label,
    /// The ground, as received.
    pub shape: &'a Shape,
}
