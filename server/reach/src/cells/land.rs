//! How much land of an area is reached.
//!
//! Land is counted in cells, water left out. The figure stands beside the share of
//! people, never instead of it: a field is land and nobody lives there.

use super::linking::Tile;
use super::windows::windows;
use super::{Canvas, Cells, SIDE};
use crate::Reached;
use domain::topo::Bounds;

/// No area.
const NOBODY: u32 = u32::MAX;

/// The land of areas, cell by cell. Made once for a release, it serves any number of
/// searches.
#[derive(Debug)]
pub struct Land {
    /// For each tile that streets come near its corner, and the place in `keys` of
    /// every cell's area, row by row.
    tiles: Vec<([i32; 2], Vec<u32>)>,
    keys: Vec<u32>,
    cells: Vec<u32>,
}

/// How many cells of an area are land, and how many of them are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Cells on land.
    pub land: u32,
    /// Those within each limit.
    pub covered: Vec<u32>,
}

impl Share {
    /// The reached share of the land at the n-th limit, 0 to 1.
    pub fn of_limit(&self, n: usize) -> f64 {
        match self.covered.get(n) {
            Some(covered) if self.land > 0 => f64::from(*covered) / f64::from(self.land),
            _ => 0.0,
        }
    }
}

impl Cells {
    /// Asks for the area of every cell on land within the bounds.
    pub fn land(
        &self,
        bounds: Bounds,
        mut area_of: impl FnMut(domain::topo::Point) -> Option<u32>,
    ) -> Land {
        self.prepare(bounds);
        let [west, south] = self.lattice.cell_of(bounds.min);
        let [east, north] = self.lattice.cell_of(bounds.max);
        let mut land = Land { tiles: Vec::new(), keys: Vec::new(), cells: Vec::new() };
        let mut places = rustc_hash::FxHashMap::default();
        let tiles = |low: i32, high: i32, side: usize| {
            let (low, high) = (low.max(self.ground[side]), high.min(self.ground[side + 2]));
            low.div_euclid(SIDE)..=high.div_euclid(SIDE)
        };
        let rows = tiles(south, north, 1);
        let all = rows.flat_map(|row| tiles(west, east, 0).map(move |column| [column, row]));
        for at in all {
            let corner = at.map(|steps| steps * SIDE);
            // Where no street is near there is land all the same.
            let (street, bare);
            let linked = if let Some((tile, _)) = self.place_of(corner) {
                street = true;
                self.tile(tile)
            } else {
                street = false;
                bare = Tile::link(&self.network, &[], &self.lattice, corner, self.most_m);
                &bare
            };
            let mut owners = Vec::with_capacity(usize::try_from(SIDE * SIDE).unwrap_or(0));
            for row in 0..SIDE {
                for column in 0..SIDE {
                    let centre = self.lattice.centre([corner[0] + column, corner[1] + row]);
                    let key = if linked.is_wet([column, row]) { None } else { area_of(centre) };
                    let place = key.map_or(NOBODY, |key| {
                        let place = *places.entry(key).or_insert_with(|| {
                            land.keys.push(key);
                            land.cells.push(0);
                            land.keys.len() - 1
                        });
                        land.cells[place] += 1;
                        u32::try_from(place).unwrap_or(NOBODY)
                    });
                    owners.push(place);
                }
            }
            if street && owners.iter().any(|owner| *owner != NOBODY) {
                land.tiles.push((corner, owners));
            }
        }
        land
    }
}

impl Land {
    /// For each area the land that is reached within each of the minutes, by rising key.
    pub fn shares(
        &self,
        cells: &Cells,
        reached: &Reached<'_>,
        minutes: &[u32],
    ) -> Vec<(u32, Share)> {
        let limits: Vec<u16> = minutes.iter().map(|minutes| super::tenths(*minutes)).collect();
        let share = |land: &u32| Share { land: *land, covered: vec![0; limits.len()] };
        let mut shares: Vec<Share> = self.cells.iter().map(share).collect();
        let mut canvas = Canvas::default();
        for (window, parts) in windows(cells, reached.parts()) {
            canvas.paint(cells, reached, window, parts);
            let meets = |corner: &[i32; 2]| {
                (0..2).all(|side| {
                    corner[side] <= window[side + 2] && corner[side] + SIDE > window[side]
                })
            };
            for (corner, owners) in self.tiles.iter().filter(|(corner, _)| meets(corner)) {
                for (cell, owner) in (0..SIDE * SIDE).zip(owners) {
                    if *owner == NOBODY {
                        continue;
                    }
                    let time = canvas.time_of([corner[0] + cell % SIDE, corner[1] + cell / SIDE]);
                    let share = &mut shares[*owner as usize];
                    for (covered, limit) in share.covered.iter_mut().zip(&limits) {
                        *covered += u32::from(time <= *limit);
                    }
                }
            }
        }
        let mut shares: Vec<(u32, Share)> = self.keys.iter().copied().zip(shares).collect();
        shares.sort_unstable_by_key(|(key, _)| *key);
        shares
    }
}
