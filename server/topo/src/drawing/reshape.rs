//! A border led along a drawn line.

use super::change::Border;
use super::lay::{beside, distance2, widened};
use super::trial::{Named, Trial};
use super::{Drawing, Refusal, Rules};
use crate::exact::area2;
use crate::index::at;
use crate::{Label, Point};

/// A place on an arc: on piece `number`, at its first point or behind it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    arc: u32,
    /// Not a corner.
    between: bool,
    distance2: i64,
    number: usize,
    point: Point,
}

impl Trial<'_> {
    /// Replaces the run between the two places where the line begins and ends.
    pub(super) fn reshape(
        &mut self,
        cells: [Label; 2],
        line: &[Point],
        rules: &Rules,
    ) -> Result<Named, Refusal> {
        let (Some(&start), Some(&end)) = (line.first(), line.last()) else {
            return Err(Refusal::TooShort { least: 2, at: Point::new(0, 0) });
        };
        let snap = rules.reach();
        let starts = self.drawing.places(cells, start, snap);
        let ends = self.drawing.places(cells, end, snap);
        for (at, places) in [(start, &starts), (end, &ends)] {
            if places.is_empty() {
                return Err(Refusal::NoBorder { at, cells });
            }
        }
        let pairs = starts.iter().flat_map(|a| ends.iter().map(move |b| (a, b)));
        let both = pairs.filter(|(a, b)| a.arc == b.arc);
        // Ties are broken by place, never by number: a replay numbers arcs otherwise.
        let nearest = both.min_by_key(|(a, b)| {
            (a.distance2.saturating_add(b.distance2), &self.drawing.arc(a.arc).points)
        });
        let Some((&from, &to)) = nearest else {
            return Err(Refusal::NoBorder { at: end, cells });
        };
        let mut drawn = vec![from.point];
        drawn.extend(&line[1..line.len() - 1]);
        drawn.push(to.point);
        drawn.dedup();
        if drawn.len() < 2 {
            return Err(Refusal::TooShort { least: 2, at: start });
        }
        let border = self.drawing.arc(from.arc).clone();
        let (points, swept) = replaced(&border, from, to, drawn);
        if points == *border.points {
            return Err(Refusal::Nothing { at: start });
        }
        self.swept.push(swept);
        self.remove(from.arc);
        self.add(points.into(), border.left, border.right);
        Ok(Named::reshaped([border.left, border.right]))
    }
}

/// The border with the run between two places replaced, and the ring swept.
fn replaced(
    border: &Border,
    from: Place,
    to: Place,
    mut drawn: Vec<Point>,
) -> (Vec<Point>, Vec<Point>) {
    let points = &border.points;
    let key = |place: &Place| (place.number, distance2(points[place.number], place.point));
    let (mut from, mut to) = (from, to);
    if key(&from) > key(&to) {
        std::mem::swap(&mut from, &mut to);
        drawn.reverse();
    }
    let run = |from: &Place, to: &Place| {
        let mut run = vec![from.point];
        run.extend(&points[from.number + 1..=to.number]);
        run.push(to.point);
        run.dedup();
        run
    };
    let ring = |old: &[Point], new: &[Point]| {
        let back = &old[1..old.len().max(2) - 1];
        new.iter().chain(back.iter().rev()).copied().collect::<Vec<Point>>()
    };
    let (first, last) = (points[0], points[points.len() - 1]);
    let begin = Place { number: 0, point: first, between: false, ..from };
    let end = Place { number: points.len() - 1, point: last, between: false, ..from };
    let inner = run(&from, &to);
    let (head, tail) = (run(&begin, &from), run(&to, &end));
    let joined = |runs: [&[Point]; 3]| {
        let mut all: Vec<Point> = runs.concat();
        all.dedup();
        all
    };
    let kept = joined([&head, &drawn, &tail]);
    let swept = ring(&inner, &drawn);
    if first == last {
        // Of a closed border either run may be meant: the one that sweeps less.
        let outer = joined([&tail, &head, &[]]);
        let back: Vec<Point> = drawn.iter().rev().copied().collect();
        let other = ring(&outer, &back);
        if area2(&other).abs() < area2(&swept).abs() {
            let mut turned = joined([&inner, &back, &[]]);
            // A closed arc that meets others begins in their node.
            if let Some(start) = turned.iter().position(|&p| p == first) {
                turned.pop();
                turned.rotate_left(start);
                turned.push(first);
            }
            return (turned, other);
        }
    }
    (kept, swept)
}

impl Drawing {
    /// The nearest place on each border between two cells within a distance; corners
    /// come before places between them.
    fn places(&self, cells: [Label; 2], p: Point, snap: i32) -> Vec<Place> {
        let reach = i64::from(snap) * i64::from(snap);
        let mut found: Vec<Place> = Vec::new();
        self.nearby.near(&self.arcs, widened(p, p, snap), |piece| {
            let Border { left, right, .. } = *self.arc(piece.arc);
            if [left, right] != cells && [right, left] != cells {
                return;
            }
            let number = at(piece.number);
            let mut add = |between: bool, number: usize, point: Point| {
                let distance2 = distance2(p, point);
                if distance2 <= reach {
                    found.push(Place { arc: piece.arc, between, distance2, number, point });
                }
            };
            add(false, number, piece.from);
            add(false, number + 1, piece.to);
            let foot = beside(p, piece.from, piece.to);
            if foot != piece.from && foot != piece.to {
                add(true, number, foot);
            }
        });
        found.sort_unstable();
        found.dedup_by_key(|place| place.arc);
        found
    }
}
