//! Ground as cells, each owned by its nearest street.
//!
//! The picture of a walk is made of cells, some ten metres wide, and a cell is
//! judged just as a building is: it is linked once to the nearest street within
//! reach, by a straight line that crosses no barrier, and its time is the street's
//! time where the line meets it plus the walk along the line. So time cannot leak
//! over a block of houses into a street that is not reached, nor over a river, and
//! picture and figures tell the same.
//!
//! Links are made tile by tile when a picture first needs them, and kept: a
//! metropolis costs memory only where somebody has looked.

mod land;
mod linking;
mod painting;
mod wet;

use crate::Network;
use domain::topo::plane::Local;
use domain::topo::{Bounds, Point};
use linking::Tile;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

pub use land::{Land, Share};
pub(crate) use painting::Canvas;

/// Cells along a side of a tile.
const SIDE: i32 = 128;
/// Threads that link tiles ahead of need. More would starve whoever else is served.
const THREADS: usize = 2;
/// Cells along a side of the unit in which the box of an edge is kept.
const COARSE: i32 = 4;

/// The cells of a network.
#[derive(Debug)]
pub struct Cells {
    network: Arc<Network>,
    lattice: Lattice,
    /// Farthest a cell may lie from its street, in metres.
    most_m: f64,
    /// The south-western tile, and how many there are eastwards.
    first: [i32; 2],
    across: usize,
    tiles: Vec<OnceLock<Tile>>,
    /// For each edge the box of its line: west, south, east, north, in coarse units
    /// from the corner of the first tile.
    boxes: Vec<[u16; 4]>,
    /// The edges that may own cells of a tile, tile after tile, and where each tile's
    /// begin; one more at the end.
    candidates: Vec<u32>,
    starts: Vec<u32>,
}

impl Cells {
    /// Divides the ground of a network into cells of that many metres, each to be
    /// linked to a street at most `most_m` away. Tiles that meet `bounds` are linked
    /// at once, on two threads; all others when they are first needed.
    pub fn link(network: &Arc<Network>, bounds: Option<Bounds>, cell_m: f64, most_m: f64) -> Self {
        let nowhere = Bounds { min: Point::new(0, 0), max: Point::new(0, 0) };
        let ground = network.bounds().unwrap_or(nowhere);
        let lattice = Lattice::of(ground, cell_m);
        let margin = lattice.cells_in(most_m) + COARSE + 1;
        let [west, south] = lattice.cell_of(ground.min);
        let [east, north] = lattice.cell_of(ground.max);
        let tile = |cell: i32| cell.div_euclid(SIDE);
        let first = [tile(west - margin), tile(south - margin)];
        let count = |low: i32, high: i32| usize::try_from(tile(high + margin) - low + 1);
        let across = count(first[0], east).unwrap_or(1);
        let up = count(first[1], north).unwrap_or(1);
        let mut cells = Self {
            network: Arc::clone(network),
            lattice,
            most_m,
            first,
            across,
            tiles: std::iter::repeat_with(OnceLock::new).take(across * up).collect(),
            boxes: Vec::new(),
            candidates: Vec::new(),
            starts: Vec::new(),
        };
        cells.index();
        if let Some(bounds) = bounds {
            cells.prepare(bounds);
        }
        cells
    }

    /// Notes the box of every edge, and for every tile the edges that come near it.
    fn index(&mut self) {
        let corner = [self.first[0] * SIDE, self.first[1] * SIDE];
        let unit =
            |cell: i32, corner: i32| u16::try_from((cell - corner) / COARSE).unwrap_or(u16::MAX);
        let edges = 0..u32::try_from(self.network.edges().len()).unwrap_or(u32::MAX);
        self.boxes = edges
            .clone()
            .map(|edge| {
                let line = Bounds::of(self.network.line(edge).iter().copied());
                let line = line.unwrap_or(Bounds { min: Point::new(0, 0), max: Point::new(0, 0) });
                let [west, south] = self.lattice.cell_of(line.min);
                let [east, north] = self.lattice.cell_of(line.max);
                [
                    unit(west, corner[0]),
                    unit(south, corner[1]),
                    unit(east, corner[0]),
                    unit(north, corner[1]),
                ]
            })
            .collect();
        let margin = self.lattice.cells_in(self.most_m) + COARSE;
        let near = |edge: u32| {
            let [west, south, east, north] = self.boxes[edge as usize].map(i32::from);
            let columns = corner[0] + west * COARSE - margin..=corner[0] + east * COARSE + margin;
            let rows = corner[1] + south * COARSE - margin..=corner[1] + north * COARSE + margin;
            self.tiles_over(columns, rows)
        };
        let owning = edges.filter(|edge| self.network.takes_snaps(*edge));
        let mut starts = vec![0_u32; self.tiles.len() + 1];
        for tile in owning.clone().flat_map(near) {
            starts[tile + 1] += 1;
        }
        for tile in 1..starts.len() {
            starts[tile] += starts[tile - 1];
        }
        let mut next = starts.clone();
        let mut candidates = vec![0; starts[self.tiles.len()] as usize];
        for edge in owning {
            for tile in near(edge) {
                candidates[next[tile] as usize] = edge;
                next[tile] += 1;
            }
        }
        (self.candidates, self.starts) = (candidates, starts);
    }

    /// Links every tile that meets the bounds, on two threads.
    pub fn prepare(&self, bounds: Bounds) {
        let [west, south] = self.lattice.cell_of(bounds.min);
        let [east, north] = self.lattice.cell_of(bounds.max);
        let tiles: Vec<usize> = self.tiles_over(west..=east, south..=north).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS.min(tiles.len()) {
                scope.spawn(|| {
                    while let Some(tile) = tiles.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.tile(*tile);
                    }
                });
            }
        });
    }

    /// The network whose streets own the cells.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Metres along the side of a cell.
    pub fn cell_m(&self) -> f64 {
        self.lattice.cell_m
    }

    /// How many cells are linked so far, and the bytes that they take.
    pub fn linked(&self) -> (usize, usize) {
        let made = self.tiles.iter().filter_map(OnceLock::get);
        made.fold((0, 0), |(cells, bytes), tile| (cells + tile.linked(), bytes + tile.bytes()))
    }

    /// The tiles over a box of cells, in order.
    fn tiles_over(
        &self,
        columns: RangeInclusive<i32>,
        rows: RangeInclusive<i32>,
    ) -> impl Iterator<Item = usize> + use<> {
        let clamped = |cells: RangeInclusive<i32>, first: i32, count: usize| {
            let count = i32::try_from(count).unwrap_or(i32::MAX);
            let tile = |cell: i32| cell.div_euclid(SIDE) - first;
            let (low, high) = (tile(*cells.start()).max(0), tile(*cells.end()).min(count - 1));
            (low..=high).filter_map(|tile| usize::try_from(tile).ok())
        };
        let across = self.across;
        let columns = clamped(columns, self.first[0], across);
        let rows = clamped(rows, self.first[1], self.tiles.len() / across);
        rows.flat_map(move |row| columns.clone().map(move |column| row * across + column))
    }

    /// A tile, linked if it was not yet.
    fn tile(&self, tile: usize) -> &Tile {
        let corner = self.corner(tile);
        let edges = self.starts[tile] as usize..self.starts[tile + 1] as usize;
        self.tiles[tile].get_or_init(|| {
            let near = &self.candidates[edges];
            Tile::link(&self.network, near, &self.lattice, corner, self.most_m)
        })
    }

    /// The tile of a cell, and the cell's place in it; `None` outside all tiles.
    fn place_of(&self, [column, row]: [i32; 2]) -> Option<(usize, [i32; 2])> {
        let tile = |cell: i32, first: i32| usize::try_from(cell.div_euclid(SIDE) - first).ok();
        let (x, y) = (tile(column, self.first[0])?, tile(row, self.first[1])?);
        let place = y * self.across + x;
        (x < self.across && place < self.tiles.len())
            .then(|| (place, [column.rem_euclid(SIDE), row.rem_euclid(SIDE)]))
    }

    /// Whether a cell lies on land that no street owns.
    fn is_empty_land(&self, cell: [i32; 2]) -> bool {
        self.place_of(cell).is_some_and(|(tile, cell)| {
            let tile = self.tile(tile);
            !tile.is_wet(cell) && !tile.is_owned(cell)
        })
    }

    /// The south-western cell of a tile.
    fn corner(&self, tile: usize) -> [i32; 2] {
        let steps = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        let [column, row] = [steps(tile % self.across), steps(tile / self.across)];
        [(self.first[0] + column) * SIDE, (self.first[1] + row) * SIDE]
    }
}

/// Minutes in the unit of a field. The longest that fits is an hour and three quarters.
pub(crate) fn tenths(minutes: u32) -> u16 {
    u16::try_from(minutes.saturating_mul(600)).map_or(LONGEST, |tenths| tenths.min(LONGEST))
}

/// The longest limit of a picture, in tenths of a second.
const LONGEST: u16 = 65_000;

/// Where cells lie: column and row count from the crossing of equator and prime
/// meridian, so that the same cell has the same address whatever the extract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lattice {
    /// Lattice steps of a cell's sides.
    pub(crate) step: [i32; 2],
    /// Metres of the same at the middle of the ground.
    pub(crate) cell_m: f64,
}

impl Lattice {
    fn of(ground: Bounds, cell_m: f64) -> Self {
        let here = Local::at(ground.middle());
        let corner = here.from_m([cell_m, cell_m]);
        let middle = ground.middle();
        let step = [(corner.x - middle.x).max(16), (corner.y - middle.y).max(16)];
        Self { step, cell_m }
    }

    pub(crate) fn cell_of(&self, p: Point) -> [i32; 2] {
        [p.x.div_euclid(self.step[0]), p.y.div_euclid(self.step[1])]
    }

    pub(crate) fn centre(&self, [column, row]: [i32; 2]) -> Point {
        let [east, north] = self.step;
        Point::new(column * east + east / 2, row * north + north / 2)
    }

    /// Whole cells that cover so many metres.
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
    fn cells_in(&self, metres: f64) -> i32 {
        (metres / self.cell_m).ceil() as i32
    }
}
