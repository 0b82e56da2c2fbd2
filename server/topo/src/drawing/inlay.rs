//! Pieces of a laid line put in among the arcs.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lay::Laid;
use super::trial::Trial;
use super::{Drawing, Refusal};
use crate::exact::{around, turn};
use crate::index::{at, id};
use crate::{Label, Point};

/// A piece of the line: numbers of its ends in the path, and whose ground it runs
/// through.
#[derive(Copy, Clone, Debug)]
pub(super) struct Strand {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) ground: Label,
}

impl Drawing {
    /// Whose ground lies in a direction from a node.
    fn ground(&self, node: Point, towards: Point) -> Option<Label> {
        let round = self.leaving(node);
        let before = |&half: &u32| around(node, self.departure(half).1, towards).is_lt();
        let place = round.partition_point(before);
        let beside = if place == 0 { round.last() } else { round.get(place - 1) };
        beside.map(|&half| self.left(half))
    }

    /// The same from any place on a border that may not be a node.
    pub(super) fn ground_from(&self, laid: &Laid, node: Point, towards: Point) -> Option<Label> {
        if let Some(label) = self.ground(node, towards) {
            return Some(label);
        }
        let &(arc, number) = laid.on.get(&node)?;
        let (before, after) = self.around_corner(laid, arc, number, node);
        let border = self.arc(arc);
        // Counter-clockwise from the way on to the way back lies what is on the left.
        let is_left = super::check::is_between(node, after, towards, before);
        Some(if is_left { border.left } else { border.right })
    }

    /// The points before and after a place on an arc, whose piece number is that of a
    /// piece that ends or lies there.
    fn around_corner(&self, laid: &Laid, arc: u32, number: u32, node: Point) -> (Point, Point) {
        let points = &self.arc(arc).points;
        let n = at(number);
        if points[n] == node {
            let before = laid.cuts(arc, number - 1).last().copied().unwrap_or(points[n - 1]);
            let after = laid.cuts(arc, number).first().copied().unwrap_or(points[n + 1]);
            return (before, after);
        }
        if points[n + 1] == node {
            let before = laid.cuts(arc, number).last().copied().unwrap_or(points[n]);
            let after = laid.cuts(arc, number + 1).first().copied().unwrap_or(points[n + 2]);
            return (before, after);
        }
        let cuts = laid.cuts(arc, number);
        let place = cuts.iter().position(|&cut| cut == node).unwrap_or(0);
        let before = if place == 0 { points[n] } else { cuts[place - 1] };
        (before, cuts.get(place + 1).copied().unwrap_or(points[n + 1]))
    }
}

impl Trial<'_> {
    /// Cuts arcs where strands end on them. For each arc cut the arcs made of it.
    pub(super) fn cut(&mut self, laid: &Laid, strands: &[Strand]) -> FxHashMap<u32, Vec<u32>> {
        let ends: FxHashSet<Point> = strands
            .iter()
            .flat_map(|strand| [laid.path[strand.from], laid.path[strand.to]])
            .filter(|&end| self.drawing.leaving(end).is_empty())
            .collect();
        let mut arcs: Vec<u32> =
            ends.iter().filter_map(|end| laid.on.get(end)).map(|&(arc, _)| arc).collect();
        arcs.sort_unstable();
        arcs.dedup();
        arcs.into_iter().map(|arc| (arc, self.cut_arc(laid, arc, &ends))).collect()
    }

    fn cut_arc(&mut self, laid: &Laid, arc: u32, ends: &FxHashSet<Point>) -> Vec<u32> {
        let border = self.remove(arc);
        let last = border.points.len() - 1;
        let mut runs: Vec<Vec<Point>> = vec![vec![border.points[0]]];
        let mut go_on = |p: Point, is_last: bool| {
            if let Some(run) = runs.last_mut() {
                run.push(p);
            }
            if ends.contains(&p) && !is_last {
                runs.push(vec![p]);
            }
        };
        for (number, (from, to)) in (0..).zip(border.segments()) {
            let cuts: Vec<Point> =
                laid.cuts(arc, number).iter().copied().filter(|cut| ends.contains(cut)).collect();
            for &cut in &cuts {
                go_on(cut, false);
            }
            if cuts.iter().any(|&cut| turn(from, to, cut).is_ne()) {
                self.swept.push([from].into_iter().chain(cuts).chain([to]).collect());
            }
            go_on(to, at(number) + 1 == last);
        }
        runs.into_iter().map(|run| self.add(run.into(), border.left, border.right)).collect()
    }

    /// Adds a strand with the given labels on its sides.
    pub(super) fn add_strand(
        &mut self,
        laid: &Laid,
        strand: Strand,
        left: Label,
        right: Label,
    ) -> u32 {
        self.add(laid.path[strand.from..=strand.to].into(), left, right)
    }
}

impl Laid {
    /// The strands of the line between borders, each with the ground it runs through.
    /// Loose ends and lines that touch no border are among them.
    pub(super) fn strands(&self, drawing: &Drawing) -> Result<Vec<Strand>, Refusal> {
        if let Some(at) = self.meets_itself() {
            return Err(Refusal::MeetsItself { at });
        }
        let strands = self.through().into_iter().map(|(from, to)| {
            let (start, end) = (self.path[from], self.path[to]);
            let ground = drawing
                .ground_from(self, start, self.path[from + 1])
                .or_else(|| drawing.ground_from(self, end, self.path[to - 1]))
                .unwrap_or_else(|| drawing.label_at(start));
            Strand { from, to, ground }
        });
        Ok(strands.collect())
    }
}

/// Places on a ring by point.
pub(super) fn places(ring: &[Point]) -> FxHashMap<Point, u32> {
    ring.iter().enumerate().map(|(i, &p)| (p, id(i))).collect()
}
