//! Incidents from a file: what happened where and when. They make no Release; the desk
//! and the impact of a draft count them.

use super::imports::LARGEST;
use crate::clock;
use crate::state::App;
use anyhow::{Context, ensure};
use domain::{Issue, Severity};
use exchange::Mapping;
use exchange::incidents::{Incident, Wish};
use serde::Serialize;
use std::io::Read;
use store::{NewIncident, Who};
use utoipa::ToSchema;

/// How to read incidents.
#[derive(Debug, Clone, Default)]
pub(crate) struct IncidentsRequest {
    /// The columns.
    pub(crate) wish: Wish,
    /// Rows with faults are left out and told, instead of stopping everything.
    pub(crate) skip_faulty: bool,
}

/// What came of a file of incidents.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IncidentsReport {
    /// How many rows the file holds.
    pub(crate) rows: usize,
    /// New ones.
    pub(crate) added: usize,
    /// Known ones of which the file says something else.
    pub(crate) updated: usize,
    /// Known ones of which it says the same.
    pub(crate) unchanged: usize,
    /// Rows that cannot be incidents.
    pub(crate) faulty: usize,
    /// Rows without an id: brought again, they would be new ones again.
    pub(crate) without_id: usize,
    /// The first of them happened then.
    pub(crate) from: Option<String>,
    /// The last of them happened then.
    pub(crate) to: Option<String>,
    /// Which columns were used.
    #[schema(value_type = Object)]
    pub(crate) mapping: Mapping,
    /// What is wrong with rows; blocking where nothing was kept.
    #[schema(value_type = Vec<Object>)]
    pub(crate) issues: Vec<Issue>,
    /// Whether anything was kept.
    pub(crate) kept: bool,
}

/// Reads incidents and keeps them. One whose id is known is brought up to date.
pub(crate) fn import(
    app: &App,
    input: impl Read + Send,
    request: &IncidentsRequest,
    who: &Who,
    step: &dyn Fn(&str),
) -> anyhow::Result<IncidentsReport> {
    step("reading the incidents");
    let instant = |text: &str| clock::parse(text).ok();
    let file = exchange::incidents::read(input, &request.wish, &instant, LARGEST)?;
    ensure!(file.rows > 0, "the file holds no incident");
    let times = || file.incidents.iter().map(|one| one.time);
    let mut report = IncidentsReport {
        rows: file.rows,
        added: 0,
        updated: 0,
        unchanged: 0,
        faulty: file.rows - file.incidents.len(),
        without_id: file.incidents.iter().filter(|one| one.source_id.is_none()).count(),
        from: times().min().map(clock::text),
        to: times().max().map(clock::text),
        mapping: file.mapping,
        issues: file.issues,
        kept: false,
    };
    if report.faulty > 0 && !request.skip_faulty {
        return Ok(report);
    }
    for issue in &mut report.issues {
        issue.severity = Severity::Accepted;
    }
    step("keeping the incidents");
    let rows: Vec<NewIncident> = file.incidents.into_iter().map(kept).collect();
    let counts = app.store.import_incidents(&rows, who).context("keeping the incidents")?;
    report.kept = true;
    (report.added, report.updated, report.unchanged) =
        (counts.added, counts.updated, counts.unchanged);
    Ok(report)
}

fn kept(said: Incident) -> NewIncident {
    let Incident { source_id, time, kind, at, accuracy, attributes } = said;
    NewIncident { source_id, time, kind, at, accuracy_m: accuracy, attributes }
}
