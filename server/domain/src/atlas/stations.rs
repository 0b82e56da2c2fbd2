//! The stations of an Atlas and the circles round them, each in a tree of its own.

use super::Atlas;
use super::index::Index;
use crate::ids::{Code, KindKey, StationId};
use crate::search::Names;
use crate::station::{Station, StationKind};
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use topo::plane::Local;
use topo::{Bounds, Point};

/// The box round a service circle (服务圈), the ground that people can walk to a Station
/// in so many minutes. Who stands in the box may stand in the circle; the crate `reach`
/// knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circle {
    /// Whose circle it is.
    pub station: StationId,
    /// How long the walk may take.
    pub minutes: u32,
    /// The box round it.
    pub bounds: Bounds,
}

/// All stations by id, and where they are.
#[derive(Debug)]
pub(super) struct Stations {
    kinds: Vec<StationKind>,
    /// By id.
    all: Vec<Station>,
    by_code: FxHashMap<Code, usize>,
    places: Index<usize>,
    names: Names,
    circles: Vec<Circle>,
    circle_boxes: Index<usize>,
}

impl Stations {
    /// Or the id that two stations have.
    pub(super) fn of(brought: &[StationKind], mut all: Vec<Station>) -> Result<Self, StationId> {
        all.sort_by_key(|station| station.id);
        if let Some(twins) = all.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(twins[0].id);
        }
        let by_code = all.iter().zip(0..).map(|(station, place)| (station.code.clone(), place));
        let boxes = all.iter().zip(0..).map(|(station, place)| {
            let bounds = Bounds { min: station.at, max: station.at };
            (place, bounds)
        });
        let names = Names::of(all.iter().map(|station| (&station.code, station.name.as_str())));
        Ok(Self {
            kinds: StationKind::all(brought),
            by_code: by_code.collect(),
            places: Index::of(boxes.collect()),
            names,
            all,
            circles: Vec::new(),
            circle_boxes: Index::of(Vec::new()),
        })
    }
}

impl Atlas {
    /// Every kind of station there may be, the preset first.
    pub fn kinds(&self) -> &[StationKind] {
        &self.stations.kinds
    }

    /// The kind of that key.
    pub fn kind(&self, key: &KindKey) -> Option<&StationKind> {
        self.kinds().iter().find(|kind| kind.key == *key)
    }

    /// All stations, by id.
    pub fn stations(&self) -> &[Station] {
        &self.stations.all
    }

    /// The stations of a kind, by id; of all kinds where none is named.
    pub fn stations_of<'a>(
        &'a self,
        kind: Option<&'a KindKey>,
    ) -> impl Iterator<Item = &'a Station> {
        self.stations().iter().filter(move |station| kind.is_none_or(|key| station.kind == *key))
    }

    /// The Station of that id.
    pub fn station(&self, id: StationId) -> Option<&Station> {
        let place = self.stations.all.binary_search_by_key(&id, |station| station.id);
        place.ok().map(|place| &self.stations.all[place])
    }

    /// The Station of that code.
    pub fn station_by_code(&self, code: &Code) -> Option<&Station> {
        self.stations.by_code.get(code).map(|place| &self.stations.all[*place])
    }

    /// The stations within so many metres as the crow flies, each with its distance,
    /// nearest first; of equals the lower id.
    pub fn stations_near(&self, at: Point, metres: f64) -> Vec<(&Station, f64)> {
        let local = Local::at(at);
        let mut near = Vec::new();
        self.stations.places.within(&local, metres, |place| {
            let station = &self.stations.all[place];
            let away = distance(&local, station.at);
            if away <= metres {
                near.push((station, away));
            }
        });
        sort_by_distance(&mut near);
        near
    }

    /// The nearest stations that are `wanted`, at most `most`, each with its distance in
    /// metres as the crow flies, nearest first; of equals the lower id.
    pub fn nearest_stations(
        &self,
        at: Point,
        most: usize,
        wanted: impl Fn(&Station) -> bool,
    ) -> Vec<(&Station, f64)> {
        let local = Local::at(at);
        let mut near: Vec<(&Station, f64)> = Vec::new();
        if most == 0 {
            return near;
        }
        self.stations.places.nearest_first(&local, |place| {
            let station = &self.stations.all[place];
            if wanted(station) {
                near.push((station, distance(&local, station.at)));
            }
            // Those that are as far as the last one wanted are still looked at, for their id.
            near.get(most - 1).map_or(f64::INFINITY, |(_, away)| away * away)
        });
        sort_by_distance(&mut near);
        near.truncate(most);
        near
    }

    /// The stations a text may mean, in the order and by the rules of [`Atlas::search`].
    pub fn search_stations(&self, text: &str, limit: usize) -> Vec<StationId> {
        self.stations.names.search(text, limit).map(|at| self.stations.all[at].id).collect()
    }

    /// The same Atlas with these service circles, in place of those it had.
    #[must_use]
    pub fn with_circles(mut self, circles: Vec<Circle>) -> Self {
        let boxes = circles.iter().zip(0..).map(|(circle, place)| (place, circle.bounds));
        self.stations.circle_boxes = Index::of(boxes.collect());
        self.stations.circles = circles;
        self
    }

    /// The circles whose box holds the place, by station and then minutes. Each may hold
    /// it; no other does.
    pub fn circles_at(&self, at: Point) -> Vec<Circle> {
        let mut found = Vec::new();
        let _all: ControlFlow<()> = self.stations.circle_boxes.at(at, |place| {
            found.push(self.stations.circles[place]);
            ControlFlow::Continue(())
        });
        found.sort_by_key(|circle| (circle.station, circle.minutes));
        found
    }
}

fn distance(local: &Local, to: Point) -> f64 {
    let [east, north] = local.to_m(to);
    east.hypot(north)
}

fn sort_by_distance(near: &mut [(&Station, f64)]) {
    near.sort_by(|(a, near), (b, far)| near.total_cmp(far).then(a.id.cmp(&b.id)));
}
