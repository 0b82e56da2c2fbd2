//! Sets that are joined one pair at a time.

/// Who belongs together, as a forest whose roots stand for the sets.
#[derive(Debug)]
pub(crate) struct Joined(Vec<u32>);

impl Joined {
    /// Everybody alone.
    pub(crate) fn apart(count: usize) -> Joined {
        Joined((0..u32::try_from(count).expect("vertices have u32 numbers")).collect())
    }

    /// The root of one's set.
    pub(crate) fn root(&mut self, mut one: u32) -> u32 {
        while self.0[one as usize] != one {
            // Halving the path on each walk keeps all walks short.
            let above = self.0[one as usize];
            self.0[one as usize] = self.0[above as usize];
            one = above;
        }
        one
    }

    /// Puts two sets together. The smaller root stays, so the outcome knows no order.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high as usize] = low;
    }
}
