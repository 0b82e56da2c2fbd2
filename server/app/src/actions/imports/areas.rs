//! A file of areas becomes an Edit of the open Draft, or a list of issues.

use super::LARGEST;
use crate::actions::drafts::{self, Opened, WhichDraft};
use crate::actions::edits;
use crate::state::App;
use anyhow::bail;
use domain::{DivisionKey, Edit, ImportAreas, ImportSummary, Issue, IssueKind, LevelKey, Plan};
use exchange::areas::{AreaFile, Fields, Mapping};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Read;

/// What to read and what to accept.
#[derive(Debug, Clone)]
pub(crate) struct ImportRequest {
    /// The draft it goes to.
    pub(crate) draft: WhichDraft,
    /// The Level the file holds.
    pub(crate) level: LevelKey,
    /// The Division it belongs to.
    pub(crate) division: DivisionKey,
    /// Which properties hold what; the rest is guessed.
    pub(crate) fields: Fields,
    /// Join features of one code.
    pub(crate) merge_parts: bool,
    /// The kinds of issue accepted by name.
    pub(crate) allow: BTreeSet<IssueKind>,
}

/// What came of an import or of its check.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ImportReport {
    /// Which property was taken for what.
    pub(crate) mapping: Mapping,
    /// What it would change, in numbers.
    pub(crate) summary: ImportSummary,
    /// Every fault, the blocking ones first.
    pub(crate) issues: Vec<Issue>,
    /// The Draft that holds it now; null where it was refused or only checked.
    pub(crate) draft: Option<i64>,
}

impl ImportReport {
    /// Whether an issue stands that was not accepted.
    pub(crate) fn is_blocked(&self) -> bool {
        drafts::is_blocked(&self.issues)
    }
}

/// Reads the file and, when nothing blocks, appends it to the open Draft.
///
/// Nothing is stored otherwise. `step` is told what is going on.
pub(crate) fn import_areas(
    app: &App,
    input: impl Read + Send,
    request: &ImportRequest,
    author: &str,
    step: &dyn Fn(&str),
) -> anyhow::Result<ImportReport> {
    let Laid { mut report, edit } = lay(app, input, request, step)?;
    let Some((edit, opened, plan)) = edit.filter(|_| !drafts::is_blocked(&report.issues)) else {
        return Ok(report);
    };
    step("storing the draft");
    report.draft = edits::keep(app, &opened, &edit, opened.numbers, plan.highest(), author)?;
    if report.draft.is_none() {
        bail!("somebody else changed the draft while the file was laid over it; import it again");
    }
    Ok(report)
}

/// Reads the file and lists every issue; stores nothing.
pub(crate) fn check_file(
    app: &App,
    input: impl Read + Send,
    request: &ImportRequest,
    step: &dyn Fn(&str),
) -> anyhow::Result<ImportReport> {
    lay(app, input, request, step).map(|laid| laid.report)
}

/// A file laid over the ground: what it raised, and the Edit it would be.
struct Laid {
    report: ImportReport,
    edit: Option<(Edit, Opened, Plan)>,
}

fn lay(
    app: &App,
    input: impl Read + Send,
    request: &ImportRequest,
    step: &dyn Fn(&str),
) -> anyhow::Result<Laid> {
    step("reading the file");
    let AreaFile { areas, mut issues, mapping, .. } =
        exchange::areas::read(input, &request.level, &request.fields, LARGEST)?;
    for issue in &mut issues {
        issue.accept(&request.allow);
    }
    if areas.is_empty() && !issues.is_empty() {
        // Not one feature can be an area: the issues say why.
        let summary = ImportSummary::nothing(request.level.clone());
        let report = ImportReport { mapping, summary, issues, draft: None };
        return Ok(Laid { report, edit: None });
    }
    step("reading the ground as it is");
    let opened = drafts::open(app, request.draft)?;
    step("laying the areas over the ground");
    let import = ImportAreas {
        level: request.level.clone(),
        division: request.division.clone(),
        areas,
        merge_parts: request.merge_parts,
        allow: request.allow.clone(),
    };
    let imported = opened.plan.import(&import)?;
    issues.extend(imported.issues);
    issues.sort_by_key(|issue| issue.severity);
    let report = ImportReport { mapping, summary: imported.summary, issues, draft: None };
    Ok(Laid { report, edit: Some((Edit::ImportAreas(import), opened, imported.plan)) })
}
