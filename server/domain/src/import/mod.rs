//! The areas of one level come in from a file: what they become, and every fault.
//!
//! New polygons are laid over the ground as it is; the overlay knows for each face
//! who claims it. The deepest claim owns a face. Where that is not the whole
//! answer (nobody, several, outside the parent) an [`Issue`] says so, and a stated
//! rule settles it, so that what comes out is always a whole partition:
//!
//! - several areas of one level claim a face: it goes to the one with the longest
//!   border to it, counting ground that is its own beyond dispute; ties go to the
//!   lower code;
//! - nobody claims a face between areas: it stays blank;
//! - a parent's own outline yields to its children where they differ by no more
//!   than a strip [`STRIP_M`] wide.
//!
//! An import states the whole level of its Division: areas that the file does not
//! name are retired.

mod differences;
mod features;
mod flaws;
mod overlay;
mod parents;
mod pieces;
#[cfg(test)]
mod tests;

use crate::area::{Area, Division};
use crate::edit::ImportAreas;
use crate::ids::{AreaId, Code, DivisionKey, LevelKey};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::{Ground, Plan};
use features::Newcomer;
use overlay::Overlay;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A parent's outline may differ from its children by a strip this wide, in metres.
pub const STRIP_M: f64 = 1.0;

/// Why an import could not even be attempted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The level is not one of the ladder.
    #[error("there is no level `{level}`; the levels are {known}")]
    UnknownLevel {
        /// The level asked for.
        level: LevelKey,
        /// The keys there are, comma separated.
        known: String,
    },
    /// The file held no area.
    #[error("the import holds no area of level `{0}`")]
    Empty(LevelKey),
    /// A partition holds at most about four thousand million areas.
    #[error("no area ids are left")]
    NoIdsLeft,
}

/// What an import makes of a plan.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The plan afterwards; only to be used when no issue blocks.
    pub plan: Plan,
    /// Every fault, the blocking ones first.
    pub issues: Vec<Issue>,
    /// What happened, in numbers.
    pub summary: ImportSummary,
}

/// What an import did, in numbers of areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    /// The Level imported.
    pub level: LevelKey,
    /// Areas of that level afterwards.
    pub areas: usize,
    /// Codes that were not there before.
    pub new: usize,
    /// Codes that were there before and stay.
    pub kept: usize,
    /// Codes that were there before and are gone.
    pub retired: usize,
    /// The Division, where this import made it.
    pub new_division: Option<DivisionKey>,
    /// Areas whose parent was found by position, not named by the file.
    pub parents_by_position: usize,
}

impl ImportSummary {
    /// An import that came to nothing.
    pub fn nothing(level: LevelKey) -> Self {
        Self {
            level,
            areas: 0,
            new: 0,
            kept: 0,
            retired: 0,
            new_division: None,
            parents_by_position: 0,
        }
    }
}

impl Plan {
    /// Lays the areas of one level over this plan.
    ///
    /// The result does not depend on the order of the features, where their rings
    /// start or which way they run.
    pub fn import(&self, import: &ImportAreas) -> Result<Imported, ImportError> {
        let rank = self.levels.rank(&import.level).ok_or_else(|| ImportError::UnknownLevel {
            level: import.level.clone(),
            known: self.levels.iter().map(|l| l.key.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        if import.areas.is_empty() {
            return Err(ImportError::Empty(import.level.clone()));
        }
        let mut found = Findings { allow: &import.allow, level: &import.level, issues: Vec::new() };
        let mut plan = self.clone();
        let made = self.ground(&import.division).is_none();
        let position = plan.ground_index(&import.division);
        let before = plan.grounds[position].clone();

        let newcomers = features::join(import, &mut found);
        let ids = number(self, &before, &import.level, &newcomers, &mut plan.next_id)?;
        report_reused(self, &before, &newcomers, &ids, &mut found);
        let overlay = Overlay::lay(&before, &plan.levels, rank, &newcomers, &ids);
        let (areas, by_position) = parents::place(&overlay, &newcomers, &mut found);
        let ground = differences::settle(&overlay, &before.division, areas, &newcomers, &mut found);

        report_retired(&before, &ground, &mut found);
        let codes = |ground: &Ground| -> BTreeSet<Code> {
            let of_level = ground.areas.values().filter(|area| area.level == import.level);
            of_level.map(|area| area.code.clone()).collect()
        };
        let (old, new) = (codes(&before), codes(&ground));
        let summary = ImportSummary {
            level: import.level.clone(),
            areas: new.len(),
            new: new.difference(&old).count(),
            kept: new.intersection(&old).count(),
            retired: old.difference(&new).count(),
            new_division: made.then(|| import.division.clone()),
            parents_by_position: by_position,
        };
        plan.grounds[position] = ground;
        Ok(Imported { plan, issues: found.sorted(), summary })
    }

    /// Where the Division stands in `grounds`; it is made if it is new.
    fn ground_index(&mut self, division: &DivisionKey) -> usize {
        let known = self.grounds.iter().position(|ground| ground.division.key == *division);
        known.unwrap_or_else(|| {
            let main = *division == DivisionKey::main();
            let name = if main { "综合网格".into() } else { division.to_string() };
            self.grounds.push(Ground::empty(Division { key: division.clone(), name }));
            self.grounds.len() - 1
        })
    }
}

/// An import states its whole level: what it does not name ends, and that is said.
fn report_retired(before: &Ground, after: &Ground, found: &mut Findings<'_>) {
    let ended = before.areas.values().filter(|area| !after.areas.contains_key(&area.id));
    let mut codes: Vec<Code> = ended.map(|area| area.code.clone()).collect();
    codes.sort();
    if codes.is_empty() {
        return;
    }
    let some = codes.iter().take(5).map(Code::as_str).collect::<Vec<_>>().join(", ");
    let rest = if codes.len() > 5 { " …" } else { "" };
    let message = format!("the file does not name {} areas: {some}{rest} would end", codes.len());
    let proposal = "a file states its whole level; add them to it if they are to stay";
    let issue = found.blank_form(IssueKind::Retired, message, proposal);
    found.note(Issue { severity: Severity::Advice, codes, ..issue });
}

/// Known codes keep their id, and one that only this draft ended comes back with its own;
/// new ones get the next, in the order of their codes.
fn number(
    plan: &Plan,
    before: &Ground,
    level: &LevelKey,
    newcomers: &[Newcomer],
    next_id: &mut u32,
) -> Result<Vec<AreaId>, ImportError> {
    let known: BTreeMap<&Code, AreaId> = before
        .areas
        .values()
        .filter(|area| area.level == *level)
        .map(|area| (&area.code, area.id))
        .collect();
    let is_there = |id: &AreaId| plan.grounds.iter().any(|ground| ground.areas.contains_key(id));
    let ended_here = |code: &Code| {
        let last = plan.codes.last_holder(level, code).filter(|last| last.until.is_none())?;
        Some(last.area).filter(|id| !is_there(id))
    };
    let own = |code: &Code| known.get(code).copied().or_else(|| ended_here(code));
    let number_one = |newcomer: &Newcomer| match own(&newcomer.code) {
        Some(id) => Ok(id),
        None if *next_id == u32::MAX => Err(ImportError::NoIdsLeft),
        None => {
            *next_id += 1;
            Ok(AreaId(*next_id - 1))
        }
    };
    newcomers.iter().map(number_one).collect()
}

/// No code is given to a second Area, for old codes answer for ever with what became of
/// theirs. What another Division holds under the same code is no second use.
fn report_reused(
    plan: &Plan,
    before: &Ground,
    newcomers: &[Newcomer],
    ids: &[AreaId],
    found: &mut Findings<'_>,
) {
    for (newcomer, id) in newcomers.iter().zip(ids) {
        let code = &newcomer.code;
        let Some(last) = plan.codes.last_holder(found.level, code) else { continue };
        let holds = |ground: &Ground| ground.areas.get(&last.area).is_some_and(|a| a.code == *code);
        if last.area == *id || before.areas.contains_key(id) || plan.grounds.iter().any(holds) {
            continue;
        }
        let until = match last.until {
            Some(release) => format!("until release {release}"),
            None => "until this draft".into(),
        };
        let message = format!("the code {code} was that of {} {until}", last.name);
        let proposal = "give the new area another code, or accept it and the code tells of both";
        let mut issue = found.blank_form(IssueKind::CodeFault, message, proposal);
        issue.codes = vec![code.clone()];
        issue.features.clone_from(&newcomer.features);
        issue.at = newcomer.shape.0.first().and_then(|part| part.outer.first().copied());
        found.note(issue);
    }
}

/// The issues of one import, as they are found.
struct Findings<'a> {
    allow: &'a BTreeSet<IssueKind>,
    level: &'a LevelKey,
    issues: Vec<Issue>,
}

impl Findings<'_> {
    /// Notes an issue; it is blocking unless its kind was accepted by name.
    fn note(&mut self, mut issue: Issue) {
        issue.accept(self.allow);
        self.issues.push(issue);
    }

    /// A blocking issue of the level being imported, without place or size yet.
    fn blank_form(&self, kind: IssueKind, message: String, proposal: &str) -> Issue {
        let issue = Issue::of(kind, Severity::Blocking, message, proposal);
        Issue { level: Some(self.level.clone()), ..issue }
    }

    fn sorted(mut self) -> Vec<Issue> {
        let key = |issue: &Issue| {
            (issue.severity, issue.kind, issue.codes.clone(), issue.features.clone(), issue.at)
        };
        self.issues.sort_by_cached_key(key);
        self.issues
    }
}

/// An Area of the plan afterwards, before it is known whether it keeps any ground.
type Areas = BTreeMap<AreaId, Area>;
