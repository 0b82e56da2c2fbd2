//! What may a public table show, so that nobody is told?
//!
//! A count of fewer than [`FEWEST`] people could point at a household; zero names
//! nobody. Not to show such a count is not enough: in a table of rings and areas it is
//! a subtraction away, and so are counts that stand nowhere, as of those between eight
//! and fifteen minutes. So rows are shown in *steps*: nothing, all people, the widest
//! ring, the next narrower ring with it, and so on.
//!
//! - A row goes as far as no group is small that its counts tell: a count, or the
//!   difference of two of which one lies within the other.
//! - What is left of a row when the rows below it that go as far are taken away must
//!   bear the same; where it does not, one of these, the one with the fewest people,
//!   goes a step less far, or else the row itself.
//!
//! Rows of areas lie within each other or apart. So whatever is added and subtracted,
//! what comes out are unions of such remainders, and each was looked at. This is
//! complementary suppression (A. Hundepool et al., *Statistical Disclosure Control*,
//! 2012, chapter 4), coarser than cell by cell, and for that sure.

/// The fewest people that a public count may show, zero excepted.
pub const FEWEST: u64 = 10;

/// Whether a count is one that a public answer may not tell.
pub(super) fn is_small(count: u64) -> bool {
    (1..FEWEST).contains(&count)
}

/// The counts of a ring, of groups of people.
#[derive(Debug, Clone, Copy)]
struct Ring {
    covered: u64,
    over: u64,
    straight: u64,
}

impl Ring {
    fn reached(self) -> u64 {
        self.covered + self.over
    }
}

/// The people of a row: the whole; covered, over capacity, not covered and straight of
/// each ring, the narrowest first; served by none, one, two, more.
pub(super) type People = Vec<u64>;

/// Where in a row its cells stand.
#[derive(Debug, Clone, Copy)]
struct Form {
    rings: usize,
}

impl Form {
    /// Shows all people and no ring.
    const WHOLE: usize = 1;

    /// The step that shows everything.
    fn most(self) -> usize {
        Self::WHOLE + self.rings.max(1)
    }

    /// The step from which a cell is shown.
    fn step_of(self, cell: usize) -> usize {
        match cell.checked_sub(1) {
            None => Self::WHOLE,
            Some(cell) if cell < self.rings * 4 => Self::WHOLE + self.rings - cell / 4,
            Some(_) => Self::WHOLE + 1,
        }
    }

    /// Whether a row may be shown as far as a step, by itself.
    fn bears(self, people: &[u64], step: usize) -> bool {
        if step == 0 {
            return true;
        }
        let all = people[0];
        let shown = self.rings.min(step - Self::WHOLE);
        let rings: Vec<Ring> = people[1..=self.rings * 4]
            .chunks(4)
            .skip(self.rings - shown)
            .map(|cells| Ring { covered: cells[0], over: cells[1], straight: cells[3] })
            .collect();
        let mut told = vec![all];
        if step > Self::WHOLE {
            told.extend(&people[1 + self.rings * 4..]);
        }
        for (at, ring) in rings.iter().enumerate() {
            let groups = [ring.covered, ring.over, ring.reached(), ring.straight];
            told.extend(groups.into_iter().flat_map(|group| [group, all.saturating_sub(group)]));
            // Every group lies within those of the same and of wider rings; but whoever
            // is over capacity may have a seat there, and who is near may have none.
            for wider in &rings[at..] {
                for inner in [ring.covered, ring.over, ring.reached()] {
                    told.push(wider.reached().saturating_sub(inner));
                    told.push(wider.straight.saturating_sub(inner));
                }
                told.push(wider.covered.saturating_sub(ring.covered));
                told.push(wider.straight.saturating_sub(ring.straight));
            }
        }
        !told.into_iter().any(is_small)
    }
}

/// Rows of a table, and how far each is shown.
#[derive(Debug)]
pub(super) struct Told {
    form: Form,
    rows: Vec<People>,
    /// For each row the rows that are its parts.
    below: Vec<Vec<usize>>,
    steps: Vec<usize>,
}

impl Told {
    /// Row 0 is the whole, and every other row stands below one.
    pub(super) fn new(rings: usize, rows: Vec<People>, below: Vec<Vec<usize>>) -> Told {
        let form = Form { rings };
        let far = |row: &People| (0..=form.most()).rev().find(|&step| form.bears(row, step));
        let steps = rows.iter().map(|row| far(row).unwrap_or(0)).collect();
        Told { form, rows, below, steps }
    }

    /// Says for every cell of every row whether it must be hidden.
    pub(super) fn hidden(mut self) -> Vec<Vec<bool>> {
        let order = self.downwards();
        // A wider step may only show less of what a narrower one has settled.
        while (1..=self.form.most()).any(|step| self.settle(step, &order)) {}
        let hidden = |(row, &step): (&People, &usize)| {
            (0..row.len()).map(|cell| self.form.step_of(cell) > step).collect()
        };
        self.rows.iter().zip(&self.steps).map(hidden).collect()
    }

    /// All rows, each before those below it.
    fn downwards(&self) -> Vec<usize> {
        let mut order = vec![0];
        let mut at = 0;
        while at < order.len() {
            order.extend(&self.below[order[at]]);
            at += 1;
        }
        order
    }

    /// Goes through the rows that reach a step, from below, until what remains of each
    /// bears it; answers whether any was taken back.
    fn settle(&mut self, step: usize, order: &[usize]) -> bool {
        let width = self.rows[0].len();
        let mut changed = false;
        // What is shown at this step of a row or, if the row is not, of those below it.
        let mut shown: Vec<People> = vec![Vec::new(); self.rows.len()];
        let mut nearest: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        for &row in order.iter().rev() {
            let mut tops: Vec<usize> = Vec::new();
            let mut sum = vec![0; width];
            for &part in &self.below[row] {
                tops.append(&mut nearest[part]);
                sum.iter_mut().zip(&shown[part]).for_each(|(sum, people)| *sum += people);
                shown[part] = Vec::new();
            }
            if self.steps[row] >= step {
                // The fewest people first.
                tops.sort_unstable_by_key(|&top| (self.rows[top][0], top));
                let mut least = tops.iter().copied().filter(|&top| self.rows[top][0] > 0);
                loop {
                    let rest: People = self.rows[row]
                        .iter()
                        .zip(&sum)
                        .map(|(whole, parts)| whole.saturating_sub(*parts))
                        .collect();
                    if self.form.bears(&rest, step) {
                        break;
                    }
                    changed = true;
                    let Some(top) = least.next() else {
                        self.steps[row] = step - 1;
                        break;
                    };
                    self.steps[top] = step - 1;
                    // Those below it are now the nearest; the next round sees to them.
                    sum.iter_mut().zip(&self.rows[top]).for_each(|(sum, people)| *sum -= people);
                }
            }
            if self.steps[row] >= step {
                nearest[row] = vec![row];
                shown[row].clone_from(&self.rows[row]);
            } else {
                tops.retain(|&top| self.steps[top] >= step);
                nearest[row] = tops;
                shown[row] = sum;
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests;
