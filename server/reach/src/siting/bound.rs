//! How many people could the best choice cover?
//!
//! Let some sites stand and serve *s* people. Any other choice of k sites serves,
//! beyond those, at most what its sites would add one by one, so at most the sum
//! of the k largest gains at that moment (Nemhauser, Wolsey and Fisher, "An
//! analysis of approximations for maximizing submodular set functions I",
//! Mathematical Programming 14, 1978, proposition 2.1). The bound is taken at
//! several moments of the search and the lowest kept. Distances between sites and
//! minimum quotas only forbid choices, so leaving them out keeps the bound true;
//! upper quotas and forced sites are taken into account because that is easy.

use super::ground::Ground;
use super::solve::Task;
use rustc_hash::FxHashMap;

/// The lowest bound found so far.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    task: &'a Task<'a>,
    value: u64,
}

impl<'a> Bound<'a> {
    /// Nothing is known yet but that nobody is served twice.
    pub(super) fn new(task: &'a Task<'a>, before: u64) -> Self {
        let all: u64 = task.people.iter().map(|&people| u64::from(people)).sum();
        Bound { task, value: all.max(before) }
    }

    pub(super) fn value(&self) -> u64 {
        self.value
    }

    pub(super) fn lower_to(&mut self, value: u64) {
        self.value = self.value.min(value);
    }

    /// Looks at a moment of the search: one pass over all lists.
    pub(super) fn look(&mut self, ground: &Ground<'_>) {
        let (most, _) = self.dearest(&|site| ground.gain_at_most(site));
        self.lower_to(ground.served() + most.min(ground.unserved()));
    }

    /// The choice with the largest sum of values, sites apart: the forced ones, and
    /// the others by value within upper quotas.
    pub(super) fn dearest(&self, value: &dyn Fn(u32) -> u64) -> (u64, Vec<u32>) {
        let rules = self.task.rules;
        let mut count = self.task.count.max(rules.forced.len());
        let mut sum = 0;
        let mut sites = Vec::with_capacity(count);
        let mut per_group: FxHashMap<u32, u32> = FxHashMap::default();
        for &site in &rules.forced {
            sum += value(site);
            sites.push(site);
            count -= 1;
            rules
                .group(site)
                .into_iter()
                .for_each(|group| *per_group.entry(group).or_default() += 1);
        }
        let free = |site: &u32| rules.permit(*site) && !rules.forced.contains(site);
        let candidates = (0..).take(self.task.lists.len()).filter(free);
        let mut values: Vec<(u64, u32)> = candidates.map(|site| (value(site), site)).collect();
        values.sort_unstable_by(|a, b| b.cmp(a));
        for (value, site) in values {
            if count == 0 || value == 0 {
                break;
            }
            if let Some(group) = rules.group(site) {
                let taken = per_group.entry(group).or_default();
                if rules.quotas.get(&group).is_some_and(|quota| *taken >= quota.at_most) {
                    continue;
                }
                *taken += 1;
            }
            sum += value;
            sites.push(site);
            count -= 1;
        }
        (sum, sites)
    }
}

/// What the best choice of `count` sites gains at most when the greedy choice
/// gains this: the greedy choice is never worse than 1 - (1 - 1/k)^k of the best
/// (the same paper, theorem 4.2), which is more than 63 %.
pub(super) fn greedy_guarantee(gain: u64, count: usize) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a bound may be a person too high; it is rounded up"
    )]
    {
        let k = count.max(1) as f64;
        let share = 1.0 - (1.0 - 1.0 / k).powf(k);
        (gain as f64 / share).ceil() as u64 + 1
    }
}
