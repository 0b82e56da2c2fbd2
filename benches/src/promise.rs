//! Whether a bench may pass without something that its goals are asked of.

use std::env::{var, var_os};
use std::process::ExitCode;

/// How a bench ends that lacks what a variable names: well where nobody promised it, badly in CI
/// and where the variable is set, so that no goal goes unasked unseen. `JINGWEI_BENCH_SKIP=true`
/// lets it pass everywhere.
pub fn without(variable: &str) -> ExitCode {
    let is_true = |name: &str| var(name).is_ok_and(|value| value == "true");
    let promised = is_true("CI") || var_os(variable).is_some_and(|value| !value.is_empty());
    if promised && !is_true("JINGWEI_BENCH_SKIP") { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
