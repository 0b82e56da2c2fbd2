//! All Divisions with their areas and their ground at one moment: what a Release
//! holds, and what a Draft makes of it.
//!
//! A [`Plan`] is the form that can be changed; [`Contents`] are its rows at rest.
//! Going from one to the other and back changes nothing.

use crate::area::{Area, Division};
use crate::codes::{CodeBook, CodeRules, UsedCodes};
use crate::contents::{AreaRow, BlankRow, Contents};
use crate::dataset::Dataset;
use crate::ids::{AreaId, DivisionKey, HighestIds, LevelKey, StationId};
use crate::level::Levels;
use crate::station::{Station, StationKind};
use crate::street::StreetEdit;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Arrangement, Cell, Fault, Label, Partition, Shape};

/// Every Division of a Release or a Draft.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The ladder of levels.
    pub levels: Levels,
    /// One per Division, in the order they were made.
    pub grounds: Vec<Ground>,
    /// The kinds of station that files brought beyond the preset.
    pub kinds: Vec<StationKind>,
    /// The stations.
    pub stations: BTreeMap<StationId, Station>,
    /// The street network.
    pub streets: Option<Dataset>,
    /// Where people live.
    pub population: Option<Dataset>,
    /// What planners changed in the street network.
    pub street_edits: BTreeMap<u32, StreetEdit>,
    /// The id the next new Area gets; no id is ever given twice.
    pub next_id: u32,
    /// The id the next new Station gets.
    pub next_station: u32,
    /// The number the next change of the street network gets.
    pub next_street_edit: u32,
    /// The rules of codes and the codes that were ever given: what new areas without a
    /// code of their own get theirs by, wherever the plan is replayed.
    pub codes: CodeBook,
}

/// One Division with its tree of areas and its partition.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Which Division.
    pub division: Division,
    /// Its areas of every level.
    pub areas: BTreeMap<AreaId, Area>,
    /// Its ground: a face's label is the deepest Area that claims it.
    pub partition: Partition,
}

/// Rows that are no partition: they were changed by something else than Jingwei.
#[derive(Debug, thiserror::Error)]
#[error(
    "the stored areas of the division `{division}` are no partition: {} faults, the first {} at {:.7}, {:.7}",
    faults.len(), faults.first().map_or("?", |f| f.code.as_str()),
    faults.first().map_or(0.0, |f| f.at.lon()), faults.first().map_or(0.0, |f| f.at.lat()),
)]
pub struct NoPartition {
    /// The Division.
    pub division: DivisionKey,
    /// What is wrong with its ground.
    pub faults: Vec<Fault>,
}

impl Plan {
    /// The plan a Release holds. `highest` are the highest ids ever given, those of
    /// retired areas included.
    pub fn from_contents(contents: &Contents, highest: HighestIds) -> Result<Self, NoPartition> {
        let grounds = contents.divisions.iter().map(|division| Ground::of(division, contents));
        let stations = contents.stations.iter();
        let street_edits = contents.street_edits.iter();
        Ok(Self {
            levels: contents.levels.clone(),
            grounds: grounds.collect::<Result<_, _>>()?,
            kinds: contents.kinds.clone(),
            stations: stations.map(|station| (station.id, station.clone())).collect(),
            streets: contents.streets.clone(),
            population: contents.population.clone(),
            street_edits: street_edits.map(|edit| (edit.id, edit.clone())).collect(),
            next_id: highest.area.saturating_add(1),
            next_station: highest.station.saturating_add(1),
            next_street_edit: highest.street_edit.saturating_add(1),
            codes: CodeBook::default(),
        })
    }

    /// The same by rules of codes, and with the codes that were ever given.
    #[must_use]
    pub fn with_codes(self, rules: CodeRules, used: Arc<UsedCodes>) -> Self {
        Self { codes: CodeBook { rules, used }, ..self }
    }

    /// The rows of this plan: areas of every level with their ground, and blanks.
    pub fn contents(&self) -> Contents {
        let mut areas = Vec::new();
        let mut blanks = Vec::new();
        for ground in &self.grounds {
            let division = &ground.division.key;
            let mut shapes = ground.shapes(&self.levels);
            areas.extend(ground.areas.values().map(|area| AreaRow {
                division: division.clone(),
                area: area.clone(),
                shape: shapes.remove(&area.id).unwrap_or_default(),
            }));
            blanks.extend(ground.blanks().into_iter().map(|(parent, shape)| BlankRow {
                division: division.clone(),
                parent,
                shape,
            }));
        }
        areas.sort_by_key(|row| row.area.id);
        blanks.sort_by_key(|row| row.parent);
        let divisions = self.grounds.iter().map(|ground| ground.division.clone()).collect();
        Contents {
            levels: self.levels.clone(),
            divisions,
            areas,
            blanks,
            kinds: self.kinds.clone(),
            stations: self.stations.values().cloned().collect(),
            streets: self.streets.clone(),
            population: self.population.clone(),
            street_edits: self.street_edits.values().cloned().collect(),
        }
    }

    /// The ground of a Division.
    pub fn ground(&self, division: &DivisionKey) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.division.key == *division)
    }
}

impl Ground {
    /// A Division without any ground yet.
    pub fn empty(division: Division) -> Self {
        Self {
            division,
            areas: BTreeMap::new(),
            partition: Arrangement::of(&[]).settle(|_| Label::OUTSIDE),
        }
    }

    fn of(division: &Division, contents: &Contents) -> Result<Self, NoPartition> {
        let rows = || contents.areas.iter().filter(|row| row.division == division.key);
        let parents: BTreeSet<AreaId> = rows().filter_map(|row| row.area.parent).collect();
        let leaves = rows()
            .filter(|row| !parents.contains(&row.area.id))
            .map(|row| Cell { label: row.area.id.label(), shape: &row.shape });
        let blanks = contents
            .blanks
            .iter()
            .filter(|row| row.division == division.key)
            .map(|row| Cell { label: row.parent.label(), shape: &row.shape });
        let cells: Vec<Cell<'_>> = leaves.chain(blanks).collect();
        let partition = Partition::from_cells(&cells)
            .map_err(|faults| NoPartition { division: division.key.clone(), faults })?;
        let areas = rows().map(|row| (row.area.id, row.area.clone())).collect();
        Ok(Self { division: division.clone(), areas, partition })
    }

    /// The Areas that have children.
    pub fn parents(&self) -> BTreeSet<AreaId> {
        self.areas.values().filter_map(|area| area.parent).collect()
    }

    /// From the Area itself up to the top.
    pub fn upward(&self, id: AreaId) -> impl Iterator<Item = &Area> {
        std::iter::successors(self.areas.get(&id), |area| {
            area.parent.and_then(|parent| self.areas.get(&parent))
        })
    }

    /// The ground of every Area that has any, parents as their children and blanks.
    fn shapes(&self, levels: &Levels) -> FxHashMap<AreaId, Shape> {
        let used: BTreeSet<&LevelKey> = self.areas.values().map(|area| &area.level).collect();
        let mut shapes = FxHashMap::default();
        for level in levels.iter().filter(|level| used.contains(&level.key)) {
            let at_level = self.partition.dissolve(|label| {
                AreaId::of(label)
                    .and_then(|id| self.upward(id).find(|area| area.level == level.key))
                    .map_or(Label::OUTSIDE, |area| area.id.label())
            });
            let owned = at_level.shapes().into_iter();
            shapes.extend(owned.filter_map(|(label, shape)| Some((AreaId::of(label)?, shape))));
        }
        shapes
    }

    /// Ground labelled with an Area that has children: nobody below answers for it.
    pub(crate) fn blanks(&self) -> Vec<(AreaId, Shape)> {
        let parents = self.parents();
        let labels = self.partition.labels().into_iter().filter_map(AreaId::of);
        labels
            .filter(|id| parents.contains(id))
            .map(|id| (id, self.partition.shape(id.label())))
            .collect()
    }
}
