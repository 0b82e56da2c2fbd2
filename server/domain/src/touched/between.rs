//! What differs between two plans.

use super::{Field, Ground, Line, Touched};
use crate::area::Area;
use crate::ids::{AreaId, DivisionKey};
use crate::plan::{Ground as Division, Plan};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use topo::{ArcRef, Partition, Point};

impl Touched {
    /// What differs in a plan from an earlier one. Divisions that are new touch nothing.
    pub fn between(before: &Plan, after: &Plan) -> Self {
        let mut touched = Self::default();
        for old in &before.grounds {
            if let Some(new) = after.ground(&old.division.key) {
                touched.ground(old, new);
            }
        }
        let stations = before.stations.keys().chain(after.stations.keys());
        let other = |id: &&_| before.stations.get(id) != after.stations.get(id);
        touched.stations = stations.filter(other).copied().collect();
        let old: Vec<_> = before.streets.iter().chain(&before.population).collect();
        let new = after.streets.iter().chain(&after.population);
        for dataset in new.filter(|dataset| !old.contains(dataset)) {
            touched.datasets.insert(dataset.kind, dataset.digest.clone());
        }
        let gone = before.street_edits.keys().filter(|id| !after.street_edits.contains_key(id));
        touched.street_edits = gone.copied().collect();
        touched
    }

    /// The areas whose ground or row a plan has otherwise than an earlier one: leaves, the
    /// parents of blanks that differ, and every row. Whoever answers for them has to agree.
    pub fn areas_between(before: &Plan, after: &Plan) -> BTreeSet<AreaId> {
        let touched = Self::between(before, after);
        let mut areas: BTreeSet<AreaId> = touched.fields.keys().map(|(id, _)| *id).collect();
        let beside = touched.arcs.iter().chain(&touched.came).flat_map(Line::sides);
        let beside: BTreeSet<AreaId> = beside.filter_map(AreaId::of).collect();
        for old in &before.grounds {
            let Some(new) = after.ground(&old.division.key) else { continue };
            let is_row = |id: &AreaId| old.areas.contains_key(id) != new.areas.contains_key(id);
            areas.extend(touched.cells.iter().filter(|id| is_row(id)));
            // A corner that moved lies on borders of areas that keep all their ground.
            let has_moved =
                |id: &&AreaId| old.partition.shape(id.label()) != new.partition.shape(id.label());
            areas.extend(beside.iter().filter(has_moved));
        }
        areas
    }

    /// Whether an Area has other ground, another row, has come or has gone.
    pub(crate) fn has_areas(&self) -> bool {
        let ground = !self.arcs.is_empty() || !self.came.is_empty();
        ground || !self.fields.is_empty() || !self.ended.is_empty() || !self.cells.is_empty()
    }

    fn ground(&mut self, old: &Division, new: &Division) {
        self.rows(&old.areas, &new.areas);
        let ids = |ground: &Division| ground.areas.keys().copied().collect::<BTreeSet<AreaId>>();
        let (was, is) = (ids(old), ids(new));
        let parents: BTreeSet<AreaId> = old.parents().union(&new.parents()).copied().collect();
        if old.partition != new.partition {
            let key = &old.division.key;
            let went = only_in(key, &old.partition, &new.partition);
            let came = only_in(key, &new.partition, &old.partition);
            let (new, ended) = (&is - &was, &was - &is);
            Ground::of(went, came).note(self, &new, &ended, |id| parents.contains(&id));
        }
    }

    fn rows(&mut self, old: &BTreeMap<AreaId, Area>, new: &BTreeMap<AreaId, Area>) {
        for id in old.keys().chain(new.keys()) {
            self.row(*id, old.get(id), new.get(id));
        }
    }

    /// Notes one row before and after.
    pub(crate) fn row(&mut self, id: AreaId, old: Option<&Area>, new: Option<&Area>) {
        match (old, new) {
            (Some(old), Some(new)) => {
                self.fields.extend(differences(old, new).map(|(field, now)| ((id, field), now)));
                if old.parent != new.parent {
                    self.leans.extend(new.parent);
                }
            }
            (Some(_), None) => {
                self.ended.insert(id);
                self.cells.insert(id);
            }
            (None, Some(new)) => {
                self.cells.insert(id);
                self.leans.extend(new.parent);
            }
            (None, None) => {}
        }
    }
}

/// The fields of a row that are otherwise now, and what they are.
fn differences<'a>(old: &'a Area, new: &'a Area) -> impl Iterator<Item = (Field, String)> + 'a {
    let parent = |area: &Area| area.parent.map(|id| id.to_string()).unwrap_or_default();
    let own = [
        (Field::Name, old.name.clone(), new.name.clone()),
        (Field::Code, old.code.to_string(), new.code.to_string()),
        (Field::Level, old.level.to_string(), new.level.to_string()),
        (Field::Parent, parent(old), parent(new)),
    ];
    let own =
        own.into_iter().filter(|(_, old, new)| old != new).map(|(field, _, new)| (field, new));
    let keys: BTreeSet<&String> = old.attributes.keys().chain(new.attributes.keys()).collect();
    let other = keys.into_iter().filter(|key| old.attributes.get(*key) != new.attributes.get(*key));
    let value = |key: &String| new.attributes.get(key).map(ToString::to_string);
    let other =
        other.map(move |key| (Field::Attribute(key.clone()), value(key).unwrap_or_default()));
    own.chain(other)
}

/// The borders of a partition that another does not have just so.
fn only_in(division: &DivisionKey, of: &Partition, other: &Partition) -> Vec<Line> {
    let start = |arc: &ArcRef<'_>| -> (Point, Point) { (arc.points[0], arc.points[1]) };
    let others: FxHashMap<(Point, Point), ArcRef<'_>> =
        other.arcs().map(|arc| (start(&arc), arc)).collect();
    let is_new = |arc: &ArcRef<'_>| others.get(&start(arc)) != Some(arc);
    of.arcs().filter(is_new).map(|arc| Line::of_arc(division, arc)).collect()
}
