//! From rings to polygons: which hole lies in which outline, and which is filled.

use super::gates::corners;
use super::trace::{Heading, Traced};
use super::{Field, Scratch};
use domain::topo::plane::Local;
use domain::topo::{Point, Polygon, Shape};

/// Which holes are closed.
pub(crate) struct Fill<'a> {
    /// Holes smaller than so many square metres.
    pub(crate) below_m2: f64,
    /// Whether a cell out of time may be covered; a hole is closed when all its cells
    /// may.
    pub(crate) allows: &'a dyn Fn(usize) -> bool,
}

/// The polygons of the rings in the scratch.
pub(super) fn polygons(field: &Field, limit: u16, fill: &Fill<'_>, scratch: &mut Scratch) -> Shape {
    let step_m2 = Local::at(field.origin).step_m2();
    for hole in 0..scratch.rings.len() {
        #[expect(clippy::cast_precision_loss, reason = "a small hole has a small number")]
        let hole_m2 = scratch.rings[hole].area2 as f64 / -2.0 * step_m2;
        if hole_m2 > 0.0 && hole_m2 < fill.below_m2 {
            close(field, limit, fill, hole, scratch);
        }
    }
    let rings = scratch.rings.as_slice();
    let mut places = vec![usize::MAX; rings.len()];
    let mut polygons = Vec::new();
    for (ring, traced) in rings.iter().enumerate() {
        if traced.area2 > 0 && !traced.gone {
            places[ring] = polygons.len();
            polygons.push(Polygon { outer: drawn(field, traced, scratch), holes: Vec::new() });
        }
    }
    for (ring, traced) in rings.iter().enumerate() {
        if traced.area2 < 0 && !traced.gone {
            let outline = outline(field, limit, ring, scratch);
            polygons[places[outline]].holes.push(drawn(field, traced, scratch));
        }
    }
    Shape(polygons)
}

/// The corners of a ring on the lattice.
fn drawn(field: &Field, traced: &Traced, scratch: &Scratch) -> Vec<Point> {
    let mut points = Vec::new();
    corners(&scratch.gates[traced.gates.0..traced.gates.1], |[x, y]| {
        points.push(Point::new(field.origin.x + x, field.origin.y + y));
    });
    points
}

/// The outline round a hole. The cells west of the hole's westernmost side belong
/// to the same ground; where they begin stands the outline or a hole further west.
fn outline(field: &Field, limit: u16, hole: usize, scratch: &Scratch) -> usize {
    let mut ring = hole;
    while scratch.rings[ring].area2 < 0 {
        let mut cell = scratch.rings[ring].west;
        while field.times[cell - 1] <= limit {
            cell -= 1;
        }
        ring = scratch.owners[cell] as usize;
    }
    ring
}

/// Closes a hole if every cell in it may be covered, with all rings inside.
fn close(field: &Field, limit: u16, fill: &Fill<'_>, hole: usize, scratch: &mut Scratch) {
    let (from, to) = scratch.rings[hole].gates;
    let gates = &scratch.gates[from..to];
    // In a row the hole begins east of a cell that is passed northwards and ends
    // west of one that is passed southwards.
    let rows = |heading: Heading| {
        let mut cells: Vec<usize> =
            gates.iter().filter(|gate| gate.heading == heading).map(|gate| gate.cell).collect();
        cells.sort_unstable();
        cells
    };
    let stretches = || rows(Heading::North).into_iter().zip(rows(Heading::South));
    let stretches: Vec<_> = stretches().map(|(before, after)| before + 1..after).collect();
    let cells = || stretches.iter().cloned().flatten();
    if !cells().all(|cell| field.times[cell] <= limit || (fill.allows)(cell)) {
        return;
    }
    scratch.rings[hole].gone = true;
    for cell in cells().filter(|cell| field.times[*cell] <= limit) {
        if field.times[cell - 1] > limit {
            scratch.rings[scratch.owners[cell] as usize].gone = true;
        }
    }
}
