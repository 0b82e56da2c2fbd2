//! Real ground: figures are printed, and what must hold of them is checked.

use super::{Dice, building};
use crate::extracts::shared;
use domain::topo::Point;
use domain::{Place, PlaceSort};
use reach::coverage::{self, Coverage, Rows, StationAt};
use reach::demand::{Areas, Demand, Legs};
use reach::siting::{Candidates, Wish, propose};
use reach::{Extract, Network, Preset, Scratch, Snap, Walk, blind, whatif};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

fn read(name: &str) -> Option<(Extract, Arc<Network>)> {
    let (extract, _) = Extract::read(shared(name)?.as_slice(), &|_| {}).unwrap();
    let network = Arc::new(Network::build(&extract, &[]));
    Some((extract, network))
}

/// The thread's processor time: other jobs on the machine do not count.
struct Clock(Duration);

impl Clock {
    fn now() -> Clock {
        let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Clock(Duration::try_from(spent).unwrap())
    }

    fn elapsed(&self) -> Duration {
        Clock::now().0.saturating_sub(self.0)
    }
}

/// The rows of a small table with a header, by the names of two columns and more.
fn table(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
    lines.map(|line| header.iter().copied().zip(line.split(',')).collect()).collect()
}

fn point(row: &BTreeMap<&str, &str>) -> Point {
    Point::from_degrees(row["lon"].parse().unwrap(), row["lat"].parse().unwrap()).unwrap()
}

fn tell(title: &str, rows: &Rows<u64>) {
    let total = &rows.total;
    println!(
        "{title}: {} people, {} households, {} places; median walk {:?} tenths of a second; \
         served by 0, 1, 2, 3+: {:?}",
        total.all.people,
        total.all.households,
        total.all.buildings,
        total.median_tenths,
        total.served_by.map(|count| if total.all.people > 0 {
            count.people
        } else {
            count.buildings
        })
    );
    for ring in &total.rings {
        let share = |count: coverage::Count| 100.0 * count.share_of(total.all);
        println!(
            "  {} min: covered {:.2} %, over capacity {:.2} %, not covered {:.2} %, straight {:.2} %",
            ring.minutes,
            share(ring.covered),
            share(ring.over_capacity),
            share(ring.not_covered),
            share(ring.straight)
        );
    }
}

fn tell_spots(
    walk: &Walk,
    demand: &Demand,
    coverage: &Coverage,
    stations: &[StationAt],
    areas: &Areas<u64>,
) -> Vec<blind::Spot<u64>> {
    let begun = Clock::now();
    let ring = coverage.minutes().len() - 1;
    let spots = blind::spots(walk, demand, (coverage, ring), stations, areas);
    println!("  {} blind spots in {:.1?}, the first:", spots.len(), begun.elapsed());
    for spot in spots.iter().take(3) {
        println!(
            "   {}: {} people, {} places, {}, {:?}",
            spot.number,
            spot.count.people,
            spot.count.buildings,
            spot.reason.key(),
            spot.nearest
        );
    }
    let uncovered: u64 = spots.iter().map(|spot| spot.count.people).sum();
    let total = coverage.rows(demand, areas).total;
    assert_eq!(uncovered, total.rings[ring].not_covered.people, "every blind person has a spot");
    spots
}

#[test]
fn porto_alegre_with_its_cells_and_places() {
    let Some((_, network)) = read("osm/porto_alegre_2020.osm.pbf") else { return };
    let Some(cells) = shared("osm/porto_alegre_population_hexgrid.csv") else { return };
    let Some(places) = shared("osm/porto_alegre_points_of_interest.csv") else { return };
    let (cells, places) = (String::from_utf8(cells).unwrap(), String::from_utf8(places).unwrap());
    let cells: Vec<Place> = table(&cells)
        .iter()
        .map(|row| Place {
            code: row["id"].into(),
            at: point(row),
            residents: row["population"].parse().unwrap(),
            households: 0,
            sort: PlaceSort::Cell,
        })
        .collect();
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let demand = Demand::link(&network, &cells);
    let stations: Vec<StationAt> =
        table(&places).iter().map(|row| StationAt::link(&network, point(row), None)).collect();
    assert_eq!((cells.len(), stations.len()), (1_227, 15));
    println!(
        "Porto Alegre: {} of {} cells on no street, median access {:?} m",
        demand.unlinked().count(),
        demand.len(),
        demand.median_access_m()
    );
    let coverage = coverage::of(&walk, &demand, &stations, &[8, 15]);
    let areas = Areas::nowhere(demand.len());
    let rows = coverage.rows(&demand, &areas);
    tell("Porto Alegre", &rows);
    let all: u64 = cells.iter().map(|cell| u64::from(cell.residents)).sum();
    assert_eq!(rows.total.all.people, all);
    for ring in &rows.total.rings {
        assert!(ring.covered.people > 0 && ring.straight.people > ring.covered.people);
    }
    tell_spots(&walk, &demand, &coverage, &stations, &areas);
    let (none, quotas) = (BTreeSet::new(), BTreeMap::new());
    let wish = Wish {
        count: 5,
        inside: false,
        candidates: Candidates::Along { metres: 120.0 },
        forced: &[],
        forbidden: &none,
        min_distance_m: 300.0,
        capacity: None,
        quotas: &quotas,
    };
    let begun = Clock::now();
    let found: reach::siting::Proposals =
        propose(&walk, &demand, (&coverage, 1), &stations, &wish, &|_| Vec::<u64>::new(), &|| true);
    println!(
        "  5 of {} candidates in {:.2?}: {} people before, {} after, at most {}, exact {}",
        found.candidates,
        begun.elapsed(),
        found.before.people,
        found.after.people,
        found.bound,
        found.exact
    );
    assert_eq!(found.sites.len(), 5);
    assert!(found.after.people <= found.bound);
    // Stations where they are proposed cover exactly the people promised.
    let with: Vec<StationAt> = found
        .sites
        .iter()
        .map(|site| StationAt::link(&network, site.at, None))
        .chain(stations)
        .collect();
    let after = coverage::of(&walk, &demand, &with, &[15]).rows(&demand, &areas);
    assert_eq!(after.total.rings[0].covered, found.after);
}

#[test]
fn liechtenstein_counts_its_buildings() {
    let Some((extract, network)) = read("osm/liechtenstein_2015.osm.pbf") else { return };
    let places: Vec<Place> =
        extract.buildings.iter().map(|building| super::building(inside(building), 0)).collect();
    let demand = Demand::link(&network, &places);
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let mut dice = Dice(42);
    let count = u32::try_from(places.len()).unwrap();
    let stations: Vec<StationAt> = (0..30)
        .map(|_| StationAt::link(&network, places[dice.below(count) as usize].at, None))
        .collect();
    println!(
        "Liechtenstein: {} of {} buildings on no street, median access {:?} m",
        demand.unlinked().count(),
        demand.len(),
        demand.median_access_m()
    );
    let coverage = coverage::of(&walk, &demand, &stations, &[8, 15]);
    let areas = Areas::nowhere(demand.len());
    let rows = coverage.rows(&demand, &areas);
    tell("Liechtenstein", &rows);
    assert!(rows.total.rings[1].covered.buildings > 500);
    assert_eq!(rows.total.all.people, 0);
    tell_spots(&walk, &demand, &coverage, &stations, &areas);
}

/// A corner of a building stands for it here.
fn inside(building: &reach::osm::Building) -> Point {
    building.shape.outer[0]
}

#[test]
fn the_communities_of_the_demo_town_add_up_to_it() {
    let demo = |name: &str| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/demo/");
        std::fs::read(format!("{path}{name}")).unwrap()
    };
    let (extract, _) = Extract::read(demo("streets.osm.gz").as_slice(), &|_| {}).unwrap();
    let network = Arc::new(Network::build(&extract, &[]));
    let people = String::from_utf8(demo("population.csv")).unwrap();
    let rows = table(&people);
    let places: Vec<Place> = rows
        .iter()
        .map(|row| Place {
            code: row["building"].into(),
            at: point(row),
            residents: row["residents"].parse().unwrap(),
            households: row["households"].parse().unwrap(),
            sort: PlaceSort::Building,
        })
        .collect();
    let demand = Demand::link(&network, &places);
    let microgrid = |place: u32| rows[demand.origin(place)]["microgrid"].parse::<u64>().ok();
    let all = 0..u32::try_from(demand.len()).unwrap();
    // Micro-grids, grids, communities, and the subdistrict: three digits fewer each.
    let areas = Areas::new(all.map(microgrid), |key| (key > 999_999_999).then_some(key / 1_000));
    let stations = demo_stations(&String::from_utf8(demo("stations.geojson")).unwrap(), &network);
    println!(
        "Demo town: {} stations, {} of {} buildings on no street, median access {:?} m",
        stations.len(),
        demand.unlinked().count(),
        demand.len(),
        demand.median_access_m()
    );
    for preset in Preset::all() {
        let walk = Walk::new(Arc::clone(&network), preset.clone());
        let open: Vec<StationAt> =
            stations.iter().map(|station| StationAt { capacity: None, ..*station }).collect();
        for (title, stations) in [("without capacities", &open), ("with", &stations)] {
            let coverage = coverage::of(&walk, &demand, stations, &[8, 15]);
            let counted = coverage.rows(&demand, &areas);
            tell(&format!("Demo town, {}, {title}", preset.key), &counted);
            let communities = || {
                let keys = 999_999_001_000..999_999_002_000;
                counted.areas.iter().filter(move |(key, _)| keys.contains(key)).map(|(_, row)| row)
            };
            assert_eq!(
                communities().map(|row| row.all).sum::<coverage::Count>(),
                counted.total.all
            );
            for ring in 0..2 {
                let of = |row: &coverage::Row| {
                    let ring = row.rings[ring];
                    [ring.covered, ring.over_capacity, ring.not_covered, ring.straight]
                };
                for which in 0..4 {
                    let sum: coverage::Count = communities().map(|row| of(row)[which]).sum();
                    assert_eq!(sum, of(&counted.total)[which]);
                }
            }
            if preset.key == Preset::standard().key && title == "with" {
                let begun = Clock::now();
                let public = counted.public(&areas);
                let hidden = public.areas.iter().filter(|(_, row)| row.hidden).count();
                println!(
                    "  public: something hidden in {hidden} of {} areas, in {:.1?}",
                    public.areas.len(),
                    begun.elapsed()
                );
                tell_spots(&walk, &demand, &coverage, stations, &areas);
            }
        }
    }
}

/// Places and capacities of stations, one feature a line.
fn demo_stations(text: &str, network: &Network) -> Vec<StationAt> {
    let number = |text: &str, after: &str, index: usize| -> Option<f64> {
        let rest = text.split(after).nth(1)?;
        let mut numbers = rest.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
        numbers.nth(index)?.parse().ok()
    };
    let station = |line: &str| {
        let [lon, lat] = [0, 1].map(|index| number(line, "\"coordinates\":[", index));
        let at = Point::from_degrees(lon?, lat?)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a capacity")]
        let capacity = number(line, "\"capacity\":", 0).map(|capacity| capacity as u32);
        Some(StationAt::link(network, at, capacity))
    };
    text.lines().filter_map(station).collect()
}

/// Places within some metres of streets in the middle of Porto, 12 km by 7, as many
/// as wished.
fn strewn(network: &Network, count: usize, dice: &mut Dice) -> Vec<Place> {
    let edges = u32::try_from(network.edges().len()).unwrap();
    let [west, south] = [-86_900_000, 411_300_000];
    let inside = |at: Point| {
        (0..1_400_000).contains(&(at.x - west)) && (0..600_000).contains(&(at.y - south))
    };
    let mut places = Vec::with_capacity(count);
    while places.len() < count {
        let edge = dice.below(edges);
        let along = dice.metres(0.0, f64::from(network.edge(edge).length_m));
        #[expect(clippy::cast_possible_truncation, reason = "metres of a street")]
        let at = network.point_at(edge, along as f32);
        if inside(at) && network.takes_snaps(edge) {
            let mut off = || i32::try_from(dice.below(3_000)).unwrap() - 1_500;
            let at = Point::new(at.x + off(), at.y + off());
            places.push(building(at, dice.below(60)));
        }
    }
    places
}

#[test]
fn a_city_of_two_hundred_thousand_places_is_judged_while_a_station_is_dragged() {
    let Some((_, network)) = read("osm/porto_2015.osm.pbf") else { return };
    let mut dice = Dice(42);
    let begun = Clock::now();
    let demand = Demand::link(&network, &strewn(&network, 200_000, &mut dice));
    println!("Porto: 200,000 places linked in {:.2?}", begun.elapsed());
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let stations: Vec<StationAt> = strewn(&network, 100, &mut dice)
        .iter()
        .map(|place| StationAt::link(&network, place.at, None))
        .collect();
    let column = |at: &Point| Some(u64::try_from(at.x / 100_000).unwrap_or(0));
    let areas = Areas::new(demand.points().iter().map(column), |_| None);
    let begun = Clock::now();
    let legs = Legs::new(&walk, &demand);
    println!("  legs in {:.2?}", begun.elapsed());
    let (mut scratch, mut list) = (Scratch::new(), Vec::new());
    let snaps: Vec<Snap> = stations.iter().filter_map(|station| station.snap).collect();
    let mut times = [0.0, 0.0, 0.0];
    for _ in 0..20 {
        let begun = Clock::now();
        legs.within(&mut scratch, &snaps, 900_000, &mut list);
        times[0] += begun.elapsed().as_secs_f64() * 1e3 / 20.0;
    }
    let reached = list.len();
    let begun = Clock::now();
    let coverage = coverage::of(&walk, &demand, &stations, &[8, 15]);
    let whole = begun.elapsed();
    let entries = |station: &StationAt| {
        station.snap.map_or(0, |snap| {
            legs.within(&mut scratch, &[snap], 900_000, &mut list);
            list.len()
        })
    };
    let begun = Clock::now();
    let entries: usize = stations.iter().map(entries).sum();
    println!("  {entries} pairs of station and place in {:.2?}", begun.elapsed());
    let begun = Clock::now();
    let rows = coverage.rows(&demand, &areas);
    println!("  rows in {:.2?}", begun.elapsed());
    for _ in 0..100 {
        let from = snaps[dice.below(100) as usize];
        let to = strewn(&network, 1, &mut dice)[0].at;
        let begun = Clock::now();
        let to = network.snap(to, 150.0);
        let effect =
            whatif::effect(&legs, &mut scratch, &coverage, &areas, Some(&from), to.as_ref());
        let took = begun.elapsed().as_secs_f64() * 1e3;
        times[1] += took / 100.0;
        times[2] = f64::max(times[2], took);
        assert_eq!(effect.rings.len(), 2);
    }
    println!(
        "  100 stations at once, {reached} places reached: {:.2} ms; coverage with overlap and \
         straight lines {whole:.2?}; drag {:.3} ms on average, {:.3} ms at most",
        times[0], times[1], times[2]
    );
    tell("Porto, strewn", &rows);
}

#[test]
fn twenty_thousand_stations_are_judged() {
    let Some((_, network)) = read("osm/porto_2015.osm.pbf") else { return };
    let mut dice = Dice(7);
    let demand = Demand::link(&network, &strewn(&network, 20_000, &mut dice));
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let stations: Vec<StationAt> = strewn(&network, 20_000, &mut dice)
        .iter()
        .map(|place| StationAt::link(&network, place.at, Some(20)))
        .collect();
    let begun = Clock::now();
    let coverage = coverage::of(&walk, &demand, &stations, &[8, 15]);
    println!("20,000 stations with capacities, 20,000 places: {:.2?}", begun.elapsed());
    let rows = coverage.rows(&demand, &Areas::nowhere(demand.len()));
    tell("Porto, 20,000 stations", &rows);
    let ring = rows.total.rings[1];
    assert_eq!(ring.covered + ring.over_capacity + ring.not_covered, rows.total.all);
}

#[test]
fn two_thousand_candidates_of_porto_are_weighed() {
    let Some((_, network)) = read("osm/porto_2015.osm.pbf") else { return };
    let mut dice = Dice(11);
    let demand = Demand::link(&network, &strewn(&network, 200_000, &mut dice));
    let walk = Walk::new(Arc::clone(&network), Preset::standard());
    let coverage = coverage::of(&walk, &demand, &[], &[15]);
    let given: Vec<Point> = strewn(&network, 2_000, &mut dice).iter().map(|p| p.at).collect();
    let (none, quotas) = (BTreeSet::new(), BTreeMap::new());
    for capacity in [None, Some(20_000)] {
        let wish = Wish {
            count: 20,
            inside: false,
            candidates: Candidates::Given(&given),
            forced: &[],
            forbidden: &none,
            min_distance_m: 0.0,
            capacity,
            quotas: &quotas,
        };
        let begun = Clock::now();
        let still = || begun.elapsed().as_secs_f64() < 4.0;
        let found =
            propose(&walk, &demand, (&coverage, 0), &[], &wish, &|_| Vec::<u64>::new(), &still);
        let took = begun.elapsed().as_secs_f64();
        println!(
            "Porto, 2,000 candidates, 200,000 places, 20 sites, capacity {capacity:?}: {took:.2} s, \
             {} of at most {} people, finished {}",
            found.after.people, found.bound, found.finished
        );
        assert_eq!(found.sites.len(), 20);
    }
}
