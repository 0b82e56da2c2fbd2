//! Node ids and their ranks.

/// Ids in order, each once. Half a file's ids follow their predecessor, so a look-up
/// starts where the last one ended and widens its steps.
#[derive(Debug, Default)]
pub(super) struct Ids(Vec<i64>);

impl Ids {
    /// The distinct ids among these.
    pub(super) fn of(refs: &[i64]) -> Ids {
        let mut ids = refs.to_vec();
        ids.sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        Ids(ids)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The rank of an id, looked for from `near` on; `near` becomes its place.
    #[inline]
    pub(super) fn rank(&self, id: i64, near: &mut usize) -> Option<u32> {
        let ids = &self.0;
        let start = (*near).min(ids.len().checked_sub(1)?);
        let (low, high) = if ids[start] <= id {
            let mut step = 1;
            while ids.get(start + step).is_some_and(|&other| other <= id) {
                step *= 2;
            }
            (start + step / 2, (start + step).min(ids.len()))
        } else {
            let mut step = 1;
            while step <= start && ids[start - step] > id {
                step *= 2;
            }
            (start.saturating_sub(step), start - step / 2)
        };
        let rank = low + ids[low..high].partition_point(|&other| other < id);
        *near = rank;
        (ids.get(rank) == Some(&id)).then(|| u32::try_from(rank).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_found_from_anywhere() {
        let ids = Ids::of(&[7, -3, 7, 40, 11, 12, 13, 99, 100, 5_000_000_000]);
        let sorted = [-3, 7, 11, 12, 13, 40, 99, 100, 5_000_000_000];
        for start in 0..=sorted.len() {
            for (rank, &id) in sorted.iter().enumerate() {
                let mut near = start;
                assert_eq!(ids.rank(id, &mut near), u32::try_from(rank).ok(), "{id} from {start}");
                assert_eq!(ids.rank(id + 1_000, &mut near.clone()), None);
                assert_eq!(near, rank);
            }
        }
        assert_eq!(Ids::of(&[]).rank(1, &mut 0), None);
    }
}
