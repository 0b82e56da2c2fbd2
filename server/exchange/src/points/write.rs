//! The rows of a table again, with columns added.

use super::read::Dialect;
use csv::{ByteRecord, Writer, WriterBuilder};
use std::io::{self, Write};

/// Writes rows as they came, and further columns after them.
///
/// Values are the same bytes; quotes are set where the values need them.
/// Compression is the caller's: [`crate::compressed::Output`].
pub struct PointWriter<W: Write> {
    table: Writer<W>,
}

impl<W: Write> PointWriter<W> {
    /// Writes the header. An added column whose name is taken, as in a table that
    /// was routed before, gets a number behind its name.
    pub fn new(
        mut out: W,
        dialect: Dialect,
        header: &ByteRecord,
        added: &[impl AsRef<str>],
    ) -> io::Result<Self> {
        if dialect.byte_order_mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let table = WriterBuilder::new()
            .delimiter(dialect.delimiter)
            .terminator(dialect.terminator())
            .buffer_capacity(1 << 17)
            .from_writer(out);
        let mut writer = Self { table };
        let mut names: Vec<Vec<u8>> = Vec::new();
        for name in added {
            let name = name.as_ref();
            let taken = |name: &[u8]| {
                header.iter().any(|given| given == name) || names.iter().any(|n| n == name)
            };
            let free = (2..).map(|number| format!("{name}_{number}"));
            let name = std::iter::once(name.to_owned()).chain(free).find(|n| !taken(n.as_bytes()));
            names.extend(name.map(String::into_bytes));
        }
        writer.row(header, &names)?;
        Ok(writer)
    }

    /// Writes a row: its own columns, then one value for each added column.
    pub fn row(
        &mut self,
        record: &ByteRecord,
        added: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> io::Result<()> {
        for value in record {
            self.table.write_field(value)?;
        }
        for value in added {
            self.table.write_field(value)?;
        }
        self.table.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is still held back and gives the output back.
    pub fn finish(self) -> io::Result<W> {
        self.table.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
