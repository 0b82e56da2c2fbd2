//! The reached pieces of streets, to the metre.

use crate::search::Source;
use crate::{Reached, Walk};

/// A piece of an edge's line that is reached, walked at one pace: the time changes
/// evenly from one end to the other.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Part {
    /// The edge.
    pub edge: u32,
    /// Metres from the beginning of the edge's line.
    pub from_m: f32,
    /// Where it ends, not before `from_m`.
    pub to_m: f32,
    /// Milliseconds at `from_m`.
    pub from_ms: u32,
    /// Milliseconds at `to_m`.
    pub to_ms: u32,
}

/// A place on an edge whose time is known: an end, or where a search began.
#[derive(Copy, Clone)]
struct Anchor {
    part_ms: u32,
    along_m: f32,
    ms: u32,
}

impl Reached<'_> {
    /// Every reached piece of every edge, each once. Where the walk arrives from both
    /// ends, the two pieces meet where their times do.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.each_edge(|edge, sources| self.edge_parts(edge, sources, &mut parts));
        parts
    }

    /// Shows every edge that may hold a reached piece once, with the sources on it.
    pub(crate) fn each_edge(&self, mut see: impl FnMut(u32, &[Source])) {
        for group in self.sources().chunk_by(|a, b| a.edge == b.edge) {
            see(group[0].edge, group);
        }
        let arcs = self.walk().arcs_of(self.direction());
        for &node in self.touched() {
            // A ring's edge leaves its vertex twice, one time after the other.
            let mut last = crate::walk::NO_EDGE;
            for (_, edge) in arcs.edges_from(node) {
                if edge == last || edge == crate::walk::NO_EDGE || !self.first_to(edge, node) {
                    continue;
                }
                last = edge;
                if self.sources_on(edge).is_empty() {
                    see(edge, &[]);
                }
            }
        }
    }

    /// Whether this node is the one that answers for an edge: the one at its beginning
    /// if that is reached and may be left that way, else the one at its end.
    fn first_to(&self, edge: u32, node: u32) -> bool {
        let (walk, direction) = (self.walk(), self.direction());
        let ends = walk.network().edge(edge);
        let [a, b] = [ends.a, ends.b].map(|vertex| walk.end_node(edge, vertex, direction));
        let from_a = walk.ways(edge, direction)[0] && self.node_ms(a).is_some();
        if from_a { node == a } else { node == b }
    }

    fn edge_parts(&self, edge: u32, sources: &[Source], parts: &mut Vec<Part>) {
        let walk = self.walk();
        let Some(whole) = walk.edge_ms(edge) else { return };
        let ends = walk.network().edge(edge);
        let ways = walk.ways(edge, self.direction());
        let end = |open: bool, vertex: u32, part_ms: u32, along_m: f32| Anchor {
            part_ms,
            along_m,
            ms: open.then(|| self.end_ms(edge, vertex)).flatten().unwrap_or(u32::MAX),
        };
        let first = end(ways[0], ends.a, 0, 0.0);
        let last = end(ways[1], ends.b, whole, ends.length_m);
        if sources.is_empty() {
            self.between(edge, first, last, parts);
            return;
        }
        let inner = sources.iter().map(|s| Anchor {
            part_ms: s.part_ms,
            along_m: s.along_m,
            ms: s.access_ms,
        });
        let mut anchors: Vec<Anchor> =
            std::iter::once(first).chain(inner).chain(std::iter::once(last)).collect();
        // Each anchor may be reached sooner from the one before or behind it.
        if ways[0] {
            for at in 1..anchors.len() {
                let (before, here) = (anchors[at - 1], anchors[at]);
                let ms = before.ms.saturating_add(here.part_ms.saturating_sub(before.part_ms));
                anchors[at].ms = here.ms.min(ms);
            }
        }
        if ways[1] {
            for at in (1..anchors.len()).rev() {
                let (here, behind) = (anchors[at - 1], anchors[at]);
                let ms = behind.ms.saturating_add(behind.part_ms.saturating_sub(here.part_ms));
                anchors[at - 1].ms = here.ms.min(ms);
            }
        }
        for pair in anchors.windows(2) {
            let [mut low, mut high] = [pair[0], pair[1]];
            // Out of an anchor only where the walk may run that way.
            low.ms = if ways[0] { low.ms } else { u32::MAX };
            high.ms = if ways[1] { high.ms } else { u32::MAX };
            self.between(edge, low, high, parts);
        }
    }

    /// The reached pieces between two anchors with nothing between them.
    fn between(&self, edge: u32, low: Anchor, high: Anchor, parts: &mut Vec<Part>) {
        let limit = self.limit_ms();
        let span = high.part_ms.saturating_sub(low.part_ms);
        let left = limit.checked_sub(low.ms).map(|left| left.min(span));
        let right = limit.checked_sub(high.ms).map(|left| left.min(span));
        let at = |ms: f64| {
            let part = if span == 0 { 0.0 } else { ms / f64::from(span) };
            #[expect(clippy::cast_possible_truncation, reason = "metres of a street fit an f32")]
            let metres = (f64::from(low.along_m)
                + (f64::from(high.along_m) - f64::from(low.along_m)) * part)
                as f32;
            metres
        };
        let mut add = |from: f64, to: f64, from_ms: u32, to_ms: u32| {
            parts.push(Part { edge, from_m: at(from), to_m: at(to), from_ms, to_ms });
        };
        match (left, right) {
            (None, None) => {}
            (Some(left), None) => add(0.0, f64::from(left), low.ms, low.ms + left),
            (None, Some(right)) => {
                add(f64::from(span - right), f64::from(span), high.ms + right, high.ms);
            }
            (Some(left), Some(right)) if left.saturating_add(right) < span => {
                add(0.0, f64::from(left), low.ms, limit);
                add(f64::from(span - right), f64::from(span), limit, high.ms);
            }
            (Some(_), Some(_)) => {
                let twice = i64::from(high.ms) + i64::from(span) - i64::from(low.ms);
                let twice = u32::try_from(twice.clamp(0, 2 * i64::from(span))).unwrap_or(0);
                let meet = f64::from(twice) / 2.0;
                let meet_ms = low.ms.saturating_add(twice.div_ceil(2));
                if twice > 0 || span == 0 {
                    add(0.0, meet, low.ms, meet_ms.min(limit));
                }
                if twice < 2 * span {
                    add(meet, f64::from(span), meet_ms.min(limit), high.ms);
                }
            }
        }
    }
}

impl Part {
    /// Milliseconds at a place of the part.
    pub fn ms_at(&self, along_m: f32) -> u32 {
        let run = f64::from(self.to_m) - f64::from(self.from_m);
        if run <= 0.0 {
            return self.from_ms.min(self.to_ms);
        }
        let part = ((f64::from(along_m) - f64::from(self.from_m)) / run).clamp(0.0, 1.0);
        let (from, to) = (f64::from(self.from_ms), f64::from(self.to_ms));
        crate::rules::whole_ms(from + (to - from) * part)
    }

    /// Its metres.
    pub fn length_m(&self) -> f32 {
        self.to_m - self.from_m
    }

    /// The part as a line on the map.
    pub fn line(&self, walk: &Walk) -> Vec<domain::topo::Point> {
        crate::route::piece(walk.network(), self.edge, self.from_m, self.to_m)
    }
}
