//! Real incidents against the area that was officially recorded for them.
//!
//! Strict means the answer is the recorded area; near means it is that or one of
//! the candidates. Whatever disagrees is explained by class, with counts.

mod chicago;
mod explained;
mod new_york;
mod toronto;

pub(crate) use chicago::police;
use explained::Explained;
use support::{Jingwei, Row, Share, read_csv};

/// A routed table and how to read it.
struct Agreement<'a> {
    /// Shown with every figure.
    name: &'a str,
    /// The routed rows.
    rows: &'a [Row],
    /// What was recorded for a row, in the spelling of the answer.
    recorded: &'a dyn Fn(&Row) -> String,
    /// What is in force here, in the same spelling, by the code of a leaf.
    known: &'a dyn Fn(&str) -> Option<String>,
    /// The column with the leaf's code.
    leaf: &'a str,
}

impl Agreement<'_> {
    /// The area of the answer; `None` outside.
    fn answer(&self, row: &Row) -> Option<String> {
        (self.known)(&row[self.leaf])
    }

    /// The answer and every candidate.
    fn near(&self, row: &Row) -> Vec<String> {
        let others = row["candidates"].split(';').filter(|code| !code.is_empty());
        self.answer(row).into_iter().chain(others.filter_map(|code| (self.known)(code))).collect()
    }

    fn strict_share(&self) -> Share {
        let held = self
            .rows
            .iter()
            .filter(|row| self.answer(row).as_deref() == Some(&(self.recorded)(row)));
        Share { held: held.count(), of: self.rows.len() }
    }

    fn near_share(&self) -> Share {
        let held = self.rows.iter().filter(|row| self.near(row).contains(&(self.recorded)(row)));
        Share { held: held.count(), of: self.rows.len() }
    }

    /// Shows both shares, fails below the promise, and explains the rest.
    fn must_reach(&self, strict: f64, near: f64, metres: u32, home: &Jingwei, position: [&str; 2]) {
        self.strict_share().at_least(strict, &format!("{}, strict", self.name));
        self.near_share().at_least(near, &format!("{}, within {metres} m", self.name));
        Explained::by_class(self, home, position).show(self.name);
    }
}

/// Routes a table and returns the rows that have a position.
fn routed(home: &Jingwei, table: &str, position: [&str; 2], more: &[&str]) -> Vec<Row> {
    let out = home.arg("routed.csv");
    let fields = ["--lon-field", position[0], "--lat-field", position[1]];
    home.ok(&[&["route-file", table, &out], fields.as_slice(), more].concat());
    let rows = read_csv(&home.read("routed.csv"));
    rows.into_iter().filter(|row| row["reason"] != "no_position").collect()
}

/// Numbers compare as numbers: `7` was recorded for district `07`.
fn number(text: &str) -> String {
    text.trim().trim_start_matches('0').to_owned()
}
