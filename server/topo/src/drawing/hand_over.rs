//! Ground within a drawn ring goes to one label.
//!
//! No polygon is computed. Every arc, cut where the ring crosses it, lies within the
//! ring, outside, or along it, and its two labels change accordingly.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::check::is_between;
use super::inlay::places;
use super::lay::Laid;
use super::trial::Trial;
use super::{Drawing, Refusal, Rules};
use crate::index::{at, id};
use crate::locate::is_east_of;
use crate::{Bounds, Label, Point};

/// A drawn ring, open.
pub(super) struct Ring<'a> {
    pub(super) points: &'a [Point],
    pub(super) rules: &'a Rules,
}

/// Where an arc lies.
enum Lies {
    Within,
    Outside,
    /// Along the ring, with what is within on the left of this half-arc.
    Along(u32),
}

impl Trial<'_> {
    /// Gives what lies within a ring and belongs to givers to a label. Says who gave.
    pub(super) fn carve(
        &mut self,
        ring: &Ring<'_>,
        gives: impl Fn(&Drawing, Label) -> bool,
        to: Label,
    ) -> Result<BTreeSet<Label>, Refusal> {
        let start = ring.points.first().copied().unwrap_or(Point::new(0, 0));
        let line: Vec<Point> = ring.points.iter().copied().chain([start]).collect();
        let mut laid = Laid::on(self.drawing, &line, ring.rules, |_| true)?;
        laid.close();
        if laid.path.len() < 4 {
            return Err(Refusal::TooShort { least: 3, at: start });
        }
        let strands = laid.strands(self.drawing)?;
        let Some(bounds) = Bounds::of(laid.path.iter().copied()) else {
            return Err(Refusal::Nothing { at: start });
        };
        let near = self.drawing.nearby.arcs_near(bounds);
        let is_free = strands.len() == 1 && !laid.on.contains_key(&laid.path[0]);
        let cut = if is_free { FxHashMap::default() } else { self.cut(&laid, &strands) };
        let whole = near.into_iter().filter(|arc| !cut.contains_key(arc));
        let arcs: Vec<u32> = whole.chain(cut.values().flatten().copied()).collect();

        let path = &laid.path[..laid.path.len() - 1];
        let places = places(path);
        let mut givers: BTreeSet<Label> = BTreeSet::new();
        let becomes = |drawing: &Drawing, label: Label| {
            if label != to && gives(drawing, label) { to } else { label }
        };
        let mut changes: Vec<(u32, Label)> = Vec::new();
        for arc in arcs {
            let halves = match self.lies(arc, path, &places) {
                Lies::Outside => continue,
                Lies::Along(half) => vec![half],
                Lies::Within => vec![2 * arc, 2 * arc + 1],
            };
            for half in halves {
                let label = self.drawing.left(half);
                if becomes(self.drawing, label) != label {
                    givers.insert(label);
                    changes.push((half, to));
                }
            }
        }
        for (half, label) in changes {
            self.relabel(half, label);
        }
        for strand in strands {
            let within = becomes(self.drawing, strand.ground);
            if within != strand.ground {
                givers.insert(strand.ground);
                self.add_strand(&laid, strand, within, strand.ground);
            }
        }
        if givers.is_empty() {
            return Err(Refusal::Nothing { at: start });
        }
        Ok(givers)
    }

    /// Where an arc lies that meets the ring in its ends at most, or else lies along it.
    fn lies(&self, arc: u32, path: &[Point], places: &FxHashMap<Point, u32>) -> Lies {
        let (before, after) = (
            |i: usize| path[if i == 0 { path.len() - 1 } else { i - 1 }],
            |i: usize| path[if i + 1 == path.len() { 0 } else { i + 1 }],
        );
        for half in [2 * arc, 2 * arc + 1] {
            let (from, to) = self.drawing.departure(half);
            let Some(&i) = places.get(&from) else { continue };
            let (back, on) = (before(at(i)), after(at(i)));
            return if to == on {
                Lies::Along(half)
            } else if to == back {
                Lies::Along(half ^ 1)
            } else if is_between(from, on, to, back) {
                Lies::Within
            } else {
                Lies::Outside
            };
        }
        let p = self.drawing.departure(2 * arc).0;
        let sides = (0..path.len()).map(|i| (before(i), path[i]));
        let crossed = sides.filter(|&(a, b)| is_east_of(a, b, p)).count();
        if id(crossed) % 2 == 1 { Lies::Within } else { Lies::Outside }
    }
}
