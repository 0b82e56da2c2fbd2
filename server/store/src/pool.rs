//! A handful of connections, lent out one at a time.

use crate::connection::{AnyConnection, PATIENCE, connect};
use crate::dialect;
use crate::error::StoreError;
use crate::place::Place;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// More callers than this wait for one of the others to finish.
const MOST: usize = 8;

/// The connections of one store.
pub(crate) struct Pool {
    place: Place,
    slots: Mutex<Slots>,
    returned: Condvar,
}

#[derive(Default)]
struct Slots {
    idle: Vec<AnyConnection>,
    lent: usize,
}

/// The right to use one connection; it ends when this is dropped.
struct Turn<'p>(&'p Pool);

impl Pool {
    pub(crate) fn new(place: Place) -> Self {
        Self { place, slots: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Lends a connection to `work`, which says at the end whether it is sound. If
    /// it is not, or `work` panics, it is closed: the next caller starts clean.
    pub(crate) fn lend<T>(
        &self,
        attempt: &'static str,
        work: impl FnOnce(&mut AnyConnection) -> (T, bool),
    ) -> Result<T, StoreError> {
        let (_turn, idle) = self.turn(attempt)?;
        // A server that was restarted leaves dead connections behind.
        let alive = idle.and_then(|mut idle| dialect::is_alive(&mut idle).then_some(idle));
        let mut connection = match alive {
            Some(connection) => connection,
            None => connect(&self.place)?,
        };
        let (done, sound) = work(&mut connection);
        if sound {
            self.slots().idle.push(connection);
        }
        Ok(done)
    }

    fn turn(&self, attempt: &'static str) -> Result<(Turn<'_>, Option<AnyConnection>), StoreError> {
        let (mut slots, wait) = self
            .returned
            .wait_timeout_while(self.slots(), PATIENCE, |slots| slots.lent >= MOST)
            .unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() {
            return Err(StoreError::Busy { attempt, place: self.place.clone() });
        }
        slots.lent += 1;
        Ok((Turn(self), slots.idle.pop()))
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.slots().lent -= 1;
        self.0.returned.notify_one();
    }
}
