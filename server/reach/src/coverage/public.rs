//! What of the rows may everybody see?

use super::told::{Told, is_small};
use super::{Count, Row, Rows};
use crate::demand::Areas;
use std::hash::Hash;

/// A count as the public sees it: `None` is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicCount {
    /// People, unless they are fewer than ten or would tell such a count.
    pub people: Option<u64>,
    /// Households; hidden with the people.
    pub households: Option<u64>,
    /// Buildings are no secret: they stand on the map.
    pub buildings: Option<u64>,
}

impl Count {
    /// One count by itself, shown where no other count can tell more about it.
    pub fn public(self) -> PublicCount {
        self.hidden_if(is_small(self.people))
    }

    /// The count with everything shown.
    pub fn shown(self) -> PublicCount {
        self.hidden_if(false)
    }

    pub(super) fn hidden_if(self, hidden: bool) -> PublicCount {
        PublicCount {
            people: (!hidden).then_some(self.people),
            households: (!hidden).then_some(self.households),
            buildings: Some(self.buildings),
        }
    }
}

/// One ring of a public row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicRing {
    /// The ring.
    pub minutes: u32,
    /// See [`super::RingRow`].
    pub covered: PublicCount,
    /// See [`super::RingRow`].
    pub over_capacity: PublicCount,
    /// See [`super::RingRow`].
    pub not_covered: PublicCount,
    /// See [`super::RingRow`].
    pub straight: PublicCount,
}

/// A row as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRow {
    /// All places.
    pub all: PublicCount,
    /// One for each ring.
    pub rings: Vec<PublicRing>,
    /// Places with none, one, two, and three or more stations.
    pub served_by: [PublicCount; 4],
    /// The median walk; hidden with the people.
    pub median_tenths: Option<u16>,
    /// Whether anything of the row is hidden.
    pub hidden: bool,
}

impl Row {
    /// The row with everything shown, for those who may see it.
    pub fn shown(&self) -> PublicRow {
        self.with(&vec![false; self.cells().len()])
    }

    /// All counts of the row, in a fixed order: the whole; covered, over capacity,
    /// not covered and straight of each ring; served by.
    fn cells(&self) -> Vec<Count> {
        let mut cells = vec![self.all];
        for ring in &self.rings {
            cells.extend([ring.covered, ring.over_capacity, ring.not_covered, ring.straight]);
        }
        cells.extend(self.served_by);
        cells
    }

    fn with(&self, hidden: &[bool]) -> PublicRow {
        let cells = self.cells();
        let cell = |at: usize| cells[at].hidden_if(hidden[at]);
        let rings = self.rings.iter().enumerate().map(|(ring, row)| {
            let first = 1 + ring * 4;
            PublicRing {
                minutes: row.minutes,
                covered: cell(first),
                over_capacity: cell(first + 1),
                not_covered: cell(first + 2),
                straight: cell(first + 3),
            }
        });
        let served = 1 + self.rings.len() * 4;
        PublicRow {
            all: cell(0),
            rings: rings.collect(),
            served_by: [0, 1, 2, 3].map(|times| cell(served + times)),
            median_tenths: self.median_tenths.filter(|_| !hidden[0]),
            hidden: hidden.contains(&true),
        }
    }
}

impl<K: Copy + Eq + Hash + Ord> Rows<K> {
    /// The rows that a public answer may show: counts below ten people are hidden,
    /// and so is whatever would tell such a count: within a row and between its rings,
    /// and between an area and the areas below it, at every level, whichever of them is
    /// asked for. What is hidden of a row may be any number.
    pub fn public(&self, areas: &Areas<K>) -> Rows<K, PublicRow> {
        let rows: Vec<&Row> =
            std::iter::once(&self.total).chain(self.areas.iter().map(|(_, row)| row)).collect();
        let people = |row: &Row| row.cells().iter().map(|count| count.people).collect();
        let counts = rows.iter().map(|row| people(row)).collect();
        let hidden = Told::new(self.total.rings.len(), counts, below(areas)).hidden();
        let mut public = rows.iter().zip(&hidden).map(|(row, hidden)| row.with(hidden));
        Rows {
            total: public.next().unwrap_or_else(|| self.total.shown()),
            areas: self.areas.iter().map(|(key, _)| *key).zip(public).collect(),
        }
    }

    /// The rows with everything shown.
    pub fn shown(&self) -> Rows<K, PublicRow> {
        Rows {
            total: self.total.shown(),
            areas: self.areas.iter().map(|(key, row)| (*key, row.shown())).collect(),
        }
    }
}

/// For the whole, row 0, and for each area, row n + 1 of the area n: the rows right below.
pub(super) fn below<K: Copy + Eq + Hash + Ord>(areas: &Areas<K>) -> Vec<Vec<usize>> {
    let mut below = vec![Vec::new(); areas.len() + 1];
    for area in 0..areas.len() {
        let up = areas.path_from(area).nth(1);
        below[up.map_or(0, |up| up + 1)].push(area + 1);
    }
    below
}
