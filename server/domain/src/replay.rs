//! A Draft is its base and what was done to it: replaying gives the same ground.

use crate::edit::Edit;
use crate::import::{ImportError, ImportSummary};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::Plan;

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

    /// What is wrong with the partition itself; nothing, unless something else than
    /// Jingwei changed the rows.
    pub fn check(&self) -> Vec<Issue> {
        let faults = self.grounds.iter().flat_map(|ground| {
            ground.partition.validate().into_iter().filter_map(move |fault| {
                let areas = fault.labels.iter().filter_map(|label| {
                    crate::ids::AreaId::of(*label).and_then(|id| ground.areas.get(&id))
                });
                let areas: Vec<_> = areas.collect();
                let first = areas.first()?;
                Some(Issue {
                    kind: IssueKind::Invalid,
                    severity: Severity::Blocking,
                    level: first.level.clone(),
                    codes: areas.iter().map(|area| area.code.clone()).collect(),
                    features: Vec::new(),
                    at: Some(fault.at),
                    area_m2: fault.area_m2,
                    width_m: fault.width_m,
                    message: format!("{} at {}", fault.code.as_str().replace('_', " "), first.code),
                    proposal: "restore the database from a backup".into(),
                    shape: None,
                })
            })
        });
        faults.collect()
    }
}
