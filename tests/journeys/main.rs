//! Journeys: what users do with the built binary, told from its doors inwards.

mod agreement;
mod bad_input;
mod beside;
mod demo_town;
mod doors;
mod doubt;
mod faults;
mod people;
mod power_cut;
mod redraws;
mod round_trip;
mod tidy;
mod two_divisions;
mod walking;
