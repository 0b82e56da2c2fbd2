//! What the passes over a file collect, whatever its format.
//!
//! Three passes: relations tell which untagged ways matter, ways tell which nodes
//! matter, and only their coordinates are kept. So memory grows with what is used.

use domain::topo::Point;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ids::Ids;
use super::tags::{Foot, GroundKind, LineKind, MarkKind, OneWay, StreetClass, Tags};
use super::{NO_NAME, ReadReport};

/// What a pass looks at.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Relations,
    Ways,
    Nodes,
}

/// A place not yet known. It is not on the globe.
pub(super) const NOWHERE: Point = Point::new(i32::MIN, i32::MIN);

/// A way or relation by what it is for us.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tag of its own")]
pub(super) struct Sort {
    pub(super) street: Option<(StreetClass, Foot, OneWay)>,
    pub(super) ground: Option<GroundKind>,
    pub(super) line: Option<LineKind>,
    pub(super) building: bool,
    pub(super) area: bool,
    pub(super) bridge: bool,
    pub(super) tunnel: bool,
    pub(super) crossing: bool,
    pub(super) layer: i8,
    pub(super) name: u32,
}

/// A kept way; its nodes are `refs[first..end]`.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) id: i64,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) sort: Sort,
}

/// A kept multipolygon, with the ways round it.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: i64,
    pub(super) sort: Sort,
    pub(super) ways: Vec<i64>,
}

/// All that the passes found.
#[derive(Debug, Default)]
pub(super) struct Gather {
    pub(super) date: Option<String>,
    pub(super) names: Names,
    pub(super) relations: Vec<Relation>,
    pub(super) ways: Vec<Way>,
    pub(super) refs: Vec<i64>,
    pub(super) ids: Ids,
    pub(super) places: Vec<Point>,
    pub(super) marks: Vec<(u32, MarkKind)>,
    pub(super) entrances: FxHashSet<u32>,
    pub(super) report: ReadReport,
    members: FxHashSet<i64>,
    near: usize,
}

impl Gather {
    /// The same file, not yet looked at.
    pub(super) fn afresh(&mut self) -> Gather {
        Gather { date: self.date.take(), ..Gather::default() }
    }

    /// Between two passes: what has been found decides what is looked at next.
    pub(super) fn begin(&mut self, pass: Pass) {
        match pass {
            Pass::Relations => {}
            Pass::Ways => {
                self.members = self.relations.iter().flat_map(|r| &r.ways).copied().collect();
            }
            Pass::Nodes => {
                self.ids = Ids::of(&self.refs);
                self.places = vec![NOWHERE; self.ids.len()];
            }
        }
    }

    /// Looks at a relation; `ways` gives its member ways.
    pub(super) fn relation<E>(
        &mut self,
        id: i64,
        tags: &Tags<'_>,
        ways: impl FnOnce() -> Result<Vec<i64>, E>,
    ) -> Result<(), E> {
        self.report.relations += 1;
        if !tags.is_multipolygon() {
            return Ok(());
        }
        let mut sort = self.sort(tags);
        sort.line = None;
        if sort.is_something() {
            self.relations.push(Relation { id, sort, ways: ways()? });
        }
        Ok(())
    }

    /// Looks at a way; `refs` appends its nodes.
    pub(super) fn way<E>(
        &mut self,
        id: i64,
        tags: &Tags<'_>,
        refs: impl FnOnce(&mut Vec<i64>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.report.ways += 1;
        let sort = self.sort(tags);
        if sort.is_something() || self.members.contains(&id) {
            let first = self.refs.len();
            refs(&mut self.refs)?;
            // The same node twice in a row is a slip of the pen.
            let mut kept = first;
            for at in first..self.refs.len() {
                if kept == first || self.refs[kept - 1] != self.refs[at] {
                    self.refs[kept] = self.refs[at];
                    kept += 1;
                }
            }
            self.refs.truncate(kept);
            self.ways.push(Way { id, first, end: kept, sort });
        }
        Ok(())
    }

    /// Looks at a node; whether its tags are wanted as well.
    #[inline]
    pub(super) fn node(&mut self, id: i64, at: impl FnOnce() -> Option<Point>) -> Option<u32> {
        self.report.nodes += 1;
        let rank = self.ids.rank(id, &mut self.near)?;
        let place = &mut self.places[rank as usize];
        if *place == NOWHERE {
            *place = at()?;
            Some(rank)
        } else {
            self.report.duplicates += 1;
            None
        }
    }

    /// The tags of a node that [`Gather::node`] took.
    pub(super) fn node_tags(&mut self, rank: u32, tags: &Tags<'_>) {
        self.marks.extend(tags.mark().map(|kind| (rank, kind)));
        if tags.is_entrance() {
            self.entrances.insert(rank);
        }
    }

    fn sort(&mut self, tags: &Tags<'_>) -> Sort {
        let street = tags.street().map(|class| (class, tags.foot_on(class), tags.one_way()));
        let ground = tags.ground();
        let line = tags.line();
        let named = street.is_some() || ground.is_some() || line.is_some();
        Sort {
            street,
            ground,
            line,
            building: tags.is_building(),
            area: tags.is_area(),
            bridge: tags.on_bridge(),
            tunnel: tags.in_tunnel(),
            crossing: tags.is_crossing(),
            layer: tags.layer(),
            name: tags.name().filter(|_| named).map_or(NO_NAME, |name| self.names.index(name)),
        }
    }
}

impl Sort {
    fn is_something(&self) -> bool {
        self.street.is_some() || self.ground.is_some() || self.line.is_some() || self.building
    }
}

/// Names, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    index: FxHashMap<String, u32>,
}

impl Names {
    fn index(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.index.get(name) {
            return index;
        }
        let Ok(index) = u32::try_from(self.list.len()) else { return NO_NAME };
        self.list.push(name.to_owned());
        self.index.insert(name.to_owned(), index);
        index
    }
}
