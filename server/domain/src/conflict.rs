//! A draft whose base is no longer the head: what merges, and where two people touched the
//! same (冲突).
//!
//! What is disjoint is replayed on the head in silence, every edit checked again: it has to
//! do there what it did where it was made (`step`). Where both touched the same, the clash
//! names it, shows both shapes, and says which edits it comes from; whoever settles it takes
//! theirs (those edits go) or mine (they are made on top, a border as a whole). Nothing here
//! decides for them, and nothing is stored.

mod step;

use crate::desk::{Applied, Desk, Refused};
use crate::draft::Made;
use crate::edit::Edit;
use crate::ids::{AreaId, HighestIds};
use crate::plan::Plan;
use crate::redraw::{Act, Redraw};
use crate::replay::ReplayError;
use crate::touched::{Clash, Contested, Subject, Touched};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use step::{Excused, Marked, Step, followed};
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

/// What was decided, by the places of the edits in the draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Whose version holds.
    pub take: BTreeMap<usize, Take>,
    /// Edits that are made again though they do something else on the head.
    pub anew: BTreeSet<usize>,
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

/// Puts the edits of a draft on another base, as far as it is decided how. Codes are those
/// of each plan: what was given since the base is known on the head only. It fails only if
/// the edits do not apply to the base they were made on.
pub fn rebase(
    base: &Plan,
    head: &Plan,
    edits: &[Made],
    decided: &Decided,
) -> Result<Rebased, ReplayError> {
    let (mine, steps) = followed(Desk::on(base.clone()), edits)?;
    let (mine, theirs) = (Touched::between(base, &mine), Touched::between(base, head));
    let mut clashes = mine.clashes(&theirs);
    for clash in &mut clashes {
        clash.edits = origins(clash, &steps);
    }
    // One that no edit can be named for is nobody's to settle by leaving edits out.
    let is_open = |clash: &Clash| {
        let mut edits = clash.edits.iter();
        clash.edits.is_empty() || edits.any(|edit| !decided.take.contains_key(edit))
    };
    let (open, settled): (Vec<Clash>, Vec<Clash>) = clashes.into_iter().partition(is_open);
    let mut rebase = Rebase {
        desk: Desk::on(head.clone()),
        decided,
        mine,
        theirs,
        settled,
        kept: Vec::new(),
        refused: Vec::new(),
        asked: Vec::new(),
        lacking: Marked::default(),
    };
    let waiting: BTreeSet<usize> = open.iter().flat_map(|c| c.edits.iter().copied()).collect();
    for (place, (made, step)) in edits.iter().zip(&steps).enumerate() {
        if waiting.contains(&place) {
            rebase.lacking.mark(step);
        } else if decided.take.get(&place) != Some(&Take::Theirs) {
            rebase.again(place, made, step);
        }
    }
    let Rebase { desk, kept, refused, asked, .. } = rebase;
    let clashes = open.into_iter().chain(asked.into_iter().map(|asked| asked.clash)).collect();
    Ok(Rebased { plan: desk.plan(), kept, clashes, refused })
}

/// A draft on its way to another base.
struct Rebase<'a> {
    desk: Desk,
    decided: &'a Decided,
    /// What the draft touched of its base, and what others did.
    mine: Touched,
    theirs: Touched,
    /// The clashes that are decided.
    settled: Vec<Clash>,
    kept: Vec<Made>,
    refused: Vec<(usize, Refused)>,
    asked: Vec<Asked>,
    /// What edits made that are not here until somebody decides: those that go on with it
    /// cannot be judged yet.
    lacking: Marked,
}

/// A clash over what does something else on the head, and the borders that its edits made.
struct Asked {
    clash: Clash,
    made: Marked,
}

impl Rebase<'_> {
    /// Makes an edit on the head, unless something of it has to be decided.
    fn again(&mut self, place: usize, made: &Made, step: &Step) {
        let is_decided = self.decided.take.contains_key(&place);
        let is_file = matches!(made.edit, Edit::ImportAreas(_));
        // A file states whole levels: it would take back whatever others changed on them.
        if is_file && !is_decided && self.theirs.has_areas() {
            return self.refuse(place, step, older_file(&self.theirs));
        }
        // Files of areas are judged as a whole, above; edits of before numbers were kept name
        // other new areas wherever they are made.
        let is_known = !is_file && made.numbers.is_some();
        let is_judged = is_known && !self.decided.anew.contains(&place);
        if is_judged && self.joins(place, step) {
            return;
        }
        let before = (is_judged && step::needs_plan(&made.edit)).then(|| self.desk.plan());
        let outcome = bounded(&mut self.desk, made, step.given);
        if let (Ok(applied), true) = (&outcome, is_judged) {
            if step.goes_on_with(&self.lacking) {
                self.lacking.mark(step);
            } else {
                let there = Step::of(applied, made, before.as_ref(), &self.desk);
                if !is_decided && there.stations() != step.stations() {
                    self.undo(applied);
                    return self.refuse(place, step, older_stations());
                }
                let excused = Excused::of(&self.settled, place);
                if let Some(clash) = step.otherwise(&there, &excused, &self.mine, &self.theirs) {
                    self.undo(applied);
                    return self.ask(place, step, clash);
                }
            }
        }
        let outcome = outcome.map(|applied| self.kept.push(made.clone().with_codes(&applied)));
        // Of a border the whole is mine: none is mixed from what two people drew.
        let mut led = false;
        for clash in self.settled.iter().filter(|clash| clash.edits.last() == Some(&place)) {
            led |= lead_as_mine(&mut self.desk, clash, made, &mut self.kept);
        }
        match outcome {
            Err(error) if !led => self.refuse(place, step, told(error)),
            _ => {}
        }
    }

    fn undo(&mut self, applied: &Applied) {
        let is_undone = self.desk.undo(applied);
        debug_assert!(is_undone, "the last edit leaves a way back");
    }

    fn refuse(&mut self, place: usize, step: &Step, why: Refused) {
        self.lacking.mark(step);
        self.refused.push((place, why));
    }

    fn ask(&mut self, place: usize, step: &Step, clash: Clash) {
        let mut made = Marked::default();
        made.mark(step);
        self.asked.push(Asked { clash: Clash { edits: vec![place], ..clash }, made });
    }

    /// Counts an edit to every clash whose edits it goes on with; says whether there is one.
    fn joins(&mut self, place: usize, step: &Step) -> bool {
        let goes_on = self.asked.iter_mut().filter(|asked| step.goes_on_with(&asked.made));
        let joined = goes_on.map(|asked| {
            asked.clash.edits.push(place);
            asked.made.mark(step);
        });
        joined.count() > 0
    }
}

/// Why stations are not brought in over what others changed of them.
fn older_stations() -> Refused {
    let message = "on the newest release it would change other stations than it did here: \
                   others placed, moved or ended some since; export the newest release, \
                   change that, and import it again";
    Refused { code: "file_is_older", at: None, areas: Vec::new(), message: message.into() }
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

/// The edits that a clash comes from: those that touched it, and those that went on with
/// what they made of it.
fn origins(clash: &Clash, steps: &[Step]) -> Vec<usize> {
    let mut marked = Marked::of(clash);
    let mut found = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let touched = &step.touched;
        let is_origin = match (clash.what, &clash.subject) {
            (Contested::Border, _) => step.goes_on_with(&marked),
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
            marked.mark(step);
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
