//! Who is not served yet, while sites are added one by one.

use super::solve::Task;

/// People left at each demand, and how many are served.
#[derive(Debug, Clone)]
pub(super) struct Ground<'a> {
    task: &'a Task<'a>,
    left: Vec<u32>,
    served: u64,
}

impl<'a> Ground<'a> {
    /// What the stations leave over.
    pub(super) fn of(task: &'a Task<'a>) -> Self {
        let mut served = 0;
        let mut left = task.people.to_vec();
        for (left, _) in left.iter_mut().zip(task.covered).filter(|(_, covered)| **covered) {
            served += u64::from(std::mem::take(left));
        }
        Ground { task, left, served }
    }

    /// People served by stations and by the sites taken.
    pub(super) fn served(&self) -> u64 {
        self.served
    }

    /// People nobody serves yet.
    pub(super) fn unserved(&self) -> u64 {
        self.left.iter().map(|&people| u64::from(people)).sum()
    }

    /// People left at a demand.
    pub(super) fn left(&self, demand: u32) -> u32 {
        self.left[demand as usize]
    }

    /// People that a candidate would serve anew.
    ///
    /// A site with a capacity takes whole places, nearest first, and passes over a
    /// place that has more people than it still has room for; so it does for the
    /// stations (see `coverage`).
    pub(super) fn gain(&self, candidate: u32) -> u64 {
        let Some(capacity) = self.task.rules.capacity else { return self.reachable(candidate) };
        let mut room = capacity;
        for &demand in self.task.lists.of(candidate) {
            let people = self.left[demand as usize];
            if people <= room {
                room -= people;
            }
        }
        u64::from(capacity - room)
    }

    /// No fewer than [`Ground::gain`], and never growing as sites are taken, which
    /// is what the lazy choice and the bound need: whole places that fill a
    /// capacity can pack better once others are gone.
    pub(super) fn gain_at_most(&self, candidate: u32) -> u64 {
        let all = self.reachable(candidate);
        self.task.rules.capacity.map_or(all, |capacity| all.min(u64::from(capacity)))
    }

    /// Makes a candidate a site and says whom it serves anew.
    pub(super) fn take(&mut self, candidate: u32) -> u64 {
        let mut room = self.task.rules.capacity;
        let mut gain = 0;
        for &demand in self.task.lists.of(candidate) {
            let people = &mut self.left[demand as usize];
            if let Some(room) = &mut room {
                if *people > *room {
                    continue;
                }
                *room -= *people;
            }
            gain += u64::from(std::mem::take(people));
        }
        self.served += gain;
        gain
    }

    fn reachable(&self, candidate: u32) -> u64 {
        let list = self.task.lists.of(candidate);
        list.iter().map(|&demand| u64::from(self.left[demand as usize])).sum()
    }
}
