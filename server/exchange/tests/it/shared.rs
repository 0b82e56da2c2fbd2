//! Real files beside the checkout, and the demo town in it.

use std::path::PathBuf;

/// A file of the demo town.
pub(crate) fn demo(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/demo");
    std::fs::read(folder.join(name)).unwrap()
}

/// A file of `JINGWEI_TEST_DATA` (`../shared/data` beside the checkout unless it is set);
/// `None`, said once, where it is absent, which CI does not allow.
pub(crate) fn shared(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("JINGWEI_TEST_DATA").map_or_else(beside, Into::into);
    let found = std::fs::read(folder.join(name)).ok();
    if found.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {name}");
        println!("skipped: {name} is not in JINGWEI_TEST_DATA");
    }
    found
}
