//! The areas of a Division, and who lies below whom.

use crate::area::Area;
use crate::ids::{AreaId, Code, LevelKey};
use std::collections::{BTreeMap, BTreeSet};

/// Areas by id, with the way down beside the way up.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    areas: BTreeMap<AreaId, Area>,
    children: BTreeMap<AreaId, BTreeSet<AreaId>>,
}

impl Tree {
    pub(super) fn of(areas: BTreeMap<AreaId, Area>) -> Self {
        let mut children: BTreeMap<AreaId, BTreeSet<AreaId>> = BTreeMap::new();
        for area in areas.values() {
            if let Some(parent) = area.parent {
                children.entry(parent).or_default().insert(area.id);
            }
        }
        Self { areas, children }
    }

    pub(super) fn areas(&self) -> &BTreeMap<AreaId, Area> {
        &self.areas
    }

    pub(super) fn get(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(&id)
    }

    /// Puts an Area in the place of what was there, or takes it away.
    pub(super) fn set(&mut self, id: AreaId, area: Option<Area>) -> Option<Area> {
        let old = match &area {
            Some(area) => self.areas.insert(id, area.clone()),
            None => self.areas.remove(&id),
        };
        if let Some(parent) = old.as_ref().and_then(|old| old.parent)
            && let Some(children) = self.children.get_mut(&parent)
        {
            children.remove(&id);
            if children.is_empty() {
                self.children.remove(&parent);
            }
        }
        if let Some(parent) = area.and_then(|area| area.parent) {
            self.children.entry(parent).or_default().insert(id);
        }
        old
    }

    pub(super) fn parents(&self) -> impl Iterator<Item = AreaId> {
        self.children.keys().copied()
    }

    pub(super) fn is_parent(&self, id: AreaId) -> bool {
        self.children.contains_key(&id)
    }

    /// Its children, lowest id first.
    pub(super) fn children(&self, id: AreaId) -> Vec<AreaId> {
        self.children.get(&id).into_iter().flatten().copied().collect()
    }

    /// The Area and all below it, from above.
    pub(super) fn below(&self, id: AreaId) -> Vec<AreaId> {
        let mut all = vec![id];
        let mut next = 0;
        while let Some(&id) = all.get(next) {
            all.extend(self.children.get(&id).into_iter().flatten());
            next += 1;
        }
        all
    }

    /// The leaves below an Area, or the Area itself where it is one; lowest id first.
    pub(super) fn leaves(&self, id: AreaId) -> Vec<AreaId> {
        let mut leaves = self.below(id);
        leaves.retain(|id| !self.is_parent(*id) && self.areas.contains_key(id));
        leaves.sort_unstable();
        leaves
    }

    /// From the Area itself up to the top.
    pub(super) fn upward(&self, id: AreaId) -> impl Iterator<Item = &Area> {
        std::iter::successors(self.areas.get(&id), |area| self.areas.get(&area.parent?))
    }

    /// Who has a code at a level.
    pub(super) fn holder(&self, level: &LevelKey, code: &Code) -> Option<AreaId> {
        let mut areas = self.areas.values();
        areas.find(|area| area.code == *code && area.level == *level).map(|area| area.id)
    }
}
