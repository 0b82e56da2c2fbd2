//! The border rule: who holds a place on a border.
//!
//! The only rule there is. A place belongs to the face that holds the ground just
//! east of it, and just north where that too is border: the place moved by (e, e²)
//! for an e smaller than anything on the lattice. Where that ground is nobody's
//! (outside, or a Blank) it belongs to the first Leaf counter-clockwise from there.

use crate::atlas::{DivisionAtlas, FaceNo, around};
use topo::Point;

/// Who holds a place.
pub(super) enum Owner {
    /// The Leaf that holds the ground just east of it; it may be on its border.
    Holding(FaceNo),
    /// A Leaf on whose border it lies; the ground just east of it is no Leaf's.
    Touched(FaceNo),
    /// No Leaf, but a Blank that holds the ground just east of it.
    Blank(FaceNo),
    /// Neither Leaf nor Blank.
    Nobody,
}

/// The owner of a place by the border rule.
pub(super) fn owner(division: &DivisionAtlas, at: Point) -> Owner {
    match division.face_at(at) {
        Some(face) if !division.is_blank(face) => Owner::Holding(face),
        held => {
            let touching = division.leaves_touching(at);
            let first = touching.into_iter().min_by(|(_, a), (_, b)| around(*a, *b));
            match (first, held) {
                (Some((leaf, _)), _) => Owner::Touched(leaf),
                (None, Some(blank)) => Owner::Blank(blank),
                (None, None) => Owner::Nobody,
            }
        }
    }
}
