//! One thing drawn on a draft: tried, kept, undone, done again.

use super::board::{self, Board, NoBoard};
use super::impact::ImpactAnswer;
use super::judged::{self, IssueAnswer};
use super::rights::{self, Ground};
use super::shapes::{self, AreaFeatures, BorderFeatures, DrawnState};
use super::{DraftSummary, summary_of};
use crate::actions::areas::AreaRef;
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::App;
use domain::{
    Applied, Area, AreaId, CodeBook, DivisionKey, DraftState, Edit, LevelKey, Made, Redraw,
    Refused, ReplayError,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{DraftError, NewEdit, Seen, Who};
use utoipa::ToSchema;

/// So often an edit is tried again because another draft took its numbers.
const TRIES: usize = 8;

/// What came of an edit: the draft, what changed on the map, and what it means.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Outcome {
    /// The draft as it is now.
    pub(crate) draft: DraftSummary,
    /// Areas that this edit made.
    pub(crate) created: Vec<AreaRef>,
    /// Areas that this edit ended.
    pub(crate) ended: Vec<AreaRef>,
    /// Areas of every level whose ground or row is not what it was before this edit.
    pub(crate) changed: AreaFeatures,
    /// The borders round the changed leaves.
    pub(crate) borders: BorderFeatures,
    /// What is not as it should be where the draft changes something.
    pub(crate) issues: Vec<IssueAnswer>,
    /// What the draft means for people, incidents and stations.
    pub(crate) impact: ImpactAnswer,
}

/// Why an edit was not made. Nothing is changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EditError {
    /// There is no such draft, or it cannot be read.
    #[error(transparent)]
    Board(#[from] NoBoard),
    /// It is published or discarded.
    #[error("draft {id} is {}: nothing can be changed in it", state.as_str())]
    Closed {
        /// The draft.
        id: i64,
        /// What became of it.
        state: DraftState,
    },
    /// Somebody else changed it meanwhile.
    #[error("draft {id} is at revision {now}, not {seen}: look at it again and repeat")]
    Moved {
        /// The draft.
        id: i64,
        /// The revision it was looked at.
        seen: i64,
        /// Its revision.
        now: i64,
    },
    /// What was drawn cannot be done.
    #[error("{}", .0.message)]
    Refused(Box<Refused>, Vec<AreaRef>),
    /// It touches only ground that is not the actor's.
    #[error("nothing of this lies in your area; it takes a planner of {}", names(.0))]
    OutsideScope(Vec<AreaRef>),
    /// It is about a draft as a whole, which is another's.
    #[error("this is for the author of draft {0}, or for a planner who is bound to no area")]
    NotYours(i64),
    /// Nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Nothing to do again.
    #[error("there is nothing to do again")]
    NothingToRedo,
    /// It was made under its key before, and was taken back.
    #[error("this edit was made before and is undone; draw it under another key")]
    WasUndone,
    /// Something else was made under its key.
    #[error("another edit was made under this key; draw this one under a key of its own")]
    OtherEdit,
    /// What is handed in is not renamed.
    #[error("draft {id} is {}: title and note are what was handed in", state.as_str())]
    HandedIn {
        /// The draft.
        id: i64,
        /// Its state.
        state: DraftState,
    },
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

fn names(areas: &[AreaRef]) -> String {
    areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl From<store::StoreError> for EditError {
    fn from(cause: store::StoreError) -> Self {
        Self::Failed(cause.into())
    }
}

/// Tries an edit and tells what would come of it; nothing is kept.
pub(crate) fn attempt(
    app: &App,
    id: i64,
    redraw: Redraw,
    actor: &Actor,
) -> Result<Outcome, EditError> {
    let division = redraw.division.clone();
    let numbers = app.store.highest_ids()?;
    board::with(app, id, |board| {
        must_be_alive(board)?;
        let applied = draw(app, board, made(Edit::Redraw(redraw), numbers, actor))?;
        let outcome = rights::may_touch(board, &applied, actor)
            .map_err(EditError::OutsideScope)
            .and_then(|()| outcome(app, board, &division, &applied, Way::Done, actor));
        board.take_back();
        outcome
    })
}

/// Makes an edit in a draft that was looked at in revision `seen`. An edit with the
/// same `key` is made once, however often it is sent.
pub(crate) fn append(
    app: &App,
    id: i64,
    seen: i64,
    redraw: &Redraw,
    actor: &Actor,
    key: Option<&str>,
) -> Result<Outcome, EditError> {
    let division = redraw.division.clone();
    // One who asks never meets the key of another.
    let key = key.map(|key| format!("{}:{key}", actor.id));
    let key = key.as_deref();
    for _ in 0..TRIES {
        let numbers = app.store.highest_ids()?;
        let kept = board::with(app, id, |board| -> Result<Option<Outcome>, EditError> {
            if let Some(outcome) = again(app, board, redraw, key, actor)? {
                return Ok(Some(outcome));
            }
            must_be_alive(board)?;
            must_be_at(board, seen)?;
            // Drawing takes back what was handed in: that is for those whose draft it is.
            if board.draft.state != DraftState::Open {
                must_handle(board, actor)?;
            }
            let made = made(Edit::Redraw(redraw.clone()), numbers, actor);
            let applied = draw(app, board, made.clone())?;
            let made = made.with_codes(&applied);
            let stored = rights::may_touch(board, &applied, actor)
                .map_err(EditError::OutsideScope)
                .and_then(|()| store_drawn(app, id, seen, &made, &applied, key));
            match stored {
                Ok(Stored::At(revision)) => {
                    board.draft.revision = revision;
                    board.draft.undone.clear();
                    board.draft.state = DraftState::Open;
                    board.draft.effective = None;
                    board.draft.alarm = None;
                    outcome(app, board, &division, &applied, Way::Done, actor).map(Some)
                }
                Ok(Stored::Before) => {
                    board.take_back();
                    again(app, board, redraw, key, actor)
                }
                Ok(Stored::OtherNumbers) => {
                    board.take_back();
                    Ok(None)
                }
                Err(error) => {
                    board.take_back();
                    Err(error)
                }
            }
        })?;
        if let Some(outcome) = kept {
            return Ok(outcome);
        }
    }
    Err(anyhow::anyhow!("other drafts took the numbers {TRIES} times; try again").into())
}

/// What the store made of an edit.
enum Stored {
    /// It is kept, and the draft has this revision.
    At(i64),
    /// It was kept before, under the same key.
    Before,
    /// Another draft took the numbers it gave to what is new.
    OtherNumbers,
}

fn store_drawn(
    app: &App,
    id: i64,
    seen: i64,
    made: &Made,
    applied: &Applied,
    key: Option<&str>,
) -> Result<Stored, EditError> {
    let who = Who::new(made.by.clone(), made.at);
    let numbers = made.numbers.unwrap_or_default();
    let new = NewEdit { edit: &made.edit, numbers, used: applied.highest, key };
    match app.store.append_edit(Seen { draft: id, revision: seen }, &new, &who) {
        Ok(revision) => Ok(Stored::At(revision)),
        Err(DraftError::Repeated { .. }) => Ok(Stored::Before),
        Err(DraftError::NumbersMoved { .. }) => Ok(Stored::OtherNumbers),
        Err(error) => Err(said(id, seen, error)),
    }
}

/// Takes the last edit back. It can be done again until something else is drawn.
pub(crate) fn undo(app: &App, id: i64, seen: i64, actor: &Actor) -> Result<Outcome, EditError> {
    board::with(app, id, |board| {
        must_be_alive(board)?;
        must_be_at(board, seen)?;
        must_take_back(board, board.draft.edits.last(), actor)?;
        let Some(applied) = board.last().cloned() else { return Err(EditError::NothingToUndo) };
        let division = division_of(board);
        let who = Who::new(actor.id.clone(), clock::now());
        let revision = app
            .store
            .undo_edit(Seen { draft: id, revision: seen }, &who)
            .map_err(|error| said(id, seen, error))?;
        relaid(app, board, revision)?;
        outcome(app, board, &division, &applied, Way::Undone, actor)
    })
}

/// Makes again what was undone last.
pub(crate) fn redo(app: &App, id: i64, seen: i64, actor: &Actor) -> Result<Outcome, EditError> {
    board::with(app, id, |board| {
        must_be_alive(board)?;
        must_be_at(board, seen)?;
        must_take_back(board, board.draft.undone.last(), actor)?;
        let Some(again) = board.draft.undone.last().cloned() else {
            return Err(EditError::NothingToRedo);
        };
        let division = match &again.edit {
            Edit::Redraw(redraw) => redraw.division.clone(),
            _ => DivisionKey::main(),
        };
        let who = Who::new(actor.id.clone(), clock::now());
        let revision = app
            .store
            .redo_edit(Seen { draft: id, revision: seen }, &who)
            .map_err(|error| said(id, seen, error))?;
        relaid(app, board, revision)?;
        let Some(applied) = board.last().cloned() else { return Err(EditError::NothingToRedo) };
        outcome(app, board, &division, &applied, Way::Done, actor)
    })
}

/// Brings the board to what the store holds after an undo or redo.
fn relaid(app: &App, board: &mut Board, revision: i64) -> Result<(), EditError> {
    let id = board.draft.id;
    let stored = app.store.draft(id)?.ok_or(NoBoard::NoDraft(id))?;
    debug_assert!(stored.revision >= revision, "a revision only rises");
    board.become_of(app, stored)?;
    Ok(())
}

/// What came of the edit of that key, if there is one already; the draft as it is by now.
fn again(
    app: &App,
    board: &mut Board,
    redraw: &Redraw,
    key: Option<&str>,
    actor: &Actor,
) -> Result<Option<Outcome>, EditError> {
    let Some(key) = key else { return Ok(None) };
    let Some(kept) = app.store.edit_of_key(board.draft.id, key)? else { return Ok(None) };
    if !matches!(&kept.edit, Edit::Redraw(made) if made.is_drawn_like(redraw)) {
        return Err(EditError::OtherEdit);
    }
    let applied = kept.place.and_then(|place| board.applied(place)).cloned();
    let applied = applied.ok_or(EditError::WasUndone)?;
    outcome(app, board, &redraw.division, &applied, Way::Done, actor).map(Some)
}

fn division_of(board: &Board) -> DivisionKey {
    match board.draft.edits.last().map(|made| &made.edit) {
        Some(Edit::Redraw(redraw)) => redraw.division.clone(),
        _ => DivisionKey::main(),
    }
}

fn made(edit: Edit, numbers: domain::HighestIds, actor: &Actor) -> Made {
    Made { edit, numbers: Some(numbers), by: actor.id.clone(), at: clock::now() }
}

fn must_be_alive(board: &Board) -> Result<(), EditError> {
    let (id, state) = (board.draft.id, board.draft.state);
    if state.is_alive() { Ok(()) } else { Err(EditError::Closed { id, state }) }
}

fn must_be_at(board: &Board, seen: i64) -> Result<(), EditError> {
    let (id, now) = (board.draft.id, board.draft.revision);
    if now == seen { Ok(()) } else { Err(EditError::Moved { id, seen, now }) }
}

/// Only those whose draft it is may change it as a whole.
pub(crate) fn must_handle(board: &Board, actor: &Actor) -> Result<(), EditError> {
    if rights::may_handle(board, actor) { Ok(()) } else { Err(EditError::NotYours(board.draft.id)) }
}

/// Whoever drew in another's draft may take that stroke back, and make it again, while
/// nothing else was drawn and the draft is not handed in.
fn must_take_back(board: &Board, made: Option<&Made>, actor: &Actor) -> Result<(), EditError> {
    let own = made.is_some_and(|made| made.by == actor.id);
    if own && board.draft.state == DraftState::Open {
        return Ok(());
    }
    must_handle(board, actor)
}

/// The same for a draft that is not at hand.
pub(crate) fn must_handle_draft(app: &App, id: i64, actor: &Actor) -> Result<(), EditError> {
    board::with(app, id, |board| must_handle(board, actor))
}

/// What the store says, as an edit's maker is told it.
pub(crate) fn said(id: i64, seen: i64, error: DraftError) -> EditError {
    match error {
        DraftError::Moved { now, .. } => EditError::Moved { id, seen, now },
        DraftError::NotOpen { id } => EditError::Closed { id, state: DraftState::Published },
        other => EditError::Failed(anyhow::Error::from(other).context("storing an edit")),
    }
}

/// Draws; what is refused is told with the areas it speaks of.
fn draw(app: &App, board: &mut Board, made: Made) -> Result<Applied, EditError> {
    let codes = codes(app)?;
    match board.draw(made, &codes) {
        Ok(applied) => Ok(applied.clone()),
        Err(ReplayError::Refused(refused)) => {
            let ground = Ground::of_board(board);
            let areas = refused.areas.iter().filter_map(|id| ground.reference(*id)).collect();
            Err(EditError::Refused(Box::new(refused), areas))
        }
        Err(other) => Err(EditError::Failed(other.into())),
    }
}

/// The codes that are given, and by what rules: others may have published since the draft
/// was begun.
pub(crate) fn codes(app: &App) -> anyhow::Result<CodeBook> {
    Ok(app.bases.get(app, app.store.head()?)?.plan.codes.clone())
}

/// Whether an edit was made or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Done,
    Undone,
}

fn outcome(
    app: &App,
    board: &mut Board,
    division: &DivisionKey,
    applied: &Applied,
    way: Way,
    actor: &Actor,
) -> Result<Outcome, EditError> {
    let touched = board.touched();
    let (impact, issues) = judged::local(app, board, division, &touched, actor)?;
    let desk = &board.desk;
    let empty = BTreeMap::new();
    let areas = desk.areas(division).unwrap_or(&empty);
    let base = board.base.plan.ground(division).map(|ground| &ground.areas);
    let state = |id: AreaId| match base.and_then(|base| base.get(&id)) {
        None => DrawnState::New,
        Some(_) => DrawnState::Changed,
    };
    let changed = with_those_above(areas, applied);
    let leaves: BTreeSet<_> = applied.touched.iter().map(|id| id.label()).collect();
    // Taken back, what an edit made is gone and what it ended is there again.
    let (mut created, mut ended) = (Vec::new(), Vec::new());
    for (_, old, new) in applied.rows() {
        match (old, new, way) {
            (None, Some(area), Way::Done) | (Some(area), None, Way::Undone) => {
                created.push(shapes::refer(area));
            }
            (Some(area), None, Way::Done) | (None, Some(area), Way::Undone) => {
                ended.push(shapes::refer(area));
            }
            _ => {}
        }
    }
    Ok(Outcome {
        draft: summary_of(app, &board.draft, Some(&touched), areas),
        created,
        ended,
        changed: shapes::areas(desk, division, changed, state),
        borders: shapes::borders(desk, division, |border| {
            leaves.contains(&border.left) || leaves.contains(&border.right)
        }),
        issues,
        impact,
    })
}

/// Rows by their ids, those that are not there included.
type Rows<'a> = BTreeMap<AreaId, Option<&'a Area>>;

/// What was touched and is still there, and the areas above whose outline it moves: those of
/// a level on which what was touched belongs to several, or to nobody, or did before.
fn with_those_above(areas: &BTreeMap<AreaId, Area>, applied: &Applied) -> BTreeSet<AreaId> {
    let mut all: BTreeSet<AreaId> =
        applied.touched.iter().copied().filter(|id| areas.contains_key(id)).collect();
    // As the rows were and as they came to be; taken back they are what they were.
    let rows = applied.rows().iter();
    let (old, new): (Rows<'_>, Rows<'_>) =
        rows.map(|(id, old, new)| ((*id, old.as_ref()), (*id, new.as_ref()))).unzip();
    let mut above: BTreeMap<&LevelKey, BTreeSet<AreaId>> = BTreeMap::new();
    for rows in [old, new] {
        let row = |id: AreaId| rows.get(&id).copied().unwrap_or_else(|| areas.get(&id));
        for id in &applied.touched {
            for area in std::iter::successors(row(*id), |area| row(area.parent?)).skip(1) {
                above.entry(&area.level).or_default().insert(area.id);
            }
        }
    }
    for ids in above.into_values() {
        if ids.len() > 1 || applied.outside_touched {
            all.extend(ids.into_iter().filter(|id| areas.contains_key(id)));
        }
    }
    all
}
