//! The walking network: where people walk, and nothing yet of how fast.
//!
//! A vertex is where streets meet or end. A street that passes a gate is cut there,
//! and the gate is an edge of no length between the two sides, so that opening or
//! closing it is a matter of one edge. Edges keep their line for snapping and drawing.

mod build;
mod changes;
mod components;
mod curve;
pub(crate) mod join;
mod plazas;

use domain::topo::{Bounds, Point, plane};

use crate::Barriers;
use crate::osm::{Foot, OneWay, StreetClass};
use crate::segments::Grid;

pub use components::{Component, LEAST_VERTICES};
pub use domain::StreetChange;

/// The streets people walk on, as a graph.
#[derive(Clone, Debug)]
pub struct Network {
    points: Vec<Point>,
    edges: Vec<Edge>,
    lines: Vec<Point>,
    way_ids: Vec<i64>,
    component_of: Vec<u32>,
    components: Vec<Component>,
    barriers: Barriers,
    grid: Grid,
    bounds: Option<Bounds>,
    unmet: Vec<usize>,
}

/// A piece of street between two vertices, or a gate.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Edge {
    /// The vertex where its line begins.
    pub a: u32,
    /// The vertex where its line ends.
    pub b: u32,
    /// Metres along its line.
    pub length_m: f32,
    /// What it is.
    pub kind: EdgeKind,
    /// What kind of street it belongs to.
    pub class: StreetClass,
    /// Who may walk there.
    pub foot: Foot,
    /// Whether people may walk in one direction only, as the line runs.
    pub one_way: OneWay,
    /// Crossings with signals on it, in halves: one at an end belongs to two edges.
    pub signal_halves: u8,
    /// In a tunnel: nothing on the ground is linked to it.
    pub tunnel: bool,
    /// On a bridge.
    pub bridge: bool,
    /// Closed by a planner.
    pub blocked: bool,
    first: u32,
    end: u32,
    way: u32,
}

/// What an edge is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// A piece of a mapped street.
    Street,
    /// A gate on a street, of no length.
    Gate,
    /// The edge of a square. Places are linked to streets instead: many a square is a
    /// strip of pavement that meets its street at a far corner only.
    Rim,
    /// The straight way over a square between two of its entrances.
    Across,
    /// Added by a planner.
    Planned,
}

impl Network {
    /// How many vertices there are.
    pub fn vertex_count(&self) -> usize {
        self.points.len()
    }

    /// All edges; a [`crate::Snap`] and a [`crate::Part`] hold an index in them.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edge of that index.
    pub fn edge(&self, edge: u32) -> &Edge {
        &self.edges[edge as usize]
    }

    /// An edge's line, from its vertex `a` to its vertex `b`.
    pub fn line(&self, edge: u32) -> &[Point] {
        let edge = self.edge(edge);
        &self.lines[edge.first as usize..edge.end as usize]
    }

    /// Where a vertex lies.
    pub fn point(&self, vertex: u32) -> Point {
        self.points[vertex as usize]
    }

    /// The id in OpenStreetMap of the way an edge belongs to; 0 for a planned one.
    pub fn way_id(&self, edge: u32) -> i64 {
        self.way_ids[self.edge(edge).way as usize]
    }

    /// The place on an edge's line so many metres from its beginning.
    #[expect(clippy::cast_possible_truncation, reason = "a place on the lattice")]
    pub fn point_at(&self, edge: u32, along_m: f32) -> Point {
        let mut rest = f64::from(along_m.max(0.0));
        let line = self.line(edge);
        for pair in line.windows(2) {
            let length = plane::metres_between(pair[0], pair[1]);
            if rest < length {
                let part = rest / length;
                let between = |a: i32, b: i32| {
                    (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as i32
                };
                return Point::new(between(pair[0].x, pair[1].x), between(pair[0].y, pair[1].y));
            }
            rest -= length;
        }
        line[line.len() - 1]
    }

    /// Which component a vertex belongs to; an index in [`Network::components`].
    pub fn component_of(&self, vertex: u32) -> u32 {
        self.component_of[vertex as usize]
    }

    /// Pieces of the network with no way between them, the largest first.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether places are linked to this edge: it lies above ground, is a street, and
    /// belongs to a component that is no mapping fault.
    pub fn takes_snaps(&self, edge: u32) -> bool {
        let edge = self.edge(edge);
        edge.may_be_linked() && self.components[self.component_of[edge.a as usize] as usize].large
    }

    /// What stops people where no street leads across.
    pub fn barriers(&self) -> &Barriers {
        &self.barriers
    }

    /// The box round all streets; `None` for a network without any.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// Kilometres of streets and planned ways, each once.
    pub fn length_km(&self) -> f64 {
        let walked = |edge: &&Edge| edge.kind != EdgeKind::Across && edge.foot != Foot::Roadside;
        let streets = self.edges.iter().filter(walked);
        streets.map(|edge| f64::from(edge.length_m)).sum::<f64>() / 1000.0
    }

    /// The changes that met nothing they could change, by their place in the list that
    /// the network was built with.
    pub fn unmet_changes(&self) -> &[usize] {
        &self.unmet
    }

    pub(crate) fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The ends of a line piece: the point of that index and the next.
    pub(crate) fn piece(&self, piece: u32) -> [Point; 2] {
        [self.lines[piece as usize], self.lines[piece as usize + 1]]
    }

    /// The edge whose line holds that piece, and the index of the line's first.
    pub(crate) fn edge_of_piece(&self, piece: u32) -> (u32, u32) {
        let after = self.edges.partition_point(|edge| edge.first <= piece);
        let edge = u32::try_from(after).unwrap_or(0) - 1;
        (edge, self.edge(edge).first)
    }
}

impl Edge {
    fn may_be_linked(&self) -> bool {
        !self.tunnel
            && !self.blocked
            && self.foot != Foot::Roadside
            && matches!(self.kind, EdgeKind::Street | EdgeKind::Planned)
    }
}
