//! The rings of all cells, in an order that does not depend on the input's.

use crate::lens::Lens;
use crate::{Bounds, Cell, Label, Point};

/// One ring as received, less repeated points.
pub(crate) struct Ring {
    /// Number of the polygon part it belongs to.
    pub(crate) part: u32,
    pub(crate) hole: bool,
    /// Whether it is a ring of three points or more that lie within one lattice
    /// step. Rounding made it so, and if nothing of it is left that is no fault.
    pub(crate) is_speck: bool,
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
        let mut order: Vec<&Cell<'_>> =
            cells.iter().filter(|cell| cell.label != Label::OUTSIDE).collect();
        order.sort_by_key(|cell| cell.label);
        let (mut rings, mut labels) = (Vec::new(), Vec::new());
        for cell in order {
            for part in &cell.shape.0 {
                let number = crate::index::id(labels.len());
                labels.push(cell.label);
                for (i, ring) in part.rings().enumerate() {
                    rings.push(Ring {
                        part: number,
                        hole: i > 0,
                        is_speck: is_speck(ring),
                        points: distinct(ring),
                    });
                }
            }
        }
        Rings { rings, labels }
    }

    /// The same rings seen through the strongest lens that they allow.
    pub(crate) fn closer(&self) -> Option<(Rings, Lens)> {
        let points = self.rings.iter().flat_map(|ring| &ring.points).copied();
        let lens = Lens::strongest(&Bounds::of(points)?)?;
        let seen = |ring: &Ring| Ring {
            part: ring.part,
            hole: ring.hole,
            is_speck: ring.is_speck,
            points: ring.points.iter().map(|&p| lens.seen(p)).collect(),
        };
        let rings = self.rings.iter().map(seen).collect();
        Some((Rings { rings, labels: self.labels.clone() }, lens))
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

fn is_speck(ring: &[Point]) -> bool {
    let within_a_step = |bounds: Bounds| {
        let (wide, high) = crate::exact::minus(bounds.max, bounds.min);
        wide <= 1 && high <= 1
    };
    ring.len() > 2 && Bounds::of(ring.iter().copied()).is_some_and(within_a_step)
}
