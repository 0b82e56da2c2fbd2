//! Everything into one file, and back; between SQLite and PostGIS as well.

use crate::output::{self, Output};
use anyhow::{Context, bail, ensure};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use store::{BackupSummary, Store};

/// Writes a backup that appears under its name when it is whole. It holds tokens, if
/// only their hashes, and drafts: its owner alone may read it.
pub(crate) fn backup(store: &Store, file: &Path) -> anyhow::Result<BackupSummary> {
    // Standard output carries the summary.
    ensure!(!output::is_standard(file), "a backup is written to a file, not to `-`");
    let mut out = Output::create_private(file)?;
    let summary = store.backup(&mut out).context("reading the database")?;
    out.finish().with_context(|| format!("writing the backup {}", file.display()))?;
    Ok(summary)
}

/// Fills an empty or new database from a backup; all or nothing.
pub(crate) fn restore(place: &str, file: &Path) -> anyhow::Result<BackupSummary> {
    let input = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    if input.metadata().is_ok_and(|about| about.len() == 0) {
        bail!("{} is empty: it is no backup", file.display());
    }
    Store::restore(place, &mut BufReader::new(input))
        .with_context(|| format!("restoring {}", file.display()))
}
