//! Journeys: what users do with the built binary, told from its doors inwards.

mod agreement;
mod bad_input;
mod doors;
mod faults;
mod tidy;
