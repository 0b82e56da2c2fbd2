//! The ground of all faces as flat rings, for the exact questions of routing.
//!
//! Edges are kept in runs of at most eight, each with its box. Most runs answer
//! by their box alone: a run beside the place neither holds it nor comes near it.
//! Which side a place is on is decided in integers; only lengths are floats.

use std::cmp::Ordering;
use std::ops::Range;
use topo::{Bounds, Point, Shape};

/// Edges in a run: few enough to be cheap, enough to make boxes worth their place.
const RUN: usize = 8;

/// All rings of one Division, outlines counter-clockwise and holes clockwise, so
/// that the interior is on the left of every edge.
#[derive(Debug, Default)]
pub(crate) struct Rings {
    /// Rings one after the other, each closed by its first point.
    points: Vec<Point>,
    runs: Vec<Run>,
    parts: Vec<Part>,
}

/// Consecutive edges of one ring.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The run's points are `from..=to`.
    from: u32,
    to: u32,
    low: Point,
    high: Point,
}

/// One polygon of a face: an outline and its holes.
#[derive(Debug, Clone, Copy)]
struct Part {
    face: u32,
    from: u32,
    to: u32,
}

/// The number of a part in its [`Rings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartNo(pub(crate) u32);

/// A direction on the lattice, from a place to another point.
pub(crate) type Direction = (i64, i64);

impl Rings {
    /// Adds the polygons of a face and returns their numbers with their boxes.
    /// Rings may run either way; rings without area are left out.
    pub(crate) fn add(&mut self, face: u32, shape: &Shape) -> Vec<(PartNo, Bounds)> {
        let mut added = Vec::with_capacity(shape.0.len());
        for polygon in &shape.0 {
            let Some(bounds) = Bounds::of(polygon.outer.iter().copied()) else { continue };
            let from = narrow(self.runs.len());
            self.add_ring(&polygon.outer, true);
            for hole in &polygon.holes {
                self.add_ring(hole, false);
            }
            added.push((PartNo(narrow(self.parts.len())), bounds));
            self.parts.push(Part { face, from, to: narrow(self.runs.len()) });
        }
        added
    }

    fn add_ring(&mut self, ring: &[Point], counter_clockwise: bool) {
        let doubled = doubled_area(ring);
        if doubled == 0 {
            return;
        }
        let mut from = self.points.len();
        if (doubled > 0) == counter_clockwise {
            self.points.extend_from_slice(ring);
        } else {
            self.points.extend(ring.iter().rev());
        }
        let last = self.points.len();
        self.points.push(self.points[from]);
        while from < last {
            let to = (from + RUN).min(last);
            let mut run = Run {
                from: narrow(from),
                to: narrow(to),
                low: self.points[from],
                high: self.points[from],
            };
            for point in &self.points[from..=to] {
                run.low = Point::new(run.low.x.min(point.x), run.low.y.min(point.y));
                run.high = Point::new(run.high.x.max(point.x), run.high.y.max(point.y));
            }
            self.runs.push(run);
            from = to;
        }
    }

    /// The face a part belongs to.
    pub(crate) fn face(&self, part: PartNo) -> u32 {
        self.parts[part.0 as usize].face
    }

    fn runs(&self, part: PartNo) -> &[Run] {
        let Part { from, to, .. } = self.parts[part.0 as usize];
        &self.runs[from as usize..to as usize]
    }

    fn points(&self, run: &Run) -> &[Point] {
        &self.points[run.from as usize..=run.to as usize]
    }

    /// Whether the part holds the place moved by (e, e²): a hair to the east and
    /// far less to the north. No edge runs through a place so moved, hence one
    /// face exactly holds it. Counts the edges west of it; an edge that meets the
    /// place's height only in its lower end is met, in its upper end not.
    pub(crate) fn holds(&self, part: PartNo, at: Point) -> bool {
        let mut inside = false;
        for run in self.runs(part) {
            if run.low.y > at.y || run.high.y <= at.y || run.low.x > at.x {
                continue;
            }
            let points = self.points(run);
            if run.high.x <= at.x {
                // All of it lies west: only its ends decide how often it crosses.
                let (first, last) = (points[0], points[points.len() - 1]);
                inside ^= (first.y <= at.y) != (last.y <= at.y);
                continue;
            }
            for edge in points.windows(2) {
                let (a, b) = (edge[0], edge[1]);
                if (a.y <= at.y) != (b.y <= at.y) {
                    let lies = turn(a, b, at);
                    let east_of_it = if b.y > a.y { Ordering::Less } else { Ordering::Greater };
                    inside ^= lies == east_of_it || lies == Ordering::Equal;
                }
            }
        }
        inside
    }

    /// Whether the place lies on the part's border.
    pub(crate) fn touches(&self, part: PartNo, at: Point) -> bool {
        self.leaving(part, at).next().is_some()
    }

    /// The directions in which the part's border leaves the place, the part's
    /// interior on their left; empty when the place is not on its border.
    pub(crate) fn leaving(&self, part: PartNo, at: Point) -> impl Iterator<Item = Direction> {
        let runs = self.runs(part).iter().filter(move |run| {
            (run.low.x..=run.high.x).contains(&at.x) && (run.low.y..=run.high.y).contains(&at.y)
        });
        runs.flat_map(|run| self.points(run).windows(2)).filter_map(move |edge| {
            let (a, b) = (edge[0], edge[1]);
            (at != b && on_edge(a, b, at)).then(|| minus(b, at))
        })
    }

    /// The runs of a part, each with its box and its points; every run goes on
    /// from the last point of the one before in its ring.
    pub(crate) fn stretches(&self, part: PartNo) -> impl Iterator<Item = (Bounds, &[Point])> {
        self.runs(part).iter().map(|run| (Bounds { min: run.low, max: run.high }, self.points(run)))
    }

    /// The numbers of all parts.
    pub(crate) fn parts(&self) -> Range<u32> {
        0..narrow(self.parts.len())
    }
}

/// The difference of two points, wider than a point so that it cannot overflow.
pub(crate) fn minus(b: Point, a: Point) -> Direction {
    (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y))
}

/// The order of two directions by angle counter-clockwise from a hair north of
/// east: east itself comes last.
pub(crate) fn around((ax, ay): Direction, (bx, by): Direction) -> Ordering {
    let half = |x: i64, y: i64| y < 0 || (y == 0 && x > 0);
    // West ends the first half and east the second, so within a half the turn decides.
    half(ax, ay).cmp(&half(bx, by)).then_with(|| (ay * bx).cmp(&(ax * by)))
}

/// The side of `at` as seen from `a` towards `b`: `Greater` on the left, `Less` on
/// the right. On the globe each product fits 64 bits, their difference need not.
fn turn(a: Point, b: Point, at: Point) -> Ordering {
    let ((dx, dy), (px, py)) = (minus(b, a), minus(at, a));
    (dx * py).cmp(&(dy * px))
}

fn on_edge(a: Point, b: Point, at: Point) -> bool {
    let between = |v: i32, a: i32, b: i32| v >= a.min(b) && v <= a.max(b);
    between(at.x, a.x, b.x) && between(at.y, a.y, b.y) && turn(a, b, at) == Ordering::Equal
}

fn doubled_area(ring: &[Point]) -> i128 {
    let Some(&first) = ring.first() else { return 0 };
    let fan = ring.windows(2).map(|edge| {
        let ((ax, ay), (bx, by)) = (minus(edge[0], first), minus(edge[1], first));
        i128::from(ax * by) - i128::from(ay * bx)
    });
    fan.sum()
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("a Division has fewer than 2^32 points")
}
