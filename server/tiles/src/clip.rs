//! Rings and lines cut to a tile.
//!
//! Side by side after I. E. Sutherland and G. W. Hodgman, "Reentrant polygon clipping"
//! (1974): what is cut off leaves edges along the cut, which lie in the buffer
//! outside the tile, where nobody sees them. The crossing of an edge with a side is
//! worked out from its two ends in a fixed order, so that neighbours, who walk
//! their common border in opposite directions, get the same corner.

use crate::mercator::{BUFFER, EXTENT, Unit};

const LOW: i32 = -BUFFER;
const HIGH: i32 = EXTENT + BUFFER;

/// Room for a ring under the knife; kept from ring to ring.
#[derive(Default)]
pub(crate) struct Clipper {
    ring: Vec<Unit>,
    next: Vec<Unit>,
}

impl Clipper {
    /// The ring as it is inside the buffered tile, without repeated corners.
    pub(crate) fn clip(&mut self, corners: impl Iterator<Item = Unit>) -> &[Unit] {
        self.take(corners);
        for axis in [0, 1] {
            self.side(axis, |at| at >= LOW, LOW);
            self.side(axis, |at| at <= HIGH, HIGH);
        }
        self.close();
        &self.ring
    }

    /// The ring without repeated corners, for one that lies inside.
    pub(crate) fn keep(&mut self, corners: impl Iterator<Item = Unit>) -> &[Unit] {
        self.take(corners);
        self.close();
        &self.ring
    }

    fn take(&mut self, corners: impl Iterator<Item = Unit>) {
        self.ring.clear();
        for corner in corners {
            push(&mut self.ring, corner);
        }
    }

    /// The last corner must not repeat the first.
    fn close(&mut self) {
        while self.ring.len() > 1 && self.ring.first() == self.ring.last() {
            self.ring.pop();
        }
    }

    fn side(&mut self, axis: usize, inside: impl Fn(i32) -> bool, limit: i32) {
        let Some(&last) = self.ring.last() else { return };
        if self.ring.iter().all(|corner| inside(corner[axis])) {
            return;
        }
        self.next.clear();
        let mut before = last;
        for &corner in &self.ring {
            if inside(before[axis]) != inside(corner[axis]) {
                push(&mut self.next, crossing(before, corner, axis, limit));
            }
            if inside(corner[axis]) {
                push(&mut self.next, corner);
            }
            before = corner;
        }
        std::mem::swap(&mut self.ring, &mut self.next);
    }
}

fn push(ring: &mut Vec<Unit>, corner: Unit) {
    if ring.last() != Some(&corner) {
        ring.push(corner);
    }
}

/// Where an edge crosses the line on which that axis has the value `limit`.
fn crossing(a: Unit, b: Unit, axis: usize, limit: i32) -> Unit {
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    let other = 1 - axis;
    let [along, across] =
        [i64::from(b[axis]) - i64::from(a[axis]), i64::from(b[other]) - i64::from(a[other])];
    let step = i64::from(limit) - i64::from(a[axis]);
    // Rounded to the nearest unit; the divisor is not 0, as the ends lie on two sides.
    let (over, under) = (2 * across * step + along, 2 * along);
    let moved = if under > 0 { over.div_euclid(under) } else { (-over).div_euclid(-under) };
    let mut at = a;
    at[axis] = limit;
    at[other] = i32::try_from(i64::from(a[other]) + moved).unwrap_or(a[other]);
    at
}

/// A line as it is inside the buffered tile: in one piece, in several, or in none.
/// Each step is cut by itself after Y.-D. Liang and B. A. Barsky, "A new concept and
/// method for line clipping" (1984).
pub(crate) fn pieces(line: &[Unit]) -> Vec<Vec<Unit>> {
    let mut pieces: Vec<Vec<Unit>> = Vec::new();
    let mut open = false;
    for step in line.windows(2) {
        let Some((from, to)) = inside(step[0], step[1]) else {
            open = false;
            continue;
        };
        if !open || pieces.last().and_then(|piece| piece.last()) != Some(&from) {
            pieces.push(vec![from]);
        }
        if let Some(piece) = pieces.last_mut()
            && from != to
        {
            piece.push(to);
        }
        open = to == step[1];
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// The part of a step inside the buffered tile.
#[expect(clippy::cast_possible_truncation, reason = "the result lies in the buffered tile")]
fn inside(from: Unit, to: Unit) -> Option<(Unit, Unit)> {
    let delta = [f64::from(to[0]) - f64::from(from[0]), f64::from(to[1]) - f64::from(from[1])];
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let (low, high) =
            (f64::from(LOW) - f64::from(from[axis]), f64::from(HIGH) - f64::from(from[axis]));
        if delta[axis] == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (one, other) = (low / delta[axis], high / delta[axis]);
        enter = enter.max(one.min(other));
        leave = leave.min(one.max(other));
    }
    if enter > leave {
        return None;
    }
    let at = |share: f64| {
        [0, 1].map(|axis| (f64::from(from[axis]) + share * delta[axis]).round() as i32)
    };
    let start = if enter > 0.0 { at(enter) } else { from };
    let end = if leave < 1.0 { at(leave) } else { to };
    Some((start, end))
}

/// Twice the area by the surveyor's formula: positive for an outer ring of a tile, in
/// which y points down (MVT 2.1, section 4.3.3.3).
pub(crate) fn twice_area(ring: &[Unit]) -> i64 {
    let Some(&first) = ring.first() else { return 0 };
    // Relative to the first corner, so that the products stay small.
    let from =
        |p: Unit| [i64::from(p[0]) - i64::from(first[0]), i64::from(p[1]) - i64::from(first[1])];
    let pairs = ring.windows(2).map(|pair| (from(pair[0]), from(pair[1])));
    pairs.map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(corners: &[Unit]) -> Vec<Unit> {
        Clipper::default().clip(corners.iter().copied()).to_vec()
    }

    #[test]
    fn a_ring_round_the_tile_becomes_the_buffered_tile() {
        let round = [[-9000, -9000], [9000, -9000], [9000, 9000], [-9000, 9000]];
        let mut corners = clipped(&round);
        corners.sort_unstable();
        assert_eq!(corners, [[LOW, LOW], [LOW, HIGH], [HIGH, LOW], [HIGH, HIGH]]);
        assert!(twice_area(&clipped(&round)) > 0);
    }

    #[test]
    fn a_ring_beside_the_tile_is_gone() {
        assert_eq!(twice_area(&clipped(&[[5000, 0], [6000, 0], [6000, 100]])), 0);
        assert_eq!(clipped(&[]), [] as [Unit; 0]);
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_pieces() {
        let line = [[100, 100], [100, -500], [900, -500], [900, 100]];
        assert_eq!(pieces(&line), [vec![[100, 100], [100, LOW]], vec![[900, LOW], [900, 100]]]);
        assert_eq!(pieces(&[[100, -500], [900, -400]]), Vec::<Vec<Unit>>::new());
        assert_eq!(pieces(&[[0, 0], [10, 10], [20, 0]]), [vec![[0, 0], [10, 10], [20, 0]]]);
    }

    #[test]
    fn a_line_across_the_tile_keeps_its_slope() {
        let across = pieces(&[[-10_000, 0], [10_000, 4000]]);
        assert_eq!(across, [vec![[LOW, 1987], [HIGH, 2832]]]);
    }

    #[test]
    fn repeated_corners_go() {
        let ring = [[0, 0], [0, 0], [10, 0], [10, 10], [10, 10], [0, 0]];
        assert_eq!(clipped(&ring), [[0, 0], [10, 0], [10, 10]]);
    }

    #[test]
    fn both_sides_of_a_border_get_the_same_corner() {
        for step in 0..2000 {
            let (a, b) = ([-3000 + step, 17 * step % 4000], [5000 - 3 * step, 4000 - step]);
            for axis in [0, 1] {
                for limit in [LOW, HIGH] {
                    if (a[axis] < limit) != (b[axis] < limit) {
                        assert_eq!(crossing(a, b, axis, limit), crossing(b, a, axis, limit));
                    }
                }
            }
        }
    }

    #[test]
    fn a_crossing_is_rounded_to_the_nearest_unit() {
        assert_eq!(crossing([LOW - 3, 0], [LOW + 3, 7], 0, LOW), [LOW, 4]);
        assert_eq!(crossing([LOW - 3, 0], [LOW + 3, -7], 0, LOW), [LOW, -3]);
        assert_eq!(crossing([0, HIGH + 1], [10, HIGH - 9], 1, HIGH), [1, HIGH]);
    }
}
