//! Which property is the code, which the name, which the parent?
//!
//! What the caller names is taken. The rest is guessed, from well-known names first
//! and from the data second: a code must be there, be a single value and differ from
//! feature to feature. The guess is handed back so that a person can look at it.

use super::error::ReadError;
use super::features::Feature;
use domain::LevelKey;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// The `id` member of a feature stands beside its properties; where no property is
/// a code it may be one, and is then called by this name.
pub const FEATURE_ID: &str = "id";

/// Fields by the caller's wish. `None` asks for a guess; an empty text says that
/// there is no such field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// The field that gives the code.
    pub code: Option<String>,
    /// The field that gives the name.
    pub name: Option<String>,
    /// The field that gives the parent's code.
    pub parent: Option<String>,
}

/// The fields that were used, and whether a person chose them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mapping {
    /// The field that gave the codes.
    pub code: Chosen,
    /// The field that gave the names; without one the code is the name.
    pub name: Option<Chosen>,
    /// The field that gave the parents' codes.
    pub parent: Option<Chosen>,
}

/// One field of a [`Mapping`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Chosen {
    /// Its name in the file.
    pub field: String,
    /// Whether it was guessed.
    pub guessed: bool,
}

/// Names under which codes are known, the surest first, in the form of [`plain`].
const CODES: [&str; 32] = [
    "code",
    "areacode",
    "gridcode",
    "adcode",
    "编码",
    "网格编码",
    "网格编号",
    "网格代码",
    "代码",
    "区划代码",
    "行政区划代码",
    "社区编码",
    "社区代码",
    "单元编码",
    "编号",
    "gb",
    "dm",
    "bm",
    "wgbm",
    "beatnum",
    "distnum",
    "geoid",
    "geoid20",
    "geoid10",
    "villcode",
    "towncode",
    "precinct",
    "ward",
    "boroc",
    "borocd",
    "id",
    "fid",
];
/// Endings of names that are often codes.
const CODE_ENDINGS: [&str; 9] =
    ["code", "编码", "代码", "编号", "num", "no", "number", "geoid", "id"];
/// Names under which names are known.
const NAMES: [&str; 18] = [
    "name",
    "areaname",
    "gridname",
    "名称",
    "网格名称",
    "社区名称",
    "区划名称",
    "单元名称",
    "mc",
    "wgmc",
    "label",
    "title",
    "fullname",
    "namezh",
    "location",
    "community",
    "neighborhood",
    "neighbourhood",
];
const NAME_ENDINGS: [&str; 3] = ["name", "名称", "label"];
/// Names under which parents are known. No endings: a wrong guess here makes orphans.
const PARENTS: [&str; 16] = [
    "parent",
    "parentcode",
    "parentareacode",
    "pcode",
    "上级编码",
    "上级代码",
    "上级编号",
    "上级网格编码",
    "上级",
    "父级编码",
    "父级代码",
    "所属编码",
    "所属社区编码",
    "所属网格编码",
    "所属街道编码",
    "上级区划代码",
];

/// A field must be filled in this share of the features to be a code.
const FILLED: f64 = 0.9;
/// And its values must differ this far. Parts of one area may repeat their code.
const DISTINCT: f64 = 0.9;
/// A field with a well-known name may repeat more: every area in two parts.
const DISTINCT_IF_KNOWN: f64 = 0.5;

/// What one field holds over all features.
#[derive(Default)]
struct Column<'f> {
    /// Its place in the first feature that has it.
    place: usize,
    filled: usize,
    /// Arrays and objects, which can be nothing but attributes.
    nested: usize,
    /// Values with something in them that is no digit, sign or point.
    worded: usize,
    distinct: HashSet<Cow<'f, str>>,
}

impl Column<'_> {
    /// Most values are words rather than numbers.
    fn is_worded(&self) -> bool {
        2 * self.worded > self.filled
    }
}

/// Settles the mapping for these features.
pub(super) fn settle(
    wish: &Fields,
    level: &LevelKey,
    features: &[Feature],
) -> Result<Mapping, ReadError> {
    let columns = survey(features);
    let guess = Guess { columns: &columns, features: features.len(), level: plain(level.as_str()) };
    let wished = |wanted: &Option<String>, role| asked(wanted.as_deref(), role, &columns);

    let code = match wished(&wish.code, "code")? {
        Wish::Field(chosen) => chosen,
        Wish::Guess | Wish::Without => {
            guess.code().ok_or_else(|| ReadError::NoCode { there: listed(&columns) })?
        }
    };
    let name = match wished(&wish.name, "name")? {
        Wish::Field(chosen) => Some(chosen),
        Wish::Without => None,
        Wish::Guess => guess.name(&code.field),
    };
    let parent = match wished(&wish.parent, "parent")? {
        Wish::Field(chosen) => Some(chosen),
        Wish::Without => None,
        Wish::Guess => guess.parent(&code.field),
    };
    Ok(Mapping { code, name, parent })
}

/// The value of a field of one feature.
pub(super) fn value<'f>(feature: &'f Feature, field: &str) -> Option<&'f Value> {
    feature.properties.get(field).or_else(|| feature.id.as_ref().filter(|_| field == FEATURE_ID))
}

/// A single value as text: numbers without the `.0` that tables add to them.
/// `None` for what is empty or has no single text.
pub(crate) fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::from(text.trim())).filter(|text| !text.is_empty()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(Cow::from(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)))
        }
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

type Columns<'f> = BTreeMap<&'f str, Column<'f>>;

fn survey(features: &[Feature]) -> Columns<'_> {
    let mut columns = Columns::new();
    for feature in features {
        let id = feature.id.as_ref().map(|id| (FEATURE_ID, id));
        let own = id.filter(|_| !feature.properties.contains_key(FEATURE_ID));
        let given = feature.properties.iter().map(|(field, value)| (field.as_str(), value));
        for (field, value) in given.chain(own) {
            let place = columns.len();
            let column =
                columns.entry(field).or_insert_with(|| Column { place, ..Column::default() });
            match text(value) {
                Some(text) => {
                    column.filled += 1;
                    column.worded += usize::from(text.chars().any(char::is_alphabetic));
                    column.distinct.insert(text);
                }
                None => column.nested += usize::from(value.is_array() || value.is_object()),
            }
        }
    }
    columns
}

enum Wish {
    Field(Chosen),
    Without,
    Guess,
}

fn asked(
    wanted: Option<&str>,
    role: &'static str,
    columns: &Columns<'_>,
) -> Result<Wish, ReadError> {
    match wanted {
        None => Ok(Wish::Guess),
        Some("") => Ok(Wish::Without),
        Some(field) if columns.contains_key(field) => {
            Ok(Wish::Field(Chosen { field: field.into(), guessed: false }))
        }
        Some(field) => {
            Err(ReadError::NoSuchField { wanted: field.into(), role, there: listed(columns) })
        }
    }
}

fn listed(columns: &Columns<'_>) -> Vec<String> {
    columns.keys().map(ToString::to_string).collect()
}

/// A field's name as it is compared: lower case, without the marks between words.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

struct Guess<'g> {
    columns: &'g Columns<'g>,
    features: usize,
    level: String,
}

#[expect(clippy::cast_precision_loss, reason = "counts of features, compared as shares")]
impl Guess<'_> {
    fn code(&self) -> Option<Chosen> {
        let filled = |column: &Column<'_>| column.filled as f64 >= FILLED * self.features as f64;
        let distinct = |column: &Column<'_>, share: f64| {
            column.distinct.len() as f64 >= share * column.filled as f64
        };
        let known = |name: &str, column: &Column<'_>| {
            // A field called like the level holds its codes, or else its names.
            let called: &[&str] = if column.is_worded() { &[] } else { &["", "area"] };
            self.rank(name, &CODES, &[called, &["code", "num", "id", "no"]].concat())
                .filter(|_| filled(column) && distinct(column, DISTINCT_IF_KNOWN))
        };
        let likely = |name: &str, column: &Column<'_>| {
            let ends = CODE_ENDINGS.iter().any(|ending| name.ends_with(ending));
            (ends && filled(column) && distinct(column, DISTINCT)).then_some(0)
        };
        let possible = |_: &str, column: &Column<'_>| {
            let differs = column.distinct.len() == self.features;
            (column.filled == self.features && differs).then_some(usize::from(column.is_worded()))
        };
        self.best(known, "").or_else(|| self.best(likely, "")).or_else(|| self.best(possible, ""))
    }

    fn name(&self, code: &str) -> Option<Chosen> {
        let worded = |column: &Column<'_>| {
            column.nested == 0 && column.is_worded() && 2 * column.filled >= self.features
        };
        let known = |name: &str, column: &Column<'_>| {
            self.rank(name, &NAMES, &["name", ""]).filter(|_| worded(column))
        };
        let likely = |name: &str, column: &Column<'_>| {
            let ends = NAME_ENDINGS.iter().any(|ending| name.ends_with(ending));
            (ends && worded(column)).then_some(0)
        };
        self.best(known, code).or_else(|| self.best(likely, code))
    }

    fn parent(&self, code: &str) -> Option<Chosen> {
        let known = |name: &str, column: &Column<'_>| {
            self.rank(name, &PARENTS, &[]).filter(|_| column.filled > 0 && column.nested == 0)
        };
        self.best(known, code)
    }

    /// The place of a name in a list of known ones; a name made of the level's own
    /// key comes before all of them.
    fn rank(&self, name: &str, known: &[&str], after_level: &[&str]) -> Option<usize> {
        let of_level =
            name.strip_prefix(self.level.as_str()).is_some_and(|rest| after_level.contains(&rest));
        if of_level { Some(0) } else { known.iter().position(|k| *k == name).map(|at| at + 1) }
    }

    /// The field with the least rank; of equals the one that comes first in the file.
    fn best(
        &self,
        rank: impl Fn(&str, &Column<'_>) -> Option<usize>,
        taken: &str,
    ) -> Option<Chosen> {
        let ranked = self.columns.iter().filter(|(field, _)| **field != taken);
        let ranked = ranked.filter_map(|(field, column)| {
            Some(((rank(&plain(field), column)?, column.place), *field))
        });
        let (_, field) = ranked.min()?;
        Some(Chosen { field: field.into(), guessed: true })
    }
}
