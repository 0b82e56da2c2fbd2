//! The Atlas (图集): one Release in memory, ready for every question.
//!
//! It is built once from the rows of a Release and never changes, so any number
//! of threads may read it, and a newer one is swapped in beside it. Whatever the
//! order of the rows, the same Release gives the same Atlas and the same answers.

mod distance;
mod division;
mod entry;
mod index;
mod rings;
mod stations;

use crate::area::{Division, Release};
use crate::colouring;
use crate::contents::{AreaRow, BlankRow, Contents};
use crate::dataset::Dataset;
use crate::ids::{AreaId, Code, DivisionKey, LevelKey, StationId};
use crate::level::Levels;
use crate::search::Names;
use crate::street::StreetEdit;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use topo::{Bounds, Cell, Fault, Label, Partition, Point};

pub(crate) use distance::Foot;
pub(crate) use division::Claim;
pub use division::DivisionAtlas;
pub(crate) use division::FaceNo;
pub use entry::AreaEntry;
pub(crate) use rings::{PartNo, Rings, around};
pub use stations::Circle;
use stations::Stations;

/// All Areas of one Release with their ground.
#[derive(Debug)]
pub struct Atlas {
    release: Release,
    levels: Levels,
    divisions: Vec<DivisionAtlas>,
    /// By Level, widest first, then code, Division and id.
    entries: Vec<AreaEntry>,
    position: FxHashMap<AreaId, usize>,
    names: Names,
    stations: Stations,
    streets: Option<Dataset>,
    population: Option<Dataset>,
    street_edits: Vec<StreetEdit>,
    counts: Option<BTreeMap<AreaId, Headcount>>,
}

/// What the population of a Release counts in an Area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headcount {
    /// People.
    pub people: u64,
    /// Households.
    pub households: u64,
    /// Whether the numbers would point at a few, so that they are not for everybody.
    pub hidden: bool,
}

/// Why no Atlas can be built from the rows of a Release. The checks before a
/// publication find each of these, so a stored Release gives none of them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AtlasError {
    /// A row names a Division that the Release does not have.
    #[error("area {area} belongs to the division `{division}`, which this release does not have")]
    UnknownDivision {
        /// The Area of the row.
        area: AreaId,
        /// The Division it names.
        division: DivisionKey,
    },
    /// A row names a Level that the Release does not have.
    #[error("area {area} is of the level `{level}`, which this release does not have")]
    UnknownLevel {
        /// The Area of the row.
        area: AreaId,
        /// The Level it names.
        level: LevelKey,
    },
    /// Two rows carry one id.
    #[error("two areas have the id {0}")]
    Twice(AreaId),
    /// Two stations carry one id.
    #[error("two stations have the id {0}")]
    StationTwice(StationId),
    /// The parent is missing, in another Division, or not of a wider Level.
    #[error("area {area} cannot lie in {parent}: that is no wider area of its division")]
    Parent {
        /// The Area of the row.
        area: AreaId,
        /// What it names as its parent; for a Blank, the Area whose ground it would be.
        parent: AreaId,
    },
    /// An Area has no polygon.
    #[error("area {0} has no ground")]
    NoGround(AreaId),
    /// The polygons do not fit together.
    #[error("the areas of `{division}` do not fit together in {} places", faults.len())]
    Faults {
        /// The Division.
        division: DivisionKey,
        /// Every place.
        faults: Vec<Fault>,
    },
}

impl Atlas {
    /// Builds the Atlas of a Release. The order of the rows does not matter.
    pub fn build(release: Release, contents: Contents) -> Result<Self, AtlasError> {
        let Contents { levels, divisions, areas, mut blanks, .. } = contents;
        let Contents { kinds, stations, streets, population, street_edits, .. } = contents;
        let mut entries = sorted_entries(&levels, &divisions, areas)?;
        let mut position = FxHashMap::default();
        for (at, entry) in entries.iter().enumerate() {
            if position.insert(entry.area.id, at).is_some() {
                return Err(AtlasError::Twice(entry.area.id));
            }
        }
        join_children(&mut entries, &position, &levels)?;
        blanks.sort_by_key(|blank| blank.parent);
        for blank in &blanks {
            check_blank(blank, &entries, &position)?;
        }
        let built: Result<Vec<_>, AtlasError> = divisions
            .into_iter()
            .map(|division| build_division(division, &levels, &entries, &position, &blanks))
            .collect();
        let divisions = built?;
        colour(&mut entries, &position, &divisions, &levels);
        let named = entries.iter().map(|entry| (&entry.area.code, entry.area.name.as_str()));
        let names = Names::of(named);
        let stations = Stations::of(&kinds, stations).map_err(AtlasError::StationTwice)?;
        Ok(Self {
            release,
            levels,
            divisions,
            entries,
            position,
            names,
            stations,
            streets,
            population,
            street_edits,
            counts: None,
        })
    }

    /// The same with what its population counts in the Areas of the main Division; in
    /// an Area that is not among them nobody lives.
    #[must_use]
    pub fn with_counts(self, counts: BTreeMap<AreaId, Headcount>) -> Self {
        Self { counts: Some(counts), ..self }
    }

    /// The Release it shows.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The ladder of Levels.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The Divisions, in the order they were made.
    pub fn divisions(&self) -> &[DivisionAtlas] {
        &self.divisions
    }

    /// The Division of that key.
    pub fn division(&self, key: &DivisionKey) -> Option<&DivisionAtlas> {
        self.divisions.iter().find(|division| division.key() == key)
    }

    /// The Area of that id.
    pub fn area(&self, id: AreaId) -> Option<&AreaEntry> {
        self.position.get(&id).map(|at| &self.entries[*at])
    }

    /// The Area of that Level and code; without a Division the first that has one,
    /// in the order the Divisions were made.
    pub fn by_code(
        &self,
        division: Option<&DivisionKey>,
        level: &LevelKey,
        code: &Code,
    ) -> Option<&AreaEntry> {
        let rank = self.levels.rank(level)?;
        let before = |entry: &AreaEntry| {
            let other = self.levels.rank(&entry.area.level);
            other.cmp(&Some(rank)).then_with(|| entry.area.code.cmp(code)).is_lt()
        };
        let start = self.entries.partition_point(before);
        self.entries[start..]
            .iter()
            .take_while(|entry| entry.area.level == *level && entry.area.code == *code)
            .find(|entry| division.is_none_or(|key| entry.division == *key))
    }

    /// The Areas an Area lies in, top first, itself last; empty for an unknown id.
    pub fn path(&self, id: AreaId) -> Vec<AreaId> {
        let mut path: Vec<_> = path_of(&self.entries, &self.position, id).collect();
        path.reverse();
        path
    }

    /// The street network, as the store keeps it.
    pub fn streets(&self) -> Option<&Dataset> {
        self.streets.as_ref()
    }

    /// The population, as the store keeps it.
    pub fn population(&self) -> Option<&Dataset> {
        self.population.as_ref()
    }

    /// What the population counts in an Area; `None` where nobody counted.
    pub fn counted(&self, area: &AreaEntry) -> Option<Headcount> {
        let counts = self.counts.as_ref().filter(|_| area.division == DivisionKey::main())?;
        let nobody = Headcount { people: 0, households: 0, hidden: false };
        Some(counts.get(&area.area.id).copied().unwrap_or(nobody))
    }

    /// What planners changed in the street network, by number.
    pub fn street_edits(&self) -> &[StreetEdit] {
        &self.street_edits
    }

    /// The box round all Areas; `None` when there is nothing.
    pub fn bounds(&self) -> Option<(Point, Point)> {
        let corners = self.entries.iter().flat_map(|entry| [entry.bounds.min, entry.bounds.max]);
        Bounds::of(corners).map(|bounds| (bounds.min, bounds.max))
    }

    /// All Areas by Level, widest first, then by code.
    pub fn areas(&self) -> impl ExactSizeIterator<Item = &AreaEntry> {
        self.entries.iter()
    }

    /// The Areas a text may mean, at most `limit`: first those whose code it is,
    /// then those whose code begins with it, then names that begin with it, then
    /// names that contain it; within each by Level, then code. Case and full-width
    /// forms make no difference.
    pub fn search(&self, text: &str, limit: usize) -> Vec<AreaId> {
        self.names.search(text, limit).map(|at| self.entries[at].area.id).collect()
    }
}

/// Wraps the rows in the order of [`Atlas::areas`].
fn sorted_entries(
    levels: &Levels,
    divisions: &[Division],
    rows: Vec<AreaRow>,
) -> Result<Vec<AreaEntry>, AtlasError> {
    let mut keyed = Vec::with_capacity(rows.len());
    for AreaRow { division, area, shape } in rows {
        let Some(rank) = levels.rank(&area.level) else {
            return Err(AtlasError::UnknownLevel { area: area.id, level: area.level });
        };
        let Some(tree) = divisions.iter().position(|known| known.key == division) else {
            return Err(AtlasError::UnknownDivision { area: area.id, division });
        };
        let bounds = shape.bounds().ok_or(AtlasError::NoGround(area.id))?;
        keyed.push((rank, tree, AreaEntry::new(area, division, shape, bounds)));
    }
    keyed.sort_by(|(rank, tree, entry), (other_rank, other_tree, other)| {
        let by_code = || entry.area.code.cmp(&other.area.code);
        let by_tree = || tree.cmp(other_tree).then(entry.area.id.cmp(&other.area.id));
        rank.cmp(other_rank).then_with(by_code).then_with(by_tree)
    });
    Ok(keyed.into_iter().map(|(_, _, entry)| entry).collect())
}

/// Gives every parent its children. A parent must be of a wider Level, so no
/// Area can lie in itself, however long the way up.
fn join_children(
    entries: &mut [AreaEntry],
    position: &FxHashMap<AreaId, usize>,
    levels: &Levels,
) -> Result<(), AtlasError> {
    for at in 0..entries.len() {
        let Some(parent) = entries[at].area.parent else { continue };
        let id = entries[at].area.id;
        let above = position.get(&parent).copied().filter(|above| {
            let (child, parent) = (&entries[at], &entries[*above]);
            parent.division == child.division
                && levels.rank(&parent.area.level) < levels.rank(&child.area.level)
        });
        let above = above.ok_or(AtlasError::Parent { area: id, parent })?;
        entries[above].children.push(id);
    }
    Ok(())
}

fn check_blank(
    blank: &BlankRow,
    entries: &[AreaEntry],
    position: &FxHashMap<AreaId, usize>,
) -> Result<(), AtlasError> {
    let parent = position.get(&blank.parent).map(|at| &entries[*at]);
    match parent {
        // A Leaf answers for all of its ground, so it has no Blank.
        Some(entry) if entry.division == blank.division && !entry.is_leaf() => Ok(()),
        _ => Err(AtlasError::Parent { area: blank.parent, parent: blank.parent }),
    }
}

/// The way up from an Area, itself first.
fn path_of(
    entries: &[AreaEntry],
    position: &FxHashMap<AreaId, usize>,
    id: AreaId,
) -> impl Iterator<Item = AreaId> {
    let known = position.contains_key(&id).then_some(id);
    std::iter::successors(known, move |id| entries[position[id]].area.parent)
}

fn build_division(
    division: Division,
    levels: &Levels,
    entries: &[AreaEntry],
    position: &FxHashMap<AreaId, usize>,
    blanks: &[BlankRow],
) -> Result<DivisionAtlas, AtlasError> {
    let leaves = entries
        .iter()
        .filter(|entry| entry.division == division.key && entry.is_leaf())
        .map(|entry| (entry.area.id, false, &entry.shape));
    let blanks = blanks
        .iter()
        .filter(|blank| blank.division == division.key && !blank.shape.is_empty())
        .map(|blank| (blank.parent, true, &blank.shape));
    let claims: Vec<Claim<'_>> = leaves
        .chain(blanks)
        .map(|(area, blank, shape)| {
            let rank = |id: &AreaId| levels.rank(&entries[position[id]].area.level);
            let up = path_of(entries, position, area);
            let mut path: Vec<_> = up.filter_map(|id| Some((id, rank(&id)?))).collect();
            path.reverse();
            Claim { area, blank, shape, path }
        })
        .collect();
    let cells: Vec<Cell<'_>> =
        claims.iter().map(|claim| Cell { label: claim.area.label(), shape: claim.shape }).collect();
    let partition = Partition::from_cells(&cells)
        .map_err(|faults| AtlasError::Faults { division: division.key.clone(), faults })?;
    Ok(DivisionAtlas::new(division.key, division.name, levels.clone(), partition, claims))
}

/// Colours each Level of each Division by itself.
fn colour(
    entries: &mut [AreaEntry],
    position: &FxHashMap<AreaId, usize>,
    divisions: &[DivisionAtlas],
    levels: &Levels,
) {
    for division in divisions {
        let borders = division.partition().adjacent();
        for level in levels.iter() {
            let of_level = entries
                .iter()
                .filter(|entry| entry.area.level == level.key && entry.division == *division.key());
            let areas: Vec<AreaId> = of_level.map(AreaEntry::id).collect();
            let neighbours = borders.iter().filter_map(|(left, right, _)| {
                let [left, right] = [left, right].map(|l| division.at_level(*l, &level.key));
                let apart = left != right && left != Label::OUTSIDE && right != Label::OUTSIDE;
                apart.then_some((AreaId(left.0), AreaId(right.0)))
            });
            for (area, colour) in colouring::colour(&areas, neighbours) {
                entries[position[&area]].colour = colour;
            }
        }
    }
}
