//! Incidents and settings on the command line.

use super::areas::{AUTHOR, read, tell_issues};
use super::people_args::{ImportIncidentsArgs, SettingsArgs, SettingsWhat};
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::incidents::{self, IncidentsReport, IncidentsRequest};
use crate::actions::settings;
use crate::clock;
use crate::state::App;
use anyhow::Context;
use domain::Settings;
use exchange::incidents::Wish;
use exchange::points::Columns;
use std::fmt::Write as _;
use std::io::Read;
use store::Who;

/// No file of settings is longer.
const SETTINGS: u64 = 1 << 20;

pub(super) fn import(
    app: &App,
    args: ImportIncidentsArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let wish = Wish {
        position: Columns { lon: args.lon_field, lat: args.lat_field, accuracy: None },
        id: args.id_field,
        time: args.time_field,
        hour: args.hour_field,
        kind: args.kind_field,
    };
    let request = IncidentsRequest { wish, skip_faulty: args.skip_faulty };
    let who = Who::new(AUTHOR, clock::now());
    let report =
        read(&args.file, |input, step| incidents::import(app, input, &request, &who, step))?;
    terminal.answer(&report, told)?;
    Ok(if report.kept { Ending::Done } else { Ending::Issues })
}

fn told(report: &IncidentsReport) -> String {
    let mut text = String::new();
    tell_issues(&mut text, &report.issues);
    if !report.kept {
        let _ = writeln!(
            text,
            "refused, nothing is stored; --skip-faulty leaves the {} faulty rows out",
            report.faulty
        );
        return text;
    }
    let times = report.from.as_ref().zip(report.to.as_ref());
    let times = times.map(|(from, to)| format!(", {from} to {to}")).unwrap_or_default();
    let _ = writeln!(
        text,
        "{} incidents new, {} changed, {} as before, {} rows left out{times}",
        report.added, report.updated, report.unchanged, report.faulty
    );
    if report.without_id > 0 {
        let _ = writeln!(
            text,
            "advice   {} have no id: imported again, they would be counted twice",
            report.without_id
        );
    }
    text
}

pub(super) fn settings(
    app: &App,
    args: SettingsArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    if let SettingsWhat::Set { file } = args.what {
        let mut text = String::new();
        read(&file, |input, _| Ok(input.take(SETTINGS).read_to_string(&mut text)?))?;
        if !text.trim_start().starts_with('{') {
            return Err(Usage(format!("{}: must be a JSON object", file.display())).into());
        }
        let given: Settings = serde_json::from_str(&text)
            .map_err(|cause| Usage(format!("{}: {cause}", file.display())))?;
        given.check(&app.store.levels()?).map_err(|wrong| Usage(wrong.to_string()))?;
        settings::replace(app, &given, &Who::new(AUTHOR, clock::now()))?;
    }
    let current = settings::current(app)?;
    let text = serde_json::to_string_pretty(&current).context("writing the settings")?;
    terminal.answer(&current, |_| format!("{text}\n"))?;
    Ok(Ending::Done)
}
