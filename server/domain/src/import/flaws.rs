//! What is wrong with the newcomers themselves, whatever they are laid over.

use super::Findings;
use super::features::Newcomer;
use super::overlay::Overlay;
use super::pieces::rounded;
use crate::ids::{AreaId, Code};
use crate::issue::{Issue, IssueKind, Severity};
use topo::{Arrangement, Cell, Fault, FaultCode, Label, plane};

/// A step of the lattice is about a centimetre.
const LATTICE_M: f64 = 0.01;

/// Two accounts of one sliver name places on it that are no farther apart.
const NEAR_M: f64 = 50.0;

/// Rings that cross themselves, are spikes, enclose nothing ...
pub(super) fn report_rings(
    overlay: &Overlay<'_>,
    newcomers: &[Newcomer],
    found: &mut Findings<'_>,
) {
    for fault in overlay.arrangement.ring_faults() {
        let concerned = |id: &&AreaId| fault.labels.contains(&id.label());
        let index = overlay.ids.iter().position(|id| concerned(&id));
        let Some(newcomer) = index.map(|index| &newcomers[index]) else { continue };
        let message = format!("{}: {}", newcomer.code, fault.code.as_str().replace('_', " "));
        let mut issue = found.blank_form(
            IssueKind::Invalid,
            message,
            "accept it and ground inside the ring an odd number of times counts as inside",
        );
        issue.codes = vec![newcomer.code.clone()];
        issue.features.clone_from(&newcomer.features);
        issue.at = Some(fault.at);
        issue.area_m2 = fault.area_m2;
        issue.width_m = fault.width_m;
        found.note(issue);
    }
}

/// Gaps and overlaps between the newcomers that are narrower than the lattice: the
/// rounding has closed them, nothing stops for them, and they are listed all the same.
pub(super) fn report_closed(
    overlay: &Overlay<'_>,
    newcomers: &[Newcomer],
    found: &mut Findings<'_>,
) {
    let cells: Vec<Cell<'_>> = newcomers
        .iter()
        .zip(overlay.ids)
        .map(|(newcomer, id)| Cell { label: id.label(), shape: &newcomer.shape })
        .collect();
    let code_of = |label: &Label| {
        let index = overlay.ids.binary_search_by_key(label, |id| id.label()).ok();
        let index = index.or_else(|| overlay.ids.iter().position(|id| id.label() == *label))?;
        Some(newcomers[index].code.clone())
    };
    let closed = Arrangement::of(&cells).coverage_faults().into_iter().filter_map(|fault| {
        let kind = match fault.code {
            FaultCode::Gap => IssueKind::Gap,
            FaultCode::Overlap => IssueKind::Overlap,
            _ => return None,
        };
        (fault.width_m < LATTICE_M).then_some((kind, fault))
    });
    let mut closed: Vec<(IssueKind, Fault)> = closed.collect();
    // What the lattice left open in part is an issue already, near the same place.
    for issue in found.issues.iter().filter(|issue| issue.width_m < 2.0 * LATTICE_M) {
        let Some(at) = issue.at else { continue };
        let away = |(kind, fault): &(IssueKind, Fault)| {
            (*kind == issue.kind).then(|| plane::metres_between(at, fault.at))
        };
        let same = closed.iter().enumerate().filter_map(|(n, one)| Some((away(one)?, n)));
        let nearest = same.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(away, _)| *away < NEAR_M);
        if let Some((_, n)) = nearest {
            closed.swap_remove(n);
        }
    }
    closed.sort_by_key(|(kind, fault)| (*kind, fault.at));
    for (kind, fault) in closed {
        let mut codes: Vec<Code> = fault.labels.iter().filter_map(code_of).collect();
        codes.sort();
        let names = codes.iter().take(4).map(Code::as_str).collect::<Vec<_>>().join(", ");
        let (area, width) = (rounded(fault.area_m2), rounded(fault.width_m * 1000.0));
        let message = format!("{kind} of {area} m² beside {names}, only {width} mm wide");
        let proposal = "nothing: it is narrower than the lattice, which has closed it";
        let issue = found.blank_form(kind, message, proposal);
        found.note(Issue {
            severity: Severity::Advice,
            codes,
            at: Some(fault.at),
            area_m2: fault.area_m2,
            width_m: fault.width_m,
            ..issue
        });
    }
}
