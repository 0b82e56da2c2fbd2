//! Walks round the cells that are in time.

use super::gates::Gate;
use super::{Field, Scratch};

/// One limit and its neighbours among the limits of the same picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    /// Cells up to this time are within.
    pub(super) limit: u16,
    /// The next smaller limit.
    pub(super) below: Option<u16>,
    /// The next greater limit.
    pub(super) above: Option<u16>,
}

/// A closed chain of gates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traced {
    /// Its first gate and the one after its last, in the list of all gates.
    pub(super) gates: (usize, usize),
    /// Twice the area in lattice steps, negative round a hole.
    pub(super) area2: i64,
    /// The westernmost cell that has this ring on its eastern side.
    pub(super) west: usize,
    /// Whether a filled hole has swallowed it.
    pub(super) gone: bool,
}

/// Cells that are looked over together.
const BLOCK: usize = 32;

/// Fills the scratch with all rings of a level. Cells in time lie on the left of
/// the walk, so that outlines run counter-clockwise and holes clockwise.
pub(super) fn rings(field: &Field, level: Level, scratch: &mut Scratch) {
    let cells = field.times.len();
    scratch.gates.clear();
    scratch.rings.clear();
    scratch.seen.clear();
    scratch.seen.resize(cells.div_ceil(64), 0);
    // An owner is read only where a walk has written it before.
    scratch.owners.resize(scratch.owners.len().max(cells), 0);
    let limit = level.limit;
    // Every ring somewhere enters the ground in time when one goes eastwards. Such
    // places are few: blocks without one are passed over at the speed of memory.
    let mut from = 1;
    while from < cells {
        let to = (from + BLOCK).min(cells);
        let pairs = || field.times[from - 1..to - 1].iter().zip(&field.times[from..to]);
        let enters = |(west, here): (&u16, &u16)| *west > limit && *here <= limit;
        // Without a branch, so that the compiler takes many at once.
        if pairs().fold(false, |any, pair| any | enters(pair)) {
            for (cell, pair) in (from..).zip(pairs()) {
                if enters(pair) && scratch.seen[cell / 64] >> (cell % 64) & 1 == 0 {
                    walk(field, level, cell, scratch);
                }
            }
        }
        from = to;
    }
}

/// One ring, from the western side of a cell southwards and round until there again.
fn walk(field: &Field, level: Level, start: usize, scratch: &mut Scratch) {
    let width = field.width;
    let times = field.times.as_slice();
    let ring = u32::try_from(scratch.rings.len()).unwrap_or(u32::MAX);
    let first_gate = scratch.gates.len();
    let column = |cell: usize| i32::try_from(cell % width).unwrap_or(i32::MAX);
    let row = |cell: usize| i32::try_from(cell / width).unwrap_or(i32::MAX);
    let (mut x, mut y) = (column(start) * field.step[0], row(start) * field.step[1]);
    let (mut within, mut beyond) = (start, start - 1);
    let mut heading = Heading::South;
    let mut west = (usize::MAX, 0);
    let mut area2 = 0;
    loop {
        match heading {
            Heading::South => {
                scratch.seen[within / 64] |= 1 << (within % 64);
                scratch.owners[within] = ring;
            }
            Heading::North => west = west.min((within % width, within)),
            Heading::East | Heading::West => {}
        }
        let gate = gate(field, level, [x, y], heading, times[within], times[beyond], within);
        if let Some(before) = scratch.gates[first_gate..].last() {
            area2 += cross(before.at, gate.at);
        }
        scratch.gates.push(gate);

        // The two cells ahead tell where the ring leaves the square between the four.
        let ahead = |cell: usize| match heading {
            Heading::East => cell + 1,
            Heading::North => cell + width,
            Heading::West => cell - 1,
            Heading::South => cell - width,
        };
        let (left, right) = (ahead(within), ahead(beyond));
        if times[left] > level.limit {
            beyond = left;
            heading = heading.left();
        } else {
            let [dx, dy] = heading.unit();
            (x, y) = (x + dx * field.step[0], y + dy * field.step[1]);
            within = left;
            if times[right] > level.limit {
                beyond = right;
            } else {
                let [dx, dy] = heading.right().unit();
                (x, y) = (x + dx * field.step[0], y + dy * field.step[1]);
                within = right;
                heading = heading.right();
            }
        }
        if within == start && heading == Heading::South {
            break;
        }
    }
    let (first, last) = (scratch.gates[first_gate].at, scratch.gates[scratch.gates.len() - 1].at);
    area2 += cross(last, first);
    let gates = (first_gate, scratch.gates.len());
    scratch.rings.push(Traced { gates, area2, west: west.1, gone: false });
}

/// The gate on the right hand of a cell in time, when one walks in a direction.
fn gate(
    field: &Field,
    level: Level,
    centre: [i32; 2],
    heading: Heading,
    within: u16,
    beyond: u16,
    cell: usize,
) -> Gate {
    let [east, north] = heading.right().unit();
    let step = if east == 0 { field.step[1] } else { field.step[0] };
    let along = field.crossing(within, beyond, level.limit, step);
    // A third of a cell of freedom, but no ground of a neighbouring limit.
    let mut near = (along - step / 3).max(step / 16);
    let mut far = (along + step / 3).min(step - step / 16);
    if let Some(below) = level.below.filter(|below| within <= *below) {
        near = near.max(i32::midpoint(field.crossing(within, beyond, below, step), along));
    }
    if let Some(above) = level.above.filter(|above| *above < beyond) {
        far = far.min(i32::midpoint(field.crossing(within, beyond, above, step), along));
    }
    let at = |along: i32| [centre[0] + east * along, centre[1] + north * along];
    Gate { left: at(near), at: at(along), right: at(far), cell, heading }
}

/// Twice the area of the triangle of two points and the origin.
fn cross(a: [i32; 2], b: [i32; 2]) -> i64 {
    i64::from(a[0]) * i64::from(b[1]) - i64::from(a[1]) * i64::from(b[0])
}

/// Where the walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    East,
    North,
    West,
    South,
}

impl Heading {
    fn left(self) -> Self {
        match self {
            Self::East => Self::North,
            Self::North => Self::West,
            Self::West => Self::South,
            Self::South => Self::East,
        }
    }

    fn right(self) -> Self {
        match self {
            Self::East => Self::South,
            Self::South => Self::West,
            Self::West => Self::North,
            Self::North => Self::East,
        }
    }

    fn unit(self) -> [i32; 2] {
        match self {
            Self::East => [1, 0],
            Self::North => [0, 1],
            Self::West => [-1, 0],
            Self::South => [0, -1],
        }
    }
}
