//! A district at work: a hundred stations, 200,000 homes, a planner who drags a
//! station, and the search for twenty more.

use crate::town::Town;
use crate::verdict::{Verdict, spread};
use benches::ThreadCpu;
use domain::topo::{Bounds, Point, plane::Local};
use domain::{Place, PlaceSort};
use reach::coverage::{self, StationAt};
use reach::demand::{Areas, Demand, Legs};
use reach::siting::{Candidates, Wish, propose};
use reach::{Scratch, whatif};
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::Instant;

const HOMES: usize = 200_000;
const CANDIDATES: usize = 2_000;
const SITES: usize = 20;
const MINUTES: [u32; 2] = [8, 15];
/// The longest ring.
const LIMIT_MS: u32 = 15 * 60_000;
/// Times a district is judged, and places a station is dragged to.
const ROUNDS: usize = 20;
const DRAGS: usize = 300;

/// All of it.
pub(crate) fn measure(town: &Town, verdict: &mut Verdict) {
    let mut dice = Dice(5);
    let homes: Vec<Place> = dice.places(town, HOMES, 20.0).into_iter().map(home).collect();
    let demand = Demand::link(town.walk.network(), &homes);
    let stations: Vec<StationAt> =
        (town.stations.iter()).map(|at| StationAt::link(town.walk.network(), *at, None)).collect();
    judge(town, &demand, &stations, verdict);
    drag(town, &demand, &stations, &mut dice, verdict);
    site(town, &demand, &stations, &mut dice, verdict);
}

/// Who reaches any of the stations: one search from all of them.
fn judge(town: &Town, demand: &Demand, stations: &[StationAt], verdict: &mut Verdict) {
    let legs = Legs::new(&town.walk, demand);
    let snaps: Vec<_> = stations.iter().filter_map(|station| station.snap).collect();
    let mut scratch = Scratch::new();
    let mut list = Vec::new();
    let rounds = (0..ROUNDS).map(|_| {
        let began = ThreadCpu::now();
        legs.within(&mut scratch, &snaps, LIMIT_MS, &mut list);
        black_box(&list);
        ThreadCpu::ms_since(began)
    });
    let [median, _] = spread(rounds.collect());
    let what = format!("{} stations, {} homes judged", snaps.len(), demand.len());
    verdict.goal(&what, format!("{median:.2} ms"), String::new(), "<= 10 ms", median <= 10.0);
    let began = ThreadCpu::now();
    black_box(coverage::of(&town.walk, demand, stations, &MINUTES));
    let whole = ThreadCpu::ms_since(began);
    verdict.note(
        "  each alone, overlap and straight line too",
        format!("{whole:.0} ms"),
        String::new(),
    );
}

/// One station is dragged about: the search from where it is now, and what changes.
fn drag(
    town: &Town,
    demand: &Demand,
    stations: &[StationAt],
    dice: &mut Dice,
    verdict: &mut Verdict,
) {
    let legs = Legs::new(&town.walk, demand);
    let coverage = coverage::of(&town.walk, demand, stations, &MINUTES);
    let areas = Areas::<u32>::nowhere(demand.len());
    let mut scratch = Scratch::new();
    let (mut left, mut joined) = (Vec::new(), Vec::new());
    let from = stations.iter().find_map(|station| station.snap).expect("a station on a street");
    legs.within(&mut scratch, &[from], LIMIT_MS, &mut left);
    let mut times = Vec::new();
    for at in dice.places(town, DRAGS, 20.0) {
        let began = ThreadCpu::now();
        let Some(to) = town.snap(at) else { continue };
        legs.within(&mut scratch, &[to], LIMIT_MS, &mut joined);
        black_box(whatif::difference(demand, &coverage, &areas, &left, &joined));
        times.push(ThreadCpu::ms_since(began));
    }
    let [median, late] = spread(times);
    let shown = format!("{median:.2} / {late:.2} ms");
    verdict.goal(
        "a drag: search, and who is won and lost",
        shown,
        String::new(),
        "<= 1 ms",
        median <= 1.0,
    );
}

/// Twenty more stations among two thousand places.
fn site(
    town: &Town,
    demand: &Demand,
    stations: &[StationAt],
    dice: &mut Dice,
    verdict: &mut Verdict,
) {
    let coverage = coverage::of(&town.walk, demand, stations, &[15]);
    let candidates = dice.places(town, CANDIDATES, 0.0);
    let wish = Wish::<u32> {
        count: SITES,
        inside: false,
        candidates: Candidates::Given(&candidates),
        forced: &[],
        forbidden: &BTreeSet::new(),
        min_distance_m: 0.0,
        capacity: None,
        quotas: &BTreeMap::new(),
    };
    let began = Instant::now();
    let found =
        propose(&town.walk, demand, (&coverage, 0), stations, &wish, &|_| Vec::new(), &|| true);
    let seconds = began.elapsed().as_secs_f64();
    let what = format!("{SITES} sites of {} candidates, {} homes", found.candidates, demand.len());
    let shown = format!("{seconds:.2} s");
    verdict.goal(&what, shown, String::new(), "<= 5 s", seconds <= 5.0);
    let share = found.sites.last().map_or(0.0, |site| site.cumulative_share);
    let shown = format!("{:.2} %, at most {:.2} %", 100.0 * share, 100.0 * found.bound_share());
    verdict.note("  covered then, and the bound", shown, String::new());
}

fn home(at: Point) -> Place {
    Place { code: String::new(), at, residents: 3, households: 1, sort: PlaceSort::Building }
}

/// Numbers that are the same in every run (Steele and others, "Fast splittable
/// pseudorandom number generators", 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let wide = u128::from(mixed ^ (mixed >> 31)) * u128::try_from(end).unwrap_or(1);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Places beside the streets between the stations, at most so far off.
    fn places(&mut self, town: &Town, count: usize, off_m: f64) -> Vec<Point> {
        let network = town.walk.network();
        let bounds = Bounds::of(town.stations.iter().copied()).expect("stations");
        let inside = |p: Point| {
            p.x >= bounds.min.x && p.x <= bounds.max.x && p.y >= bounds.min.y && p.y <= bounds.max.y
        };
        let edges: Vec<u32> = (0..u32::try_from(network.edges().len()).unwrap_or(0))
            .filter(|edge| network.takes_snaps(*edge) && inside(network.line(*edge)[0]))
            .collect();
        let part = |dice: &mut Self| f64::from(u32::try_from(dice.below(1_001)).unwrap_or(0)) / 1e3;
        let mut places = Vec::with_capacity(count);
        while places.len() < count {
            let edge = edges[self.below(edges.len())];
            #[expect(clippy::cast_possible_truncation, reason = "metres along a street")]
            let along = network.edge(edge).length_m * part(self) as f32;
            let aside = [part(self), part(self)].map(|part| (2.0 * part - 1.0) * off_m);
            places.push(Local::at(network.point_at(edge, along)).from_m(aside));
        }
        places
    }
}
