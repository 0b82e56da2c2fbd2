//! From a map to proposals: candidates, their lists, the choice.

use super::{Lists, Pick, Quota, Rules, Task, candidates, solve};
use crate::coverage::{Count, Coverage, State, StationAt, ring_ms};
use crate::demand::{Demand, LINK_M, Legs, tenths_of};
use crate::{Network, Scratch, Snap, Walk};
use domain::topo::{Point, plane};
use std::collections::{BTreeMap, BTreeSet};

/// Where sites may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Candidates<'a> {
    /// At these places: vacant or public plots, as a rule.
    Given(&'a [Point]),
    /// Along the streets, so many metres apart; 100 to 150 serve well.
    Along {
        /// Metres from one to the next.
        metres: f64,
    },
}

/// What a planner wishes. `K` names areas, as in [`crate::demand::Areas`].
#[derive(Debug, Clone)]
pub struct Wish<'a, K> {
    /// How many sites.
    pub count: usize,
    /// Where they may be.
    pub candidates: Candidates<'a>,
    /// Places that are sites in any case, whatever the rest says.
    pub forced: &'a [Point],
    /// Whether a site must lie in an area; forced and given ones may lie anywhere.
    pub inside: bool,
    /// No site in these areas, nor in those below them.
    pub forbidden: &'a BTreeSet<K>,
    /// Metres in a straight line between two sites, and to every station there is.
    pub min_distance_m: f64,
    /// How many people one site can serve.
    pub capacity: Option<u32>,
    /// How many new sites an area takes.
    pub quotas: &'a BTreeMap<K, Quota>,
}

/// One proposed site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// From 1, those that win most people first.
    pub rank: u32,
    /// On the street, or where the candidate was given.
    pub at: Point,
    /// Who is covered by it and by no station or proposal before it.
    pub gain: Count,
    /// The share of all that is covered once it and those before it stand, 0 to 1.
    pub cumulative_share: f64,
}

/// The proposals, and what they are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposals {
    /// The sites.
    pub sites: Vec<Proposal>,
    /// All places.
    pub all: Count,
    /// Who is covered by the stations there are.
    pub before: Count,
    /// Who is covered with all the sites.
    pub after: Count,
    /// No other sites cover more than so many: people, or places where nobody lives.
    pub bound: u64,
    /// Whether no better choice among the candidates exists.
    pub exact: bool,
    /// Whether the search ended by itself, not by its time.
    pub finished: bool,
    /// How many candidates there were.
    pub candidates: usize,
    /// Given and forced places that are on no street.
    pub unlinked: Vec<Point>,
}

impl Proposals {
    /// The bound as a share of all, 0 to 1.
    pub fn bound_share(&self) -> f64 {
        let whole = if self.all.people > 0 { self.all.people } else { self.all.buildings };
        #[expect(clippy::cast_precision_loss, reason = "a share is for reading")]
        {
            if whole == 0 { 0.0 } else { self.bound as f64 / whole as f64 }
        }
    }
}

/// Proposes sites for a ring of a coverage (its position among the minutes).
///
/// What a station reaches already counts first. Where the wish gives sites a capacity,
/// who is over capacity is still to be served; where it does not, reach is all that
/// counts, as in [`crate::whatif`]. `path` names the areas of a place, the deepest first.
pub fn propose<K: Copy + Ord>(
    walk: &Walk,
    demand: &Demand,
    (coverage, ring): (&Coverage, usize),
    stations: &[StationAt],
    wish: &Wish<'_, K>,
    path: &dyn Fn(Point) -> Vec<K>,
    keep_going: &dyn Fn() -> bool,
) -> Proposals {
    let covered: Vec<bool> = (0..)
        .take(demand.len())
        .map(|place| match coverage.state(place, ring) {
            State::Covered => true,
            State::OverCapacity => wish.capacity.is_none(),
            State::NotCovered => false,
        })
        .collect();
    let sites = Sites::of(walk.network(), demand, &covered, coverage.ring_m(ring), wish);
    let sorted = wish.capacity.is_some();
    let lists = lists_of(walk, demand, &sites.snaps, coverage.minutes()[ring], sorted);
    let people: Vec<u32> = (0..).take(demand.len()).map(|place| demand.weight(place)).collect();
    let rules = sites.rules(stations, wish, path);
    let task = Task {
        lists: &lists,
        places: &sites.places,
        people: &people,
        covered: &covered,
        count: wish.count,
        rules: &rules,
    };
    let solution = solve(&task, keep_going);
    let places = || (0u32..).take(demand.len());
    let all: Count = places().map(|place| demand.count(place)).sum();
    let before: Count =
        places().filter(|at| covered[*at as usize]).map(|place| demand.count(place)).sum();
    let gains = gains(demand, &task, &solution.picks);
    let mut after = before;
    let proposals = (1..).zip(solution.picks.iter().zip(gains)).map(|(rank, (pick, gain))| {
        after += gain;
        let at = sites.places[pick.candidate as usize];
        Proposal { rank, at, gain, cumulative_share: after.share_of(all) }
    });
    Proposals {
        sites: proposals.collect(),
        all,
        before,
        after,
        bound: solution.bound,
        exact: solution.is_exact(),
        finished: solution.finished,
        candidates: sites.places.len(),
        unlinked: sites.unlinked,
    }
}

/// Whom each site serves, in the order of the picks and by the rule of the solver.
fn gains(demand: &Demand, task: &Task<'_>, picks: &[Pick]) -> Vec<Count> {
    let mut served = task.covered.to_vec();
    let gain = |pick: &Pick| {
        let mut room = task.rules.capacity;
        let mut gain = Count::default();
        for &place in task.lists.of(pick.candidate) {
            let people = task.people[place as usize];
            if served[place as usize] || room.is_some_and(|room| people > room) {
                continue;
            }
            room = room.map(|room| room - people);
            served[place as usize] = true;
            gain += demand.count(place);
        }
        gain
    };
    picks.iter().map(gain).collect()
}

/// The candidates on the network, the forced ones first.
struct Sites {
    places: Vec<Point>,
    snaps: Vec<Snap>,
    forced: usize,
    unlinked: Vec<Point>,
}

impl Sites {
    fn of<K>(
        network: &Network,
        demand: &Demand,
        covered: &[bool],
        ring_m: f64,
        wish: &Wish<'_, K>,
    ) -> Sites {
        let mut sites =
            Sites { places: Vec::new(), snaps: Vec::new(), forced: 0, unlinked: Vec::new() };
        sites.link(network, wish.forced);
        sites.forced = sites.places.len();
        match wish.candidates {
            Candidates::Given(places) => sites.link(network, places),
            Candidates::Along { metres } => {
                let heap = candidates::Unserved::of(demand, covered, ring_m);
                sites.link(network, &heap.along_streets(network, metres));
            }
        }
        sites
    }

    fn link(&mut self, network: &Network, places: &[Point]) {
        for &place in places {
            match network.snap(place, LINK_M) {
                Some(snap) => {
                    self.places.push(place);
                    self.snaps.push(snap);
                }
                None => self.unlinked.push(place),
            }
        }
    }

    fn rules<K: Copy + Ord>(
        &self,
        stations: &[StationAt],
        wish: &Wish<'_, K>,
        path: &dyn Fn(Point) -> Vec<K>,
    ) -> Rules {
        let mut rules = Rules {
            forced: (0..).take(self.forced).collect(),
            min_distance_m: wish.min_distance_m,
            capacity: wish.capacity,
            ..Rules::default()
        };
        let number: BTreeMap<K, u32> = wish.quotas.keys().copied().zip(0..).collect();
        let quotas = wish.quotas.iter().map(|(key, &quota)| (number[key], quota));
        rules.quotas = quotas.collect();
        let inside = wish.inside && matches!(wish.candidates, Candidates::Along { .. });
        let asks_areas = inside || !wish.forbidden.is_empty() || !number.is_empty();
        for (index, &place) in (0u32..).zip(&self.places) {
            let areas = if asks_areas { path(place) } else { Vec::new() };
            rules.groups.push(areas.iter().find_map(|area| number.get(area).copied()));
            let apart = |station: &StationAt| plane::metres_between(station.at, place);
            let too_near = wish.min_distance_m > 0.0
                && stations.iter().any(|station| apart(station) < wish.min_distance_m);
            let outside = inside && areas.is_empty();
            if outside || too_near || areas.iter().any(|area| wish.forbidden.contains(area)) {
                rules.forbidden.insert(index);
            }
        }
        rules
    }
}

/// The lists of candidates, with the nearest first if wished, by two threads: the
/// first half and the second.
fn lists_of(walk: &Walk, demand: &Demand, snaps: &[Snap], minutes: u32, sorted: bool) -> Lists {
    let legs = Legs::new(walk, demand);
    let list = |snaps: &[Snap]| {
        let (mut scratch, mut found) = (Scratch::new(), Vec::new());
        let mut lists = Lists::new();
        for &snap in snaps {
            legs.within(&mut scratch, &[snap], ring_ms(minutes), &mut found);
            if sorted {
                found.sort_unstable_by_key(|found| (tenths_of(found.ms), found.place));
            }
            let wanted = found.iter().filter(|found| demand.weight(found.place) > 0);
            lists.push(wanted.map(|found| (found.place, tenths_of(found.ms))));
        }
        lists
    };
    let (first, second) = snaps.split_at(snaps.len() / 2);
    std::thread::scope(|threads| {
        let other = threads.spawn(|| list(second));
        let mut lists = list(first);
        match other.join() {
            Ok(others) => lists.append(&others),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        lists
    })
}
