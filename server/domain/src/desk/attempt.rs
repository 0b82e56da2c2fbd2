//! One act under way: it becomes a step, or everything is as it was.

use super::board::{Board, Step};
use super::refused::{Refused, name_of};
use super::tree::Tree;
use crate::area::Area;
use crate::codes::{CodeBook, CodeRule, CodeRules, LastHolder, next_code};
use crate::ids::{AreaId, Code, LevelKey, printable};
use crate::level::Levels;
use crate::redraw::{GivenCode, NewArea, Redraw};
use std::collections::BTreeMap;
use topo::drawing::{Change, Operation, Refusal, Rules};
use topo::{Drawing, Label};

/// See the module.
pub(super) struct Attempt<'a> {
    board: &'a mut Board,
    pub(super) levels: &'a Levels,
    codes: &'a CodeBook,
    /// The codes that its new areas got when it was made, as far as they are not given yet.
    given: Vec<GivenCode>,
    /// The highest id given.
    highest: u32,
    pub(super) rules: Rules,
    change: Change,
    /// What each row was.
    rows: BTreeMap<AreaId, Option<Area>>,
    /// Labels lent out for ground on its way.
    lent: Vec<Label>,
}

impl<'a> Attempt<'a> {
    pub(super) fn on(
        board: &'a mut Board,
        levels: &'a Levels,
        codes: &'a CodeBook,
        highest: u32,
        redraw: &Redraw,
    ) -> Self {
        board.unsettle();
        let rules = Rules { snap: redraw.snap, ..Rules::default() };
        Self {
            board,
            levels,
            codes,
            given: redraw.codes.clone(),
            highest,
            rules,
            change: Change::default(),
            rows: BTreeMap::new(),
            lent: Vec::new(),
        }
    }

    /// The step and the highest id given since, or everything as it was.
    pub(super) fn finish(self, outcome: Result<(), Refused>) -> Result<(Step, u32), Refused> {
        for label in &self.lent {
            self.board.drawing.set_blank(*label, false);
        }
        let changed = |(id, was): (&AreaId, &Option<Area>)| self.tree().get(*id) != was.as_ref();
        let nothing = self.change.is_empty() && !self.rows.iter().any(changed);
        let unsettled = self.lent.iter().any(|label| self.board.drawing.holds(*label));
        let outcome = outcome.and_then(|()| match (unsettled, nothing) {
            (true, _) => Err(Refused::of("unsettled", &[], "some of the ground finds no taker")),
            (_, true) => Err(Refused::of("nothing", &[], "nothing would change")),
            _ => Ok(()),
        });
        if let Err(mut refused) = outcome {
            self.board.drawing.enact(&self.change.inverse()).expect("made a moment ago");
            for (id, was) in self.rows {
                self.board.set(id, was);
            }
            // What would have been new is not there to be named.
            refused.areas.retain(|id| self.board.tree.get(*id).is_some());
            return Err(refused);
        }
        let tree = &self.board.tree;
        let rows = self.rows.into_iter().map(|(id, was)| (id, was, tree.get(id).cloned()));
        let rows = rows.filter(|(_, was, now)| was != now).collect();
        Ok((Step { change: self.change, rows }, self.highest))
    }

    pub(super) fn tree(&self) -> &Tree {
        &self.board.tree
    }

    pub(super) fn drawing(&self) -> &Drawing {
        &self.board.drawing
    }

    /// One operation of the kernel, by the rules of the act.
    pub(super) fn draw(&mut self, operation: &Operation) -> Result<(), Refused> {
        let rules = self.rules;
        self.draw_by(operation, &rules).map_err(|refusal| self.refused(&refusal))
    }

    pub(super) fn draw_by(&mut self, operation: &Operation, rules: &Rules) -> Result<(), Refusal> {
        let change = self.board.drawing.apply(operation, rules)?;
        self.change = std::mem::take(&mut self.change).then(&change);
        Ok(())
    }

    /// One operation of the kernel that is kept only where it is worth it.
    pub(super) fn draw_if(
        &mut self,
        operation: &Operation,
        rules: &Rules,
        keep: impl FnOnce(&Drawing) -> bool,
    ) -> Result<bool, Refusal> {
        let change = self.board.drawing.apply(operation, rules)?;
        let kept = keep(&self.board.drawing);
        if kept {
            self.change = std::mem::take(&mut self.change).then(&change);
        } else {
            self.board.drawing.enact(&change.inverse()).expect("made a moment ago");
        }
        Ok(kept)
    }

    pub(super) fn refused(&self, refusal: &Refusal) -> Refused {
        Refused::kernel(refusal, &self.board.tree)
    }

    /// A label for ground on its way, which no Area ever has.
    pub(super) fn lend(&mut self, is_blank: bool) -> Label {
        let back = u32::try_from(self.lent.len()).unwrap_or(u32::MAX);
        let label = Label(u32::MAX - 1 - back);
        self.lent.push(label);
        self.board.drawing.set_blank(label, is_blank);
        label
    }

    pub(super) fn set_blank(&mut self, label: Label, is_blank: bool) {
        self.board.drawing.set_blank(label, is_blank);
    }

    /// Puts a row in place of what was there.
    pub(super) fn put(&mut self, area: Area) {
        let id = area.id;
        let was = self.board.set(id, Some(area));
        self.rows.entry(id).or_insert(was);
    }

    /// Takes an Area away. Where it was the last child, its parent would hold the ground
    /// itself; that is refused.
    pub(super) fn end(&mut self, id: AreaId) -> Result<(), Refused> {
        let was = self.board.set(id, None);
        let parent = was.as_ref().and_then(|area| area.parent);
        self.rows.entry(id).or_insert(was);
        parent.map_or(Ok(()), |parent| self.must_keep_children(parent))
    }

    /// Moves an Area under another parent.
    pub(super) fn move_under(&mut self, id: AreaId, parent: AreaId) {
        if let Some(area) = self.tree().get(id).cloned() {
            self.put(Area { parent: Some(parent), ..area });
        }
    }

    pub(super) fn must_keep_children(&self, parent: AreaId) -> Result<(), Refused> {
        match self.tree().get(parent) {
            Some(area) if !self.tree().is_parent(parent) => Err(Refused::of(
                "no_children_left",
                &[parent],
                format!(
                    "{} would lose all its children; merge or delete it instead",
                    name_of(area)
                ),
            )),
            _ => Ok(()),
        }
    }

    /// The Area of that id.
    pub(super) fn area(&self, id: AreaId) -> Result<Area, Refused> {
        let missing = || Refused::of("no_such_area", &[id], format!("there is no area {id}"));
        self.tree().get(id).cloned().ok_or_else(missing)
    }

    pub(super) fn rank(&self, level: &LevelKey) -> Result<usize, Refused> {
        let known = self.levels.rank(level);
        known.ok_or_else(|| Refused::of("no_such_level", &[], format!("no level `{level}`")))
    }

    /// Whether an Area of a level may lie under a parent.
    pub(super) fn must_lie_below(
        &self,
        level: &LevelKey,
        parent: Option<AreaId>,
    ) -> Result<(), Refused> {
        let below = self.rank(level)?;
        let Some(parent) = parent else { return Ok(()) };
        let parent = self.area(parent)?;
        if self.rank(&parent.level)? < below {
            return Ok(());
        }
        let message = format!("{} is not of a level above `{level}`", name_of(&parent));
        Err(Refused::of("not_above", &[parent.id], message))
    }

    /// Puts a new Area of that level under that parent, and says its id.
    pub(super) fn found(
        &mut self,
        new: &NewArea,
        level: LevelKey,
        parent: Option<AreaId>,
    ) -> Result<AreaId, Refused> {
        self.must_lie_below(&level, parent)?;
        let code = match &new.code {
            Some(code) => {
                self.must_be_free(&level, code, None)?;
                code.clone()
            }
            None => self.next_code(&level, parent).ok_or_else(|| {
                let message = format!("the rules of the level `{level}` leave no code free here");
                Refused::of("no_code_left", parent.as_slice(), message)
            })?,
        };
        let name = new.name.as_deref().map(printable).filter(|name| !name.trim().is_empty());
        // The greatest labels are lent out.
        let id = self.highest.checked_add(1).filter(|id| *id < u32::MAX - LENDABLE);
        let id = id.ok_or_else(|| Refused::of("no_ids_left", &[], "no area ids are left"))?;
        self.highest = id;
        let id = AreaId(id);
        self.put(Area {
            id,
            level,
            name: name.unwrap_or_else(|| code.to_string()),
            code,
            parent,
            attributes: new.attributes.clone(),
        });
        Ok(id)
    }

    /// The code that a new Area got when this was made, or else the next one free.
    fn next_code(&mut self, level: &LevelKey, parent: Option<AreaId>) -> Option<Code> {
        // A code that was typed is among them too, and has been given by now.
        let is_its = |given: &GivenCode| {
            let is_free = || self.must_be_free(level, &given.code, None).is_ok();
            given.level == *level && given.parent == parent && is_free()
        };
        match self.given.iter().position(is_its) {
            Some(at) => Some(self.given.remove(at).code),
            None => self.codes.next(self.tree(), level, parent),
        }
    }

    /// Whether nobody has a code or ever had it, beside `own`: an Area that was recoded in
    /// this draft takes back what is its own in the Release.
    pub(super) fn must_be_free(
        &self,
        level: &LevelKey,
        code: &Code,
        own: Option<AreaId>,
    ) -> Result<(), Refused> {
        if let Some(holder) = self.tree().holder(level, code) {
            let message = format!("the code {code} is taken");
            return Err(Refused::of("code_taken", &[holder], message));
        }
        let is_own = |last: &LastHolder| last.until.is_none() && own == Some(last.area);
        if self.codes.last_holder(level, code).is_some_and(|last| !is_own(last)) {
            let message = format!("the code {code} was used before; codes are not given again");
            return Err(Refused::of("code_used", &[], message));
        }
        Ok(())
    }
}

/// Labels that may be lent out at a time.
const LENDABLE: u32 = 1 << 20;

impl CodeBook {
    pub(super) fn next(
        &self,
        tree: &Tree,
        level: &LevelKey,
        parent: Option<AreaId>,
    ) -> Option<Code> {
        let of_level = tree.areas().values().filter(|area| area.level == *level);
        let mut siblings: Vec<Code> = Vec::new();
        let mut taken: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
        for area in of_level {
            taken.insert(area.code.as_str());
            if area.parent == parent {
                siblings.push(area.code.clone());
            }
        }
        let used = self.used.get(level);
        let is_used =
            |code: &str| Code::new(code).is_ok_and(|c| used.is_some_and(|u| u.contains_key(&c)));
        let first = siblings.is_empty();
        let parent = parent.and_then(|id| Some(tree.get(id)?.code.clone()));
        let taken = |code: &str| taken.contains(code) || is_used(code);
        // The first below its parent looks like those below other parents.
        let usual = parent.as_ref().filter(|_| first).and_then(|parent| {
            Some((parent, self.rule_of_cousins(tree, level, parent.as_str().chars().count())?))
        });
        if let Some((parent, rule)) = usual {
            let rules = CodeRules([(level.clone(), rule)].into());
            if let Some(code) = next_code(&rules, level, Some(parent), &taken, &[]) {
                return Some(code);
            }
        }
        next_code(&self.rules, level, parent.as_ref(), &taken, &siblings)
    }

    /// What most codes of a level add to those of their parents, as a rule for the first one
    /// below a parent whose code is so long; `None` where a rule says it, or nothing shows.
    fn rule_of_cousins(&self, tree: &Tree, level: &LevelKey, parent: usize) -> Option<CodeRule> {
        let own = self.rules.0.get(level).cloned().unwrap_or_default();
        if own.length.is_some() {
            return None;
        }
        let added = tree.areas().values().filter(|area| area.level == *level).filter_map(|area| {
            let above = tree.get(area.parent?)?.code.as_str();
            let rest = area.code.as_str().strip_prefix(above).filter(|rest| !rest.is_empty())?;
            rest.chars().all(|c| c.is_ascii_digit()).then_some(rest.len())
        });
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for width in added {
            *widths.entry(width).or_default() += 1;
        }
        let (width, _) = widths.into_iter().max_by_key(|(_, count)| *count)?;
        Some(CodeRule { length: Some(parent + width), prefix_of_parent: true, ..own })
    }
}
