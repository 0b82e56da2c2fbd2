//! Rings round the ground that is reached in time, all from one field.
//!
//! A [`Field`] holds a time for every cell of a rectangle. For each limit the
//! cells within it are walked round by marching squares: between a cell that is
//! in time and a neighbour that is not stands one *gate*, the stretch between
//! their centres, and the ring passes through it. A ring is therefore a chain of
//! gates, and whatever line runs through the same gates in the same order is as
//! good a ring: it holds the same centres, cannot cross itself, and cannot touch
//! another ring of its limit. [`gates`] simplifies within that freedom, so what
//! comes out is valid by construction and not by repair. Where two limits share a
//! gate each has its own part of it, so rings of different limits stay nested.
//!
//! Two cells that touch at a corner only are not joined. The rule is the same for
//! every limit, which nesting needs, and claims no ground between them.

mod gates;
mod holes;
mod size;
mod trace;

#[cfg(test)]
mod tests;

use domain::topo::{Point, Shape};
pub(crate) use holes::Fill;
pub(crate) use size::area_m2;

/// The time of a cell that is not reached at all.
pub(crate) const NEVER: u16 = u16::MAX;
/// The same for a cell in water.
pub(crate) const WATER: u16 = NEVER - 1;

/// Times in tenths of a second over a rectangle of cells.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Where the centre of the south-western cell lies.
    pub(crate) origin: Point,
    /// Lattice steps from one centre to the next, eastwards and northwards.
    pub(crate) step: [i32; 2],
    /// Cells in a row.
    pub(crate) width: usize,
    /// Row after row, each from the west, the southernmost first. The cells along
    /// the edge of the rectangle are [`NEVER`], so that every ring closes.
    pub(crate) times: Vec<u16>,
    /// Time to walk from one centre to the next. A greater leap between neighbours,
    /// with some tolerance, is no slope but a border between two streets' cells.
    pub(crate) stride: u16,
}

impl Field {
    /// How far from the centre of a cell in time its ring passes, towards a
    /// neighbour that is not in time; both in steps of the lattice.
    ///
    /// Along a slope the time decides. Between cells of different streets, and at
    /// the end of all walking, the ring stands half-way, where the cells meet. On a
    /// shore it keeps to the land: nobody minds a quarter of a cell of bank, but ground
    /// claimed on the river is seen at once. It never comes nearer to a centre than a
    /// sixteenth.
    fn crossing(&self, within: u16, beyond: u16, limit: u16, step: i32) -> i32 {
        let rise = i32::from(beyond) - i32::from(within);
        let along = if beyond == WATER {
            step / 4
        } else if beyond == NEVER || rise > 2 * i32::from(self.stride) {
            step / 2
        } else {
            (i32::from(limit) - i32::from(within)) * step / rise
        };
        along.clamp(step / 16, step - step / 16)
    }
}

/// What tracing needs besides the field; kept from call to call, it is allocated
/// once.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    gates: Vec<gates::Gate>,
    rings: Vec<trace::Traced>,
    owners: Vec<u32>,
    seen: Vec<u64>,
}

/// The ground within each limit, limits in rising order: shapes with outlines
/// counter-clockwise and holes clockwise, each within the next. Where `fill`
/// allows it a small hole is closed.
pub(crate) fn contours(
    field: &Field,
    limits: &[u16],
    fill: &Fill<'_>,
    scratch: &mut Scratch,
) -> Vec<Shape> {
    let level = |n: usize| {
        let at = |n: usize| limits.get(n).copied();
        trace::Level { limit: limits[n], below: n.checked_sub(1).and_then(at), above: at(n + 1) }
    };
    (0..limits.len())
        .map(|n| {
            trace::rings(field, level(n), scratch);
            holes::polygons(field, limits[n], fill, scratch)
        })
        .collect()
}
