//! What became of what: states of the ground compared, the lineage of an area, and
//! whether a release is whole.

use super::areas::AreaRef;
use super::drafts::Base;
use super::heirs;
use crate::clock;
use crate::state::App;
use domain::lineage::{self, Event, Flow, Lineage, Step};
use domain::{AreaId, Certificate, Code, DivisionKey, LevelKey, Plan, ReleaseNo};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use store::LineageRow;
use utoipa::ToSchema;

/// How one state of the ground differs from another, area by area.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct Diff {
    /// What happened to which areas.
    pub(crate) events: Vec<EventAnswer>,
    /// How much of each old area became part of which new one.
    pub(crate) flows: Vec<FlowAnswer>,
}

/// Something that happened to areas.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LineageEvent)]
pub(crate) struct EventAnswer {
    /// `split`, `merge`, `transfer`, `rename`, `recode`, `reassign`, `new`, `end`, `blank` for
    /// ground that went to nobody, or `fill` for ground that nobody had held.
    pub(crate) kind: &'static str,
    /// The Level's key.
    pub(crate) level: String,
    /// The areas before.
    pub(crate) from: Vec<AreaRef>,
    /// The areas after.
    pub(crate) to: Vec<AreaRef>,
}

/// How much of one area became part of another.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Flow)]
pub(crate) struct FlowAnswer {
    /// The Level's key.
    pub(crate) level: String,
    /// The area before; null for ground nobody held.
    pub(crate) from: Option<AreaRef>,
    /// The area after; null for ground nobody holds any more.
    pub(crate) to: Option<AreaRef>,
    /// Square metres.
    pub(crate) area_m2: f64,
    /// People who live there; null where it is not known, or not for everybody.
    pub(crate) residents: Option<u64>,
    /// Households; null where it is not known, or not for everybody.
    pub(crate) households: Option<u64>,
    /// Incidents; null where it is not known, or not for everybody.
    pub(crate) incidents: Option<u64>,
    /// Of the ground of the area before.
    pub(crate) area_share: f64,
    /// Of its households; of its ground where it had none. Null where it is not for everybody.
    pub(crate) household_share: Option<f64>,
    /// Of its incidents; of its ground where it had none. Null where it is not for everybody.
    pub(crate) incident_share: Option<f64>,
}

/// Compares a Release with a later state of the ground, all Divisions.
pub(crate) fn between(before: &Base, after: &Plan) -> Diff {
    let mut diff = Diff::default();
    for ground in &after.grounds {
        let lineage = of_division(before, after, &ground.division.key);
        diff.events.extend(lineage.events.into_iter().map(EventAnswer::from));
        diff.flows.extend(lineage.flows.into_iter().map(FlowAnswer::from));
    }
    diff
}

/// The lineage of one Division; it costs what differs, and one look at every border.
fn of_division(before: &Base, after: &Plan, division: &DivisionKey) -> Lineage {
    match before.baseline(division) {
        Some(baseline) => lineage::onward(&baseline, after, division),
        None => lineage::between(&before.plan, after, division, &before.points),
    }
}

/// How two releases differ.
pub(crate) fn diff(app: &App, from: ReleaseNo, to: ReleaseNo) -> anyhow::Result<Diff> {
    let (before, after) = (app.bases.get(app, Some(from))?, app.bases.get(app, Some(to))?);
    Ok(between(&before, &after.plan))
}

/// What is kept of how a release came from the one before.
pub(crate) fn lineage_rows(before: &Base, after: &Plan) -> Vec<LineageRow> {
    let mut rows = Vec::new();
    for ground in &after.grounds {
        let division = &ground.division.key;
        let lineage = of_division(before, after, division);
        rows.extend(lineage.steps().into_iter().map(|step| lineage_row(division, step)));
    }
    rows
}

fn lineage_row(division: &DivisionKey, step: Step<'_>) -> LineageRow {
    let named = |area: &domain::AreaRef| (area.id, area.code.clone());
    let number = |count: u64| i64::try_from(count).ok();
    let flow = step.flow;
    LineageRow {
        division: division.clone(),
        level: step.level.clone(),
        kind: step.kind.as_str().into(),
        from: step.from.map(named),
        to: step.to.map(named),
        area_share: flow.map(|flow| flow.area_share),
        household_share: flow.map(|flow| flow.household_share),
        incident_share: flow.map(|flow| flow.incident_share),
        area_m2: flow.map(|flow| flow.area_m2),
        residents: flow.and_then(|flow| number(flow.residents)),
        households: flow.and_then(|flow| number(flow.households)),
        incidents: flow.and_then(|flow| number(flow.incidents)),
    }
}

/// What became of an area, and what it came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Lineage)]
pub(crate) struct LineageAnswer {
    /// What the code or the id stood for, the oldest first.
    pub(crate) held: Vec<HolderAnswer>,
    /// The areas that have its ground now: itself if it is in force, or else who took it
    /// over when it ended.
    pub(crate) successors: Vec<AreaRef>,
    /// What happened to it, and how those of its successors ended that did, the oldest first.
    pub(crate) steps: Vec<StepAnswer>,
    /// Whether there are more steps than are told; the change feed has them all.
    pub(crate) more: bool,
}

/// An area that had a code for a time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HolderAnswer {
    /// The area's stable id.
    pub(crate) id: u32,
    /// Its Level's key.
    pub(crate) level: String,
    /// What it was called.
    pub(crate) name: String,
    /// From this release on.
    pub(crate) from_release: i64,
    /// Until before this release; null while it is in force.
    pub(crate) to_release: Option<i64>,
}

/// One step of a lineage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StepAnswer {
    /// The release it happened with.
    pub(crate) release: i64,
    /// `split`, `merge`, `transfer`, `rename`, `recode`, `reassign`, `new`, `end`, `blank` for
    /// ground that went to nobody, `fill` for ground that nobody had held; and to complete
    /// the shares `keep` for what stayed, `sliver` for a trifle of under a thousandth.
    pub(crate) kind: String,
    /// The Level's key.
    pub(crate) level: String,
    /// The code of the area before, as it was then; null where it came from nobody.
    pub(crate) from_code: Option<String>,
    /// Its id.
    pub(crate) from_id: Option<u32>,
    /// The code of the area after; null where nobody holds the ground.
    pub(crate) to_code: Option<String>,
    /// Its id.
    pub(crate) to_id: Option<u32>,
    /// Of the ground of the area before. The shares of one area add up to 1 over the steps of a
    /// release; null where another step between the same two areas tells them.
    pub(crate) area_share: Option<f64>,
    /// Of its households.
    pub(crate) household_share: Option<f64>,
    /// Of its incidents.
    pub(crate) incident_share: Option<f64>,
}

/// So many steps are told, the oldest first: an area of a wide level takes part in what is
/// redrawn below it for decades.
const STEPS: usize = 1000;

/// The lineage of whatever had a code, at any time.
pub(crate) fn of_code(app: &App, code: &Code) -> anyhow::Result<Option<LineageAnswer>> {
    let mut holders = app.store.holders_of_code(code)?;
    holders.retain(|holder| is_shown(app, &holder.level));
    if holders.is_empty() {
        return Ok(None);
    }
    let ids: BTreeSet<AreaId> = holders.iter().map(|holder| holder.id).collect();
    let held = holders
        .into_iter()
        .map(|holder| HolderAnswer {
            id: holder.id.0,
            level: holder.level.to_string(),
            name: holder.name,
            from_release: holder.from.0,
            to_release: holder.to.map(|to| to.0),
        })
        .collect();
    followed(app, &ids, held).map(Some)
}

/// The lineage of an area by its id.
pub(crate) fn of_area(app: &App, id: AreaId) -> anyhow::Result<Option<LineageAnswer>> {
    let answer = followed(app, &[id].into(), Vec::new())?;
    Ok((!answer.successors.is_empty() || !answer.steps.is_empty()).then_some(answer))
}

/// Follows areas that ended to who has their ground now; one in force has its own.
fn followed(
    app: &App,
    asked: &BTreeSet<AreaId>,
    held: Vec<HolderAnswer>,
) -> anyhow::Result<LineageAnswer> {
    let snapshot = app.at(None)?;
    let in_force = |id: AreaId| super::areas::reference(&snapshot.as_ref()?.atlas, id);
    let mut rows: Vec<(ReleaseNo, LineageRow)> = Vec::new();
    for id in asked {
        rows.extend(app.store.lineage_of(*id)?);
    }
    let (mut seen, mut successors) = (BTreeSet::new(), Vec::new());
    let mut open: Vec<AreaId> = asked.iter().copied().collect();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(area) = in_force(id) {
            successors.push(area);
        } else if let Some(end) = heirs::end(app, id)? {
            open.extend(end.shares().into_keys());
            if !asked.contains(&id) {
                rows.extend(end.rows.into_iter().map(|row| (end.release, row)));
            }
        }
    }
    successors.sort_by_key(|area| area.id);
    rows.retain(|(_, row)| is_shown(app, &row.level));
    rows.sort_by_key(|(release, _)| *release);
    // What went from one asked area to another was read twice.
    let mut told = BTreeSet::new();
    let id = |end: &Option<(AreaId, Code)>| end.as_ref().map(|(id, _)| *id);
    rows.retain(|(release, row)| {
        told.insert((*release, row.kind.clone(), row.level.clone(), id(&row.from), id(&row.to)))
    });
    let more = rows.len() > STEPS;
    let steps = rows.into_iter().take(STEPS).map(|(release, row)| step(release, row));
    Ok(LineageAnswer { held, successors, steps: steps.collect(), more })
}

/// Whether a level may be told of at all.
pub(crate) fn is_shown(app: &App, level: &LevelKey) -> bool {
    app.shown.as_ref().is_none_or(|shown| shown.contains(level))
}

/// One step as it is sent.
pub(crate) fn step(release: ReleaseNo, row: LineageRow) -> StepAnswer {
    StepAnswer {
        release: release.0,
        kind: row.kind,
        level: row.level.to_string(),
        from_code: row.from.as_ref().map(|(_, code)| code.to_string()),
        from_id: row.from.as_ref().map(|(id, _)| id.0),
        to_code: row.to.as_ref().map(|(_, code)| code.to_string()),
        to_id: row.to.as_ref().map(|(id, _)| id.0),
        area_share: row.area_share,
        household_share: row.household_share,
        incident_share: row.incident_share,
    }
}

/// That a release is whole: its counts, that every parent is its children and blanks
/// exactly, and the hash of everything in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Certificate)]
pub(crate) struct CertificateAnswer {
    /// The release.
    pub(crate) release: i64,
    /// In force from this instant on (RFC 3339).
    pub(crate) effective_at: String,
    /// Who published it.
    pub(crate) author: String,
    /// Who approved it; null where that is the author, or nobody was asked.
    pub(crate) approver: Option<String>,
    /// The SHA-256 of its rows in canonical order, in hexadecimal digits.
    pub(crate) sha256: String,
    /// Whether all ground adds up to the last unit.
    pub(crate) whole: bool,
    /// How many areas, stations, parents and blanks; and the parents that do not add up.
    #[schema(value_type = Object)]
    pub(crate) counts: Certificate,
}

/// Certifies a release.
pub(crate) fn certificate(app: &App, number: ReleaseNo) -> anyhow::Result<CertificateAnswer> {
    let contents = app.store.contents(number)?;
    let mut hash = Sha256::new();
    let counts = Certificate::of(&contents, |bytes| hash.update(bytes));
    let releases = app.store.releases()?.into_iter().map(|(release, _)| release);
    let release = releases.into_iter().find(|release| release.number == number);
    let mut digits = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(CertificateAnswer {
        release: number.0,
        effective_at: release.as_ref().map(|r| clock::text(r.effective)).unwrap_or_default(),
        author: release.map(|release| release.author).unwrap_or_default(),
        approver: app.store.approver_of(number)?,
        sha256: digits,
        whole: counts.holds(),
        counts,
    })
}

impl From<Event> for EventAnswer {
    fn from(event: Event) -> Self {
        Self {
            kind: event.kind.as_str(),
            level: event.level.to_string(),
            from: event.from.into_iter().map(AreaRef::from).collect(),
            to: event.to.into_iter().map(AreaRef::from).collect(),
        }
    }
}

impl From<Flow> for FlowAnswer {
    fn from(flow: Flow) -> Self {
        Self {
            level: flow.level.to_string(),
            from: flow.from.map(AreaRef::from),
            to: flow.to.map(AreaRef::from),
            area_m2: flow.area_m2,
            residents: Some(flow.residents),
            households: Some(flow.households),
            incidents: Some(flow.incidents),
            area_share: flow.area_share,
            household_share: Some(flow.household_share),
            incident_share: Some(flow.incident_share),
        }
    }
}

impl FlowAnswer {
    /// Takes away what tells of people.
    fn hush(&mut self) {
        (self.residents, self.households, self.incidents) = (None, None, None);
        // Shares of people would tell them again.
        (self.household_share, self.incident_share) = (None, None);
    }
}

impl Diff {
    /// Without the numbers of people and incidents, and the levels, which are not for
    /// everybody.
    #[must_use]
    pub(crate) fn for_the_public(mut self, app: &App) -> Self {
        let shown = |level: &String| LevelKey::new(level).is_ok_and(|level| is_shown(app, &level));
        self.events.retain(|event| shown(&event.level));
        self.flows.retain(|flow| shown(&flow.level));
        self.flows.iter_mut().for_each(FlowAnswer::hush);
        self
    }

    /// Without the numbers of people and incidents, but where they go from or to some areas.
    #[must_use]
    pub(crate) fn of_areas(mut self, concerns: impl Fn(AreaId) -> bool) -> Self {
        let own = |end: &Option<AreaRef>| end.as_ref().is_some_and(|end| concerns(AreaId(end.id)));
        for flow in &mut self.flows {
            match (own(&flow.from), own(&flow.to)) {
                (true, _) => {}
                // A share is of all that the area before had.
                (false, true) => (flow.household_share, flow.incident_share) = (None, None),
                (false, false) => flow.hush(),
            }
        }
        self
    }

    /// For whoever reads it on a terminal.
    pub(crate) fn told(&self) -> String {
        let mut text = String::new();
        let names = |areas: &[AreaRef]| {
            let names: Vec<String> =
                areas.iter().map(|area| format!("{} {}", area.code, area.name)).collect();
            if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
        };
        for event in &self.events {
            let _ = writeln!(
                text,
                "{:<9}{:<12}{} -> {}",
                event.kind,
                event.level,
                names(&event.from),
                names(&event.to)
            );
        }
        if self.events.is_empty() {
            text.push_str("no area differs\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tenth of area 1 goes to area 2, with 3 of 50 households.
    fn moved() -> Diff {
        let area = |id: u32| AreaRef {
            id,
            level: "grid".into(),
            code: id.to_string(),
            name: String::new(),
        };
        let flow = FlowAnswer {
            level: "grid".into(),
            from: Some(area(1)),
            to: Some(area(2)),
            area_m2: 100.0,
            residents: Some(7),
            households: Some(3),
            incidents: Some(1),
            area_share: 0.1,
            household_share: Some(0.06),
            incident_share: Some(0.5),
        };
        Diff { events: Vec::new(), flows: vec![flow] }
    }

    fn people(diff: &Diff) -> (Option<u64>, Option<f64>) {
        let flow = &diff.flows[0];
        assert!((flow.area_share - 0.1).abs() < 1e-9, "ground is no secret");
        assert_eq!(flow.residents.is_some(), flow.incidents.is_some());
        assert_eq!(flow.household_share.is_some(), flow.incident_share.is_some());
        (flow.households, flow.household_share)
    }

    #[test]
    fn a_flow_tells_of_people_where_they_were_or_come_and_shares_where_they_were() {
        let of = |own: u32| people(&moved().of_areas(|id| id.0 == own));
        assert_eq!(of(1), (Some(3), Some(0.06)));
        assert_eq!(of(2), (Some(3), None), "3 of 50 would tell the 50");
        assert_eq!(of(3), (None, None));
    }

    #[test]
    fn a_share_that_is_not_told_is_null_and_no_other_share() {
        let mut diff = moved();
        diff.flows[0].hush();
        assert_eq!(people(&diff), (None, None));
    }
}
