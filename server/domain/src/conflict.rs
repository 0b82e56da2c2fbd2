//! A draft whose base is no longer the head: what merges, and where two people touched the
//! same (冲突).
//!
//! What is disjoint is replayed on the head in silence, every edit checked again: it has to
//! move the very borders that it moved where it was made. Where both touched the same, the
//! clash names it, shows both shapes, and says which edits it comes from; whoever settles it
//! takes theirs (those edits go) or mine (they are made on top, a border as a whole).
//! Nothing here decides for them, and nothing is stored.

use crate::desk::{Applied, Desk, Refused};
use crate::draft::Made;
use crate::edit::Edit;
use crate::ids::{AreaId, HighestIds};
use crate::plan::Plan;
use crate::redraw::{Act, Redraw};
use crate::replay::ReplayError;
use crate::touched::{Clash, Contested, Ground, Piece, Pieces, Subject, Touched, line_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use topo::Label;

/// Whose version holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The draft's: the edits are made on top of the head.
    Mine,
    /// The head's: the edits go.
    Theirs,
}

/// A draft on another base.
#[derive(Debug, Clone)]
pub struct Rebased {
    /// The head with the edits that are kept.
    pub plan: Plan,
    /// The edits that are kept, in their order.
    pub kept: Vec<Made>,
    /// What is not settled yet. The edits it comes from are not among those kept.
    pub clashes: Vec<Clash>,
    /// Edits that cannot be made on the head, by their place in the draft, and why. One
    /// that would make more there than numbers were set aside for is refused as
    /// `numbers_spent`: the numbers after them are other people's. Dropped and made again
    /// on the head it gets new ones.
    pub refused: Vec<(usize, Refused)>,
}

/// Puts the edits of a draft on another base. `take` says, edit by edit, whose version
/// holds. Codes are those of each plan: what was given since the base is known on the
/// head only. It fails only if the edits do not apply to the base they were made on.
pub fn rebase(
    base: &Plan,
    head: &Plan,
    edits: &[Made],
    take: &BTreeMap<usize, Take>,
) -> Result<Rebased, ReplayError> {
    let (mine, steps) = followed(Desk::on(base.clone()), edits)?;
    let theirs = Touched::between(base, head);
    let mut clashes = Touched::between(base, &mine).clashes(&theirs);
    for clash in &mut clashes {
        clash.edits = origins(clash, &steps);
    }
    // One that no edit can be named for is nobody's to settle by leaving edits out.
    let is_open = |clash: &Clash| {
        clash.edits.is_empty() || clash.edits.iter().any(|edit| !take.contains_key(edit))
    };
    let (mut open, settled): (Vec<Clash>, Vec<Clash>) = clashes.into_iter().partition(is_open);
    let waiting: BTreeSet<usize> = open.iter().flat_map(|c| c.edits.iter().copied()).collect();

    let mut desk = Desk::on(head.clone());
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    let mut asked: Vec<Asked> = Vec::new();
    // What edits made that are not here until somebody decides: those that go on with it
    // cannot be judged yet.
    let mut lacking: BTreeSet<Piece> = BTreeSet::new();
    for (place, (made, step)) in edits.iter().zip(&steps).enumerate() {
        let decided = take.get(&place);
        if waiting.contains(&place) {
            lacking.extend(step.came.keys());
            continue;
        }
        if decided == Some(&Take::Theirs) {
            continue;
        }
        // A file states whole levels: it would take back whatever others changed on them.
        if matches!(made.edit, Edit::ImportAreas(_)) && decided.is_none() && theirs.has_areas() {
            refused.push((place, older_file(&theirs)));
            continue;
        }
        if decided.is_none()
            && let Some(asked) = asked.iter_mut().find(|asked| step.goes_on_with(&asked.made))
        {
            asked.join(place, step);
            continue;
        }
        let outcome = bounded(&mut desk, made, step.given);
        if let (Ok(applied), None) = (&outcome, decided)
            && !step.goes_on_with(&lacking)
            && let Some(clash) = step.otherwise(applied, made, &desk, &theirs)
        {
            desk.undo(applied);
            let mut first = Asked { clash, made: BTreeSet::new() };
            first.join(place, step);
            asked.push(first);
            continue;
        }
        let outcome = outcome.map(|applied| kept.push(made.clone().with_codes(&applied)));
        // Of a border the whole is mine: none is mixed from what two people drew.
        let mut led = false;
        for clash in settled.iter().filter(|clash| clash.edits.last() == Some(&place)) {
            led |= lead_as_mine(&mut desk, clash, made, &mut kept);
        }
        match outcome {
            Err(_) if led => {}
            Err(error) => {
                lacking.extend(step.came.keys());
                refused.push((place, told(error)));
            }
            Ok(()) => {}
        }
    }
    open.extend(asked.into_iter().map(|asked| asked.clash));
    Ok(Rebased { plan: desk.plan(), kept, clashes: open, refused })
}

/// Why a file of areas is not replayed over what others changed since.
fn older_file(theirs: &Touched) -> Refused {
    let rows = theirs.fields.keys().map(|(area, _)| *area);
    let areas: BTreeSet<AreaId> = rows.chain(theirs.cells.iter().copied()).collect();
    let message = "the file is older than what others published since and would undo it; \
                   export the newest release, change that, and import it again";
    Refused {
        code: "file_is_older",
        at: None,
        areas: areas.into_iter().take(5).collect(),
        message: message.into(),
    }
}

/// Applies an edit unless it gives more numbers than it did where it was made.
fn bounded(desk: &mut Desk, made: &Made, most: HighestIds) -> Result<Applied, ReplayError> {
    let back = (!matches!(made.edit, Edit::Redraw(_))).then(|| desk.clone());
    let applied = desk.apply(made)?;
    if made.numbers.is_none() || applied.given.with(most) == most {
        return Ok(applied);
    }
    match back {
        Some(back) => *desk = back,
        None => drop(desk.undo(&applied)),
    }
    let message = "on the newest release it would make more than numbers were set aside for; \
                   drop it and draw it again";
    let areas = Vec::new();
    Err(Refused { code: "numbers_spent", at: None, areas, message: message.into() }.into())
}

/// What one edit touched.
struct Step {
    touched: Touched,
    /// The highest numbers it gave.
    given: HighestIds,
    /// Pieces of border that it took away or gave other sides, and those it made.
    went: Pieces,
    came: Pieces,
}

/// A clash over what runs over borders that others moved, and the pieces that its edits made.
struct Asked {
    clash: Clash,
    made: BTreeSet<Piece>,
}

impl Asked {
    /// One more edit goes on with what the others made.
    fn join(&mut self, place: usize, step: &Step) {
        self.clash.edits.push(place);
        self.made.extend(step.came.keys());
    }
}

/// Applies edits one by one and notes what each touched.
fn followed(mut desk: Desk, edits: &[Made]) -> Result<(Plan, Vec<Step>), ReplayError> {
    let mut steps = Vec::with_capacity(edits.len());
    for made in edits {
        // Imports leave no way back, nor do stations and datasets leave borders.
        let before = (!matches!(made.edit, Edit::Redraw(_))).then(|| desk.plan());
        let applied = desk.apply(made)?;
        steps.push(match (before, &made.edit) {
            (None, Edit::Redraw(redraw)) => Step::of(&applied, redraw, &desk),
            (Some(before), _) => {
                let touched = Touched::between(&before, &desk.plan());
                let (went, came) = (touched.pieces_gone(), touched.pieces_come());
                Step { touched, given: applied.given, went, came }
            }
            (None, _) => Step {
                touched: Touched::default(),
                given: applied.given,
                went: Pieces::new(),
                came: Pieces::new(),
            },
        });
    }
    Ok((desk.plan(), steps))
}

impl Step {
    fn of(applied: &Applied, redraw: &Redraw, desk: &Desk) -> Self {
        let mut touched = Touched::default();
        touched.stations.extend(&applied.stations);
        let (mut new, mut ended) = (BTreeSet::new(), BTreeSet::new());
        for (id, was, is) in applied.rows() {
            touched.row(*id, was.as_ref(), is.as_ref());
            match (was, is) {
                (None, Some(_)) => drop(new.insert(*id)),
                (Some(_), None) => drop(ended.insert(*id)),
                _ => {}
            }
        }
        let (mut went, mut came) = (Pieces::new(), Pieces::new());
        if let Some(change) = applied.change() {
            let lines = |borders: &[topo::drawing::Border]| {
                borders.iter().map(|border| line_of(&redraw.division, border)).collect()
            };
            let ground = Ground::of(lines(&change.removed), lines(&change.added));
            (went, came) = (ground.touched(), ground.fresh());
            let drawing = desk.drawing(&redraw.division);
            let is_blank = |id: AreaId| drawing.is_some_and(|drawing| drawing.is_blank(id.label()));
            ground.note(&mut touched, &new, &ended, is_blank);
        }
        Self { touched, given: applied.given, went, came }
    }

    /// Whether it takes away pieces that others made.
    fn goes_on_with(&self, made: &BTreeSet<Piece>) -> bool {
        self.went.keys().any(|piece| made.contains(piece))
    }

    /// Whose borders the edit moves on another base if they are not the same there, with what
    /// was drawn here and what others drew.
    fn otherwise(
        &self,
        applied: &Applied,
        made: &Made,
        desk: &Desk,
        theirs: &Touched,
    ) -> Option<Clash> {
        let Edit::Redraw(redraw) = &made.edit else { return None };
        let there = Self::of(applied, redraw, desk);
        let unlike: Vec<(Piece, [Label; 2])> = [
            only_in(&self.went, &there.went),
            only_in(&there.went, &self.went),
            only_in(&self.came, &there.came),
            only_in(&there.came, &self.came),
        ]
        .concat();
        let ((at, _), _) = *unlike.first()?;
        let areas: BTreeSet<AreaId> =
            unlike.iter().flat_map(|(_, sides)| *sides).filter_map(AreaId::of).collect();
        Some(Clash {
            at: Some(at),
            mine: Some(self.touched.lines_beside(&areas)),
            theirs: Some(theirs.lines_beside(&areas)),
            ..Clash::of(Contested::Drawing, areas.into_iter().collect())
        })
    }
}

/// The pieces of some that others do not have just so.
fn only_in(these: &Pieces, others: &Pieces) -> Vec<(Piece, [Label; 2])> {
    let is_new = |(piece, sides): &(&Piece, _)| others.get(*piece) != Some(*sides);
    let only = these.iter().filter(is_new);
    only.map(|(piece, (left, right))| (*piece, [*left, *right])).collect()
}

/// The edits that a clash comes from: those that touched it, and those that went on with
/// what they made of it.
fn origins(clash: &Clash, steps: &[Step]) -> Vec<usize> {
    let mut pieces: BTreeSet<Piece> =
        clash.was.iter().flat_map(crate::touched::Line::pieces).collect();
    let mut found = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let touched = &step.touched;
        let is_origin = match (clash.what, &clash.subject) {
            (Contested::Border, _) => step.goes_on_with(&pieces),
            (Contested::Area, _) => {
                let concerned = touched.concerned();
                clash.areas.iter().any(|id| concerned.contains(id))
            }
            (_, Some(Subject::Field(id, field))) => {
                touched.fields.contains_key(&(*id, field.clone()))
            }
            (_, Some(Subject::Station(id))) => touched.stations.contains(id),
            (_, Some(Subject::Dataset(kind))) => touched.datasets.contains_key(kind),
            (_, Some(Subject::StreetEdit(id))) => touched.street_edits.contains(id),
            (_, None) => false,
        };
        if is_origin {
            found.push(place);
            pieces.extend(step.came.keys());
        }
    }
    found
}

/// Leads the borders of a clash as the draft has them, where they are not so already.
/// Says whether it could be done.
fn lead_as_mine(desk: &mut Desk, clash: &Clash, after: &Made, kept: &mut Vec<Made>) -> bool {
    let (Some(lines), Some(was)) = (&clash.mine, clash.was.first()) else { return false };
    let side = |label: Label| {
        let drawing = desk.drawing(&was.division)?;
        AreaId::of(label).filter(|_| !drawing.is_blank(label))
    };
    let areas = was.sides().map(side);
    let mut led = !lines.is_empty();
    for line in lines {
        let act = Act::Reshape { areas, line: line.clone() };
        let redraw = Redraw::of(was.division.clone(), 0, act);
        let made = Made { edit: Edit::Redraw(redraw), ..after.clone() };
        match desk.apply(&made) {
            Ok(_) => kept.push(made),
            Err(ReplayError::Refused(refused)) if refused.code == "nothing" => {}
            Err(_) => led = false,
        }
    }
    led
}

/// Any reason as a refusal.
fn told(error: ReplayError) -> Refused {
    match error {
        ReplayError::Refused(refused) => refused,
        other => {
            let message = other.to_string();
            Refused { code: "cannot_be_made", at: None, areas: Vec::new(), message }
        }
    }
}

#[cfg(test)]
mod tests;
