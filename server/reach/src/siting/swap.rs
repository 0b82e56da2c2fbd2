//! Swaps one site for another as long as that wins people.
//!
//! Without a capacity the best swap for a candidate is found in one walk over its
//! list: it wins everybody whom no site reaches, loses everybody whom only the
//! site given up reaches, and keeps of those the ones it reaches itself (Resende
//! and Werneck, "A fast swap-based local search procedure for location problems",
//! Annals of Operations Research 150, 2007). With a capacity a site's places
//! depend on the others, so every swap is counted out.

use super::ground::Ground;
use super::rules::Chosen;
use super::solve::Task;

/// Improves the chosen sites until no swap wins anybody or the time is over;
/// says which it was.
pub(super) fn improve(
    task: &Task<'_>,
    start: &Ground<'_>,
    chosen: Chosen<'_>,
    keep_going: &dyn Fn() -> bool,
) -> (Vec<u32>, bool) {
    if task.rules.capacity.is_some() {
        return by_counting(task, start, chosen, keep_going);
    }
    let mut sites = Swaps::new(task, start, chosen);
    let finished = sites.improve(keep_going);
    (sites.chosen.sites, finished)
}

/// How often a demand is reached, and by which site where that is only one.
#[derive(Debug, Clone, Copy, Default)]
struct Reached {
    times: u32,
    /// The positions of all sites that reach it, combined by exclusive or: the
    /// position itself where there is one.
    by: u32,
}

#[derive(Debug)]
struct Swaps<'a> {
    task: &'a Task<'a>,
    start: &'a Ground<'a>,
    chosen: Chosen<'a>,
    reached: Vec<Reached>,
    /// People only this site reaches, for each position.
    alone: Vec<u64>,
    /// Of those the ones that the candidate at hand reaches, for each position.
    kept: Vec<u64>,
}

impl<'a> Swaps<'a> {
    fn new(task: &'a Task<'a>, start: &'a Ground<'a>, chosen: Chosen<'a>) -> Self {
        let reached = vec![Reached::default(); task.people.len()];
        let none = vec![0; chosen.sites.len()];
        let mut swaps = Swaps { task, start, chosen, reached, alone: none.clone(), kept: none };
        for at in 0..swaps.chosen.sites.len() {
            swaps.join(at);
        }
        swaps
    }

    /// Tries every candidate in turn, until all have been tried since the last swap.
    fn improve(&mut self, keep_going: &dyn Fn() -> bool) -> bool {
        let candidates = u32::try_from(self.task.lists.len()).unwrap_or(u32::MAX);
        let mut in_vain = 0;
        let mut candidate = 0;
        while in_vain < candidates {
            if !keep_going() {
                return false;
            }
            match self.best_out(candidate) {
                Some(at) => {
                    self.leave(at);
                    self.chosen.sites[at] = candidate;
                    self.join(at);
                    in_vain = 0;
                }
                None => in_vain += 1,
            }
            candidate = (candidate + 1) % candidates;
        }
        true
    }

    /// The site to give up for a candidate, if that wins anybody.
    fn best_out(&mut self, candidate: u32) -> Option<usize> {
        if !self.task.rules.permit(candidate) || self.chosen.sites.contains(&candidate) {
            return None;
        }
        self.kept.fill(0);
        let mut won = 0;
        for &demand in self.task.lists.of(candidate) {
            let reached = self.reached[demand as usize];
            if reached.times <= 1 {
                let people = u64::from(self.start.left(demand));
                if reached.times == 0 {
                    won += people;
                } else {
                    self.kept[reached.by as usize] += people;
                }
            }
        }
        let mut best: Option<(u64, usize)> = None;
        for at in 0..self.alone.len() {
            let (after, before) = (won + self.kept[at], self.alone[at]);
            let gain = after.saturating_sub(before);
            if gain > best.map_or(0, |(gain, _)| gain) && self.may_swap(at, candidate) {
                best = Some((gain, at));
            }
        }
        best.map(|(_, at)| at)
    }

    fn may_swap(&self, at: usize, candidate: u32) -> bool {
        may_swap(&self.chosen, at, candidate)
    }

    /// Counts the site at a position in.
    fn join(&mut self, at: usize) {
        let mark = u32::try_from(at).unwrap_or(u32::MAX);
        for &demand in self.task.lists.of(self.chosen.sites[at]) {
            let people = u64::from(self.start.left(demand));
            let reached = &mut self.reached[demand as usize];
            match reached.times {
                0 => self.alone[at] += people,
                1 => self.alone[reached.by as usize] -= people,
                _ => (),
            }
            *reached = Reached { times: reached.times + 1, by: reached.by ^ mark };
        }
    }

    /// Counts the site at a position out.
    fn leave(&mut self, at: usize) {
        let mark = u32::try_from(at).unwrap_or(u32::MAX);
        for &demand in self.task.lists.of(self.chosen.sites[at]) {
            let people = u64::from(self.start.left(demand));
            let reached = &mut self.reached[demand as usize];
            *reached = Reached { times: reached.times - 1, by: reached.by ^ mark };
            match reached.times {
                0 => self.alone[at] -= people,
                1 => self.alone[reached.by as usize] += people,
                _ => (),
            }
        }
    }
}

/// Whether the rules let a candidate take the place of a site.
fn may_swap(chosen: &Chosen<'_>, at: usize, candidate: u32) -> bool {
    !chosen.is_forced(at)
        && chosen.keeps_minimum(at, candidate)
        && chosen.admits_without(candidate, Some(at))
}

/// With a capacity: gives up each site in turn and looks for the best in its place.
fn by_counting(
    task: &Task<'_>,
    start: &Ground<'_>,
    mut chosen: Chosen<'_>,
    keep_going: &dyn Fn() -> bool,
) -> (Vec<u32>, bool) {
    let served = |sites: &[u32]| {
        let mut ground = start.clone();
        for &site in sites {
            ground.take(site);
        }
        ground
    };
    let mut best = served(&chosen.sites).served();
    let (mut at, mut in_vain) = (0, 0);
    while in_vain < chosen.sites.len() {
        let mut others = chosen.sites.clone();
        others.remove(at);
        let ground = served(&others);
        let mut found = None;
        for candidate in (0..).take(task.lists.len()) {
            if !keep_going() {
                return (chosen.sites, false);
            }
            let total = ground.served() + ground.gain(candidate);
            if total > best && may_swap(&chosen, at, candidate) {
                best = total;
                found = Some(candidate);
            }
        }
        // The new site serves after all others, as it was counted.
        if let Some(candidate) = found {
            chosen.sites.remove(at);
            chosen.sites.push(candidate);
            in_vain = 0;
        } else {
            in_vain += 1;
            at += 1;
        }
        at %= chosen.sites.len();
    }
    (chosen.sites, true)
}
