//! A draft on another Release than it started from: replayed where nobody else changed the
//! same, and where they did, both shapes and a choice.

use super::base::Base;
use super::board::{self, NoBoard};
use super::drawing::{EditError, must_handle_draft, said};
use super::judged;
use super::rights::{self, Ground};
use super::{DraftSummary, summary, who};
use crate::actions::areas::AreaRef;
use crate::actions::rights::Actor;
use crate::state::App;
use domain::conflict::{self, Decided, Rebased as Replayed};
use domain::topo::Point;
use domain::{Clash, Contested, Draft, Issue, Made, Plan, Refused, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use store::Seen;
use utoipa::ToSchema;

pub(crate) use domain::conflict::Take;

/// A draft as it stands on some ground.
pub(crate) struct Standing {
    /// The ground.
    pub(crate) on: Plan,
    /// What the draft makes of it.
    pub(crate) plan: Plan,
    /// The edits that made it.
    pub(crate) kept: Vec<Made>,
    /// What the edits raised.
    pub(crate) issues: Vec<Issue>,
}

/// What others changed that a draft changes too.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Conflicts {
    /// The newest Release.
    pub(crate) head: Option<i64>,
    /// Whether the draft started from an older one.
    pub(crate) behind: bool,
    /// Each with both shapes.
    pub(crate) clashes: Vec<ClashAnswer>,
}

/// One thing that both changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Clash)]
pub(crate) struct ClashAnswer {
    /// By which it is decided.
    pub(crate) id: String,
    /// `border`, `area`, `field`, `station`, `dataset`; `drawing` where an edit would do
    /// something else on the newest Release than where it was drawn; `refused` where it can no longer be made.
    pub(crate) what: &'static str,
    /// The edits of the draft that it comes from, counted from 1.
    pub(crate) edits: Vec<usize>,
    /// The areas.
    pub(crate) areas: Vec<AreaRef>,
    /// The field of a row that both changed.
    pub(crate) field: Option<String>,
    /// Where to look: longitude and latitude.
    pub(crate) at: Option<[f64; 2]>,
    /// The draft's borders there.
    pub(crate) mine: Option<Lines>,
    /// Those in force.
    pub(crate) theirs: Option<Lines>,
    /// What clashes, for a planner.
    pub(crate) message: String,
}

/// A GeoJSON `MultiLineString`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Lines {
    /// `MultiLineString`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its lines.
    coordinates: Vec<Vec<[f64; 2]>>,
}

/// A draft on the newest Release.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Rebased {
    /// The draft as it is now.
    pub(crate) draft: DraftSummary,
    /// The edits that went, counted from 1 as they were.
    pub(crate) dropped: Vec<usize>,
    /// How many were added, each of which leads a border as the draft had it.
    pub(crate) added: usize,
    /// What is still to be decided; the draft stays where it was until nothing is.
    pub(crate) clashes: Vec<ClashAnswer>,
}

/// Why a draft does not go onto another ground by itself.
pub(crate) struct Stuck {
    clashes: Vec<Clash>,
    /// Edits by their place, and why they can no longer be made.
    refused: Vec<(usize, Refused)>,
}

impl Stuck {
    fn of(replayed: &Replayed) -> Option<Self> {
        let (clashes, refused) = (replayed.clashes.clone(), replayed.refused.clone());
        (!clashes.is_empty() || !refused.is_empty()).then_some(Self { clashes, refused })
    }

    /// In how many places.
    pub(crate) fn places(&self) -> usize {
        self.clashes.len() + self.refused.len()
    }

    fn told(&self, ground: &Ground<'_>) -> Vec<ClashAnswer> {
        let clashes = self.clashes.iter().map(|clash| told(clash, ground));
        let refused = self.refused.iter().map(|(edit, why)| told_refused(*edit, why, ground));
        clashes.chain(refused).collect()
    }
}

/// A draft on some ground: its own base, or what others made of it since.
pub(crate) fn stand(
    app: &App,
    draft: &Draft,
    on: &Plan,
    is_base: bool,
) -> anyhow::Result<Result<Standing, Stuck>> {
    if is_base {
        let replayed = on.clone().replay(&draft.edits)?;
        return Ok(Ok(Standing {
            on: on.clone(),
            plan: replayed.plan,
            kept: draft.edits.clone(),
            issues: replayed.issues,
        }));
    }
    let base = app.bases.get(app, draft.base)?;
    let rebased = conflict::rebase(&base.plan, on, &draft.edits, &Decided::default())?;
    if let Some(stuck) = Stuck::of(&rebased) {
        return Ok(Err(stuck));
    }
    let (plan, kept) = (rebased.plan, rebased.kept);
    Ok(Ok(Standing { on: on.clone(), plan, kept, issues: Vec::new() }))
}

/// A scheduled draft on what will be in force before it, or why it cannot take effect.
pub(crate) fn stand_on(
    app: &App,
    draft: &Draft,
    head: &Arc<Base>,
    before: &Plan,
    is_head: bool,
) -> anyhow::Result<Result<Standing, String>> {
    let is_base = is_head && draft.base == head.number;
    let standing = match stand(app, draft, before, is_base)? {
        Ok(standing) => standing,
        Err(stuck) => {
            let ground = Ground::of_plans(&head.plan, before);
            let first = stuck.told(&ground).into_iter().next().map(|clash| clash.message);
            let more = stuck.places().saturating_sub(1);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            return Ok(Err(format!("{}{rest}", first.unwrap_or_default())));
        }
    };
    let missing = rights::missing(app, draft, before, &standing.plan)?;
    if !missing.is_empty() {
        return Ok(Err(format!("an approver of {} has to agree too", rights::named(&missing))));
    }
    let issues = judged::of_standing(app, draft, head, &standing)?;
    let blocking = issues.iter().find(|issue| issue.issue.severity == Severity::Blocking);
    Ok(match blocking {
        Some(issue) => Err(issue.issue.message.clone()),
        None => Ok(standing),
    })
}

/// What others changed since, where a draft changes it too.
pub(crate) fn conflicts(app: &App, id: i64) -> Result<Conflicts, NoBoard> {
    let (edits, base, is_alive) = board::with(app, id, |board| {
        let is_alive = board.draft.state.is_alive();
        Ok::<_, NoBoard>((board.draft.edits.clone(), Arc::clone(&board.base), is_alive))
    })?;
    let head = app.store.head().map_err(anyhow::Error::from)?;
    // What is published or given up meets nobody any more.
    if head == base.number || !is_alive {
        let head = head.map(|head| head.0);
        return Ok(Conflicts { head, behind: false, clashes: Vec::new() });
    }
    let on = app.bases.get(app, head)?;
    let rebased = conflict::rebase(&base.plan, &on.plan, &edits, &Decided::default())
        .map_err(anyhow::Error::from)?;
    let ground = Ground::of_plans(&base.plan, &on.plan);
    let clashes = Stuck::of(&rebased).map(|stuck| stuck.told(&ground)).unwrap_or_default();
    Ok(Conflicts { head: head.map(|head| head.0), behind: true, clashes })
}

/// Puts a draft on the newest Release. Where a conflict goes to the others, the edits it
/// comes from are dropped; while one is undecided nothing changes.
pub(crate) fn rebase(
    app: &App,
    id: i64,
    seen: i64,
    take: &BTreeMap<String, Take>,
    actor: &Actor,
) -> Result<Rebased, EditError> {
    let stored = app.store.draft(id)?.ok_or(NoBoard::NoDraft(id))?;
    if !stored.state.is_alive() {
        return Err(EditError::Closed { id, state: stored.state });
    }
    if stored.revision != seen {
        return Err(EditError::Moved { id, seen, now: stored.revision });
    }
    must_handle_draft(app, id, actor)?;
    let head = app.store.head()?;
    let (base, on) = (app.bases.get(app, stored.base)?, app.bases.get(app, head)?);
    let ground = Ground::of_plans(&base.plan, &on.plan);
    // What is decided of a conflict is decided of the edits it comes from; the others'
    // shape wins where one edit is in two of them.
    // Taking mine can bring up that an edit can no longer be made, which is decided too.
    let mut decided = Decided::default();
    let (rebased, stuck) = loop {
        let rebased = conflict::rebase(&base.plan, &on.plan, &stored.edits, &decided)
            .map_err(anyhow::Error::from)?;
        let stuck = Stuck::of(&rebased);
        let before = decided.clone();
        for clash in stuck.iter().flat_map(|stuck| stuck.told(&ground)) {
            let Some(take) = take.get(&clash.id) else { continue };
            for edit in clash.edits {
                if (clash.what, *take) == (word(Contested::Drawing), Take::Mine) {
                    decided.anew.insert(edit - 1);
                    continue;
                }
                let held = decided.take.entry(edit - 1).or_insert(*take);
                if *take == Take::Theirs {
                    *held = Take::Theirs;
                }
            }
        }
        if decided == before {
            break (rebased, stuck);
        }
    };
    let (mut dropped, mut added) = (Vec::new(), 0);
    if stuck.is_none() {
        // Between the edits that stay stand those that lead a border as mine.
        let mut kept = &rebased.kept[..];
        for (number, made) in (1..).zip(&stored.edits) {
            match kept.iter().position(|one| one.is_same(made)) {
                Some(at) => kept = &kept[at + 1..],
                None => dropped.push(number),
            }
        }
        added = rebased.kept.len() + dropped.len() - stored.edits.len();
        let at = Seen { draft: id, revision: seen };
        app.store
            .replace_edits(at, head, &rebased.kept, &who(actor, ""))
            .map_err(|error| said(id, seen, error))?;
        board::forget(app, id);
    }
    Ok(Rebased {
        draft: summary(app, id)?.ok_or(NoBoard::NoDraft(id))?,
        dropped,
        added,
        clashes: stuck.map(|stuck| stuck.told(&ground)).unwrap_or_default(),
    })
}

/// A clash as it is sent.
fn told(clash: &Clash, ground: &Ground<'_>) -> ClashAnswer {
    let areas: Vec<AreaRef> = clash.areas.iter().filter_map(|id| ground.reference(*id)).collect();
    let names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    let names = names.join(" | ");
    let what = word(clash.what);
    let message = match (clash.what, &clash.field) {
        (Contested::Border, _) => format!("the border of {names} was moved by others too"),
        (Contested::Area, _) => format!("{names} was cut, merged or ended by others too"),
        (Contested::Drawing, _) => {
            let edits: Vec<String> = clash.edits.iter().map(|at| (at + 1).to_string()).collect();
            let edits = edits.join(", ");
            let at = if names.is_empty() { String::new() } else { format!(" at {names}") };
            format!(
                "edit {edits} would do something else on the newest release, as it is decided so \
                 far, than where it was drawn: the borders{at} are not the same there"
            )
        }
        (_, Some(field)) if names.is_empty() => format!("`{field}` was changed by others too"),
        (_, Some(field)) => format!("`{field}` of {names} was changed by others too"),
        (_, None) => format!("a {what} was changed by others too"),
    };
    let lines = |lines: &Option<Vec<Vec<Point>>>| {
        lines.as_ref().map(|lines| Lines {
            kind: "MultiLineString",
            coordinates: lines
                .iter()
                .map(|line| line.iter().map(|at| super::shapes::degrees(*at)).collect())
                .collect(),
        })
    };
    let mut id = what.to_owned();
    if clash.what == Contested::Drawing {
        for edit in &clash.edits {
            let _ = write!(id, "-{}", edit + 1);
        }
    }
    for area in &clash.areas {
        let _ = write!(id, "-{}", area.0);
    }
    if let Some(field) = &clash.field {
        let _ = write!(id, "-{field}");
    }
    if let Some(at) = clash.at {
        let _ = write!(id, "-{}-{}", at.x, at.y);
    }
    ClashAnswer {
        id,
        what,
        edits: clash.edits.iter().map(|edit| edit + 1).collect(),
        areas,
        field: clash.field.clone(),
        at: clash.at.map(super::shapes::degrees),
        mine: lines(&clash.mine),
        theirs: lines(&clash.theirs),
        message,
    }
}

/// An edit that can no longer be made.
fn told_refused(edit: usize, refused: &Refused, ground: &Ground<'_>) -> ClashAnswer {
    ClashAnswer {
        id: format!("refused-{}", edit + 1),
        what: "refused",
        edits: vec![edit + 1],
        areas: refused.areas.iter().filter_map(|id| ground.reference(*id)).collect(),
        field: None,
        at: refused.at.map(super::shapes::degrees),
        mine: None,
        theirs: None,
        message: format!("edit {} can no longer be made: {}", edit + 1, refused.message),
    }
}

fn word(what: Contested) -> &'static str {
    match what {
        Contested::Border => "border",
        Contested::Area => "area",
        Contested::Field => "field",
        Contested::Station => "station",
        Contested::Dataset => "dataset",
        Contested::Drawing => "drawing",
    }
}

impl Conflicts {
    /// For whoever reads it on a terminal.
    pub(crate) fn told(&self) -> String {
        let mut text = clashes_told(&self.clashes);
        if self.clashes.is_empty() {
            text.push_str(if self.behind {
                "others published since, and nothing clashes: it is replayed when it is published\n"
            } else {
                "it stands on the newest release\n"
            });
        }
        text
    }
}

impl Rebased {
    /// For whoever reads it on a terminal.
    pub(crate) fn told(&self) -> String {
        let mut text = clashes_told(&self.clashes);
        if self.clashes.is_empty() {
            let base = self.draft.base.map_or_else(|| "nothing".into(), |base| base.to_string());
            let _ = writeln!(
                text,
                "draft {} stands on release {base}, {} edits were dropped",
                self.draft.id,
                self.dropped.len()
            );
        }
        text
    }
}

fn clashes_told(clashes: &[ClashAnswer]) -> String {
    let mut text = String::new();
    for clash in clashes {
        let _ = writeln!(text, "CLASH    {}\n         {}", clash.id, clash.message);
    }
    text
}
