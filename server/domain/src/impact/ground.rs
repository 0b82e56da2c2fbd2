//! Which ground changed hands: what labels held before, laid over what they hold now.

use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use topo::{Arrangement, Bounds, Cell, FaceId, Label, Shape, plane};

/// A piece of ground that was somebody else's.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(super) shape: Shape,
    pub(crate) area_m2: f64,
}

/// Ground thinner than this on average is what rounding left, in metres: a border that
/// got one more corner runs a step beside where it ran.
const THIN_M: f64 = 0.02;

/// Some labels' ground before and after.
#[derive(Default)]
pub(crate) struct Overlay<'a> {
    pub(crate) before: Vec<(Label, &'a Shape)>,
    pub(crate) after: Vec<(Label, &'a Shape)>,
}

impl Overlay<'_> {
    /// Every piece by who held it and who holds it. What nobody among the labels held
    /// or holds is [`Label::OUTSIDE`]'s.
    pub(super) fn pieces(&self) -> BTreeMap<(Label, Label), Piece> {
        self.pieces_where(|from, to| from != to)
    }

    /// The same of the pieces that are wanted.
    pub(crate) fn pieces_where(
        &self,
        wanted: impl Fn(Label, Label) -> bool,
    ) -> BTreeMap<(Label, Label), Piece> {
        let numbered = (0..).zip(self.before.iter().chain(&self.after));
        let cells: Vec<Cell<'_>> =
            numbered.map(|(number, (_, shape))| Cell { label: Label(number), shape }).collect();
        let arrangement = Arrangement::of(&cells);
        let mut faces: BTreeMap<(Label, Label), Vec<FaceId>> = BTreeMap::new();
        for face in arrangement.faces() {
            let (mut from, mut to) = (Label::OUTSIDE, Label::OUTSIDE);
            for claim in arrangement.claims(face) {
                let number = claim.0 as usize;
                match self.before.get(number) {
                    Some((label, _)) => from = *label,
                    None => to = self.after[number - self.before.len()].0,
                }
            }
            let is_somebodys = from != Label::OUTSIDE || to != Label::OUTSIDE;
            if is_somebodys && wanted(from, to) {
                faces.entry((from, to)).or_default().push(face);
            }
        }
        let pieces = faces.into_iter().map(|(pair, faces)| {
            let shape = arrangement.shape_of(&faces);
            (pair, Piece { area_m2: plane::area_m2(&shape), shape })
        });
        pieces.filter(|(_, piece)| !piece.is_thin()).collect()
    }
}

impl Piece {
    fn is_thin(&self) -> bool {
        let round: f64 = self.shape.rings().map(plane::perimeter_m).sum();
        2.0 * self.area_m2 < THIN_M * round
    }
}

/// Several shapes as one, without the borders between them.
pub(super) fn together<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Shape {
    let shapes: Vec<&Shape> = shapes.collect();
    if let [one] = shapes[..] {
        return one.clone();
    }
    let cells: Vec<Cell<'_>> = shapes.iter().map(|shape| Cell { label: Label(0), shape }).collect();
    let arrangement = Arrangement::of(&cells);
    let held: Vec<FaceId> =
        arrangement.faces().filter(|face| !arrangement.claims(*face).is_empty()).collect();
    arrangement.shape_of(&held)
}

/// The box round some boxes.
pub(super) fn round_all(boxes: impl IntoIterator<Item = Bounds>) -> Option<Bounds> {
    Bounds::of(boxes.into_iter().flat_map(|bounds| [bounds.min, bounds.max]))
}

/// Whether two boxes touch.
pub(super) fn touch(a: &Bounds, b: &Bounds) -> bool {
    a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y
}

/// Pieces of a label, by the label on the other side of the move.
pub(super) type Pieces = FxHashMap<Label, BTreeMap<Label, Piece>>;
