//! The crate `domain`.
