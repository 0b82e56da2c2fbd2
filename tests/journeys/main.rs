//! Journeys: what users do with the built binary, told from its doors inwards.

mod tidy;
