//! Towns for tests, drawn with letters.
//!
//! A town is a picture in the test: every letter is a grid, equal letters are one
//! grid (in one piece, in several, or round another), a dot is nobody's ground.

use crate::area::{Area, Attributes, Division, Release};
use crate::atlas::Atlas;
use crate::contents::{AreaRow, BlankRow, Contents};
use crate::draft::Made;
use crate::edit::Edit;
use crate::hours::Hours;
use crate::ids::{AreaId, Code, DivisionKey, KindKey, LevelKey, Moment, ReleaseNo, StationId};
use crate::level::Levels;
use crate::station::Station;
use std::collections::BTreeMap;
use topo::{Cell, Label, Partition, Point, Polygon, Shape};

/// The south-west corner of the north-west cell's column and of the last row.
const ORIGIN: Point = Point::new(1_100_000_000, 300_000_000);

/// Lattice steps of a cell 100 m wide and high at [`ORIGIN`].
const CELL: (i32, i32) = (10_361, 9_021);

/// A town as it was drawn.
///
/// ```
/// # use domain::testing::Town;
/// let town = Town::drawn("AAB
///                         .CB").under("xxy
///                                      xxy");
/// let atlas = town.atlas();
/// let dot = atlas.area(town.id('x')).unwrap();
/// assert_eq!(dot.children, town.ids("AC"));
/// assert_eq!(town.redrawn(&atlas), "AAB\n.CB\n");
/// ```
#[derive(Debug, Clone)]
pub struct Town {
    grids: Vec<Vec<char>>,
    communities: Option<Vec<Vec<char>>>,
    stations: Vec<Vec<char>>,
    cell: (i32, i32),
    bend: Option<u64>,
}

impl Town {
    /// Reads a picture; blanks round its lines are ignored. A cell is 100 m wide
    /// and high.
    pub fn drawn(picture: &str) -> Self {
        Self {
            grids: rows(picture),
            communities: None,
            stations: Vec::new(),
            cell: CELL,
            bend: None,
        }
    }

    /// Puts communities above the grids, drawn the same way with other letters. A
    /// dot of the grids under a letter of the communities is that community's Blank.
    #[must_use]
    pub fn under(self, picture: &str) -> Self {
        Self { communities: Some(rows(picture)), ..self }
    }

    /// Puts stations in the middles of cells, drawn the same way: a sign is a Station
    /// and its code, a dot is none. They are public, always open, of the kind `station`
    /// and owned by the grid they stand in; their ids run from 1 in the order of the signs.
    #[must_use]
    pub fn served(self, picture: &str) -> Self {
        Self { stations: rows(picture), ..self }
    }

    /// Makes cells so many lattice steps wide and high.
    #[must_use]
    pub fn with_cells_of(self, steps: i32) -> Self {
        Self { cell: (steps, steps), ..self }
    }

    /// Moves every corner of a cell by up to a fifth of the cell, so that borders
    /// run in all directions; the same seed moves it the same way.
    #[must_use]
    pub fn bent(self, seed: u64) -> Self {
        Self { bend: Some(seed), ..self }
    }

    /// Columns and rows of the picture.
    pub fn size(&self) -> (usize, usize) {
        (self.grids.iter().map(Vec::len).max().unwrap_or(0), self.grids.len())
    }

    /// The corner of cells at this column and row, counted from the north-west.
    pub fn corner(&self, column: usize, row: usize) -> Point {
        let (east, south) = (steps(column), steps(self.grids.len()) - steps(row));
        let mut corner = Point::new(ORIGIN.x + east * self.cell.0, ORIGIN.y + south * self.cell.1);
        if let Some(seed) = self.bend {
            let hash = mixed(
                seed ^ mixed(
                    (u64::from(corner.x.cast_unsigned()) << 32)
                        | u64::from(corner.y.cast_unsigned()),
                ),
            );
            let moved = |bits: u64, cell: i32| {
                let most = i64::from(cell / 5);
                i32::try_from((bits % 1_000_003).cast_signed() % (2 * most + 1) - most).unwrap_or(0)
            };
            corner.x += moved(hash >> 32, self.cell.0);
            corner.y += moved(hash & 0xFFFF_FFFF, self.cell.1);
        }
        corner
    }

    /// The middle of the first cell with this letter, reading from the north-west.
    pub fn centre(&self, letter: char) -> Point {
        let (column, row) = first_cell(&self.grids, letter)
            .or_else(|| first_cell(self.communities.as_deref()?, letter))
            .expect("a letter of the picture");
        self.middle(column, row)
    }

    /// The middle of a cell.
    pub fn middle(&self, column: usize, row: usize) -> Point {
        let corners = self.cell_ring(column, row);
        let mean = |of: fn(&Point) -> i32| {
            let sum: i64 = corners.iter().map(|corner| i64::from(of(corner))).sum();
            i32::try_from(sum / 4).expect("between the corners")
        };
        Point::new(mean(|p| p.x), mean(|p| p.y))
    }

    /// The code of a letter: the letter itself.
    pub fn code(&self, letter: char) -> Code {
        Code::new(letter).expect("a letter is a code")
    }

    /// The id of a letter: grids from 1 in the order of the alphabet, then communities.
    pub fn id(&self, letter: char) -> AreaId {
        *self.letters().get(&letter).expect("a letter of the picture")
    }

    /// The ids of several letters, as given.
    pub fn ids(&self, letters: &str) -> Vec<AreaId> {
        letters.chars().map(|letter| self.id(letter)).collect()
    }

    /// The id of a station's sign.
    pub fn station(&self, sign: char) -> StationId {
        let signs = letters_of(&self.stations);
        let place = signs.iter().position(|known| *known == sign).expect("a sign of the picture");
        StationId(u32::try_from(place).expect("a picture of few stations") + 1)
    }

    /// Where the station of a sign stands.
    pub fn door(&self, sign: char) -> Point {
        let (column, row) = first_cell(&self.stations, sign).expect("a sign of the picture");
        self.middle(column, row)
    }

    /// The stations, by id.
    fn stations(&self, ids: &BTreeMap<char, AreaId>) -> Vec<Station> {
        let station = |sign: char| {
            let (column, row) = first_cell(&self.stations, sign).expect("a sign of the picture");
            Station {
                id: self.station(sign),
                code: self.code(sign),
                name: format!("{sign} 站"),
                kind: KindKey::new("station").expect("a kind"),
                at: self.door(sign),
                owner: ids.get(&self.grid(column, row)).copied(),
                hours: Some(Hours::parse("24/7")),
                services: Vec::new(),
                capacity: None,
                public: true,
                attributes: Attributes::new(),
            }
        };
        letters_of(&self.stations).into_iter().map(station).collect()
    }

    /// The rows of the town's only Release.
    pub fn contents(&self) -> Contents {
        let levels = Levels::parse("community:社区,grid:网格").expect("two levels");
        let main = Division { key: DivisionKey::main(), name: "网格".into() };
        let ids = self.letters();
        let areas = ids.iter().map(|(letter, id)| AreaRow {
            division: main.key.clone(),
            area: self.area(*letter, *id, &ids),
            shape: self.ground(|column, row| {
                self.grid(column, row) == *letter || self.community(column, row) == *letter
            }),
        });
        let blanks = letters_of(self.communities.as_deref().unwrap_or_default()).into_iter();
        let blanks = blanks.map(|letter| BlankRow {
            division: main.key.clone(),
            parent: ids[&letter],
            shape: self.ground(|column, row| {
                self.community(column, row) == letter && self.grid(column, row) == '.'
            }),
        });
        let mut contents = Contents {
            areas: areas.collect(),
            blanks: blanks.filter(|blank| !blank.shape.is_empty()).collect(),
            divisions: vec![main],
            stations: self.stations(&ids),
            ..Contents::empty(levels)
        };
        contents.areas.sort_by_key(|row| row.area.id);
        contents
    }

    /// The Release the town's Atlas shows.
    pub fn release() -> Release {
        Release {
            number: ReleaseNo(1),
            effective: Moment(0),
            published: Moment(0),
            author: String::new(),
            note: String::new(),
        }
    }

    /// The town as an Atlas.
    pub fn atlas(&self) -> Atlas {
        Atlas::build(Self::release(), self.contents()).expect("cells of a picture fit together")
    }

    /// The picture that an Atlas of this town gives back: the first letter of the
    /// Leaf's code in the middle of every cell.
    pub fn redrawn(&self, atlas: &Atlas) -> String {
        let (columns, rows) = self.size();
        let mut picture = String::new();
        for row in 0..rows {
            for column in 0..columns {
                let middle = self.middle(column, row);
                let label = atlas.divisions().first().map(|main| main.partition().face_at(middle));
                let leaf = label.and_then(AreaId::of).and_then(|id| atlas.area(id));
                let leaf = leaf.filter(|entry| entry.is_leaf());
                picture.push(leaf.and_then(|e| e.area.code.as_str().chars().next()).unwrap_or('.'));
            }
            picture.push('\n');
        }
        picture
    }

    fn area(&self, letter: char, id: AreaId, ids: &BTreeMap<char, AreaId>) -> Area {
        let parent = first_cell(&self.grids, letter)
            .map(|(column, row)| self.community(column, row))
            .and_then(|community| ids.get(&community).copied());
        let level = if first_cell(&self.grids, letter).is_some() { "grid" } else { "community" };
        Area {
            id,
            level: LevelKey::new(level).expect("a level of the town"),
            code: self.code(letter),
            name: format!("{letter} 区"),
            parent,
            attributes: Attributes::new(),
        }
    }

    fn letters(&self) -> BTreeMap<char, AreaId> {
        let grids = letters_of(&self.grids);
        let communities = letters_of(self.communities.as_deref().unwrap_or_default());
        grids.into_iter().chain(communities).zip((1..).map(AreaId)).collect()
    }

    fn grid(&self, column: usize, row: usize) -> char {
        letter_at(&self.grids, column, row)
    }

    fn community(&self, column: usize, row: usize) -> char {
        letter_at(self.communities.as_deref().unwrap_or_default(), column, row)
    }

    /// The ground of all cells that are wanted, in normal form.
    fn ground(&self, wanted: impl Fn(usize, usize) -> bool) -> Shape {
        let (columns, rows) = self.size();
        let cells: Vec<Shape> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (column, row)))
            .filter(|(column, row)| wanted(*column, *row))
            .map(|(column, row)| {
                let outer = self.cell_ring(column, row).to_vec();
                Shape(vec![Polygon { outer, holes: Vec::new() }])
            })
            .collect();
        let cells: Vec<Cell<'_>> =
            cells.iter().map(|shape| Cell { label: Label(1), shape }).collect();
        let partition = Partition::from_cells(&cells).expect("cells of a picture fit together");
        partition.shape(Label(1))
    }

    fn cell_ring(&self, column: usize, row: usize) -> [Point; 4] {
        let corners = [(0, 1), (1, 1), (1, 0), (0, 0)];
        corners.map(|(east, south)| self.corner(column + east, row + south))
    }
}

fn rows(picture: &str) -> Vec<Vec<char>> {
    let lines = picture.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.chars().collect()).collect()
}

fn letter_at(rows: &[Vec<char>], column: usize, row: usize) -> char {
    rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or('.')
}

fn letters_of(rows: &[Vec<char>]) -> Vec<char> {
    let mut letters: Vec<char> = rows.iter().flatten().copied().filter(|c| *c != '.').collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

fn first_cell(rows: &[Vec<char>], letter: char) -> Option<(usize, usize)> {
    rows.iter().enumerate().find_map(|(row, cells)| {
        cells.iter().position(|cell| *cell == letter).map(|column| (column, row))
    })
}

fn steps(count: usize) -> i32 {
    i32::try_from(count).expect("a picture of fewer than 2^31 cells")
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
fn mixed(seed: u64) -> u64 {
    let a = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    c ^ (c >> 31)
}

/// Edits as a Draft holds them, numbered from whatever their base has.
pub fn made(edits: impl IntoIterator<Item = Edit>) -> Vec<Made> {
    let made = |edit| Made { edit, numbers: None, by: "test".into(), at: Moment(0) };
    edits.into_iter().map(made).collect()
}
