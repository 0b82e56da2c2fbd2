//! What a Release holds, as rows: every Area and every Blank with its polygon.
//!
//! This is the shape in which the store keeps a release and exports read it. The
//! partition rebuilt from these rows is identical to the one they came from.

use crate::area::{Area, Division};
use crate::ids::{AreaId, DivisionKey};
use crate::level::Levels;
use topo::Shape;

/// All rows of one Release.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The ladder of levels.
    pub levels: Levels,
    /// The Divisions, in the order they were made.
    pub divisions: Vec<Division>,
    /// Areas of every level, ordered by id; upper levels carry their derived polygon.
    pub areas: Vec<AreaRow>,
    /// Ground inside a parent that no child holds, ordered by parent.
    pub blanks: Vec<BlankRow>,
}

/// An Area with its ground.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// The Division it belongs to.
    pub division: DivisionKey,
    /// The Area.
    pub area: Area,
    /// Its ground: for a parent its children and its blanks together.
    pub shape: Shape,
}

/// The blank ground (空白) of one parent, all pieces together.
#[derive(Debug, Clone, PartialEq)]
pub struct BlankRow {
    /// The Division it belongs to.
    pub division: DivisionKey,
    /// The Area that holds the ground without a child to answer for it.
    pub parent: AreaId,
    /// The ground.
    pub shape: Shape,
}

/// How one Release differs from the one before, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Delta {
    /// Divisions that are new.
    pub new_divisions: Vec<Division>,
    /// Areas whose old row ends (changed or retired).
    pub ended_areas: Vec<AreaId>,
    /// Rows that begin (changed or new).
    pub begun_areas: Vec<AreaRow>,
    /// Parents whose old blank ends.
    pub ended_blanks: Vec<AreaId>,
    /// Blanks that begin.
    pub begun_blanks: Vec<BlankRow>,
}

impl Contents {
    /// A release before the first: levels, and nothing on the ground.
    pub fn empty(levels: Levels) -> Self {
        Self { levels, divisions: Vec::new(), areas: Vec::new(), blanks: Vec::new() }
    }

    /// What must end and begin to come from `old` to `self`. Rows that are equal
    /// are not touched, so an unchanged Area keeps its row and its bytes.
    pub fn since(&self, old: &Contents) -> Delta {
        let known = |d: &&Division| !old.divisions.iter().any(|o| o.key == d.key);
        let (ended_areas, begun_areas) = difference(&old.areas, &self.areas, |row| row.area.id);
        let (ended_blanks, begun_blanks) = difference(&old.blanks, &self.blanks, |row| row.parent);
        Delta {
            new_divisions: self.divisions.iter().filter(known).cloned().collect(),
            ended_areas,
            begun_areas,
            ended_blanks,
            begun_blanks,
        }
    }
}

impl Delta {
    /// Nothing ends and nothing begins.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn difference<R: PartialEq + Clone>(
    old: &[R],
    new: &[R],
    id: impl Fn(&R) -> AreaId,
) -> (Vec<AreaId>, Vec<R>) {
    use std::collections::BTreeMap;
    let before: BTreeMap<AreaId, &R> = old.iter().map(|row| (id(row), row)).collect();
    let after: BTreeMap<AreaId, &R> = new.iter().map(|row| (id(row), row)).collect();
    let ended = before.iter().filter(|(key, row)| after.get(key) != Some(row)).map(|(key, _)| *key);
    let begun = after.iter().filter(|(key, row)| before.get(key) != Some(row));
    (ended.collect(), begun.map(|(_, row)| (*row).clone()).collect())
}
