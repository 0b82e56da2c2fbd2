//! Which column holds what? What the caller names is taken, the rest is guessed from
//! well-known names, and the guess is handed back for a person to look at.

use super::RowsError;
use crate::areas::{Chosen, plain};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that were used, each under what it holds.
pub type Mapping = BTreeMap<&'static str, Chosen>;

/// Settles the columns of one header.
pub(crate) struct Guess<'h> {
    header: &'h [String],
    /// Columns that hold something already.
    pub(crate) taken: BTreeSet<usize>,
    /// What was settled.
    pub(crate) mapping: Mapping,
}

/// The names under which something is known, the surest first, in the form of [`plain`].
pub(crate) struct Known {
    /// What it is.
    pub(crate) role: &'static str,
    /// Whole names.
    pub(crate) names: &'static [&'static str],
    /// Endings, of which exactly one column must have one.
    pub(crate) endings: &'static [&'static str],
}

impl<'h> Guess<'h> {
    pub(crate) fn new(header: &'h [String], of_place: &BTreeSet<usize>) -> Self {
        Self { header, taken: of_place.clone(), mapping: Mapping::new() }
    }

    /// The column by the caller's wish, or by its name; an empty wish says that there is
    /// no such column.
    pub(crate) fn find(
        &mut self,
        wish: Option<&str>,
        known: &Known,
    ) -> Result<Option<usize>, RowsError> {
        let found = match wish {
            Some("") => None,
            Some(wanted) => {
                let column = self.header.iter().position(|name| name == wanted);
                Some(column.ok_or_else(|| RowsError::NoSuchColumn {
                    wanted: wanted.into(),
                    role: known.role,
                    there: self.header.to_vec(),
                })?)
            }
            None => self.guess(known),
        };
        if let Some(column) = found {
            self.taken.insert(column);
            let field = self.header[column].clone();
            self.mapping.insert(known.role, Chosen { field, guessed: wish.is_none() });
        }
        Ok(found)
    }

    /// The same for a column that a file cannot do without.
    pub(crate) fn need(&mut self, wish: Option<&str>, known: &Known) -> Result<usize, RowsError> {
        let none = || RowsError::NoColumn { role: known.role, there: self.header.to_vec() };
        let none = none();
        self.find(wish, known)?.ok_or(none)
    }

    fn guess(&self, known: &Known) -> Option<usize> {
        let free = |column: &usize| !self.taken.contains(column);
        let named = |wanted: &&str| {
            let mut columns = (0..self.header.len()).filter(free);
            columns.find(|column| plain(&self.header[*column]) == *wanted)
        };
        known.names.iter().find_map(named).or_else(|| {
            let telling = |column: &usize| {
                let name = plain(&self.header[*column]);
                known.endings.iter().any(|ending| name.ends_with(ending))
            };
            let mut columns = (0..self.header.len()).filter(free).filter(telling);
            columns.next().filter(|_| columns.next().is_none())
        })
    }
}
