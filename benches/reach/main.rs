//! Walking beside Valhalla: the same extracts, the same stations, the same run.
//!
//! Run it by `make bench-reach`, which finds the peer. Every figure of time is
//! processor time of one thread, taken by turns with the peer's; a missed goal is a
//! failure. A word as argument runs the parts whose name holds it: import, speed,
//! truth, picture, area, district.

mod area;
mod district;
mod import;
mod peer;
mod picture;
mod speed;
mod town;
mod truth;
mod verdict;

use benches::without;
use peer::Valhalla;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use town::Town;
use verdict::Verdict;

/// Stations in each city.
const STATIONS: usize = 100;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = arguments.as_slice()
        && flag == "--import"
    {
        return import::child(Path::new(file));
    }
    let only = arguments.iter().find(|argument| !argument.starts_with("--"));
    let wanted = |part: &str| only.is_none_or(|only| part.contains(only.as_str()));
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(data), Some(scratch)) = (folder("JINGWEI_TEST_DATA"), folder("JINGWEI_BENCH_REACH"))
    else {
        say("no extracts here: run `make bench-reach`, which finds them");
        return without("JINGWEI_BENCH_REACH");
    };
    let mut valhalla = Valhalla::start(&data, &scratch);
    say(valhalla.about());
    let mut verdict = Verdict::default();

    if wanted("import") {
        import::compare(&mut valhalla, &data, &mut verdict);
        import::sixteen_times(&mut valhalla, &scratch, &mut verdict);
    } else {
        import::tiles(&mut valhalla, &scratch);
    }
    let porto = Town::read("porto", &data, &mut valhalla);
    let heidelberg = Town::read("heidelberg", &data, &mut valhalla);
    for town in [&porto, &heidelberg] {
        if wanted("speed") {
            speed::compare(town, &mut valhalla, &mut verdict);
        }
        if wanted("truth") {
            truth::compare(&town.without_squares(), &mut valhalla, &scratch, &mut verdict);
        }
        if wanted("picture") {
            picture::compare(&town.without_squares(), &mut valhalla, &scratch, &mut verdict);
        }
    }
    if wanted("area") {
        let liechtenstein = Town::read("liechtenstein", &data, &mut valhalla);
        area::compare(&liechtenstein, &mut valhalla, &mut verdict);
    }
    if wanted("district") {
        district::measure(&porto, &mut verdict);
    }

    let (text, missed) = verdict.finish();
    say(&format!("\n{text}\n{missed} goals missed"));
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "a bench speaks on its standard output")]
fn say(line: &str) {
    println!("{line}");
}
