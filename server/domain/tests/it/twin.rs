//! The slow twin of the border rule: every edge of every face is looked at, and the
//! moved place is really moved, in integers with room below the lattice.

use domain::topo::{Point, Shape};
use domain::{AreaId, Contents};
use std::cmp::Ordering;

/// Parts of a lattice step. Towns of the twin are below 2^8 steps wide and their
/// edges below 2^5 steps long, so nothing comes nearer to a lattice point than 2^-6.
const STEP: i128 = 1 << 30;

/// The place moved by (e, e²), e being 2^-12 of a step.
const MOVED: Offset = (1 << 18, 1 << 6);

type Offset = (i128, i128);

/// What the twin says of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The Leaf, and all Leaves on whose border the place lies, by id.
    Leaf(AreaId, Vec<AreaId>),
    Blank(AreaId),
    Nobody,
}

/// Every Leaf and Blank of a release.
pub(crate) struct Twin<'a> {
    leaves: Vec<(AreaId, &'a Shape)>,
    blanks: Vec<(AreaId, &'a Shape)>,
}

impl<'a> Twin<'a> {
    pub(crate) fn of(contents: &'a Contents) -> Self {
        let is_parent = |id| contents.areas.iter().any(|row| row.area.parent == Some(id));
        let leaves = contents.areas.iter().filter(|row| !is_parent(row.area.id));
        Self {
            leaves: leaves.map(|row| (row.area.id, &row.shape)).collect(),
            blanks: contents.blanks.iter().map(|row| (row.parent, &row.shape)).collect(),
        }
    }

    pub(crate) fn leaves(&self) -> impl Iterator<Item = (AreaId, &'a Shape)> {
        self.leaves.iter().copied()
    }

    pub(crate) fn owner(&self, at: Point) -> Owner {
        let mut touching: Vec<AreaId> = self
            .leaves()
            .filter(|(_, shape)| edges(shape).any(|(a, b)| on_edge(a, b, at)))
            .map(|(id, _)| id)
            .collect();
        touching.sort();
        let held = |faces: &[(AreaId, &Shape)], offset| {
            let mut holding = faces.iter().filter(|(_, shape)| holds(shape, at, offset));
            let first = holding.next().map(|(id, _)| *id);
            assert!(holding.next().is_none(), "two faces hold {at:?}");
            first
        };
        if let Some(leaf) = held(&self.leaves, MOVED) {
            return Owner::Leaf(leaf, touching);
        }
        if !touching.is_empty() {
            // Look into every sector round the place, counter-clockwise from east.
            let first = self.sectors(at).into_iter().find_map(|into| held(&self.leaves, into));
            return Owner::Leaf(first.expect("a leaf touches"), touching);
        }
        held(&self.blanks, MOVED).map_or(Owner::Nobody, Owner::Blank)
    }

    /// An offset into each sector between two neighbouring edges at a place.
    fn sectors(&self, at: Point) -> Vec<Offset> {
        let mut rays: Vec<Offset> = vec![(1, 0), (0, 1), (-1, 0), (0, -1)];
        for (_, shape) in self.leaves.iter().chain(&self.blanks) {
            for (a, b) in edges(shape).filter(|(a, b)| on_edge(*a, *b, at)) {
                rays.extend([a, b].map(|end| minus(end, at)).into_iter().filter(|r| *r != (0, 0)));
            }
        }
        rays.sort_by(|a, b| around(*a, *b));
        rays.dedup_by(|a, b| around(*a, *b).is_eq());
        let next = rays.iter().skip(1).chain(&rays[..1]);
        let between = rays.iter().zip(next).map(|(a, b)| {
            let (long_a, long_b) = (a.0.abs() + a.1.abs(), b.0.abs() + b.1.abs());
            (a.0 * long_b + b.0 * long_a, a.1 * long_b + b.1 * long_a)
        });
        between.collect()
    }
}

fn edges(shape: &Shape) -> impl Iterator<Item = (Point, Point)> {
    shape.rings().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
}

fn minus(b: Point, a: Point) -> Offset {
    (i128::from(b.x) - i128::from(a.x), i128::from(b.y) - i128::from(a.y))
}

fn cross(a: Offset, b: Offset) -> i128 {
    a.0 * b.1 - a.1 * b.0
}

fn on_edge(a: Point, b: Point, at: Point) -> bool {
    let (from, to) = (minus(a, at), minus(b, at));
    cross(from, to) == 0 && from.0 * to.0 + from.1 * to.1 <= 0
}

/// Even-odd along a ray to the east from the moved place.
fn holds(shape: &Shape, at: Point, offset: Offset) -> bool {
    let fine = |p: Point| {
        let (x, y) = minus(p, at);
        (x * STEP - offset.0, y * STEP - offset.1)
    };
    let crossed = edges(shape).filter(|(a, b)| {
        let (a, b) = (fine(*a), fine(*b));
        let (low, high) = if a.1 < b.1 { (a, b) } else { (b, a) };
        low.1 <= 0 && high.1 > 0 && cross(low, high) > 0
    });
    crossed.count() % 2 == 1
}

/// Counter-clockwise from east, east itself first.
fn around(a: Offset, b: Offset) -> Ordering {
    let lower = |r: Offset| r.1 < 0 || (r.1 == 0 && r.0 < 0);
    lower(a).cmp(&lower(b)).then_with(|| cross(b, a).cmp(&0))
}
