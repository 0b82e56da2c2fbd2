//! Small numbers as indices.
//!
//! Arcs, nodes, faces and rings are counted in `u32`: half the memory of
//! `usize`, and four thousand million of either will not fit anyway.

/// The position in a slice that a stored number stands for.
#[inline]
pub(crate) const fn at(id: u32) -> usize {
    id as usize
}

/// The number under which a position is stored.
#[inline]
pub(crate) fn id(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 points")
}

/// Turns counts into offsets: the sum of all counts before each one, and the
/// total at the end. `counts` has one spare entry, which is zero.
pub(crate) fn offsets(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        let here = *count;
        *count = sum;
        sum += here;
    }
}

/// Groups the numbers `0..n` by `group`: offsets per group and the members in
/// rising order, the usual compressed rows.
pub(crate) fn rows(groups: usize, n: usize, group: impl Fn(usize) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0_u32; groups + 1];
    for i in 0..n {
        start[at(group(i))] += 1;
    }
    offsets(&mut start);
    let mut fill = start.clone();
    let mut members = vec![0_u32; n];
    for i in 0..n {
        let slot = &mut fill[at(group(i))];
        members[at(*slot)] = id(i);
        *slot += 1;
    }
    (start, members)
}

/// Merges numbers into sets (union by smaller root, path halving). The root of
/// a set is its smallest member, so the outcome does not depend on the order of
/// the merges.
pub(crate) struct Sets(Vec<u32>);

impl Sets {
    pub(crate) fn new(n: usize) -> Self {
        Sets((0..id(n)).collect())
    }

    pub(crate) fn root(&mut self, mut member: u32) -> u32 {
        while self.0[at(member)] != member {
            let above = self.0[at(self.0[at(member)])];
            self.0[at(member)] = above;
            member = above;
        }
        member
    }

    pub(crate) fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a < b {
            self.0[at(b)] = a;
        } else {
            self.0[at(a)] = b;
        }
    }
}
