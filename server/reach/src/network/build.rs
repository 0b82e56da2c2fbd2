//! From an extract to the graph.

use std::borrow::Cow;

use domain::topo::{Bounds, Point, plane};
use rustc_hash::FxHashMap;

use super::{Edge, EdgeKind, Network, StreetChange, curve};
use crate::Barriers;
use crate::osm::{Extract, Foot, MarkKind, OneWay, Plaza, Street, StreetClass};
use crate::segments::Grid;

/// A way still in one piece, over the nodes of a [`Draft`].
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "a street is one-way")]
pub(super) struct Way<'a> {
    pub(super) id: i64,
    pub(super) kind: EdgeKind,
    pub(super) class: StreetClass,
    pub(super) foot: Foot,
    pub(super) one_way: OneWay,
    pub(super) bridge: bool,
    pub(super) tunnel: bool,
    pub(super) crossing: bool,
    pub(super) nodes: Cow<'a, [u32]>,
}

/// The streets while they can still be changed.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) nodes: Cow<'a, [Point]>,
    pub(super) ways: Vec<Way<'a>>,
    pub(super) gates: FxHashMap<u32, Foot>,
    signals: Vec<bool>,
}

impl<'a> Draft<'a> {
    fn of(extract: &'a Extract) -> Draft<'a> {
        let streets = extract.streets.iter().map(|street| Way::of(extract, street));
        let rims = extract.plazas.iter().flat_map(Way::rims);
        let (mut gates, mut signals) = (FxHashMap::default(), vec![false; extract.points.len()]);
        for mark in &extract.marks {
            match mark.kind {
                MarkKind::Gate(foot) => drop(gates.insert(mark.node, foot)),
                MarkKind::Signals => signals[mark.node as usize] = true,
            }
        }
        let ways = streets.chain(rims).collect();
        Draft { nodes: Cow::Borrowed(&extract.points), ways, gates, signals }
    }

    fn has_signals(&self, node: u32) -> bool {
        self.signals.get(node as usize).copied().unwrap_or(false)
    }
}

impl<'a> Way<'a> {
    fn of(extract: &'a Extract, street: &Street) -> Way<'a> {
        Way {
            id: street.id,
            kind: EdgeKind::Street,
            class: street.class,
            foot: street.foot,
            one_way: street.one_way,
            bridge: street.bridge,
            tunnel: street.tunnel,
            crossing: street.crossing,
            nodes: Cow::Borrowed(extract.street_refs(street)),
        }
    }

    /// The rings round a square, as ways.
    fn rims(plaza: &'a Plaza) -> impl Iterator<Item = Way<'a>> {
        let closed = |ring: &Vec<u32>| ring.iter().chain(ring.first()).copied().collect();
        plaza.rings.iter().map(move |ring| Way::rim(plaza, closed(ring)))
    }

    /// A way of a square over these nodes.
    pub(super) fn rim(plaza: &Plaza, nodes: Vec<u32>) -> Way<'a> {
        Way {
            id: plaza.id,
            kind: EdgeKind::Rim,
            class: plaza.class,
            foot: plaza.foot,
            one_way: OneWay::No,
            bridge: false,
            tunnel: plaza.layer < 0,
            crossing: false,
            nodes: Cow::Owned(nodes),
        }
    }
}

impl Network {
    /// Builds the graph of an extract with the planners' changes.
    pub fn build(extract: &Extract, changes: &[StreetChange]) -> Network {
        let mut draft = Draft::of(extract);
        draft.cross_plazas(&extract.plazas);
        let mut unmet: Vec<usize> =
            (0..changes.len()).filter(|&at| !draft.change(&changes[at])).collect();
        draft.ways.retain(|way| way.foot != Foot::No);
        let mut cut = Cut::of(&draft);
        cut.sort();
        let mut network = cut.network(&draft, Barriers::of(extract));
        for (at, change) in changes.iter().enumerate() {
            if let StreetChange::Block { at: place } = change
                && !network.block(*place)
            {
                unmet.push(at);
            }
        }
        unmet.sort_unstable();
        network.unmet = unmet;
        network.find_components();
        network.grid = network.lay_grid();
        network
    }

    /// The pieces that places may be linked to, by where they are.
    fn lay_grid(&self) -> Grid {
        let mut open = vec![false; self.lines.len()];
        for (edge, number) in self.edges.iter().zip(0_u32..) {
            if self.takes_snaps(number) {
                open[edge.first as usize..edge.end as usize - 1].fill(true);
            }
        }
        let count = u32::try_from(self.lines.len()).expect("lines have u32 numbers");
        Grid::over(count, |piece| open[piece as usize].then(|| self.piece(piece)))
    }
}

/// An edge with its nodes still in its way.
struct Piece {
    way: u32,
    /// Node `first` to node `last` of the way; both 0 for a gate.
    first: u32,
    last: u32,
    a: u32,
    b: u32,
}

/// Vertices as they are met.
struct Vertices {
    points: Vec<Point>,
    /// The vertex of a node.
    of: Vec<u32>,
    /// The vertices of a node with a gate, one for each street that ends there.
    copies: FxHashMap<u32, Vec<u32>>,
}

impl Vertices {
    fn at(&mut self, node: u32, draft: &Draft<'_>) -> u32 {
        let gate = draft.gates.contains_key(&node);
        if self.of[node as usize] != u32::MAX && !gate {
            return self.of[node as usize];
        }
        let vertex = count(&self.points);
        self.points.push(draft.nodes[node as usize]);
        self.of[node as usize] = vertex;
        if gate {
            self.copies.entry(node).or_default().push(vertex);
        }
        vertex
    }
}

/// Ways cut at vertices.
struct Cut {
    points: Vec<Point>,
    pieces: Vec<Piece>,
    gates: Vec<(u32, u32, Foot)>,
}

impl Cut {
    fn of(draft: &Draft<'_>) -> Cut {
        // A node that two ways share, or where one ends or meets itself, is a vertex.
        let mut uses = vec![0_u8; draft.nodes.len()];
        for way in &draft.ways {
            for &node in &*way.nodes {
                uses[node as usize] = uses[node as usize].saturating_add(1);
            }
            for node in [way.nodes.first(), way.nodes.last()].into_iter().flatten() {
                uses[*node as usize] = 2;
            }
        }
        for &node in draft.gates.keys() {
            let used = &mut uses[node as usize];
            *used = if *used > 0 { 2 } else { 0 };
        }
        let mut vertices = Vertices {
            points: Vec::new(),
            of: vec![u32::MAX; draft.nodes.len()],
            copies: FxHashMap::default(),
        };
        let mut pieces = Vec::new();
        for (way, number) in draft.ways.iter().zip(0_u32..) {
            let mut from = None;
            for (&node, at) in way.nodes.iter().zip(0_u32..) {
                if uses[node as usize] < 2 {
                    continue;
                }
                if let Some((first, a)) = from {
                    let b = vertices.at(node, draft);
                    pieces.push(Piece { way: number, first, last: at, a, b });
                }
                // The other side of a gate is another vertex.
                let ends = at + 1 == count(&way.nodes);
                from = if ends { None } else { Some((at, vertices.at(node, draft))) };
            }
        }
        let mut copies: Vec<_> = vertices.copies.into_iter().collect();
        copies.sort_unstable();
        let pairs = |(node, copies): &(u32, Vec<u32>)| -> Vec<(u32, u32, Foot)> {
            copies.windows(2).map(|pair| (pair[0], pair[1], draft.gates[node])).collect()
        };
        Cut { points: vertices.points, pieces, gates: copies.iter().flat_map(pairs).collect() }
    }

    /// Numbers vertices along the curve, and pieces by their lower vertex.
    fn sort(&mut self) {
        let mut order: Vec<(u64, u32)> =
            self.points.iter().map(|&p| curve::along(p)).zip(0..).collect();
        order.sort_unstable();
        let mut rank = vec![0_u32; order.len()];
        for (&(_, old), new) in order.iter().zip(0..) {
            rank[old as usize] = new;
        }
        self.points = order.iter().map(|&(_, old)| self.points[old as usize]).collect();
        for piece in &mut self.pieces {
            (piece.a, piece.b) = (rank[piece.a as usize], rank[piece.b as usize]);
        }
        for (a, b, _) in &mut self.gates {
            (*a, *b) = (rank[*a as usize], rank[*b as usize]);
        }
        self.pieces.sort_by_key(|piece| (piece.a.min(piece.b), piece.a.max(piece.b)));
        self.gates.sort_unstable();
    }

    fn network(self, draft: &Draft<'_>, barriers: Barriers) -> Network {
        let mut edges = Vec::with_capacity(self.pieces.len() + self.gates.len());
        let mut lines: Vec<Point> =
            Vec::with_capacity(draft.ways.iter().map(|w| w.nodes.len()).sum());
        for piece in &self.pieces {
            let way = &draft.ways[piece.way as usize];
            let nodes = &way.nodes[piece.first as usize..=piece.last as usize];
            let first = count(&lines);
            lines.extend(nodes.iter().map(|&node| draft.nodes[node as usize]));
            let length = plane::length_m(&lines[first as usize..]);
            #[expect(clippy::cast_possible_truncation, reason = "metres of a street fit an f32")]
            let length_m = length as f32;
            edges.push(Edge {
                a: piece.a,
                b: piece.b,
                length_m,
                kind: way.kind,
                class: way.class,
                foot: way.foot,
                one_way: way.one_way,
                signal_halves: if way.crossing { draft.signal_halves(nodes) } else { 0 },
                tunnel: way.tunnel,
                bridge: way.bridge,
                blocked: false,
                first,
                end: count(&lines),
                way: piece.way,
            });
        }
        for &(a, b, foot) in &self.gates {
            let first = count(&lines);
            lines.extend([self.points[a as usize], self.points[b as usize]]);
            edges.push(Edge {
                a,
                b,
                length_m: 0.0,
                kind: EdgeKind::Gate,
                class: StreetClass::Footway,
                foot,
                one_way: OneWay::No,
                signal_halves: 0,
                tunnel: false,
                bridge: false,
                blocked: false,
                first,
                end: count(&lines),
                way: count(&draft.ways),
            });
        }
        let bounds = Bounds::of(lines.iter().copied());
        Network {
            points: self.points,
            edges,
            lines,
            way_ids: draft.ways.iter().map(|way| way.id).chain([0]).collect(),
            component_of: Vec::new(),
            components: Vec::new(),
            barriers,
            grid: Grid::empty(),
            bounds,
            unmet: Vec::new(),
        }
    }
}

impl Draft<'_> {
    /// Signals on a crossing's piece: whole in the middle, half at an end.
    fn signal_halves(&self, nodes: &[u32]) -> u8 {
        let last = nodes.len() - 1;
        let halves = nodes.iter().enumerate().filter(|(_, node)| self.has_signals(**node));
        let sum: usize = halves.map(|(at, _)| if at == 0 || at == last { 1 } else { 2 }).sum();
        u8::try_from(sum).unwrap_or(u8::MAX)
    }
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("four thousand million items do not fit memory")
}
