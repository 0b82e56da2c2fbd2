//! Whose place is this, on the command line: one, or a table of them.

use super::args::{LocateArgs, RouteFileArgs};
use super::progress::{Counted, Progress};
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::batch::{self, TableReport};
use crate::actions::locate::{self, DivisionAnswer, Located, Place, ReasonKind};
use crate::clock;
use crate::output::{self, Output};
use crate::state::App;
use anyhow::{Context, bail};
use domain::Metres;
use domain::routing::Accuracy;
use exchange::compressed;
use exchange::points::Columns;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};

pub(super) fn locate(
    app: &App,
    args: &LocateArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let place = Place::new(args.lon, args.lat, args.accuracy, None);
    let place = place.map_err(|cause| Usage(cause.to_string()))?;
    let at = args.at.as_deref().map(clock::parse).transpose();
    let at = at.map_err(|cause| Usage(cause.to_string()))?;
    let Some(located) = locate::locate(app, &place, at)? else {
        let first = app.store.releases()?.into_iter().map(|(r, _)| r).min_by_key(|r| r.number);
        match first {
            Some(first) => bail!(
                "no release was in force then; the first began at {}",
                clock::text(first.effective)
            ),
            None => bail!("nothing is published yet; import areas and publish them first"),
        }
    };
    terminal.answer(&located, told)?;
    Ok(Ending::Done)
}

fn told(located: &Located) -> String {
    let mut text = String::new();
    for answer in &located.divisions {
        let _ = writeln!(text, "{} (release {})", sentence(answer), located.release);
        for step in &answer.path {
            let _ = writeln!(text, "  {:<12} {:<16} {}", step.level, step.code, step.name);
        }
        if let Some(share) = answer.share {
            let _ = writeln!(text, "  it is right with probability {share:.3}");
        }
        for other in &answer.candidates {
            let share =
                other.share.map(|share| format!(", probability {share:.3}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "  or {} {} ({:.1} m away{share})",
                other.code, other.name, other.distance_m
            );
        }
        if let Some(outside) = answer.outside_share.filter(|share| *share > 0.0) {
            let _ = writeln!(text, "  or no area at all (probability {outside:.3})");
        }
        if answer.needs_confirmation {
            let _ = writeln!(text, "  ask before sending someone");
        }
    }
    text
}

fn sentence(answer: &DivisionAnswer) -> String {
    let division = &answer.division;
    let border =
        answer.border_m.map(|m| format!(", {m:.1} m from the nearest border")).unwrap_or_default();
    match answer.reason.kind {
        ReasonKind::Within => format!("{division}: inside{border}"),
        ReasonKind::OnBorder => {
            let also = answer.reason.also.as_deref().unwrap_or_default().join(", ");
            format!("{division}: on the border with {also}; the side is decided by the border rule")
        }
        ReasonKind::Nearest => {
            let away = answer.reason.away_m.unwrap_or_default();
            format!("{division}: outside all areas; the nearest is {away:.1} m away")
        }
        ReasonKind::Blank => {
            let inside = answer.reason.inside.as_ref().map_or("?", |step| step.name.as_str());
            format!("{division}: blank ground inside {inside}{border}")
        }
        ReasonKind::Outside => format!("{division}: outside all areas{border}"),
    }
}

pub(super) fn route_file(
    app: &App,
    args: RouteFileArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let accuracy = args.accuracy.map(|metres| Accuracy::new(Metres(metres))).transpose();
    let accuracy = accuracy.map_err(|cause| Usage(cause.to_string()))?;
    if output::is_same_file(&args.input, &args.output) {
        let input = args.input.display();
        return Err(Usage(format!("{input} cannot be both input and output")).into());
    }
    let snapshot = Progress::new(0).step("loading the areas", |_| app.at(None))?;
    let Some(snapshot) = snapshot else {
        bail!("nothing is published yet, so nothing can be routed")
    };
    let (input, size): (Box<dyn Read + Send>, u64) = if output::is_standard(&args.input) {
        (Box::new(io::stdin()), 0)
    } else {
        let input =
            File::open(&args.input).with_context(|| format!("opening {}", args.input.display()))?;
        let size = input.metadata().map_or(0, |about| about.len());
        (Box::new(input), size)
    };
    let wish = Columns { lon: args.lon_field, lat: args.lat_field, accuracy: None };
    // An output that cannot be written is told before the work, not after it.
    let out = Output::create(&args.output)?;
    let route = |bar: &_| -> anyhow::Result<TableReport> {
        let out = compressed::Output::create(out, &args.output.to_string_lossy());
        let input = Counted::new(input, bar);
        let (report, out) =
            batch::route_table(app, &snapshot.atlas, input, out, &wish, accuracy, |_| ())?;
        out.finish()?.finish()?;
        Ok(report)
    };
    let report = Progress::new(size)
        .step("routing", route)
        .with_context(|| format!("routing {}", args.input.display()))?;
    if output::is_standard(&args.output) {
        return Ok(Ending::Done);
    }
    terminal.answer(&report, |report| {
        let reasons: Vec<String> =
            report.reasons.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
        let rows = report.rows;
        let asked = report.needs_confirmation;
        let unusable = match report.unusable_accuracy {
            0 => String::new(),
            n => format!("; {n} with an accuracy that cannot be used"),
        };
        format!("{rows} rows: {}; {asked} need confirmation{unusable}\n", reasons.join(", "))
    })?;
    Ok(Ending::Done)
}
