//! An Area is one responsible unit of any Level; a Division is one tree of them.

use crate::ids::{AreaId, Code, DivisionKey, LevelKey, Moment, ReleaseNo};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Whatever else is known of an Area: `population`, `households`, `organisation`
/// and anything the import carried, kept as given.
pub type Attributes = Map<String, Value>;

/// One responsible unit (责任单元). Its ground is in the partition, not here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Stable through renames, recodes and redraws.
    pub id: AreaId,
    /// Its Level.
    pub level: LevelKey,
    /// What people know it by; one per level and Division at a time.
    pub code: Code,
    /// Its name; the code where none is given.
    pub name: String,
    /// The Area it lies in; `None` at the top.
    pub parent: Option<AreaId>,
    /// Everything else, as given.
    #[serde(default)]
    pub attributes: Attributes,
}

/// One tree of Levels over the ground (业务网), such as grids or police beats.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Division {
    /// What programs call it.
    pub key: DivisionKey,
    /// What people call it.
    pub name: String,
}

/// A numbered, dated, immutable result (网格版本): in force from `effective` on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// 1, 2, 3 … without gaps.
    pub number: ReleaseNo,
    /// In force from this instant on; instants strictly rise with numbers.
    pub effective: Moment,
    /// When it was published.
    pub published: Moment,
    /// Who published it.
    pub author: String,
    /// Why, in the publisher's words.
    pub note: String,
}
