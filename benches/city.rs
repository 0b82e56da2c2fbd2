//! The promises about speed, each beside its peer, on a city of 20,000 cells.
//!
//! Run it by `make bench`, which makes the city and finds the peer. Every figure is
//! processor time of one thread.

use benches::{City, Goal, Shapely, Table, ThreadCpu, without};
use criterion::measurement::Measurement;
use criterion::{BenchmarkGroup, Criterion, SamplingMode};
use domain::routing::{Question, Settings, route};
use domain::{
    Atlas, Contents, DivisionKey, Edit, HighestIds, ImportAreas, ImportedArea, IssueKind, LevelKey,
    Levels, Moment, Plan, Release, ReleaseNo,
};
use geo::Contains;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::{NewDraft, NewEdit, Publication, Seen, Store, Who};
use topo::{Label, Partition, Point, Shape, SimplifyBy};

/// The same tolerance as the peer's: 300 x 300 lattice units, in square metres at 40° N.
const TOLERANCE: SimplifyBy = SimplifyBy::area_m2(8.53);

/// Look-ups in one go.
const LOOK_UPS: usize = 100_000;

type Group<'a> = BenchmarkGroup<'a, ThreadCpu>;

fn main() -> ExitCode {
    let folder = PathBuf::from(std::env::var_os("JINGWEI_BENCH_CITY").unwrap_or_default());
    if !folder.join("micro.geojson").exists() {
        say("no city here: run `make bench`, which makes it (JINGWEI_BENCH_CITY)");
        return without("JINGWEI_BENCH_CITY");
    }
    let results = folder.join("criterion");
    let mut criterion = Criterion::default()
        .with_measurement(ThreadCpu)
        .output_directory(&results)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    let city = City::read(&folder);
    let mut shapely = Shapely::start(&folder);
    say(&format!("{} cells, {} ring points", city.micro.len(), city.ring_points()));
    say(shapely.as_ref().map_or("shapely is not here (JINGWEI_PYTHON)", Shapely::about));

    let partition = build(&mut criterion, &city, shapely.as_mut());
    dissolve(&mut criterion, &city, &partition, shapely.as_mut());
    simplify(&mut criterion, &partition, shapely.as_mut());
    let atlas = ready(&mut criterion, &city);
    look_up(&mut criterion, &city, &atlas, shapely.as_mut());
    criterion.final_summary();

    let mut table = Table::over(results);
    table.row("build and validate", Some("shapely"), Goal::Faster(3.0));
    table.row("every oddity of a partition", None, Goal::Seconds(1.0));
    table.row("dissolve to 1,400 grids", Some("shapely"), Goal::Faster(12.0));
    table.row("simplify", Some("shapely"), Goal::Faster(20.0));
    table.row("100,000 look-ups", Some("rstar and geo"), Goal::Faster(1.0));
    table.row("100,000 look-ups", Some("shapely"), Goal::Faster(1.0));
    table.row("100,000 whole answers", None, Goal::Seconds(2.0));
    table.row("from the database to ready", None, Goal::Seconds(2.0));
    let (text, missed) = table.finish();
    say(&format!("\n{text}\n{missed} goals missed"));
    // The goals beside a peer that is not here were not asked.
    let ending = if shapely.is_some() { ExitCode::SUCCESS } else { without("JINGWEI_PYTHON") };
    if missed == 0 { ending } else { ExitCode::FAILURE }
}

/// From polygons to a partition, or the list of every fault, against one coverage
/// check, which only says yes or no. The check for odd shapes (narrow necks, corners
/// too close) is a job of its own: the peer has nothing like it.
fn build(
    criterion: &mut Criterion<ThreadCpu>,
    city: &City,
    shapely: Option<&mut Shapely>,
) -> Partition {
    let cells = city.cells();
    let whole = || Partition::from_cells(&cells).expect("the city is clean");
    let mut group = group(criterion, "build and validate");
    group.bench_function("jingwei", |bencher| bencher.iter(whole));
    peer(&mut group, "validate", shapely);
    group.finish();
    let partition = whole();
    let mut odd = self::group(criterion, "every oddity of a partition");
    odd.bench_function("jingwei", |bencher| bencher.iter(|| partition.validate()));
    odd.finish();
    say(&format!("odd places in the city: {}", partition.validate().len()));
    partition
}

/// Coarser cells, as polygons.
fn dissolve(
    criterion: &mut Criterion<ThreadCpu>,
    city: &City,
    partition: &Partition,
    shapely: Option<&mut Shapely>,
) {
    let parents = city.parents();
    let up = |label: Label| parents.get(label.0 as usize).copied().unwrap_or(Label::OUTSIDE);
    let mut group = group(criterion, "dissolve to 1,400 grids");
    group.bench_function("jingwei", |bencher| bencher.iter(|| partition.dissolve(up).shapes()));
    peer(&mut group, "dissolve", shapely);
    group.finish();
}

/// Fewer points on shared arcs, as polygons.
fn simplify(
    criterion: &mut Criterion<ThreadCpu>,
    partition: &Partition,
    mut shapely: Option<&mut Shapely>,
) {
    let left: usize =
        partition.simplify(TOLERANCE).shapes().iter().map(|(_, shape)| shape.point_count()).sum();
    let theirs =
        shapely.as_mut().map_or_else(|| "-".into(), |peer| peer.number("points").to_string());
    say(&format!(
        "ring points left after simplifying: {left}, the peer (closing points counted): {theirs}"
    ));
    let mut group = group(criterion, "simplify");
    group.bench_function("jingwei", |bencher| {
        bencher.iter(|| partition.simplify(TOLERANCE).shapes());
    });
    peer(&mut group, "simplify", shapely);
    group.finish();
}

/// Whose place is this: the leaf alone beside rstar and geo, then the whole answer.
fn look_up(
    criterion: &mut Criterion<ThreadCpu>,
    city: &City,
    atlas: &Atlas,
    shapely: Option<&mut Shapely>,
) {
    let points: Vec<Point> = city.points().into_iter().take(LOOK_UPS).collect();
    let division = &atlas.divisions()[0];
    let tree = naive_tree(&city.micro);
    let naive = |at: &Point| {
        let place = geo::Point::new(at.lon(), at.lat());
        let boxed = AABB::from_point([at.lon(), at.lat()]);
        let found =
            tree.locate_in_envelope_intersecting(boxed).find(|entry| entry.data.1.contains(&place));
        found.map(|entry| entry.data.0)
    };
    let code =
        |at: &Point| atlas.area(division.holder(*at)?).map(|entry| entry.area.code.to_string());
    let agree = points
        .iter()
        .filter(|at| code(at) == naive(at).map(|n| city.micro[n].code.to_string()))
        .count();
    say(&format!("look-ups that agree with rstar and geo: {agree} of {}", points.len()));
    let mut group = group(criterion, "100,000 look-ups");
    group.bench_function("jingwei", |bencher| {
        bencher.iter(|| points.iter().filter(|at| division.holder(**at).is_some()).count());
    });
    group.bench_function("rstar and geo", |bencher| {
        bencher.iter(|| points.iter().filter(|at| naive(at).is_some()).count());
    });
    peer(&mut group, "look_up", shapely);
    group.finish();
    let settings = Settings::default();
    let mut group = self::group(criterion, "100,000 whole answers");
    group.bench_function("jingwei", |bencher| {
        bencher.iter(|| {
            for at in &points {
                black_box(route(atlas, &Question::at(*at), &settings));
            }
        });
    });
    group.finish();
}

/// From a database on disk to an Atlas that answers.
fn ready(criterion: &mut Criterion<ThreadCpu>, city: &City) -> Atlas {
    let room = tempfile::tempdir().expect("a temporary folder");
    let place = room.path().join("city.db");
    publish(&place, city);
    let open = || {
        let store =
            Store::open_existing(place.to_str().expect("a plain path")).expect("the city is there");
        let number = store.head().expect("readable").expect("published");
        let contents = store.contents(number).expect("readable");
        Atlas::build(release(), contents).expect("a sound city")
    };
    let mut group = group(criterion, "from the database to ready");
    group.bench_function("jingwei", |bencher| bencher.iter(open));
    group.finish();
    open()
}

/// Stores the city as release 1.
fn publish(place: &Path, city: &City) {
    let store = Store::open(place.to_str().expect("a plain path")).expect("a new database");
    let levels = Levels::parse("grid,micro").expect("two levels");
    store.init(&levels).expect("a new database");
    let import = |level: &str, areas: &[ImportedArea]| {
        Edit::ImportAreas(ImportAreas {
            level: LevelKey::new(level).expect("a key"),
            division: DivisionKey::main(),
            areas: areas.to_vec(),
            merge_parts: false,
            allow: IssueKind::ACCEPTABLE.into_iter().collect(),
        })
    };
    let edits = [import("grid", &city.grids), import("micro", &city.micro)];
    let empty = Contents::empty(levels);
    let plan = Plan::from_contents(&empty, HighestIds::default()).expect("nothing is a partition");
    let contents = plan
        .replay(&domain::testing::made(edits.clone()))
        .expect("two levels of one city")
        .plan
        .contents();
    let who = Who::new("bench", Moment(0));
    let new = NewDraft { base: None, title: "bench", note: "", key: None };
    let draft = store.open_draft(&new, &who).expect("a new database");
    let (numbers, used) = (HighestIds::default(), HighestIds::default());
    let new = NewEdit { edit: &edits[1], numbers, used, key: None };
    let seen = Seen { draft, revision: 0 };
    let revision = store.append_edit(seen, &new, &who).expect("an open draft");
    let publication = Publication {
        on: None,
        release: &release(),
        delta: &contents.since(&empty),
        lineage: &[],
        approver: None,
    };
    store.publish(Seen { draft, revision }, &publication, &who).expect("the first release");
}

fn release() -> Release {
    Release {
        number: ReleaseNo(1),
        effective: Moment(0),
        published: Moment(0),
        author: "bench".into(),
        note: String::new(),
    }
}

/// Adds the peer's bench of a job to a group, where the peer is here.
fn peer(group: &mut Group<'_>, job: &str, shapely: Option<&mut Shapely>) {
    if let Some(shapely) = shapely {
        group.bench_function("shapely", |bencher| {
            bencher.iter_custom(|times| shapely.time(job, times));
        });
    }
}

fn group<'a, M: Measurement>(criterion: &'a mut Criterion<M>, name: &str) -> BenchmarkGroup<'a, M> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat);
    group
}

type Entry = GeomWithData<Rectangle<[f64; 2]>, (usize, geo::MultiPolygon<f64>)>;

/// What one would write in an afternoon: boxes in an R-tree, polygons in `geo`.
fn naive_tree(areas: &[ImportedArea]) -> RTree<Entry> {
    let entry = |(n, area): (usize, &ImportedArea)| {
        let bounds = area.shape.bounds().expect("a cell has ground");
        let corner = |point: Point| [point.lon(), point.lat()];
        let boxed = Rectangle::from_corners(corner(bounds.min), corner(bounds.max));
        GeomWithData::new(boxed, (n, polygons(&area.shape)))
    };
    RTree::bulk_load(areas.iter().enumerate().map(entry).collect())
}

fn polygons(shape: &Shape) -> geo::MultiPolygon<f64> {
    let ring = |points: &[Point]| {
        points.iter().map(|point| (point.lon(), point.lat())).collect::<geo::LineString<f64>>()
    };
    let parts = shape.0.iter().map(|part| {
        geo::Polygon::new(ring(&part.outer), part.holes.iter().map(|hole| ring(hole)).collect())
    });
    geo::MultiPolygon::new(parts.collect())
}

#[expect(clippy::print_stdout, reason = "a bench speaks on its standard output")]
fn say(line: &str) {
    println!("{line}");
}
