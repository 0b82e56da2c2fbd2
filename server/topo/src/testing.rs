//! Random ground for tests, quilts of patches, and a planner who redraws it at random.
//!
//! Labels dealt out to the squares of a board make every awkward case by
//! themselves: parts, holes, enclaves, islands in islands, and cells that touch
//! in a corner only. Wobbling borders make the coordinates as arbitrary as
//! surveyed ones, and both neighbours of a border wobble alike.

mod planner;

use crate::{Label, Point, Polygon, Shape};

pub use planner::Planner;

/// A board of patches. The same quilt is the same ground on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quilt {
    /// Patches in a row.
    pub width: usize,
    /// Labels row by row, from the south-west; [`Label::OUTSIDE`] leaves a patch out.
    pub labels: Vec<Label>,
    /// Lattice steps from corner to corner.
    pub spacing: i32,
    /// Points between the corners of each border.
    pub bends: i32,
    /// How far points stray at most, in lattice steps. Up to a fifth of what lies
    /// between two points no border crosses another.
    pub wobble: i32,
    /// The south-west corner.
    pub origin: Point,
    /// Which wobble.
    pub seed: u64,
}

impl Quilt {
    /// Every patch by itself, as one cell with one part. Several patches of one
    /// label are parts of one cell that share borders.
    pub fn patches(&self) -> Vec<(Label, Shape)> {
        let patch = |(i, &label): (usize, &Label)| {
            let (column, row) = (step(i % self.width), step(i / self.width));
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
            let mut outer = Vec::new();
            for i in 0..4 {
                let [from, to] = [corners[i], corners[(i + 1) % 4]];
                let from = (column + from.0, row + from.1);
                let to = (column + to.0, row + to.1);
                outer.extend((0..=self.bends).map(|bend| self.point(from, to, bend)));
            }
            (label, Shape(vec![Polygon { outer, holes: vec![] }]))
        };
        let kept = self.labels.iter().enumerate().filter(|(_, label)| **label != Label::OUTSIDE);
        kept.map(patch).collect()
    }

    /// One point of the border between two corners of the board, the same from
    /// either end.
    fn point(&self, from: (i32, i32), to: (i32, i32), bend: i32) -> Point {
        let bends = self.bends + 1;
        let board = |a: i32, b: i32| a * (bends - bend) + b * bend;
        let (x, y) = (board(from.0, to.0), board(from.1, to.1));
        let noise = mixed(
            self.seed ^ mixed(u64::from(x.cast_unsigned()) << 32 | u64::from(y.cast_unsigned())),
        );
        let stray = |noise: u64| {
            let choices = u64::from(self.wobble.unsigned_abs()) * 2 + 1;
            i32::try_from(noise % choices).unwrap_or(0) - self.wobble
        };
        Point::new(
            self.origin.x + x * self.spacing / bends + stray(noise >> 32),
            self.origin.y + y * self.spacing / bends + stray(noise & 0xffff_ffff),
        )
    }
}

fn step(i: usize) -> i32 {
    i32::try_from(i).unwrap_or(0)
}

/// The finaliser of splitmix64 (S. Vigna), to make arbitrary numbers from plain ones.
pub fn mixed(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
