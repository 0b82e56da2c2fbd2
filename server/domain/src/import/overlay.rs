//! The newcomers laid over the ground as it was, face by face.

use super::features::Newcomer;
use crate::area::Area;
use crate::ids::AreaId;
use crate::level::Levels;
use crate::plan::Ground;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use topo::{Arrangement, Cell, FaceId, Label, Point, Shape, inscribed};

/// All borders, old and new, noded; and what each label means.
pub(super) struct Overlay<'a> {
    pub(super) arrangement: Arrangement,
    /// The rank of the level being imported.
    pub(super) rank: usize,
    /// The Areas that stay from before, without those of the imported level.
    pub(super) stayers: BTreeMap<AreaId, Area>,
    /// For each of them whose parent was of the imported level: that parent, and the
    /// closest Area above it that stays.
    pub(super) moved_from: BTreeMap<AreaId, (Area, Option<AreaId>)>,
    /// The ids of the newcomers, in their order.
    pub(super) ids: &'a [AreaId],
    /// The rank of every Area on the ground.
    pub(super) rank_of: FxHashMap<AreaId, usize>,
    /// For every label of the old ground: the Areas that held it, itself first.
    pub(super) held_by: FxHashMap<Label, Vec<AreaId>>,
}

impl<'a> Overlay<'a> {
    pub(super) fn lay(
        before: &Ground,
        levels: &Levels,
        rank: usize,
        newcomers: &'a [Newcomer],
        ids: &'a [AreaId],
    ) -> Self {
        let rank_at = |area: &Area| levels.rank(&area.level).unwrap_or(usize::MAX);
        // The imported level is stated anew: its old ground falls back to the parents.
        let replaced: BTreeSet<AreaId> =
            before.areas.values().filter(|a| rank_at(a) == rank).map(|a| a.id).collect();
        let bare = before.partition.dissolve(|label| match AreaId::of(label) {
            Some(id) if replaced.contains(&id) => {
                before.areas[&id].parent.map_or(Label::OUTSIDE, AreaId::label)
            }
            _ => label,
        });
        let old: Vec<(Label, Shape)> = bare.shapes();
        let held_by = old
            .iter()
            .map(|(label, _)| {
                let upward = AreaId::of(*label).into_iter().flat_map(|id| before.upward(id));
                let ids = upward.map(|area| area.id).filter(|id| !replaced.contains(id));
                (*label, ids.collect())
            })
            .collect();
        let cells: Vec<Cell<'_>> = old
            .iter()
            .map(|(label, shape)| Cell { label: *label, shape })
            .chain(
                newcomers
                    .iter()
                    .zip(ids)
                    .map(|(n, id)| Cell { label: id.label(), shape: &n.shape }),
            )
            .collect();
        let stayers: BTreeMap<AreaId, Area> = before
            .areas
            .iter()
            .filter(|(id, _)| !replaced.contains(id))
            .map(|(id, area)| (*id, area.clone()))
            .collect();
        let moved_from = stayers.values().filter_map(|area| {
            let parent = before.areas.get(&area.parent.filter(|id| replaced.contains(id))?)?;
            let above = before.upward(parent.id).skip(1).map(|area| area.id);
            let above = above.into_iter().find(|id| !replaced.contains(id));
            Some((area.id, (parent.clone(), above)))
        });
        let moved_from = moved_from.collect();
        let mut rank_of: FxHashMap<AreaId, usize> =
            stayers.values().map(|area| (area.id, rank_at(area))).collect();
        rank_of.extend(ids.iter().map(|id| (*id, rank)));
        Self {
            arrangement: Arrangement::of(&cells),
            rank,
            stayers,
            moved_from,
            ids,
            rank_of,
            held_by,
        }
    }

    /// Whether the Area came with this import.
    pub(super) fn is_new(&self, id: AreaId) -> bool {
        self.rank_of.get(&id) == Some(&self.rank)
    }

    /// The Areas that say the face is theirs: newcomers by their outline, old ones
    /// by what they held.
    pub(super) fn holders(&self, face: FaceId) -> impl Iterator<Item = AreaId> {
        self.arrangement.claims(face).iter().flat_map(|label| {
            let new = AreaId::of(*label).filter(|id| self.is_new(*id));
            let old = self.held_by.get(label).map_or(&[][..], Vec::as_slice);
            new.into_iter().chain(old.iter().copied())
        })
    }

    /// A point of a face.
    pub(super) fn place_in(&self, face: FaceId) -> Point {
        inscribed(&self.arrangement.shape_of(&[face])).at
    }

    /// The deepest claimants of a face: none, one, or several in dispute.
    pub(super) fn deepest(&self, face: FaceId) -> Vec<AreaId> {
        let claims = self.arrangement.claims(face).iter().filter_map(|label| AreaId::of(*label));
        let ranked: Vec<(usize, AreaId)> =
            claims.filter_map(|id| Some((*self.rank_of.get(&id)?, id))).collect();
        let deepest = ranked.iter().map(|(rank, _)| *rank).max();
        ranked.into_iter().filter(|(rank, _)| Some(*rank) == deepest).map(|(_, id)| id).collect()
    }
}
