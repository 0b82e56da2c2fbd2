//! A draft on the board: replayed once and then kept, so that an edit costs what it
//! touches. The database stays the truth: whoever takes a board first asks whether the
//! draft has moved meanwhile, here or on another server.

use super::base::Base;
use crate::state::{App, lock};
use anyhow::Context;
use domain::Tracker;
use domain::topo::Drawing;
use domain::{Applied, Area, AreaId, CodeBook, Desk, DivisionKey, Draft, Issue, Made, ReplayError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// Boards of drafts stay in memory until they hold so many areas together.
const AREAS_KEPT: usize = 200_000;

/// A draft laid out for editing.
pub(crate) struct Board {
    /// As it is stored.
    pub(crate) draft: Draft,
    /// What it stands on.
    pub(crate) base: Arc<Base>,
    /// Its ground.
    pub(crate) desk: Desk,
    /// What each of its edits did, in their order.
    applied: Vec<Applied>,
    trackers: BTreeMap<DivisionKey, Tracker>,
    /// Its ground is no longer that of its edits: it goes.
    spent: bool,
}

/// Ground and rows that differ from the base, as far as edits tell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    /// Leaves and blanks whose ground changed, and areas whose row did.
    pub(crate) areas: BTreeSet<AreaId>,
    /// Ground beyond all areas was taken or left.
    pub(crate) outside: bool,
}

impl Board {
    fn lay(app: &App, draft: Draft) -> anyhow::Result<Self> {
        let base = app.bases.get(app, draft.base)?;
        let desk = Desk::on(base.plan.clone());
        let edits = draft.edits.clone();
        let draft = Draft { edits: Vec::new(), ..draft };
        let mut board = Self {
            draft,
            base,
            desk,
            applied: Vec::new(),
            trackers: BTreeMap::new(),
            spent: false,
        };
        for made in edits {
            board.repeat(made).context("replaying a draft on its base")?;
        }
        Ok(board)
    }

    /// Does one more edit, by the codes of the newest Release. After an error the board is
    /// as it was.
    pub(crate) fn draw(&mut self, made: Made, codes: &CodeBook) -> Result<&Applied, ReplayError> {
        let applied = self.desk.apply_by(&made, codes)?;
        Ok(self.put(made.with_codes(&applied), applied))
    }

    /// Does one more of the edits as they are stored.
    fn repeat(&mut self, made: Made) -> Result<(), ReplayError> {
        let applied = self.desk.apply(&made)?;
        self.put(made, applied);
        Ok(())
    }

    fn put(&mut self, made: Made, applied: Applied) -> &Applied {
        self.draft.edits.push(made);
        self.follow(&applied);
        self.applied.push(applied);
        &self.applied[self.applied.len() - 1]
    }

    /// Takes the last edit back. Where that takes a replay, the board is spent.
    pub(crate) fn take_back(&mut self) {
        let Some(applied) = self.applied.pop() else { return };
        self.draft.edits.pop();
        if self.desk.undo(&applied) {
            self.follow(&applied);
        } else {
            self.spent = true;
        }
    }

    fn follow(&mut self, applied: &Applied) {
        for (division, tracker) in &mut self.trackers {
            if let Some(drawing) = self.desk.drawing(division) {
                tracker.follow(drawing, &applied.touched, applied.outside_touched);
            }
        }
    }

    /// Looks at what the edits did to the people, incidents and ground of a Division;
    /// `None` if neither the draft nor its base has it.
    pub(crate) fn look<T>(
        &mut self,
        division: &DivisionKey,
        at: impl FnOnce(&Tracker, &Desk, &Drawing, &BTreeMap<AreaId, Area>) -> T,
    ) -> Option<T> {
        let (drawing, areas) = (self.desk.drawing(division)?, self.desk.areas(division)?);
        if !self.trackers.contains_key(division) {
            let mut tracker = Tracker::new(self.base.baseline(division)?);
            let touched = self.touched();
            tracker.follow(drawing, &touched.areas, touched.outside);
            self.trackers.insert(division.clone(), tracker);
        }
        Some(at(self.trackers.get(division)?, &self.desk, drawing, areas))
    }

    /// Everything that the edits in effect touched.
    pub(crate) fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for applied in &self.applied {
            touched.areas.extend(&applied.touched);
            touched.outside |= applied.outside_touched;
        }
        touched
    }

    /// What the edits themselves raised: files with faults that were accepted by name.
    pub(crate) fn raised(&self) -> impl Iterator<Item = &Issue> {
        self.applied.iter().flat_map(|applied| &applied.issues)
    }

    /// What an edit did, by its place from 0.
    pub(crate) fn applied(&self, place: usize) -> Option<&Applied> {
        self.applied.get(place)
    }

    /// What the last edit did.
    pub(crate) fn last(&self) -> Option<&Applied> {
        self.applied.last()
    }

    /// Brings the board to what is stored, laid out anew where that is needed.
    pub(crate) fn become_of(&mut self, app: &App, stored: Draft) -> anyhow::Result<()> {
        if !self.catch_up(stored.clone())? {
            *self = Self::lay(app, stored)?;
        }
        Ok(())
    }

    /// Brings the board to what is stored; false if it has to be laid out anew.
    fn catch_up(&mut self, stored: Draft) -> Result<bool, ReplayError> {
        if stored.base != self.draft.base {
            return Ok(false);
        }
        let pairs = self.draft.edits.iter().zip(&stored.edits);
        let same = pairs.take_while(|(held, stored)| held == stored).count();
        while self.draft.edits.len() > same {
            self.take_back();
        }
        if self.spent {
            return Ok(false);
        }
        for made in &stored.edits[same..] {
            self.repeat(made.clone())?;
        }
        self.draft = stored;
        Ok(true)
    }
}

/// One draft's place among the boards; whoever works on the draft holds it.
type Slot = Arc<Mutex<Option<Board>>>;

/// The drafts that are laid out, the latest used first.
#[derive(Default)]
pub(crate) struct Boards {
    laid: Mutex<Vec<(i64, Slot)>>,
    /// What each draft touched at a revision: asked of all drafts whenever one is opened.
    touched: Mutex<BTreeMap<i64, AtRevision>>,
}

/// A revision, and what was touched by then.
type AtRevision = (i64, Arc<BTreeSet<AreaId>>);

impl Boards {
    fn slot(&self, id: i64) -> Slot {
        let mut slots = lock(&self.laid);
        let found = slots.iter().position(|(known, _)| *known == id);
        let entry = found.map_or_else(|| (id, Slot::default()), |at| slots.remove(at));
        let slot = Arc::clone(&entry.1);
        slots.insert(0, entry);
        slot
    }

    /// Lets boards go that were used longest ago.
    fn tidy(&self) {
        let mut slots = lock(&self.laid);
        let mut areas = 0;
        slots.retain(|(_, slot)| {
            // A board that somebody works on is not the one to go.
            let Ok(board) = slot.try_lock() else { return true };
            let held = board.as_ref().map_or(0, |board| board.base.contents.areas.len());
            areas += held;
            areas <= AREAS_KEPT || areas == held
        });
    }
}

/// Why there is no board.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoBoard {
    /// There is no such draft.
    #[error("there is no draft {0}")]
    NoDraft(i64),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Works on a draft as it is now. One at a time works on a draft; others wait.
pub(crate) fn with<T, E: From<NoBoard>>(
    app: &App,
    id: i64,
    work: impl FnOnce(&mut Board) -> Result<T, E>,
) -> Result<T, E> {
    let slot = app.boards.slot(id);
    let mut held = lock(&slot);
    // Off its place while it is worked on: what stops half-way leaves no half board.
    let mut board = now(app, id, held.take()).inspect_err(|error| {
        if matches!(error, NoBoard::NoDraft(_)) {
            forget(app, id);
        }
    })?;
    let outcome = work(&mut board);
    *held = (!board.spent).then_some(board);
    drop(held);
    app.boards.tidy();
    outcome
}

/// Forgets a board that can no longer be trusted.
pub(crate) fn forget(app: &App, id: i64) {
    lock(&app.boards.laid).retain(|(known, _)| *known != id);
    lock(&app.boards.touched).remove(&id);
}

/// What a draft touches at a revision. It is laid out for that once.
pub(crate) fn touched_by(
    app: &App,
    id: i64,
    revision: i64,
) -> Result<Arc<BTreeSet<AreaId>>, NoBoard> {
    if let Some((at, areas)) = lock(&app.boards.touched).get(&id)
        && *at == revision
    {
        return Ok(Arc::clone(areas));
    }
    with(app, id, |board| {
        let areas = Arc::new(board.touched().areas);
        let kept = (board.draft.revision, Arc::clone(&areas));
        lock(&app.boards.touched).insert(id, kept);
        Ok(areas)
    })
}

fn now(app: &App, id: i64, held: Option<Board>) -> Result<Board, NoBoard> {
    let failed = |cause: store::StoreError| NoBoard::Failed(cause.into());
    let revision = app.store.draft_revision(id).map_err(failed)?;
    let revision = revision.ok_or(NoBoard::NoDraft(id))?;
    if let Some(mut held) = held
        && held.base.is_current(app)?
    {
        if held.draft.revision != revision {
            let stored = app.store.draft(id).map_err(failed)?.ok_or(NoBoard::NoDraft(id))?;
            held.become_of(app, stored)?;
        }
        return Ok(held);
    }
    let stored = app.store.draft(id).map_err(failed)?.ok_or(NoBoard::NoDraft(id))?;
    Ok(Board::lay(app, stored)?)
}
