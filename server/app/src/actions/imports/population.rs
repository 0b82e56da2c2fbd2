//! A file of the places where people live becomes the population of the Draft.

use super::LARGEST;
use crate::actions::drafts::{self, WhichDraft};
use crate::actions::edits;
use crate::actions::reach::datum;
use crate::state::App;
use anyhow::{Context, ensure};
use domain::{Dataset, Edit, Issue, Place, PlaceSort};
use exchange::population::Wish;
use serde::Serialize;
use std::io::Read;

/// How to read it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PopulationRequest {
    /// What the file is called.
    pub(crate) name: String,
    /// What a row stands for; guessed from the columns if absent.
    pub(crate) sort: Option<PlaceSort>,
}

/// What came of a population.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PopulationReport {
    /// The file.
    pub(crate) name: String,
    /// How many places it holds.
    pub(crate) places: u64,
    /// How many people live there.
    pub(crate) residents: u64,
    /// How many households they form.
    pub(crate) households: u64,
    /// What most of them stand for.
    pub(crate) sort: Option<PlaceSort>,
    /// What looks wrong with its coordinates.
    pub(crate) alarm: Option<String>,
    /// What is not as it should be, the blocking first.
    pub(crate) issues: Vec<Issue>,
    /// The Draft that holds it now; null where it was refused.
    pub(crate) draft: Option<i64>,
}

/// Buildings and addresses of a population that lie in no building of the map.
fn homeless(mapped: &datum::Mapped, places: &[Place]) -> Option<String> {
    let lived_in = places.iter().filter(|place| place.sort != PlaceSort::Cell);
    let points: Vec<_> = lived_in.map(|place| place.at).collect();
    let share = mapped.homeless(&points)?;
    (share > MOST_HOMELESS).then(|| {
        format!(
            "{:.0} % of the places lie in no building of the map; another coordinate system, such \
             as GCJ-02, shifts a file by hundreds of metres",
            share * 100.0
        )
    })
}

/// Maps lack some buildings, and an address may stand at the street.
const MOST_HOMELESS: f64 = 0.8;

/// Reads the places where people live and makes them the population of the open Draft.
pub(crate) fn import_population(
    app: &App,
    input: impl Read + Send,
    request: &PopulationRequest,
    which: WhichDraft,
    author: &str,
    step: &dyn Fn(&str),
) -> anyhow::Result<PopulationReport> {
    step("reading the places");
    let wish = Wish { sort: request.sort, ..Wish::default() };
    let file = exchange::population::read(input, &wish, LARGEST)?;
    ensure!(!file.places.is_empty() || !file.issues.is_empty(), "the file holds no place");
    let opened = drafts::open(app, which)?;
    step("looking at the places");
    let mut issues = file.issues;
    issues.extend(opened.plan.check_places(&file.places));
    let points: Vec<_> = file.places.iter().map(|place| place.at).collect();
    let alarm = match datum::mapped(app, &opened.plan)? {
        Some(mapped) => datum::alarm(&mapped, &points).or_else(|| homeless(&mapped, &file.places)),
        None => None,
    };
    let bytes = exchange::population::encode(&file.places);
    let mut report = PopulationReport {
        name: request.name.clone(),
        places: 0,
        residents: 0,
        households: 0,
        sort: None,
        alarm,
        issues,
        draft: None,
    };
    if drafts::is_blocked(&report.issues) {
        report.issues.sort_by_key(|issue| issue.severity);
        return Ok(report);
    }
    step("storing the draft");
    let digest = app.store.put_dataset(&bytes).context("storing the population")?;
    let dataset = Dataset::of_places(digest, request.name.clone(), None, &file.places);
    let count = |name: &str| dataset.counts.get(name).copied().unwrap_or_default();
    report.places = count("places");
    report.residents = count("residents");
    report.households = count("households");
    report.sort = dataset.sort();
    let edit = Edit::ImportPopulation { dataset };
    let appended = edits::append(app, which, &edit, &report.issues, author)?;
    report.issues = appended.issues;
    report.draft = appended.draft;
    Ok(report)
}
