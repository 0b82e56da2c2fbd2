//! Every Area that holds ground holds one piece of it, of some size, and nowhere nearly
//! cut in two.

use super::{Finding, Question};
use crate::ids::AreaId;
use crate::issue::{Issue, IssueKind};
use topo::{Fault, FaultCode, Limits, Polygon, Shape};

pub(super) fn ask(of: &Question<'_>) -> Vec<Finding> {
    let limits = Limits {
        tiny_m2: of.settings.tiny_m2,
        neck_m: of.settings.neck_m,
        close_m: 0.0,
        long_m: 0.0,
    };
    let mut labels = of.labels(false);
    if let Some(suspects) = &of.suspects {
        labels.retain(|label| AreaId::of(*label).is_some_and(|id| suspects.contains(&id)));
    }
    let mut found = Vec::new();
    for label in labels {
        let faults = of.view.faults(label, &limits);
        found.extend(faults.iter().filter_map(|fault| finding(of, fault)));
    }
    found
}

fn finding(of: &Question<'_>, fault: &Fault) -> Option<Finding> {
    let id = fault.labels.first().copied().and_then(AreaId::of)?;
    let name = super::called(of.view.areas.get(&id)?);
    let (kind, badness, message, proposal) = match fault.code {
        FaultCode::CellInPieces => (
            IssueKind::InPieces,
            fault.area_m2,
            format!("{name} has a piece of {:.0} m² by itself", fault.area_m2),
            "hand the piece over to a neighbour, or close the gap between the pieces",
        ),
        FaultCode::TinyCell => (
            IssueKind::TinyCell,
            of.settings.tiny_m2 - fault.area_m2,
            format!("{name} has a piece of only {:.2} m²", fault.area_m2),
            "hand it over to a neighbour",
        ),
        FaultCode::NarrowNeck => (
            IssueKind::NarrowNeck,
            of.settings.neck_m - fault.width_m,
            format!("{name} is only {:.2} m wide here", fault.width_m),
            "move the border, if it is not meant",
        ),
        _ => return None,
    };
    if !of.asks_for(kind) {
        return None;
    }
    let shape = Shape(vec![Polygon { outer: fault.ring.clone(), holes: Vec::new() }]);
    let issue = of.fault(kind, &[id], message, proposal);
    let issue = Issue {
        at: Some(fault.at),
        area_m2: fault.area_m2,
        width_m: fault.width_m,
        shape: (fault.ring.len() > 2).then_some(shape),
        ..issue
    };
    Some(Finding { issue, badness })
}
