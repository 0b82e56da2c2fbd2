//! Which candidates should be sites?
//!
//! The question is the maximal covering location problem: choose so many sites
//! that most people come within reach. What stations cover already counts first
//! and brings no gain. The answer is found by the lazy greedy choice, then by
//! swapping one site for another as long as that gains people and the caller lets
//! it go on; an upper bound says how much any other choice could still win.
//!
//! Ties go to the candidate with the lowest index, so the answer is the same on
//! every machine unless the time runs out at another moment.

use super::bound::{Bound, greedy_guarantee};
use super::greedy::Greedy;
use super::ground::Ground;
use super::rules::Chosen;
use super::{Lists, Rules, dual, swap};
use domain::topo::Point;

/// What is asked: lists, people and rules.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// The demand each candidate reaches.
    pub lists: &'a Lists,
    /// Where each candidate is; needed only for a minimum distance.
    pub places: &'a [Point],
    /// People of each demand.
    pub people: &'a [u32],
    /// Demand that stations serve already.
    pub covered: &'a [bool],
    /// How many sites are wanted.
    pub count: usize,
    /// What else must hold.
    pub rules: &'a Rules,
}

/// One proposed site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The candidate.
    pub candidate: u32,
    /// People it covers that neither a station nor a site before it covers.
    pub gain: u64,
    /// People covered once it and all before it stand, stations included.
    pub cumulative: u64,
}

/// The proposed sites and how good they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The sites, those that gain most people first. Fewer than were asked for
    /// when no further one gains anybody.
    pub picks: Vec<Pick>,
    /// People that stations cover already.
    pub before: u64,
    /// People covered with all the sites.
    pub after: u64,
    /// No choice of sites that keeps the rules covers more people than this.
    pub bound: u64,
    /// Whether the search ended by itself. `false`: the time ran out, and more
    /// time may find a better choice.
    pub finished: bool,
    /// Groups left below their minimum, with the number of sites missing.
    pub short: Vec<(u32, u32)>,
}

impl Solution {
    /// Whether no better choice exists: the bound is reached.
    pub fn is_exact(&self) -> bool {
        self.after == self.bound
    }
}

/// Chooses the sites. The greedy choice is always made to its end; while sites are
/// swapped, `keep_going` is asked, and once it says no, the best so far is the answer.
pub fn solve(task: &Task<'_>, keep_going: &dyn Fn() -> bool) -> Solution {
    let in_order = task.rules.capacity.is_none() || task.lists.is_nearest_first();
    let sorted = (!in_order).then(|| task.lists.nearest_first());
    let task = &Task { lists: sorted.as_ref().unwrap_or(task.lists), ..*task };
    let start = Ground::of(task);
    let before = start.served();
    let mut bound = Bound::new(task, before);
    let mut greedy = Greedy::new(task, start.clone());
    greedy.run(&mut bound);
    let first = Ranked::of(&start, &greedy.chosen.sites);
    if task.rules.are_plain() {
        bound.lower_to(before + greedy_guarantee(first.after - before, task.count));
    }
    let (better, finished) = if first.after < bound.value() {
        let (sites, finished) = swap::improve(task, &start, greedy.chosen.clone(), keep_going);
        (Ranked::of(&start, &sites), finished)
    } else {
        (first.clone(), true)
    };
    let best = if better.after > first.after { better } else { first };
    let mut chosen = Chosen::none(task.rules, task.places);
    let mut ground = start.clone();
    for pick in &best.picks {
        ground.take(pick.candidate);
        chosen.sites.push(pick.candidate);
    }
    bound.look(&ground);
    if task.rules.capacity.is_none() {
        dual::tighten(task, &mut bound, &start, &ground, keep_going);
    }
    Solution {
        before,
        after: best.after,
        bound: bound.value().max(best.after),
        finished,
        short: chosen.missing().into_iter().collect(),
        picks: best.picks,
    }
}

/// Sites in the order of what each adds.
#[derive(Debug, Clone)]
struct Ranked {
    picks: Vec<Pick>,
    after: u64,
}

impl Ranked {
    fn of(start: &Ground<'_>, sites: &[u32]) -> Ranked {
        let mut ground = start.clone();
        let mut left = sites.to_vec();
        left.sort_unstable();
        let mut picks = Vec::with_capacity(left.len());
        while !left.is_empty() {
            // Of equal gains the first found stays, which has the lowest index.
            let mut best = (0, ground.gain(left[0]));
            for (at, &site) in left.iter().enumerate().skip(1) {
                let gain = ground.gain(site);
                if gain > best.1 {
                    best = (at, gain);
                }
            }
            let candidate = left.remove(best.0);
            let gain = ground.take(candidate);
            picks.push(Pick { candidate, gain, cumulative: ground.served() });
        }
        Ranked { picks, after: ground.served() }
    }
}
