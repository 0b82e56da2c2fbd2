//! Edits over HTTP on a city of 10,149 blocks, from the request until its issues and its impact
//! are there, with the people of its census and 50,000 incidents.
//!
//! Run it by `make bench-edits`, which builds the binary and finds the blocks. It speaks to the
//! server as the journeys do. Wall time is what a planner waits; the processor time of the server
//! beside it says how much of that was work.

use benches::without;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use support::{Caller, Denver, Draft, Pencil, Reply, Server, shared};

/// Edits that have to be done.
const EDITS: usize = 500;

/// Incidents of the last year.
const INCIDENTS: usize = 50_000;

/// 95 of 100 planners wait no longer.
const GOAL: Duration = Duration::from_millis(50);

fn main() -> ExitCode {
    let Some(file) = shared("denver/blocks2020.zip") else { return without("JINGWEI_TEST_DATA") };
    if std::env::var_os("JINGWEI_BIN").is_none() {
        say("no release binary here: run `make bench-edits`, which builds it");
        return without("JINGWEI_BIN");
    }
    let city = Denver::read(&file);
    let home = city.in_force(INCIDENTS);
    let token = home.json(&["token", "create", "--role", "planner"]);
    let server = home.serve();
    let planner = Caller::with_token(&server, token["token"].as_str().unwrap_or_default());
    let mut run = Run { city: &city, server: &server, planner: &planner, times: Times::default() };

    let began = Instant::now();
    let mut draft = Draft::open(&planner, "bench");
    run.warm_up(&mut draft);
    say(&format!("{} blocks, a draft open and warm in {:?}", city.len(), began.elapsed()));
    run.draw(&mut draft);
    run.times.show()
}

/// What is measured.
struct Run<'a> {
    city: &'a Denver,
    server: &'a Server,
    planner: &'a Caller,
    times: Times,
}

/// An edit that was asked for.
struct Asked {
    kind: String,
    waited: Duration,
    refused: Option<Box<Reply>>,
}

/// What edits took, by kind: waiting, and the server's work.
#[derive(Default)]
struct Times {
    done: BTreeMap<String, Vec<(Duration, Duration)>>,
    refused: BTreeMap<String, usize>,
}

impl Run<'_> {
    /// The first edit lays the city out for editing, which later ones need not.
    fn warm_up(&self, draft: &mut Draft<'_>) {
        let mut pencil = Pencil::from_seed(1);
        let mut drawn = || self.edit(draft, &mut pencil, "reshape");
        while drawn().is_none_or(|asked| asked.refused.is_some()) {}
        draft.undo();
    }

    /// Draws at random until enough is done.
    fn draw(&mut self, draft: &mut Draft<'_>) {
        let mut pencil = Pencil::from_seed(2026);
        let mut done = 0;
        while done < EDITS {
            let undo = done > 20 && pencil.below(12) == 0;
            let work = work_of(self.server);
            let asked = if undo {
                let began = Instant::now();
                draft.undo();
                Some(Asked { kind: "undo".into(), waited: began.elapsed(), refused: None })
            } else {
                self.edit(draft, &mut pencil, "")
            };
            let Some(Asked { kind, waited, refused }) = asked else { continue };
            let work = work_of(self.server).saturating_sub(work);
            match refused {
                None => {
                    self.times.done.entry(kind).or_default().push((waited, work));
                    done += 1;
                }
                Some(reply) => {
                    assert_eq!(reply.status, 422, "{}", reply.text());
                    let why = reply.json()["refusal"]["code"].as_str().map(str::to_owned);
                    let why = format!("{kind}: {}", why.unwrap_or_else(|| reply.text()));
                    *self.times.refused.entry(why).or_default() += 1;
                }
            }
        }
    }

    /// Draws one edit somewhere, of any kind if none is named; `None` where no border is.
    fn edit(&self, draft: &mut Draft<'_>, pencil: &mut Pencil, kind: &str) -> Option<Asked> {
        const AROUND: f64 = 0.002;
        let (lon, lat) = self.city.border_of(pencil.below(self.city.len()));
        let bbox = [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND].map(|n| n.to_string());
        let path = draft.path(&format!("/borders?bbox={}", bbox.join(",")));
        let borders = self.planner.json(&path);
        let edit = if kind.is_empty() {
            pencil.edit(&borders)?
        } else {
            pencil.edit_of(kind, &borders)?
        };
        let kind = edit["act"].as_str().unwrap_or_default().to_owned();
        let began = Instant::now();
        let outcome = draft.edit(&edit);
        let waited = began.elapsed();
        if let Ok(outcome) = &outcome {
            assert!(outcome["issues"].is_array(), "the issues are there: {outcome}");
            assert!(outcome["impact"]["moves"].is_array(), "the impact is there: {outcome}");
        }
        Some(Asked { kind, waited, refused: outcome.err() })
    }
}

impl Times {
    /// Prints the table and judges the goal.
    fn show(&self) -> ExitCode {
        say(&format!(
            "{:<14}{:>7}{:>12}{:>12}{:>12}{:>16}",
            "", "times", "median", "p95", "most", "server's work"
        ));
        for (kind, spent) in &self.done {
            say(&row(kind, spent));
        }
        let all: Vec<_> = self.done.values().flatten().copied().collect();
        say(&row("all", &all));
        for (why, times) in &self.refused {
            say(&format!("refused {times:>4} x {why}"));
        }
        let p95 = quantile(all.iter().map(|(waited, _)| *waited), 95);
        let reached = p95 <= GOAL;
        let mark = if reached { "" } else { "  MISSED" };
        say(&format!("edit until issues and impact: p95 {p95:?}, goal <= {GOAL:?}{mark}"));
        if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn row(kind: &str, spent: &[(Duration, Duration)]) -> String {
    let waited = [50, 95, 100].map(|percent| quantile(spent.iter().map(|(w, _)| *w), percent));
    let shown = waited.map(|figure| format!("{:>9.1} ms", figure.as_secs_f64() * 1e3)).concat();
    let count = u32::try_from(spent.len().max(1)).unwrap_or(u32::MAX);
    let work = spent.iter().map(|(_, work)| *work).sum::<Duration>() / count;
    format!("{kind:<14}{:>7}{shown}{:>13.1} ms", spent.len(), work.as_secs_f64() * 1e3)
}

fn quantile(spent: impl Iterator<Item = Duration>, percent: usize) -> Duration {
    let mut sorted: Vec<Duration> = spent.collect();
    sorted.sort_unstable();
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}

/// The processor time that all threads of the server have used up: the first number of each
/// thread's `schedstat`, in nanoseconds; `stat` counts in steps of ten milliseconds.
fn work_of(server: &Server) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{}/task", server.pid()));
    let spent = threads.into_iter().flatten().flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum())
}

#[expect(clippy::print_stdout, reason = "a bench speaks on its standard output")]
fn say(line: &str) {
    println!("{line}");
}
