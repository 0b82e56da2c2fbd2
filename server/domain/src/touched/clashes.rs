//! Where two people touched the same.

use super::{Clash, Contested, Field, Line, Subject, Touched};
use crate::ids::{AreaId, DivisionKey};
use std::collections::{BTreeMap, BTreeSet};
use topo::{Label, Point};

impl Touched {
    /// What both touched, each from the same earlier plan. Nothing where both did the
    /// same to a field.
    pub fn clashes(&self, other: &Self) -> Vec<Clash> {
        let mut clashes = self.borders(other);
        let told: BTreeSet<AreaId> =
            clashes.iter().flat_map(|clash| clash.areas.iter().copied()).collect();
        clashes.extend(self.areas(other, &told));
        for ((id, field), mine) in &self.fields {
            let theirs = other.fields.get(&(*id, field.clone()));
            if theirs.is_some_and(|theirs| theirs != mine) {
                let name = Some(field.name().to_owned());
                let clash = Clash { field: name, ..Clash::of(Contested::Field, vec![*id]) };
                clashes.push(clash.about(Subject::Field(*id, field.clone())));
            }
        }
        for id in self.stations.intersection(&other.stations) {
            let clash = Clash::of(Contested::Station, Vec::new());
            let clash = Clash { field: Some(id.to_string()), ..clash };
            clashes.push(clash.about(Subject::Station(*id)));
        }
        for (kind, mine) in &self.datasets {
            if other.datasets.get(kind).is_some_and(|theirs| theirs != mine) {
                let clash = Clash::of(Contested::Dataset, Vec::new());
                let clash = Clash { field: Some(kind.as_str().to_owned()), ..clash };
                clashes.push(clash.about(Subject::Dataset(*kind)));
            }
        }
        for id in self.street_edits.intersection(&other.street_edits) {
            let clash = Clash::of(Contested::Dataset, Vec::new());
            let clash = Clash { field: Some(format!("street_edit {id}")), ..clash };
            clashes.push(clash.about(Subject::StreetEdit(*id)));
        }
        clashes
    }

    /// Borders that both led elsewhere, one clash for each pair of areas.
    fn borders(&self, other: &Self) -> Vec<Clash> {
        let mut by_sides: BTreeMap<(&DivisionKey, [Label; 2]), Vec<&Line>> = BTreeMap::new();
        for line in self.arcs.intersection(&other.arcs) {
            by_sides.entry((&line.division, line.sides())).or_default().push(line);
        }
        let clash = |((division, sides), lines): ((&DivisionKey, [Label; 2]), Vec<&Line>)| {
            let came = |touched: &Self| -> Option<Vec<Vec<Point>>> {
                let same = |line: &&Line| line.division == *division && line.sides() == sides;
                Some(touched.came.iter().filter(same).map(|line| line.points.to_vec()).collect())
            };
            let middle = |line: &&Line| line.points[line.points.len() / 2];
            let areas = sides.into_iter().filter_map(AreaId::of).collect();
            Clash {
                at: lines.first().map(middle),
                mine: came(self),
                theirs: came(other),
                was: lines.into_iter().cloned().collect(),
                ..Clash::of(Contested::Border, areas)
            }
        };
        by_sides.into_iter().map(clash).collect()
    }

    /// Areas that both cut, merged or ended, that one ended and the other counts on, or that
    /// one cut or merged and the other put under another parent; those told of with their
    /// borders are not told of again.
    fn areas<'a>(
        &'a self,
        other: &'a Self,
        told: &'a BTreeSet<AreaId>,
    ) -> impl Iterator<Item = Clash> + 'a {
        let mut areas: BTreeSet<AreaId> = self.cells.intersection(&other.cells).copied().collect();
        areas.extend(self.ended.intersection(&other.concerned()));
        areas.extend(other.ended.intersection(&self.concerned()));
        areas.extend(self.reassigned().filter(|id| other.cells.contains(id)));
        areas.extend(other.reassigned().filter(|id| self.cells.contains(id)));
        areas.into_iter().filter(|id| !told.contains(id)).map(|id| {
            let at = self
                .arcs
                .iter()
                .chain(&other.arcs)
                .find(|line| line.left == id.label() || line.right == id.label());
            let at = at.map(|line| line.points[line.points.len() / 2]);
            let lines = |touched: &Self| {
                let beside = |l: &&Line| l.left == id.label() || l.right == id.label();
                let lines = touched.came.iter().filter(beside);
                Some(lines.map(|line| line.points.to_vec()).collect())
            };
            Clash {
                at,
                mine: lines(self),
                theirs: lines(other),
                ..Clash::of(Contested::Area, vec![id])
            }
        })
    }

    /// The areas that are below another parent.
    fn reassigned(&self) -> impl Iterator<Item = AreaId> + '_ {
        let is_parent = |(_, field): &&(AreaId, Field)| *field == Field::Parent;
        self.fields.keys().filter(is_parent).map(|(id, _)| *id)
    }

    /// The areas that have to be there for what was done.
    pub(crate) fn concerned(&self) -> BTreeSet<AreaId> {
        let sides = self.arcs.iter().chain(&self.came).flat_map(Line::sides);
        let mut areas: BTreeSet<AreaId> = sides.filter_map(AreaId::of).collect();
        areas.extend(self.fields.keys().map(|(id, _)| *id));
        areas.extend(self.cells.iter().chain(&self.leans));
        areas
    }
}

impl Clash {
    pub(crate) fn of(what: Contested, areas: Vec<AreaId>) -> Self {
        Self {
            what,
            areas,
            field: None,
            at: None,
            mine: None,
            theirs: None,
            edits: Vec::new(),
            was: Vec::new(),
            subject: None,
        }
    }

    fn about(self, subject: Subject) -> Self {
        Self { subject: Some(subject), ..self }
    }
}
