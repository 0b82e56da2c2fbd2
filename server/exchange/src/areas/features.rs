//! Features one by one out of any of the envelopes they come in.
//!
//! A `FeatureCollection`, a single `Feature`, or many of either after one another
//! (GeoJSON text sequences) are walked as they stand in the text: at no time does a
//! feature exist as a tree of JSON values. The walk is bounded: `serde_json` stops at
//! 128 nested arrays or objects, properties are bounded by [`PROPERTIES_LIMIT`].

use super::error::ReadError;
use super::ground::{Ground, GroundSeed};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The properties of one feature may take this many bytes of text. The tree of
/// values made from them is some ten times larger, so this bounds memory.
pub(super) const PROPERTIES_LIMIT: usize = 1 << 20;

/// One feature, before anyone knows which property is its code.
#[derive(Debug)]
pub(crate) struct Feature {
    /// The `id` member, where it is a text or a number.
    pub(crate) id: Option<Value>,
    /// All properties.
    pub(crate) properties: Map<String, Value>,
    /// Its geometry.
    pub(crate) ground: Ground,
}

/// Everything a file holds, before it is understood.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// In the order of the file.
    pub(super) features: Vec<Feature>,
    /// The name of a `crs` member.
    pub(super) crs: Option<String>,
    /// The `type` of a top-level object that is neither collection nor feature.
    pub(super) stranger: Option<String>,
    /// Why reading stopped, where the cause is not the JSON itself.
    pub(super) refusal: Option<ReadError>,
}

impl Collected {
    /// Reads every top-level object of the text.
    pub(super) fn read(&mut self, text: &str) -> Result<(), serde_json::Error> {
        let mut values = serde_json::Deserializer::from_str(text);
        loop {
            if let Ok(()) = values.end() {
                return Ok(());
            }
            ObjectSeed { into: self, top: true }.deserialize(&mut values)?;
        }
    }

    /// The number of the feature being read, counted from 1.
    pub(super) fn current(&self) -> usize {
        self.features.len() + 1
    }
}

/// A JSON text, if the raw value is one.
pub(super) fn text_of(raw: &RawValue) -> Option<String> {
    serde_json::from_str::<Cow<'_, str>>(raw.get()).ok().map(Cow::into_owned)
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Type,
    Id,
    Properties,
    Geometry,
    Features,
    Crs,
    #[serde(other)]
    Other,
}

/// Reads a collection or a feature; which one it is shows in its members.
struct ObjectSeed<'c> {
    into: &'c mut Collected,
    /// At the top of the text, where a collection may stand.
    top: bool,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.top { "a GeoJSON object" } else { "a GeoJSON feature" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { into, top } = self;
        let mut kind = None;
        let mut collection = false;
        let mut id = None;
        let mut properties = Map::new();
        let mut ground = None;
        while let Some(key) = members.next_key()? {
            match key {
                Key::Type => kind = text_of(members.next_value()?),
                Key::Id => id = scalar(members.next_value()?),
                Key::Properties => properties = read_properties(members.next_value()?, into)?,
                Key::Geometry => ground = Some(members.next_value_seed(GroundSeed)?),
                Key::Features if top => {
                    collection = true;
                    members.next_value_seed(FeaturesSeed { into: &mut *into })?;
                }
                Key::Crs if top => into.crs = into.crs.take().or(crs_name(members.next_value()?)),
                Key::Crs | Key::Features | Key::Other => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if collection {
            return Ok(());
        }
        if top && kind.as_deref() != Some("Feature") {
            into.stranger.get_or_insert(kind.unwrap_or_else(|| "no type".into()));
            return Ok(());
        }
        into.features.push(Feature { id, properties, ground: ground.unwrap_or_default() });
        Ok(())
    }
}

struct FeaturesSeed<'c> {
    into: &'c mut Collected,
}

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let into = self.into;
        while members.next_element_seed(ObjectSeed { into: &mut *into, top: false })?.is_some() {}
        Ok(())
    }
}

fn read_properties<E: Error>(
    raw: &RawValue,
    into: &mut Collected,
) -> Result<Map<String, Value>, E> {
    let text = raw.get();
    if text.len() > PROPERTIES_LIMIT {
        let refusal = ReadError::Properties {
            feature: into.current(),
            bytes: text.len(),
            limit: PROPERTIES_LIMIT,
        };
        let error = E::custom(&refusal);
        into.refusal = Some(refusal);
        return Err(error);
    }
    match serde_json::from_str::<Option<Map<String, Value>>>(text) {
        Ok(properties) => Ok(properties.unwrap_or_default()),
        Err(error) if error.is_data() => Err(E::custom("the properties are no object")),
        Err(error) => Err(E::custom(error)),
    }
}

/// A text or a number; anything else cannot be a code.
fn scalar(raw: &RawValue) -> Option<Value> {
    let may_be =
        raw.get().starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit());
    may_be.then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

/// The name in the `crs` member of the GeoJSON of 2008, which files still carry.
fn crs_name(raw: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Crs {
        properties: Named,
    }
    #[derive(Deserialize)]
    struct Named {
        #[serde(alias = "href")]
        name: String,
    }
    match serde_json::from_str::<Option<Crs>>(raw.get()) {
        Ok(crs) => crs.map(|crs| crs.properties.name),
        Err(_) => Some(raw.get().chars().take(60).collect()),
    }
}
