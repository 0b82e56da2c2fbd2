//! Why an operation was refused. The drawing is unchanged in every case.

use std::fmt;

use crate::{Label, Point};

/// Why an operation was not done, and where.
///
/// The sentences speak of cells by their labels; who knows their names should say it
/// with the facts in the variants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The new border would cross or touch another one.
    #[error("the line meets {} here; borders may meet in corners only", Beside(.cells))]
    MeetsBorder {
        /// Where.
        at: Point,
        /// Whose border.
        cells: Vec<Label>,
    },
    /// The drawn line meets itself.
    #[error("the line meets itself here")]
    MeetsItself {
        /// Where.
        at: Point,
    },
    /// Something lies between the old border and the new one.
    #[error("{} would end up on the wrong side of the new border", Beside(.cells))]
    SweepsOver {
        /// A place in it.
        at: Point,
        /// What is in the way.
        cells: Vec<Label>,
    },
    /// The borders that meet in a node would follow each other in another order.
    #[error("the borders that meet here would change places")]
    Twists {
        /// The node.
        at: Point,
    },
    /// Borders lie so close together that none fits between them.
    #[error(
        "borders lie too close together here for the line to pass; zoom in or use their corners"
    )]
    TooTight {
        /// Where.
        at: Point,
    },
    /// The line is no line: too few different points.
    #[error("the line needs at least {least} different points")]
    TooShort {
        /// How many it needs.
        least: usize,
        /// Where it is.
        at: Point,
    },
    /// The points of a line spread over more than half the globe.
    #[error("a point lies outside the map")]
    OffTheMap {
        /// The point.
        at: Point,
    },
    /// A label that holds no ground.
    #[error("{} holds no ground", Named(*.cell))]
    NoSuchCell {
        /// The label.
        cell: Label,
    },
    /// A label for a new cell that is in use.
    #[error("{} is there already", Named(*.cell))]
    Taken {
        /// The label.
        cell: Label,
    },
    /// An operation between a cell and itself, or on ground that no cell holds.
    #[error("this cannot be done with {}", Named(*.cell))]
    NotForThis {
        /// The label.
        cell: Label,
    },
    /// No border between the two cells near the place.
    #[error("{} and {} have no border with each other here", Named(.cells[0]), Named(.cells[1]))]
    NoBorder {
        /// Where one was looked for.
        at: Point,
        /// The two.
        cells: [Label; 2],
    },
    /// No corner near the place.
    #[error("there is no corner here")]
    NoCorner {
        /// Where one was looked for.
        at: Point,
    },
    /// The cells only touch in a point, or not at all.
    #[error("{} and {} are not neighbours", Named(.cells[0]), Named(.cells[1]))]
    NotNeighbours {
        /// The two.
        cells: [Label; 2],
    },
    /// A cut that ends within the cell.
    #[error("the line ends inside {}; draw it on to the border", Named(*.cell))]
    EndsInside {
        /// The loose end.
        at: Point,
        /// The cell.
        cell: Label,
    },
    /// A cut that does not come through the cell.
    #[error("the line does not come through {}", Named(*.cell))]
    Misses {
        /// Where the line begins.
        at: Point,
        /// The cell.
        cell: Label,
    },
    /// A cut that leaves the cell whole, from its outline to an enclave in it.
    #[error("{} is still in one piece; draw the line through it from side to side", Named(*.cell))]
    LeavesWhole {
        /// Where the cut begins.
        at: Point,
        /// The cell.
        cell: Label,
    },
    /// A cut that makes more than two pieces.
    #[error("the line comes through {} more than once; cut one piece at a time", Named(*.cell))]
    CutsAgain {
        /// Where it comes through again.
        at: Point,
        /// The cell.
        cell: Label,
    },
    /// Nothing would change.
    #[error("nothing would change")]
    Nothing {
        /// Where.
        at: Point,
    },
    /// The place to be filled belongs to a cell.
    #[error("this place belongs to {}", Named(*.cell))]
    NotBlank {
        /// The place.
        at: Point,
        /// Whose it is.
        cell: Label,
    },
    /// The blank at the place is the world outside.
    #[error("the ground here is not enclosed; draw the outline of the new cell")]
    NotEnclosed {
        /// The place.
        at: Point,
    },
    /// A cell that should stay would hold no ground any more.
    #[error("nothing would be left of {}; merge or delete it instead", Named(*.cell))]
    Vanishes {
        /// A place that it held.
        at: Point,
        /// The cell.
        cell: Label,
    },
    /// A cell would fall apart.
    #[error("{} would be in {pieces} pieces", Named(*.cell))]
    InPieces {
        /// A place in the smallest of them.
        at: Point,
        /// The cell.
        cell: Label,
        /// How many.
        pieces: usize,
    },
    /// A cell would be smaller than any real one.
    #[error("{} would be left with less ground than a cell may have", Named(*.cell))]
    TooSmall {
        /// A place in it.
        at: Point,
        /// The cell.
        cell: Label,
    },
}

impl Refusal {
    /// Where to look; none if a label alone was at fault.
    pub fn at(&self) -> Option<Point> {
        use Refusal as R;
        match *self {
            R::MeetsBorder { at, .. }
            | R::MeetsItself { at }
            | R::SweepsOver { at, .. }
            | R::Twists { at }
            | R::TooTight { at }
            | R::TooShort { at, .. }
            | R::OffTheMap { at }
            | R::NoBorder { at, .. }
            | R::NoCorner { at }
            | R::EndsInside { at, .. }
            | R::Misses { at, .. }
            | R::LeavesWhole { at, .. }
            | R::CutsAgain { at, .. }
            | R::Nothing { at }
            | R::NotBlank { at, .. }
            | R::NotEnclosed { at }
            | R::Vanishes { at, .. }
            | R::InPieces { at, .. }
            | R::TooSmall { at, .. } => Some(at),
            R::NoSuchCell { .. }
            | R::Taken { .. }
            | R::NotForThis { .. }
            | R::NotNeighbours { .. } => None,
        }
    }
}

/// A label in a sentence.
struct Named(Label);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Label::OUTSIDE => f.write_str("the outside"),
            Label(number) => write!(f, "cell {number}"),
        }
    }
}

/// Labels in a sentence.
struct Beside<'a>(&'a [Label]);

impl fmt::Display for Beside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, &label) in self.0.iter().enumerate() {
            let between = match i {
                0 => "",
                _ if i + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{between}{}", Named(label))?;
        }
        Ok(())
    }
}
