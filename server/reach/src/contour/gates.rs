//! Draws a ring through its gates with few corners.

use super::trace::Heading;

/// The stretch between two neighbouring cell centres that a ring may pass through,
/// as seen by someone who walks along the ring. Coordinates are lattice steps from
/// the field's origin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate {
    /// The end towards the cell in time.
    pub(super) left: [i32; 2],
    /// Where the ring passes by itself.
    pub(super) at: [i32; 2],
    /// The end towards the cell that is not in time.
    pub(super) right: [i32; 2],
    /// The cell in time.
    pub(super) cell: usize,
    /// Which way the walk went.
    pub(super) heading: Heading,
}

/// Corners of a ring through a closed chain of gates, the first gate's point first.
///
/// From each corner the straight line is chosen that reaches farthest through all
/// gates between: the wedge of directions that pass every gate so far is narrowed
/// gate by gate until it closes. Two gates in a row stand on the rim of one square,
/// so a line through both stays in the square between them, and the chain of
/// squares is the same as before; the ring can neither cross itself nor another.
pub(super) fn corners(gates: &[Gate], mut corner: impl FnMut([i32; 2])) {
    let gate = |n: usize| &gates[if n == gates.len() { 0 } else { n }];
    let mut from = 0;
    while from < gates.len() {
        let anchor = gates[from].at;
        corner(anchor);
        let seen =
            |point: [i32; 2]| [i64::from(point[0] - anchor[0]), i64::from(point[1] - anchor[1])];
        let mut farthest = from + 1;
        let mut right = seen(gate(farthest).right);
        let mut left = seen(gate(farthest).left);
        for next in from + 2..=gates.len() {
            // A wedge without width could be taken for its own opposite.
            if turn(right, left) <= 0 {
                break;
            }
            let gate = gate(next);
            let at = seen(gate.at);
            if turn(right, at) >= 0 && turn(at, left) >= 0 {
                farthest = next;
            }
            let (gate_right, gate_left) = (seen(gate.right), seen(gate.left));
            if turn(right, gate_right) > 0 {
                right = gate_right;
            }
            if turn(gate_left, left) > 0 {
                left = gate_left;
            }
        }
        from = farthest;
    }
}

/// Positive when `b` lies to the left of `a`.
fn turn(a: [i64; 2], b: [i64; 2]) -> i64 {
    a[0] * b[1] - a[1] * b[0]
}
