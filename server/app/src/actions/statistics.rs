//! Numbers by area that stay comparable when borders move: incidents of any time counted
//! on the borders of any release, and figures of others restated with weights.

use super::drafts::Base;
use crate::clock;
use crate::state::App;
use anyhow::Context;
use domain::restate::{By, restate};
use domain::{AreaId, Code, DivisionKey, LevelKey, Moment, ReleaseNo};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Incidents of a time by area.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IncidentStatistics {
    /// The release on whose borders they are counted; the number it would get, where
    /// they are those of a plan.
    pub(crate) release: i64,
    /// The scheduled draft that answers, about an instant to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<i64>,
    /// The Level's key.
    pub(crate) level: String,
    /// From this instant on (RFC 3339); null for all before.
    pub(crate) from: Option<String>,
    /// Before this instant (RFC 3339); null for all after.
    pub(crate) to: Option<String>,
    /// Every area of the level, in the order of codes.
    pub(crate) areas: Vec<AreaCount>,
    /// Incidents in no area of the level.
    pub(crate) outside: u64,
    /// All of them.
    pub(crate) total: u64,
    /// How they were dealt out: `position`, each by its own place, so every weight is 1.
    pub(crate) weight: &'static str,
}

/// How many incidents one area had.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AreaCount {
    /// The area's id.
    pub(crate) id: u32,
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// How many.
    pub(crate) incidents: u64,
}

/// Why there are no statistics.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoStatistics {
    /// Nothing is published, or not that.
    #[error("there is no release {0}")]
    NoRelease(i64),
    /// No release was in force at that instant.
    #[error("no release was in force then: ask for a later instant, or publish the first one")]
    NothingThen,
    /// A figure of an area that is not there.
    #[error("release {release} has no area {code} on the level `{level}`")]
    UnknownCode {
        /// The release.
        release: i64,
        /// The level.
        level: String,
        /// The code.
        code: String,
    },
    /// No such level, or none with areas.
    #[error("release {release} has no areas on a level `{level}`")]
    NoLevel {
        /// The release.
        release: i64,
        /// The level.
        level: String,
    },
}

/// On which borders something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Borders {
    /// Those of this release.
    Of(ReleaseNo),
    /// Those in force at an instant, past or to come; now where none is named.
    At(Option<Moment>),
}

/// Counts incidents of a time on the borders of a release, each by its own place.
pub(crate) fn incidents(
    app: &App,
    (from, to): (Option<Moment>, Option<Moment>),
    borders: Borders,
    level: Option<&LevelKey>,
) -> anyhow::Result<IncidentStatistics> {
    let snapshot = match borders {
        Borders::Of(number) => app.release(number)?.ok_or(NoStatistics::NoRelease(number.0))?,
        Borders::At(at) => app.at(at)?.ok_or(NoStatistics::NothingThen)?,
    };
    let (atlas, number) = (&snapshot.atlas, snapshot.number());
    let main = DivisionKey::main();
    let division = atlas.division(&main).or_else(|| atlas.divisions().first());
    let division = division.ok_or(NoStatistics::NoRelease(number.0))?;
    let of = |key: &LevelKey| {
        atlas.areas().any(|e| e.area.level == *key && e.division == *division.key())
    };
    let finest =
        || atlas.levels().iter().map(|level| &level.key).rev().find(|key| of(key)).cloned();
    let level = level.cloned().or_else(finest);
    let missing = |level: String| NoStatistics::NoLevel { release: number.0, level };
    let level = level.ok_or_else(|| missing("-".into()))?;
    if !of(&level) {
        return Err(missing(level.to_string()).into());
    }
    let spots = app
        .store
        .incident_spots(from.unwrap_or(Moment(i64::MIN)), to.unwrap_or(Moment(i64::MAX)))?;
    let mut counts: BTreeMap<AreaId, u64> = BTreeMap::new();
    let mut outside = 0;
    for spot in &spots {
        let holder = division.holder(spot.at);
        let path = holder.map(|id| atlas.path(id)).unwrap_or_default();
        let at_level = |id: &AreaId| atlas.area(*id).is_some_and(|e| e.area.level == level);
        match path.into_iter().find(at_level) {
            Some(id) => *counts.entry(id).or_default() += 1,
            None => outside += 1,
        }
    }
    let mut areas: Vec<AreaCount> = atlas
        .areas()
        .filter(|entry| entry.area.level == level && entry.division == *division.key())
        .map(|entry| AreaCount {
            id: entry.area.id.0,
            code: entry.area.code.to_string(),
            name: entry.area.name.clone(),
            incidents: counts.get(&entry.area.id).copied().unwrap_or(0),
        })
        .collect();
    areas.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(IncidentStatistics {
        release: number.0,
        plan: snapshot.plan(),
        level: level.to_string(),
        from: from.map(clock::text),
        to: to.map(clock::text),
        areas,
        outside,
        total: spots.len() as u64,
        weight: "position",
    })
}

/// Figures by area on the areas of another release.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Restated)]
pub(crate) struct RestatedAnswer {
    /// The release on whose areas they were.
    pub(crate) from_release: i64,
    /// The release on whose areas they are now.
    pub(crate) to_release: i64,
    /// By code.
    pub(crate) values: BTreeMap<String, f64>,
    /// What lies where nobody answers now.
    pub(crate) nobodys: f64,
    /// `area`, `households` or `incidents`.
    pub(crate) weight: String,
    /// Every weight other than "all of it to itself", as it was used.
    pub(crate) weights: Vec<WeightAnswer>,
}

/// One weight as it was used.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Weight)]
pub(crate) struct WeightAnswer {
    /// The code of the old area.
    pub(crate) from: String,
    /// The code of the new one; null for nobody's ground.
    pub(crate) to: Option<String>,
    /// Its share.
    pub(crate) weight: f64,
    /// The figure that went there.
    pub(crate) value: f64,
}

/// By what a figure is dealt out, by its name.
pub(crate) fn weight(name: &str) -> Option<By> {
    match name {
        "area" => Some(By::Area),
        "households" | "household" => Some(By::Household),
        "incidents" | "incident" => Some(By::Incident),
        _ => None,
    }
}

/// States figures by area on the areas of another release; none is lost.
pub(crate) fn restated(
    app: &App,
    values: &BTreeMap<Code, f64>,
    level: &LevelKey,
    (from, to): (ReleaseNo, ReleaseNo),
    by: By,
) -> anyhow::Result<RestatedAnswer> {
    let (before, after) = (base(app, from)?, base(app, to)?);
    for code in values.keys() {
        let mut areas = before.contents.areas.iter();
        if !areas.any(|row| row.area.code == *code && row.area.level == *level) {
            let (code, level) = (code.to_string(), level.to_string());
            return Err(NoStatistics::UnknownCode { release: from.0, level, code }.into());
        }
    }
    let mut flows = Vec::new();
    for ground in &after.plan.grounds {
        let key = &ground.division.key;
        let lineage = domain::lineage::between(&before.plan, &after.plan, key, &after.points);
        flows.extend(lineage.flows);
    }
    let restated = restate(values, level, &flows, by);
    let weights = restated.weights.into_iter().map(|used| WeightAnswer {
        from: used.from.to_string(),
        to: used.to.map(|code| code.to_string()),
        weight: used.weight,
        value: used.value,
    });
    Ok(RestatedAnswer {
        from_release: from.0,
        to_release: to.0,
        values: restated.values.into_iter().map(|(code, v)| (code.to_string(), v)).collect(),
        nobodys: restated.nobodys,
        weight: match by {
            By::Area => "area".into(),
            By::Household => "households".into(),
            By::Incident => "incidents".into(),
        },
        weights: weights.collect(),
    })
}

fn base(app: &App, number: ReleaseNo) -> anyhow::Result<std::sync::Arc<Base>> {
    let head = app.store.head()?.context("nothing is published yet")?;
    if number > head || number.0 < 1 {
        return Err(NoStatistics::NoRelease(number.0).into());
    }
    app.bases.get(app, Some(number))
}
