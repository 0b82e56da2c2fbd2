//! The greedy choice, lazily.
//!
//! A gain never grows while sites are added, so an old gain is an upper bound of
//! the present one, and only the candidates at the head of a queue by old gains
//! need be looked at again (Leskovec et al., "Cost-effective outbreak detection in
//! networks", KDD 2007, known as CELF). In a city that is one evaluation in twenty.

use super::bound::Bound;
use super::ground::Ground;
use super::rules::Chosen;
use super::solve::Task;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many times the bound looks at all candidates on the way.
const LOOKS: usize = 8;

/// The sites chosen so far and the ground they leave.
#[derive(Debug)]
pub(super) struct Greedy<'a> {
    task: &'a Task<'a>,
    ground: Ground<'a>,
    pub(super) chosen: Chosen<'a>,
    /// Upper bounds of the gains; of equals the lowest index first.
    queue: BinaryHeap<(u64, Reverse<u32>)>,
}

impl<'a> Greedy<'a> {
    pub(super) fn new(task: &'a Task<'a>, mut ground: Ground<'a>) -> Self {
        let mut chosen = Chosen::none(task.rules, task.places);
        for &site in &task.rules.forced {
            if !chosen.sites.contains(&site) {
                ground.take(site);
                chosen.sites.push(site);
            }
        }
        let free = (0..).take(task.lists.len()).filter(|&candidate| chosen.admits(candidate));
        let queue = free.map(|site| (ground.gain_at_most(site), Reverse(site))).collect();
        Greedy { task, ground, chosen, queue }
    }

    /// Adds sites until there are enough or none gains anything.
    pub(super) fn run(&mut self, bound: &mut Bound<'_>) {
        let step = (self.task.count / LOOKS).max(1);
        bound.look(&self.ground);
        while self.chosen.sites.len() < self.task.count {
            let Some(site) = self.best() else { break };
            self.ground.take(site);
            self.chosen.sites.push(site);
            if self.chosen.sites.len().is_multiple_of(step) {
                bound.look(&self.ground);
            }
        }
    }

    /// The next site: the one with the largest gain, or, once every site left is
    /// needed to fill the minimum quotas, the one with the largest gain among those
    /// that help to fill them, be it nobody.
    fn best(&mut self) -> Option<u32> {
        let missing = self.chosen.missing();
        let left = self.task.count - self.chosen.sites.len();
        let wanted: u32 = missing.values().sum();
        if wanted as usize >= left {
            let helps = |site: u32| {
                self.task.rules.group(site).is_some_and(|group| missing.contains_key(&group))
            };
            // No candidate may be left that helps; then the others have the place.
            if let Some((site, _)) = best_of(&mut self.queue, &self.ground, &self.chosen, &helps) {
                return Some(site);
            }
        }
        let found = best_of(&mut self.queue, &self.ground, &self.chosen, &|_| true)?;
        if found.1 > 0 {
            return Some(found.0);
        }
        // Nobody more is won, but a minimum may still be filled.
        let helps = |site: u32| {
            self.task.rules.group(site).is_some_and(|group| missing.contains_key(&group))
        };
        self.queue.push((0, Reverse(found.0)));
        best_of(&mut self.queue, &self.ground, &self.chosen, &helps).map(|(site, _)| site)
    }
}

/// Takes the candidate with the largest gain off the queue, ties to the lowest
/// index, looking only at those whose upper bound may beat the best so far.
fn best_of(
    queue: &mut BinaryHeap<(u64, Reverse<u32>)>,
    ground: &Ground<'_>,
    chosen: &Chosen<'_>,
    eligible: &dyn Fn(u32) -> bool,
) -> Option<(u32, u64)> {
    let mut best: Option<(u64, Reverse<u32>)> = None;
    let mut aside = Vec::new();
    while let Some(&head) = queue.peek() {
        if best.is_some_and(|best| best >= head) {
            break;
        }
        queue.pop();
        let Reverse(site) = head.1;
        if !chosen.admits(site) {
            continue;
        }
        aside.push((ground.gain_at_most(site), head.1));
        if eligible(site) {
            best = best.max(Some((ground.gain(site), head.1)));
        }
    }
    let Some((gain, Reverse(site))) = best else {
        queue.extend(aside);
        return None;
    };
    queue.extend(aside.into_iter().filter(|entry| entry.1 != Reverse(site)));
    Some((site, gain))
}
