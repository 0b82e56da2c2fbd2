//! Where every point lies in a Release, found once.

use super::looks::Looks;
use super::{Figures, Points};
use crate::area::Area;
use crate::ids::{AreaId, DivisionKey, LevelKey, StationId};
use crate::level::Levels;
use crate::plan::Plan;
use crate::station::Station;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use topo::{Bounds, Drawing, Fault, Label, Limits, Point, Shape, plane};

/// A Division of a Release with every point in its place.
///
/// Points are numbered through: places, then incidents, then stations.
#[derive(Debug)]
pub struct Baseline {
    pub(super) levels: Levels,
    pub(super) areas: BTreeMap<AreaId, Area>,
    pub(super) drawing: Drawing,
    pub(super) points: Arc<Points>,
    pub(super) stations: BTreeMap<StationId, Station>,
    /// The stations in the order of their numbers.
    station_ids: Vec<StationId>,
    /// The label each point lies in.
    pub(super) label: Vec<Label>,
    /// The points in each label.
    members: FxHashMap<Label, Vec<u32>>,
    /// The ground of each label that is an Area's.
    pub(super) cells: FxHashMap<Label, BaseCell>,
    /// What lies below each Area, its own included.
    pub(super) totals: BTreeMap<AreaId, Figures>,
    /// Households of the areas of each Level, rising.
    pub(super) loads: BTreeMap<LevelKey, Vec<(u64, AreaId)>>,
    /// See [`Baseline::cut_off`].
    cut_off: OnceLock<FxHashSet<(AreaId, Label)>>,
}

/// What a [`Baseline`] was found on.
pub(crate) type Parts<'a> =
    (&'a BTreeMap<AreaId, Area>, &'a Drawing, &'a BTreeMap<StationId, Station>);

/// The ground of one label.
#[derive(Debug)]
pub(crate) struct BaseCell {
    pub(crate) shape: Arc<Shape>,
    pub(super) bounds: Bounds,
    pub(crate) figures: Figures,
    pub(super) looks: Looks,
}

impl Baseline {
    /// Finds the place of every point in a Division. Of a Division that is not there
    /// nobody holds anything.
    pub fn of(plan: &Plan, division: &DivisionKey, points: Arc<Points>) -> Self {
        let ground = plan.ground(division);
        let areas = ground.map(|ground| ground.areas.clone()).unwrap_or_default();
        let parents: BTreeSet<AreaId> = areas.values().filter_map(|area| area.parent).collect();
        let drawing = ground.map(|ground| Drawing::of(&ground.partition)).unwrap_or_default();
        let drawing = drawing.with_blanks(parents.into_iter().map(AreaId::label));
        let shapes = ground.map(|ground| ground.partition.shapes()).unwrap_or_default();
        let cells = shapes.into_iter().filter_map(|(label, shape)| {
            let figures = Figures { area_m2: plane::area_m2(&shape), ..Figures::default() };
            let (bounds, looks) = (shape.bounds()?, Looks::default());
            Some((label, BaseCell { bounds, shape: Arc::new(shape), figures, looks }))
        });
        let mut base = Self {
            levels: plan.levels.clone(),
            areas,
            drawing,
            points,
            station_ids: plan.stations.keys().copied().collect(),
            stations: plan.stations.clone(),
            label: Vec::new(),
            members: FxHashMap::default(),
            cells: cells.collect(),
            totals: BTreeMap::new(),
            loads: BTreeMap::new(),
            cut_off: OnceLock::new(),
        };
        base.place_points();
        base.add_up();
        base
    }

    /// What was counted.
    pub fn points(&self) -> &Arc<Points> {
        &self.points
    }

    /// What an Area of any Level holds.
    pub fn figures(&self, id: AreaId) -> Option<Figures> {
        self.totals.get(&id).map(|figures| figures.rounded())
    }

    fn place_points(&mut self) {
        let count = self.points.places.len() + self.points.incidents.len() + self.stations.len();
        for number in (0..count).filter_map(|number| u32::try_from(number).ok()) {
            let label = self.drawing.owner_at(self.at(number));
            self.label.push(label);
            self.members.entry(label).or_default().push(number);
            let counted = self.counted(number);
            if let Some(cell) = self.cells.get_mut(&label) {
                cell.figures += counted;
            }
        }
    }

    fn add_up(&mut self) {
        let mut totals: BTreeMap<AreaId, Figures> =
            self.areas.keys().map(|id| (*id, Figures::default())).collect();
        for (label, cell) in &self.cells {
            for area in upward(&self.areas, AreaId::of(*label)) {
                *totals.entry(area.id).or_default() += cell.figures;
            }
        }
        for area in self.areas.values() {
            let households = totals.get(&area.id).map_or(0, |figures| figures.households);
            self.loads.entry(area.level.clone()).or_default().push((households, area.id));
        }
        self.loads.values_mut().for_each(|loads| loads.sort_unstable());
        self.totals = totals;
    }

    /// The points that lie in a label.
    pub(super) fn members(&self, label: Label) -> &[u32] {
        self.members.get(&label).map_or(&[], Vec::as_slice)
    }

    /// Where a point is.
    pub(super) fn at(&self, number: u32) -> Point {
        let number = number as usize;
        let (places, incidents) = (&self.points.places, &self.points.incidents);
        if let Some(place) = places.get(number) {
            return place.at;
        }
        let number = number - places.len();
        if let Some(incident) = incidents.get(number) {
            return incident.at;
        }
        self.stations[&self.station_ids[number - incidents.len()]].at
    }

    /// What a point counts.
    pub(super) fn counted(&self, number: u32) -> Figures {
        let number = number as usize;
        match self.points.places.get(number) {
            Some(place) => Figures::of_place(place),
            None if number < self.points.places.len() + self.points.incidents.len() => {
                Figures::of_incident()
            }
            None => Figures::of_station(),
        }
    }

    /// The Station that a point is.
    pub(super) fn station(&self, number: u32) -> Option<StationId> {
        let before = self.points.places.len() + self.points.incidents.len();
        let place = (number as usize).checked_sub(before)?;
        self.station_ids.get(place).copied()
    }

    /// The number of a Station as a point, and the Station as it was.
    pub(super) fn numbered(&self, id: StationId) -> Option<(u32, &Station)> {
        let place = self.station_ids.binary_search(&id).ok()?;
        let number = self.points.places.len() + self.points.incidents.len() + place;
        Some((u32::try_from(number).ok()?, self.stations.get(&id)?))
    }

    /// The label that a Station lies in.
    pub(crate) fn label_of(&self, station: &Station) -> Option<Label> {
        let (number, before) = self.numbered(station.id)?;
        self.label.get(number as usize).copied().filter(|_| before.at == station.at)
    }

    /// The rows, the board and the stations it was found on.
    pub(crate) fn parts(&self) -> Parts<'_> {
        (&self.areas, &self.drawing, &self.stations)
    }

    /// The ground of every label that is an Area's.
    pub(crate) fn cells(&self) -> &FxHashMap<Label, BaseCell> {
        &self.cells
    }

    /// The labels that are cut off from the rest of an Area above them, with that Area; they
    /// are looked for once.
    pub(crate) fn cut_off(
        &self,
        look: impl FnOnce(&Self) -> FxHashSet<(AreaId, Label)>,
    ) -> &FxHashSet<(AreaId, Label)> {
        self.cut_off.get_or_init(|| look(self))
    }

    /// Whether a label held ground.
    pub(crate) fn holds(&self, label: Label) -> bool {
        self.drawing.holds(label)
    }

    /// The ladder of levels.
    pub(crate) fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The homes and incidents with the labels they lie in, in one order.
    pub(crate) fn people(&self) -> impl Iterator<Item = (Label, Figures)> {
        let count = self.points.places.len() + self.points.incidents.len();
        let numbered = (0..).zip(self.label.iter().take(count));
        numbered.map(|(number, label)| (*label, self.counted(number)))
    }

    /// What an Area of any Level holds, as it was added up.
    pub(crate) fn total(&self, id: AreaId) -> Option<Figures> {
        self.totals.get(&id).copied()
    }

    /// What is wrong with the shape of a cell, by the given limits.
    pub(crate) fn faults(&self, label: Label, limits: &Limits) -> Arc<[Fault]> {
        let cell = self.cells.get(&label);
        cell.map(|cell| cell.looks.faults(label, &cell.shape, limits)).unwrap_or_default()
    }

    /// Whether anybody was counted at all.
    pub(crate) fn is_populated(&self) -> bool {
        !self.points.places.is_empty()
    }

    /// The stations with the numbers they have as points.
    pub(super) fn numbered_stations(&self) -> impl Iterator<Item = (u32, &Station)> {
        let first = self.points.places.len() + self.points.incidents.len();
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        (first..).zip(self.stations.values())
    }
}

/// From an Area up to the top; an Area that is not there ends it.
pub(crate) fn upward(
    areas: &BTreeMap<AreaId, Area>,
    from: Option<AreaId>,
) -> impl Iterator<Item = &Area> {
    // A ladder is short; a loop in the rows must not hang anybody.
    std::iter::successors(from.and_then(|id| areas.get(&id)), |area| {
        area.parent.and_then(|parent| areas.get(&parent))
    })
    .take(64)
}
