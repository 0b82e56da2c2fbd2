//! What a Release holds, as rows: every Area and every Blank with its polygon.
//!
//! This is the shape in which the store keeps a release and exports read it. The
//! partition rebuilt from these rows is identical to the one they came from.

use crate::area::{Area, Division};
use crate::dataset::{Dataset, DatasetKind};
use crate::ids::{AreaId, DivisionKey, LevelKey, StationId};
use crate::level::Levels;
use crate::station::{Station, StationKind};
use crate::street::StreetEdit;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The kinds of station that files brought beyond [`StationKind::preset`], in the
    /// order they came; [`StationKind::all`] gives both.
    pub kinds: Vec<StationKind>,
    /// Stations, ordered by id.
    pub stations: Vec<Station>,
    /// The street network.
    pub streets: Option<Dataset>,
    /// Where people live.
    pub population: Option<Dataset>,
    /// What planners changed in the street network, ordered by id.
    pub street_edits: Vec<StreetEdit>,
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
    /// Kinds of station that are new.
    pub new_kinds: Vec<StationKind>,
    /// Stations whose old row ends (changed or given up).
    pub ended_stations: Vec<StationId>,
    /// Stations that begin (changed or new).
    pub begun_stations: Vec<Station>,
    /// Datasets whose old row ends.
    pub ended_datasets: Vec<DatasetKind>,
    /// Datasets that begin.
    pub begun_datasets: Vec<Dataset>,
    /// Changes of the street network that no longer hold.
    pub ended_street_edits: Vec<u32>,
    /// Changes of the street network that begin.
    pub begun_street_edits: Vec<StreetEdit>,
}

impl Contents {
    /// A release before the first: levels, and nothing on the ground.
    pub fn empty(levels: Levels) -> Self {
        Self {
            levels,
            divisions: Vec::new(),
            areas: Vec::new(),
            blanks: Vec::new(),
            kinds: Vec::new(),
            stations: Vec::new(),
            streets: None,
            population: None,
            street_edits: Vec::new(),
        }
    }

    /// The street network and the population, as far as there are any.
    pub fn datasets(&self) -> impl Iterator<Item = &Dataset> {
        self.streets.iter().chain(&self.population)
    }

    /// What must end and begin to come from `old` to `self`. Rows that are equal
    /// are not touched, so an unchanged Area keeps its row and its bytes.
    pub fn since(&self, old: &Contents) -> Delta {
        let is_new = |d: &&Division| !old.divisions.iter().any(|o| o.key == d.key);
        let is_new_kind = |k: &&StationKind| !old.kinds.iter().any(|o| o.key == k.key);
        let (ended_areas, begun_areas) = difference(&old.areas, &self.areas, |row| row.area.id);
        let (ended_blanks, begun_blanks) = difference(&old.blanks, &self.blanks, |row| row.parent);
        let (ended_stations, begun_stations) =
            difference(&old.stations, &self.stations, |station| station.id);
        let datasets = |of: &Self| -> Vec<Dataset> { of.datasets().cloned().collect() };
        let (ended_datasets, begun_datasets) =
            difference(&datasets(old), &datasets(self), |dataset| dataset.kind);
        let (ended_street_edits, begun_street_edits) =
            difference(&old.street_edits, &self.street_edits, |edit| edit.id);
        Delta {
            new_divisions: self.divisions.iter().filter(is_new).cloned().collect(),
            ended_areas,
            begun_areas,
            ended_blanks,
            begun_blanks,
            new_kinds: self.kinds.iter().filter(is_new_kind).cloned().collect(),
            ended_stations,
            begun_stations,
            ended_datasets,
            begun_datasets,
            ended_street_edits,
            begun_street_edits,
        }
    }
}

impl Contents {
    /// The same ground with some levels left out, as for a public map. An Area whose
    /// children are left out becomes a Leaf; one whose parent is left out moves to the
    /// next Area above that stays. Of the stations the public ones stay, without an
    /// owner that is left out.
    #[must_use]
    pub fn only(&self, shown: &BTreeSet<LevelKey>) -> Self {
        let all: BTreeMap<AreaId, &Area> =
            self.areas.iter().map(|row| (row.area.id, &row.area)).collect();
        let stays = |id: &AreaId| all.get(id).is_some_and(|area| shown.contains(&area.level));
        let above = |id: AreaId| {
            let mut upward = std::iter::successors(Some(id), |id| all.get(id)?.parent);
            upward.find(|id| stays(id))
        };
        let mut areas: Vec<AreaRow> =
            self.areas.iter().filter(|row| stays(&row.area.id)).cloned().collect();
        for row in &mut areas {
            row.area.parent = row.area.parent.and_then(above);
        }
        let parents: BTreeSet<AreaId> = areas.iter().filter_map(|row| row.area.parent).collect();
        let mut blanks: BTreeMap<AreaId, BlankRow> = BTreeMap::new();
        for row in &self.blanks {
            let Some(parent) = above(row.parent).filter(|id| parents.contains(id)) else {
                continue;
            };
            let merged = blanks.entry(parent).or_insert_with(|| BlankRow {
                division: row.division.clone(),
                parent,
                shape: Shape::default(),
            });
            merged.shape.0.extend(row.shape.0.iter().cloned());
        }
        let stations = self.stations.iter().filter(|station| station.public);
        let stations = stations.map(|station| {
            let owner = station.owner.filter(|id| stays(id));
            Station { owner, ..station.clone() }
        });
        let stations = stations.collect();
        Self { areas, blanks: blanks.into_values().collect(), stations, ..self.clone() }
    }
}

impl Delta {
    /// Nothing ends and nothing begins.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn difference<R: PartialEq + Clone, I: Ord + Copy>(
    old: &[R],
    new: &[R],
    id: impl Fn(&R) -> I,
) -> (Vec<I>, Vec<R>) {
    let before: BTreeMap<I, &R> = old.iter().map(|row| (id(row), row)).collect();
    let after: BTreeMap<I, &R> = new.iter().map(|row| (id(row), row)).collect();
    let ended = before.iter().filter(|(key, row)| after.get(key) != Some(row)).map(|(key, _)| *key);
    let begun = after.iter().filter(|(key, row)| before.get(key) != Some(row));
    (ended.collect(), begun.map(|(_, row)| (*row).clone()).collect())
}

#[cfg(test)]
mod tests {
    use crate::ids::LevelKey;
    use crate::testing::Town;
    use crate::{Atlas, Metres, routing};

    #[test]
    fn with_the_grids_left_out_their_communities_answer() {
        let town = Town::drawn(
            "AAB
             A.B",
        )
        .under(
            "xxy
             xxy",
        );
        let shown = [LevelKey::new("community").unwrap()].into();
        let public = town.contents().only(&shown);
        assert_eq!((public.areas.len(), public.blanks.len()), (2, 0));
        let atlas = Atlas::build(Town::release(), public).unwrap();
        let settings = routing::Settings { nearest_tolerance: Metres(0.0), ..Default::default() };
        for place in [town.centre('A'), town.middle(1, 1)] {
            let answer = routing::route(&atlas, &routing::Question::at(place), &settings);
            assert_eq!(answer.answers[0].path, [town.id('x')]);
        }
    }

    #[test]
    fn with_the_communities_left_out_nothing_is_lost() {
        let town = Town::drawn("AB").under("xy");
        let shown = [LevelKey::new("grid").unwrap()].into();
        let public = town.contents().only(&shown);
        assert!(public.areas.iter().all(|row| row.area.parent.is_none()));
        assert_eq!(public.areas.len(), 2);
    }
}
