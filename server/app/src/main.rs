//! The binary `jingwei`.
fn main() {}
