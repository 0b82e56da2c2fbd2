//! The search: who reaches what within how much time.
//!
//! Dijkstra's algorithm with a queue of buckets about a second wide. Inside a bucket
//! nodes are taken in any order and taken again if a better time turns up, which ends
//! in the same times as a heap, bit for bit, and is faster.

use crate::{Snap, Walk};

/// Which way people walk.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From anywhere to the station that the search begins at.
    ToStation,
    /// From the place that the search begins at to anywhere.
    FromPlace,
}

/// A bucket holds times that agree above these bits: 1.024 s.
const BUCKET_BITS: u32 = 10;

/// What the search knows of a node. Labels of older searches have an older epoch.
#[derive(Copy, Clone, Debug, Default)]
struct Label {
    epoch: u32,
    ms: u32,
    source: u32,
}

/// Room for searches, used again and again. Each thread has its own.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    epoch: u32,
    labels: Vec<Label>,
    buckets: Vec<Vec<(u32, u32)>>,
    touched: Vec<u32>,
    sources: Vec<Source>,
    starts: Vec<Start>,
}

/// A place the search begins at, on its edge.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Source {
    pub(crate) edge: u32,
    /// Milliseconds from the beginning of the edge's line.
    pub(crate) part_ms: u32,
    pub(crate) along_m: f32,
    pub(crate) access_ms: u32,
    /// Its place in the caller's list.
    pub(crate) number: u32,
}

/// A node where a search enters the graph.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Start {
    pub(crate) node: u32,
    pub(crate) ms: u32,
    pub(crate) edge: u32,
    /// The place the source was linked to, and the end of the edge walked to from there.
    pub(crate) from_m: f32,
    pub(crate) to_m: f32,
}

/// The outcome of a search: times of everything within the limit.
#[derive(Copy, Clone, Debug)]
pub struct Reached<'a> {
    walk: &'a Walk,
    scratch: &'a Scratch,
    direction: Direction,
    limit_ms: u32,
}

impl Scratch {
    /// No room yet; it grows with the first search.
    pub fn new() -> Scratch {
        Scratch::default()
    }

    fn begin(&mut self, nodes: usize) {
        if self.labels.len() < nodes {
            self.labels.resize(nodes, Label::default());
        }
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.labels.fill(Label::default());
            self.epoch = 1;
        }
        self.touched.clear();
        self.sources.clear();
        self.starts.clear();
    }

    /// Takes a time for a node if it is better than what is known. Of two sources at
    /// the same time the one named first stays.
    #[inline]
    fn offer(&mut self, node: u32, ms: u32, source: u32) {
        let label = &mut self.labels[node as usize];
        if label.epoch == self.epoch {
            if (ms, source) >= (label.ms, label.source) {
                return;
            }
        } else {
            self.touched.push(node);
        }
        *label = Label { epoch: self.epoch, ms, source };
        let bucket = (ms >> BUCKET_BITS) as usize;
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        self.buckets[bucket].push((node, ms));
    }

    fn label(&self, node: u32) -> Option<Label> {
        self.labels.get(node as usize).copied().filter(|label| label.epoch == self.epoch)
    }
}

impl Walk {
    /// Searches once for everything within the limit, which is included. Several
    /// sources share the ground: each node belongs to the nearest.
    pub fn search<'a>(
        &'a self,
        scratch: &'a mut Scratch,
        sources: &[Snap],
        direction: Direction,
        limit_ms: u32,
    ) -> Reached<'a> {
        scratch.begin(self.node_count());
        for (snap, number) in sources.iter().zip(0_u32..) {
            self.begin_at(scratch, snap, number, direction, limit_ms);
        }
        scratch.sources.sort_unstable_by_key(|source| (source.edge, source.part_ms, source.number));
        let arcs = self.arcs_of(direction);
        let mut bucket = 0;
        // A longer search before this one may have left buckets that stay empty now.
        let last = (limit_ms >> BUCKET_BITS) as usize;
        while bucket <= last && bucket < scratch.buckets.len() {
            while let Some((node, ms)) = scratch.buckets[bucket].pop() {
                let label = scratch.labels[node as usize];
                if label.ms != ms {
                    continue;
                }
                for step in arcs.from(node) {
                    let ms = ms.saturating_add(step.ms);
                    if ms <= limit_ms {
                        scratch.offer(step.to, ms, label.source);
                    }
                }
            }
            bucket += 1;
        }
        Reached { walk: self, scratch, direction, limit_ms }
    }

    fn begin_at(
        &self,
        scratch: &mut Scratch,
        snap: &Snap,
        number: u32,
        direction: Direction,
        limit_ms: u32,
    ) {
        let Some(whole) = self.edge_ms(snap.edge) else { return };
        let (part_ms, access_ms) = (self.part_ms(snap.edge, snap.along_m), self.access_ms(snap));
        if access_ms > limit_ms {
            return;
        }
        let (edge, along_m) = (snap.edge, snap.along_m);
        scratch.sources.push(Source { edge, part_ms, along_m, access_ms, number });
        let [along, against] = self.ways(edge, direction);
        let ends = self.network().edge(edge);
        let mut start = |node: u32, ms: u32, to_m: f32| {
            if ms <= limit_ms {
                scratch.offer(node, ms, number);
                scratch.starts.push(Start { node, ms, edge, from_m: along_m, to_m });
            }
        };
        if against {
            let node = self.start_node(edge, ends.a, direction);
            start(node, access_ms.saturating_add(part_ms), 0.0);
        }
        if along {
            let node = self.start_node(edge, ends.b, direction);
            start(node, access_ms.saturating_add(whole - part_ms), ends.length_m);
        }
    }
}

impl<'a> Reached<'a> {
    /// Milliseconds between the nearest source and a place, both access legs included;
    /// `None` beyond the limit.
    pub fn time_at(&self, snap: &Snap) -> Option<u32> {
        self.source_at(snap).map(|(_, ms)| ms)
    }

    /// Which source is the nearest to a place, and its milliseconds.
    pub fn source_at(&self, snap: &Snap) -> Option<(usize, u32)> {
        let (walk, edge) = (self.walk, snap.edge);
        let whole = walk.edge_ms(edge)?;
        let (part, access) = (walk.part_ms(edge, snap.along_m), walk.access_ms(snap));
        let [along, against] = walk.ways(edge, self.direction);
        let ends = walk.network().edge(edge);
        let from = |open: bool, vertex: u32, ms: u32| {
            let label = open.then(|| self.label_to(edge, vertex)).flatten()?;
            Some((label.ms.saturating_add(ms), label.source))
        };
        let direct = self.sources_on(edge).iter().filter_map(|source| {
            let open =
                source.part_ms == part || if source.part_ms < part { along } else { against };
            open.then(|| (source.access_ms + source.part_ms.abs_diff(part), source.number))
        });
        let best = [from(along, ends.a, part), from(against, ends.b, whole - part)]
            .into_iter()
            .flatten()
            .chain(direct)
            .min()?;
        let ms = best.0.saturating_add(access);
        (ms <= self.limit_ms).then_some((best.1 as usize, ms))
    }

    /// Milliseconds to a vertex for anybody; `None` beyond the limit.
    pub fn at_vertex(&self, vertex: u32) -> Option<u32> {
        self.scratch.label(vertex).map(|label| label.ms)
    }

    /// How many nodes the search settled: vertices, and their copies for residents.
    pub fn settled(&self) -> usize {
        self.scratch.touched.len()
    }

    /// The limit it was asked for.
    pub fn limit_ms(&self) -> u32 {
        self.limit_ms
    }

    /// What was searched.
    pub fn walk(&self) -> &'a Walk {
        self.walk
    }

    /// Which way people walk.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    pub(crate) fn touched(&self) -> &[u32] {
        &self.scratch.touched
    }

    pub(crate) fn node_ms(&self, node: u32) -> Option<u32> {
        self.scratch.label(node).map(|label| label.ms)
    }

    /// The time at a vertex for going on along an edge.
    pub(crate) fn end_ms(&self, edge: u32, vertex: u32) -> Option<u32> {
        self.label_to(edge, vertex).map(|label| label.ms)
    }

    /// The same with the source it belongs to.
    pub(crate) fn arrival(&self, edge: u32, vertex: u32) -> Option<(u32, u32)> {
        self.label_to(edge, vertex).map(|label| (label.ms, label.source))
    }

    fn label_to(&self, edge: u32, vertex: u32) -> Option<Label> {
        self.scratch.label(self.walk.end_node(edge, vertex, self.direction))
    }

    /// All places the search began at, by edge and place on it.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.scratch.sources
    }

    /// The nodes where the search entered the graph.
    pub(crate) fn starts(&self) -> &[Start] {
        &self.scratch.starts
    }

    pub(crate) fn sources_on(&self, edge: u32) -> &[Source] {
        let sources = &self.scratch.sources;
        let first = sources.partition_point(|source| source.edge < edge);
        let count = sources[first..].partition_point(|source| source.edge == edge);
        &sources[first..first + count]
    }
}
