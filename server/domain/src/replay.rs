//! A Draft is its base and what was done to it: replaying gives the same ground.

use crate::area::Area;
use crate::dataset::Dataset;
use crate::desk::{Desk, Refused};
use crate::draft::Made;
use crate::edit::{ChangeStreets, Edit};
use crate::ids::{AreaId, HighestIds, StationId, printable};
use crate::import::{ImportError, ImportSummary};
use crate::issue::{Issue, IssueKind, Severity};
use crate::plan::{Ground, Plan};
use crate::stations::StationSummary;
use crate::street::StreetEdit;
use serde::Serialize;
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
    pub summaries: Vec<EditSummary>,
}

/// What one edit did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum EditSummary {
    /// The areas of a level came in.
    Areas(ImportSummary),
    /// Stations came in, moved or went.
    Stations(StationSummary),
    /// A dataset took the place of another.
    Dataset(Dataset),
    /// The street network was changed.
    Streets {
        /// The numbers of the changes that begin.
        added: Vec<u32>,
        /// The numbers of those that no longer hold.
        removed: Vec<u32>,
    },
    /// Borders were redrawn, or rows of areas changed.
    Redrawn {
        /// The areas that are new.
        created: Vec<AreaId>,
        /// The areas that are there no more.
        ended: Vec<AreaId>,
    },
}

/// Why an edit could not even be attempted.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The areas of a level.
    #[error(transparent)]
    Areas(#[from] ImportError),
    /// It names a station that is not there.
    #[error("there is no station {0}")]
    NoStation(StationId),
    /// It names a change of the street network that is not there.
    #[error("there is no change {0} of the street network")]
    NoStreetEdit(u32),
    /// Something drawn that cannot be.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// All numbers are given.
    #[error("no numbers are left for stations or changes of the street network")]
    NoIdsLeft,
}

impl Plan {
    /// Applies edits one after the other; what is new gets the numbers that were given
    /// when each was made. New areas without a code get one by the codes of the plan.
    pub fn replay(self, edits: &[Made]) -> Result<Replayed, ReplayError> {
        let mut desk = Desk::on(self);
        let (mut issues, mut summaries) = (Vec::new(), Vec::new());
        for made in edits {
            let applied = desk.apply(made)?;
            issues.extend(applied.issues);
            summaries.push(applied.summary);
        }
        Ok(Replayed { plan: desk.plan(), issues, summaries })
    }

    /// Applies one edit and lists what it raised. After an error the plan is as it was.
    pub fn apply(&mut self, edit: &Edit) -> Result<(Vec<Issue>, EditSummary), ReplayError> {
        Ok(match edit {
            Edit::ImportAreas(import) => {
                let imported = self.import(import)?;
                *self = imported.plan;
                (imported.issues, EditSummary::Areas(imported.summary))
            }
            Edit::ImportStations(import) => {
                let (issues, summary) = self.import_stations(import)?;
                (issues, EditSummary::Stations(summary))
            }
            Edit::PlaceStation(place) => {
                let (issues, summary) = self.place_station(place)?;
                (issues, EditSummary::Stations(summary))
            }
            Edit::RemoveStation { id } => {
                self.stations.remove(id).ok_or(ReplayError::NoStation(*id))?;
                (
                    Vec::new(),
                    EditSummary::Stations(StationSummary { retired: 1, ..Default::default() }),
                )
            }
            Edit::ImportPopulation { dataset } => {
                self.population = Some(named_plainly(dataset));
                (Vec::new(), EditSummary::Dataset(dataset.clone()))
            }
            Edit::ImportStreets { dataset } => {
                self.streets = Some(named_plainly(dataset));
                (Vec::new(), EditSummary::Dataset(dataset.clone()))
            }
            Edit::ChangeStreets(change) => (Vec::new(), self.change_streets(change)?),
            Edit::Redraw(redraw) => {
                let mut desk = Desk::on(self.clone());
                let applied = desk.redraw(redraw, self.highest(), &self.codes)?;
                *self = desk.plan();
                (applied.issues, applied.summary)
            }
        })
    }

    /// What comes new from here on gets the numbers after these.
    pub fn number_after(&mut self, highest: HighestIds) {
        self.next_id = highest.area.saturating_add(1);
        self.next_station = highest.station.saturating_add(1);
        self.next_street_edit = highest.street_edit.saturating_add(1);
    }

    /// The highest numbers given so far, by this plan or before it.
    pub fn highest(&self) -> HighestIds {
        HighestIds {
            area: self.next_id.saturating_sub(1),
            station: self.next_station.saturating_sub(1),
            street_edit: self.next_street_edit.saturating_sub(1),
        }
    }

    fn change_streets(&mut self, change: &ChangeStreets) -> Result<EditSummary, ReplayError> {
        let unknown = change.remove.iter().find(|id| !self.street_edits.contains_key(id));
        if let Some(id) = unknown {
            return Err(ReplayError::NoStreetEdit(*id));
        }
        let first = self.next_street_edit;
        let count = u32::try_from(change.add.len()).ok();
        let next = count.and_then(|count| first.checked_add(count));
        self.next_street_edit = next.ok_or(ReplayError::NoIdsLeft)?;
        self.street_edits.retain(|id, _| !change.remove.contains(id));
        let new = (first..).zip(&change.add);
        self.street_edits.extend(new.map(|(id, new)| {
            let edit = StreetEdit { id, note: printable(&new.note), change: new.change };
            (id, edit)
        }));
        let added = (first..self.next_street_edit).collect();
        Ok(EditSummary::Streets { added, removed: change.remove.clone() })
    }

    /// What is not as it should be on the ground as it is: blanks and gaps that were
    /// accepted, each with its place; odd shapes, and stations that lie in no Area or
    /// whose owner is gone, as advice; and a broken partition, which blocks and cannot be
    /// unless something else than Jingwei changed the rows.
    pub fn check(&self) -> Vec<Issue> {
        let of_one = |ground: &Ground| -> Vec<Issue> {
            let faults = ground.partition.validate();
            let (odd, other): (Vec<&Fault>, Vec<&Fault>) =
                faults.iter().partition(|fault| is_odd(fault.code));
            let other = other.into_iter().filter_map(|fault| issue_of(fault, ground));
            other.chain(blanks_of(ground)).chain(oddities(&odd, ground)).collect()
        };
        let mut issues: Vec<Issue> = self.grounds.iter().flat_map(of_one).collect();
        issues.extend(self.check_stations());
        issues
    }
}

fn named_plainly(dataset: &Dataset) -> Dataset {
    Dataset { name: printable(&dataset.name), ..dataset.clone() }
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
                inherited: false,
                areas: vec![parent],
                level: Some(area.level.clone()),
                codes: vec![area.code.clone()],
                features: Vec::new(),
                at: Some(circle.at),
                area_m2,
                width_m: circle.radius_m * 2.0,
                message: format!("nobody below {} holds {area_m2:.0} m²", area.code),
                proposal: "give it to a neighbour, or leave it blank".into(),
                shape: Some(piece),
                count: None,
                limit: None,
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
        inherited: false,
        areas: areas.iter().map(|area| area.id).collect(),
        level: Some(areas.first()?.level.clone()),
        codes: areas.iter().map(|area| area.code.clone()).collect(),
        features: Vec::new(),
        at: Some(fault.at),
        area_m2: fault.area_m2,
        width_m: fault.width_m,
        message: format!("{what} at {}", areas.first()?.code),
        proposal: proposal.into(),
        shape: None,
        count: None,
        limit: None,
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
            inherited: false,
            areas: areas.iter().map(|area| area.id).collect(),
            level: Some(areas.first()?.level.clone()),
            codes: areas.iter().map(|area| area.code.clone()).collect(),
            features: Vec::new(),
            at: faults.first().map(|fault| fault.at),
            area_m2: 0.0,
            width_m: 0.0,
            message: format!("{} {what}, as at {}", faults.len(), some.join(", ")),
            proposal: "look whether they are meant; nothing stops for them".into(),
            shape: None,
            count: None,
            limit: None,
        })
    });
    advice.collect()
}
