//! Drafts on the command line. It acts for the operator, who holds the database.

use super::areas::{tell_answer, tell_issues_of, told_published};
use super::draft_args::{DraftArgs, DraftWhat};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Ending, Usage};
use crate::actions::drafts::{
    self, DraftSummary, EditError, NoBoard, Outcome, StateError, Take, Wish,
};
use crate::actions::rights::Actor;
use crate::clock;
use crate::http;
use crate::state::App;
use anyhow::{Context, bail};
use domain::topo::Point;
use domain::{DivisionKey, DraftState, Redraw, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;

pub(super) fn draft(app: &App, args: DraftArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let actor = Actor::operator();
    match args.what {
        DraftWhat::New { title, note } => {
            said("TITLE", &title)?;
            let draft = drafts::create(app, title.trim(), &note, &actor, None)?;
            terminal.answer(&draft, |draft| format!("draft {} is open\n", draft.id))?;
        }
        DraftWhat::List { all } => list(app, all, terminal)?,
        DraftWhat::Show { id } => {
            let detail = drafts::detail(app, id, &actor)?;
            terminal.answer(&detail, told_detail)?;
        }
        DraftWhat::Rename { id, title, note } => {
            said("TITLE", &title)?;
            let (title, seen) = (title.trim(), revision(app, id)?);
            let done = drafts::rename(app, id, seen, Some(title), note.as_deref(), &actor)?;
            terminal.answer(&done, |done| format!("draft {id} is called {}\n", done.title))?;
        }
        DraftWhat::Edit { id, edit, attempt } => {
            return edits(app, id, &edit, attempt, &actor, terminal);
        }
        DraftWhat::Undo { id } => {
            let outcome = drafts::undo(app, id, revision(app, id)?, &actor)?;
            terminal.answer(&outcome, |outcome| told_outcome(outcome, false))?;
        }
        DraftWhat::Redo { id } => {
            let outcome = drafts::redo(app, id, revision(app, id)?, &actor)?;
            terminal.answer(&outcome, |outcome| told_outcome(outcome, false))?;
        }
        DraftWhat::Check { id, dry_run } => return check(app, id, dry_run, &actor, terminal),
        DraftWhat::Impact { id, csv } => impact(app, id, csv, &actor, terminal)?,
        DraftWhat::Diff { id } => {
            let diff = drafts::diff(app, id, &actor)?;
            terminal.answer(&diff, crate::actions::history::Diff::told)?;
        }
        DraftWhat::Comment { id, text, at } => {
            said("TEXT", &text)?;
            let at = at.as_deref().map(place).transpose()?;
            let said = drafts::comment(app, id, at, &text, &actor, None)?;
            terminal.answer(&said, |said| format!("comment {} is on draft {id}\n", said.id))?;
        }
        DraftWhat::Settle { id, comment } => {
            settle(app, id, comment, &actor, terminal)?;
        }
        DraftWhat::Unwaive { id, key } => {
            let done = drafts::unwaive(app, id, revision(app, id)?, &key, &actor)?;
            terminal.answer(&done, |_| format!("{key} stands again in draft {id}\n"))?;
        }
        DraftWhat::Waive { id, key, reason } => {
            said("--reason", &reason)?;
            let done = drafts::waive(app, id, revision(app, id)?, &key, &reason, &actor)?;
            terminal.answer(&done, |_| format!("{key} is waived in draft {id}\n"))?;
        }
        DraftWhat::Approve { id, note } => {
            let done = drafts::approve(app, id, revision(app, id)?, &note, &actor)?;
            terminal.answer(&done, told_state)?;
        }
        DraftWhat::Reject { id, note } => {
            said("--note", &note)?;
            let done = drafts::reject(app, id, revision(app, id)?, &note, &actor)?;
            terminal.answer(&done, told_state)?;
        }
        DraftWhat::Withdraw { id } => {
            let done = drafts::withdraw(app, id, revision(app, id)?, &actor)?;
            terminal.answer(&done, told_state)?;
        }
        DraftWhat::Schedule { id, effective } => {
            let effective = clock::parse(&effective).map_err(|cause| Usage(cause.to_string()))?;
            let done = drafts::schedule(app, id, revision(app, id)?, effective, &actor)?;
            terminal.answer(&done, told_state)?;
        }
        DraftWhat::Unschedule { id } => {
            let done = drafts::unschedule(app, id, revision(app, id)?, &actor)?;
            terminal.answer(&done, told_state)?;
        }
        DraftWhat::Conflicts { id } => {
            let conflicts = drafts::conflicts(app, id)?;
            let found = !conflicts.clashes.is_empty();
            terminal.answer(&conflicts, drafts::Conflicts::told)?;
            return Ok(if found { Ending::Issues } else { Ending::Done });
        }
        DraftWhat::Rebase { id, mine, theirs } => {
            let mine = mine.into_iter().map(|clash| (clash, Take::Mine));
            let theirs = theirs.into_iter().map(|clash| (clash, Take::Theirs));
            let take: BTreeMap<String, Take> = mine.chain(theirs).collect();
            let rebased = drafts::rebase(app, id, revision(app, id)?, &take, &actor)?;
            let left = !rebased.clashes.is_empty();
            terminal.answer(&rebased, drafts::Rebased::told)?;
            return Ok(if left { Ending::Issues } else { Ending::Done });
        }
        DraftWhat::Publish { id, note, effective } => {
            return publish(app, id, &note, effective.as_deref(), &actor, terminal);
        }
        DraftWhat::Discard { id } => {
            discard(app, id, &actor, terminal)?;
        }
    }
    Ok(Ending::Done)
}

/// The revision of a draft as it is: whoever types a command means that.
fn revision(app: &App, id: i64) -> anyhow::Result<i64> {
    Ok(app.store.draft_revision(id)?.ok_or(NoBoard::NoDraft(id))?)
}

fn place(pair: &[f64]) -> Result<Point, Usage> {
    let [lon, lat] = pair else { return Err(Usage("--at LON LAT".into())) };
    Point::from_degrees(*lon, *lat).ok_or_else(|| Usage(format!("{lon} {lat} is no place")))
}

/// What somebody has to say in words is not left empty.
fn said(what: &str, text: &str) -> Result<(), Usage> {
    if text.trim().is_empty() { Err(Usage(format!("{what} must not be empty"))) } else { Ok(()) }
}

fn discard(app: &App, id: i64, actor: &Actor, terminal: &mut Terminal) -> anyhow::Result<()> {
    if !drafts::discard(app, id, None, actor)? {
        bail!("there is no open draft {id}");
    }
    terminal.answer(&serde_json::json!({ "discarded": id }), |_| format!("draft {id} is gone\n"))
}

fn settle(
    app: &App,
    id: i64,
    comment: i64,
    actor: &Actor,
    terminal: &mut Terminal,
) -> anyhow::Result<()> {
    if !drafts::resolve(app, id, comment, actor)? {
        bail!("draft {id} has no open comment {comment}; `draft show {id}` lists them");
    }
    terminal.answer(&serde_json::json!({ "settled": comment }), |_| {
        format!("comment {comment} is settled\n")
    })
}

fn list(app: &App, all: bool, terminal: &mut Terminal) -> anyhow::Result<()> {
    let alive = DraftState::ALL.into_iter().filter(|state| all || state.is_alive());
    let list = drafts::list(app, &alive.collect::<Vec<_>>())?;
    terminal.answer(&list, |list| {
        if list.drafts.is_empty() {
            return "no draft is open; `jingwei draft new TITLE` opens one\n".into();
        }
        let mut text = String::new();
        for draft in &list.drafts {
            let base = draft.base.map_or_else(|| "-".into(), |base| base.to_string());
            let when = draft.effective_at.as_deref().unwrap_or_default();
            let _ = writeln!(
                text,
                "{:>4}  {:<9}  on {base:>3}  {:>3} edits  {}  {when}",
                draft.id, draft.state, draft.edits, draft.title
            );
            if let Some(alarm) = &draft.alarm {
                let _ = writeln!(text, "      ALARM {alarm}");
            }
        }
        text
    })
}

/// One edit as JSON, or a file with one a line.
fn edits(
    app: &App,
    id: i64,
    given: &str,
    attempt: bool,
    actor: &Actor,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let text = if given.trim_start().starts_with('{') {
        given.to_owned()
    } else if given == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("reading standard input")?;
        text
    } else {
        std::fs::read_to_string(given).with_context(|| format!("reading {given}"))?
    };
    let lines: Vec<&str> = if given.trim_start().starts_with('{') {
        vec![text.as_str()]
    } else {
        text.lines().filter(|line| !line.trim().is_empty()).collect()
    };
    if lines.is_empty() {
        return Err(Usage(format!("{given} holds no edit")).into());
    }
    for (line, number) in lines.iter().zip(1..) {
        let drawn: Redraw =
            http::redraw(line).map_err(|reason| Usage(format!("edit {number}: {reason}")))?;
        let outcome = if attempt {
            drafts::attempt(app, id, drawn, actor)
        } else {
            drafts::append(app, id, revision(app, id)?, &drawn, actor, None)
        };
        match outcome {
            Ok(outcome) => terminal.answer(&outcome, |outcome| told_outcome(outcome, attempt))?,
            Err(EditError::Refused(refused, areas)) => {
                let at = refused.at.map(|at| format!(" at {:.7}, {:.7}", at.lon(), at.lat()));
                let answer = serde_json::json!({
                    "edit": number, "refused": refused.code, "message": refused.message,
                    "at": refused.at.map(|at| [at.lon(), at.lat()]), "areas": areas,
                });
                terminal.answer(&answer, |_| {
                    let at = at.unwrap_or_default();
                    format!("edit {number} is refused: {}{at}\n", refused.message)
                })?;
                return Ok(Ending::Issues);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Ending::Done)
}

fn check(
    app: &App,
    id: i64,
    dry_run: bool,
    actor: &Actor,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let judged = Progress::new(0).step("checking", |_| drafts::issues(app, id, actor))?;
    let blocking = judged.issues.iter().any(|issue| issue.issue.severity == Severity::Blocking);
    let state = if dry_run || blocking {
        None
    } else {
        match drafts::check_in(app, id, revision(app, id)?, actor) {
            Ok(done) => Some(done),
            // Handed in before: the list is what was asked for.
            Err(StateError::NotYet { .. }) => None,
            Err(error) => return Err(error.into()),
        }
    };
    let answer = serde_json::json!({ "issues": judged.issues, "draft": state });
    terminal.answer(&answer, |_| {
        let mut text = String::new();
        tell_issues_of(&mut text, &judged.issues);
        if let Some(state) = &state {
            text.push_str(&told_state(state));
        }
        text
    })?;
    Ok(if blocking { Ending::Issues } else { Ending::Done })
}

fn impact(
    app: &App,
    id: i64,
    csv: bool,
    actor: &Actor,
    terminal: &mut Terminal,
) -> anyhow::Result<()> {
    let main = DivisionKey::main();
    if csv {
        let table = drafts::impact_csv(app, id, &main, actor)?;
        return tell_answer(&table);
    }
    let impact = drafts::impact(app, id, &main, actor)?;
    terminal.answer(&impact, drafts::ImpactAnswer::told)
}

fn publish(
    app: &App,
    id: i64,
    note: &str,
    effective: Option<&str>,
    actor: &Actor,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let effective = effective.map(clock::parse).transpose();
    let effective = effective.map_err(|cause| Usage(cause.to_string()))?;
    let wish = Wish { id, seen: None, note, effective, actor };
    match Progress::new(0).step("publishing", |_| drafts::publish(app, &wish)) {
        Ok(published) => {
            terminal.answer(&published, told_published)?;
            Ok(Ending::Done)
        }
        Err(
            refused @ (drafts::PublishRefused::Blocked(_) | drafts::PublishRefused::Clash { .. }),
        ) => {
            terminal.error(&refused.into());
            Ok(Ending::Issues)
        }
        Err(refused) => Err(refused.into()),
    }
}

fn told_state(draft: &DraftSummary) -> String {
    let when = draft.effective_at.as_ref().map(|at| format!(", in force from {at}"));
    format!("draft {} is {}{}\n", draft.id, draft.state, when.unwrap_or_default())
}

fn told_outcome(outcome: &Outcome, attempt: bool) -> String {
    let mut text = String::new();
    let named = |what: &str, areas: &[crate::actions::areas::AreaRef]| -> String {
        let areas: Vec<String> =
            areas.iter().map(|area| format!("{} {}", area.code, area.name)).collect();
        if areas.is_empty() { String::new() } else { format!("{what} {}\n", areas.join(", ")) }
    };
    text.push_str(&named("new      ", &outcome.created));
    text.push_str(&named("ended    ", &outcome.ended));
    text.push_str(&outcome.impact.told());
    tell_issues_of(&mut text, &outcome.issues);
    let (id, edits) = (outcome.draft.id, outcome.draft.edits);
    if attempt {
        let _ = writeln!(text, "tried only: draft {id} is as it was");
    } else {
        let s = if edits == 1 { "" } else { "s" };
        let _ = writeln!(text, "draft {id} holds {edits} edit{s}");
    }
    text
}

fn told_detail(detail: &drafts::Detail) -> String {
    let draft = &detail.draft;
    let mut text = told_state(draft);
    let _ = writeln!(text, "{}  by {}  {}", draft.title, draft.author, draft.opened_at);
    for edit in &detail.edits {
        let areas: Vec<&str> = edit.areas.iter().map(|area| area.name.as_str()).collect();
        let undone = if edit.undone { "  (undone)" } else { "" };
        let _ = writeln!(
            text,
            "{:>4}  {:<12}  {}  {}{undone}",
            edit.seq,
            edit.kind,
            edit.by,
            areas.join(", ")
        );
    }
    for need in &detail.needs {
        let area = need.area.as_ref().map_or("everything", |area| area.name.as_str());
        let _ = match &need.by {
            Some(by) => writeln!(text, "agreed   {area}: {by}"),
            None => writeln!(text, "needs    an approver of {area}"),
        };
    }
    for other in &detail.beside {
        let areas: Vec<&str> = other.areas.iter().map(|area| area.name.as_str()).collect();
        let _ = writeln!(text, "beside   draft {} touches {} too", other.draft, areas.join(", "));
    }
    for step in &detail.steps {
        let note = if step.note.is_empty() { "" } else { ": " };
        let _ = writeln!(text, "{:<9}{}  {}{note}{}", step.state, step.at, step.by, step.note);
    }
    for comment in &detail.comments {
        let settled = if comment.resolved_by.is_some() { " (settled)" } else { "" };
        let (number, by) = (comment.id, &comment.by);
        let _ = writeln!(text, "comment  {number} {by}: {}{settled}", comment.text);
    }
    text
}
