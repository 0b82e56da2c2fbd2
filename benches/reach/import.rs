//! From an extract to a network ready to walk on, against building Valhalla's tiles.
//!
//! Each import runs in a child of its own, whose whole processor time and greatest
//! memory are counted: reading, encoding what the store keeps, building the graph.

use crate::peer::Valhalla;
use crate::town::extract_of;
use crate::verdict::{Verdict, spread};
use reach::{Extract, Network, Preset, Walk};
use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;

/// Cities with tiles.
const CITIES: [&str; 3] = ["porto", "heidelberg", "liechtenstein"];

/// Times each import runs.
const ROUNDS: usize = 3;

/// Seconds of processor time, and megabytes at the highest.
#[derive(Debug, Clone, Copy)]
struct Cost {
    seconds: f64,
    megabytes: f64,
}

/// The child: imports the file and says what it took.
pub(crate) fn child(file: &Path) -> ExitCode {
    let input = File::open(file).expect("the extract is there");
    let (extract, _) = Extract::read(input, &|_| {}).expect("a sound extract");
    let kept = extract.encode();
    let network = Arc::new(Network::build(&extract, &[]));
    let walk = black_box(Walk::new(network, Preset::standard()));
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("in it");
    let kilobytes = peak.trim().trim_end_matches(" kB");
    let nanos = spent.tv_sec * 1_000_000_000 + spent.tv_nsec;
    let (edges, kept) = (walk.network().edges().len(), kept.len());
    crate::say(&format!("{nanos} {kilobytes} {edges} {kept}"));
    ExitCode::SUCCESS
}

fn ours(file: &Path) -> Cost {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).arg("--import").arg(file).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("plain words");
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>().expect("numbers"));
    let mut next = || words.next().expect("four numbers");
    Cost { seconds: next() / 1e9, megabytes: next() / 1024.0 }
}

/// Builds the peer's tiles where an earlier run has left none.
pub(crate) fn tiles(valhalla: &mut Valhalla, scratch: &Path) {
    for city in CITIES {
        if !scratch.join(format!("{city}.json")).exists() {
            valhalla.ask(&json!({"do": "build", "city": city}));
        }
    }
}

/// The cities, by turns.
pub(crate) fn compare(valhalla: &mut Valhalla, data: &Path, verdict: &mut Verdict) {
    for city in CITIES {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            mine.push(ours(&extract_of(city, data)));
            let built = valhalla.ask(&json!({"do": "build", "city": city}));
            let number = |key: &str| built[key].as_f64().expect("a number");
            theirs
                .push(Cost { seconds: number("ns") / 1e9, megabytes: number("peak_kb") / 1024.0 });
        }
        let median = |costs: &[Cost]| Cost {
            seconds: spread(costs.iter().map(|cost| cost.seconds).collect())[0],
            megabytes: spread(costs.iter().map(|cost| cost.megabytes).collect())[0],
        };
        let (mine, theirs) = (median(&mine), median(&theirs));
        let what = format!("{city}: import, processor time");
        let seconds = |cost: Cost| format!("{:.2} s", cost.seconds);
        let enough = mine.seconds <= theirs.seconds / 5.0;
        verdict.goal(&what, seconds(mine), seconds(theirs), "<= 1/5", enough);
        let what = format!("{city}: import, memory at the highest");
        let memory = |cost: Cost| format!("{:.0} MB", cost.megabytes);
        let enough = mine.megabytes <= theirs.megabytes / 2.0;
        verdict.goal(&what, memory(mine), memory(theirs), "<= 1/2", enough);
    }
}

/// Porto sixteen times side by side.
pub(crate) fn sixteen_times(valhalla: &mut Valhalla, scratch: &Path, verdict: &mut Verdict) {
    let into = scratch.join("porto16.osm.pbf");
    valhalla.ask(&json!({"do": "replicate", "city": "porto", "into": into, "times": 16}));
    let size = std::fs::metadata(&into).map_or(0, |file| file.len() / 1_000_000);
    let cost = ours(&into);
    let what = format!("Porto sixteen times ({size} MB): import");
    let seconds = format!("{:.2} s", cost.seconds);
    verdict.goal(&what, seconds, String::new(), "<= 10 s", cost.seconds <= 10.0);
    let memory = format!("{:.0} MB", cost.megabytes);
    verdict.goal("  the same, memory", memory, String::new(), "<= 600 MB", cost.megabytes <= 600.0);
}
