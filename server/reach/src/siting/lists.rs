//! Which demand each candidate would reach.

/// For every candidate the demand within its reach, each with the walking time.
///
/// Stored flat, six bytes an entry: two thousand candidates in a city have some
/// ten million entries. A list names a demand at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    starts: Vec<usize>,
    demand: Vec<u32>,
    tenths: Vec<u16>,
}

impl Lists {
    /// Lists of no candidate yet.
    pub fn new() -> Self {
        Lists { starts: vec![0], demand: Vec::new(), tenths: Vec::new() }
    }

    /// Appends the list of the next candidate: demand and tenths of a second.
    pub fn push(&mut self, reached: impl IntoIterator<Item = (u32, u16)>) {
        for (demand, tenths) in reached {
            self.demand.push(demand);
            self.tenths.push(tenths);
        }
        self.starts.push(self.demand.len());
    }

    /// Appends all the lists of others, as those of the next candidates.
    pub fn append(&mut self, others: &Lists) {
        let offset = self.demand.len();
        self.demand.extend_from_slice(&others.demand);
        self.tenths.extend_from_slice(&others.tenths);
        self.starts.extend(others.starts.iter().skip(1).map(|start| start + offset));
    }

    /// Number of candidates.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no candidate.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Entries of all lists together.
    pub fn entries(&self) -> usize {
        self.demand.len()
    }

    /// The demand that a candidate reaches.
    pub fn of(&self, candidate: u32) -> &[u32] {
        let at = candidate as usize;
        &self.demand[self.starts[at]..self.starts[at + 1]]
    }

    /// The walking times, in tenths of a second, beside [`Lists::of`].
    pub fn tenths_of(&self, candidate: u32) -> &[u16] {
        let at = candidate as usize;
        &self.tenths[self.starts[at]..self.starts[at + 1]]
    }

    /// Whether every list has its nearest demand first.
    pub(super) fn is_nearest_first(&self) -> bool {
        self.starts.windows(2).all(|range| self.tenths[range[0]..range[1]].is_sorted())
    }

    /// The same lists with the nearest demand first, ties by index: the order in
    /// which a site with a capacity takes people in.
    pub(super) fn nearest_first(&self) -> Lists {
        let mut sorted = Lists::new();
        let mut pairs: Vec<(u16, u32)> = Vec::new();
        for candidate in 0..self.len() {
            let range = self.starts[candidate]..self.starts[candidate + 1];
            pairs.clear();
            pairs.extend(range.map(|at| (self.tenths[at], self.demand[at])));
            pairs.sort_unstable();
            sorted.push(pairs.iter().map(|&(tenths, demand)| (demand, tenths)));
        }
        sorted
    }
}

impl Default for Lists {
    fn default() -> Self {
        Self::new()
    }
}
