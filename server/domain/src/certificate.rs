//! A certificate of one Release (版本证书): what it holds, that parents are exactly their
//! children and blanks, and the canonical bytes whose hash tells two releases apart.

use crate::contents::Contents;
use crate::ids::{AreaId, Code, LevelKey};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// See the module. The hash is taken by the caller from the bytes handed to the sink.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Areas of every Level, widest first.
    pub levels: Vec<LevelCount>,
    /// Stations.
    pub stations: usize,
    /// Parents whose ground was compared with what lies below them.
    pub parents: usize,
    /// Parents that have blanks.
    pub blanks: usize,
    /// Parents whose children and blanks are not exactly their ground; none in a Release
    /// that nothing else than Jingwei has changed.
    pub faults: Vec<Imbalance>,
}

/// How many areas of one Level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelCount {
    /// The Level.
    pub level: LevelKey,
    /// So many.
    pub areas: usize,
}

/// A parent that is more or less than its children and blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imbalance {
    /// The parent.
    pub area: AreaId,
    /// Its code.
    pub code: Code,
    /// Twice its ground in lattice units, exactly, in digits.
    pub own: String,
    /// The same of its children and blanks together.
    pub below: String,
}

impl Certificate {
    /// Certifies the rows of a Release, and hands their canonical bytes to a sink: one
    /// line of JSON for each row, in the order of ids, keys sorted.
    pub fn of(contents: &Contents, mut sink: impl FnMut(&[u8])) -> Self {
        for line in lines(contents) {
            sink(sorted(line).to_string().as_bytes());
            sink(b"\n");
        }
        let mut below: BTreeMap<AreaId, i128> = BTreeMap::new();
        for row in &contents.areas {
            if let Some(parent) = row.area.parent {
                *below.entry(parent).or_default() += row.shape.area2();
            }
        }
        let parents = below.len();
        for blank in &contents.blanks {
            *below.entry(blank.parent).or_default() += blank.shape.area2();
        }
        let faults = contents.areas.iter().filter_map(|row| {
            let (own, below) = (row.shape.area2(), *below.get(&row.area.id)?);
            (own != below).then(|| Imbalance {
                area: row.area.id,
                code: row.area.code.clone(),
                own: own.to_string(),
                below: below.to_string(),
            })
        });
        let levels = contents.levels.iter().map(|level| LevelCount {
            level: level.key.clone(),
            areas: contents.areas.iter().filter(|row| row.area.level == level.key).count(),
        });
        Self {
            levels: levels.collect(),
            stations: contents.stations.len(),
            parents,
            blanks: contents.blanks.len(),
            faults: faults.collect(),
        }
    }

    /// Whether all ground adds up.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Every row as JSON, in the order of a [`Contents`].
fn lines(contents: &Contents) -> impl Iterator<Item = Value> {
    let levels = std::iter::once(json!({ "levels": contents.levels }));
    let divisions = contents.divisions.iter().map(|division| json!({ "division": division }));
    let areas = contents
        .areas
        .iter()
        .map(|row| json!({ "area": row.area, "of": row.division, "shape": row.shape }));
    let blanks = contents
        .blanks
        .iter()
        .map(|row| json!({ "blank": row.parent, "of": row.division, "shape": row.shape }));
    let kinds = contents.kinds.iter().map(|kind| json!({ "kind": kind }));
    let stations = contents.stations.iter().map(|station| json!({ "station": station }));
    let datasets = contents.datasets().map(|dataset| json!({ "dataset": dataset }));
    let edits = contents.street_edits.iter().map(|edit| json!({ "street_edit": edit }));
    levels
        .chain(divisions)
        .chain(areas)
        .chain(blanks)
        .chain(kinds)
        .chain(stations)
        .chain(datasets)
        .chain(edits)
}

/// The same value with the keys of all objects in one order: a database need not keep
/// the order of a file's columns.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut members: Vec<(String, Value)> =
                map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Town;

    fn certified(contents: &Contents) -> (Certificate, Vec<u8>) {
        let mut bytes = Vec::new();
        let certificate = Certificate::of(contents, |part| bytes.extend_from_slice(part));
        (certificate, bytes)
    }

    #[test]
    fn parents_are_their_children_and_blanks_to_the_unit() {
        let town = Town::drawn("AAB\nA.B").under("xxy\nxxy").bent(3);
        let contents = town.contents();
        let (certificate, bytes) = certified(&contents);
        assert!(certificate.holds());
        let counts: Vec<usize> = certificate.levels.iter().map(|level| level.areas).collect();
        assert_eq!((counts, certificate.parents, certificate.blanks), (vec![2, 2], 2, 1));
        assert_eq!(bytes, certified(&contents).1);

        let mut moved = contents.clone();
        moved.areas[0].shape.0[0].outer[0].x += 1;
        let (certificate, other) = certified(&moved);
        assert_eq!(certificate.faults.len(), 1, "the child is a step wider than its parent");
        assert_ne!(bytes, other);

        // The order in which a file had its columns is no part of the contents.
        let with = |names: [&str; 2]| {
            let mut contents = contents.clone();
            let said = names.map(|name| (name.to_owned(), name.into()));
            contents.areas[0].area.attributes.extend(said);
            certified(&contents).1
        };
        assert_eq!(with(["a", "b"]), with(["b", "a"]));
        assert_ne!(with(["a", "b"]), with(["a", "c"]));
    }
}
