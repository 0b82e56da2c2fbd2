//! What drafts stand on: one Release ready to be redrawn and judged, shared by all
//! drafts that start from it.

use crate::state::App;
use anyhow::Context;
use domain::{Baseline, IncidentPoint, Points};
use domain::{
    Contents, Division, DivisionKey, Levels, Moment, Plan, ReleaseNo, Settings, UsedCodes,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// So many Releases stay ready.
const KEPT: usize = 3;

/// Incidents are counted by the day.
const DAY_US: i64 = 86_400_000_000;

/// One Release ready to be redrawn and judged.
pub(crate) struct Base {
    /// Which Release; `None` before the first.
    pub(crate) number: Option<ReleaseNo>,
    /// Its rows.
    pub(crate) contents: Contents,
    /// The same as a plan.
    pub(crate) plan: Plan,
    /// How drafts are judged.
    pub(crate) settings: Settings,
    /// The people and incidents that are counted.
    pub(crate) points: Arc<Points>,
    /// How many incidents were known.
    incidents: i64,
    baselines: BTreeMap<DivisionKey, OnceLock<Arc<Baseline>>>,
}

impl Base {
    /// What a draft of this Division is compared with; `None` if the Release has none.
    pub(crate) fn baseline(&self, division: &DivisionKey) -> Option<Arc<Baseline>> {
        let slot = self.baselines.get(division)?;
        let of = || Arc::new(Baseline::of(&self.plan, division, Arc::clone(&self.points)));
        Some(Arc::clone(slot.get_or_init(of)))
    }

    /// Whether it still counts all incidents and judges by the settings as they are.
    pub(crate) fn is_current(&self, app: &App) -> anyhow::Result<bool> {
        Ok(self.incidents == app.store.incidents_changed()?
            && self.settings == crate::actions::settings::current(app)?)
    }

    fn load(
        app: &App,
        number: Option<ReleaseNo>,
        incidents: i64,
        settings: Settings,
    ) -> anyhow::Result<Self> {
        let contents = match number {
            Some(number) => app.store.contents(number)?,
            None => Contents::empty(app.store.levels()?),
        };
        let plan = Plan::from_contents(&contents, app.store.highest_ids()?)?;
        let used = Arc::new(used_codes(app, &contents.levels, number)?);
        let plan = plan.with_codes(settings.codes.clone(), used);
        let places = match &contents.population {
            Some(population) => {
                let bytes = app.store.dataset(&population.digest)?;
                exchange::population::decode(&bytes).context("reading the population")?
            }
            None => Vec::new(),
        };
        let days = i64::from(settings.incidents_days);
        let newest = app.store.newest_incident()?;
        // An incident of a clock that is ahead does not move the days that count.
        let newest = newest.map(|newest| newest.min(crate::clock::now()));
        let since =
            newest.map(|newest| Moment(newest.0.saturating_sub(days.saturating_mul(DAY_US))));
        let incidents_then = match since {
            Some(since) => app.store.incident_spots(since, Moment(i64::MAX))?,
            None => Vec::new(),
        };
        let points = Points {
            places,
            incidents: incidents_then
                .into_iter()
                .map(|one| IncidentPoint { at: one.at, time: one.time, kind: one.kind })
                .collect(),
            incidents_since: since,
        };
        let baselines =
            contents.divisions.iter().map(|d: &Division| (d.key.clone(), OnceLock::new()));
        Ok(Self {
            number,
            baselines: baselines.collect(),
            plan,
            settings,
            points: Arc::new(points),
            incidents,
            contents,
        })
    }
}

/// The Releases that are ready.
#[derive(Default)]
pub(crate) struct Bases {
    /// The latest used first.
    ready: Mutex<Vec<Arc<Base>>>,
    loading: Mutex<()>,
}

impl Bases {
    /// A Release ready to be redrawn; it is prepared if it is not.
    pub(crate) fn get(&self, app: &App, number: Option<ReleaseNo>) -> anyhow::Result<Arc<Base>> {
        let incidents = app.store.incidents_changed()?;
        let settings = crate::actions::settings::current(app)?;
        let as_is = |base: &Arc<Base>| {
            base.number == number && base.incidents == incidents && base.settings == settings
        };
        if let Some(base) = self.held(as_is) {
            return Ok(base);
        }
        // One at a time is prepared; whoever wants another that is ready does not wait.
        let _turn = crate::state::lock(&self.loading);
        if let Some(base) = self.held(as_is) {
            return Ok(base);
        }
        let base = Arc::new(Base::load(app, number, incidents, settings.clone())?);
        let mut held = crate::state::lock(&self.ready);
        held.insert(0, Arc::clone(&base));
        held.truncate(KEPT);
        Ok(base)
    }

    fn held(&self, as_is: impl Fn(&Arc<Base>) -> bool) -> Option<Arc<Base>> {
        let mut held = crate::state::lock(&self.ready);
        let at = held.iter().position(as_is)?;
        let base = held.remove(at);
        held.insert(0, Arc::clone(&base));
        Some(base)
    }
}

/// Every code that was given up to a release, by level. What was given since is not known
/// to those who drew on it: what they drew is there however often it is replayed.
fn used_codes(app: &App, levels: &Levels, upto: Option<ReleaseNo>) -> anyhow::Result<UsedCodes> {
    let mut used = UsedCodes::new();
    let Some(upto) = upto else { return Ok(used) };
    for level in levels.iter() {
        let before = ReleaseNo(upto.0.saturating_add(1));
        used.insert(level.key.clone(), app.store.used_codes(&level.key, before)?);
    }
    Ok(used)
}
