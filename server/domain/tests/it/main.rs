//! What the Atlas and routing promise, tried on drawn and on random towns.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it is surprised")]

mod atlas;
mod calibration;
mod chance;
mod impact;
mod lineage;
mod ownership;
mod radius;
mod same_answers;
mod shares;
mod stations;
mod twin;
