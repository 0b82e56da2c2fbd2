//! The search beside two slow twins that anybody can check by reading.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::topo::Point;
use proptest::prelude::*;
use reach::network::EdgeKind;
use reach::osm::{Foot, MarkKind, OneWay};
use reach::testing::Town;
use reach::{Direction, Network, Part, Preset, Scratch, Snap, Walk};

/// Where somebody stands with regard to private ground.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Began on private ground and has not left it.
    Leaving,
    /// On public ground.
    Outside,
    /// Came from public onto private ground, and stays.
    Entered,
}
use State::{Entered, Leaving, Outside};
const STATES: [State; 3] = [Leaving, Outside, Entered];

/// The state after walking an edge; `None` where that is not allowed.
fn after(state: State, residents: bool) -> Option<State> {
    match (state, residents) {
        (Leaving, true) => Some(Leaving),
        (Leaving | Outside, false) => Some(Outside),
        (Outside | Entered, true) => Some(Entered),
        (Entered, false) => None,
    }
}

type Times = Vec<[Option<u32>; 3]>;

/// One walk from somewhere: the rules, step by step, in the direction people walk.
struct Twin<'a> {
    walk: &'a Walk,
    network: &'a Network,
}

impl Twin<'_> {
    /// An edge's ends in each direction that somebody may walk it.
    fn steps(&self) -> Vec<(u32, u32, u32, bool)> {
        let mut steps = Vec::new();
        for (edge, number) in self.network.edges().iter().zip(0..) {
            let Some(ms) = self.walk.edge_ms(number) else { continue };
            let residents = self.walk.is_residents_only(number);
            if edge.one_way != OneWay::Backward {
                steps.push((edge.a, edge.b, ms, residents));
            }
            if edge.one_way != OneWay::Forward {
                steps.push((edge.b, edge.a, ms, residents));
            }
        }
        steps
    }

    fn part_ms(&self, snap: &Snap) -> (u32, u32) {
        let (edge, whole) = (self.network.edge(snap.edge), self.walk.edge_ms(snap.edge).unwrap());
        let part = f64::from(whole) * f64::from(snap.along_m) / f64::from(edge.length_m);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let part = if edge.length_m > 0.0 { part.round() as u32 } else { 0 };
        (part.min(whole), whole)
    }

    /// The vertices a walk from a place comes to first.
    fn first(&self, snap: &Snap) -> Vec<(u32, State, u32)> {
        if self.walk.edge_ms(snap.edge).is_none() {
            return vec![];
        }
        let edge = self.network.edge(snap.edge);
        let (part, whole) = self.part_ms(snap);
        let access = self.walk.preset().ms(f64::from(snap.access_m));
        let residents = self.walk.is_residents_only(snap.edge);
        let state = if residents { Leaving } else { Outside };
        let mut first = Vec::new();
        if edge.one_way != OneWay::Forward {
            first.push((edge.a, state, access + part));
        }
        if edge.one_way != OneWay::Backward {
            first.push((edge.b, state, access + whole - part));
        }
        first
    }

    /// Relaxes every edge until nothing changes.
    fn bellman_ford(&self, source: &Snap) -> Times {
        let mut times: Times = vec![[None; 3]; self.network.vertex_count()];
        let better = |times: &mut Times, vertex: u32, state: State, ms: u32| {
            let slot = &mut times[vertex as usize][state as usize];
            let is = slot.is_none_or(|old| ms < old);
            if is {
                *slot = Some(ms);
            }
            is
        };
        for (vertex, state, ms) in self.first(source) {
            better(&mut times, vertex, state, ms);
        }
        let steps = self.steps();
        loop {
            let mut changed = false;
            for &(from, to, ms, residents) in &steps {
                for state in STATES {
                    let now = times[from as usize][state as usize];
                    if let (Some(now), Some(next)) = (now, after(state, residents)) {
                        changed |= better(&mut times, to, next, now + ms);
                    }
                }
            }
            if !changed {
                return times;
            }
        }
    }

    /// Dijkstra's algorithm with a heap.
    fn heap(&self, source: &Snap) -> Times {
        let mut times: Times = vec![[None; 3]; self.network.vertex_count()];
        let mut heap = BinaryHeap::new();
        for (vertex, state, ms) in self.first(source) {
            heap.push(Reverse((ms, vertex, state)));
        }
        let steps = self.steps();
        while let Some(Reverse((ms, vertex, state))) = heap.pop() {
            let slot = &mut times[vertex as usize][state as usize];
            if slot.is_some() {
                continue;
            }
            *slot = Some(ms);
            for &(_, to, step, residents) in steps.iter().filter(|step| step.0 == vertex) {
                if let Some(next) = after(state, residents) {
                    heap.push(Reverse((ms + step, to, next)));
                }
            }
        }
        times
    }

    /// Milliseconds from the source to a place.
    fn time_at(&self, times: &Times, source: &Snap, to: &Snap) -> Option<u32> {
        let edge = self.network.edge(to.edge);
        let (part, whole) = self.walk.edge_ms(to.edge).map(|_| self.part_ms(to))?;
        let residents = self.walk.is_residents_only(to.edge);
        let at = |vertex: u32| {
            let states = STATES.into_iter().filter(|&state| after(state, residents).is_some());
            states.filter_map(|state| times[vertex as usize][state as usize]).min()
        };
        let access = |snap: &Snap| self.walk.preset().ms(f64::from(snap.access_m));
        let mut found = Vec::new();
        if edge.one_way != OneWay::Backward {
            found.extend(at(edge.a).map(|ms| ms + part));
        }
        if edge.one_way != OneWay::Forward {
            found.extend(at(edge.b).map(|ms| ms + whole - part));
        }
        if source.edge == to.edge {
            let (begin, _) = self.part_ms(source);
            let allowed = match edge.one_way {
                OneWay::No => true,
                OneWay::Forward => begin <= part,
                OneWay::Backward => begin >= part,
            };
            if allowed {
                found.push(access(source) + begin.abs_diff(part));
            }
        }
        found.into_iter().min().map(|ms| ms + access(to))
    }
}

/// Any small town: corners, streets of all sorts, gates.
fn any_town(one_way: bool) -> impl Strategy<Value = Town> {
    let corners = prop::collection::vec((0..40_000, 0..40_000), 2..14);
    let streets = prop::collection::vec((0..64_usize, 0..64_usize, 0..10_u8), 1..28);
    let gates = prop::collection::vec((0..64_usize, 0..3_u8), 0..3);
    (corners, streets, gates).prop_map(move |(corners, streets, gates)| {
        let mut town = Town::default();
        let at = |&(x, y): &(i32, i32)| Point::new(1_020_500_000 + x, 403_500_000 + y);
        let nodes: Vec<u32> = corners.iter().map(|c| town.node(at(c))).collect();
        for (a, b, kind) in streets {
            let (a, b) = (nodes[a % nodes.len()], nodes[b % nodes.len()]);
            let ring = [a, nodes[0], b, a];
            let street = town.street(if kind == 9 { &ring } else { &ring[1..3] });
            street.one_way = match kind {
                6 if one_way => OneWay::Forward,
                7 if one_way => OneWay::Backward,
                _ => OneWay::No,
            };
            street.foot = if kind >= 5 && kind != 7 { Foot::Private } else { Foot::Yes };
            if kind < 9 {
                let first = street.first as usize;
                town.extract.refs[first] = a;
                town.extract.refs[first + 1] = b;
            }
        }
        for (node, foot) in gates {
            let foot = [Foot::Yes, Foot::Private, Foot::No][foot as usize];
            town.mark(nodes[node % nodes.len()], MarkKind::Gate(foot));
        }
        town
    })
}

/// Any place on the network, given by two numbers.
fn place(network: &Network, (edge, along): (u32, f32)) -> Snap {
    let streets: Vec<u32> = (0..)
        .zip(network.edges())
        .filter(|(_, edge)| edge.kind == EdgeKind::Street)
        .map(|(number, _)| number)
        .collect();
    let edge = streets[edge as usize % streets.len()];
    let along_m = network.edge(edge).length_m * along;
    Snap { edge, along_m, access_m: along * 7.0, at: network.point_at(edge, along_m) }
}

fn any_place() -> impl Strategy<Value = (u32, f32)> {
    (any::<u32>(), prop_oneof![4 => 0.0..1.0_f32, 1 => Just(0.0_f32), 1 => Just(1.0_f32)])
}

const FOREVER: u32 = 100_000_000;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Buckets, a heap and plain relaxing end in the same milliseconds.
    #[test]
    fn the_search_equals_its_slow_twins(
        town in any_town(true),
        source in any_place(),
        places in prop::collection::vec(any_place(), 8),
    ) {
        let walk = town.walk(Preset::standard());
        let network = walk.network();
        let twin = Twin { walk: &walk, network };
        let source = place(network, source);
        let times = twin.bellman_ford(&source);
        prop_assert_eq!(&times, &twin.heap(&source));
        let mut scratch = Scratch::new();
        let reached = walk.search(&mut scratch, &[source], Direction::FromPlace, FOREVER);
        for vertex in 0..u32::try_from(network.vertex_count()).unwrap() {
            let [leaving, outside, _] = times[vertex as usize];
            let ms = leaving.into_iter().chain(outside).min();
            prop_assert_eq!(reached.at_vertex(vertex), ms);
        }
        for &to in &places {
            let to = place(network, to);
            prop_assert_eq!(reached.time_at(&to), twin.time_at(&times, &source, &to));
        }
    }

    /// Who can reach a station is asked backwards, with the same answer.
    #[test]
    fn a_walk_takes_as_long_asked_from_its_end(
        town in any_town(true), from in any_place(), to in any_place(),
    ) {
        let walk = town.walk(Preset::standard());
        let [from, to] = [from, to].map(|p| place(walk.network(), p));
        let mut scratch = Scratch::new();
        let there = walk.search(&mut scratch, &[from], Direction::FromPlace, FOREVER).time_at(&to);
        let back = walk.search(&mut scratch, &[to], Direction::ToStation, FOREVER).time_at(&from);
        prop_assert_eq!(there, back);
    }

    /// Where no street is one-way, both directions take the same time.
    #[test]
    fn without_one_ways_there_is_as_far_as_back(
        town in any_town(false), from in any_place(), to in any_place(),
    ) {
        let walk = town.walk(Preset::standard());
        let [from, to] = [from, to].map(|p| place(walk.network(), p));
        let mut scratch = Scratch::new();
        let there = walk.search(&mut scratch, &[from], Direction::FromPlace, FOREVER).time_at(&to);
        let back = walk.search(&mut scratch, &[to], Direction::FromPlace, FOREVER).time_at(&from);
        prop_assert_eq!(there, back);
    }

    /// Of several stations the nearest counts, the first of two that are equally near.
    #[test]
    fn several_stations_give_the_least_of_their_times(
        town in any_town(true),
        stations in prop::collection::vec(any_place(), 1..5),
        at in any_place(),
    ) {
        let walk = town.walk(Preset::standard());
        let stations: Vec<Snap> = stations.iter().map(|&s| place(walk.network(), s)).collect();
        let at = place(walk.network(), at);
        let mut scratch = Scratch::new();
        let singly = stations.iter().zip(0..).filter_map(|(&station, number)| {
            let alone = walk.search(&mut scratch, &[station], Direction::ToStation, FOREVER);
            alone.time_at(&at).map(|ms| (ms, number))
        });
        let least = singly.min();
        let all = walk.search(&mut scratch, &stations, Direction::ToStation, FOREVER);
        prop_assert_eq!(all.source_at(&at).map(|(_, ms)| ms), least.map(|(ms, _)| ms));
    }

    /// A shorter limit gives the same times, and parts that lie in the longer ones'.
    #[test]
    fn eight_minutes_lie_inside_fifteen(
        town in any_town(true), source in any_place(), places in prop::collection::vec(any_place(), 8),
    ) {
        let walk = town.walk(Preset::standard());
        let source = place(walk.network(), source);
        let mut scratch = Scratch::new();
        let search = |scratch: &mut Scratch, limit| -> (Vec<Part>, Vec<Option<u32>>) {
            let reached = walk.search(scratch, &[source], Direction::ToStation, limit);
            let times = places.iter().map(|&p| reached.time_at(&place(walk.network(), p)));
            (reached.parts(), times.collect())
        };
        let (inner, sooner) = search(&mut scratch, 48_000);
        let (outer, later) = search(&mut scratch, 90_000);
        for (sooner, later) in sooner.iter().zip(&later) {
            prop_assert_eq!(*sooner, later.filter(|&ms| ms <= 48_000));
        }
        for part in &inner {
            let on = outer.iter().filter(|o| o.edge == part.edge);
            let covered: f32 = on
                .map(|o| (o.to_m.min(part.to_m) - o.from_m.max(part.from_m)).max(0.0))
                .sum();
            prop_assert!(covered >= part.length_m() - 0.01, "{part:?} in {outer:?}");
        }
    }

    /// The parts say for every place on them what the search says, and hold every
    /// place that it reaches.
    #[test]
    fn parts_tell_the_times_of_their_places(
        town in any_town(true),
        stations in prop::collection::vec(any_place(), 1..4),
        places in prop::collection::vec(any_place(), 12),
    ) {
        let walk = town.walk(Preset::standard());
        let stations: Vec<Snap> = stations.iter().map(|&s| place(walk.network(), s)).collect();
        let mut scratch = Scratch::new();
        let reached = walk.search(&mut scratch, &stations, Direction::FromPlace, 60_000);
        let parts = reached.parts();
        for &at in &places {
            let at = Snap { access_m: 0.0, ..place(walk.network(), at) };
            let holds = |part: &&Part| {
                part.edge == at.edge && part.from_m <= at.along_m && at.along_m <= part.to_m
            };
            let told = parts.iter().filter(holds).map(|part| part.ms_at(at.along_m)).min();
            match (reached.time_at(&at), told) {
                (Some(ms), Some(told)) => prop_assert!(ms.abs_diff(told) <= 2, "{ms} {told}"),
                // Rounding may put a place on either side of a part's end.
                (Some(ms), None) => prop_assert!(ms + 2 >= 60_000, "{ms} of {at:?} in no part of {parts:?} {:?}", walk.network().edge(at.edge)),
                (None, Some(told)) => prop_assert!(told + 2 >= 60_000, "{told}"),
                (None, None) => {}
            }
        }
    }
}
