//! Streets, stations and people on the command line: imports, and changes of streets.

use super::areas::{AUTHOR, note_of, publish_as_operator, read, tell_issues, told_published};
use super::progress::Progress;
use super::terminal::Terminal;
use super::walking::{self, place};
use super::walking_args::{
    ImportOsmArgs, ImportPopulationArgs, ImportStationsArgs, StreetsArgs, StreetsWhat,
};
use super::{Ending, Usage};
use crate::actions::drafts::{self, WhichDraft};
use crate::actions::imports::{
    self, PopulationReport, PopulationRequest, StationsReport, StationsRequest, StreetsReport,
};
use crate::actions::streets;
use crate::state::App;
use domain::{EditSummary, Issue, IssueKind, KindKey, PlaceSort, StreetChange};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn osm(
    app: &App,
    which: WhichDraft,
    args: &ImportOsmArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let name = name_of(&args.file);
    let report = read(&args.file, |input, step| {
        imports::import_streets(app, input, &name, which, AUTHOR, step)
    })?;
    let (publish, alarm) = (args.publish.then_some(&args.file), report.alarm.as_deref());
    finish(app, terminal, &report, &[], (publish, Some(report.draft)), alarm, told_streets)
}

pub(super) fn stations(
    app: &App,
    which: WhichDraft,
    args: &ImportStationsArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let kind = args.kind.clone().map(KindKey::new).transpose();
    let request = StationsRequest {
        whole: args.whole,
        kind: kind.map_err(|cause| Usage(cause.to_string()))?,
    };
    let report = read(&args.file, |input, step| {
        imports::import_stations(app, input, &request, which, AUTHOR, step)
    })?;
    let publish = args.publish.then_some(&args.file);
    let alarm = report.alarm.as_deref();
    finish(app, terminal, &report, &report.issues, (publish, report.draft), alarm, told_stations)
}

pub(super) fn population(
    app: &App,
    which: WhichDraft,
    args: &ImportPopulationArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let sort = match args.r#as.as_deref() {
        None => None,
        Some("building" | "buildings") => Some(PlaceSort::Building),
        Some("address" | "addresses") => Some(PlaceSort::Address),
        Some("cell" | "cells") => Some(PlaceSort::Cell),
        Some(other) => {
            return Err(Usage(format!("--as {other}: building, address or cell")).into());
        }
    };
    let request = PopulationRequest { name: name_of(&args.file), sort };
    let report = read(&args.file, |input, step| {
        imports::import_population(app, input, &request, which, AUTHOR, step)
    })?;
    let publish = args.publish.then_some(&args.file);
    let alarm = report.alarm.as_deref();
    finish(app, terminal, &report, &report.issues, (publish, report.draft), alarm, told_population)
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// Tells what came of an import and, where that was asked for and nothing speaks
/// against it, publishes.
fn finish<R: Serialize>(
    app: &App,
    terminal: &mut Terminal,
    report: &R,
    issues: &[Issue],
    (publish, draft): (Option<&std::path::PathBuf>, Option<i64>),
    alarm: Option<&str>,
    told: impl Fn(&R) -> String,
) -> anyhow::Result<Ending> {
    let blocked = drafts::is_blocked(issues);
    let Some(file) = publish.filter(|_| !blocked) else {
        terminal.answer(report, told)?;
        return Ok(if blocked { Ending::Issues } else { Ending::Done });
    };
    if issues.iter().any(|issue| issue.kind == IssueKind::Retired) {
        // One command must not end stations that nobody was shown.
        terminal.answer(report, told)?;
        Terminal::remark(
            "not published: stations would end; look at them, then `jingwei publish` or `jingwei discard`",
        );
        return Ok(Ending::Issues);
    }
    if issues.iter().any(|issue| issue.kind == IssueKind::MadePublic) {
        terminal.answer(report, told)?;
        Terminal::remark(
            "not published: stations that were hidden would be public; look at them, then `jingwei publish` or `jingwei discard`",
        );
        return Ok(Ending::Issues);
    }
    if alarm.is_some() {
        terminal.answer(report, told)?;
        Terminal::remark(
            "not published: the coordinates look wrong; `jingwei discard` and convert the file, or `jingwei publish` if they are right",
        );
        return Ok(Ending::Issues);
    }
    if !terminal.is_json() {
        terminal.answer(report, told)?;
    }
    let published =
        Progress::new(0).step("publishing", |_| publish_as_operator(app, draft, &note_of(file)))?;
    let answer = serde_json::json!({ "import": report, "published": published });
    terminal.answer(&answer, |_| told_published(&published))?;
    Ok(Ending::Done)
}

fn told_streets(report: &StreetsReport) -> String {
    let mut text = String::new();
    let date = report.date.as_ref().map(|date| format!(" of {date}")).unwrap_or_default();
    let _ = writeln!(
        text,
        "{}{date}: {} ways, {:.1} km on foot, {} buildings, {} parts not joined to the others",
        report.name, report.ways, report.length_km, report.buildings, report.islands
    );
    for (count, what) in [
        (
            report.missing_nodes,
            "references to nodes that the file does not hold; the ways end there",
        ),
        (report.incomplete, "polygons left out: their outline is not whole in the file"),
        (report.duplicates, "ids that came twice; the first stands"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "advice   {count} {what}");
        }
    }
    tell_alarm(&mut text, report.alarm.as_deref());
    let _ = writeln!(text, "imported into draft {}", report.draft);
    text
}

fn told_stations(report: &StationsReport) -> String {
    let mut text = String::new();
    tell_issues(&mut text, &report.issues);
    tell_alarm(&mut text, report.alarm.as_deref());
    let counts = match &report.summary {
        Some(EditSummary::Stations(s)) => {
            format!(
                " ({} new, {} changed, {} as before, {} end)",
                s.new, s.changed, s.kept, s.retired
            )
        }
        _ => String::new(),
    };
    if let Some(EditSummary::Stations(summary)) = &report.summary
        && !summary.new_kinds.is_empty()
    {
        let kinds: Vec<String> = summary.new_kinds.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "advice   kinds that nobody knew before: {}", kinds.join(", "));
    }
    tell_draft(&mut text, report.draft, &format!("{} stations{counts}", report.stations));
    text
}

fn told_population(report: &PopulationReport) -> String {
    let mut text = String::new();
    tell_issues(&mut text, &report.issues);
    tell_alarm(&mut text, report.alarm.as_deref());
    let sort = report.sort.map_or("places", PlaceSort::plural);
    let what = format!(
        "{} people in {} households, {} {sort}",
        report.residents, report.households, report.places
    );
    tell_draft(&mut text, report.draft, &what);
    text
}

fn tell_draft(text: &mut String, draft: Option<i64>, what: &str) {
    let _ = match draft {
        Some(draft) => writeln!(text, "imported into draft {draft}: {what}"),
        None => writeln!(text, "refused, nothing is stored"),
    };
}

fn tell_alarm(text: &mut String, alarm: Option<&str>) {
    if let Some(alarm) = alarm {
        let _ = writeln!(text, "ALARM    {alarm}");
    }
}

pub(super) fn streets(
    app: &App,
    which: WhichDraft,
    args: StreetsArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let (change, note) = match args.what {
        StreetsWhat::List => {
            let changes = streets::list(app, which)?;
            terminal.answer(&changes, |changes| {
                let told = changes.iter().map(|edit| {
                    format!("{:>4}  {}  {}\n", edit.id, told_change(&edit.change), edit.note)
                });
                told.collect()
            })?;
            return Ok(Ending::Done);
        }
        StreetsWhat::Remove { id } => {
            let changed = streets::remove(app, which, id, AUTHOR)?;
            terminal.answer(&changed, |changed| {
                format!("change {id} is taken back in draft {}\n", changed.draft)
            })?;
            return Ok(Ending::Done);
        }
        StreetsWhat::Block { lon, lat, note } => {
            (StreetChange::Block { at: place(lon, lat)? }, note)
        }
        StreetsWhat::Open { lon, lat, note } => (StreetChange::Open { at: place(lon, lat)? }, note),
        StreetsWhat::Bridge { from, to, note } => {
            let (from, to) = (walking::pair(&from)?, walking::pair(&to)?);
            (StreetChange::Footbridge { from, to }, note)
        }
    };
    let changed = Progress::new(0)
        .step("joining the streets", |_| streets::change(app, which, change, &note, AUTHOR))?;
    terminal.answer(&changed, |changed| {
        format!("change {} is in draft {}\n", changed.id, changed.draft)
    })?;
    Ok(Ending::Done)
}

fn told_change(change: &StreetChange) -> String {
    let at = |at: &domain::topo::Point| format!("{:.7},{:.7}", at.lon(), at.lat());
    match change {
        StreetChange::Block { at: place } => format!("blocked at {}", at(place)),
        StreetChange::Open { at: place } => format!("open at {}", at(place)),
        StreetChange::Footbridge { from, to } => {
            format!("footbridge from {} to {}", at(from), at(to))
        }
    }
}
