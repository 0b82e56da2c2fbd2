//! Areas on the command line: import, check, publish, export.

use super::args::{
    AreasFileArgs, CheckArgs, ExportArgs, ExportWhat, ImportArgs, ImportWhat, PublishArgs,
};
use super::progress::{Counted, Progress};
use super::terminal::Terminal;
use super::{Ending, Usage, incidents, layers};
use crate::actions::drafts::{
    self, CheckReport, IssueAnswer, PublishRefused, Published, WhichDraft, Wish,
};
use crate::actions::imports::{self, ImportReport, ImportRequest};
use crate::actions::rights::Actor;
use crate::clock;
use crate::output::{self, Output};
use crate::state::App;
use anyhow::{Context, bail};
use domain::{DivisionKey, Issue, IssueKind, LevelKey, ReleaseNo, Severity};
use exchange::areas::{Chosen, Fields, Format};
use exchange::compressed;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// The author of what is done on the command line.
pub(super) const AUTHOR: &str = "command line";

/// What the name of a file of exported areas may end in.
const EXPORTED: [&str; 7] =
    [".geojson", ".json", ".geojsonl", ".geojsons", ".geojsonseq", ".jsonl", ".ndjson"];

/// How many issues of one kind are written out for people; JSON has all.
const SHOWN: usize = 8;

pub(super) fn import(
    app: &App,
    which: WhichDraft,
    args: ImportArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let args = match args.what {
        ImportWhat::Areas(args) => args,
        ImportWhat::Osm(args) => return layers::osm(app, which, &args, terminal),
        ImportWhat::Stations(args) => return layers::stations(app, which, &args, terminal),
        ImportWhat::Population(args) => return layers::population(app, which, &args, terminal),
        ImportWhat::Incidents(args) => return incidents::import(app, args, terminal),
    };
    let allow = args.allow.iter().map(|name| {
        IssueKind::acceptable(name.trim()).ok_or_else(|| {
            let known: Vec<&str> = IssueKind::ACCEPTABLE.iter().map(|kind| kind.as_str()).collect();
            Usage(format!("--allow {name}: the kinds are {}", known.join(", ")))
        })
    });
    let allow = allow.collect::<Result<BTreeSet<_>, _>>()?;
    let request = ImportRequest { draft: which, allow, ..request(&args.file)? };
    let report = read(&args.file.file, |input, step| {
        imports::import_areas(app, input, &request, AUTHOR, step)
    })?;
    if report.is_blocked() || !args.publish {
        terminal.answer(&report, |report| told(report, "imported"))?;
        return Ok(if report.is_blocked() { Ending::Issues } else { Ending::Done });
    }
    if report.issues.iter().any(|issue| issue.kind == IssueKind::Retired) {
        // One command must not end areas that nobody was shown.
        terminal.answer(&report, |report| told(report, "imported"))?;
        Terminal::remark(
            "not published: areas would end; look at them, then `jingwei publish` or `jingwei discard`",
        );
        return Ok(Ending::Issues);
    }
    if !terminal.is_json() {
        terminal.answer(&report, |report| told(report, "imported"))?;
    }
    let published = Progress::new(0).step("publishing", |_| {
        publish_as_operator(app, report.draft, &note_of(&args.file.file))
    })?;
    let answer = serde_json::json!({ "import": report, "published": published });
    terminal.answer(&answer, |_| told_published(&published))?;
    Ok(Ending::Done)
}

/// Publishes what a command has just put into a draft.
pub(super) fn publish_as_operator(
    app: &App,
    draft: Option<i64>,
    note: &str,
) -> Result<Published, PublishRefused> {
    let id = draft.ok_or(PublishRefused::NoDraft)?;
    let actor = Actor::operator();
    drafts::publish(app, &Wish { id, seen: None, note, effective: None, actor: &actor })
}

pub(super) fn note_of(file: &Path) -> String {
    format!("import of {}", file.file_name().unwrap_or_default().to_string_lossy())
}

pub(super) fn check(
    app: &App,
    which: WhichDraft,
    args: CheckArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let Some(file) = args.file else {
        let report = Progress::new(0).step("checking", |_| drafts::check(app, which))?;
        terminal.answer(&report, told_check)?;
        let blocking = |issue: &IssueAnswer| issue.issue.severity == Severity::Blocking;
        let blocked = report.issues.iter().any(blocking);
        return Ok(if blocked { Ending::Issues } else { Ending::Done });
    };
    let Some(level) = args.level else {
        return Err(Usage("check FILE needs --level KEY, the level the file holds".into()).into());
    };
    let args = AreasFileArgs {
        file,
        level,
        code_field: args.code_field,
        name_field: args.name_field,
        parent_field: args.parent_field,
        division: args.division,
        merge_parts: args.merge_parts,
    };
    let request = request(&args)?;
    let report = read(&args.file, |input, step| imports::check_file(app, input, &request, step))?;
    terminal.answer(&report, |report| told(report, "read"))?;
    Ok(ending(&report.issues))
}

fn ending(issues: &[Issue]) -> Ending {
    if drafts::is_blocked(issues) { Ending::Issues } else { Ending::Done }
}

fn request(args: &AreasFileArgs) -> anyhow::Result<ImportRequest> {
    let usage = |cause: domain::NameError| Usage(cause.to_string());
    Ok(ImportRequest {
        draft: WhichDraft::Only,
        level: LevelKey::new(args.level.clone()).map_err(usage)?,
        division: DivisionKey::new(args.division.clone()).map_err(usage)?,
        fields: Fields {
            code: args.code_field.clone(),
            name: args.name_field.clone(),
            parent: args.parent_field.clone(),
        },
        merge_parts: args.merge_parts,
        allow: BTreeSet::new(),
    })
}

/// Opens a file, or standard input for `-`, and runs an action on it with progress.
pub(super) fn read<T>(
    file: &Path,
    action: impl FnOnce(Box<dyn Read + Send>, &dyn Fn(&str)) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let (input, size): (Box<dyn Read + Send>, u64) = if file == Path::new("-") {
        (Box::new(io::stdin()), 0)
    } else {
        let input = File::open(file).with_context(|| format!("opening {}", file.display()))?;
        let size = input.metadata().map_or(0, |about| about.len());
        (Box::new(input), size)
    };
    Progress::new(size)
        .step("reading", |bar| {
            let counted = Counted::new(input, bar);
            action(Box::new(counted), &|step| bar.set_message(step.to_owned()))
        })
        .with_context(|| format!("reading {}", file.display()))
}

pub(super) fn publish(
    app: &App,
    which: WhichDraft,
    args: &PublishArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let effective = args.effective.as_deref().map(clock::parse).transpose();
    let effective = effective.map_err(|cause| Usage(cause.to_string()))?;
    let chosen = drafts::choose(app, which)?;
    let published = Progress::new(0).step("publishing", |_| {
        let id = chosen.ok_or(PublishRefused::NoDraft)?;
        let actor = Actor::operator();
        let wish = Wish { id, seen: None, note: &args.note, effective, actor: &actor };
        drafts::publish(app, &wish)
    });
    match published {
        Ok(published) => {
            terminal.answer(&published, told_published)?;
            Ok(Ending::Done)
        }
        Err(refused @ (PublishRefused::Blocked(_) | PublishRefused::Clash { .. })) => {
            terminal.error(&refused.into());
            Ok(Ending::Issues)
        }
        Err(refused) => Err(refused.into()),
    }
}

pub(super) fn discard(
    app: &App,
    which: WhichDraft,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let Some(id) = drafts::choose(app, which)? else { bail!("there is no open draft to discard") };
    drafts::discard(app, id, None, &Actor::operator())?;
    terminal
        .answer(&serde_json::json!({ "discarded": id }), |_| format!("draft {id} is gone\n"))?;
    Ok(Ending::Done)
}

pub(super) fn export(
    app: &App,
    args: &ExportArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let ExportWhat::Areas(args) = &args.what;
    let level = args.level.clone().map(LevelKey::new).transpose();
    let level = level.map_err(|cause| Usage(cause.to_string()))?;
    let name = args.output.to_string_lossy();
    let format = format(&name)?;
    let Some(head) = app.store.head()? else {
        bail!("nothing is published yet, so nothing can be exported")
    };
    let release = args.release.map_or(head, ReleaseNo);
    if !(1..=head.0).contains(&release.0) {
        bail!("there is no release {release}; the newest is {head}");
    }
    let contents = app.store.contents(release)?;
    if let Some(level) = level.as_ref().filter(|level| contents.levels.rank(level).is_none()) {
        return Err(Usage(format!("there is no level `{level}`")).into());
    }
    let write = || -> anyhow::Result<usize> {
        let mut out = compressed::Output::create(Output::create(&args.output)?, &name);
        let areas = exchange::areas::write(&mut out, &contents, level.as_ref(), format)?;
        out.finish()?.finish()?;
        Ok(areas)
    };
    let areas =
        Progress::new(0).step("writing", |_| write()).with_context(|| format!("writing {name}"))?;
    if !output::is_standard(&args.output) {
        let answer = serde_json::json!({ "release": release, "areas": areas, "file": name });
        terminal.answer(&answer, |_| format!("release {release}: {areas} areas in {name}\n"))?;
    }
    Ok(Ending::Done)
}

/// The format a file's name asks for. Any other name is a mistake, such as a table
/// that would not hold one.
fn format(name: &str) -> Result<Format, Usage> {
    let plain = name.to_ascii_lowercase();
    let plain = plain.strip_suffix(".gz").unwrap_or(&plain);
    if name == "-" || EXPORTED.iter().any(|ending| plain.ends_with(ending)) {
        return Ok(Format::of_name(name));
    }
    let endings = EXPORTED.join(", ");
    Err(Usage(format!("{name}: areas go to a file in {endings}, each also with .gz, or to -")))
}

fn told(report: &ImportReport, done: &str) -> String {
    let mut text = String::new();
    let mapping = &report.mapping;
    for (role, chosen) in [
        ("code", Some(&mapping.code)),
        ("name", mapping.name.as_ref()),
        ("parent", mapping.parent.as_ref()),
    ] {
        let line = match chosen {
            Some(Chosen { field, guessed: true }) => {
                format!("`{field}` (guessed; --{role}-field says otherwise)")
            }
            Some(Chosen { field, .. }) => format!("`{field}`"),
            None => "-".into(),
        };
        let _ = writeln!(text, "{role:<7} {line}");
    }
    tell_issues(&mut text, &report.issues);
    let s = &report.summary;
    let by_position = match s.parents_by_position {
        0 => String::new(),
        n => format!("; {n} found their parent by position"),
    };
    if let Some(division) = s.new_division.as_ref().filter(|key| **key != DivisionKey::main()) {
        let _ = writeln!(text, "a new division: `{division}`");
    }
    let counts = format!("{} new, {} kept, {} retired{by_position}", s.new, s.kept, s.retired);
    let _ = match (report.draft, report.is_blocked()) {
        (Some(draft), _) => {
            writeln!(
                text,
                "{done} into draft {draft}: {} areas of level {} ({counts})",
                s.areas, s.level
            )
        }
        (None, true) => {
            writeln!(text, "refused, nothing is stored; --allow KIND,… accepts kinds by name")
        }
        (None, false) => writeln!(text, "{} areas of level {} ({counts})", s.areas, s.level),
    };
    text
}

fn told_check(report: &CheckReport) -> String {
    let mut text = String::new();
    tell_issues_of(&mut text, &report.issues);
    let base =
        report.release.map_or_else(|| "nothing".into(), |number| format!("release {number}"));
    let _ = match report.draft {
        Some(draft) => writeln!(text, "draft {draft} on {base}: {}", verdict_of(&report.issues)),
        None => writeln!(text, "{base}: {}", verdict_of(&report.issues)),
    };
    text
}

fn verdict(issues: &[Issue]) -> String {
    let count = |severity| issues.iter().filter(|issue| issue.severity == severity).count();
    format!(
        "{} blocking, {} accepted, {} advice",
        count(Severity::Blocking),
        count(Severity::Accepted),
        count(Severity::Advice),
    )
}

fn verdict_of(issues: &[IssueAnswer]) -> String {
    let issues: Vec<Issue> = issues.iter().map(|one| one.issue.clone()).collect();
    verdict(&issues)
}

/// The same of issues with their keys.
pub(super) fn tell_issues_of(text: &mut String, issues: &[IssueAnswer]) {
    let plain: Vec<Issue> = issues.iter().map(|one| one.issue.clone()).collect();
    tell_issues(text, &plain);
    let stand = issues.iter().filter(|one| one.issue.severity == Severity::Blocking);
    for one in stand.take(SHOWN) {
        let _ = writeln!(text, "key      {}", one.key);
    }
    for (one, waived) in issues.iter().filter_map(|one| Some((one, one.waived.as_ref()?))) {
        let _ = writeln!(text, "waived   {} by {}: {}", one.key, waived.by, waived.reason);
    }
}

/// An answer that is a text of its own, such as a table.
pub(super) fn tell_answer(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

pub(super) fn tell_issues(text: &mut String, issues: &[Issue]) {
    let mut told: BTreeMap<(Severity, IssueKind), usize> = BTreeMap::new();
    for issue in issues {
        let count = told.entry((issue.severity, issue.kind)).or_default();
        *count += 1;
        if *count <= SHOWN {
            tell_issue(text, issue);
        }
    }
    for ((_, kind), count) in told.iter().filter(|(_, count)| **count > SHOWN) {
        let _ = writeln!(
            text,
            "         … and {} more of the kind {kind}; --json lists all",
            count - SHOWN
        );
    }
    let blocking = || told.iter().filter(|((severity, _), _)| *severity == Severity::Blocking);
    let all: usize = blocking().map(|(_, count)| count).sum();
    if all > 0 {
        let list: Vec<String> =
            blocking().map(|((_, kind), count)| format!("{count} {kind}")).collect();
        let _ = writeln!(text, "{all} issues block: {}", list.join(", "));
    }
}

fn tell_issue(text: &mut String, issue: &Issue) {
    let severity = match issue.severity {
        Severity::Blocking => "BLOCKS  ",
        Severity::Accepted => "accepted",
        Severity::Advice => "advice  ",
    };
    let place = issue.at.map(|at| format!(" at {:.7}, {:.7}", at.lon(), at.lat()));
    let features = match issue.features.as_slice() {
        [] => String::new(),
        [one] => format!(" (feature {one})"),
        [first, ..] => format!(" (feature {first} and {} more)", issue.features.len() - 1),
    };
    let (kind, message, place) = (issue.kind, &issue.message, place.unwrap_or_default());
    let _ = writeln!(text, "{severity} {kind}: {message}{features}{place}");
    if issue.severity == Severity::Blocking {
        let _ = writeln!(text, "         {}", issue.proposal);
    }
}

pub(super) fn told_published(published: &Published) -> String {
    let mut also = String::new();
    if published.stations_changed > 0 {
        let _ = write!(also, "; {} stations new, changed or gone", published.stations_changed);
    }
    for (changed, what) in
        [(published.streets_changed, "streets"), (published.population_changed, "people")]
    {
        if changed {
            let _ = write!(also, "; other {what}");
        }
    }
    format!(
        "release {} is in force from {}: {} areas, {} new or changed, {} retired{also}\n",
        published.release,
        published.effective_at,
        published.areas,
        published.changed,
        published.retired,
    )
}
