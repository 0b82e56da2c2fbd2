//! Line pieces on the lattice: exact tests, and a grid that finds them.

use domain::topo::{Bounds, Point};

/// The sides of a closed ring whose first point is not repeated.
pub(crate) fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    let before = ring.iter().copied().cycle().skip(ring.len().saturating_sub(1));
    before.zip(ring.iter().copied())
}

/// Twice the area of the triangle: positive where `c` is left of the line from `a` to `b`.
pub(crate) fn turn(a: Point, b: Point, c: Point) -> i128 {
    let minus =
        |p: Point, q: Point| (i64::from(p.x) - i64::from(q.x), i64::from(p.y) - i64::from(q.y));
    let ((ux, uy), (vx, vy)) = (minus(b, a), minus(c, a));
    i128::from(ux) * i128::from(vy) - i128::from(uy) * i128::from(vx)
}

/// Whether the walk from `a` to `b` goes through the wall from `p` to `q`.
///
/// A walk that ends on the wall does not go through it. A wall's own end counts to
/// one side, so that a walk through the joint of two walls goes through exactly one.
pub(crate) fn crosses([a, b]: [Point; 2], [p, q]: [Point; 2]) -> bool {
    let (from, to) = (turn(p, q, a).signum(), turn(p, q, b).signum());
    from * to < 0 && (turn(a, b, p) >= 0) != (turn(a, b, q) >= 0)
}

/// Whether a point lies inside a ring, by counting sides to the east of it.
pub(crate) fn inside(ring: &[Point], p: Point) -> bool {
    let mut odd = false;
    for (a, b) in sides(ring) {
        if (a.y > p.y) != (b.y > p.y) && (turn(a, b, p) > 0) == (b.y > a.y) {
            odd = !odd;
        }
    }
    odd
}

/// Pieces by the squares they run through. Squares are as wide as high on the ground
/// near the middle; the grid is laid out once.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    min: Point,
    /// Width and height of a square in lattice steps.
    square: [i64; 2],
    /// Lattice steps of latitude that a square measures at least, wherever it lies.
    narrow: f64,
    /// Squares from west to east, and from south to north.
    count: [i64; 2],
    /// Where a square's entries begin; one more at the end.
    first: Vec<u32>,
    entries: Vec<u32>,
}

/// Squares of that many metres are tried first.
const SQUARE_M: f64 = 50.0;
/// Lattice steps in a metre of latitude.
const STEPS_M: f64 = 90.0;

impl Grid {
    /// A grid over the pieces among `0..count` that have ends.
    pub(crate) fn over(count: u32, ends: impl Fn(u32) -> Option<[Point; 2]>) -> Grid {
        let all = (0..count).filter_map(&ends).flatten();
        let Some(bounds) = Bounds::of(all) else { return Grid::empty() };
        let mut grid = Grid::layout(bounds, count);
        grid.first = vec![0; usize::try_from(grid.count[0] * grid.count[1]).unwrap_or(0) + 1];
        for piece in 0..count {
            if let Some(ends) = ends(piece) {
                grid.run(ends, |first, square| first[square + 1] += 1);
            }
        }
        for square in 1..grid.first.len() {
            grid.first[square] += grid.first[square - 1];
        }
        grid.entries = vec![0; *grid.first.last().unwrap_or(&0) as usize];
        let mut entries = std::mem::take(&mut grid.entries);
        for piece in 0..count {
            if let Some(ends) = ends(piece) {
                grid.run(ends, |first, square| {
                    entries[first[square] as usize] = piece;
                    first[square] += 1;
                });
            }
        }
        // Filling moved each start to the next square's.
        grid.first.rotate_right(1);
        grid.first[0] = 0;
        grid.entries = entries;
        grid
    }

    pub(crate) fn empty() -> Grid {
        let (first, entries) = (Vec::new(), Vec::new());
        Grid { min: Point::new(0, 0), square: [1; 2], narrow: 1.0, count: [0; 2], first, entries }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a square is smaller than the globe"
    )]
    fn layout(bounds: Bounds, pieces: u32) -> Grid {
        let across = bounds.middle().lat().to_radians().cos().max(0.05);
        let mut square = [(SQUARE_M * STEPS_M / across) as i64, (SQUARE_M * STEPS_M) as i64];
        let size = [
            i64::from(bounds.max.x) - i64::from(bounds.min.x),
            i64::from(bounds.max.y) - i64::from(bounds.min.y),
        ];
        loop {
            let count = [size[0] / square[0] + 1, size[1] / square[1] + 1];
            // Two towns far apart need no squares in between.
            if count[0] * count[1] <= 2 * i64::from(pieces) + 1_000 {
                // Columns narrow towards the poles.
                let farthest = bounds.min.lat().abs().max(bounds.max.lat().abs());
                let least = farthest.to_radians().cos().max(0.0);
                let narrow = (square[0] as f64 * least).min(square[1] as f64) * 0.9;
                return Grid { min: bounds.min, square, narrow, count, ..Grid::empty() };
            }
            square = square.map(|side| side * 3 / 2);
        }
    }

    fn column(&self, x: i64) -> i64 {
        ((x - i64::from(self.min.x)).div_euclid(self.square[0])).clamp(0, self.count[0] - 1)
    }

    fn row(&self, y: i64) -> i64 {
        ((y - i64::from(self.min.y)).div_euclid(self.square[1])).clamp(0, self.count[1] - 1)
    }

    /// Calls for each square a piece runs through, row by row.
    fn run(&mut self, ends: [Point; 2], mut enter: impl FnMut(&mut [u32], usize)) {
        let mut first = std::mem::take(&mut self.first);
        self.squares(ends, |square| enter(&mut first, square));
        self.first = first;
    }

    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        reason = "squares fit memory"
    )]
    fn squares(&self, [a, b]: [Point; 2], mut enter: impl FnMut(usize)) {
        let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (ax, ay, bx, by) = (i64::from(a.x), i64::from(a.y), i64::from(b.x), i64::from(b.y));
        for row in self.row(ay)..=self.row(by) {
            // The part of the piece inside this row, one step wider for rounding.
            let low = i64::from(self.min.y) + row * self.square[1];
            let x_at = |y: i64| {
                let y = y.clamp(ay, by);
                if by == ay {
                    return ax;
                }
                let run = i128::from(bx - ax) * i128::from(y - ay) / i128::from(by - ay);
                ax + run as i64
            };
            let (from, to) =
                if by == ay { (ax, bx) } else { (x_at(low), x_at(low + self.square[1])) };
            let columns = self.column(from.min(to) - 1)..=self.column(from.max(to) + 1);
            for column in columns {
                enter((row * self.count[0] + column) as usize);
            }
        }
    }

    /// Whether any piece in the squares that the walk from `a` to `b` runs through is
    /// one that `hit` wants. A piece may be shown more than once.
    pub(crate) fn any(&self, ends: [Point; 2], mut hit: impl FnMut(u32) -> bool) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        let mut found = false;
        self.squares(ends, |square| {
            found = found || self.entries_of(square).iter().any(|&piece| hit(piece));
        });
        found
    }

    fn entries_of(&self, square: usize) -> &[u32] {
        &self.entries[self.first[square] as usize..self.first[square + 1] as usize]
    }

    /// Shows the pieces around a point in growing rings of squares. `show` answers the
    /// distance in lattice steps of latitude beyond which no piece matters any more.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "squares fit memory"
    )]
    pub(crate) fn around(&self, at: Point, most: f64, mut show: impl FnMut(u32) -> f64) {
        if self.entries.is_empty() {
            return;
        }
        let (x, y) = (
            (i64::from(at.x) - i64::from(self.min.x)).div_euclid(self.square[0]),
            (i64::from(at.y) - i64::from(self.min.y)).div_euclid(self.square[1]),
        );
        let mut most = most;
        // A point outside begins with the ring that touches the grid.
        let outside = |at: i64, count: i64| (-at).max(at - (count - 1)).max(0);
        let mut ring = outside(x, self.count[0]).max(outside(y, self.count[1]));
        // A ring's squares are at least this far away.
        while (ring - 1).max(0) as f64 * self.narrow <= most {
            for row in (y - ring).max(0)..=(y + ring).min(self.count[1] - 1) {
                let rim = row == y - ring || row == y + ring;
                let step = if rim || ring == 0 { 1 } else { 2 * ring };
                let mut column = x - ring;
                if rim {
                    column = column.max(0);
                }
                while column <= (x + ring).min(self.count[0] - 1) {
                    if column >= 0 {
                        for &piece in self.entries_of((row * self.count[0] + column) as usize) {
                            most = show(piece);
                        }
                    }
                    column += step;
                }
            }
            ring += 1;
            if ring
                > self.count[0].max(self.count[1])
                    + outside(x, self.count[0]).max(outside(y, self.count[1]))
            {
                return;
            }
        }
    }
}
