//! From the rows of a file to places with people in them.

use crate::points::{Columns, NoPosition};
use crate::rows::{Fault, Guess, Known, Mapping, Row, Rows, RowsError, issues};
use domain::{Code, Issue, IssueKind, Place, PlaceSort};
use std::io::Read;

/// How to read a population. `None` asks for a guess; an empty text says that there is no
/// such column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The columns of the place, in a table.
    pub position: Columns,
    /// The column of the building, address or cell.
    pub code: Option<String>,
    /// The column of the residents.
    pub residents: Option<String>,
    /// The column of the households.
    pub households: Option<String>,
    /// What a row stands for.
    pub sort: Option<PlaceSort>,
}

/// What a file of people came to.
#[derive(Debug, Clone, PartialEq)]
pub struct PopulationFile {
    /// The rows that can be places, in the order of the file.
    pub places: Vec<Place>,
    /// What is wrong with rows.
    pub issues: Vec<Issue>,
    /// Which columns were used.
    pub mapping: Mapping,
    /// What a row was taken for.
    pub sort: PlaceSort,
    /// How many rows the file holds.
    pub rows: usize,
}

/// Columns that name what they count.
const SORTED: [(PlaceSort, Known); 3] = [
    (
        PlaceSort::Building,
        Known {
            role: "code",
            names: &["building", "buildingid", "buildingcode", "楼栋", "楼栋编码", "建筑", "幢号"],
            endings: &[],
        },
    ),
    (
        PlaceSort::Address,
        Known {
            role: "code",
            names: &["address", "addressid", "addresscode", "地址", "门牌", "地址编码"],
            endings: &[],
        },
    ),
    (
        PlaceSort::Cell,
        Known {
            role: "code",
            names: &["cell", "cellid", "hex", "hexid", "h3", "h3index"],
            endings: &[],
        },
    ),
];
/// Columns that do not: points are then buildings, ground is cells.
const CODE: Known = Known {
    role: "code",
    names: &["code", "id", "编码", "编号", "geoid"],
    endings: &["id", "code"],
};
const RESIDENTS: Known = Known {
    role: "residents",
    names: &[
        "residents",
        "people",
        "population",
        "pop",
        "persons",
        "inhabitants",
        "常住人口",
        "人口",
        "人数",
        "总人口",
    ],
    endings: &[],
};
const HOUSEHOLDS: Known = Known {
    role: "households",
    names: &["households", "hh", "families", "户数", "家庭户"],
    endings: &[],
};

/// Reads places from a table (CSV) or from GeoJSON, plain or behind gzip. Ground is
/// counted at the middle of the largest circle in it. A file of more than `limit` bytes,
/// unpacked, is refused.
///
/// ```
/// use exchange::population::{Wish, read};
/// let table = "building,lon,lat,residents,households\n7,116.39,39.9,93,48\n8,116.39,39.9,many,1\n";
/// let file = read(table.as_bytes(), &Wish::default(), 1 << 20).unwrap();
/// assert_eq!((file.places.len(), file.places[0].residents), (1, 93));
/// assert_eq!(file.issues[0].features, [2]);
/// ```
pub fn read(input: impl Read + Send, wish: &Wish, limit: u64) -> Result<PopulationFile, RowsError> {
    let mut rows = Rows::open(input, &wish.position, limit)?;
    let mut guess = Guess::new(rows.header(), rows.of_place());
    let (code, named) = code_column(wish, &mut guess)?;
    let residents = guess.need(wish.residents.as_deref(), &RESIDENTS)?;
    let households = guess.find(wish.households.as_deref(), &HOUSEHOLDS)?;
    let mapping = guess.mapping;
    let mut sort = wish.sort.or(named);
    let (mut places, mut faults, mut count) = (Vec::new(), Vec::new(), 0);
    while let Some(row) = rows.next_row()? {
        count += 1;
        // The first row tells: a file does not mix points and ground.
        let by_shape = if row.is_ground { PlaceSort::Cell } else { PlaceSort::Building };
        let sort = *sort.get_or_insert(by_shape);
        places.extend(place(&row, sort, [code, Some(residents), households], &mut faults));
    }
    Ok(PopulationFile {
        places,
        issues: issues(faults, count),
        mapping,
        sort: sort.unwrap_or(PlaceSort::Building),
        rows: count,
    })
}

/// The column of the code, and what it says that a row stands for.
fn code_column(
    wish: &Wish,
    guess: &mut Guess<'_>,
) -> Result<(Option<usize>, Option<PlaceSort>), RowsError> {
    if wish.code.is_some() {
        return Ok((guess.find(wish.code.as_deref(), &CODE)?, None));
    }
    for (sort, known) in SORTED {
        if let Some(column) = guess.find(None, &known)? {
            return Ok((Some(column), Some(sort)));
        }
    }
    Ok((guess.find(None, &CODE)?, None))
}

/// The place of a row; `None`, with every fault listed, where it cannot be one.
fn place(
    row: &Row<'_>,
    sort: PlaceSort,
    [code, residents, households]: [Option<usize>; 3],
    faults: &mut Vec<Fault>,
) -> Option<Place> {
    let code = code.and_then(|column| row.text(column)).unwrap_or_default();
    let before = faults.len();
    let mut note = |kind, what, detail, proposal| {
        let code = Code::new(code.as_ref()).ok();
        let fault = Fault { row: row.number, code, at: row.at.ok(), kind, what, detail, proposal };
        faults.push(fault);
    };
    if let Err(why) = row.at {
        let (kind, what) = match why {
            NoPosition::Blank => (IssueKind::NoPosition, "it has no position"),
            NoPosition::NotANumber => (IssueKind::NoPosition, "its position is no pair of numbers"),
            NoPosition::OutOfRange => (IssueKind::OutOfRange, "its position is no place on Earth"),
        };
        let proposal = "give longitude and latitude in degrees, in that order";
        note(kind, what, String::new(), proposal);
    }
    let mut people = |column: Option<usize>, what| {
        let text = column.and_then(|column| row.text(column));
        let Some(text) = text else { return 0 };
        counted(&text).unwrap_or_else(|| {
            let shown = format!("`{}`", text.chars().take(80).collect::<String>());
            note(IssueKind::BadNumber, what, shown, "correct it; a place without people has 0");
            0
        })
    };
    let residents = people(residents, "its residents are no number of people");
    let households = people(households, "its households are no number of households");
    let at = row.at.ok().filter(|_| faults.len() == before)?;
    Some(Place {
        code: code.chars().filter(|c| !c.is_control()).collect(),
        at,
        residents,
        households,
        sort,
    })
}

/// A number of people. Models spread them in fractions, which are rounded.
fn counted(text: &str) -> Option<u32> {
    if let Ok(whole) = text.parse() {
        return Some(whole);
    }
    let number: f64 = text.parse().ok()?;
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was just checked to fit"
    )]
    fits.then(|| number.round() as u32)
}
