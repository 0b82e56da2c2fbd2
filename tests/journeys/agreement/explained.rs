//! Why an answer disagrees with the record, by class.

use super::{Agreement, routed};
use std::collections::{BTreeMap, BTreeSet};
use support::{Jingwei, Row, figure, write_csv};

/// A position this far from the recorded area was not just rounded or shifted.
const NEARBY: &str = "30";

/// How many rows of each class disagree.
pub(super) struct Explained(BTreeMap<&'static str, usize>);

impl Explained {
    /// Looks at every row whose answer is not the recorded area. Rows that are not
    /// on a border are routed once more with an accuracy of 30 m.
    pub(super) fn by_class(of: &Agreement<'_>, home: &Jingwei, position: [&str; 2]) -> Self {
        let wrong = |row: &&Row| of.answer(row).as_deref() != Some(&(of.recorded)(row));
        let missed: Vec<&Row> = of.rows.iter().filter(wrong).collect();
        let areas: BTreeSet<String> = of.rows.iter().flat_map(|row| of.near(row)).collect();
        let mut counts = BTreeMap::new();
        let mut far: Vec<&Row> = Vec::new();
        for row in missed {
            let recorded = (of.recorded)(row);
            if of.near(row).contains(&recorded) {
                *counts.entry("on a border").or_default() += 1;
            } else if recorded.is_empty() {
                *counts.entry("nothing recorded").or_default() += 1;
            } else if !areas.contains(&recorded) {
                *counts.entry("older map").or_default() += 1;
            } else if of.answer(row).is_none() {
                *counts.entry("outside the map").or_default() += 1;
            } else {
                far.push(row);
            }
        }
        let close = close(of, home, position, &far);
        counts.insert("shifted, within 30 m", close);
        counts.insert("recorded wrongly", far.len() - close);
        Self(counts)
    }

    /// Prints every class that has rows.
    pub(super) fn show(&self, name: &str) {
        for (class, count) in self.0.iter().filter(|(_, count)| **count > 0) {
            figure(&format!("{name}: {class}"), format!("{count:>7} rows"));
        }
    }
}

/// How many of these rows have their recorded area within 30 m.
fn close(of: &Agreement<'_>, home: &Jingwei, position: [&str; 2], rows: &[&Row]) -> usize {
    if rows.is_empty() {
        return 0;
    }
    let plain =
        |row: &&Row| [row[position[0]].clone(), row[position[1]].clone(), (of.recorded)(row)];
    let table = write_csv(["lon", "lat", "recorded"], rows.iter().map(plain));
    let table = home.write("far.csv", table);
    let again = routed(home, &table, ["lon", "lat"], &["--accuracy", NEARBY]);
    again.iter().filter(|row| of.near(row).contains(&row["recorded"])).count()
}
