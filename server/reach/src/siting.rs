//! Where should the next stations stand?
//!
//! [`propose`] starts from a map: candidates that are given or lie along the
//! streets, what the stations cover already, and a planner's wishes. Beneath it,
//! [`solve`] knows nothing but [`Lists`] of the demand each candidate would reach,
//! and finds the sites that bring most people within reach for the first time.

mod bound;
mod candidates;
mod dual;
mod greedy;
mod ground;
mod lists;
mod propose;
mod rules;
mod solve;
mod swap;

pub use lists::Lists;
pub use propose::{Candidates, Proposal, Proposals, Wish, propose};
pub use rules::{Quota, Rules};
pub use solve::{Pick, Solution, Task, solve};
