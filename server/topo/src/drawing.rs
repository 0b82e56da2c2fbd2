//! A partition on the drawing board: edited in place, one checked operation at a time.
//!
//! A [`Partition`] is canonical and never changes; a [`Drawing`] holds the same arcs,
//! nodes and labels so that one edit costs what it touches and not what there is. An
//! [`Operation`] says what was drawn, in coordinates and labels. [`Drawing::apply`]
//! tries it, looks at everything that it moved with exact predicates, and then either
//! keeps it and returns the [`Change`], or takes it back to the last byte and returns a
//! [`Refusal`] with a place.
//!
//! All operations go through one kernel:
//!
//! 1. *snap* drawn points to corners and borders nearby, and *node* the line with the
//!    borders that it crosses (`lay`);
//! 2. *cut* the arcs there and put the new ones in (`inlay`);
//! 3. *relabel* ground, side by side of each arc; no ground is computed as a polygon;
//! 4. *dissolve* arcs with one label on both sides, and join arcs where a node has become
//!    a plain corner (`trial`);
//! 5. *check* that fresh pieces meet others only in nodes, that labels agree round every
//!    touched node, that nothing was swept over, and that no cell fell apart (`check`).
//!
//! A face is nowhere stored. It is a walk along half-arcs, found when it is asked for
//! (`walk`). Half-arcs are numbered as in `plan`: `2a` forward, `2a + 1` backward.

mod cells;
mod change;
mod check;
mod corner;
mod glance;
mod hand_over;
mod inlay;
mod lay;
mod nearby;
mod operation;
mod owner;
mod refusal;
mod reshape;
mod split;
mod thin;
mod trial;
mod walk;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc as Shared;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::exact::around;
use crate::index::at;
use crate::{Label, Partition, Point, Shape};
use nearby::Nearby;

pub use change::{Border, Change, Stale};
pub use operation::{Givers, Operation, Rules, Side};
pub use refusal::Refusal;

/// See the module.
///
/// ```
/// use topo::drawing::{Drawing, Operation, Rules};
/// use topo::{Cell, Label, Partition, Point, Polygon, Shape};
/// let corners = [(0, 0), (4000, 0), (4000, 2000), (0, 2000)];
/// let outer = corners.map(|(x, y)| Point::new(x, y)).to_vec();
/// let ground = Shape(vec![Polygon { outer, holes: vec![] }]);
/// let before = Partition::from_cells(&[Cell { label: Label(1), shape: &ground }]).expect("clean");
///
/// let mut drawing = Drawing::of(&before);
/// let line = vec![Point::new(2000, -50), Point::new(2000, 2050)];
/// let split = Operation::Split { cell: Label(1), line, new: Label(2), side: Default::default() };
/// let change = drawing.apply(&split, &Rules::default()).expect("a straight cut");
/// assert_eq!(drawing.area2(Label(1)), drawing.area2(Label(2)));
///
/// drawing.enact(&change.inverse()).expect("nothing has been drawn since");
/// assert_eq!(drawing.partition(), before);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The arcs by number; a number without an arc is in `free` or about to be.
    arcs: Vec<Option<Border>>,
    free: Vec<u32>,
    /// The half-arcs that leave each node, counter-clockwise from east. A closed arc
    /// that meets no other has a node of its own at its smallest point.
    nodes: FxHashMap<Point, Vec<u32>>,
    /// What borders each label's ground.
    cells: FxHashMap<Label, Ground>,
    blanks: FxHashSet<Label>,
    nearby: Nearby,
}

/// The borders of one label's ground, and how much it is.
#[derive(Clone, Debug, Default)]
struct Ground {
    /// The half-arcs with the label on their left.
    halves: BTreeSet<u32>,
    /// Twice the area they enclose.
    area2: i128,
}

impl Drawing {
    /// Puts a partition on the board.
    pub fn of(partition: &Partition) -> Drawing {
        let mut drawing = Drawing::default();
        for arc in partition.arcs() {
            drawing.put(Border {
                points: Shared::from(arc.points),
                left: arc.left,
                right: arc.right,
            });
        }
        drawing.nearby = Nearby::of(&drawing.arcs);
        drawing
    }

    /// The same with labels that stand for ground no cell holds, such as a parent's
    /// own. Blank ground may lie in any number of pieces of any size, and cells may be
    /// put in it. [`Label::OUTSIDE`] is always blank.
    #[must_use]
    pub fn with_blanks(mut self, blanks: impl IntoIterator<Item = Label>) -> Drawing {
        self.blanks.extend(blanks);
        self
    }

    /// From now on a label stands for ground that no cell holds, or no longer.
    pub fn set_blank(&mut self, label: Label, is_blank: bool) {
        if is_blank {
            self.blanks.insert(label);
        } else {
            self.blanks.remove(&label);
        }
    }

    /// What is on the board, as a canonical partition. Equal ground is equal bytes,
    /// whatever was drawn to get there.
    pub fn partition(&self) -> Partition {
        Partition::of_borders(self.borders().map(|b| (&*b.points, b.left, b.right)))
    }

    /// All arcs, in no order.
    pub fn borders(&self) -> impl Iterator<Item = &Border> {
        self.arcs.iter().flatten()
    }

    /// All labels that hold ground, sorted; [`Label::OUTSIDE`] is the last one.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels: Vec<Label> = self.cells.keys().copied().collect();
        labels.sort_unstable();
        labels
    }

    /// Whether a label holds ground.
    pub fn holds(&self, label: Label) -> bool {
        self.cells.contains_key(&label)
    }

    /// Whether a label stands for ground that no cell holds.
    pub fn is_blank(&self, label: Label) -> bool {
        label == Label::OUTSIDE || self.blanks.contains(&label)
    }

    /// The ground of one label, as [`Partition::shape`] gives it.
    pub fn shape(&self, label: Label) -> Shape {
        let only = |side| if side == label { Label(0) } else { Label::OUTSIDE };
        let around = self.halves(label).map(|half| half >> 1).collect::<BTreeSet<u32>>();
        let borders = around.into_iter().map(|arc| {
            let border = self.arc(arc);
            (&*border.points, only(border.left), only(border.right))
        });
        if label == Label::OUTSIDE {
            let turned = borders.map(|(points, left, right)| (points, flip(left), flip(right)));
            return Partition::of_borders(turned).shape(Label::OUTSIDE);
        }
        Partition::of_borders(borders).shape(Label(0))
    }

    /// Twice the area of a label's ground in lattice units, exactly, without adding
    /// anything up; for [`Label::OUTSIDE`] that of its enclosed ground less the ground
    /// of everything in the unbounded one.
    pub fn area2(&self, label: Label) -> i128 {
        self.cells.get(&label).map_or(0, |ground| ground.area2)
    }

    /// The labels on the other side of a label's borders, sorted.
    pub fn neighbours(&self, label: Label) -> Vec<Label> {
        let beyond = self.halves(label).map(|half| self.left(half ^ 1));
        beyond.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// An arc by any number, counted on from it where none has it.
    pub(crate) fn any_border(&self, number: u64) -> Option<&Border> {
        let count = u64::try_from(self.arcs.len()).unwrap_or(u64::MAX).max(1);
        let first = usize::try_from(number % count).unwrap_or(0);
        self.arcs[first..].iter().chain(&self.arcs[..first]).flatten().next()
    }

    /// One of a label's borders by any number.
    pub(crate) fn any_border_of(&self, label: Label, number: u64) -> Option<&Border> {
        let count = u64::try_from(self.halves(label).count()).unwrap_or(u64::MAX).max(1);
        let half = self.halves(label).nth(usize::try_from(number % count).unwrap_or(0))?;
        Some(self.arc(half >> 1))
    }

    /// How many labels hold ground.
    pub(crate) fn label_count(&self) -> usize {
        self.cells.len()
    }

    /// Whether a label holds ground at a node.
    pub(crate) fn meets_in(&self, node: Point, label: Label) -> bool {
        self.leaving(node).iter().any(|&half| self.left(half) == label)
    }

    /// The half-arcs with a label on their left.
    fn halves(&self, label: Label) -> impl Iterator<Item = u32> {
        self.cells.get(&label).into_iter().flat_map(|ground| &ground.halves).copied()
    }

    fn arc(&self, arc: u32) -> &Border {
        self.arcs[at(arc)].as_ref().expect("only arcs on the board are numbered in nodes and cells")
    }

    /// The label on the left of a half-arc.
    fn left(&self, half: u32) -> Label {
        let border = self.arc(half >> 1);
        if half & 1 == 0 { border.left } else { border.right }
    }

    /// The first two points of a half-arc.
    fn departure(&self, half: u32) -> (Point, Point) {
        let points = &self.arc(half >> 1).points;
        let n = points.len();
        if half & 1 == 0 { (points[0], points[1]) } else { (points[n - 1], points[n - 2]) }
    }

    /// The half-arcs that leave a point, counter-clockwise from east.
    fn leaving(&self, node: Point) -> &[u32] {
        self.nodes.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The half-arc that leaves a node towards a point.
    fn towards(&self, node: Point, next: Point) -> Option<u32> {
        self.leaving(node).iter().copied().find(|&half| self.departure(half).1 == next)
    }

    /// Puts an arc into the tables under a number, all but the index of places. The
    /// border must run the canonical way.
    fn put_as(&mut self, arc: u32, border: Border) {
        let swept = border.swept();
        let sides = [(2 * arc, border.left, swept), (2 * arc + 1, border.right, -swept)];
        self.arcs[at(arc)] = Some(border);
        for (half, label, swept) in sides {
            let (from, to) = self.departure(half);
            let mut round = self.nodes.remove(&from).unwrap_or_default();
            let before = |&other: &u32| around(from, self.departure(other).1, to) == Ordering::Less;
            let place = round.partition_point(before);
            round.insert(place, half);
            self.nodes.insert(from, round);
            self.list(half, label, swept);
        }
    }

    /// Takes an arc out of the tables, all but the index of places. Its number stays
    /// taken until it is freed.
    fn take(&mut self, arc: u32) -> Border {
        let swept = self.arc(arc).swept();
        for (half, swept) in [(2 * arc, swept), (2 * arc + 1, -swept)] {
            let (from, _) = self.departure(half);
            if let Some(round) = self.nodes.get_mut(&from) {
                round.retain(|&other| other != half);
                if round.is_empty() {
                    self.nodes.remove(&from);
                }
            }
            self.unlist(half, swept);
        }
        self.arcs[at(arc)].take().expect("the arc was there")
    }

    /// Changes whose ground is on the left of a half-arc.
    fn relabel(&mut self, half: u32, label: Label) {
        let swept = self.swept(half);
        self.unlist(half, swept);
        self.list(half, label, swept);
        if let Some(border) = self.arcs[at(half >> 1)].as_mut() {
            *(if half & 1 == 0 { &mut border.left } else { &mut border.right }) = label;
        }
    }

    /// Notes a half-arc, and the area it sweeps, with the label on its left.
    fn list(&mut self, half: u32, label: Label, swept: i128) {
        let ground = self.cells.entry(label).or_default();
        ground.halves.insert(half);
        ground.area2 += swept;
    }

    fn unlist(&mut self, half: u32, swept: i128) {
        let label = self.left(half);
        if let Some(ground) = self.cells.get_mut(&label) {
            ground.halves.remove(&half);
            ground.area2 -= swept;
            if ground.halves.is_empty() {
                self.cells.remove(&label);
            }
        }
    }
}

/// The other of the two labels that [`Drawing::shape`] tells apart.
fn flip(label: Label) -> Label {
    if label == Label::OUTSIDE { Label(0) } else { Label::OUTSIDE }
}
