//! What lies below one parent hangs together: none of it is an island in others' ground.
//!
//! Of a whole plan every parent is walked through. After an edit only the ground round
//! what was touched is asked: walks start in every touched cell and its neighbours at
//! once and stop as soon as they have met, which they nearly always do at the start.

use super::view::View;
use super::{Finding, Question};
use crate::ids::AreaId;
use crate::issue::{Issue, IssueKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use topo::{Drawing, Label, inscribed, plane};

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    if !of.asks_for(IssueKind::Exclave) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (parent, seeds) in seeds(of) {
        found.extend(
            islands(of, parent, &seeds).iter().filter_map(|island| finding(of, parent, island)),
        );
    }
    found
}

/// Where walks start, by parent.
fn seeds(of: &Question<'_>) -> BTreeMap<AreaId, BTreeSet<Label>> {
    let drawing = of.view.drawing;
    let mut labels: BTreeSet<Label> = match of.touched {
        None => drawing.labels().into_iter().collect(),
        Some(_) => of.near.iter().copied().filter(|label| drawing.holds(*label)).collect(),
    };
    if of.touched.is_some() {
        // An Area above that moved has its ground elsewhere.
        let above = of.areas().filter(|area| !drawing.holds(area.id.label()));
        let moved: Vec<AreaId> =
            above.filter(|area| of.is_touched(area.id)).map(|area| area.id).collect();
        labels.extend(moved.into_iter().flat_map(|id| below(of, id)));
    }
    by_parent(of.view, labels)
}

/// Labels by the areas that they lie below.
fn by_parent(
    view: &View<'_>,
    labels: impl IntoIterator<Item = Label>,
) -> BTreeMap<AreaId, BTreeSet<Label>> {
    let mut below: BTreeMap<AreaId, BTreeSet<Label>> = BTreeMap::new();
    for label in labels {
        let Some(id) = AreaId::of(label) else { continue };
        // A parent's own ground is blank: no child of its lies there.
        let upward = view.upward(id).skip(usize::from(!view.drawing.is_blank(label)));
        for area in upward {
            below.entry(area.id).or_default().insert(label);
        }
    }
    below
}

/// What is cut off from the rest of an Area above it, with that Area.
pub(super) fn cut_off(view: &View<'_>) -> FxHashSet<(AreaId, Label)> {
    let mut found = FxHashSet::default();
    for (parent, labels) in by_parent(view, view.drawing.labels()) {
        let parts = but_the_largest(view.drawing, all_parts(view.drawing, &labels));
        found.extend(parts.into_iter().flatten().map(|label| (parent, label)));
    }
    found
}

/// The labels with ground below an Area.
fn below(of: &Question<'_>, id: AreaId) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if of.view.drawing.holds(id.label()) {
            labels.push(id.label());
        }
        open.extend(of.view.children(id));
    }
    labels
}

/// The parts of a parent that are cut off from the rest of it.
fn islands(of: &Question<'_>, parent: AreaId, seeds: &BTreeSet<Label>) -> Vec<Vec<Label>> {
    let drawing = of.view.drawing;
    if of.touched.is_none() {
        return but_the_largest(drawing, all_parts(drawing, seeds));
    }
    let mut walks = Walks::from(seeds);
    let mut is_main = false;
    // What was not touched and was on the main part of the base still is.
    let on_main = |label: &Label| !seeds.contains(label) && of.view.was_on_main(parent, *label);
    while !(is_main && walks.alive == 1)
        && let Some(walk) = walks.turn()
    {
        for beyond in beyond(of, parent, walks.step(walk)) {
            walks.reach(walk, beyond);
            is_main |= on_main(&beyond);
        }
    }
    if is_main && walks.alive == 1 {
        return Vec::new();
    }
    let mut parts = walks.finished();
    let most = parts.iter().map(|labels| area2(drawing, labels)).max().unwrap_or_default();
    // The last walk is on the main part once it has met that of the base, and more ground
    // than those that ended.
    if let Some(walk) = walks.last() {
        let (mut ground, mut counted, mut is_main) = (0, 0, false);
        loop {
            let reached = &walks.reached[walk][counted..];
            ground += area2(drawing, reached);
            is_main |= reached.iter().any(on_main);
            counted += reached.len();
            if is_main && ground > most {
                return parts;
            }
            let Some(label) = walks.step(walk) else { break };
            for beyond in beyond(of, parent, Some(label)) {
                walks.reach(walk, beyond);
            }
        }
        parts = walks.finished();
    }
    // All that the walks can reach is known. What else there is lies elsewhere.
    let reached: FxHashSet<Label> = parts.iter().flatten().copied().collect();
    let mut rest = below(of, parent);
    rest.retain(|label| !reached.contains(label));
    parts.push(rest);
    but_the_largest(drawing, parts)
}

/// What lies beside a label below a parent.
fn beyond(of: &Question<'_>, parent: AreaId, label: Option<Label>) -> Vec<Label> {
    let mut beside = label.map(|label| of.view.drawing.neighbours(label)).unwrap_or_default();
    beside.retain(|label| of.view.is_within(*label, parent));
    beside
}

/// Twice the ground of some labels, in the lattice's own unit.
fn area2(drawing: &Drawing, labels: &[Label]) -> i128 {
    labels.iter().map(|label| drawing.area2(*label)).sum()
}

/// The largest part is the parent proper.
fn but_the_largest(drawing: &Drawing, mut parts: Vec<Vec<Label>>) -> Vec<Vec<Label>> {
    // Of equal parts the one with the oldest Area stays.
    let size =
        |labels: &Vec<Label>| (area2(drawing, labels), Reverse(labels.iter().min().copied()));
    parts.sort_by_key(size);
    parts.pop();
    parts.retain(|labels| !labels.is_empty());
    parts
}

/// All parts of a parent, from all its labels.
fn all_parts(drawing: &Drawing, labels: &BTreeSet<Label>) -> Vec<Vec<Label>> {
    let mut left = labels.clone();
    let mut parts = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut part = vec![first];
        let mut next = 0;
        while let Some(label) = part.get(next).copied() {
            let beyond = drawing.neighbours(label);
            part.extend(beyond.into_iter().filter(|label| left.remove(label)));
            next += 1;
        }
        parts.push(part);
    }
    parts
}

fn finding(of: &Question<'_>, parent: AreaId, island: &[Label]) -> Option<Finding> {
    let cells = island.iter().filter(|label| !of.view.drawing.is_blank(**label));
    let mut ids: Vec<AreaId> = cells.filter_map(|label| AreaId::of(*label)).collect();
    ids.sort_unstable();
    let first = *ids.first()?;
    let shape = of.view.drawing.shape(first.label());
    let names: Vec<String> =
        ids.iter().take(4).filter_map(|id| of.view.areas.get(id)).map(super::called).collect();
    let of_whom = of.view.areas.get(&parent).map(super::called)?;
    let message = format!("{} is cut off from the rest of {of_whom}", names.join(", "));
    ids.push(parent);
    let proposal = "move it to the parent of its neighbours, or join it by a strip of ground";
    let issue = of.fault(IssueKind::Exclave, &ids, message, proposal);
    let area_m2 = plane::area_m2(&shape);
    let issue = Issue { at: Some(inscribed(&shape).at), area_m2, ..issue };
    Some(Finding { issue, badness: 1.0 })
}

/// Walks that go on side by side, and become one where they meet.
struct Walks {
    /// Which walk reached a label first; see `root`.
    of: FxHashMap<Label, usize>,
    /// The walk that a walk has become part of; itself as long as it is alive.
    into: Vec<usize>,
    reached: Vec<Vec<Label>>,
    next: Vec<Vec<Label>>,
    /// How many have become part of no other.
    alive: usize,
    /// The walks in the order of their turns; those that have ended or become part of
    /// another are left out when their turn comes.
    turns: VecDeque<usize>,
}

impl Walks {
    fn from(seeds: &BTreeSet<Label>) -> Self {
        let each: Vec<Vec<Label>> = seeds.iter().map(|label| vec![*label]).collect();
        Self {
            of: seeds.iter().enumerate().map(|(walk, label)| (*label, walk)).collect(),
            into: (0..each.len()).collect(),
            next: each.clone(),
            alive: each.len(),
            turns: (0..each.len()).collect(),
            reached: each,
        }
    }

    fn root(&self, mut walk: usize) -> usize {
        while self.into[walk] != walk {
            walk = self.into[walk];
        }
        walk
    }

    fn living(&self) -> impl Iterator<Item = usize> {
        (0..self.into.len()).filter(|walk| self.into[*walk] == *walk)
    }

    /// A walk that has not come to an end.
    fn last(&self) -> Option<usize> {
        self.living().find(|walk| !self.next[*walk].is_empty())
    }

    /// Whose turn it is; nobody's when all have come to an end, or all but one of several.
    fn turn(&mut self) -> Option<usize> {
        self.leave_out_the_ended();
        let walk = self.turns.pop_front()?;
        self.leave_out_the_ended();
        if self.turns.is_empty() && self.alive > 1 {
            return None;
        }
        self.turns.push_back(walk);
        Some(walk)
    }

    fn leave_out_the_ended(&mut self) {
        while let Some(walk) = self.turns.front()
            && (self.into[*walk] != *walk || self.next[*walk].is_empty())
        {
            self.turns.pop_front();
        }
    }

    fn step(&mut self, walk: usize) -> Option<Label> {
        self.next[walk].pop()
    }

    /// Comes to a label from a walk.
    fn reach(&mut self, walk: usize, label: Label) {
        let walk = self.root(walk);
        let Some(other) = self.of.get(&label).map(|other| self.root(*other)) else {
            self.of.insert(label, walk);
            self.reached[walk].push(label);
            self.next[walk].push(label);
            return;
        };
        if other != walk {
            self.into[other] = walk;
            self.alive -= 1;
            let (reached, next) =
                (std::mem::take(&mut self.reached[other]), std::mem::take(&mut self.next[other]));
            self.reached[walk].extend(reached);
            self.next[walk].extend(next);
        }
    }

    /// The walks that have come to an end.
    fn finished(&self) -> Vec<Vec<Label>> {
        let ended = self.living().filter(|walk| self.next[*walk].is_empty());
        ended.map(|walk| self.reached[walk].clone()).collect()
    }
}
