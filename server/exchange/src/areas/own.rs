//! The properties our own exports carry, and how an import knows them again.
//!
//! An export may hold every level in one file. Read back, only the features of the
//! level that is asked for count, and what the export added is taken off again, so
//! that an import of an export brings the areas as they were.

use super::features::Feature;
use super::fields::Fields;
use domain::LevelKey;
use serde_json::Value;

/// Set by every export, before the attributes.
pub(super) const CODE: &str = "code";
/// The name.
pub(super) const NAME: &str = "name";
/// The key of the level.
pub(super) const LEVEL: &str = "level";
/// The key of the Division.
pub(super) const DIVISION: &str = "division";
/// The stable id.
pub(super) const ID: &str = "id";
/// The code of the parent, or null.
pub(super) const PARENT: &str = "parent";

const RESERVED: [&str; 6] = [CODE, NAME, LEVEL, DIVISION, ID, PARENT];

/// Put before an attribute whose key an export needs for itself.
const PREFIX: &str = "attribute_";

/// The property under which an attribute is exported.
pub(super) fn property_of(attribute: &str) -> String {
    if RESERVED.contains(&attribute) || attribute.starts_with(PREFIX) {
        format!("{PREFIX}{attribute}")
    } else {
        attribute.to_owned()
    }
}

/// Whether every feature carries what our exports write.
pub(super) fn is_ours(features: &[Feature]) -> bool {
    features.iter().all(|feature| {
        let of = |key: &str| feature.properties.get(key);
        let text = |key: &&str| of(key).is_some_and(Value::is_string);
        let parent = of(PARENT).is_some_and(|parent| parent.is_string() || parent.is_null());
        [CODE, NAME, LEVEL, DIVISION].iter().all(text)
            && parent
            && of(ID).is_some_and(Value::is_u64)
    })
}

/// The fields of an export, where the caller does not wish for others.
pub(super) fn fields(wish: &Fields) -> Fields {
    let known = |wish: &Option<String>, own: &str| wish.clone().or_else(|| Some(own.to_owned()));
    Fields {
        code: known(&wish.code, CODE),
        name: known(&wish.name, NAME),
        parent: known(&wish.parent, PARENT),
    }
}

/// Leaves the features of one level in an export of ours, takes off what the export
/// added, and gives the numbers the features left had in the file, counted from 1.
pub(super) fn keep_level(features: &mut Vec<Feature>, level: &LevelKey) -> Vec<usize> {
    let mut numbers = Vec::new();
    let mut number = 0;
    features.retain(|feature| {
        number += 1;
        let kept = feature.properties.get(LEVEL).and_then(Value::as_str) == Some(level.as_str());
        numbers.extend(kept.then_some(number));
        kept
    });
    for feature in features {
        feature.id = None;
        let given = std::mem::take(&mut feature.properties);
        let added = [LEVEL, DIVISION, ID];
        let given = given.into_iter().filter(|(key, _)| !added.contains(&key.as_str()));
        feature.properties = given
            .map(|(key, value)| match key.strip_prefix(PREFIX) {
                Some(attribute) => (attribute.to_owned(), value),
                None => (key, value),
            })
            .collect();
    }
    numbers
}
