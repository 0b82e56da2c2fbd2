//! The crate `topo`.
