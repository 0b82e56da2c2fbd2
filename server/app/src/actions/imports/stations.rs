//! A file of stations becomes an Edit of the open Draft.

use super::LARGEST;
use crate::actions::drafts::{self, WhichDraft};
use crate::actions::edits;
use crate::actions::reach::datum;
use crate::state::App;
use anyhow::ensure;
use domain::{Edit, EditSummary, ImportStations, Issue, KindKey};
use exchange::stations::Wish;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Read;

/// How to read it.
#[derive(Debug, Clone, Default)]
pub(crate) struct StationsRequest {
    /// The file states all stations of its kinds.
    pub(crate) whole: bool,
    /// The kind of stations whose row names none.
    pub(crate) kind: Option<KindKey>,
}

/// What came of a file of stations.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StationsReport {
    /// How many it holds.
    pub(crate) stations: usize,
    /// What it changes, in numbers; null where it was refused.
    pub(crate) summary: Option<EditSummary>,
    /// What looks wrong with its coordinates.
    pub(crate) alarm: Option<String>,
    /// What is not as it should be, the blocking first.
    pub(crate) issues: Vec<Issue>,
    /// The Draft that holds it now; null where it was refused.
    pub(crate) draft: Option<i64>,
}

/// Reads stations and adds them to the open Draft.
pub(crate) fn import_stations(
    app: &App,
    input: impl Read + Send,
    request: &StationsRequest,
    which: WhichDraft,
    author: &str,
    step: &dyn Fn(&str),
) -> anyhow::Result<StationsReport> {
    step("reading the stations");
    let wish = Wish { all_of: request.kind.clone(), ..Wish::default() };
    let file = exchange::stations::read(input, &wish, LARGEST)?;
    let stations = file.stations.len();
    let points: Vec<_> = file.stations.iter().map(|station| station.at).collect();
    let mut issues = file.issues;
    ensure!(stations > 0 || !issues.is_empty(), "the file holds no station");
    if drafts::is_blocked(&issues) {
        issues.sort_by_key(|issue| issue.severity);
        return Ok(StationsReport { stations, summary: None, alarm: None, issues, draft: None });
    }
    step("storing the draft");
    let edit = Edit::ImportStations(ImportStations {
        stations: file.stations,
        whole: request.whole,
        given: Some(file.given),
        kinds: BTreeSet::new(),
        allow: BTreeSet::new(),
    });
    let report = edits::append(app, which, &edit, &issues, author)?;
    let alarm = match datum::mapped(app, &report.plan)? {
        Some(mapped) => datum::alarm(&mapped, &points),
        None => None,
    };
    Ok(StationsReport {
        stations,
        summary: Some(report.summary),
        alarm,
        issues: report.issues,
        draft: report.draft,
    })
}
