//! The change log on the command line.

use super::Ending;
use super::progress::Progress;
use super::terminal::Terminal;
use crate::actions::log::{self, Verified};
use crate::state::App;
use std::fmt::Write as _;

pub(super) fn verify(app: &App, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let found = Progress::new(0).step("checking the change log", |_| log::verify(app))?;
    let sound = found.faults.is_empty();
    if sound {
        // What is good is closed: from now on a change of it shows.
        log::seal(app)?;
    }
    let told = if sound { log::verify(app)? } else { found };
    terminal.answer(&told, text)?;
    Ok(if sound { Ending::Done } else { Ending::Issues })
}

fn text(found: &Verified) -> String {
    let mut text = String::new();
    for fault in &found.faults {
        let _ = writeln!(text, "BLOCKS   {fault}");
    }
    let Verified { rows, sealed, .. } = found;
    let state = if found.faults.is_empty() { "as it was written" } else { "not as it was written" };
    let _ = writeln!(text, "the change log is {state}: {rows} rows, {sealed} sealed");
    if let Some(hash) = &found.hash {
        let _ = writeln!(text, "last seal {hash}; keep it elsewhere to compare");
    }
    text
}
