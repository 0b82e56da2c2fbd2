//! What an edit does where it is made, and whether it does the same elsewhere.

use crate::desk::{Applied, Desk};
use crate::draft::Made;
use crate::edit::Edit;
use crate::ids::{AreaId, DivisionKey, HighestIds, StationId};
use crate::plan::Plan;
use crate::replay::ReplayError;
use crate::touched::{
    Clash, Contested, Ground, Line, Piece, Pieces, Sides, Touched, line_of, only_in,
};
use std::collections::{BTreeMap, BTreeSet};
use topo::{Label, Point};

/// What one edit did.
pub(super) struct Step {
    pub(super) touched: Touched,
    /// The highest numbers it gave.
    pub(super) given: HighestIds,
    /// The Division it was about, if it was about one.
    division: Option<DivisionKey>,
    /// Pieces of border that it took away or gave other sides, and those it made.
    went: Pieces,
    came: Pieces,
    /// Where areas belong that it made or put under another parent.
    parents: BTreeMap<AreaId, Option<AreaId>>,
}

/// Whether an edit tells what it did only by the plan before it.
pub(super) fn needs_plan(edit: &Edit) -> bool {
    !matches!(edit, Edit::Redraw(_))
}

/// Applies edits one by one and notes what each did.
pub(super) fn followed(mut desk: Desk, edits: &[Made]) -> Result<(Plan, Vec<Step>), ReplayError> {
    let mut steps = Vec::with_capacity(edits.len());
    for made in edits {
        let before = needs_plan(&made.edit).then(|| desk.plan());
        let applied = desk.apply(made)?;
        steps.push(Step::of(&applied, made, before.as_ref(), &desk));
    }
    Ok((desk.plan(), steps))
}

impl Step {
    /// What an edit did, by what was applied or by the plan before it.
    pub(super) fn of(applied: &Applied, made: &Made, before: Option<&Plan>, desk: &Desk) -> Self {
        let touched = before.map(|before| Touched::between(before, &desk.plan()));
        let mut step = Self {
            touched: touched.unwrap_or_default(),
            given: applied.given,
            division: None,
            went: Pieces::new(),
            came: Pieces::new(),
            parents: BTreeMap::new(),
        };
        match &made.edit {
            Edit::Redraw(redraw) => {
                step.division = Some(redraw.division.clone());
                step.redrawn(applied, &redraw.division, desk);
            }
            Edit::ImportAreas(import) => {
                step.division = Some(import.division.clone());
                (step.went, step.came) = (step.touched.pieces_gone(), step.touched.pieces_come());
            }
            _ => {}
        }
        step
    }

    fn redrawn(&mut self, applied: &Applied, division: &DivisionKey, desk: &Desk) {
        self.touched.stations.extend(&applied.stations);
        let (mut new, mut ended) = (BTreeSet::new(), BTreeSet::new());
        for (id, was, is) in applied.rows() {
            self.touched.row(*id, was.as_ref(), is.as_ref());
            match (was, is) {
                (None, Some(_)) => drop(new.insert(*id)),
                (Some(_), None) => drop(ended.insert(*id)),
                _ => {}
            }
            let parent_of = |area: &Option<crate::Area>| area.as_ref().map(|area| area.parent);
            if let Some(parent) = parent_of(is).filter(|_| parent_of(is) != parent_of(was)) {
                self.parents.insert(*id, parent);
            }
        }
        let Some(change) = applied.change() else { return };
        let lines = |borders: &[topo::drawing::Border]| {
            borders.iter().map(|border| line_of(division, border)).collect()
        };
        let ground = Ground::of(lines(&change.removed), lines(&change.added));
        (self.went, self.came) = (ground.touched(), ground.fresh());
        let drawing = desk.drawing(division);
        let is_blank = |id: AreaId| drawing.is_some_and(|drawing| drawing.is_blank(id.label()));
        ground.note(&mut self.touched, &new, &ended, is_blank);
    }

    /// The stations that a file or a hand changed; those that only got another owner with
    /// the ground are none.
    pub(super) fn stations(&self) -> Option<&BTreeSet<StationId>> {
        self.division.is_none().then_some(&self.touched.stations)
    }

    /// Whether it takes away pieces that were made by those marked.
    pub(super) fn goes_on_with(&self, marked: &Marked) -> bool {
        let made = self.division.as_ref().and_then(|division| marked.0.get(division));
        made.is_some_and(|made| self.went.keys().any(|piece| made.contains(piece)))
    }

    /// The clash if the same edit does something else elsewhere: it moves other borders,
    /// ends other areas or puts them under other parents. It shows what the draft as a
    /// whole (`mine`) and others (`theirs`) drew there.
    pub(super) fn otherwise(
        &self,
        there: &Self,
        excused: &Excused,
        mine: &Touched,
        theirs: &Touched,
    ) -> Option<Clash> {
        let ((went, came), (went_there, came_there)) = (self.moved(), there.moved());
        let pairs = [
            (&went, &went_there),
            (&went_there, &went),
            (&came, &came_there),
            (&came_there, &came),
        ];
        let pieces = pairs.into_iter().flat_map(|(these, others)| only_in(these, others));
        let unlike: Vec<(Piece, Sides)> =
            pieces.filter(|(_, sides)| !excused.has(*sides)).collect();
        let mut areas: BTreeSet<AreaId> = unlike
            .iter()
            .flat_map(|(_, (left, right))| [*left, *right])
            .filter_map(AreaId::of)
            .collect();
        areas.extend(self.rows_unlike(there).filter(|id| !excused.areas.contains(id)));
        if areas.is_empty() {
            return None;
        }
        let lines = mine.lines_beside(&areas);
        let lines = if lines.is_empty() { self.touched.lines_beside(&areas) } else { lines };
        Some(Clash {
            at: unlike.first().map(|((at, _), _)| *at),
            mine: Some(lines),
            theirs: Some(theirs.lines_beside(&areas)),
            ..Clash::of(Contested::Drawing, areas.into_iter().collect())
        })
    }

    /// Areas that end in one of two places only, or come under another parent there.
    fn rows_unlike<'a>(&'a self, there: &'a Self) -> impl Iterator<Item = AreaId> + 'a {
        let ended = self.touched.ended.symmetric_difference(&there.touched.ended).copied();
        let keys = self.parents.keys().chain(there.parents.keys());
        let moved = keys.filter(|id| self.parents.get(id) != there.parents.get(id)).copied();
        ended.chain(moved)
    }

    /// The pieces that went and came, without those that were only divided: where an outline
    /// runs over a border, the border gets a corner and stays where it is.
    fn moved(&self) -> (Pieces, Pieces) {
        let (mut went, mut came) = (self.went.clone(), self.came.clone());
        let mut next: BTreeMap<(Point, Sides), Vec<Point>> = BTreeMap::new();
        for ((a, b), (left, right)) in &came {
            next.entry((*a, (*left, *right))).or_default().push(*b);
            next.entry((*b, (*right, *left))).or_default().push(*a);
        }
        for (piece, sides) in &self.went {
            let Some(corners) = divided(*piece, *sides, &next) else { continue };
            went.remove(piece);
            for pair in corners.windows(2) {
                came.remove(&(pair[0].min(pair[1]), pair[0].max(pair[1])));
            }
        }
        (went, came)
    }
}

/// The corners from one end of a piece to the other, where it was divided and nothing else.
fn divided(
    (from, to): Piece,
    sides: Sides,
    next: &BTreeMap<(Point, Sides), Vec<Point>>,
) -> Option<Vec<Point>> {
    let way = |at: Point| {
        let step = |from: i32, to: i32| i128::from(to) - i128::from(from);
        (step(from.x, at.x), step(from.y, at.y))
    };
    let (x, y) = way(to);
    let length2 = x * x + y * y;
    // A corner lies within a lattice step of the straight line, for it was rounded.
    let is_on_it = |at: &Point| {
        let (u, v) = way(*at);
        let cross = x * v - y * u;
        cross * cross <= length2
    };
    let along = |at: Point| {
        let (u, v) = way(at);
        x * u + y * v
    };
    let mut corners = vec![from];
    let mut at = from;
    while at != to {
        let further = next.get(&(at, sides))?.iter();
        let further = further.filter(|one| is_on_it(one) && along(**one) > along(at));
        at = *further.min_by_key(|one| along(**one))?;
        corners.push(at);
    }
    Some(corners)
}

/// Pieces of border by their Division.
#[derive(Debug, Default)]
pub(super) struct Marked(BTreeMap<DivisionKey, BTreeSet<Piece>>);

impl Marked {
    /// Adds what an edit made.
    pub(super) fn mark(&mut self, step: &Step) {
        if let Some(division) = &step.division {
            self.0.entry(division.clone()).or_default().extend(step.came.keys());
        }
    }

    /// The pieces of the borders of a clash.
    pub(super) fn of(clash: &Clash) -> Self {
        let mut marked = Self::default();
        for line in &clash.was {
            marked.0.entry(line.division.clone()).or_default().extend(line.pieces());
        }
        marked
    }
}

/// What somebody decided of an edit already: where it moves borders of its own clashes as
/// they are on the head, nobody is asked once more.
#[derive(Debug, Default)]
pub(super) struct Excused {
    /// Borders between two of these.
    between: BTreeSet<Label>,
    /// Every border of these.
    areas: BTreeSet<AreaId>,
}

impl Excused {
    /// By the clashes that are settled and come from the edit at a place.
    pub(super) fn of(settled: &[Clash], place: usize) -> Self {
        let mut excused = Self::default();
        for clash in settled.iter().filter(|clash| clash.edits.contains(&place)) {
            match clash.what {
                Contested::Border => {
                    excused.between.extend(clash.was.iter().flat_map(Line::sides));
                }
                Contested::Area => excused.areas.extend(&clash.areas),
                _ => {}
            }
        }
        excused
    }

    fn has(&self, (left, right): Sides) -> bool {
        let is_own = |side| AreaId::of(side).is_some_and(|id| self.areas.contains(&id));
        let are_between = self.between.contains(&left) && self.between.contains(&right);
        are_between || is_own(left) || is_own(right)
    }
}
