//! The desk: a Plan laid out for editing, so that each edit costs what it touches.
//!
//! A [`Desk`] holds every Division as a [`Drawing`] and a tree of areas. A
//! [`crate::Redraw`] is one attempt (`attempt`): several operations of the kernel and changes
//! of rows, which hold together or not at all. What came of it is [`Applied`], and holds
//! what is needed to take it back. The same edits on the same plan give the same bytes,
//! whether on a desk or by [`Plan::replay`].
//!
//! Only leaves and blanks have ground. What is drawn on an Area that has children is led
//! down to them (`part`, `deal`).

mod acts;
mod attempt;
mod board;
mod borders;
mod carve;
mod deal;
mod divide;
mod outer;
mod owners;
mod part;
mod refused;
#[cfg(test)]
mod tests;
mod tree;

use crate::area::Area;
use crate::codes::{CodeBook, CodeRules, UsedCodes};
use crate::draft::Made;
use crate::edit::Edit;
use crate::ids::{AreaId, DivisionKey, HighestIds, StationId};
use crate::issue::Issue;
use crate::level::Levels;
use crate::plan::Plan;
use crate::redraw::{GivenCode, Redraw};
use crate::replay::{EditSummary, ReplayError};
use crate::station::Station;
use attempt::Attempt;
use board::{Board, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Drawing, Label, Shape};

pub use refused::Refused;

/// See the module.
///
/// ```
/// # use domain::testing::{Town, made};
/// use domain::{Act, CodeRules, Desk, DivisionKey, Edit, HighestIds, Plan, Redraw};
/// let town = Town::drawn("AB");
/// let highest = HighestIds { area: 2, ..HighestIds::default() };
/// let plan = Plan::from_contents(&town.contents(), highest).unwrap();
/// let mut desk = Desk::of(plan, CodeRules::default(), Default::default());
///
/// let act = Act::Merge { area: town.id('B'), into: town.id('A') };
/// let merge = Edit::Redraw(Redraw::of(DivisionKey::main(), 0, act));
/// let applied = desk.apply(&made([merge])[0]).unwrap();
/// assert_eq!(applied.ended, [town.id('B')]);
/// assert!(desk.undo(&applied));
/// assert_eq!(desk.plan().contents(), town.contents());
/// ```
#[derive(Debug, Clone)]
pub struct Desk {
    boards: Vec<Board>,
    /// Everything but the ground, and the numbers to come.
    rest: Arc<Plan>,
    highest: HighestIds,
}

/// What an edit did, and how to take it back.
#[derive(Debug, Clone)]
pub struct Applied {
    /// What it did, in short.
    pub summary: EditSummary,
    /// What it raised.
    pub issues: Vec<Issue>,
    /// The areas whose ground or row is another one: leaves, parents by their blanks, and
    /// what is new or has ended. Of areas above, only those whose own row changed.
    pub touched: BTreeSet<AreaId>,
    /// Whether ground that nobody holds is other ground.
    pub outside_touched: bool,
    /// The areas that are new.
    pub created: Vec<AreaId>,
    /// The areas that are there no more.
    pub ended: Vec<AreaId>,
    /// The stations that another Area or nobody runs now, for their owner ended.
    pub stations: BTreeSet<StationId>,
    /// The highest numbers given so far, with those of this edit.
    pub highest: HighestIds,
    /// The highest numbers it gave, or those it would have counted on from.
    pub(crate) given: HighestIds,
    before: HighestIds,
    back: Back,
}

/// The way back from an edit.
#[derive(Debug, Clone)]
enum Back {
    /// A step on one board, and what was there beside the ground if that changed too.
    Step(usize, Step, Option<Arc<Plan>>),
    /// What was there beside the ground.
    Rest(Arc<Plan>),
    /// None that is cheaper than to begin again.
    Replay,
}

impl Applied {
    /// What was drawn and what went for it, border by border; none for other edits.
    pub(crate) fn change(&self) -> Option<&topo::drawing::Change> {
        match &self.back {
            Back::Step(_, step, _) => Some(&step.change),
            _ => None,
        }
    }

    /// The codes that new areas got, in their order.
    pub(crate) fn codes(&self) -> Vec<GivenCode> {
        let new = self.rows().iter().filter(|(_, old, _)| old.is_none());
        let given = new.filter_map(|(_, _, new)| new.as_ref()).map(|area| GivenCode {
            level: area.level.clone(),
            parent: area.parent,
            code: area.code.clone(),
        });
        given.collect()
    }

    /// The rows before and after; none for other edits.
    pub fn rows(&self) -> &[(AreaId, Option<Area>, Option<Area>)] {
        match &self.back {
            Back::Step(_, step, _) => &step.rows,
            _ => &[],
        }
    }
}

impl Desk {
    /// Lays a plan out. New areas without a code of their own get the next one free by
    /// the rules that was never used.
    pub fn of(plan: Plan, rules: CodeRules, used: Arc<UsedCodes>) -> Self {
        Self::on(plan.with_codes(rules, used))
    }

    /// The same by the codes of the plan itself.
    pub fn on(mut plan: Plan) -> Self {
        let boards = std::mem::take(&mut plan.grounds).into_iter().map(Board::of).collect();
        let highest = plan.highest();
        Self { boards, rest: Arc::new(plan), highest }
    }

    /// Applies one edit as it was made. After an error the desk is as it was.
    pub fn apply(&mut self, made: &Made) -> Result<Applied, ReplayError> {
        let codes = self.rest.codes.clone();
        self.apply_by(made, &codes)
    }

    /// The same by other codes than those of the plan: a new edit keeps off what others
    /// were given since, which the edits before it could not know.
    pub fn apply_by(&mut self, made: &Made, codes: &CodeBook) -> Result<Applied, ReplayError> {
        let highest = made.numbers.unwrap_or(self.highest);
        match &made.edit {
            Edit::Redraw(redraw) => Ok(self.redraw(redraw, highest, codes)?),
            edit => self.apply_other(edit, highest),
        }
    }

    pub(crate) fn redraw(
        &mut self,
        redraw: &Redraw,
        numbers: HighestIds,
        codes: &CodeBook,
    ) -> Result<Applied, Refused> {
        let position = self.boards.iter().position(|b| b.division.key == redraw.division);
        let missing =
            || Refused::of("no_division", &[], format!("no division `{}`", redraw.division));
        let position = position.ok_or_else(missing)?;
        let Self { boards, rest, .. } = &mut *self;
        let board = &mut boards[position];
        let mut attempt = Attempt::on(board, &rest.levels, codes, numbers.area, redraw);
        let outcome = attempt.act(&redraw.act);
        let (step, area) = attempt.finish(outcome)?;
        let before = self.highest;
        let given = HighestIds { area, ..numbers };
        self.highest = before.with(given);
        let owners = owners::heirs(&self.rest, &redraw.act, &step);
        let rest = (!owners.is_empty()).then(|| {
            let rest = owners::with_owners(&self.rest, &owners);
            std::mem::replace(&mut self.rest, Arc::new(rest))
        });
        let labels = step.change.touched();
        let mut touched: BTreeSet<AreaId> = labels.iter().copied().filter_map(AreaId::of).collect();
        touched.extend(step.rows.iter().map(|(id, ..)| *id));
        let only = |wanted: fn(bool, bool) -> bool| -> Vec<AreaId> {
            let rows = step.rows.iter();
            rows.filter(|(_, old, new)| wanted(old.is_some(), new.is_some()))
                .map(|(id, ..)| *id)
                .collect()
        };
        let (created, ended) = (only(|old, new| !old && new), only(|old, new| old && !new));
        Ok(Applied {
            summary: EditSummary::Redrawn { created: created.clone(), ended: ended.clone() },
            issues: Vec::new(),
            touched,
            outside_touched: labels.contains(&Label::OUTSIDE),
            created,
            ended,
            stations: owners.into_keys().collect(),
            highest: self.highest,
            given,
            before,
            back: Back::Step(position, step, rest),
        })
    }

    /// An edit that leaves no drawing behind: it is applied to the plan.
    fn apply_other(&mut self, edit: &Edit, numbers: HighestIds) -> Result<Applied, ReplayError> {
        let looks_at_ground =
            matches!(edit, Edit::ImportAreas(_) | Edit::ImportStations(_) | Edit::PlaceStation(_));
        let mut plan = if looks_at_ground { self.plan() } else { (*self.rest).clone() };
        plan.number_after(numbers);
        let (issues, summary) = plan.apply(edit)?;
        let before = self.highest;
        let given = plan.highest();
        self.highest = before.with(given);
        let mut applied = Applied {
            summary,
            issues,
            touched: BTreeSet::new(),
            outside_touched: false,
            created: Vec::new(),
            ended: Vec::new(),
            stations: BTreeSet::new(),
            highest: self.highest,
            given,
            before,
            back: Back::Replay,
        };
        let grounds = std::mem::take(&mut plan.grounds);
        if matches!(edit, Edit::ImportAreas(_)) {
            let boards: Vec<Board> = grounds.into_iter().map(Board::of).collect();
            let all = |boards: &[Board]| -> BTreeSet<AreaId> {
                boards.iter().flat_map(|board| board.tree.areas().keys().copied()).collect()
            };
            let (old, new) = (all(&self.boards), all(&boards));
            applied.created = new.difference(&old).copied().collect();
            applied.ended = old.difference(&new).copied().collect();
            applied.touched = old.union(&new).copied().collect();
            applied.outside_touched = true;
            self.boards = boards;
            self.rest = Arc::new(plan);
        } else {
            applied.back = Back::Rest(std::mem::replace(&mut self.rest, Arc::new(plan)));
        }
        Ok(applied)
    }

    /// Takes back the last edit. It is not done, and nothing changes, where something else
    /// was done since, or where the edit has no way back but a replay without it: an
    /// import of areas.
    pub fn undo(&mut self, applied: &Applied) -> bool {
        if self.highest != applied.highest {
            return false;
        }
        match &applied.back {
            Back::Step(position, step, rest) => {
                let board = self.boards.get_mut(*position);
                if !board.is_some_and(|board| board.take_back(step)) {
                    return false;
                }
                if let Some(rest) = rest {
                    self.rest = Arc::clone(rest);
                }
            }
            Back::Rest(rest) => self.rest = Arc::clone(rest),
            Back::Replay => return false,
        }
        self.highest = applied.before;
        true
    }

    /// The plan as it is now.
    pub fn plan(&self) -> Plan {
        let mut plan = (*self.rest).clone();
        plan.grounds = self.boards.iter().map(Board::ground).collect();
        plan.number_after(self.highest);
        plan
    }

    /// The areas of a Division, of every level.
    pub fn areas(&self, division: &DivisionKey) -> Option<&BTreeMap<AreaId, Area>> {
        Some(self.board(division)?.tree.areas())
    }

    /// The ground of a Division. Its labels are the ids of leaves, those of areas with
    /// children for their blanks, and [`Label::OUTSIDE`].
    pub fn drawing(&self, division: &DivisionKey) -> Option<&Drawing> {
        Some(&self.board(division)?.drawing)
    }

    /// The Divisions, in the order they were made.
    pub fn divisions(&self) -> impl Iterator<Item = &crate::Division> {
        self.boards.iter().map(|board| &board.division)
    }

    /// The stations.
    pub fn stations(&self) -> &BTreeMap<StationId, Station> {
        &self.rest.stations
    }

    /// The ladder of levels.
    pub fn levels(&self) -> &Levels {
        &self.rest.levels
    }

    /// The highest numbers given so far.
    pub fn highest(&self) -> HighestIds {
        self.highest
    }

    /// The ground of an Area of any level, its blanks included.
    pub fn shape(&self, division: &DivisionKey, id: AreaId) -> Shape {
        let Some(board) = self.board(division) else { return Shape::default() };
        let labels = board.tree.below(id).into_iter().map(AreaId::label).collect();
        board.drawing.shape_of(&labels)
    }

    /// The leaves below an Area, lowest id first; a leaf is its own.
    pub fn leaves(&self, division: &DivisionKey, id: AreaId) -> Vec<AreaId> {
        self.board(division).map(|board| board.tree.leaves(id)).unwrap_or_default()
    }

    /// The code that a new Area of a level below a parent is offered out of a book.
    pub fn next_code(
        &self,
        division: &DivisionKey,
        level: &crate::LevelKey,
        parent: Option<AreaId>,
        codes: &CodeBook,
    ) -> Option<crate::Code> {
        codes.next(&self.board(division)?.tree, level, parent)
    }

    fn board(&self, division: &DivisionKey) -> Option<&Board> {
        self.boards.iter().find(|board| board.division.key == *division)
    }
}
