//! Real geodata that stays outside the project.

use crate::figures::{in_ci, say};
use std::path::PathBuf;

/// A file of the shared geodata.
#[derive(Debug, Clone)]
pub struct DataFile(PathBuf);

impl DataFile {
    /// As an argument.
    pub fn arg(&self) -> &str {
        self.0.to_str().expect("the data folder has a plain name")
    }

    /// Its bytes, unpacked if they are packed.
    pub fn read(&self) -> Vec<u8> {
        crate::unpacked(std::fs::read(&self.0).expect("the data file is readable"))
    }
}

/// A file of `JINGWEI_TEST_DATA` (`../shared/data` beside the checkout unless it
/// is set). Where it is absent the test is skipped with a word; in CI it fails.
pub fn shared(name: &str) -> Option<DataFile> {
    let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into();
    let folder: PathBuf = std::env::var_os("JINGWEI_TEST_DATA").map_or_else(beside, Into::into);
    let path = folder.join(name);
    if path.exists() {
        return Some(DataFile(path));
    }
    assert!(!in_ci(), "CI must have the shared data: {} is missing", path.display());
    say(&format!("skipped: {} is not here (JINGWEI_TEST_DATA)", path.display()));
    None
}
