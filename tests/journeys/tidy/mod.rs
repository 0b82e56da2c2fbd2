//! The laws of the house, kept by a test instead of by goodwill.

mod crates;
mod licences;
mod papers;
mod sources;

use std::path::{Path, PathBuf};

/// The folder of the checkout.
fn house() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().expect("tests/ lies in the checkout").to_owned()
}

/// A file of the checkout, as text.
fn paper(path: &str) -> String {
    std::fs::read_to_string(house().join(path)).unwrap_or_else(|error| format!("{path}: {error}"))
}

/// Fails with every breach at once, one a line.
fn none(breaches: &[String], law: &str) {
    assert!(breaches.is_empty(), "{law}\n  {}", breaches.join("\n  "));
}
