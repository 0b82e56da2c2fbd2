//! Noding on the lattice by snap rounding.
//!
//! Where two segments cross, the crossing is rounded to a lattice point, and that
//! bends both. Bending by hand invites new crossings, so this is snap rounding
//! proper (J. D. Hobby, "Practical segment intersection with finite precision
//! output", 1999; L. J. Guibas and D. H. Marimont, "Rounding arrangements
//! dynamically", 1998): a pixel is hot if it holds a crossing or an end of a
//! segment, and every segment that enters a hot pixel is led through its middle.
//! Sides never change and no point moves further than half a lattice step in
//! either direction.
//!
//! Only pixels that matter are made hot: those of crossings and of ends that
//! touch another segment; then those of every end that a bent segment passes;
//! and so on until nothing is added. A segment outside that closure enters no
//! hot pixel, so rounding all pixels would leave it as it is: the result is that
//! of full snap rounding near each fault and sound borders elsewhere keep every
//! point they have and gain none.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::segments::{Segments, Use};
use crate::Point;
use crate::exact::{crossing, in_pixel};
use crate::index::{at, id};
use crate::strips::{Meeting, Strips};

/// Segments that meet only in their ends, made from ones that meet as listed.
pub(crate) fn rounded(segments: &Segments, strips: &Strips, meetings: &[Meeting]) -> Segments {
    let bent = bent(segments, strips, meetings);
    let mut uses = Vec::with_capacity(segments.len() * 2);
    for segment in 0..id(segments.len()) {
        let (from, to) = segments.ends[at(segment)];
        let rings = segments.rings(segment);
        match bent.get(&segment) {
            None => uses.extend(rings.iter().map(|&ring| Use::new(from, to, ring))),
            Some(through) => {
                for link in through.windows(2) {
                    let (a, b) = (link[0].key(), link[1].key());
                    uses.extend(rings.iter().map(|&ring| Use::new(a, b, ring)));
                }
            }
        }
    }
    Segments::of_uses(uses)
}

/// The hot points each bent segment goes through, in its own order.
fn bent(segments: &Segments, strips: &Strips, meetings: &[Meeting]) -> FxHashMap<u32, Vec<Point>> {
    let ends = |segment: u32| {
        let (a, b) = segments.ends[at(segment)];
        (Point::of_key(a), Point::of_key(b))
    };
    let mut hot: FxHashSet<Point> = FxHashSet::default();
    let mut queue: Vec<Point> = Vec::new();
    for meeting in meetings {
        let point = match *meeting {
            Meeting::Crossing(one, other) => {
                let ((a, b), (c, d)) = (ends(one), ends(other));
                crossing(a, b, c, d)
            }
            Meeting::Touch(_, _, point) => point,
        };
        if hot.insert(point) {
            queue.push(point);
        }
    }
    let mut bent: FxHashMap<u32, Vec<Point>> = FxHashMap::default();
    while let Some(point) = queue.pop() {
        let (min, max) = widened(point, point);
        let mut passing: Vec<(u32, Point, Point)> = Vec::new();
        strips.near(min, max, |segment, a, b| {
            if in_pixel(a, b, point) {
                passing.push((segment, a, b));
            }
        });
        passing.sort_unstable();
        passing.dedup();
        for (segment, a, b) in passing {
            let through = bent.entry(segment).or_default();
            let first_time = through.is_empty();
            through.push(point);
            if first_time {
                let (min, max) = widened(a, b);
                strips.near(min, max, |_, c, d| {
                    for end in [c, d] {
                        if !hot.contains(&end) && in_pixel(a, b, end) {
                            hot.insert(end);
                            queue.push(end);
                        }
                    }
                });
            }
        }
    }
    for (&segment, through) in &mut bent {
        let (a, b) = ends(segment);
        // The columns of pixels follow one another along the segment, and within a
        // column the pixels do, upwards or downwards.
        if a.y <= b.y {
            through.sort_unstable();
        } else {
            through.sort_unstable_by_key(|p| (p.x, Reverse(p.y)));
        }
        through.dedup();
    }
    bent
}

/// The box of a segment, one lattice step wider on every side.
fn widened(a: Point, b: Point) -> (Point, Point) {
    let min = Point::new(a.x.min(b.x).saturating_sub(1), a.y.min(b.y).saturating_sub(1));
    let max = Point::new(a.x.max(b.x).saturating_add(1), a.y.max(b.y).saturating_add(1));
    (min, max)
}
