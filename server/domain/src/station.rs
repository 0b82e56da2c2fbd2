//! A Station (服务站点) is a place where people are served, of one of many kinds.

use crate::area::Attributes;
use crate::hours::Hours;
use crate::ids::{AreaId, Code, KindKey, StationId};
use serde::{Deserialize, Serialize};
use topo::Point;

/// What sort of Station it is. Kinds are data: a file may bring new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationKind {
    /// What programs call it.
    pub key: KindKey,
    /// What people call it.
    pub name: String,
    /// What people call it in English.
    pub english: String,
}

/// A place where people are served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// Stable through renames, recodes and moves.
    pub id: StationId,
    /// What people know it by; one per Station at a time, whatever the kind.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: KindKey,
    /// Where its door is.
    pub at: Point,
    /// The Area that runs it; not always one it lies in.
    pub owner: Option<AreaId>,
    /// When it is open; `None` where nothing is said.
    pub hours: Option<Hours>,
    /// What it offers, in the words of the file.
    #[serde(default)]
    pub services: Vec<String>,
    /// The people it can serve; `None` where nothing is said.
    pub capacity: Option<u32>,
    /// Whether the public may see it.
    pub public: bool,
    /// Everything else, as given: telephone, address …
    #[serde(default)]
    pub attributes: Attributes,
}

impl StationKind {
    /// The kinds every city knows, without a file that names them.
    pub fn preset() -> Vec<Self> {
        let preset = [
            ("centre", "党群服务中心", "service centre"),
            ("station", "党群服务站", "service station"),
            ("point", "微网格服务点", "micro-grid service point"),
            ("rest_stop", "驿站", "rest stop"),
            ("clinic", "卫生服务站", "health clinic"),
            ("elderly_care", "养老服务站", "care for the elderly"),
            ("police", "警务室", "police post"),
            ("mediation", "调解室", "mediation room"),
        ];
        let kind = |(key, name, english): (&str, &str, &str)| {
            Some(Self { key: KindKey::new(key).ok()?, name: name.into(), english: english.into() })
        };
        preset.into_iter().filter_map(kind).collect()
    }

    /// A kind of which nothing but the key is known: it is called by its key.
    pub fn named_by_key(key: KindKey) -> Self {
        Self { name: key.to_string(), english: key.to_string(), key }
    }

    /// The preset, and after it the kinds that files have brought. A kind of the preset
    /// that is named again goes by its new name.
    pub fn all(brought: &[Self]) -> Vec<Self> {
        let mut all = Self::preset();
        for kind in brought {
            match all.iter_mut().find(|known| known.key == kind.key) {
                Some(known) => known.clone_from(kind),
                None => all.push(kind.clone()),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preset_comes_first_and_a_city_may_rename_its_kinds() {
        assert_eq!(StationKind::all(&[]), StationKind::preset());
        let own = StationKind::named_by_key(KindKey::new("共享厨房").unwrap());
        let mut renamed = StationKind::preset().remove(1);
        renamed.name = "邻里驿站".into();
        let all = StationKind::all(&[own.clone(), renamed.clone()]);
        assert_eq!((all.len(), all.last(), &all[1]), (9, Some(&own), &renamed));
    }
}
