//! Levels are data: a city names its own ladder, from the widest to the finest.

use crate::ids::{LevelKey, NameError};
use serde::{Deserialize, Serialize};

/// One rung of the ladder, such as `community` 社区.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What programs call it.
    pub key: LevelKey,
    /// What people call it.
    pub name: String,
}

/// All levels, widest first. The order is what "above" and "below" mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Levels(Vec<Level>);

/// Why a list of levels was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelsError {
    /// A key is malformed.
    #[error(transparent)]
    Key(#[from] NameError),
    /// Two levels share a key.
    #[error("the level `{0}` is named twice")]
    Twice(LevelKey),
    /// The list is empty.
    #[error("name at least one level, such as `community:社区,grid:网格`")]
    Empty,
}

impl Levels {
    /// The preset `cn-grid`: 区县, 街道/镇, 社区/村, 网格, 微网格.
    pub fn cn_grid() -> Self {
        let preset = [
            ("district", "区县"),
            ("subdistrict", "街道/镇"),
            ("community", "社区/村"),
            ("grid", "网格"),
            ("microgrid", "微网格"),
        ];
        Self(
            preset
                .into_iter()
                .filter_map(|(key, name)| {
                    Some(Level { key: LevelKey::new(key).ok()?, name: name.into() })
                })
                .collect(),
        )
    }

    /// Reads `KEY[:名称],…`, widest first; `cn-grid` names the preset.
    ///
    /// ```
    /// let levels = domain::Levels::parse("district:分局,beat").unwrap();
    /// assert_eq!(levels.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["分局", "beat"]);
    /// ```
    pub fn parse(text: &str) -> Result<Self, LevelsError> {
        if text.trim() == "cn-grid" {
            return Ok(Self::cn_grid());
        }
        let mut levels: Vec<Level> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, name) = part.split_once(':').unwrap_or((part, part));
            let key = LevelKey::new(key.trim())?;
            if levels.iter().any(|level| level.key == key) {
                return Err(LevelsError::Twice(key));
            }
            levels.push(Level { key, name: name.trim().into() });
        }
        if levels.is_empty() { Err(LevelsError::Empty) } else { Ok(Self(levels)) }
    }

    /// Widest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Level> {
        self.0.iter()
    }

    /// 0 is the widest; `None` if there is no such level.
    pub fn rank(&self, key: &LevelKey) -> Option<usize> {
        self.0.iter().position(|level| level.key == *key)
    }

    /// The level of that key.
    pub fn get(&self, key: &LevelKey) -> Option<&Level> {
        self.0.iter().find(|level| level.key == *key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preset_runs_from_district_to_microgrid() {
        let levels = Levels::parse("cn-grid").unwrap();
        assert_eq!(levels.iter().count(), 5);
        assert_eq!(levels.rank(&LevelKey::new("grid").unwrap()), Some(3));
    }

    #[test]
    fn a_level_named_twice_or_not_at_all_is_refused() {
        assert!(matches!(Levels::parse("a,b,a"), Err(LevelsError::Twice(_))));
        assert_eq!(Levels::parse(" , "), Err(LevelsError::Empty));
    }
}
