//! One checked edit on a city of 20,000 cells, beside one check of a neighbourhood by GEOS.
//!
//! Run it by `make bench`, which makes the city, borders of some thirty points, and finds the
//! peer. Every figure is processor time of one thread. Not by criterion: an edit changes what
//! the next one meets, and the slowest of a hundred counts as much as the mean.

use benches::{City, Shapely, ThreadCpu, without};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use topo::Partition;
use topo::drawing::{Change, Drawing, Operation, Rules};
use topo::testing::Planner;

/// Operations drawn at random.
const DRAWN: usize = 40_000;

/// How the kind of one ends that was tried and taken back.
const REFUSED: &str = ", refused";

/// Neighbourhoods that the peer checks.
const CHECKED: u64 = 3_000;

fn main() -> ExitCode {
    let folder = PathBuf::from(std::env::var_os("JINGWEI_BENCH_CITY").unwrap_or_default());
    if !folder.join("micro.geojson").exists() {
        say("no city here: run `make bench`, which makes it (JINGWEI_BENCH_CITY)");
        return without("JINGWEI_BENCH_CITY");
    }
    let city = City::read(&folder);
    let partition = Partition::from_cells(&city.cells()).expect("the city is clean");
    let began = ThreadCpu::now();
    let mut drawing = Drawing::of(&partition);
    say(&format!(
        "{} cells on the board in {:?}",
        city.micro.len(),
        ThreadCpu::now().saturating_sub(began)
    ));

    let mut times = Times::default();
    let done = draw(&mut drawing, city.micro.len(), &mut times);
    let undone = take_back(&mut drawing, &done);
    assert_eq!(drawing.partition(), partition, "everything was taken back");
    say(&format!(
        "{:<24}{:>9}{:>12}{:>12}{:>12}{:>12}",
        "", "times", "mean", "median", "p99", "most"
    ));
    for (kind, spent) in &times.0 {
        say(&row(kind, spent));
    }
    let [all, refused] = [false, true].map(|refused| times.all(refused));
    say(&row("all that were done", &all));
    say(&row("all that were refused", &refused));
    say(&row("undo", &undone));

    let (mean, p99) = (mean(&all), quantile(&all, 99));
    let mut missed = 0;
    let mut goal = |what: &str, reached: bool| {
        missed += usize::from(!reached);
        say(&format!("{what}{}", if reached { "" } else { "  MISSED" }));
    };
    goal(&format!("mean {mean:?}, goal <= 50 µs"), mean <= Duration::from_micros(50));
    goal(&format!("p99 {p99:?}, goal <= 1 ms"), p99 <= Duration::from_millis(1));
    say(&format!("refused: mean {:?}, p99 {:?}", self::mean(&refused), quantile(&refused, 99)));
    let mut ending = ExitCode::SUCCESS;
    if let Some(mut shapely) = Shapely::start(&folder) {
        let each = shapely.time("neighbourhood", CHECKED).as_secs_f64() / as_f64(CHECKED);
        let ratio = each / mean.as_secs_f64();
        let text = format!(
            "{}: one neighbourhood {:.0} µs, {ratio:.1} x, goal >= 20 x",
            shapely.about(),
            each * 1e6
        );
        goal(&text, ratio >= 20.0);
    } else {
        say("shapely is not here (JINGWEI_PYTHON)");
        ending = without("JINGWEI_PYTHON");
    }
    if missed == 0 { ending } else { ExitCode::FAILURE }
}

/// What operations took, by kind.
#[derive(Default)]
struct Times(BTreeMap<String, Vec<Duration>>);

impl Times {
    /// Those of all kinds that were refused, or that were not.
    fn all(&self, refused: bool) -> Vec<Duration> {
        let these = self.0.iter().filter(|(kind, _)| kind.ends_with(REFUSED) == refused);
        these.flat_map(|(_, spent)| spent).copied().collect()
    }
}

/// Draws at random and keeps what was done.
fn draw(drawing: &mut Drawing, cells: usize, times: &mut Times) -> Vec<Change> {
    let mut planner = Planner::new(7, 1_000_000);
    planner.least_cells = cells * 9 / 10;
    let rules = Rules::default();
    let mut done = Vec::new();
    for _ in 0..DRAWN {
        let Some(operation) = planner.next(drawing) else { break };
        let began = ThreadCpu::now();
        let outcome = drawing.apply(&operation, &rules);
        let spent = ThreadCpu::now().saturating_sub(began);
        let mut kind = kind(&operation).to_owned();
        if outcome.is_err() {
            kind += REFUSED;
        }
        times.0.entry(kind).or_default().push(spent);
        done.extend(outcome);
    }
    done
}

/// Takes everything back, last change first.
fn take_back(drawing: &mut Drawing, done: &[Change]) -> Vec<Duration> {
    let back = done.iter().rev().map(|change| {
        let began = ThreadCpu::now();
        drawing.enact(&change.inverse()).expect("nothing else was drawn since");
        ThreadCpu::now().saturating_sub(began)
    });
    back.collect()
}

fn kind(operation: &Operation) -> &'static str {
    match operation {
        Operation::Reshape { .. } => "reshape",
        Operation::MoveCorner { .. } => "move corner",
        Operation::Split { .. } => "split",
        Operation::Merge { .. } => "merge",
        Operation::HandOver { .. } => "hand over",
        Operation::Relabel { .. } => "relabel",
        Operation::Fill { .. } => "fill",
        Operation::Draw { .. } => "draw",
        Operation::Delete { .. } => "delete",
        Operation::Simplify { .. } => "simplify",
    }
}

fn row(what: &str, spent: &[Duration]) -> String {
    let figures = [mean(spent), quantile(spent, 50), quantile(spent, 99), quantile(spent, 100)];
    let shown = figures.map(|figure| format!("{:>9.1} µs", figure.as_secs_f64() * 1e6));
    format!("{what:<24}{:>9}{}", spent.len(), shown.concat())
}

fn mean(spent: &[Duration]) -> Duration {
    let count = u32::try_from(spent.len().max(1)).unwrap_or(u32::MAX);
    spent.iter().sum::<Duration>() / count
}

fn quantile(spent: &[Duration], percent: usize) -> Duration {
    let mut sorted = spent.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "thousands of checks")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::print_stdout, reason = "a bench speaks on its standard output")]
fn say(line: &str) {
    println!("{line}");
}
