//! What is not as it should be: of what a draft touches after every edit, of all of it
//! when it is handed in and published.
//!
//! A draft answers for what is drawn in it. A file that comes in is judged by its own
//! list when it comes, with kinds that are accepted by name; what the files alone make of
//! the base is therefore the ground that everything drawn is compared with.

use super::base::Base;
use super::board::{self, Board, NoBoard, Touched};
use super::conflicts::Standing;
use super::hearing::Hearing;
use super::impact::ImpactAnswer;
use super::opened::Opened;
use super::people;
use super::rights::Ground;
use crate::actions::areas::AreaRef;
use crate::actions::history::Diff;
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::App;
use domain::rules::{self, Scope, View};
use domain::topo::drawing::Border;
use domain::topo::{Drawing, Label, Point, plane};
use domain::{
    Area, AreaId, Baseline, DivisionKey, Draft, Edit, Issue, IssueKind, Made, Plan, Points,
    Settings, Severity,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use store::Waiver;
use utoipa::ToSchema;

/// For so many blanks a neighbour is proposed.
const PROPOSED: usize = 50;

/// One issue with its key, and whoever answers for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Issue)]
pub(crate) struct IssueAnswer {
    /// By which it is waived: its kind, the codes involved, and its square metres.
    pub(crate) key: String,
    /// The issue itself.
    #[serde(flatten)]
    #[schema(value_type = IssueFields)]
    pub(crate) issue: Issue,
    /// The areas involved, the one at fault first.
    pub(crate) areas: Vec<AreaRef>,
    /// Who answers for it, and why; null where nobody does.
    pub(crate) waived: Option<WaivedAnswer>,
    /// An edit that would settle it, as `POST /api/v1/drafts/{id}/edits` takes it.
    #[schema(value_type = Option<Object>)]
    pub(crate) repair: Option<serde_json::Value>,
}

/// Who answers for an issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Waived)]
pub(crate) struct WaivedAnswer {
    /// Who.
    pub(crate) by: String,
    /// Why it may stand.
    pub(crate) reason: String,
    /// When they said so (RFC 3339).
    at: String,
}

/// What an issue says.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes how domain::Issue is sent")]
struct IssueFields {
    /// What is wrong, in one word.
    kind: String,
    /// `blocking`, `accepted` or `advice`.
    severity: String,
    /// It stood before the draft did anything.
    inherited: Option<bool>,
    /// The level it was found on.
    level: Option<String>,
    /// The codes of the areas, stations or buildings involved.
    codes: Vec<String>,
    /// The features or rows of the file involved, counted from 1.
    features: Vec<usize>,
    /// A point on it: longitude and latitude.
    at: Option<[f64; 2]>,
    /// Its area in square metres, 0 where it has none.
    area_m2: f64,
    /// The diameter of the largest circle inside it, in metres.
    width_m: f64,
    /// What was counted, where a count is at fault; of issues told once for many, how many.
    count: Option<u64>,
    /// The least or the most it should be.
    limit: Option<u64>,
    /// What is wrong, for a planner.
    message: String,
    /// What would settle it.
    proposal: String,
    /// Its outline, a GeoJSON `MultiPolygon`.
    #[schema(value_type = Option<Object>)]
    shape: Option<()>,
}

/// The issues of a draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Judged {
    /// The draft's revision when it was judged.
    pub(crate) revision: i64,
    /// The blocking first.
    pub(crate) issues: Vec<IssueAnswer>,
}

/// What a draft means and what is wrong where it changes something, as far as somebody
/// hears of it.
pub(super) fn local(
    app: &App,
    board: &mut Board,
    division: &DivisionKey,
    touched: &Touched,
    actor: &Actor,
) -> anyhow::Result<(ImpactAnswer, Vec<IssueAnswer>)> {
    let base = Arc::clone(&board.base);
    let before = base.baseline(division);
    let imported = board.draft.edits.iter().any(|made| is_file(&made.edit));
    let seen = board.look(division, |tracker, desk, drawing, areas| {
        let impact = tracker.report(drawing, areas, desk.stations());
        let view = View::of_draft(tracker, &impact, drawing, areas, desk.stations());
        let before = before.as_ref().map(|before| View::of_base(before));
        let scope = Scope::Touched(&touched.areas);
        let mut issues = rules::check(&view, scope, &base.settings, before.as_ref());
        if imported {
            issues.iter_mut().for_each(advise);
        }
        // What stood before is no news after every edit.
        issues.retain(|issue| !issue.inherited);
        let repairs: Vec<_> = issues.iter().map(|issue| repair(issue, drawing, areas)).collect();
        (impact, issues, repairs)
    });
    let Some((impact, issues, repairs)) = seen else { return Ok(Default::default()) };
    let hearing = Hearing::of(app, board, actor)?;
    let ground = Ground::of_board(board);
    let mut told = answers(app, board.draft.id, issues, &ground)?;
    for (answer, repair) in told.iter_mut().zip(repairs) {
        answer.repair = repair;
    }
    hearing.issues(&mut told, &ground);
    told.sort_by_key(|answer| answer.issue.severity);
    Ok((ImpactAnswer::heard(impact, &hearing, &ground), told))
}

/// A fault of a file is told here as advice: the file's own list said more.
fn advise(issue: &mut Issue) {
    if issue.severity == Severity::Blocking {
        issue.severity = Severity::Advice;
    }
}

fn is_file(edit: &Edit) -> bool {
    matches!(edit, Edit::ImportAreas(_))
}

/// Every issue of a draft as it is, on the Release it stands on, that somebody hears of.
pub(crate) fn issues(app: &App, id: i64, actor: &Actor) -> Result<Judged, NoBoard> {
    let (revision, base, edits, plan, raised, hearing) = board::with(app, id, |board| {
        let raised: Vec<Issue> = board.raised().cloned().collect();
        let edits = board.draft.edits.clone();
        Ok::<_, NoBoard>((
            board.draft.revision,
            Arc::clone(&board.base),
            edits,
            board.desk.plan(),
            raised,
            Hearing::of(app, board, actor)?,
        ))
    })?;
    let issues = all(&base.plan, &edits, &plan, raised, &base.settings, &base.points)?;
    let ground = Ground::of_plans(&base.plan, &plan);
    let mut told = answers(app, id, issues, &ground)?;
    hearing.issues(&mut told, &ground);
    Ok(Judged { revision, issues: proposed(told, &plan) })
}

/// Every issue of what was opened, a draft or the Release in force.
pub(super) fn whole(app: &App, opened: &Opened) -> anyhow::Result<Vec<IssueAnswer>> {
    let base = &opened.before;
    let edits = opened.draft.as_ref().map_or(&[][..], |draft| &draft.edits);
    let raised = opened.issues.clone();
    let issues = all(&base.plan, edits, &opened.plan, raised, &base.settings, &base.points)?;
    let ground = Ground::of_plans(&base.plan, &opened.plan);
    let id = opened.draft.as_ref().map_or(0, |draft| draft.id);
    Ok(proposed(answers(app, id, issues, &ground)?, &opened.plan))
}

/// Every issue of a draft on the ground it is to be published on.
pub(super) fn of_standing(
    app: &App,
    draft: &Draft,
    on: &Base,
    standing: &Standing,
) -> anyhow::Result<Vec<IssueAnswer>> {
    let raised = standing.issues.clone();
    let issues =
        all(&standing.on, &standing.kept, &standing.plan, raised, &on.settings, &on.points)?;
    let ground = Ground::of_plans(&standing.on, &standing.plan);
    answers(app, draft.id, issues, &ground)
}

/// Every fault of a plan that some edits made of another, the blocking first.
fn all(
    base: &Plan,
    edits: &[Made],
    plan: &Plan,
    raised: Vec<Issue>,
    settings: &Settings,
    points: &Arc<Points>,
) -> anyhow::Result<Vec<Issue>> {
    let files: Vec<Made> = edits.iter().filter(|made| is_file(&made.edit)).cloned().collect();
    let before = match files.len() {
        0 => base.clone(),
        all if all == edits.len() => plan.clone(),
        _ => base.clone().replay(&files)?.plan,
    };
    let ruled = plan.grounds.iter().flat_map(|ground| {
        let key = &ground.division.key;
        let after = Baseline::of(plan, key, Arc::clone(points));
        let before = before.ground(key).map(|_| Baseline::of(&before, key, Arc::clone(points)));
        let before = before.as_ref().map(View::of_base);
        rules::check(&View::of_base(&after), Scope::All, settings, before.as_ref())
    });
    let ruled: Vec<Issue> = ruled.filter(is_not_told_by_the_ground).collect();
    let mut issues = plan.check();
    // A blank that the draft makes is told once, by the rule.
    let new = |issue: &Issue| {
        ruled.iter().any(|rule| {
            !rule.inherited
                && (rule.kind, &rule.codes, &rule.shape) == (issue.kind, &issue.codes, &issue.shape)
        })
    };
    issues.retain(|issue| !new(issue));
    for issue in issues.iter_mut().filter(|issue| issue.kind == IssueKind::OddShape) {
        issue.inherited = issue.areas.iter().all(|id| has_same_ground(*id, &before, plan));
    }
    // What the ground as it is tells of stations, it tells once.
    let told: BTreeSet<IssueKind> = issues.iter().map(|issue| issue.kind).collect();
    let repeated = [IssueKind::OutsideAreas, IssueKind::UnknownOwner];
    issues.extend(
        raised
            .into_iter()
            .filter(|issue| !(repeated.contains(&issue.kind) && told.contains(&issue.kind))),
    );
    issues.extend(ruled);
    issues.sort_by_key(|issue| (issue.severity, issue.inherited));
    Ok(issues)
}

/// Whether an Area holds what it held before.
fn has_same_ground(id: AreaId, before: &Plan, after: &Plan) -> bool {
    let shape = |plan: &Plan| {
        let ground = plan.grounds.iter().find(|ground| ground.areas.contains_key(&id))?;
        Some(ground.partition.shape(id.label()))
    };
    shape(before) == shape(after)
}

/// What stood before and [`Plan::check`] lists too, under another heading.
fn is_not_told_by_the_ground(issue: &Issue) -> bool {
    use IssueKind as Kind;
    let kinds = [Kind::Blank, Kind::Gap, Kind::InPieces, Kind::NarrowNeck, Kind::TinyCell];
    !(issue.inherited && kinds.contains(&issue.kind))
}

/// By what an issue is waived: what it is, of whom, where to about a metre, and how large.
/// One that grows, or lies elsewhere, is another one, and nobody answered for that.
fn waiver_key(issue: &Issue) -> String {
    let mut key = issue.key();
    let size = issue.area_m2.round();
    if size > 0.0 {
        let _ = write!(key, "#{size}");
        if let Some(at) = issue.at {
            let _ = write!(key, "@{:.5},{:.5}", at.lon(), at.lat());
        }
    }
    if let Some(count) = issue.count {
        let _ = write!(key, "={count}");
    }
    key
}

/// Issues as they are sent: those somebody answers for are accepted.
fn answers(
    app: &App,
    draft: i64,
    issues: Vec<Issue>,
    ground: &Ground<'_>,
) -> anyhow::Result<Vec<IssueAnswer>> {
    let waivers: BTreeMap<String, Waiver> =
        app.store.waivers(draft)?.into_iter().map(|waiver| (waiver.key.clone(), waiver)).collect();
    let named = if waivers.is_empty() { BTreeMap::new() } else { people(app)? };
    let answer = |mut issue: Issue| {
        let key = waiver_key(&issue);
        let waived = waivers.get(&key).filter(|_| issue.severity != Severity::Advice);
        if waived.is_some() {
            issue.severity = Severity::Accepted;
        }
        IssueAnswer {
            areas: issue.areas.iter().filter_map(|id| ground.reference(*id)).collect(),
            waived: waived.map(|waiver| WaivedAnswer {
                by: named.get(&waiver.author).unwrap_or(&waiver.author).clone(),
                reason: waiver.reason.clone(),
                at: clock::text(waiver.made),
            }),
            repair: None,
            key,
            issue,
        }
    };
    let mut all: Vec<IssueAnswer> = issues.into_iter().map(answer).collect();
    all.sort_by_key(|answer| (answer.issue.severity, answer.issue.inherited));
    Ok(all)
}

/// The same with a proposal for each of the first blanks.
fn proposed(mut issues: Vec<IssueAnswer>, plan: &Plan) -> Vec<IssueAnswer> {
    let mut drawings: BTreeMap<usize, Drawing> = BTreeMap::new();
    let blank = |issue: &&mut IssueAnswer| {
        matches!(issue.issue.kind, IssueKind::Blank | IssueKind::Gap) && issue.issue.shape.is_some()
    };
    for answer in issues.iter_mut().filter(blank).take(PROPOSED) {
        for (number, ground) in plan.grounds.iter().enumerate() {
            let drawing = drawings.entry(number).or_insert_with(|| {
                let parents = ground.parents().into_iter().map(AreaId::label);
                Drawing::of(&ground.partition).with_blanks(parents)
            });
            if let Some(found) = repair(&answer.issue, drawing, &ground.areas) {
                answer.repair = Some(found);
                break;
            }
        }
    }
    issues
}

/// A blank goes to the neighbour with the longest border to it, to one below the area that
/// lacks it if there is one: a repair moves no border of those above.
fn repair(
    issue: &Issue,
    drawing: &Drawing,
    areas: &BTreeMap<AreaId, Area>,
) -> Option<serde_json::Value> {
    if !matches!(issue.kind, IssueKind::Blank | IssueKind::Gap) {
        return None;
    }
    let (at, shape) = (issue.at?, issue.shape.as_ref()?);
    let corners: BTreeSet<Point> = shape.rings().flat_map(|ring| ring.iter().copied()).collect();
    let mut lengths: BTreeMap<Label, f64> = BTreeMap::new();
    for Border { points, left, right } in drawing.borders() {
        let beside = match (drawing.is_blank(*left), drawing.is_blank(*right)) {
            (true, false) => *right,
            (false, true) => *left,
            _ => continue,
        };
        if points.iter().take(2).all(|point| corners.contains(point)) {
            *lengths.entry(beside).or_default() += plane::length_m(points);
        }
    }
    let is_below = |label: &Label| {
        let first = AreaId::of(*label).and_then(|id| areas.get(&id));
        let mut upward = std::iter::successors(first, |area| areas.get(&area.parent?)).take(64);
        upward.any(|area| issue.areas.first() == Some(&area.id))
    };
    let longest = |lengths: &mut dyn Iterator<Item = (&Label, &f64)>| {
        let longest = lengths.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        longest.map(|(label, _)| *label)
    };
    let own = longest(&mut lengths.iter().filter(|(label, _)| is_below(label)));
    let to = AreaId::of(own.or_else(|| longest(&mut lengths.iter()))?)?;
    Some(serde_json::json!({ "act": "give_blank", "at": [at.lon(), at.lat()], "to": to.0 }))
}

/// How a draft differs from the Release it stands on, area by area; with the people of the
/// areas that somebody hears of.
pub(crate) fn diff(app: &App, id: i64, actor: &Actor) -> Result<Diff, NoBoard> {
    board::with(app, id, |board| {
        let base = Arc::clone(&board.base);
        let hearing = Hearing::of(app, board, actor)?;
        let diff = crate::actions::history::between(&base, &board.desk.plan());
        Ok(hearing.diff(diff, &Ground::of_board(board)))
    })
}
