//! From what was gathered to an extract: ids become places.

use domain::topo::{Point, Polygon, Shape};
use rustc_hash::FxHashMap;

use super::gather::{Gather, NOWHERE, Sort, Way};
use super::rings::{rings, shape};
use super::{Building, Extract, Ground, Line, Mark, Plaza, ReadReport, Street};

/// A reference to a node that is not in the file.
const MISSING: u32 = u32::MAX;

pub(super) fn resolve(mut gather: Gather) -> (Extract, ReadReport) {
    let mut near = 0;
    let rank = |id: &i64| {
        let rank = gather.ids.rank(*id, &mut near);
        rank.filter(|&rank| gather.places[rank as usize] != NOWHERE).unwrap_or(MISSING)
    };
    let refs: Vec<u32> = gather.refs.iter().map(rank).collect();
    gather.refs = Vec::new();
    let ways = distinct(std::mem::take(&mut gather.ways), &refs, &mut gather.report);
    let mut resolver = Resolver { gather, refs, extract: Extract::default() };
    for way in &ways {
        resolver.way(way);
    }
    resolver.relations(&ways);
    drop(ways);
    resolver.finish()
}

/// Ways by id, each once. Files give them in that order, as a rule. A way that was
/// cut in pieces of the same id keeps them all.
fn distinct(mut ways: Vec<Way>, refs: &[u32], report: &mut ReadReport) -> Vec<Way> {
    ways.sort_by_key(|way| way.id);
    let all = ways.len();
    ways.dedup_by(|b, a| {
        let [first, second] = [&*a, &*b].map(|way| &refs[way.first..way.end]);
        a.id == b.id && (first == second || first.iter().eq(second.iter().rev()))
    });
    report.duplicates += (all - ways.len()) as u64;
    ways
}

struct Resolver {
    gather: Gather,
    refs: Vec<u32>,
    extract: Extract,
}

impl Resolver {
    fn way(&mut self, way: &Way) {
        let refs = &self.refs[way.first..way.end];
        let missing = refs.iter().filter(|&&node| node == MISSING).count();
        self.gather.report.missing_nodes += missing as u64;
        let closed = refs.len() > 3 && refs.first() == refs.last();
        let ring = closed.then(|| &refs[..refs.len() - 1]);
        if way.sort.street.is_some() {
            // Streets that run in a ring are streets, squares are squares.
            match ring.filter(|_| way.sort.area) {
                Some(ring) if missing == 0 => {
                    let plaza = plaza(way.id, &way.sort, vec![ring.to_vec()]);
                    self.extract.plazas.extend(plaza);
                }
                _ => street(&mut self.extract, way, refs),
            }
        }
        if way.sort.ground.is_some() || way.sort.building {
            match ring {
                Some(ring) if missing == 0 => {
                    let rings = vec![ring.to_vec()];
                    self.polygons(way.id, &way.sort, &rings);
                }
                // An open way of a river is a line and no polygon, and no fault.
                _ if closed || way.sort.line.is_none() => self.gather.report.incomplete += 1,
                _ => {}
            }
        }
        if let Some(kind) = way.sort.line {
            let refs = &self.refs[way.first..way.end];
            for piece in refs.split(|&node| node == MISSING).filter(|piece| piece.len() > 1) {
                self.extract.lines.push(Line {
                    kind,
                    bridge: way.sort.bridge,
                    tunnel: way.sort.tunnel,
                    name: way.sort.name,
                    points: piece.iter().map(|&n| self.gather.places[n as usize]).collect(),
                });
            }
        }
    }

    fn relations(&mut self, ways: &[Way]) {
        let by_id: FxHashMap<i64, usize> = if self.gather.relations.is_empty() {
            FxHashMap::default()
        } else {
            ways.iter().enumerate().map(|(at, way)| (way.id, at)).collect()
        };
        for relation in std::mem::take(&mut self.gather.relations) {
            let members: Vec<&Way> =
                relation.ways.iter().filter_map(|id| Some(&ways[*by_id.get(id)?])).collect();
            let pieces: Vec<&[u32]> = members
                .iter()
                .map(|way| &self.refs[way.first..way.end])
                .filter(|refs| !refs.contains(&MISSING))
                .collect();
            let (rings, closed) = rings(&pieces);
            if !closed || pieces.len() < relation.ways.len() {
                self.gather.report.incomplete += 1;
            }
            if rings.is_empty() {
                continue;
            }
            // The id of a relation may equal a way's.
            self.polygons(-relation.id, &relation.sort, &rings);
            self.extract.plazas.extend(plaza(relation.id, &relation.sort, rings));
        }
    }

    fn polygons(&mut self, id: i64, sort: &Sort, rings: &[Vec<u32>]) {
        let places = |ring: &Vec<u32>| -> Vec<Point> {
            ring.iter().map(|&node| self.gather.places[node as usize]).collect()
        };
        let shape: Shape = match rings {
            [ring] => Shape(vec![Polygon { outer: places(ring), holes: vec![] }]),
            _ => shape(rings.iter().map(places).collect()),
        };
        if sort.building {
            let mut entrances: Vec<u32> = rings.iter().flatten().copied().collect();
            entrances.retain(|node| self.gather.entrances.contains(node));
            let entrances: Vec<Point> =
                entrances.iter().map(|&node| self.gather.places[node as usize]).collect();
            for polygon in &shape.0 {
                self.extract.buildings.push(Building {
                    id,
                    shape: polygon.clone(),
                    entrances: entrances.clone(),
                });
            }
        }
        if let Some(kind) = sort.ground {
            self.extract.grounds.push(Ground { kind, name: sort.name, shape });
        }
    }

    /// Gives the street nodes numbers of their own and keeps only their places.
    fn finish(mut self) -> (Extract, ReadReport) {
        let mut number = vec![MISSING; self.gather.places.len()];
        let extract = &mut self.extract;
        for &node in
            extract.refs.iter().chain(extract.plazas.iter().flat_map(|p| p.rings.iter().flatten()))
        {
            number[node as usize] = 0;
        }
        let used = number.iter_mut().zip(&self.gather.places).filter(|(number, _)| **number == 0);
        for ((number, &place), next) in used.zip(0_u32..) {
            *number = next;
            extract.points.push(place);
        }
        let renumber = |node: &mut u32| *node = number[*node as usize];
        extract.refs.iter_mut().for_each(renumber);
        extract.plazas.iter_mut().flat_map(|p| p.rings.iter_mut().flatten()).for_each(renumber);
        extract.marks = self
            .gather
            .marks
            .iter()
            .map(|&(node, kind)| Mark { node: number[node as usize], kind })
            .filter(|mark| mark.node != MISSING)
            .collect();
        extract.marks.sort_unstable();
        extract.date = self.gather.date;
        extract.names = self.gather.names.list;
        (self.extract, self.gather.report)
    }
}

/// Adds a street, cut where nodes are missing.
fn street(extract: &mut Extract, way: &Way, refs: &[u32]) {
    let Some((class, foot, one_way)) = way.sort.street else { return };
    for piece in refs.split(|&node| node == MISSING).filter(|piece| piece.len() > 1) {
        let first = extract.refs.len();
        extract.refs.extend_from_slice(piece);
        let [first, end] = [first, extract.refs.len()].map(|at| {
            u32::try_from(at).expect("four thousand million references do not fit memory")
        });
        extract.streets.push(Street {
            id: way.id,
            class,
            foot,
            one_way,
            bridge: way.sort.bridge,
            tunnel: way.sort.tunnel,
            crossing: way.sort.crossing,
            layer: way.sort.layer,
            name: way.sort.name,
            first,
            end,
        });
    }
}

fn plaza(id: i64, sort: &Sort, rings: Vec<Vec<u32>>) -> Option<Plaza> {
    let (class, foot, _) = sort.street?;
    Some(Plaza { id, class, foot, layer: sort.layer, name: sort.name, rings })
}
