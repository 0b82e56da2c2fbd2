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
mod windows;

use crate::Network;
use domain::topo::plane::Local;
use domain::topo::{Bounds, Point};
use linking::Tile;
use std::collections::BTreeMap;
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
    /// The tiles that a street comes near, by row and column. Two towns far apart have
    /// none in between, so memory grows with the streets and not with the box round them.
    places: BTreeMap<[i32; 2], usize>,
    tiles: Vec<OnceLock<Tile>>,
    /// The box of the streets, in cells: west, south, east, north.
    ground: [i32; 4],
    /// For each tile its column and row.
    at: Vec<[i32; 2]>,
    /// For each edge the box of its line: west, south, east, north, in coarse units.
    boxes: Vec<[i32; 4]>,
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
        let mut cells = Self {
            network: Arc::clone(network),
            lattice: Lattice::of(ground, cell_m),
            most_m,
            places: BTreeMap::new(),
            tiles: Vec::new(),
            ground: [0; 4],
            at: Vec::new(),
            boxes: Vec::new(),
            candidates: Vec::new(),
            starts: Vec::new(),
        };
        let ([west, south], [east, north]) =
            (cells.lattice.cell_of(ground.min), cells.lattice.cell_of(ground.max));
        let margin = cells.lattice.cells_in(most_m) + COARSE + 1;
        cells.ground = [west - margin, south - margin, east + margin, north + margin];
        cells.index();
        if let Some(bounds) = bounds {
            cells.prepare(bounds);
        }
        cells
    }

    /// Notes the box of every edge, and for every tile the edges that come near it.
    fn index(&mut self) {
        let unit = |cell: i32| cell.div_euclid(COARSE);
        let edges = 0..u32::try_from(self.network.edges().len()).unwrap_or(u32::MAX);
        let boxes = edges.clone().map(|edge| {
            let line = Bounds::of(self.network.line(edge).iter().copied());
            let line = line.unwrap_or(Bounds { min: Point::new(0, 0), max: Point::new(0, 0) });
            let [west, south] = self.lattice.cell_of(line.min).map(unit);
            let [east, north] = self.lattice.cell_of(line.max).map(unit);
            [west, south, east, north]
        });
        self.boxes = boxes.collect();
        // Tiles reach farther than links, for the small holes beside the last of these.
        let margin = 3 * self.lattice.cells_in(self.most_m) + COARSE;
        let mut near: Vec<([i32; 2], u32)> = Vec::new();
        for edge in edges.filter(|edge| self.network.takes_snaps(*edge)) {
            for ends in self.network.line(edge).windows(2) {
                let ends = [ends[0], ends[1]].map(|p| self.lattice.cell_of(p));
                near.extend(tiles_beside(ends, margin).map(|[column, row]| ([row, column], edge)));
            }
        }
        near.sort_unstable();
        near.dedup();
        self.candidates = near.iter().map(|(_, edge)| *edge).collect();
        let mut end = 0;
        self.starts.push(end);
        for (tile, candidates) in near.chunk_by(|a, b| a.0 == b.0).enumerate() {
            let [row, column] = candidates[0].0;
            self.places.insert([row, column], tile);
            self.at.push([column, row]);
            end += u32::try_from(candidates.len()).unwrap_or(u32::MAX);
            self.starts.push(end);
        }
        self.tiles.resize_with(self.at.len(), OnceLock::new);
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

    /// The tiles over a box of cells that a street comes near, in order.
    fn tiles_over(
        &self,
        columns: RangeInclusive<i32>,
        rows: RangeInclusive<i32>,
    ) -> impl Iterator<Item = usize> + '_ {
        let tiles = |cells: &RangeInclusive<i32>| {
            [cells.start().div_euclid(SIDE), cells.end().div_euclid(SIDE)]
        };
        let ([west, east], [south, north]) = (tiles(&columns), tiles(&rows));
        let over =
            (south <= north).then(|| self.places.range([south, i32::MIN]..=[north, i32::MAX]));
        let within = move |(at, _): &(&[i32; 2], &usize)| (west..=east).contains(&at[1]);
        over.into_iter().flatten().filter(within).map(|(_, tile)| *tile)
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

    /// The tile of a cell, and the cell's place in it; `None` where no street is near.
    fn place_of(&self, [column, row]: [i32; 2]) -> Option<(usize, [i32; 2])> {
        let tile = [row.div_euclid(SIDE), column.div_euclid(SIDE)];
        let place = *self.places.get(&tile)?;
        Some((place, [column.rem_euclid(SIDE), row.rem_euclid(SIDE)]))
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
        self.at[tile].map(|steps| steps * SIDE)
    }
}

/// The tiles within a margin of a straight piece between two cells. A long one is
/// taken in stretches, lest it bring all tiles of its box.
fn tiles_beside([a, b]: [[i32; 2]; 2], margin: i32) -> impl Iterator<Item = [i32; 2]> {
    let run = [0, 1].map(|axis| i64::from(b[axis]) - i64::from(a[axis]));
    let stretches = run[0].abs().max(run[1].abs()) / i64::from(SIDE) + 1;
    let at = move |n: i64| [0, 1].map(|axis| i64::from(a[axis]) + run[axis] * n / stretches);
    (0..stretches).flat_map(move |n| {
        let (from, to) = (at(n), at(n + 1));
        let tiles = [0, 1].map(|axis| {
            let tile = |cell: i64| i32::try_from(cell.div_euclid(i64::from(SIDE))).unwrap_or(0);
            let low = from[axis].min(to[axis]) - i64::from(margin);
            tile(low)..=tile(from[axis].max(to[axis]) + i64::from(margin))
        });
        let [columns, rows] = tiles;
        rows.flat_map(move |row| columns.clone().map(move |column| [column, row]))
    })
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
