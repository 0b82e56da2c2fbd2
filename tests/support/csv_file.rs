//! Tables by column name.

use crate::DataFile;
use std::collections::HashMap;

/// One row by column name.
pub type Row = HashMap<String, String>;

/// Reads a table.
pub fn read_csv(bytes: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(bytes).deserialize().map(|row| row.expect("a whole table")).collect()
}

/// Writes rows of text under a header.
pub fn write_csv<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(header).expect("memory is writable");
    for row in rows {
        table.write_record(row).expect("memory is writable");
    }
    table.into_inner().expect("memory is writable")
}

impl DataFile {
    /// Its rows.
    pub fn rows(&self) -> Vec<Row> {
        read_csv(&self.read())
    }
}
