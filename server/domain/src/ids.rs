//! The small values everything else is named by: keys, codes, numbers, moments.
//!
//! A function that takes a [`Code`] need not ask whether it is empty: the check
//! was made once, where the text came in.

use serde::{Deserialize, Serialize};
use std::fmt;
use topo::Label;

/// Why a text is no key or code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A level or division key must match `[a-z][a-z0-9_]{0,31}`.
    #[error("`{0}` is no key: use 1 to 32 of a-z, 0-9 and _, a letter first")]
    Key(String),
    /// A kind of station has a key of letters of any script.
    #[error("`{0}` is no kind: use 1 to 32 letters, digits, _ or -, in lower case, a letter first")]
    Kind(String),
    /// A code must be 1 to 64 visible characters.
    #[error("`{0}` is no code: use 1 to 64 visible characters without spaces at the ends")]
    Code(String),
}

macro_rules! text_value {
    ($(#[$doc:meta])* $name:ident, $check:expr, $error:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text and keeps it.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                if $check(&text) { Ok(Self(text)) } else { Err($error(text)) }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }
    };
}

text_value!(
    /// The key of a Level, such as `grid`; also a column prefix and a tile layer's name.
    LevelKey, is_key, NameError::Key
);
text_value!(
    /// The key of a Division, such as `grid` or `police`.
    DivisionKey, is_key, NameError::Key
);
text_value!(
    /// The key of a [`crate::StationKind`], such as `centre` or `养老驿站`: kinds come with
    /// the files of a city, so any script will do.
    KindKey, is_kind, NameError::Kind
);
text_value!(
    /// The code people know an Area or a Station by. It may change; the [`AreaId`] or
    /// [`StationId`] does not.
    Code, is_code, NameError::Code
);

impl DivisionKey {
    /// The key of the Division that is meant where none is named.
    pub fn main() -> Self {
        Self("main".into())
    }
}

fn is_key(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn is_kind(text: &str) -> bool {
    text.chars().count() <= 32
        && text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
        && !text.chars().any(char::is_uppercase)
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= 64
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

/// A text without control characters: they have no place in a name, and PostgreSQL
/// refuses some.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The stable number of an Area: given once, never given again, kept through
/// renames, recodes and redraws. It is also the Area's label in the partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(pub u32);

impl AreaId {
    /// The label of this Area's faces in a [`topo::Partition`].
    pub const fn label(self) -> Label {
        Label(self.0)
    }

    /// The Area a face belongs to; `None` for [`Label::OUTSIDE`].
    pub fn of(label: Label) -> Option<Self> {
        (label != Label::OUTSIDE).then_some(Self(label.0))
    }
}

impl fmt::Display for AreaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The stable number of a Station: given once, never given again, kept through
/// renames, recodes and moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StationId(pub u32);

impl fmt::Display for StationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The highest number ever given of each sort, to what is gone too; 0 before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HighestIds {
    /// Of an Area.
    pub area: u32,
    /// Of a Station.
    pub station: u32,
    /// Of a change of the street network.
    pub street_edit: u32,
}

impl HighestIds {
    /// The higher of both, sort by sort.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            area: self.area.max(other.area),
            station: self.station.max(other.station),
            street_edit: self.street_edit.max(other.street_edit),
        }
    }
}

/// The number of a Release; 1 is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseNo(pub i64);

impl fmt::Display for ReleaseNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A length on the ground.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_lower_case_ascii() {
        assert!(LevelKey::new("grid_2").is_ok());
        for wrong in ["", "Grid", "2grid", "网格", "a b", &"x".repeat(33)] {
            assert_eq!(LevelKey::new(wrong), Err(NameError::Key(wrong.into())));
        }
    }

    #[test]
    fn a_kind_may_be_chinese_but_has_one_spelling() {
        assert!(KindKey::new("rest_stop").is_ok() && KindKey::new("养老驿站").is_ok());
        for wrong in ["", "Centre", "2站", "a b", "站;所", &"站".repeat(33)] {
            assert_eq!(KindKey::new(wrong), Err(NameError::Kind(wrong.into())));
        }
    }

    #[test]
    fn a_code_may_be_chinese_but_not_blank() {
        assert!(Code::new("桃园-03").is_ok());
        for wrong in ["", " 1", "1\n", &"9".repeat(65)] {
            assert_eq!(Code::new(wrong), Err(NameError::Code(wrong.into())));
        }
    }
}
