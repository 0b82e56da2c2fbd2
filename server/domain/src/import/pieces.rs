//! Connected ground, its measures, and how it is told.

use super::Findings;
use crate::ids::Code;
use crate::issue::{Issue, IssueKind, Severity};
use std::collections::BTreeMap;
use topo::{Point, Shape, inscribed, plane};

/// Connected ground with its measures.
pub(super) struct Piece {
    shape: Shape,
    at: Point,
    area_m2: f64,
    pub(super) width_m: f64,
}

impl Piece {
    pub(super) fn measure(shape: Shape) -> Self {
        let circle = inscribed(&shape);
        let area_m2 = plane::area_m2(&shape);
        Self { at: circle.at, area_m2, width_m: circle.radius_m * 2.0, shape }
    }

    /// "12.3 m² (0.4 m wide)".
    pub(super) fn size(&self) -> String {
        format!("{} m² ({} m wide)", rounded(self.area_m2), rounded(self.width_m))
    }

    pub(super) fn issue(
        self,
        found: &Findings<'_>,
        kind: IssueKind,
        codes: Vec<Code>,
        message: String,
        proposal: &str,
    ) -> Issue {
        Issue {
            codes,
            at: Some(self.at),
            area_m2: self.area_m2,
            width_m: self.width_m,
            shape: Some(self.shape),
            ..found.blank_form(kind, message, proposal)
        }
    }
}

/// Three significant places for small figures, whole numbers for large ones.
pub(super) fn rounded(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 1.0 => format!("{v:.1}"),
        v => format!("{v:.3}"),
    }
}

/// Differences too thin to stop anything, one line of advice per parent.
#[derive(Default)]
pub(super) struct Strips(BTreeMap<(IssueKind, Code), (usize, Vec<Piece>)>);

impl Strips {
    pub(super) fn add(&mut self, kind: IssueKind, parent: &Code, piece: Piece) {
        let (count, pieces) = self.0.entry((kind, parent.clone())).or_default();
        *count += 1;
        pieces.push(piece);
    }

    pub(super) fn report(self, found: &mut Findings<'_>) {
        for ((kind, parent), (count, mut pieces)) in self.0 {
            let area_m2 = pieces.iter().map(|piece| piece.area_m2).sum();
            pieces.sort_by(|a, b| b.width_m.total_cmp(&a.width_m).then(a.at.cmp(&b.at)));
            let widest = pieces.swap_remove(0);
            let message = format!(
                "the outline of {parent} differs from its children by {count} strips, {} m² in \
                 all, at most {} m wide",
                rounded(area_m2),
                rounded(widest.width_m),
            );
            let proposal = "nothing: the children define the border";
            let issue = widest.issue(found, kind, vec![parent], message, proposal);
            found.note(Issue { severity: Severity::Advice, area_m2, ..issue });
        }
    }
}
