//! The binary `jingwei`: HTTP and the command line, two doors to the same actions.

mod actions;
mod cli;
mod clock;
mod config;
mod http;
mod jobs;
mod kept;
mod output;
mod plans;
mod residents;
mod state;
mod walks;

use clap::Parser;
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    log();
    cli::run(cli)
}

/// Logs go to standard error: text for people, JSON lines where no terminal reads
/// them. `JINGWEI_LOG` chooses how much, as in `JINGWEI_LOG=warn`.
fn log() {
    let filter = EnvFilter::try_from_env("JINGWEI_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // Who reads the log may go first. Complaining of that on standard error would panic.
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    if std::io::stderr().is_terminal() {
        logs.with_target(false).init();
    } else {
        logs.json().flatten_event(true).init();
    }
}
