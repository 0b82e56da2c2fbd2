//! Which segments meet: horizontal strips, each swept from west to east.
//!
//! The segments arrive sorted by their western end, so dealing them into strips
//! keeps every strip sorted and no further sort is needed. A strip is about two
//! segments high; within it only segments that overlap in `x` are compared, one
//! or two per segment in a coverage.

use std::cmp::Ordering;

use crate::Point;
use crate::exact::{is_further_east, on_segment, turn};
use crate::index::{at, id, offsets};

/// A segment as a strip keeps it: western end, eastern end, number.
#[derive(Copy, Clone)]
struct Entry {
    west: Point,
    east: Point,
    id: u32,
}

impl Entry {
    fn low(&self) -> i32 {
        self.west.y.min(self.east.y)
    }

    fn high(&self) -> i32 {
        self.west.y.max(self.east.y)
    }
}

/// Two segments that meet elsewhere than in a common end.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meeting {
    /// They cross in the inside of both.
    Crossing(u32, u32),
    /// An end of the first lies in the inside of the second.
    Touch(u32, u32, Point),
}

/// Segments by place. See the module.
pub(crate) struct Strips {
    bottom: i64,
    height: i64,
    start: Vec<u32>,
    entries: Vec<Entry>,
    /// Per entry the easternmost point of its strip so far.
    reach: Vec<i32>,
    /// The easternmost point of every [`BLOCK`] entries, whichever strips they are
    /// of. One long segment spoils `reach` for all that follow it, but one block.
    block_reach: Vec<i32>,
}

const BLOCK: usize = 16;

impl Strips {
    /// Deals out segments given by the keys of their ends, smaller end first,
    /// sorted.
    pub(crate) fn of(segments: &[(u64, u64)]) -> Strips {
        if segments.is_empty() {
            return Strips {
                bottom: 0,
                height: 1,
                start: vec![0; 2],
                entries: vec![],
                reach: vec![],
                block_reach: vec![],
            };
        }
        let ends = |&(a, b): &(u64, u64)| (Point::of_key(a), Point::of_key(b));
        let (mut bottom, mut top, mut rise) = (i64::MAX, i64::MIN, 0_i64);
        for (a, b) in segments.iter().map(ends) {
            let (low, high) = (i64::from(a.y.min(b.y)), i64::from(a.y.max(b.y)));
            bottom = bottom.min(low);
            top = top.max(high);
            rise += high - low;
        }
        let n = segments.len();
        let span = top - bottom + 1;
        let most = i64::from(id(n));
        // Two mean rises high, and never more strips than segments.
        let height = (2 * rise / most).max(span / most).max(1);
        let mut strips = Strips {
            bottom,
            height,
            start: vec![0; usize::try_from(span / height).unwrap_or(0) + 2],
            entries: Vec::new(),
            reach: Vec::new(),
            block_reach: Vec::new(),
        };
        for (a, b) in segments.iter().map(ends) {
            for strip in strips.strip(a.y.min(b.y))..=strips.strip(a.y.max(b.y)) {
                strips.start[strip] += 1;
            }
        }
        offsets(&mut strips.start);
        let mut fill = strips.start.clone();
        let total = fill.last().map_or(0, |&n| at(n));
        let nothing = Entry { west: Point::new(0, 0), east: Point::new(0, 0), id: 0 };
        strips.entries = vec![nothing; total];
        for (number, segment) in segments.iter().enumerate() {
            let (west, east) = ends(segment);
            let entry = Entry { west, east, id: id(number) };
            let through = strips.strip(entry.low())..=strips.strip(entry.high());
            for next in &mut fill[through] {
                strips.entries[at(*next)] = entry;
                *next += 1;
            }
        }
        strips
    }

    fn strip(&self, y: i32) -> usize {
        usize::try_from((i64::from(y) - self.bottom).max(0) / self.height)
            .unwrap_or(usize::MAX)
            .min(self.start.len() - 2)
    }

    fn range(&self, strip: usize) -> std::ops::Range<usize> {
        at(self.start[strip])..at(self.start[strip + 1])
    }

    /// All meetings, each once, sorted.
    pub(crate) fn meetings(&self) -> Vec<Meeting> {
        let mut found = Vec::new();
        for strip in 0..self.start.len() - 1 {
            let entries = &self.entries[self.range(strip)];
            for (i, a) in entries.iter().enumerate() {
                let (low, high, east) = (a.low(), a.high(), a.east.x);
                for b in &entries[i + 1..] {
                    if b.west.x > east {
                        break;
                    }
                    if b.low() > high || b.high() < low || apart(a, b) {
                        continue;
                    }
                    // Both may share several strips: the lowest reports them.
                    if self.strip(low.max(b.low())) == strip {
                        meet(a, b, &mut found);
                    }
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Prepares [`Strips::near`] and [`Strips::west_of`].
    pub(crate) fn with_reach(mut self) -> Strips {
        let easternmost = |block: &[Entry]| block.iter().map(|entry| entry.east.x).max();
        self.block_reach = self
            .entries
            .chunks(BLOCK)
            .map(|block| easternmost(block).unwrap_or(i32::MIN))
            .collect();
        self.reach = vec![0; self.entries.len()];
        for strip in 0..self.start.len() - 1 {
            let mut furthest = i32::MIN;
            for i in self.range(strip) {
                furthest = furthest.max(self.entries[i].east.x);
                self.reach[i] = furthest;
            }
        }
        self
    }

    /// Calls with every segment whose box touches the given one; with one that
    /// spans several strips more than once.
    pub(crate) fn near(&self, min: Point, max: Point, mut found: impl FnMut(u32, Point, Point)) {
        for strip in self.strip(min.y)..=self.strip(max.y) {
            let range = self.range(strip);
            let first = self.reach[range.clone()].partition_point(|&reach| reach < min.x);
            let mut next = range.start + first;
            while next < range.end {
                if next.is_multiple_of(BLOCK) && self.block_reach[next / BLOCK] < min.x {
                    next += BLOCK;
                    continue;
                }
                let entry = &self.entries[next];
                if entry.west.x > max.x {
                    break;
                }
                if entry.east.x >= min.x && entry.low() <= max.y && entry.high() >= min.y {
                    found(entry.id, entry.west, entry.east);
                }
                next += 1;
            }
        }
    }

    /// The nearest segment west of a point that is on none, looking from a place
    /// infinitely little north of it: the segment's number and whether it runs
    /// upwards from its smaller end.
    pub(crate) fn west_of(&self, p: Point) -> Option<(u32, bool)> {
        let range = self.range(self.strip(p.y));
        let (entries, reach) = (&self.entries[range.clone()], &self.reach[range]);
        let last = entries.partition_point(|entry| entry.west.x <= p.x);
        let mut best: Option<Upward> = None;
        for (entry, &reach) in entries[..last].iter().zip(&reach[..last]).rev() {
            if best.is_some_and(|b| reach < b.low.x.min(b.high.x)) {
                break;
            }
            let Some(here) = Upward::across(entry, p.y) else { continue };
            let before = turn(here.low, here.high, p) == Ordering::Less;
            if before
                && best.is_none_or(|b| is_further_east((here.low, here.high), (b.low, b.high)))
            {
                best = Some(here);
            }
        }
        best.map(|found| (found.id, found.rises_eastward))
    }
}

/// A segment turned to run upwards.
#[derive(Copy, Clone)]
struct Upward {
    low: Point,
    high: Point,
    id: u32,
    rises_eastward: bool,
}

impl Upward {
    /// The segment, if it crosses the horizontal line just above `y`.
    fn across(entry: &Entry, y: i32) -> Option<Upward> {
        let Entry { west, east, id } = *entry;
        let rises_eastward = west.y < east.y;
        let (low, high) = if rises_eastward { (west, east) } else { (east, west) };
        (low.y <= y && y < high.y).then_some(Upward { low, high, id, rises_eastward })
    }
}

/// Whether `b` lies wholly on one side of `a`: what most candidates fail.
#[inline]
fn apart(a: &Entry, b: &Entry) -> bool {
    let (w, e) = (turn(a.west, a.east, b.west), turn(a.west, a.east, b.east));
    w == e && w != Ordering::Equal
}

/// Tests two segments that are neither apart nor disjoint in their boxes.
fn meet(a: &Entry, b: &Entry, found: &mut Vec<Meeting>) {
    let b_sides = (turn(a.west, a.east, b.west), turn(a.west, a.east, b.east));
    let a_sides = (turn(b.west, b.east, a.west), turn(b.west, b.east, a.east));
    let opposite = |(s, t): (Ordering, Ordering)| s != Ordering::Equal && s == t.reverse();
    if opposite(a_sides) && opposite(b_sides) {
        found.push(Meeting::Crossing(a.id.min(b.id), a.id.max(b.id)));
        return;
    }
    for (one, other) in [(a, b), (b, a)] {
        for end in [one.west, one.east] {
            let inside =
                end != other.west && end != other.east && on_segment(other.west, other.east, end);
            if inside {
                found.push(Meeting::Touch(one.id, other.id, end));
            }
        }
    }
}
