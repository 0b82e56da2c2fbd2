//! The planners' own changes of the streets.
//!
//! They are made before the graph is cut, so that the searches know nothing of them.
//! A change that meets nothing is kept in a list and told; it is no error, for the map
//! may have caught up with the planner.

use std::borrow::Cow;

use domain::StreetChange;
use domain::topo::{Point, plane::Local};

use super::build::{Draft, Way};
use super::{EdgeKind, Network};
use crate::osm::{Foot, OneWay, StreetClass};

/// How far a change may lie from the street or gate it means, in metres.
const MOST_M: f64 = 50.0;
/// How much farther a gate may be than a closed street and still be what is meant:
/// a street through a gate is always the nearer of the two.
const GATE_M: f64 = 15.0;
/// How far the end of a footbridge may lie from the street it leads to, in metres.
const MOST_RAMP_M: f64 = 150.0;
/// Ends nearer to a node than this lead to the node itself.
const SAME_M: f64 = 0.5;

/// The nearest point of a way: its distance, the way, the piece and how far along it.
#[derive(Copy, Clone)]
struct Spot {
    metres: f64,
    way: usize,
    piece: usize,
    at: Point,
}

impl Draft<'_> {
    /// Opens and bridges; answers whether the change met anything. Blocks are made
    /// later, on edges.
    pub(super) fn change(&mut self, change: &StreetChange) -> bool {
        match *change {
            StreetChange::Block { .. } => true,
            StreetChange::Open { at } => self.open(at),
            StreetChange::Footbridge { from, to } => self.bridge(from, to),
        }
    }

    fn open(&mut self, at: Point) -> bool {
        let local = Local::at(at);
        let metres = |node: u32| {
            let [x, y] = local.to_m(self.nodes[node as usize]);
            x.hypot(y)
        };
        let closed = |(_, foot): &(&u32, &Foot)| **foot != Foot::Yes;
        let gate = self.gates.iter().filter(closed).map(|(&node, _)| (metres(node), node));
        let gate = gate.min_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let gate = gate.filter(|(metres, _)| *metres <= MOST_M);
        let way = self
            .nearest(at, MOST_M, |way| way.foot != Foot::Yes && way.class != StreetClass::Motorway);
        match (gate, way) {
            (Some((metres, node)), way) if way.is_none_or(|way| metres <= way.metres + GATE_M) => {
                self.gates.insert(node, Foot::Yes);
                true
            }
            (_, Some(spot)) => {
                // The whole way: its pieces were closed by one tag.
                let id = self.ways[spot.way].id;
                let same = self.ways.iter_mut().filter(|way| way.id == id);
                same.for_each(|way| way.foot = Foot::Yes);
                true
            }
            _ => false,
        }
    }

    fn bridge(&mut self, from: Point, to: Point) -> bool {
        let walkable = |way: &Way<'_>| way.foot != Foot::No;
        let both = [from, to].map(|at| self.nearest(at, MOST_RAMP_M, walkable));
        if both.iter().any(Option::is_none) || from == to {
            return false;
        }
        let mut nodes = Vec::new();
        for (at, end) in [(from, 0), (to, 1)] {
            // The first end may have cut the way that the second one leads to.
            let Some(spot) = self.nearest(at, MOST_RAMP_M, walkable) else { return false };
            let street = self.node_at(spot);
            let ramp = (spot.metres > SAME_M).then(|| self.add(at));
            let pair = [Some(street), ramp];
            let mut pair: Vec<u32> = pair.into_iter().flatten().collect();
            if end == 1 {
                pair.reverse();
            }
            nodes.extend(pair);
        }
        nodes.dedup();
        if nodes.len() < 2 {
            return false;
        }
        self.ways.push(Way {
            id: 0,
            kind: EdgeKind::Planned,
            class: StreetClass::Footway,
            foot: Foot::Yes,
            one_way: OneWay::No,
            bridge: true,
            tunnel: false,
            crossing: false,
            nodes: Cow::Owned(nodes),
        });
        true
    }

    fn add(&mut self, at: Point) -> u32 {
        let nodes = self.nodes.to_mut();
        nodes.push(at);
        u32::try_from(nodes.len() - 1).expect("nodes have u32 numbers")
    }

    /// A node at a place on a way, a new one where there is none yet.
    fn node_at(&mut self, spot: Spot) -> u32 {
        let ends = [0, 1].map(|end| self.ways[spot.way].nodes[spot.piece + end]);
        let local = Local::at(spot.at);
        for node in ends {
            let [x, y] = local.to_m(self.nodes[node as usize]);
            if x.hypot(y) < SAME_M {
                return node;
            }
        }
        let node = self.add(spot.at);
        self.ways[spot.way].nodes.to_mut().insert(spot.piece + 1, node);
        node
    }

    fn nearest(&self, at: Point, most_m: f64, wanted: impl Fn(&Way<'_>) -> bool) -> Option<Spot> {
        let near = Near::new(at, most_m);
        let mut best: Option<Spot> = None;
        for (way, number) in self.ways.iter().zip(0..).filter(|(way, _)| wanted(way)) {
            for (pair, piece) in way.nodes.windows(2).zip(0..) {
                let ends = [pair[0], pair[1]].map(|node| self.nodes[node as usize]);
                if let Some((metres, at)) = near.to(ends)
                    && best.is_none_or(|best| metres < best.metres)
                {
                    best = Some(Spot { metres, way: number, piece, at });
                }
            }
        }
        best
    }
}

impl Network {
    /// Blocks the street nearest to a place, from junction to junction; not another one
    /// where that is blocked already, for then the planner has repeated himself.
    pub(super) fn block(&mut self, at: Point) -> bool {
        let near = Near::new(at, MOST_M);
        let mut best: Option<(f64, usize)> = None;
        for (edge, number) in self.edges.iter().zip(0..) {
            if !matches!(edge.kind, EdgeKind::Street | EdgeKind::Planned) {
                continue;
            }
            for pair in self.lines[edge.first as usize..edge.end as usize].windows(2) {
                if let Some((metres, _)) = near.to([pair[0], pair[1]])
                    && best.is_none_or(|best| metres < best.0)
                {
                    best = Some((metres, number));
                }
            }
        }
        best.is_some_and(|(_, edge)| !std::mem::replace(&mut self.edges[edge].blocked, true))
    }
}

/// Distances from a place, cheap for what is far away.
struct Near {
    at: Point,
    local: Local,
    most_m: f64,
    /// Lattice steps northward that are surely too far.
    far: i64,
}

impl Near {
    #[expect(clippy::cast_possible_truncation, reason = "some thousand steps")]
    fn new(at: Point, most_m: f64) -> Near {
        // A metre of latitude has at most 91 steps.
        Near { at, local: Local::at(at), most_m, far: (most_m * 91.0) as i64 }
    }

    /// Metres to the piece, and its nearest point; `None` if too far.
    fn to(&self, [a, b]: [Point; 2]) -> Option<(f64, Point)> {
        let y = i64::from(self.at.y);
        if i64::from(a.y.min(b.y)) > y + self.far || i64::from(a.y.max(b.y)) < y - self.far {
            return None;
        }
        let [a, b] = [a, b].map(|p| self.local.to_m(p));
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let square = dx * dx + dy * dy;
        let part =
            if square > 0.0 { (-(a[0] * dx + a[1] * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        let on = [a[0] + part * dx, a[1] + part * dy];
        let metres = on[0].hypot(on[1]);
        (metres <= self.most_m).then(|| (metres, self.local.from_m(on)))
    }
}
