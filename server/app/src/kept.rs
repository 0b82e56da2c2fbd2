//! Results that took work, kept a few at a time.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// One result, worked out by the first who asks; others wait for it.
type Slot<V> = Arc<OnceLock<Arc<V>>>;

/// The latest results by their question. Whoever asks the same at once waits for one
/// piece of work; whoever asks something else does not.
pub(crate) struct Kept<K, V> {
    most: usize,
    /// The latest asked for first.
    slots: Mutex<Vec<(K, Slot<V>)>>,
}

impl<K: PartialEq, V> Kept<K, V> {
    /// Keeps at most so many.
    pub(crate) fn of(most: usize) -> Self {
        Self { most, slots: Mutex::default() }
    }

    /// The result for a question, worked out if it is not there.
    pub(crate) fn get(&self, key: K, work: impl FnOnce() -> V) -> Arc<V> {
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            let found = slots.iter().position(|(known, _)| *known == key);
            let entry = found.map_or_else(|| (key, Slot::default()), |at| slots.remove(at));
            let slot = Arc::clone(&entry.1);
            slots.insert(0, entry);
            slots.truncate(self.most);
            slot
        };
        Arc::clone(slot.get_or_init(|| Arc::new(work())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn many_who_ask_the_same_wait_for_one_piece_of_work() {
        let (kept, worked) = (Kept::of(2), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| kept.get("a", || worked.fetch_add(1, Ordering::SeqCst)));
            }
        });
        assert_eq!(worked.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_was_asked_for_longest_ago_goes_first() {
        let (kept, worked) = (Kept::of(2), AtomicU32::new(0));
        let ask = |key| *kept.get(key, || worked.fetch_add(1, Ordering::SeqCst));
        assert_eq!(
            [ask("a"), ask("b"), ask("a"), ask("c"), ask("a"), ask("b")],
            [0, 1, 0, 2, 0, 3]
        );
    }
}
