//! Times of cells out of times of streets.

use super::Cells;
use super::linking::{Link, PARTS};
use super::windows::{Window, windows};
use crate::contour::{Field, Fill, NEVER, Scratch, WATER, contours};
use crate::{Part, Reached};
use domain::topo::{Point, Shape};

/// The last time that a cell can have; beyond it stand only [`WATER`] and [`NEVER`].
const LAST: f32 = 65_533.0;
/// Milliseconds in the unit of a field.
const TENTH_MS: f32 = 100.0;
/// Holes below a hectare are filled where nothing but empty ground lies in them: the
/// middle of a large block, out of reach of all streets round it.
const FILL_BELOW_M2: f64 = 10_000.0;

/// What drawing needs at hand, kept from picture to picture.
#[derive(Debug)]
pub(crate) struct Canvas {
    field: Field,
    /// The cell of the field's south-western corner.
    corner: [i32; 2],
    parts: Vec<Part>,
    /// For each edge the last of its parts, if the first number is the round's.
    last: Vec<(u32, u32)>,
    /// For each part the one before it on the same edge.
    before: Vec<u32>,
    round: u32,
    scratch: Scratch,
}

/// No further part of the edge.
const NONE: u32 = u32::MAX;

impl Default for Canvas {
    fn default() -> Self {
        let field = Field {
            origin: Point::new(0, 0),
            step: [1, 1],
            width: 0,
            times: Vec::new(),
            stride: 0,
        };
        Self {
            field,
            corner: [0, 0],
            parts: Vec::new(),
            last: Vec::new(),
            before: Vec::new(),
            round: 0,
            scratch: Scratch::default(),
        }
    }
}

impl Canvas {
    /// The ground within each limit, in tenths of a second and rising order.
    pub(crate) fn draw(
        &mut self,
        cells: &Cells,
        reached: &Reached<'_>,
        limits: &[u16],
    ) -> Vec<Shape> {
        let mut shapes = vec![Shape::default(); limits.len()];
        for (window, parts) in windows(cells, reached.parts()) {
            self.paint(cells, reached, window, parts);
            for (shape, more) in shapes.iter_mut().zip(self.contours(cells, limits)) {
                shape.0.extend(more.0);
            }
        }
        shapes
    }

    fn contours(&mut self, cells: &Cells, limits: &[u16]) -> Vec<Shape> {
        let [corner, width] = [self.corner, [self.field.width; 2].map(steps)];
        let empty = |cell: usize| {
            let cell = steps(cell);
            let [column, row] = [corner[0] + cell % width[0], corner[1] + cell / width[0]];
            cells.is_empty_land([column, row])
        };
        let fill = Fill { below_m2: FILL_BELOW_M2, allows: &empty };
        contours(&self.field, limits, &fill, &mut self.scratch)
    }

    /// The time of a cell in the field as it was painted last.
    pub(super) fn time_of(&self, [column, row]: [i32; 2]) -> u16 {
        let (Ok(x), Ok(y)) =
            (usize::try_from(column - self.corner[0]), usize::try_from(row - self.corner[1]))
        else {
            return NEVER;
        };
        if x >= self.field.width {
            return NEVER;
        }
        self.field.times.get(y * self.field.width + x).copied().unwrap_or(NEVER)
    }

    /// Fills the field over a window with the times of all cells that its streets own.
    pub(super) fn paint(
        &mut self,
        cells: &Cells,
        reached: &Reached<'_>,
        window: Window,
        parts: Vec<Part>,
    ) {
        self.take(cells, parts);
        let metres_per_second = reached.walk().preset().metres_per_second;
        self.lay_out(cells, window, metres_per_second);
        #[expect(clippy::cast_possible_truncation, reason = "a small fraction")]
        let tenths_per_cm = (0.1 / metres_per_second) as f32;
        let [west, south, east, north] = window;
        for tile in cells.tiles_over(west..=east, south..=north) {
            let corner = cells.corner(tile);
            let from = [corner[0] - self.corner[0], corner[1] - self.corner[1]];
            for (edge, links) in cells.tile(tile).owners() {
                let (round, mut part) = self.last[edge as usize];
                if round != self.round {
                    continue;
                }
                let length = cells.network.edge(edge).length_m;
                while part != NONE {
                    let line = Line::of(&self.parts[part as usize], length);
                    self.paint_links(links, &line, tenths_per_cm, from);
                    part = self.before[part as usize];
                }
            }
            self.paint_water(cells, tile, from);
        }
    }

    /// Marks the cells in water that no bridge has reached.
    fn paint_water(&mut self, cells: &Cells, tile: usize, from: [i32; 2]) {
        let width = self.field.width;
        for cell in cells.tile(tile).wet_cells() {
            let (Ok(column), Ok(row)) =
                (usize::try_from(from[0] + cell[0]), usize::try_from(from[1] + cell[1]))
            else {
                continue;
            };
            // The frame of the field stays as it is.
            let inside = column > 0 && column + 1 < width && row > 0;
            let known = self.field.times.get_mut(row * width + column);
            if let Some(known) = known.filter(|known| inside && **known == NEVER) {
                *known = WATER;
            }
        }
    }

    /// Gives cells the time of their street and of the walk to it. `from` is the tile's
    /// corner in the field.
    fn paint_links(&mut self, links: &[Link], line: &Line, tenths_per_cm: f32, from: [i32; 2]) {
        for link in links {
            let along = f32::from(link.along);
            if along < line.least || along > line.most {
                continue;
            }
            let street = line.at_start + along * line.slope;
            let time = street + f32::from(link.away_cm) * tenths_per_cm;
            let column = usize::try_from(from[0] + i32::from(link.cell[0])).unwrap_or(0);
            let row = usize::try_from(from[1] + i32::from(link.cell[1])).unwrap_or(0);
            let known = &mut self.field.times[row * self.field.width + column];
            *known = (*known).min(whole(time.min(LAST)));
        }
    }

    /// Takes the reached parts.
    fn take(&mut self, cells: &Cells, parts: Vec<Part>) {
        self.round = self.round.wrapping_add(1);
        self.last.resize(cells.boxes.len().max(self.last.len()), (0, NONE));
        if self.round == 0 {
            self.last.fill((0, NONE));
            self.round = 1;
        }
        self.before.clear();
        self.parts = parts;
        for (n, part) in (0..).zip(&self.parts) {
            let last = &mut self.last[part.edge as usize];
            let before = if last.0 == self.round { last.1 } else { NONE };
            *last = (self.round, n);
            self.before.push(before);
        }
    }

    /// An empty field over a box of cells.
    fn lay_out(&mut self, cells: &Cells, [west, south, east, north]: [i32; 4], speed: f64) {
        let count = |low: i32, high: i32| usize::try_from(high - low + 1).unwrap_or(0);
        let (width, height) = (count(west, east), count(south, north));
        self.corner = [west, south];
        self.field.origin = cells.lattice.centre([west, south]);
        self.field.step = cells.lattice.step;
        self.field.width = width;
        self.field.stride = stride(cells.lattice.cell_m / speed);
        self.field.times.clear();
        self.field.times.resize(width * height, NEVER);
    }
}

/// Time along a part of an edge, in tenths of a second over [`PARTS`] of the edge.
struct Line {
    at_start: f32,
    slope: f32,
    least: f32,
    most: f32,
}

impl Line {
    /// A part's line goes on beyond its later end: cells there are out of time, and by
    /// how much tells where between the cells the limit lies.
    fn of(part: &Part, length: f32) -> Self {
        let scale = if length > 0.0 { PARTS / length } else { 0.0 };
        let (from, to) = (part.from_m * scale, part.to_m * scale);
        let (early, late) = (tenths(part.from_ms), tenths(part.to_ms));
        if to <= from {
            // A limit met exactly at a corner leaves a part without length.
            return Self { at_start: early, slope: 0.0, least: from - 0.5, most: from + 0.5 };
        }
        let slope = (late - early) / (to - from);
        let at_start = early - from * slope;
        // Half a part of tolerance for the rounding of places.
        if part.from_ms <= part.to_ms {
            Self { at_start, slope, least: from - 0.5, most: PARTS }
        } else {
            Self { at_start, slope, least: 0.0, most: to + 0.5 }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "to a hundredth of a second within two hours")]
fn tenths(ms: u32) -> f32 {
    ms as f32 / TENTH_MS
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn whole(tenths: f32) -> u16 {
    tenths.round() as u16
}

/// Seconds to walk from one cell to the next, in tenths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn stride(seconds: f64) -> u16 {
    (seconds * 10.0).ceil() as u16
}

fn steps(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
