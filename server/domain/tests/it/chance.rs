//! Chance that can be repeated: numbers and towns from a seed.

use domain::testing::Town;
use domain::topo::Point;

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let b = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let c = (b ^ (b >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        c ^ (c >> 31)
    }

    /// At least 0 and below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.bits() % bound as u64).unwrap()
    }

    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + i32::try_from(self.below(usize::try_from(high - low + 1).unwrap())).unwrap()
    }

    /// A circular normal error with this standard deviation (Box and Muller, 1958).
    pub(crate) fn error(&mut self, sigma: f64) -> [f64; 2] {
        let radius = sigma * (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let (sin, cos) = (self.unit() * std::f64::consts::TAU).sin_cos();
        [radius * cos, radius * sin]
    }

    /// A lattice point of a box.
    pub(crate) fn point(&mut self, low: Point, high: Point) -> Point {
        Point::new(self.between(low.x, high.x), self.between(low.y, high.y))
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A town of random letters: areas in one piece, in several, with holes and enclaves
/// in them, beside ground that is nobody's and, under communities, Blanks.
pub(crate) fn town(seed: u64, columns: usize, rows: usize, letters: usize) -> Town {
    let mut chance = Chance(seed);
    let mut cells = vec![vec!['.'; columns]; rows];
    // Most cells go on with the letter to the west or north, so that areas grow.
    for row in 0..rows {
        for column in 0..columns {
            cells[row][column] = match chance.below(10) {
                0 => '.',
                1..=3 if column > 0 => cells[row][column - 1],
                4..=6 if row > 0 => cells[row - 1][column],
                _ => char::from(b'A' + u8::try_from(chance.below(letters)).unwrap()),
            };
        }
    }
    // Every letter lies in one community; a dot in any, or in none.
    let of_letter: Vec<char> = (0..letters).map(|_| ['x', 'y', 'z'][chance.below(3)]).collect();
    let mut community = |letter: char| match letter {
        '.' => ['x', 'y', '.', '.'][chance.below(4)],
        _ => of_letter[usize::try_from(u32::from(letter) - u32::from('A')).unwrap()],
    };
    let above: Vec<Vec<char>> =
        cells.iter().map(|row| row.iter().map(|letter| community(*letter)).collect()).collect();
    // A community of dots alone would be a leaf, not a parent with a blank.
    let has_grid = |wanted: char| {
        let mut pairs = cells.iter().flatten().zip(above.iter().flatten());
        pairs.any(|(grid, community)| *community == wanted && *grid != '.')
    };
    let kept = ['x', 'y', 'z'].map(|letter| (letter, has_grid(letter)));
    let above: Vec<String> = above
        .iter()
        .map(|row| row.iter().map(|c| if kept.contains(&(*c, true)) { *c } else { '.' }).collect())
        .collect();
    let cells: Vec<String> = cells.iter().map(|row| row.iter().collect()).collect();
    Town::drawn(&cells.join("\n")).under(&above.join("\n")).bent(seed)
}

/// The corners of the picture, with a margin in lattice steps all round.
pub(crate) fn frame(town: &Town, margin: i32) -> (Point, Point) {
    let (columns, rows) = town.size();
    let (low, high) = (town.corner(0, rows), town.corner(columns, 0));
    (Point::new(low.x - margin, low.y - margin), Point::new(high.x + margin, high.y + margin))
}
