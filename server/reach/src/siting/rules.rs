//! What a planner demands of the sites, beside people.

use domain::topo::{Point, plane};
use std::collections::{BTreeMap, BTreeSet};

/// How many new sites a group (a community, as a rule) takes.
///
/// The familiar "one centre, three stations, ten points for each community" is
/// such a quota for each kind; the caller takes off what stands there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// At least so many, as far as candidates and the count allow.
    pub at_least: u32,
    /// Never more than so many.
    pub at_most: u32,
}

/// What holds for the sites beside the people they cover. The default asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Candidates that are sites whatever the other rules say. They count towards
    /// the number of sites, and come first when there are more than that.
    pub forced: Vec<u32>,
    /// Candidates that are never proposed, unless forced.
    pub forbidden: BTreeSet<u32>,
    /// Metres in a straight line that must lie between two sites; 0 asks nothing.
    pub min_distance_m: f64,
    /// How many people one new site can serve.
    pub capacity: Option<u32>,
    /// The group of each candidate; shorter than the candidates, the rest have none.
    pub groups: Vec<Option<u32>>,
    /// The quota of a group; a group without one takes any number.
    pub quotas: BTreeMap<u32, Quota>,
}

impl Rules {
    /// The group of a candidate.
    pub(super) fn group(&self, candidate: u32) -> Option<u32> {
        self.groups.get(candidate as usize).copied().flatten()
    }

    /// Whether nothing but the number of sites limits the choice, so that the
    /// guarantee of the greedy choice holds.
    pub(super) fn are_plain(&self) -> bool {
        self.forced.is_empty()
            && self.min_distance_m <= 0.0
            && self.capacity.is_none()
            && self.quotas.is_empty()
    }

    /// Whether a candidate may be proposed at all.
    pub(super) fn permit(&self, candidate: u32) -> bool {
        !self.forbidden.contains(&candidate) || self.forced.contains(&candidate)
    }
}

/// The sites chosen so far, and whether one more would keep the rules.
#[derive(Debug, Clone)]
pub(super) struct Chosen<'a> {
    rules: &'a Rules,
    places: &'a [Point],
    /// The candidates chosen, in the order of choice.
    pub(super) sites: Vec<u32>,
}

impl<'a> Chosen<'a> {
    pub(super) fn none(rules: &'a Rules, places: &'a [Point]) -> Self {
        Chosen { rules, places, sites: Vec::new() }
    }

    /// Whether a candidate may join, by itself: neither forbidden nor chosen, far
    /// enough from all sites and within the quota of its group. While sites are
    /// only added, a no stays a no.
    pub(super) fn admits(&self, candidate: u32) -> bool {
        self.admits_without(candidate, None)
    }

    /// The same as if one site (its position among the sites) were given up.
    pub(super) fn admits_without(&self, candidate: u32, without: Option<usize>) -> bool {
        let others = || {
            let kept = move |(at, _): &(usize, &u32)| Some(*at) != without;
            self.sites.iter().enumerate().filter(kept).map(|(_, &site)| site)
        };
        if self.rules.forbidden.contains(&candidate) || self.sites.contains(&candidate) {
            return false;
        }
        if let Some((group, quota)) = self.quota(candidate) {
            let there = others().filter(|&site| self.rules.group(site) == Some(group)).count();
            if there >= quota.at_most as usize {
                return false;
            }
        }
        self.rules.min_distance_m <= 0.0
            || others().all(|site| self.apart(site, candidate) >= self.rules.min_distance_m)
    }

    /// Whether giving up a site for a candidate leaves no group below its minimum
    /// that was not below it before.
    pub(super) fn keeps_minimum(&self, without: usize, candidate: u32) -> bool {
        let site = self.sites[without];
        let Some((group, quota)) = self.quota(site) else { return true };
        self.rules.group(candidate) == Some(group) || self.in_group(group) > quota.at_least
    }

    /// Whether a site is one that the planner insists on.
    pub(super) fn is_forced(&self, at: usize) -> bool {
        self.rules.forced.contains(&self.sites[at])
    }

    /// The sites that the minimum of each group still wants.
    pub(super) fn missing(&self) -> BTreeMap<u32, u32> {
        let short = self.rules.quotas.iter().filter_map(|(&group, quota)| {
            let short = quota.at_least.min(quota.at_most).saturating_sub(self.in_group(group));
            (short > 0).then_some((group, short))
        });
        short.collect()
    }

    fn in_group(&self, group: u32) -> u32 {
        let there = self.sites.iter().filter(|&&site| self.rules.group(site) == Some(group));
        u32::try_from(there.count()).unwrap_or(u32::MAX)
    }

    fn quota(&self, candidate: u32) -> Option<(u32, Quota)> {
        let group = self.rules.group(candidate)?;
        self.rules.quotas.get(&group).map(|&quota| (group, quota))
    }

    /// Metres between two candidates; a place that is not known is far from all.
    fn apart(&self, one: u32, other: u32) -> f64 {
        match (self.places.get(one as usize), self.places.get(other as usize)) {
            (Some(&a), Some(&b)) => plane::metres_between(a, b),
            _ => f64::INFINITY,
        }
    }
}
