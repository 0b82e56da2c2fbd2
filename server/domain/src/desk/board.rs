//! One Division on the desk.

use super::tree::Tree;
use crate::area::{Area, Division};
use crate::ids::AreaId;
use crate::plan::Ground;
use std::sync::OnceLock;
use topo::drawing::Change;
use topo::{Drawing, Partition};

/// A Division's tree and its ground.
#[derive(Debug, Clone)]
pub(super) struct Board {
    pub(super) division: Division,
    pub(super) tree: Tree,
    pub(super) drawing: Drawing,
    /// The drawing as a partition, when it was asked for.
    settled: OnceLock<Partition>,
}

/// What an edit did to a board.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    pub(super) change: Change,
    /// What each row was, and what it is now.
    pub(super) rows: Vec<(AreaId, Option<Area>, Option<Area>)>,
}

impl Board {
    pub(super) fn of(ground: Ground) -> Self {
        let Ground { division, areas, partition } = ground;
        let tree = Tree::of(areas);
        let drawing = Drawing::of(&partition).with_blanks(tree.parents().map(AreaId::label));
        Self { division, tree, drawing, settled: OnceLock::from(partition) }
    }

    pub(super) fn ground(&self) -> Ground {
        Ground {
            division: self.division.clone(),
            areas: self.tree.areas().clone(),
            partition: self.settled.get_or_init(|| self.drawing.partition()).clone(),
        }
    }

    /// Forgets what was settled: the drawing is about to change.
    pub(super) fn unsettle(&mut self) {
        self.settled.take();
    }

    /// Puts a row, or takes it away; what was there. Ground of an Area is blank as soon
    /// as it has children.
    pub(super) fn set(&mut self, id: AreaId, area: Option<Area>) -> Option<Area> {
        let parents = |area: Option<&Area>| area.and_then(|area| area.parent);
        let new = parents(area.as_ref());
        let old = self.tree.set(id, area);
        for parent in [parents(old.as_ref()), new, Some(id)].into_iter().flatten() {
            self.drawing.set_blank(parent.label(), self.tree.is_parent(parent));
        }
        old
    }

    /// Takes a step back, if it was the last one.
    pub(super) fn take_back(&mut self, step: &Step) -> bool {
        let is_last = step.rows.iter().all(|(id, _, now)| self.tree.get(*id) == now.as_ref());
        if !is_last || self.drawing.enact(&step.change.inverse()).is_err() {
            return false;
        }
        self.unsettle();
        for (id, was, _) in &step.rows {
            self.set(*id, was.clone());
        }
        true
    }
}
