//! A Draft is its base and what was done to it: replaying gives the same ground.

use crate::area::Area;
use crate::edit::Edit;
use crate::ids::AreaId;
use crate::import::{ImportError, ImportSummary};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::{Ground, Plan};
use topo::Fault;

/// The ground after all edits, and what they raised.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The ground afterwards.
    pub plan: Plan,
    /// What the edits raised, in their order.
    pub issues: Vec<Issue>,
    /// What each edit did.
    pub summaries: Vec<ImportSummary>,
}

impl Plan {
    /// Applies edits one after the other.
    pub fn replay(self, edits: &[Edit]) -> Result<Replayed, ImportError> {
        let start = Replayed { plan: self, issues: Vec::new(), summaries: Vec::new() };
        edits.iter().try_fold(start, |mut sofar, edit| {
            let Edit::ImportAreas(import) = edit;
            let imported = sofar.plan.import(import)?;
            sofar.plan = imported.plan;
            sofar.issues.extend(imported.issues);
            sofar.summaries.push(imported.summary);
            Ok(sofar)
        })
    }

    /// What is wrong with the partition itself: nothing that blocks, unless something
    /// else than Jingwei changed the rows. Odd shapes are listed as advice.
    pub fn check(&self) -> Vec<Issue> {
        let faults = self.grounds.iter().flat_map(|ground| {
            let faults = ground.partition.validate().into_iter();
            faults.filter_map(move |fault| issue_of(&fault, ground))
        });
        faults.collect()
    }
}

fn issue_of(fault: &Fault, ground: &Ground) -> Option<Issue> {
    let areas = fault.labels.iter().filter_map(|label| ground.areas.get(&AreaId::of(*label)?));
    let areas: Vec<&Area> = areas.collect();
    let what = fault.code.as_str().replace('_', " ");
    let (kind, severity, proposal) = if fault.code.is_structural() {
        (IssueKind::Invalid, Severity::Blocking, "restore the database from a backup")
    } else {
        (IssueKind::OddShape, Severity::Advice, "look whether it is meant")
    };
    Some(Issue {
        kind,
        severity,
        level: areas.first()?.level.clone(),
        codes: areas.iter().map(|area| area.code.clone()).collect(),
        features: Vec::new(),
        at: Some(fault.at),
        area_m2: fault.area_m2,
        width_m: fault.width_m,
        message: format!("{what} at {}", areas.first()?.code),
        proposal: proposal.into(),
        shape: None,
    })
}
