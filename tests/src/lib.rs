//! Journeys against the built binary.
