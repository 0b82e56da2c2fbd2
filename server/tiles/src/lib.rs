//! The crate `tiles`.
