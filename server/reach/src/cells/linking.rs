//! Links the cells of a tile to their streets.

use super::wet::wet_cells;
use super::{Lattice, SIDE};
use crate::Network;
use domain::topo::plane::Local;
use domain::topo::{Bounds, Point};

/// Cells along a side of the block that shares one list of streets.
const BLOCK: i32 = 8;
/// Streets that are tried for a cell whose nearest lies across a barrier.
const TRIES: usize = 24;
/// A cell in water is linked only when the street is no farther than so many cells:
/// it is then the deck of a bridge, not the water beside it.
const DECK: f64 = 0.8;
/// Parts of an edge in which a cell's place along it is kept.
pub(super) const PARTS: f32 = 65_535.0;
/// A distance is kept in centimetres.
const CENTIMETRES: f32 = 100.0;

/// A cell and its link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The cell's column and row in the tile.
    pub(super) cell: [u8; 2],
    /// Where along the edge the link meets it, in [`PARTS`].
    pub(super) along: u16,
    /// Length of the link in centimetres.
    pub(super) away_cm: u16,
}

/// The links of a tile, by edge.
#[derive(Debug, Default)]
pub(super) struct Tile {
    /// The edges that own cells, in rising order.
    edges: Vec<u32>,
    /// Where each one's links begin; one more at the end.
    starts: Vec<u32>,
    links: Vec<Link>,
    /// A bit for each cell in water.
    wet: Vec<u64>,
    /// A bit for each cell with a link.
    owned: Vec<u64>,
}

/// A straight piece of an edge, in metres from the middle of the tile.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: [f32; 2],
    run: [f32; 2],
    /// One over the squared length.
    scale: f32,
    /// The edge's place in the list of the tile's edges.
    edge: u32,
    /// Share of the edge before the piece, and in it.
    share: [f32; 2],
}

impl Piece {
    /// The place along the piece nearest to a point, and the distance squared.
    fn nearest(&self, p: [f32; 2]) -> (f32, f32) {
        let [px, py] = [p[0] - self.from[0], p[1] - self.from[1]];
        let t = ((px * self.run[0] + py * self.run[1]) * self.scale).clamp(0.0, 1.0);
        let [dx, dy] = [px - t * self.run[0], py - t * self.run[1]];
        (t, dx * dx + dy * dy)
    }
}

impl Tile {
    /// Links every cell that one of the edges comes to within `most_m`.
    pub(super) fn link(
        network: &Network,
        edges: &[u32],
        lattice: &Lattice,
        corner: [i32; 2],
        most_m: f64,
    ) -> Self {
        Linker::new(network, edges, lattice, corner, most_m).run()
    }

    /// The edges that own cells here, each with its links.
    pub(super) fn owners(&self) -> impl Iterator<Item = (u32, &[Link])> {
        let links = |pair: &[u32]| &self.links[pair[0] as usize..pair[1] as usize];
        self.edges.iter().copied().zip(self.starts.windows(2).map(links))
    }

    /// Whether a cell lies in water.
    pub(super) fn is_wet(&self, cell: [i32; 2]) -> bool {
        bit(&self.wet, cell)
    }

    /// All cells in water.
    pub(super) fn wet_cells(&self) -> impl Iterator<Item = [i32; 2]> {
        let words = (0..).step_by(64).zip(&self.wet).filter(|(_, word)| **word != 0);
        let bits = |(first, word): (i32, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        };
        words.flat_map(bits).map(|cell| [cell % SIDE, cell / SIDE])
    }

    /// Whether a street owns a cell.
    pub(super) fn is_owned(&self, cell: [i32; 2]) -> bool {
        bit(&self.owned, cell)
    }

    pub(super) fn linked(&self) -> usize {
        self.links.len()
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.links.as_slice())
            + size_of_val(self.edges.as_slice())
            + size_of_val(self.starts.as_slice())
            + size_of_val(self.wet.as_slice())
            + size_of_val(self.owned.as_slice())
    }
}

/// What linking a tile needs at hand.
struct Linker<'a> {
    network: &'a Network,
    lattice: &'a Lattice,
    corner: [i32; 2],
    local: Local,
    most_m: f32,
    edges: &'a [u32],
    pieces: Vec<Piece>,
}

impl<'a> Linker<'a> {
    fn new(
        network: &'a Network,
        edges: &'a [u32],
        lattice: &'a Lattice,
        corner: [i32; 2],
        most_m: f64,
    ) -> Self {
        let [west, south] = corner;
        let middle = lattice.centre([west + SIDE / 2, south + SIDE / 2]);
        let local = Local::at(middle);
        let reach = local.from_m([most_m, most_m]);
        let margin = [reach.x - middle.x, reach.y - middle.y];
        let low = lattice.centre(corner);
        let high = lattice.centre([west + SIDE, south + SIDE]);
        let near = Bounds {
            min: Point::new(low.x - margin[0], low.y - margin[1]),
            max: Point::new(high.x + margin[0], high.y + margin[1]),
        };
        #[expect(clippy::cast_possible_truncation, reason = "metres of one tile")]
        let most_m = most_m as f32;
        let mut linker =
            Linker { network, lattice, corner, local, most_m, edges, pieces: Vec::new() };
        linker.cut(near);
        linker
    }

    /// Cuts the edges into straight pieces and keeps those that come near.
    fn cut(&mut self, near: Bounds) {
        for (place, edge) in (0..).zip(self.edges) {
            let line = self.network.line(*edge);
            let metres: Vec<[f32; 2]> = line.iter().map(|p| self.metres(*p)).collect();
            let run = |pair: &[[f32; 2]]| [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let length = |run: [f32; 2]| run[0].hypot(run[1]);
            let whole: f32 = metres.windows(2).map(|pair| length(run(pair))).sum();
            let mut before = 0.0;
            for (pair, ends) in metres.windows(2).zip(line.windows(2)) {
                let run = run(pair);
                let own = length(run);
                let share = if whole > 0.0 { [before / whole, own / whole] } else { [0.0; 2] };
                before += own;
                let beside =
                    |a: i32, b: i32, low: i32, high: i32| a.max(b) < low || a.min(b) > high;
                let (a, b) = (ends[0], ends[1]);
                if beside(a.x, b.x, near.min.x, near.max.x)
                    || beside(a.y, b.y, near.min.y, near.max.y)
                {
                    continue;
                }
                let scale = if own > 0.0 { 1.0 / (own * own) } else { 0.0 };
                self.pieces.push(Piece { from: pair[0], run, scale, edge: place, share });
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "metres of one tile")]
    fn metres(&self, p: Point) -> [f32; 2] {
        self.local.to_m(p).map(|metres| metres as f32)
    }

    fn run(self) -> Tile {
        let words = usize::try_from(SIDE * SIDE / 64).unwrap_or(0);
        let mut tile = Tile { wet: vec![0; words], owned: vec![0; words], ..Tile::default() };
        let waters = self.network.barriers().waters();
        wet_cells(waters, self.lattice, self.corner, |cell| set_bit(&mut tile.wet, cell));
        let mut found: Vec<(u32, Link)> = Vec::new();
        let (mut near, mut likely) = (Vec::new(), Vec::new());
        for row in (0..SIDE).step_by(BLOCK as usize) {
            for column in (0..SIDE).step_by(BLOCK as usize) {
                self.gather([column, row], &mut near, &mut likely);
                for cell_row in row..row + BLOCK {
                    for cell_column in column..column + BLOCK {
                        let cell = [cell_column, cell_row];
                        let wet = bit(&tile.wet, cell);
                        if let Some((edge, along, away)) = self.judge(cell, wet, &near, &likely) {
                            set_bit(&mut tile.owned, cell);
                            found.push((edge, packed(cell, along, away)));
                        }
                    }
                }
            }
        }
        self.sorted(&found, tile)
    }

    /// The pieces within reach of a block, and among them those that can be the
    /// nearest of one of its cells.
    fn gather(&self, [column, row]: [i32; 2], near: &mut Vec<Piece>, likely: &mut Vec<Piece>) {
        let [a, b] = [[column, row], [column + BLOCK - 1, row + BLOCK - 1]]
            .map(|cell| self.metres(self.centre(cell)));
        let middle = [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])];
        let half = (b[0] - a[0]).hypot(b[1] - a[1]) / 2.0;
        near.clear();
        likely.clear();
        let reach = (self.most_m + half).powi(2);
        let mut least = f32::INFINITY;
        for piece in &self.pieces {
            let (_, away2) = piece.nearest(middle);
            if away2 <= reach {
                near.push(*piece);
                least = least.min(away2);
            }
        }
        let farthest = (least.sqrt() + 2.0 * half).powi(2);
        likely.extend(near.iter().filter(|piece| piece.nearest(middle).1 <= farthest));
    }

    /// A cell's link: the edge, the share of the edge before it, and its metres.
    fn judge(
        &self,
        cell: [i32; 2],
        wet: bool,
        near: &[Piece],
        likely: &[Piece],
    ) -> Option<(u32, f32, f32)> {
        let centre = self.centre(cell);
        let barriers = self.network.barriers();
        let p = self.metres(centre);
        let (piece, t, away2) = nearest(likely, p, 0.0)?;
        let link = |piece: &Piece, t: f32, away2: f32| {
            (piece.edge, piece.share[0] + t * piece.share[1], away2.sqrt())
        };
        #[expect(clippy::cast_possible_truncation, reason = "metres of one cell")]
        let deck = (DECK * self.lattice.cell_m) as f32;
        if wet {
            return (away2 <= deck * deck).then(|| link(piece, t, away2));
        }
        let most2 = self.most_m * self.most_m;
        if away2 > most2 {
            return None;
        }
        let foot = |piece: &Piece, t: f32| {
            let foot = [piece.from[0] + t * piece.run[0], piece.from[1] + t * piece.run[1]];
            self.local.from_m(foot.map(f64::from))
        };
        if !barriers.crosses(centre, foot(piece, t)) {
            return Some(link(piece, t, away2));
        }
        // A wall or fence is passed only where nothing else is in reach, as for a house.
        let walled = |piece: &Piece, t: f32, away2: f32| {
            let hard = barriers.crosses_hard(centre, foot(piece, t));
            (!hard).then(|| link(piece, t, away2))
        };
        let mut behind_wall = walled(piece, t, away2);
        // The next nearest that can be reached; pieces at the very same distance share
        // a corner, and one look at it is enough.
        let mut beyond = away2;
        for _ in 0..TRIES {
            let Some((piece, t, away2)) = nearest(near, p, beyond).filter(|it| it.2 <= most2)
            else {
                break;
            };
            if !barriers.crosses(centre, foot(piece, t)) {
                return Some(link(piece, t, away2));
            }
            behind_wall = behind_wall.or_else(|| walled(piece, t, away2));
            beyond = away2;
        }
        behind_wall
    }

    fn centre(&self, [column, row]: [i32; 2]) -> Point {
        self.lattice.centre([self.corner[0] + column, self.corner[1] + row])
    }

    /// Puts the links in order of their edges.
    fn sorted(self, found: &[(u32, Link)], mut tile: Tile) -> Tile {
        let mut counts = vec![0_u32; self.edges.len()];
        for (edge, _) in found {
            counts[*edge as usize] += 1;
        }
        tile.starts.push(0);
        let mut places = vec![0_u32; self.edges.len()];
        let mut total = 0;
        for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            places[place] = total;
            total += count;
            tile.edges.push(self.edges[place]);
            tile.starts.push(total);
        }
        tile.links = vec![Link { cell: [0; 2], along: 0, away_cm: 0 }; found.len()];
        for (edge, link) in found {
            let place = &mut places[*edge as usize];
            tile.links[*place as usize] = *link;
            *place += 1;
        }
        tile.edges.shrink_to_fit();
        tile.starts.shrink_to_fit();
        tile
    }
}

/// The nearest piece that is farther away than the square root of `beyond`; `beyond`
/// zero counts as any distance.
fn nearest(pieces: &[Piece], p: [f32; 2], beyond: f32) -> Option<(&Piece, f32, f32)> {
    let mut best: Option<(&Piece, f32, f32)> = None;
    for piece in pieces {
        let (t, away2) = piece.nearest(p);
        if (beyond == 0.0 || away2 > beyond) && best.is_none_or(|(.., least)| away2 < least) {
            best = Some((piece, t, away2));
        }
    }
    best
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and a tile has fewer than 256 columns and rows"
)]
fn packed([column, row]: [i32; 2], along: f32, away: f32) -> Link {
    Link {
        cell: [column as u8, row as u8],
        along: (along * PARTS).round() as u16,
        away_cm: (away * CENTIMETRES).round() as u16,
    }
}

/// Which bit of a tile's set stands for a cell.
fn place(column: i32, row: i32) -> (usize, u32) {
    let index = usize::try_from(row * SIDE + column).unwrap_or(0);
    (index / 64, u32::try_from(index % 64).unwrap_or(0))
}

fn bit(set: &[u64], [column, row]: [i32; 2]) -> bool {
    let (word, bit) = place(column, row);
    set[word] >> bit & 1 == 1
}

fn set_bit(set: &mut [u64], [column, row]: [i32; 2]) {
    let (word, bit) = place(column, row);
    set[word] |= 1 << bit;
}
