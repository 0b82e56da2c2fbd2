//! Everything into one file, and back; between SQLite and PostGIS as well.

use anyhow::{Context, bail};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;
use store::{BackupSummary, Store};

/// Writes a backup beside its final name and renames it when it is whole, so that
/// a full disk or a crash never leaves half a backup under the name asked for.
pub(crate) fn backup(store: &Store, file: &Path) -> anyhow::Result<BackupSummary> {
    let part = file.with_extension("part");
    let written = (|| -> anyhow::Result<BackupSummary> {
        let out = File::create(&part).with_context(|| format!("creating {}", part.display()))?;
        let mut out = BufWriter::new(out);
        let summary = store.backup(&mut out).context("reading the database")?;
        let out = out.into_inner().context("writing the backup")?;
        out.sync_all().context("writing the backup to disk")?;
        fs::rename(&part, file).with_context(|| format!("naming the backup {}", file.display()))?;
        Ok(summary)
    })();
    if written.is_err() {
        // The failure itself is what matters; the part may not even exist.
        let _ = fs::remove_file(&part);
    }
    written
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
