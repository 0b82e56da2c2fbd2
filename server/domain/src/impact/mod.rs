//! What a draft does to people and work: who changes hands, and how even it leaves the load.
//!
//! Numbers come from points and never from shares of polygons: every home, incident and
//! Station lies in exactly one face before and in exactly one after, by the same border
//! rule that routes incidents. A [`Baseline`] knows once per Release where every point
//! lies. A [`Tracker`] follows one draft edit by edit and looks again only at what an
//! edit touched; its [`Impact`] always compares the whole draft with its base.
//!
//! Ground changes hands between the deepest areas. An Area that moves to another parent
//! as it is moves no border, and is told as ground that goes from parent to parent.

mod baseline;
mod ground;
mod looks;
mod report;
#[cfg(test)]
mod tests;
mod tracker;
mod written;

use crate::area::Area;
use crate::ids::{AreaId, Code, LevelKey, Moment};
use crate::issue::multi_polygon;
use crate::population::{Place, PlaceSort};
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};
use topo::{Point, Shape};

pub use baseline::Baseline;
pub(crate) use baseline::upward;
pub(crate) use ground::Overlay;
pub use tracker::Tracker;
pub use written::csv_field;

/// What is counted: where people live, and where something happened.
#[derive(Debug, Clone, Default)]
pub struct Points {
    /// The population.
    pub places: Vec<Place>,
    /// The incidents.
    pub incidents: Vec<IncidentPoint>,
    /// From when on incidents are among them; `None` where all are.
    pub incidents_since: Option<Moment>,
}

/// Where and when something happened, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentPoint {
    /// Where.
    pub at: Point,
    /// When.
    pub time: Moment,
    /// What sort of thing.
    pub kind: String,
}

/// Ground and what lies in it, counted exactly.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Figures {
    /// Square metres.
    pub area_m2: f64,
    /// People who live there.
    pub residents: u64,
    /// Households.
    pub households: u64,
    /// Buildings, where the population is one of buildings.
    pub buildings: u64,
    /// Incidents of the period that is looked at.
    pub incidents: u64,
    /// Stations.
    pub stations: u64,
}

/// An Area as an answer names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AreaRef {
    /// Its id.
    pub id: AreaId,
    /// Its Level.
    pub level: LevelKey,
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: String,
}

/// What a whole draft does, against its base.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Impact {
    /// What changes hands, by who gives and who gets.
    pub moves: Vec<Move>,
    /// Every Area of any Level that is not what it was, widest Level first.
    pub areas: Vec<AreaImpact>,
    /// How even each Level is, widest first.
    pub levels: Vec<LevelBalance>,
    /// From when on incidents were counted.
    pub incidents_since: Option<Moment>,
}

/// What one Area hands to another, in one piece or several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// Who held it; `None` where nobody did.
    pub from: Option<AreaRef>,
    /// Who gets it; `None` where nobody does.
    pub to: Option<AreaRef>,
    /// What it is.
    #[serde(flatten)]
    pub figures: Figures,
    /// Its ground. Empty where only points on a border changed hands.
    #[serde(serialize_with = "multi_polygon")]
    pub shape: Shape,
}

/// An Area before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaImpact {
    /// The Area, under its name in the draft, or its last one.
    pub area: AreaRef,
    /// `None` for a new one.
    pub before: Option<Figures>,
    /// `None` for one that ends.
    pub after: Option<Figures>,
    /// How far its households are from the mean of its Level, as a share of the mean.
    pub deviation_before: Option<f64>,
    /// The same afterwards.
    pub deviation_after: Option<f64>,
}

/// How even the load of one Level is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelBalance {
    /// The Level.
    pub level: LevelKey,
    /// Areas before and after.
    pub areas: [usize; 2],
    /// Households in an Area on average, afterwards.
    pub mean_households: f64,
    /// How far the least even Area is from the mean, as a share of it; `None` where
    /// nobody lives.
    pub max_deviation_before: Option<f64>,
    /// The same afterwards.
    pub max_deviation_after: Option<f64>,
}

impl Impact {
    /// What of it concerns some Areas: what they give and get, and what they hold before and
    /// after. How even a Level is would tell of the others, so that goes.
    #[must_use]
    pub fn of_areas(mut self, concerns: impl Fn(AreaId) -> bool) -> Self {
        self.moves.retain(|one| {
            let mut ends = [&one.from, &one.to].into_iter().flatten();
            ends.any(|area| concerns(area.id))
        });
        self.areas.retain(|one| concerns(one.area.id));
        for one in &mut self.areas {
            (one.deviation_before, one.deviation_after) = (None, None);
        }
        self.levels.clear();
        self
    }
}

impl Figures {
    /// What one Place counts.
    pub(crate) fn of_place(place: &Place) -> Self {
        Self {
            residents: place.residents.into(),
            households: place.households.into(),
            buildings: u64::from(place.sort == PlaceSort::Building),
            ..Self::default()
        }
    }

    /// What one incident counts.
    pub(crate) fn of_incident() -> Self {
        Self { incidents: 1, ..Self::default() }
    }

    /// What one Station counts.
    pub(crate) fn of_station() -> Self {
        Self { stations: 1, ..Self::default() }
    }

    /// What is left without a part of it.
    #[must_use]
    pub(crate) fn without(self, part: Self) -> Self {
        Self {
            area_m2: self.area_m2 - part.area_m2,
            residents: self.residents.saturating_sub(part.residents),
            households: self.households.saturating_sub(part.households),
            buildings: self.buildings.saturating_sub(part.buildings),
            incidents: self.incidents.saturating_sub(part.incidents),
            stations: self.stations.saturating_sub(part.stations),
        }
    }

    /// The same with its area in whole square centimetres: sums of floats are not the
    /// same both ways round, and nothing real is smaller.
    #[must_use]
    pub(crate) fn rounded(self) -> Self {
        Self { area_m2: (self.area_m2 * 1e4).round() / 1e4 + 0.0, ..self }
    }

    /// Whether nothing is counted, however much ground there is.
    pub(crate) fn counts_nothing(self) -> bool {
        Self { area_m2: 0.0, ..self } == Self::default()
    }
}

impl Add for Figures {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            area_m2: self.area_m2 + other.area_m2,
            residents: self.residents + other.residents,
            households: self.households + other.households,
            buildings: self.buildings + other.buildings,
            incidents: self.incidents + other.incidents,
            stations: self.stations + other.stations,
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl From<&Area> for AreaRef {
    fn from(area: &Area) -> Self {
        Self {
            id: area.id,
            level: area.level.clone(),
            code: area.code.clone(),
            name: area.name.clone(),
        }
    }
}
