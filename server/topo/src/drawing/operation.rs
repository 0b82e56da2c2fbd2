//! What can be drawn: operations by coordinates and labels, never by arc numbers, so
//! that a list of them can be kept and replayed on another base.

use serde::{Deserialize, Serialize};

use crate::{Label, Point};

/// One operation. The labels it names are the only cells whose ground it changes;
/// where a drawn line ends on the border of another cell, that border gets a corner.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// Leads the border between two cells along a drawn line, between the two places
    /// where the line begins and ends. Of an enclave's border, which has no ends, the
    /// run that sweeps less ground is replaced.
    Reshape {
        /// The cells on the two sides.
        cells: [Label; 2],
        /// From a place on their border to another.
        line: Vec<Point>,
    },
    /// Moves a corner, and all borders that meet in it follow.
    MoveCorner {
        /// A node, or any other corner of a border.
        from: Point,
        /// Where it goes.
        to: Point,
    },
    /// Cuts a cell in two along a line from border to border; what sticks out of the
    /// cell does not matter. A closed line cuts out the ground within.
    Split {
        /// The cell to cut.
        cell: Label,
        /// The cut.
        line: Vec<Point>,
        /// The label of the new cell, which holds no ground yet.
        new: Label,
        /// On which side of the line the new cell lies. Not asked for a closed line.
        side: Side,
    },
    /// Makes one cell of two that share a border.
    Merge {
        /// The cell that ends.
        cell: Label,
        /// The cell that gets its ground.
        into: Label,
    },
    /// Hands over what lies within a drawn ring.
    HandOver {
        /// The ring, open; it may run either way.
        ring: Vec<Point>,
        /// Who gives.
        from: Givers,
        /// Who gets.
        to: Label,
    },
    /// Gives all ground of a label to another, next to it or not: a new number for the
    /// same cell, or ground that joins another.
    Relabel {
        /// The label that ends.
        from: Label,
        /// The label that takes its place.
        to: Label,
    },
    /// Makes a cell of the blank that a place lies in.
    Fill {
        /// Any place in the blank.
        at: Point,
        /// The label of the new cell, which holds no ground yet.
        new: Label,
    },
    /// Makes a cell of what lies within a drawn ring and belongs to the givers.
    Draw {
        /// The ring, open; it may run either way.
        ring: Vec<Point>,
        /// From whom; from blanks, as a rule.
        from: Givers,
        /// The label of the new cell, which holds no ground yet.
        new: Label,
    },
    /// Ends a cell and leaves its ground to another cell beside it, or blank.
    Delete {
        /// The cell that ends.
        cell: Label,
        /// Who gets the ground: a neighbour, or a label that stands for a blank.
        to: Label,
    },
    /// Takes corners out of the borders between two cells.
    Simplify {
        /// The cells on the two sides.
        cells: [Label; 2],
        /// Corners go whose triangle is smaller, in square metres.
        area_m2: u32,
    },
}

/// Which side of a drawn line, seen along it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// On the left hand.
    #[default]
    Left,
    /// On the right hand.
    Right,
}

/// Whose ground may be taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Givers {
    /// Every cell's, but nothing blank.
    Cells,
    /// Blank ground only.
    Blanks,
    /// That of these labels, blank ones included if they are named.
    Only(Vec<Label>),
}

/// What every operation keeps to.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Rules {
    /// How far a drawn point may lie from a corner or a border to be taken for it, in
    /// lattice steps; at least [`Rules::LEAST_SNAP`], at most [`Rules::MOST_SNAP`].
    pub snap: i32,
    /// No operation makes a cell smaller than this, in square metres.
    pub least_m2: f64,
    /// Whether an operation may leave a cell in more pieces than it was in.
    pub in_pieces: bool,
    /// Whether a border that a line crosses may get a corner there. If not, the line is
    /// led through the nearest corner that there is, and no ring changes by a single
    /// byte but those of the cells named.
    pub new_corners: bool,
}

impl Rules {
    /// Corners nearer than this to a drawn line become part of it: eight lattice
    /// steps, nine centimetres. Without it a cut that ends a step beside a corner
    /// would turn the angle at that corner when it is rounded.
    pub const LEAST_SNAP: i32 = 8;

    /// No drawn point is taken for a corner or a border further away: about a kilometre.
    pub const MOST_SNAP: i32 = 100_000;

    /// The snap radius within these bounds.
    pub(super) fn reach(&self) -> i32 {
        self.snap.clamp(Rules::LEAST_SNAP, Rules::MOST_SNAP)
    }
}

impl Default for Rules {
    /// Nine centimetres, one square metre, in one piece, corners where they are drawn.
    fn default() -> Rules {
        Rules { snap: Rules::LEAST_SNAP, least_m2: 1.0, in_pieces: false, new_corners: true }
    }
}
