//! Which counts must a public answer leave out?
//!
//! A count of fewer than [`FEWEST`] people could point at a household, so it is
//! not shown; zero names nobody and is. Leaving one count out is not enough where
//! others tell it: if the whole and all parts but one are shown, the last part is
//! a subtraction away. So a second one, the smallest that is left, is hidden too,
//! and so on until no sum gives a small count away (complementary cell suppression;
//! A. Hundepool et al., *Statistical Disclosure Control*, 2012, chapter 4).

/// The fewest people that a public count may show, zero excepted.
pub const FEWEST: u64 = 10;

/// A whole that is the sum of its parts, and of what is never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which count is the whole.
    pub whole: usize,
    /// Which counts are its parts.
    pub parts: Vec<usize>,
}

/// Says for every count whether it must be hidden, given all the sums that anyone
/// who sees the counts knows of.
///
/// ```
/// use reach::coverage::{Line, suppress};
/// // A town of 130 people with communities of 4, 50 and 76.
/// let hidden = suppress(&[130, 4, 50, 76], &[Line { whole: 0, parts: vec![1, 2, 3] }]);
/// assert_eq!(hidden, [false, true, true, false]);
/// ```
pub fn suppress(counts: &[u64], lines: &[Line]) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|&count| is_small(count)).collect();
    loop {
        let mut changed = false;
        for line in lines {
            while let Some(also) = line.gives_away(counts, &hidden) {
                hidden[also] = true;
                changed = true;
            }
        }
        if !changed {
            return hidden;
        }
    }
}

fn is_small(count: u64) -> bool {
    (1..FEWEST).contains(&count)
}

impl Line {
    /// The count to hide next, if this sum gives a hidden or a small count away.
    fn gives_away(&self, counts: &[u64], hidden: &[bool]) -> Option<usize> {
        let listed: u64 = self.parts.iter().map(|&part| counts[part]).sum();
        // People who are in the whole and in no part; nobody is told how many.
        let unlisted = counts[self.whole].saturating_sub(listed);
        let out = || self.parts.iter().filter(|part| hidden[**part]);
        let unknown = out().count() + usize::from(unlisted > 0);
        let told = if hidden[self.whole] {
            unknown == 0
        } else {
            let sum = out().map(|&part| counts[part]).sum::<u64>() + unlisted;
            is_small(sum) || (unknown == 1 && unlisted == 0)
        };
        if !told {
            return None;
        }
        let shown = self.parts.iter().copied().filter(|&part| !hidden[part] && counts[part] > 0);
        let smallest = shown.min_by_key(|&part| (counts[part], part));
        smallest.or_else(|| (!hidden[self.whole]).then_some(self.whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_small_part_takes_the_second_smallest_with_it() {
        let line = [Line { whole: 0, parts: vec![1, 2, 3] }];
        assert_eq!(suppress(&[100, 9, 41, 50], &line), [false, true, true, false]);
        assert_eq!(suppress(&[100, 50, 50, 0], &line), [false; 4]);
    }

    #[test]
    fn two_small_parts_that_together_are_small_take_a_third() {
        let line = [Line { whole: 0, parts: vec![1, 2, 3] }];
        assert_eq!(suppress(&[57, 3, 4, 50], &line), [false, true, true, true]);
        assert_eq!(suppress(&[62, 6, 6, 50], &line), [false, true, true, false]);
    }

    #[test]
    fn a_small_rest_that_no_part_holds_is_not_given_away_either() {
        let line = [Line { whole: 0, parts: vec![1, 2] }];
        assert_eq!(suppress(&[95, 50, 40], &line), [false, false, true]);
        assert_eq!(suppress(&[120, 50, 40], &line), [false; 3]);
    }

    #[test]
    fn a_small_whole_hides_with_its_only_part() {
        let line = [Line { whole: 0, parts: vec![1, 2] }];
        assert_eq!(suppress(&[5, 5, 0], &line), [true, true, false]);
    }

    #[test]
    fn what_one_sum_hides_another_does_not_tell() {
        // A square of areas by rings: 1 2 | 0, 4 5 | 3, and both sums of columns.
        let counts = [58, 8, 50, 130, 70, 60, 78, 110, 188];
        let lines = [
            Line { whole: 0, parts: vec![1, 2] },
            Line { whole: 3, parts: vec![4, 5] },
            Line { whole: 6, parts: vec![1, 4] },
            Line { whole: 7, parts: vec![2, 5] },
            Line { whole: 8, parts: vec![0, 3] },
            Line { whole: 8, parts: vec![6, 7] },
        ];
        let hidden = suppress(&counts, &lines);
        assert_eq!(hidden, [false, true, true, false, true, true, false, false, false]);
    }

    proptest! {
        /// Whoever sees the shown counts and knows the sums, one by one, learns no
        /// hidden count and no small one.
        #[test]
        fn no_single_sum_tells_a_hidden_count(parts in prop::collection::vec(0u64..60, 1..7), rest in 0u64..30) {
            let mut counts = vec![parts.iter().sum::<u64>() + rest];
            counts.extend(&parts);
            let line = Line { whole: 0, parts: (1..counts.len()).collect() };
            let hidden = suppress(&counts, std::slice::from_ref(&line));
            let out: Vec<u64> = (1..counts.len()).filter(|&at| hidden[at]).map(|at| counts[at]).collect();
            prop_assert!(counts.iter().zip(&hidden).all(|(count, hidden)| *hidden || !is_small(*count)));
            if hidden[0] {
                prop_assert!(rest > 0 || !out.is_empty());
            } else {
                let sum = out.iter().sum::<u64>() + rest;
                prop_assert!(!is_small(sum), "{counts:?} {hidden:?}");
                prop_assert!(out.len() != 1 || rest > 0);
            }
        }
    }
}
