//! One draft in full: what was done, what was said, who has to agree, who else works there.

use super::board::{self, NoBoard};
use super::hearing::Hearing;
use super::rights::{self, Ground, May, Need};
use super::shapes::{self, AreaFeatures, BorderFeatures, DrawnState};
use super::{DraftSummary, drawing, people, summary_of};
use crate::actions::areas::AreaRef;
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::App;
use domain::topo::{Bounds, Point};
use domain::{Act, AreaId, Code, DivisionKey, Draft, DraftState, Edit, LevelKey, Made};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// So many points of borders or areas are sent at once.
const POINTS: usize = 200_000;

/// One draft in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DraftDetail)]
pub(crate) struct Detail {
    /// What a list says of it.
    pub(crate) draft: DraftSummary,
    /// What was done, in order; what was undone last.
    pub(crate) edits: Vec<EditAnswer>,
    /// What was said, the oldest first.
    pub(crate) comments: Vec<CommentAnswer>,
    /// The issues that somebody answers for.
    pub(crate) waivers: Vec<WaiverAnswer>,
    /// Who agreed.
    pub(crate) consents: Vec<ConsentAnswer>,
    /// Who has to agree.
    pub(crate) needs: Vec<Need>,
    /// What whoever asks may do to it as a whole.
    pub(crate) may: May,
    /// Other open drafts that touch the same areas.
    pub(crate) beside: Vec<Beside>,
    /// Its way from state to state, the first step first.
    pub(crate) steps: Vec<StepTaken>,
}

/// One step of a draft from state to state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StepTaken {
    /// The state it came to.
    pub(crate) state: String,
    /// Who took it.
    pub(crate) by: String,
    /// When (RFC 3339).
    pub(crate) at: String,
    /// Why, in their words.
    pub(crate) note: String,
}

/// One edit of a draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EditAnswer {
    /// Its place, counted from 1.
    pub(crate) seq: usize,
    /// What sort of edit: `reshape`, `split`, `import_areas` …
    pub(crate) kind: String,
    /// The areas it names.
    pub(crate) areas: Vec<AreaRef>,
    /// Who made it.
    pub(crate) by: String,
    /// When (RFC 3339).
    pub(crate) at: String,
    /// It was undone and can be done again.
    pub(crate) undone: bool,
}

/// Something said about a draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Comment)]
pub(crate) struct CommentAnswer {
    /// Its number.
    pub(crate) id: i64,
    /// Longitude and latitude, where it is pinned to a place.
    pub(crate) at: Option<[f64; 2]>,
    /// What was said.
    pub(crate) text: String,
    /// By whom.
    pub(crate) by: String,
    /// When (RFC 3339).
    pub(crate) made_at: String,
    /// Who settled it; null while it is open.
    pub(crate) resolved_by: Option<String>,
}

/// An issue that somebody answers for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Waiver)]
pub(crate) struct WaiverAnswer {
    /// The key of the issue.
    pub(crate) key: String,
    /// Why it may stand.
    pub(crate) reason: String,
    /// Who says so.
    pub(crate) by: String,
    /// When (RFC 3339).
    pub(crate) at: String,
}

/// An agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Consent)]
pub(crate) struct ConsentAnswer {
    /// For which area; null for all.
    pub(crate) area: Option<AreaRef>,
    /// Who agreed.
    pub(crate) by: String,
    /// When (RFC 3339).
    pub(crate) at: String,
    /// In their words.
    pub(crate) note: String,
}

/// Another draft that touches the same areas.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Beside {
    /// The other draft.
    pub(crate) draft: i64,
    /// What people call it.
    pub(crate) title: String,
    /// Who opened it.
    pub(crate) author: String,
    /// Areas that both touch.
    pub(crate) areas: Vec<AreaRef>,
}

/// So many steps of a draft are told, the latest.
const STEPS: i64 = 200;

/// One draft in full, for somebody.
pub(crate) fn detail(app: &App, id: i64, actor: &Actor) -> Result<Detail, NoBoard> {
    let named = people(app)?;
    let failed = |cause: store::StoreError| NoBoard::Failed(cause.into());
    let by = |author: &str| named.get(author).map_or_else(|| author.to_owned(), Clone::clone);
    let consents = app.store.consents(id).map_err(failed)?;
    let others = beside(app, id)?;
    board::with(app, id, |board| {
        let touched = board.touched();
        let needs = rights::judged(app, board, |asked, ground| {
            rights::needs(asked, &consents, ground, &named)
        })?;
        let hearing = Hearing::of(app, board, actor)?;
        let ground = Ground::of_board(board);
        let shared = |areas: &BTreeSet<AreaId>| -> Vec<AreaRef> {
            areas.intersection(&touched.areas).filter_map(|id| ground.reference(*id)).collect()
        };
        let beside = others.iter().map(|(draft, areas)| Beside {
            draft: draft.id,
            title: draft.title.clone(),
            author: by(&draft.author),
            areas: shared(areas),
        });
        let made = board.draft.edits.iter().map(|made| (made, false));
        let undone = board.draft.undone.iter().rev().map(|made| (made, true));
        let edits = made.chain(undone).zip(1..).map(|((made, undone), seq)| EditAnswer {
            seq,
            kind: kind(made),
            areas: named_in(made).into_iter().filter_map(|id| ground.reference(id)).collect(),
            by: by(&made.by),
            at: clock::text(made.at),
            undone,
        });
        let empty = BTreeMap::new();
        let areas = board.desk.areas(&DivisionKey::main()).unwrap_or(&empty);
        Ok(Detail {
            edits: edits.collect(),
            comments: comments(app, id, &by).map_err(failed)?,
            waivers: waivers(app, id, &hearing, &by).map_err(failed)?,
            needs,
            may: rights::may(app, board, actor)?,
            consents: consents
                .iter()
                .map(|consent| ConsentAnswer {
                    area: consent.area.and_then(|id| ground.reference(id)),
                    by: by(&consent.author),
                    at: clock::text(consent.made),
                    note: consent.note.clone(),
                })
                .collect(),
            beside: beside.filter(|beside| !beside.areas.is_empty()).collect(),
            steps: steps(app, &board.draft, &by).map_err(failed)?,
            draft: summary_of(app, &board.draft, Some(&touched), areas),
        })
    })
}

/// Who brought a draft from state to state, and when, as the change log has it.
fn steps(
    app: &App,
    draft: &Draft,
    by: &impl Fn(&str) -> String,
) -> Result<Vec<StepTaken>, store::StoreError> {
    let what = ["open_draft", "set_state", "discard_draft"].map(str::to_owned).to_vec();
    let subject = Some(format!("draft {}", draft.id));
    let filter = store::LogFilter { subject, what, ..store::LogFilter::default() };
    let mut rows = app.store.change_log(&filter, STEPS)?;
    rows.reverse();
    let step = |row: store::LogEntry| StepTaken {
        state: match row.what.as_str() {
            "open_draft" => "open".into(),
            "discard_draft" => "discarded".into(),
            _ => row.body["to"].as_str().unwrap_or_default().to_owned(),
        },
        by: by(&row.who.actor),
        at: clock::text(row.who.at),
        note: row.who.why,
    };
    let mut steps: Vec<StepTaken> = rows.into_iter().map(step).collect();
    let releases = app.store.releases()?.into_iter().map(|(release, _)| release);
    let became = releases.filter(|release| Some(release.number) == draft.release);
    steps.extend(became.map(|release| StepTaken {
        state: "in_force".into(),
        by: by(&release.author),
        at: clock::text(release.published),
        note: release.note,
    }));
    Ok(steps)
}

fn comments(
    app: &App,
    id: i64,
    by: &impl Fn(&str) -> String,
) -> Result<Vec<CommentAnswer>, store::StoreError> {
    let comments = app.store.comments(id)?.into_iter();
    Ok(comments.map(|comment| told(comment, by)).collect())
}

/// What was said, for whoever reads it.
pub(super) fn told(comment: store::Comment, by: &impl Fn(&str) -> String) -> CommentAnswer {
    CommentAnswer {
        id: comment.id,
        at: comment.at.map(shapes::degrees),
        text: comment.text,
        by: by(&comment.author),
        made_at: clock::text(comment.made),
        resolved_by: comment.resolved.as_ref().map(|(who, _)| by(who)),
    }
}

fn waivers(
    app: &App,
    id: i64,
    hearing: &Hearing,
    by: &impl Fn(&str) -> String,
) -> Result<Vec<WaiverAnswer>, store::StoreError> {
    let waivers = app.store.waivers(id)?.into_iter();
    let told = waivers.map(|waiver| WaiverAnswer {
        key: hearing.key(waiver.key),
        reason: waiver.reason,
        by: by(&waiver.author),
        at: clock::text(waiver.made),
    });
    Ok(told.collect())
}

/// The other living drafts and what they touch.
fn beside(app: &App, id: i64) -> anyhow::Result<Vec<(store::DraftSummary, Arc<BTreeSet<AreaId>>)>> {
    let alive: Vec<DraftState> =
        DraftState::ALL.into_iter().filter(|state| state.is_alive()).collect();
    let mut others = Vec::new();
    for draft in app.store.drafts(&alive)? {
        if draft.id == id || draft.edits == 0 {
            continue;
        }
        // One that was closed this very moment touches nothing any more.
        if let Ok(areas) = board::touched_by(app, draft.id, draft.revision) {
            others.push((draft, areas));
        }
    }
    Ok(others)
}

/// What sort of edit it is, in one word.
fn kind(made: &Made) -> String {
    let value = match &made.edit {
        Edit::Redraw(redraw) => serde_json::to_value(&redraw.act).ok(),
        _ => serde_json::to_value(&made.edit).ok(),
    };
    let word = value.as_ref().and_then(|value| value.get("act").or_else(|| value.get("kind")));
    word.and_then(|word| word.as_str()).unwrap_or("edit").to_owned()
}

/// The areas that an edit names.
fn named_in(made: &Made) -> Vec<AreaId> {
    let Edit::Redraw(redraw) = &made.edit else { return Vec::new() };
    match &redraw.act {
        Act::Reshape { areas, .. } | Act::Simplify { areas, .. } => {
            areas.iter().copied().flatten().collect()
        }
        Act::MoveCorner { .. } | Act::Fill { .. } => Vec::new(),
        Act::Split { area, .. } | Act::Describe { area, .. } => vec![*area],
        Act::Merge { area, into } => vec![*area, *into],
        Act::HandOver { from, to, .. } => from.iter().copied().chain(*to).collect(),
        Act::Reassign { area, parent } => vec![*area, *parent],
        Act::GiveBlank { to, .. } => vec![*to],
        Act::Draw { from, .. } => from.clone(),
        Act::Delete { area, to } => [Some(*area), *to].into_iter().flatten().collect(),
    }
}

/// The borders of a draft within a box; `None` if they are too many to send.
pub(crate) fn borders(
    app: &App,
    id: i64,
    division: &DivisionKey,
    bounds: Option<Bounds>,
) -> Result<Option<BorderFeatures>, NoBoard> {
    board::with(app, id, |board| {
        let mut points = 0;
        let drawing = board.desk.drawing(division);
        for border in drawing.iter().flat_map(|drawing| drawing.borders()) {
            points += if meets(&border.points, bounds) { border.points.len() } else { 0 };
        }
        if points > POINTS {
            return Ok(None);
        }
        let wanted = |border: &domain::topo::drawing::Border| meets(&border.points, bounds);
        Ok(Some(shapes::borders(&board.desk, division, wanted)))
    })
}

/// Whether the box of some points touches a box.
fn meets(points: &[Point], bounds: Option<Bounds>) -> bool {
    let Some(bounds) = bounds else { return true };
    Bounds::of(points.iter().copied()).is_some_and(|own| {
        own.max.x >= bounds.min.x
            && own.min.x <= bounds.max.x
            && own.max.y >= bounds.min.y
            && own.min.y <= bounds.max.y
    })
}

/// The areas of a draft within a box; `None` if they are too many to send.
pub(crate) fn areas(
    app: &App,
    id: i64,
    division: &DivisionKey,
    level: Option<&LevelKey>,
    bounds: Option<Bounds>,
) -> Result<Option<AreaFeatures>, NoBoard> {
    board::with(app, id, |board| {
        let touched = board.touched();
        let desk = &board.desk;
        let Some(areas) = desk.areas(division) else {
            return Ok(Some(shapes::areas(desk, division, [], |_| DrawnState::Same)));
        };
        let base = board.base.plan.ground(division).map(|ground| &ground.areas);
        let of_level = areas.values().filter(|area| level.is_none_or(|level| area.level == *level));
        let ids: Vec<AreaId> = of_level
            .map(|area| area.id)
            .filter(|id| {
                bounds.is_none() || {
                    let shape = desk.shape(division, *id);
                    shape.0.iter().any(|part| meets(&part.outer, bounds))
                }
            })
            .collect();
        let points: usize = ids.iter().map(|id| desk.shape(division, *id).point_count()).sum();
        if points > POINTS {
            return Ok(None);
        }
        let state = |id: AreaId| {
            if base.is_none_or(|base| !base.contains_key(&id)) {
                DrawnState::New
            } else if touched.areas.contains(&id)
                || desk.leaves(division, id).iter().any(|leaf| touched.areas.contains(leaf))
            {
                DrawnState::Changed
            } else {
                DrawnState::Same
            }
        };
        Ok(Some(shapes::areas(desk, division, ids, state)))
    })
}

/// The next free code for a new area.
pub(crate) fn next_code(
    app: &App,
    id: i64,
    division: &DivisionKey,
    level: &LevelKey,
    parent: Option<AreaId>,
) -> Result<Option<Code>, NoBoard> {
    board::with(app, id, |board| {
        let codes = drawing::codes(app)?;
        Ok(board.desk.next_code(division, level, parent, &codes))
    })
}
