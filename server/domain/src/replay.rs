//! A Draft is its base and what was done to it: replaying gives the same ground.

use crate::area::Area;
use crate::edit::Edit;
use crate::ids::AreaId;
use crate::import::{ImportError, ImportSummary};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::{Ground, Plan};
use std::collections::{BTreeMap, BTreeSet};
use topo::{Fault, FaultCode, Label, Shape, inscribed, plane};

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

    /// What is not as it should be on the ground as it is: blanks and gaps that were
    /// accepted, each with its place; odd shapes, as advice; and a broken partition,
    /// which blocks and cannot be unless something else than Jingwei changed the rows.
    pub fn check(&self) -> Vec<Issue> {
        let of_one = |ground: &Ground| -> Vec<Issue> {
            let faults = ground.partition.validate();
            let (odd, other): (Vec<&Fault>, Vec<&Fault>) =
                faults.iter().partition(|fault| is_odd(fault.code));
            let other = other.into_iter().filter_map(|fault| issue_of(fault, ground));
            other.chain(blanks_of(ground)).chain(oddities(&odd, ground)).collect()
        };
        self.grounds.iter().flat_map(of_one).collect()
    }
}

/// Every piece of every blank.
fn blanks_of(ground: &Ground) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (parent, shape) in ground.blanks() {
        let Some(area) = ground.areas.get(&parent) else { continue };
        for part in shape.0 {
            let piece = Shape(vec![part]);
            let circle = inscribed(&piece);
            let area_m2 = plane::area_m2(&piece);
            issues.push(Issue {
                kind: IssueKind::Blank,
                severity: Severity::Accepted,
                level: area.level.clone(),
                codes: vec![area.code.clone()],
                features: Vec::new(),
                at: Some(circle.at),
                area_m2,
                width_m: circle.radius_m * 2.0,
                message: format!("nobody below {} holds {area_m2:.0} m²", area.code),
                proposal: "give it to a neighbour, or leave it blank".into(),
                shape: Some(piece),
            });
        }
    }
    issues
}

fn issue_of(fault: &Fault, ground: &Ground) -> Option<Issue> {
    let areas = fault.labels.iter().filter_map(|label| ground.areas.get(&AreaId::of(*label)?));
    let areas: Vec<&Area> = areas.collect();
    let what = fault.code.as_str().replace('_', " ");
    let (kind, severity, proposal) = if fault.code == FaultCode::Gap {
        (IssueKind::Gap, Severity::Accepted, "give it to a neighbour, or leave it blank")
    } else {
        (IssueKind::Invalid, Severity::Blocking, "restore the database from a backup")
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

/// Legal ground that is rarely meant; the partition is whole all the same.
fn is_odd(code: FaultCode) -> bool {
    !code.is_structural() && code != FaultCode::Gap
}

/// One line of advice for each kind of oddity: hundreds of equal lines would hide
/// everything else.
fn oddities(faults: &[&Fault], ground: &Ground) -> Vec<Issue> {
    let mut kinds: BTreeMap<FaultCode, Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        kinds.entry(fault.code).or_default().push(fault);
    }
    let advice = kinds.into_iter().filter_map(|(code, faults)| {
        let labels: BTreeSet<Label> =
            faults.iter().flat_map(|f| f.labels.iter().copied()).collect();
        let areas = labels.into_iter().filter_map(|label| ground.areas.get(&AreaId::of(label)?));
        let areas: Vec<&Area> = areas.collect();
        let what = match code {
            FaultCode::TinyCell => "areas, or parts of them, smaller than any real one",
            FaultCode::NarrowNeck => "places where an area is nearly cut in two",
            FaultCode::CellInPieces => "areas in several parts",
            FaultCode::TooClose => {
                "places where two corners of a border are closer than anything surveyed"
            }
            FaultCode::LongArc => "straight pieces of border longer than real ones",
            _ => "oddities",
        };
        let some: Vec<&str> = areas.iter().take(4).map(|area| area.code.as_str()).collect();
        Some(Issue {
            kind: IssueKind::OddShape,
            severity: Severity::Advice,
            level: areas.first()?.level.clone(),
            codes: areas.iter().map(|area| area.code.clone()).collect(),
            features: Vec::new(),
            at: faults.first().map(|fault| fault.at),
            area_m2: 0.0,
            width_m: 0.0,
            message: format!("{} {what}, as at {}", faults.len(), some.join(", ")),
            proposal: "look whether they are meant; nothing stops for them".into(),
            shape: None,
        })
    });
    advice.collect()
}
