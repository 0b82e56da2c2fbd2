//! The rings of all cells, in an order that does not depend on the input's.

use crate::{Cell, Label, Point};

/// One ring as received, less repeated points.
pub(crate) struct Ring {
    /// Number of the polygon part it belongs to.
    pub(crate) part: u32,
    pub(crate) hole: bool,
    pub(crate) points: Vec<Point>,
}

/// All rings, parts rising by label, each outline before its holes.
pub(crate) struct Rings {
    pub(crate) rings: Vec<Ring>,
    /// The label of each part.
    pub(crate) labels: Vec<Label>,
}

impl Rings {
    pub(crate) fn of(cells: &[Cell<'_>]) -> Rings {
        let mut order: Vec<&Cell<'_>> = cells.iter().collect();
        order.sort_by_key(|cell| cell.label);
        let (mut rings, mut labels) = (Vec::new(), Vec::new());
        for cell in order {
            for part in &cell.shape.0 {
                let number = crate::index::id(labels.len());
                labels.push(cell.label);
                for (i, ring) in part.rings().enumerate() {
                    rings.push(Ring { part: number, hole: i > 0, points: distinct(ring) });
                }
            }
        }
        Rings { rings, labels }
    }

    /// The label a ring claims for.
    pub(crate) fn label(&self, ring: u32) -> Label {
        self.labels[crate::index::at(self.rings[crate::index::at(ring)].part)]
    }
}

/// The ring without points that repeat the one before, the closing one included.
/// Rounding to the lattice makes such points in sound data, so they are no fault.
fn distinct(ring: &[Point]) -> Vec<Point> {
    let mut points = ring.to_vec();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}
