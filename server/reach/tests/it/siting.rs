//! Where the next stations should stand: never worse than plain greedy, never
//! better than the bound, and within every rule.

mod speed;

use domain::topo::{Point, plane};
use proptest::prelude::*;
use reach::siting::{Lists, Quota, Rules, Solution, Task, solve};
use std::collections::BTreeSet;

/// A small town: whom each candidate reaches, nearest first, and how many they are.
#[derive(Debug, Clone)]
struct Town {
    lists: Vec<Vec<u32>>,
    people: Vec<u32>,
    covered: Vec<bool>,
    places: Vec<Point>,
    count: usize,
}

impl Town {
    fn solve(&self, rules: &Rules) -> Solution {
        self.solve_while(rules, &|| true)
    }

    fn solve_while(&self, rules: &Rules, keep_going: &dyn Fn() -> bool) -> Solution {
        let mut lists = Lists::new();
        for list in &self.lists {
            // The order in which a list is given is no matter: the times say who is nearest.
            let timed = list.iter().zip(1u16..).map(|(&demand, tenths)| (demand, tenths));
            let mut timed: Vec<_> = timed.collect();
            timed.reverse();
            lists.push(timed);
        }
        let task = Task {
            lists: &lists,
            places: &self.places,
            people: &self.people,
            covered: &self.covered,
            count: self.count,
            rules,
        };
        solve(&task, keep_going)
    }

    /// People newly covered by sites taken in this order, counted the slow way.
    fn won(&self, sites: &[u32], capacity: Option<u32>) -> u64 {
        let mut served: BTreeSet<u32> =
            (0..).zip(&self.covered).filter(|(_, c)| **c).map(|(demand, _)| demand).collect();
        let mut won = 0;
        for &site in sites {
            let mut room = capacity.map_or(u64::MAX, u64::from);
            for &demand in &self.lists[site as usize] {
                let people = u64::from(self.people[demand as usize]);
                if people <= room && served.insert(demand) {
                    room -= people;
                    won += people;
                }
            }
        }
        won
    }

    /// What plain greedy wins when nothing but the number of sites limits it.
    fn plain_greedy(&self) -> u64 {
        let mut sites = Vec::new();
        for _ in 0..self.count {
            let gain = |site: &u32| {
                let mut with: Vec<u32> = sites.clone();
                with.push(*site);
                (self.won(&with, None), std::cmp::Reverse(*site))
            };
            if let Some(site) = (0..).take(self.lists.len()).max_by_key(gain) {
                sites.push(site);
            }
        }
        self.won(&sites, None)
    }

    /// The most that any choice wins which the rules allow, all choices and orders tried.
    fn best(&self, rules: &Rules) -> u64 {
        let mut best = 0;
        let mut open = vec![Vec::new()];
        while let Some(sites) = open.pop() {
            let forced_in = rules.forced.iter().all(|site| sites.contains(site));
            if forced_in && self.keeps(rules, &sites) {
                best = best.max(self.won(&sites, rules.capacity));
            }
            if sites.len() < self.count {
                let more = (0..).take(self.lists.len()).filter(|site| {
                    // Without a capacity the order is no matter.
                    !sites.contains(site)
                        && (rules.capacity.is_some() || sites.iter().all(|one| one < site))
                });
                open.extend(more.map(|site| {
                    let mut with = sites.clone();
                    with.push(site);
                    with
                }));
            }
        }
        best
    }

    fn keeps(&self, rules: &Rules, sites: &[u32]) -> bool {
        let free = |site: &u32| !rules.forced.contains(site);
        let apart = sites.iter().enumerate().all(|(at, one)| {
            sites[..at].iter().all(|other| {
                let metres =
                    plane::metres_between(self.places[*one as usize], self.places[*other as usize]);
                metres >= rules.min_distance_m || !free(one) && !free(other)
            })
        });
        let permitted = sites.iter().all(|site| !free(site) || !rules.forbidden.contains(site));
        let in_group = |group: u32| {
            let inside = |site: &&u32| rules.groups[**site as usize] == Some(group);
            sites.iter().filter(inside).count()
        };
        let quota = rules.quotas.iter().all(|(&group, quota)| {
            let forced = rules.forced.iter().filter(|f| rules.groups[**f as usize] == Some(group));
            in_group(group) <= (quota.at_most as usize).max(forced.count())
        });
        apart && permitted && quota
    }
}

fn any_town() -> impl Strategy<Value = Town> {
    (1usize..8, 1usize..14, 1usize..5).prop_flat_map(|(candidates, demand, count)| {
        let last = u32::try_from(demand).expect("few");
        let list = prop::collection::btree_set(0..last, 0..=demand)
            .prop_map(|set| set.into_iter().collect::<Vec<_>>())
            .prop_shuffle();
        let place = (0i32..40_000, 0i32..40_000).prop_map(|(x, y)| Point::new(x, y));
        (
            prop::collection::vec(list, candidates),
            prop::collection::vec(0u32..50, demand),
            prop::collection::vec(prop::bool::weighted(0.2), demand),
            prop::collection::vec(place, candidates),
        )
            .prop_map(move |(lists, people, covered, places)| Town {
                lists,
                people,
                covered,
                places,
                count,
            })
    })
}

/// Rules of any kind for as many candidates as a town has.
fn any_rules() -> impl Strategy<Value = Rules> {
    let capacity = prop::option::of(10u32..120);
    let quota = (0u32..3, 1u32..3).prop_map(|(at_least, at_most)| Quota { at_least, at_most });
    (
        prop::collection::btree_set(0u32..8, 0..2),
        prop::collection::btree_set(0u32..8, 0..3),
        prop_oneof![Just(0.0), 50.0..300.0],
        capacity,
        prop::collection::vec(prop::option::of(0u32..3), 8),
        prop::collection::btree_map(0u32..3, quota, 0..3),
    )
        .prop_map(|(forced, forbidden, min_distance_m, capacity, groups, quotas)| Rules {
            forced: forced.into_iter().collect(),
            forbidden,
            min_distance_m,
            capacity,
            groups,
            quotas,
        })
}

fn sites(solution: &Solution) -> Vec<u32> {
    solution.picks.iter().map(|pick| pick.candidate).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Plain greedy is a floor, the bound a roof, and the best choice lies between.
    #[test]
    fn the_choice_lies_between_greedy_and_the_bound(town in any_town()) {
        let solution = town.solve(&Rules::default());
        let won = solution.after - solution.before;
        let best = town.best(&Rules::default());
        prop_assert!(won >= town.plain_greedy());
        prop_assert!(won <= best, "no choice wins more than the best");
        prop_assert!(solution.bound >= solution.before + best, "the bound is true");
        prop_assert!(!solution.is_exact() || won == best);
        prop_assert!(solution.finished);
        // Theorem 4.2 of Nemhauser, Wolsey and Fisher, in integers: more than 63 %.
        prop_assert!(won * 100 >= best * 63);
    }

    /// What each site is said to win is what a recount finds.
    #[test]
    fn every_gain_equals_a_recount(town in any_town(), capacity in prop::option::of(10u32..120)) {
        let rules = Rules { capacity, ..Rules::default() };
        let solution = town.solve(&rules);
        let sites = sites(&solution);
        for (at, pick) in solution.picks.iter().enumerate() {
            let before = town.won(&sites[..at], capacity);
            let after = town.won(&sites[..=at], capacity);
            prop_assert_eq!(pick.gain, after - before);
            prop_assert_eq!(pick.cumulative, solution.before + after);
            prop_assert!(at == 0 || pick.gain <= solution.picks[at - 1].gain || capacity.is_some());
        }
        prop_assert_eq!(solution.after, solution.before + town.won(&sites, capacity));
    }

    /// Whatever the rules, they are kept, and the bound stays above every choice.
    #[test]
    fn every_rule_is_kept(town in any_town(), rules in any_rules()) {
        let candidates = u32::try_from(town.lists.len()).unwrap();
        let mut rules = rules;
        rules.forced.retain(|&site| site < candidates);
        rules.forced.truncate(town.count);
        rules.forbidden.retain(|site| !rules.forced.contains(site));
        let solution = town.solve(&rules);
        let sites = sites(&solution);
        prop_assert!(sites.len() <= town.count);
        prop_assert!(town.keeps(&rules, &sites), "{sites:?}");
        prop_assert!(rules.forced.iter().all(|forced| sites.contains(forced)));
        let won = solution.after - solution.before;
        prop_assert!(won <= solution.bound - solution.before);
        prop_assert!(solution.bound >= solution.before + town.best(&rules), "the bound is true");
        if let Some(capacity) = rules.capacity {
            prop_assert!(solution.picks.iter().all(|pick| pick.gain <= u64::from(capacity)));
        }
        for (&group, quota) in &rules.quotas {
            let inside = |site: &&u32| rules.groups[**site as usize] == Some(group);
            let there = u32::try_from(sites.iter().filter(inside).count()).unwrap();
            let short = solution.short.iter().find(|(key, _)| *key == group);
            let wanted = quota.at_least.min(quota.at_most);
            prop_assert_eq!(short.map_or(0, |short| short.1), wanted.saturating_sub(there));
        }
    }
}

/// Three heaps of people; candidate 0 reaches most of two heaps, 1 and 2 all of one.
fn trap() -> Town {
    let people = vec![10, 11, 10, 11, 1];
    let lists = vec![vec![1, 3], vec![0, 1], vec![2, 3], vec![4]];
    let metres = |east: i32| Point::new(east * 90, 0);
    let places = vec![metres(0), metres(200), metres(400), metres(1_000)];
    Town { lists, people, covered: vec![false; 5], places, count: 2 }
}

#[test]
fn swapping_leaves_the_trap_that_greedy_walks_into() {
    let town = trap();
    assert_eq!(town.plain_greedy(), 32);
    let solution = town.solve(&Rules::default());
    assert_eq!(sites(&solution), [1, 2]);
    assert_eq!((solution.after, solution.bound), (42, 42));
    assert!(solution.is_exact());
}

#[test]
fn people_whom_a_station_serves_bring_no_gain() {
    let mut town = trap();
    town.covered = vec![true, true, false, false, false];
    let solution = town.solve(&Rules::default());
    assert_eq!((solution.before, solution.after), (21, 43));
    assert_eq!(sites(&solution), [2, 3]);
}

#[test]
fn sites_keep_their_distance() {
    let apart = Rules { min_distance_m: 250.0, ..Rules::default() };
    assert_eq!(sites(&trap().solve(&apart)), [0, 2]);
}

#[test]
fn a_forced_site_stays_and_a_forbidden_one_is_never_proposed() {
    let forced = Rules { forced: vec![3], forbidden: BTreeSet::from([0]), ..Rules::default() };
    let solution = trap().solve(&forced);
    assert_eq!(sites(&solution), [1, 3]);
    assert_eq!(solution.picks[1].gain, 1);
}

#[test]
fn a_quota_is_filled_before_other_sites_win_more() {
    let quotas = [(7, Quota { at_least: 1, at_most: 1 })].into();
    let rules = Rules { groups: vec![None, None, None, Some(7)], quotas, ..Rules::default() };
    let solution = trap().solve(&rules);
    assert_eq!(sites(&solution), [0, 3]);
    assert_eq!(solution.short, []);
}

#[test]
fn a_quota_that_nobody_can_fill_is_reported() {
    let quotas = [(7, Quota { at_least: 3, at_most: 3 })].into();
    let rules = Rules { groups: vec![None, None, None, Some(7)], quotas, ..Rules::default() };
    assert_eq!(trap().solve(&rules).short, [(7, 2)]);
}

#[test]
fn a_site_with_a_capacity_takes_whole_places_nearest_first() {
    let town = Town {
        lists: vec![vec![0, 1, 2]],
        people: vec![30, 50, 20],
        covered: vec![false; 3],
        places: vec![Point::new(0, 0)],
        count: 1,
    };
    let rules = Rules { capacity: Some(60), ..Rules::default() };
    // The second place has fifty people and only thirty may still come.
    assert_eq!(town.solve(&rules).after, 50);
}

#[test]
fn without_time_the_greedy_choice_is_the_answer() {
    let solution = trap().solve_while(&Rules::default(), &|| false);
    assert_eq!((sites(&solution), solution.after, solution.finished), (vec![0, 1], 32, false));
    assert!(solution.bound >= 42);
}

#[test]
fn nothing_to_choose_from_is_no_fault() {
    let empty =
        Town { lists: vec![], people: vec![5], covered: vec![false], places: vec![], count: 3 };
    let solution = empty.solve(&Rules::default());
    assert_eq!((solution.picks.len(), solution.after, solution.bound), (0, 0, 0));
}
