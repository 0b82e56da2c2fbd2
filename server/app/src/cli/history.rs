//! What was published and what became of what, on the command line.

use super::draft_args::{
    CertificateArgs, DiffArgs, HistoryArgs, LineageArgs, RestateArgs, StatisticsArgs,
};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::statistics::{self, Borders};
use crate::actions::{feed, history};
use crate::clock;
use crate::state::App;
use anyhow::{Context, bail};
use domain::{Code, LevelKey, ReleaseNo, csv_field};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use store::Cursor;

/// So many changes are told at once.
const PAGE: usize = 10_000;

/// So many steps of a kind are told of each release.
const SHOWN: usize = 8;

pub(super) fn history(
    app: &App,
    args: &HistoryArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let since = args.since.as_deref().map_or(Ok(Cursor::default()), str::parse);
    let since = since.map_err(|cause: store::NoCursor| Usage(cause.to_string()))?;
    let changes = feed::changes(app, since, PAGE, true)?;
    terminal.answer(&changes, |changes| {
        let mut text = String::new();
        let kind = |change: &feed::ChangeAnswer| {
            change.lineage.as_ref().map(|step| (change.release, step.kind.clone()))
        };
        let mut told: BTreeMap<(i64, String), usize> = BTreeMap::new();
        let mut all = told.clone();
        for kind in changes.items.iter().filter_map(kind) {
            *all.entry(kind).or_default() += 1;
        }
        for change in &changes.items {
            let is_event = |step: &history::StepAnswer| !matches!(&*step.kind, "keep" | "sliver");
            let event = change.lineage.as_ref().is_some_and(is_event);
            if !(args.areas || event || change.what == "release") {
                continue;
            }
            // The first release makes every area new: that is one line, not a thousand.
            if let Some(kind) = kind(change).filter(|_| !args.areas) {
                let count = told.entry(kind.clone()).or_default();
                *count += 1;
                if *count == SHOWN + 1 {
                    let more = all.get(&kind).copied().unwrap_or_default() - SHOWN;
                    let (release, kind) = kind;
                    let _ = writeln!(
                        text,
                        "{release:>4}  … and {more} more of the kind {kind}; --areas lists all"
                    );
                }
                if *count > SHOWN {
                    continue;
                }
            }
            let code = change.code.as_deref().unwrap_or_default();
            let name = change.name.as_deref().unwrap_or_default();
            let words: Vec<&str> =
                [code, name].into_iter().filter(|word| !word.is_empty()).collect();
            let step = change.lineage.as_ref().map(|step| {
                let code = |code: &Option<String>| code.clone().unwrap_or_else(|| "-".into());
                format!("{}  {} -> {}", step.kind, code(&step.from_code), code(&step.to_code))
            });
            let step = step.unwrap_or_default();
            let (release, at, what) = (change.release, &change.effective_at, &change.what);
            let _ = writeln!(text, "{release:>4}  {at}  {what:<13}  {}{step}", words.join(" "));
        }
        let _ = writeln!(text, "next: --since {}", changes.next);
        text
    })?;
    Ok(Ending::Done)
}

pub(super) fn lineage(
    app: &App,
    args: &LineageArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let code = Code::new(args.code.clone()).map_err(|cause| Usage(cause.to_string()))?;
    let Some(lineage) = history::of_code(app, &code)? else {
        bail!("no area has, or ever had, the code {code}");
    };
    terminal.answer(&lineage, |lineage| {
        let mut text = String::new();
        for held in &lineage.held {
            let until = held.to_release.map_or_else(|| "now".into(), |to| (to - 1).to_string());
            let (level, name, from) = (&held.level, &held.name, held.from_release);
            let _ = writeln!(text, "{code}  {level} {name}, releases {from} to {until}");
        }
        // A sliver is for programs, and so is that an area kept all it had.
        let is_told = |step: &&history::StepAnswer| match &*step.kind {
            "sliver" => false,
            "keep" => step.area_share < Some(1.0) || step.household_share < Some(1.0),
            _ => true,
        };
        for step in lineage.steps.iter().filter(is_told) {
            let of = |code: &Option<String>| code.clone().unwrap_or_else(|| "nobody".into());
            let share = |name: &str, share: Option<f64>| {
                share.map_or_else(String::new, |share| format!("  {name} {:.1} %", share * 100.0))
            };
            let _ = writeln!(
                text,
                "{:>4}  {:<9}{} -> {}{}{}",
                step.release,
                step.kind,
                of(&step.from_code),
                of(&step.to_code),
                share("ground", step.area_share),
                share("households", step.household_share)
            );
        }
        if lineage.more {
            text.push_str("  …  and more steps; history lists all\n");
        }
        for area in &lineage.successors {
            let _ = writeln!(text, "today    {} {} {}", area.level, area.code, area.name);
        }
        text
    })?;
    Ok(Ending::Done)
}

pub(super) fn diff(app: &App, args: &DiffArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let (from, to) = (published(app, Some(args.from))?, published(app, Some(args.to))?);
    let diff = Progress::new(0).step("comparing", |_| history::diff(app, from, to))?;
    terminal.answer(&diff, history::Diff::told)?;
    Ok(Ending::Done)
}

pub(super) fn certificate(
    app: &App,
    args: &CertificateArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let number = published(app, args.release)?;
    let certificate = Progress::new(0).step("adding up", |_| history::certificate(app, number))?;
    terminal.answer(&certificate, |certificate| {
        let mut text = String::new();
        let approved =
            certificate.approver.as_ref().map(|approver| format!(", approved by {approver}"));
        let _ = writeln!(
            text,
            "release {} in force from {}, published by {}{}",
            certificate.release,
            certificate.effective_at,
            certificate.author,
            approved.unwrap_or_default()
        );
        for level in certificate.counts.levels.iter().filter(|level| level.areas > 0) {
            let _ = writeln!(text, "{:>8}  {}", level.areas, level.level);
        }
        let _ = writeln!(text, "{:>8}  stations", certificate.counts.stations);
        let parents = certificate.counts.parents;
        let verdict = if certificate.whole {
            "each is its children and blanks exactly"
        } else {
            "DO NOT ADD UP"
        };
        let _ = writeln!(
            text,
            "{parents:>8}  parents, {verdict}; {} with blanks",
            certificate.counts.blanks
        );
        for fault in &certificate.counts.faults {
            let _ = writeln!(
                text,
                "FAULT    {}: {} below, {} itself",
                fault.code, fault.below, fault.own
            );
        }
        let _ = writeln!(text, "sha256   {}", certificate.sha256);
        text
    })?;
    Ok(if certificate.whole { Ending::Done } else { Ending::Issues })
}

pub(super) fn statistics(
    app: &App,
    args: &StatisticsArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let instant = |text: &Option<String>| text.as_deref().map(clock::parse).transpose();
    let from = instant(&args.from).map_err(|cause| Usage(cause.to_string()))?;
    let to = instant(&args.to).map_err(|cause| Usage(cause.to_string()))?;
    let level = args.level.clone().map(LevelKey::new).transpose();
    let level = level.map_err(|cause| Usage(cause.to_string()))?;
    let at = instant(&args.at).map_err(|cause| Usage(cause.to_string()))?;
    let borders = args.release.map_or(Borders::At(at), |number| Borders::Of(ReleaseNo(number)));
    let counts = Progress::new(0)
        .step("counting", |_| statistics::incidents(app, (from, to), borders, level.as_ref()))?;
    terminal.answer(&counts, |counts| {
        let mut text = String::from("code,name,incidents\n");
        for area in &counts.areas {
            let (code, name) = (csv_field(&area.code), csv_field(&area.name));
            let _ = writeln!(text, "{code},{name},{}", area.incidents);
        }
        let _ = writeln!(text, ",outside,{}", counts.outside);
        text
    })?;
    Ok(Ending::Done)
}

pub(super) fn restate(
    app: &App,
    args: &RestateArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let level = LevelKey::new(args.level.clone()).map_err(|cause| Usage(cause.to_string()))?;
    let by = statistics::weight(&args.weight)
        .ok_or_else(|| Usage("--weight area, households or incidents".into()))?;
    let values = values(&args.input)?;
    let numbers = (published(app, Some(args.from))?, published(app, Some(args.to))?);
    let restated = Progress::new(0)
        .step("restating", |_| statistics::restated(app, &values, &level, numbers, by))?;
    terminal.answer(&restated, |restated| {
        let mut text = String::from("code,value\n");
        for (code, value) in &restated.values {
            let _ = writeln!(text, "{},{value}", csv_field(code));
        }
        if restated.nobodys != 0.0 {
            let _ = writeln!(text, "nobody,{}", restated.nobodys);
        }
        text
    })?;
    for used in &restated.weights {
        let to = used.to.as_deref().unwrap_or("nobody");
        Terminal::remark(format_args!(
            "{} -> {to}: {:.4} by {}, {}",
            used.from, used.weight, restated.weight, used.value
        ));
    }
    Ok(Ending::Done)
}

/// A table of codes and figures.
fn values(input: &Path) -> anyhow::Result<BTreeMap<Code, f64>> {
    let mut text = String::new();
    if input == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("reading standard input")?;
    } else {
        text = std::fs::read_to_string(input)
            .with_context(|| format!("reading {}", input.display()))?;
    }
    values_of(&text).with_context(|| format!("reading {}", input.display()))
}

/// The lines of such a table; the first may name the columns.
fn values_of(text: &str) -> anyhow::Result<BTreeMap<Code, f64>> {
    let mut values = BTreeMap::new();
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let cells = line.split_once(',').map(|(code, value)| (code.trim(), value.trim()));
        let is_heading = |(_, value): (&str, &str)| value.parse::<f64>().is_err();
        if number == 1 && cells.is_some_and(is_heading) {
            continue;
        }
        let row = cells.and_then(|(code, value)| {
            let value = value.parse().ok().filter(|value: &f64| value.is_finite())?;
            Some((Code::new(code).ok()?, value))
        });
        let Some((code, value)) = row else {
            bail!("line {number} is no code with a figure: `{line}`");
        };
        if values.contains_key(&code) {
            bail!("line {number} has the code {code} a second time");
        }
        values.insert(code, value);
    }
    if values.is_empty() {
        bail!("there is no figure: one line for each area, `code,value`");
    }
    Ok(values)
}

/// A release that was published; the newest where none is named.
fn published(app: &App, number: Option<i64>) -> anyhow::Result<ReleaseNo> {
    let Some(head) = app.store.head()? else { bail!("nothing is published yet") };
    match number.map_or(head, ReleaseNo) {
        asked if (1..=head.0).contains(&asked.0) => Ok(asked),
        asked => bail!("there is no release {asked}; the newest is {head}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_figures_is_read_whole_or_not_at_all() {
        let read = |text: &str| values_of(text).map_err(|cause| cause.to_string());
        let known = read("\u{feff}code,value\r\nA1, 2.5\r\n\r\nA2,-1\n").unwrap();
        assert_eq!(read("编码,数值\nA1,2.5\nA2,-1\n").as_ref(), Ok(&known), "as tables are headed");
        let known: Vec<_> = known.iter().map(|(code, value)| (code.as_str(), *value)).collect();
        assert_eq!(known, [("A1", 2.5), ("A2", -1.0)]);
        for (text, why) in [
            ("", "no figure"),
            ("code,value\n", "no figure"),
            ("name,people\nA1,two\n", "line 2"),
            ("code,value\nA1,NaN\n", "line 2"),
            ("A1,inf\n", "line 1"),
            ("A1,2\nA2\n", "line 2"),
            ("A1,2\nA1,3\n", "second time"),
        ] {
            assert!(read(text).is_err_and(|told| told.contains(why)), "{text:?}");
        }
    }
}
