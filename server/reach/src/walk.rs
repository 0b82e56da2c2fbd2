//! A network with the times and closures of one way of walking.
//!
//! That residents may walk where others may not is built into the graph, so that the
//! search needs no state: a vertex on a residents' edge has two copies beside it. On
//! the *exit* copies a walk that began inside finds its way out; on the *entry* copies
//! a walk that came from outside finds its way in, and there is no way out again.

use std::sync::Arc;

use domain::topo::Point;

use crate::network::join::Joined;
use crate::network::{Edge, EdgeKind, LEAST_VERTICES, Network};
use crate::osm::{Foot, OneWay, StreetClass};
use crate::rules::whole_ms;
use crate::{Access, Direction, Preset, Snap};

/// An edge index that means none: the step between copies of a vertex.
pub(crate) const NO_EDGE: u32 = u32::MAX;
const NO_COPY: u32 = u32::MAX;
const CLOSED: u32 = u32::MAX;

/// A network and a preset, ready to be searched. It never changes; threads share it.
#[derive(Clone, Debug)]
pub struct Walk {
    network: Arc<Network>,
    preset: Preset,
    /// Milliseconds to walk an edge, [`CLOSED`] where nobody may.
    ms: Vec<u32>,
    /// Whether only residents walk an edge.
    residents: Vec<bool>,
    /// The number of a vertex's pair of copies, empty where no vertex has one.
    copies: Vec<u32>,
    nodes: usize,
    forward: Arcs,
    /// `None` where it would equal `forward`.
    backward: Option<Arcs>,
}

/// A step of the search.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Step {
    pub(crate) to: u32,
    pub(crate) ms: u32,
}

/// Steps by the node they leave.
#[derive(Clone, Debug)]
pub(crate) struct Arcs {
    first: Vec<u32>,
    steps: Vec<Step>,
    edges: Vec<u32>,
}

impl Arcs {
    fn of(nodes: usize, arcs: &[(u32, u32, u32, u32)]) -> Arcs {
        let mut first = vec![0_u32; nodes + 1];
        for &(from, ..) in arcs {
            first[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut steps = vec![Step { to: 0, ms: 0 }; arcs.len()];
        let mut edges = vec![NO_EDGE; arcs.len()];
        for &(from, to, ms, edge) in arcs {
            let at = next[from as usize] as usize;
            next[from as usize] += 1;
            (steps[at], edges[at]) = (Step { to, ms }, edge);
        }
        Arcs { first, steps, edges }
    }

    fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    #[inline]
    pub(crate) fn from(&self, node: u32) -> &[Step] {
        &self.steps[self.range(node)]
    }

    /// The same with the edge of each step.
    pub(crate) fn edges_from(&self, node: u32) -> impl Iterator<Item = (Step, u32)> + '_ {
        let range = self.range(node);
        self.steps[range.clone()].iter().copied().zip(self.edges[range].iter().copied())
    }
}

impl Walk {
    /// Lays a preset over a network.
    pub fn new(network: Arc<Network>, preset: Preset) -> Walk {
        let edges = network.edges();
        let mut access: Vec<Access> = edges.iter().map(|edge| access(edge, &preset)).collect();
        if access.contains(&Access::ResidentsOnly) {
            enclose(&network, &mut access);
        }
        let ms = edges.iter().zip(&access).map(|(edge, &access)| match access {
            Access::Blocked => CLOSED,
            Access::Open | Access::ResidentsOnly => edge_ms(edge, &preset),
        });
        let ms: Vec<u32> = ms.collect();
        let residents: Vec<bool> =
            access.iter().map(|&access| access == Access::ResidentsOnly).collect();
        let mut walk = Walk {
            preset,
            ms,
            copies: Vec::new(),
            nodes: network.vertex_count(),
            forward: Arcs::of(0, &[]),
            backward: None,
            residents,
            network,
        };
        walk.copy_vertices();
        walk.forward = Arcs::of(walk.nodes, &walk.arcs(Direction::FromPlace));
        let one_way = walk.network.edges().iter().any(|edge| edge.one_way != OneWay::No);
        if one_way || !walk.copies.is_empty() {
            walk.backward = Some(Arcs::of(walk.nodes, &walk.arcs(Direction::ToStation)));
        }
        walk
    }

    /// The network below.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The preset it was made with.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// Milliseconds to walk the whole edge; `None` where nobody may.
    pub fn edge_ms(&self, edge: u32) -> Option<u32> {
        Some(self.ms[edge as usize]).filter(|&ms| ms != CLOSED)
    }

    /// Whether only residents walk the edge.
    pub fn is_residents_only(&self, edge: u32) -> bool {
        self.residents[edge as usize]
    }

    /// As [`Network::snap`], past streets that this preset closes.
    pub fn snap(&self, at: Point, most_m: f64) -> Option<Snap> {
        self.network.snap_to(at, most_m, |edge| self.ms[edge as usize] != CLOSED)
    }

    /// Milliseconds from the beginning of an edge's line to a place on it.
    pub(crate) fn part_ms(&self, edge: u32, along_m: f32) -> u32 {
        let (whole, length) = (self.ms[edge as usize], self.network.edge(edge).length_m);
        if length > 0.0 {
            whole_ms(f64::from(whole) * f64::from(along_m) / f64::from(length)).min(whole)
        } else {
            0
        }
    }

    /// Milliseconds from a place to the street it was linked to.
    pub(crate) fn access_ms(&self, snap: &Snap) -> u32 {
        self.preset.ms(f64::from(snap.access_m))
    }

    pub(crate) fn arcs_of(&self, direction: Direction) -> &Arcs {
        match direction {
            Direction::FromPlace => &self.forward,
            Direction::ToStation => self.backward.as_ref().unwrap_or(&self.forward),
        }
    }

    /// How many nodes a search must have room for.
    pub(crate) fn node_count(&self) -> usize {
        self.nodes
    }

    /// The node where a search that begins on `edge` enters its vertex.
    pub(crate) fn start_node(&self, edge: u32, vertex: u32, direction: Direction) -> u32 {
        match direction {
            Direction::FromPlace => self.node(edge, vertex, 0),
            Direction::ToStation => self.node(edge, vertex, 1),
        }
    }

    /// The node that tells when a search reaches `vertex` to go on along `edge`.
    pub(crate) fn end_node(&self, edge: u32, vertex: u32, direction: Direction) -> u32 {
        match direction {
            Direction::FromPlace => self.node(edge, vertex, 1),
            Direction::ToStation => self.node(edge, vertex, 0),
        }
    }

    /// Whether the search may run along an edge's line, and against it.
    pub(crate) fn ways(&self, edge: u32, direction: Direction) -> [bool; 2] {
        if self.ms[edge as usize] == CLOSED {
            return [false; 2];
        }
        match (self.network.edge(edge).one_way, direction) {
            (OneWay::No, _) => [true; 2],
            (OneWay::Forward, Direction::FromPlace) | (OneWay::Backward, Direction::ToStation) => {
                [true, false]
            }
            (OneWay::Forward, Direction::ToStation) | (OneWay::Backward, Direction::FromPlace) => {
                [false, true]
            }
        }
    }

    /// Copy 0 is for walks out, copy 1 for walks in.
    fn node(&self, edge: u32, vertex: u32, copy: u32) -> u32 {
        if !self.residents[edge as usize] {
            return vertex;
        }
        let vertices = u32::try_from(self.network.vertex_count()).unwrap_or(u32::MAX);
        vertices + 2 * self.copies[vertex as usize] + copy
    }

    fn copy_vertices(&mut self) {
        let mut next = 0;
        for (edge, _) in self.network.edges().iter().zip(&self.residents).filter(|(_, is)| **is) {
            if self.copies.is_empty() {
                self.copies = vec![NO_COPY; self.network.vertex_count()];
            }
            for vertex in [edge.a, edge.b] {
                let copy = &mut self.copies[vertex as usize];
                if *copy == NO_COPY {
                    *copy = next;
                    next += 1;
                }
            }
        }
        self.nodes += 2 * next as usize;
    }

    /// All steps of a direction: from, to, milliseconds, edge.
    fn arcs(&self, direction: Direction) -> Vec<(u32, u32, u32, u32)> {
        let mut arcs = Vec::with_capacity(2 * self.ms.len());
        for (edge, number) in self.network.edges().iter().zip(0_u32..) {
            let (ms, [along, against]) = (self.ms[number as usize], self.ways(number, direction));
            let both = if self.residents[number as usize] { 0..2 } else { 0..1 };
            for copy in both {
                let [a, b] = [edge.a, edge.b].map(|vertex| self.node(number, vertex, copy));
                if along {
                    arcs.push((a, b, ms, number));
                }
                if against {
                    arcs.push((b, a, ms, number));
                }
            }
        }
        let vertices = u32::try_from(self.network.vertex_count()).unwrap_or(u32::MAX);
        for (vertex, &copy) in (0_u32..).zip(&self.copies).filter(|(_, copy)| **copy != NO_COPY) {
            let [exit, entry] = [0, 1].map(|side| vertices + 2 * copy + side);
            let [first, last] = match direction {
                Direction::FromPlace => [exit, entry],
                Direction::ToStation => [entry, exit],
            };
            arcs.extend([(first, vertex, 0, NO_EDGE), (vertex, last, 0, NO_EDGE)]);
        }
        arcs
    }
}

fn access(edge: &Edge, preset: &Preset) -> Access {
    match (edge.kind, edge.foot) {
        _ if edge.blocked => Access::Blocked,
        (_, Foot::No) => Access::Blocked,
        (_, Foot::Yes) => Access::Open,
        (_, Foot::Roadside) => preset.roadside,
        (EdgeKind::Gate, Foot::Private) => preset.gated,
        (_, Foot::Private) => preset.private,
    }
}

fn edge_ms(edge: &Edge, preset: &Preset) -> u32 {
    let factor = if edge.class == StreetClass::Steps { preset.stairs } else { 1.0 };
    let wait = preset.signal_s * 1000.0 * f64::from(edge.signal_halves) / 2.0;
    let ms = f64::from(edge.length_m) * factor / preset.metres_per_second * 1000.0;
    whole_ms(ms + wait).min(CLOSED - 1)
}

/// Open streets that nothing but private ways and gates leads to belong to the
/// residents too. The rest is outside: each large piece, and the largest of those
/// that are joined.
fn enclose(network: &Network, access: &mut [Access]) {
    let (mut open, mut all) =
        (Joined::apart(network.vertex_count()), Joined::apart(network.vertex_count()));
    for (edge, &access) in network.edges().iter().zip(&*access) {
        if access == Access::Open {
            open.join(edge.a, edge.b);
        }
        if access != Access::Blocked {
            all.join(edge.a, edge.b);
        }
    }
    let mut size = vec![0_u32; network.vertex_count()];
    for vertex in 0..size.len() {
        size[open.root(u32::try_from(vertex).unwrap_or(0)) as usize] += 1;
    }
    let mut largest = vec![(0, 0); size.len()];
    for (root, &size) in (0_u32..).zip(&size).filter(|(_, size)| **size > 0) {
        let best: &mut (u32, u32) = &mut largest[all.root(root) as usize];
        if size > best.0 {
            *best = (size, root);
        }
    }
    for (edge, access) in network.edges().iter().zip(access) {
        let root = open.root(edge.a);
        let outside =
            size[root as usize] >= LEAST_VERTICES || largest[all.root(root) as usize].1 == root;
        if *access == Access::Open && !outside {
            *access = Access::ResidentsOnly;
        }
    }
}
