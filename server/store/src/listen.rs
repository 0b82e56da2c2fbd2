//! Waits for what other processes publish and draft.
//!
//! PostgreSQL tells (LISTEN/NOTIFY); a SQLite file is looked at, for its version rises
//! with every commit of another connection. Either way the news is only that there is
//! something new: what it is, is read from the tables.

use crate::Store;
use crate::connection::{AnyConnection, connect};
use crate::dialect;
use crate::error::StoreError;
use crate::place::Place;
use std::fmt;
use std::time::{Duration, Instant};

/// How long it may take until news is noticed.
const PACE: Duration = Duration::from_millis(50);

/// A connection of its own that hears of news. It hears what came after it was made.
pub struct Listener {
    place: Place,
    connection: AnyConnection,
    /// Of a SQLite file, as it was last seen.
    version: i64,
}

impl Store {
    /// Begins to listen. Where PostgreSQL is reached through something that keeps no
    /// sessions, nothing is ever heard: poll [`Store::head`] beside it.
    pub fn listener(&self) -> Result<Listener, StoreError> {
        let place = self.place().clone();
        let mut connection = connect(&place)?;
        let version = dialect::listen(&mut connection)
            .map_err(|error| StoreError::query(ATTEMPT, &place, error))?;
        Ok(Listener { place, connection, version })
    }
}

const ATTEMPT: &str = "listening for news";

impl Listener {
    /// Waits until something new was committed, at most for `patience`; whether there
    /// was. On PostgreSQL that is a release or a change of a draft, on SQLite anything.
    /// After an error the connection is gone: make another listener, and look at once.
    pub fn wait(&mut self, patience: Duration) -> Result<bool, StoreError> {
        let give_up = Instant::now() + patience;
        loop {
            let heard = dialect::heard(&mut self.connection, &mut self.version)
                .map_err(|error| StoreError::query(ATTEMPT, &self.place, error))?;
            let left = give_up.saturating_duration_since(Instant::now());
            if heard || left.is_zero() {
                return Ok(heard);
            }
            std::thread::sleep(PACE.min(left));
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listener").field(&self.place).finish()
    }
}
