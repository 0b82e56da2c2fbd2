//! A drawn line laid on the borders that are there: snapped and noded.
//!
//! Drawn points go to the corner or the border that is near them. Then every piece of
//! the line is led through the corners it comes close to and through the places where it
//! crosses a border, rounded to the lattice; pieces that this bends are looked at again
//! until nothing new appears. The line gives way to corners, never a corner to the line,
//! and a border is bent by half a lattice step at most, where it gets a corner that the
//! exact crossing does not have.

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use super::change::Border;
use super::nearby::Piece;
use super::{Drawing, Refusal, Rules};
use crate::exact::{area2, cross, crossing, minus, turn};
use crate::{Bounds, Point};

/// A line laid on the borders.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// Its points; a closed line repeats its first one at the end.
    pub(super) path: Vec<Point>,
    /// Whether the piece from each point to the next runs along a border.
    pub(super) along: Vec<bool>,
    /// The points on borders: the arc, the number of its piece.
    pub(super) on: FxHashMap<Point, (u32, u32)>,
    /// New corners, by arc and number of the piece.
    cuts: FxHashMap<(u32, u32), Vec<Point>>,
}

/// How often a piece of the line may be bent.
const MOST_ROUNDS: u8 = 12;

impl Laid {
    /// Lays a line on those borders that `among` picks.
    pub(super) fn on(
        drawing: &Drawing,
        line: &[Point],
        rules: &Rules,
        among: impl Fn(&Border) -> bool,
    ) -> Result<Laid, Refusal> {
        let new_corners = rules.new_corners;
        let mut laying = Laying { drawing, among, new_corners, laid: Laid::default() };
        let snap = rules.reach();
        let mut points: Vec<Point> = Vec::with_capacity(line.len());
        for &p in line {
            if i64::from(p.x).abs() > 1_800_000_000 || i64::from(p.y).abs() > 900_000_000 {
                return Err(Refusal::OffTheMap { at: p });
            }
            let p = laying.snapped(p, snap);
            if points.last() != Some(&p) {
                points.push(p);
            }
        }
        let Some(&first) = points.first() else {
            return Err(Refusal::TooShort { least: 2, at: Point::new(0, 0) });
        };
        laying.laid.path.push(first);
        for pair in points.windows(2) {
            laying.lead(pair[0], pair[1])?;
        }
        laying.laid.without_spikes();
        Ok(laying.laid)
    }

    /// The line between one point on a border and the next, what runs along borders
    /// left out: numbers of first and last point in the path.
    pub(super) fn through(&self) -> Vec<(usize, usize)> {
        let mut pieces = Vec::new();
        let mut from = 0;
        for (i, &along) in self.along.iter().enumerate() {
            let to = i + 1;
            if along {
                from = to;
            } else if self.on.contains_key(&self.path[to]) || to == self.along.len() {
                pieces.push((from, to));
                from = to;
            }
        }
        pieces
    }

    /// Makes a ring of a closed line: counter-clockwise, and from a point on a border
    /// if it has one.
    pub(super) fn close(&mut self) {
        while self.path.len() > 3 && self.path[1] == self.path[self.path.len() - 2] {
            self.path.pop();
            self.path.remove(0);
            self.along.pop();
            self.along.remove(0);
        }
        if area2(&self.path) < 0 {
            self.path.reverse();
            self.along.reverse();
        }
        let start = self.path.iter().position(|p| self.on.contains_key(p)).unwrap_or(0);
        if start > 0 {
            self.path.pop();
            self.path.rotate_left(start);
            self.path.push(self.path[0]);
            self.along.rotate_left(start);
        }
    }

    /// New corners in a piece of border, in its own order.
    pub(super) fn cuts(&self, arc: u32, number: u32) -> &[Point] {
        self.cuts.get(&(arc, number)).map_or(&[], Vec::as_slice)
    }

    /// Where the line meets itself.
    pub(super) fn meets_itself(&self) -> Option<Point> {
        let closed = self.path.len() > 1 && self.path.first() == self.path.last();
        let mut seen: FxHashSet<Point> = FxHashSet::default();
        let distinct = &self.path[usize::from(closed)..];
        distinct.iter().copied().find(|&p| !seen.insert(p))
    }

    /// Takes out what runs out and straight back, which bending makes where a drawn
    /// point lies next to a border.
    fn without_spikes(&mut self) {
        let mut kept: Vec<(Point, bool)> = Vec::with_capacity(self.path.len());
        let arriving = std::iter::once(&false).chain(&self.along);
        for (&p, &along) in self.path.iter().zip(arriving) {
            if kept.len() >= 2 && kept[kept.len() - 2].0 == p {
                kept.pop();
            } else if kept.last().is_none_or(|last| last.0 != p) {
                kept.push((p, along));
            }
        }
        (self.path, self.along) = kept.into_iter().unzip();
        self.along.remove(0);
    }
}

struct Laying<'a, F> {
    drawing: &'a Drawing,
    among: F,
    new_corners: bool,
    laid: Laid,
}

impl<F: Fn(&Border) -> bool> Laying<'_, F> {
    /// The pieces of border near a box, bent by the cuts so far, sorted.
    fn near(&self, bounds: Bounds) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        let drawing = self.drawing;
        drawing.nearby.near(&drawing.arcs, bounds, |piece| {
            if !(self.among)(drawing.arc(piece.arc)) {
                return;
            }
            let mut from = piece.from;
            for &to in self.laid.cuts(piece.arc, piece.number) {
                found.push(Piece { from, to, ..piece });
                from = to;
            }
            found.push(Piece { from, ..piece });
        });
        found.sort_unstable();
        found
    }

    /// The node, corner or place on a border that a drawn point is taken for.
    fn snapped(&mut self, p: Point, snap: i32) -> Point {
        if self.laid.on.contains_key(&p) {
            return p;
        }
        let near = self.near(widened(p, p, snap));
        let reach = i64::from(snap) * i64::from(snap);
        let mut corner: Option<(bool, i64, Point, (u32, u32))> = None;
        let mut foot: Option<(i64, Point, Piece)> = None;
        for &piece in &near {
            for end in [piece.from, piece.to] {
                let is_plain = self.drawing.leaving(end).len() < 3;
                let this = (is_plain, distance2(p, end), end, (piece.arc, piece.number));
                if this.1 <= reach && corner.is_none_or(|best| this < best) {
                    corner = Some(this);
                }
            }
            let beside = beside(p, piece.from, piece.to);
            let this = (distance2(p, beside), beside, piece);
            if this.0 <= reach && foot.is_none_or(|best| this < best) {
                foot = Some(this);
            }
        }
        if let Some((_, _, end, place)) = corner {
            self.laid.on.entry(end).or_insert(place);
            return end;
        }
        let Some((_, place, piece)) = foot else { return p };
        // A corner close to the foot would have been close enough itself, unless the
        // snap radius ends between the two.
        let corner = self.corner_for(&piece, place);
        if let Some(end) = corner {
            self.laid.on.entry(end).or_insert((piece.arc, piece.number));
            return end;
        }
        self.cut(&piece, place);
        place
    }

    /// The end of a piece of border that serves for a place on it, if one does.
    fn corner_for(&self, piece: &Piece, place: Point) -> Option<Point> {
        let [near, far] = [piece.from, piece.to].map(|end| (distance2(place, end), end));
        let nearer = near.min(far);
        let reach = i64::from(Rules::LEAST_SNAP).pow(2);
        (nearer.0 < reach || !self.new_corners).then_some(nearer.1)
    }

    /// Adds a corner to a piece of border.
    fn cut(&mut self, piece: &Piece, at: Point) {
        self.laid.on.entry(at).or_insert((piece.arc, piece.number));
        let cuts = self.laid.cuts.entry((piece.arc, piece.number)).or_default();
        let place = cuts.iter().position(|&cut| cut == piece.to).unwrap_or(cuts.len());
        cuts.insert(place, at);
    }

    /// Leads a straight piece of the line from one point to the next.
    fn lead(&mut self, from: Point, to: Point) -> Result<(), Refusal> {
        let mut todo = vec![(from, to, 0)];
        while let Some((p, q, round)) = todo.pop() {
            let near = self.near(widened(p, q, Rules::LEAST_SNAP));
            let mut hot: Vec<Point> = Vec::new();
            let mut along = false;
            for piece in near {
                let ends = [piece.from, piece.to];
                along |= ends == [p, q] || ends == [q, p];
                let mut close = false;
                for end in ends {
                    if end != p && end != q && is_beside(end, p, q) {
                        self.laid.on.entry(end).or_insert((piece.arc, piece.number));
                        hot.push(end);
                        close = true;
                    }
                }
                if close || !cross_properly(p, q, piece.from, piece.to) {
                    continue;
                }
                let at = crossing(p, q, piece.from, piece.to);
                if let Some(end) = self.corner_for(&piece, at) {
                    self.laid.on.entry(end).or_insert((piece.arc, piece.number));
                    hot.push(end);
                } else {
                    self.cut(&piece, at);
                    hot.push(at);
                }
            }
            hot.retain(|&at| at != p && at != q);
            if hot.is_empty() {
                self.laid.path.push(q);
                self.laid.along.push(along);
                continue;
            }
            if round == MOST_ROUNDS {
                return Err(Refusal::TooTight { at: p });
            }
            hot.sort_unstable_by(|&a, &b| {
                progress(p, q, a).cmp(&progress(p, q, b)).then(a.cmp(&b))
            });
            hot.dedup();
            let stops: Vec<Point> = [p].into_iter().chain(hot).chain([q]).collect();
            todo.extend(stops.windows(2).rev().map(|pair| (pair[0], pair[1], round + 1)));
        }
        Ok(())
    }
}

/// The box of a piece, wider on every side.
pub(super) fn widened(a: Point, b: Point, by: i32) -> Bounds {
    Bounds {
        min: Point::new(a.x.min(b.x).saturating_sub(by), a.y.min(b.y).saturating_sub(by)),
        max: Point::new(a.x.max(b.x).saturating_add(by), a.y.max(b.y).saturating_add(by)),
    }
}

/// The distance squared in lattice steps; far apart, more than any snap radius.
pub(super) fn distance2(a: Point, b: Point) -> i64 {
    let (x, y) = minus(b, a);
    x.saturating_mul(x).saturating_add(y.saturating_mul(y))
}

/// How far along the line from `a` to `b` a point lies, times its length.
fn progress(a: Point, b: Point, p: Point) -> i128 {
    let ((ux, uy), (vx, vy)) = (minus(b, a), minus(p, a));
    i128::from(ux) * i128::from(vx) + i128::from(uy) * i128::from(vy)
}

/// The length of a piece, squared.
fn length2(a: Point, b: Point) -> i128 {
    progress(a, b, b)
}

/// Whether a point lies close beside the inside of a piece.
fn is_beside(p: Point, a: Point, b: Point) -> bool {
    let (length2, along) = (length2(a, b), progress(a, b, p));
    if along <= 0 || along >= length2 {
        return false;
    }
    let off = cross(a, b, p);
    let least = i128::from(Rules::LEAST_SNAP);
    // On the globe `off` is below 1.3e19, so its square just fits.
    off * off < least * least * length2
}

/// The lattice point nearest to where a piece comes closest to a point.
pub(super) fn beside(p: Point, a: Point, b: Point) -> Point {
    let (length2, along) = (length2(a, b), progress(a, b, p));
    if length2 == 0 || along <= 0 {
        return a;
    }
    if along >= length2 {
        return b;
    }
    let (ux, uy) = minus(b, a);
    let place = |start: i32, step: i64| {
        let moved = (2 * along * i128::from(step) + length2).div_euclid(2 * length2);
        i32::try_from(i128::from(start) + moved).unwrap_or(start)
    };
    Point::new(place(a.x, ux), place(a.y, uy))
}

/// Whether two pieces cross in the inside of both.
pub(super) fn cross_properly(a: Point, b: Point, c: Point, d: Point) -> bool {
    let opposite = |s: Ordering, t: Ordering| s != Ordering::Equal && s == t.reverse();
    opposite(turn(a, b, c), turn(a, b, d)) && opposite(turn(c, d, a), turn(c, d, b))
}
