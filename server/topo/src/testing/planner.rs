//! A planner who draws at random: every kind of operation, near what is there.

use super::mixed;
use crate::drawing::{Drawing, Givers, Operation, Side};
use crate::{Bounds, Label, Point};

/// See the module. The same seed draws the same on every machine.
#[derive(Clone, Debug)]
pub struct Planner {
    state: u64,
    fresh: u32,
    /// Whether the outermost line is left alone: nothing is drawn on borders with
    /// [`Label::OUTSIDE`], and no ground is given to it or taken from it.
    pub keeps_to_the_unit: bool,
    /// With fewer cells than this no more are ended, only cut.
    pub least_cells: usize,
    /// The label that deleted ground is left to; [`Label::OUTSIDE`] unless set.
    pub blank: Label,
}

impl Planner {
    /// A planner whose new cells have labels from `fresh` on.
    pub fn new(seed: u64, fresh: u32) -> Planner {
        Planner {
            state: mixed(seed),
            fresh,
            keeps_to_the_unit: false,
            least_cells: 0,
            blank: Label::OUTSIDE,
        }
    }

    fn noise(&mut self) -> u64 {
        self.state = mixed(self.state);
        self.state
    }

    /// A number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        let noise = self.noise() >> 8;
        usize::try_from(noise % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// A number from minus `reach` to `reach`.
    fn stray(&mut self, reach: i32) -> i32 {
        let width = u64::from(reach.unsigned_abs()) * 2 + 1;
        i32::try_from((self.noise() >> 8) % width).unwrap_or(0) - reach
    }

    fn strayed(&mut self, p: Point, reach: i32) -> Point {
        Point::new(p.x + self.stray(reach), p.y + self.stray(reach))
    }

    fn new_label(&mut self) -> Label {
        self.fresh += 1;
        Label(self.fresh)
    }

    /// The next operation, and whether it was possible to think of one is up to the
    /// drawing: `None` where there is nothing left to draw on.
    pub fn next(&mut self, drawing: &Drawing) -> Option<Operation> {
        for _ in 0..50 {
            let number = self.noise();
            let border = drawing.any_border(number)?;
            let (points, left, right) = (border.points.to_vec(), border.left, border.right);
            let outer = left == Label::OUTSIDE || right == Label::OUTSIDE;
            if self.keeps_to_the_unit && outer {
                continue;
            }
            // Of the two sides the one that is a cell, either if both are.
            let swap = self.noise().is_multiple_of(2) && !drawing.is_blank(right);
            let (one, other) =
                if swap || drawing.is_blank(left) { (right, left) } else { (left, right) };
            if drawing.is_blank(one) {
                continue;
            }
            let bounds = Bounds::of(points.iter().copied())?;
            let wide = i64::from(bounds.max.x) - i64::from(bounds.min.x);
            let high = i64::from(bounds.max.y) - i64::from(bounds.min.y);
            let size = i32::try_from(wide.max(high).clamp(4, 50_000)).unwrap_or(4);
            let few = drawing.label_count() < self.least_cells;
            let drawn = match self.below(100) {
                57..70 | 92..95 if few => self.split(drawing, &points, one, size)?,
                0..30 => self.reshape(&points, one, other, size),
                30..42 => self.corner(&points, size),
                42..57 => self.split(drawing, &points, one, size)?,
                57..70 => Operation::Merge { cell: one, into: other },
                70..85 => Operation::HandOver {
                    ring: self.ring(&points, size),
                    from: if swap { Givers::Cells } else { Givers::Only(vec![one]) },
                    to: other,
                },
                85..88 => Operation::Relabel { from: one, to: self.new_label() },
                88..92 => Operation::Draw {
                    ring: self.ring(&points, size),
                    from: match self.below(3) {
                        0 => Givers::Only(vec![left, right]),
                        1 => Givers::Cells,
                        _ if self.keeps_to_the_unit => Givers::Only(vec![self.blank]),
                        _ => Givers::Blanks,
                    },
                    new: self.new_label(),
                },
                92..95 => {
                    Operation::Delete { cell: one, to: if swap { other } else { self.blank } }
                }
                95..98 => {
                    let place = self.below(points.len());
                    let at = self.strayed(points[place], size / 8);
                    Operation::Fill { at, new: self.new_label() }
                }
                _ => Operation::Simplify { cells: [one, other], area_m2: 20 },
            };
            let leaves_the_unit = match drawn {
                Operation::MoveCorner { from, .. } => drawing.meets_in(from, Label::OUTSIDE),
                // A hole in the unit is outside too.
                Operation::Fill { at, .. } => drawing.label_at(at) == Label::OUTSIDE,
                _ => false,
            };
            if self.keeps_to_the_unit && leaves_the_unit {
                continue;
            }
            return Some(drawn);
        }
        None
    }

    fn reshape(&mut self, points: &[Point], one: Label, other: Label, size: i32) -> Operation {
        let from = self.below(points.len() - 1);
        let to = from + 1 + self.below((points.len() - 1 - from).min(12));
        let mut line = vec![points[from]];
        for i in from..to {
            let middle = Bounds::of([points[i], points[i + 1]]).map_or(points[i], |b| b.middle());
            let length =
                (points[i + 1].x - points[i].x).abs().max((points[i + 1].y - points[i].y).abs());
            line.push(self.strayed(middle, (length / 2).clamp(1, size)));
        }
        line.push(points[to]);
        if self.below(4) == 0 {
            // Between corners rather than on one.
            line[0] = Bounds::of([points[from], points[from + 1]]).map_or(line[0], |b| b.middle());
        }
        Operation::Reshape { cells: [one, other], line }
    }

    fn corner(&mut self, points: &[Point], size: i32) -> Operation {
        let place = match self.below(3) {
            0 => 0,
            1 => points.len() - 1,
            _ => self.below(points.len()),
        };
        Operation::MoveCorner { from: points[place], to: self.strayed(points[place], size / 6 + 1) }
    }

    fn split(
        &mut self,
        drawing: &Drawing,
        points: &[Point],
        cell: Label,
        size: i32,
    ) -> Option<Operation> {
        let number = self.noise();
        let across = drawing.any_border_of(cell, number)?.points.to_vec();
        let (from, to) = (points[self.below(points.len())], across[self.below(across.len())]);
        // A little beyond the borders, as people draw.
        let beyond = |p: Point, other: Point| {
            Point::new(p.x + (p.x - other.x) / 8, p.y + (p.y - other.y) / 8)
        };
        let mut line = vec![self.strayed(beyond(from, to), size / 16 + 1)];
        if self.below(2) == 0 {
            let middle = Bounds::of([from, to])?.middle();
            line.push(self.strayed(middle, size / 5 + 1));
        }
        line.push(self.strayed(beyond(to, from), size / 16 + 1));
        if self.below(2) == 0 {
            let last = line.len() - 1;
            (line[0], line[last]) = (from, to);
        }
        if self.below(8) == 0 {
            line = self.ring(points, size / 2);
            line.push(line[0]);
        }
        let side = if self.below(2) == 0 { Side::Left } else { Side::Right };
        Some(Operation::Split { cell, line, new: self.new_label(), side })
    }

    /// A ring round a place on a border, mostly without crossing itself.
    fn ring(&mut self, points: &[Point], size: i32) -> Vec<Point> {
        let centre = points[self.below(points.len())];
        let radius = (size / 2).max(4);
        let radius = radius / 2 + self.stray(radius / 4);
        let corners = [(2, 0), (1, 1), (0, 2), (-1, 1), (-2, 0), (-1, -1), (0, -2), (1, -1)];
        let mut ring: Vec<Point> = corners
            .iter()
            .map(|&(x, y)| {
                let p = Point::new(centre.x + x * radius / 2, centre.y + y * radius / 2);
                self.strayed(p, radius / 5)
            })
            .collect();
        if self.below(2) == 0 {
            ring.reverse();
        }
        ring
    }
}
