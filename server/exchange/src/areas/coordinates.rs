//! The nested arrays of `coordinates`, read straight onto the lattice.
//!
//! GeoJSON may name the geometry's type after its coordinates, so the arrays are
//! read without knowing it: into one flat list of points with the ends of every ring
//! and polygon, and the height of the nesting (1 a position, 2 a line or ring, 3 a
//! polygon, 4 several polygons). That costs 8 bytes a position, less than its text.

use domain::topo::Point;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What `coordinates` held.
#[derive(Debug, Default)]
pub(super) struct Coordinates {
    /// All positions, one after the other; those that are no place are left out.
    pub(super) points: Vec<Point>,
    /// Where each ring ends in `points`.
    pub(super) ring_ends: Vec<usize>,
    /// Where each polygon ends in `ring_ends`.
    pub(super) polygon_ends: Vec<usize>,
    /// How deep positions lie; `None` without any position.
    pub(super) height: Option<u8>,
    /// Positions that are no place on Earth.
    pub(super) misplaced: Misplaced,
    /// Something other than numbers in arrays of equal depth.
    pub(super) malformed: Option<&'static str>,
}

/// Positions outside ±180 and ±90 degrees.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Misplaced {
    /// How many there are.
    pub(super) count: usize,
    /// How many of them would be places with their two numbers swapped.
    pub(super) swappable: usize,
    /// The first, as written, and its number among all positions of the feature.
    pub(super) first: Option<([f64; 2], usize)>,
}

impl Misplaced {
    fn note(&mut self, position: [f64; 2], number: usize) {
        let [x, y] = position;
        self.count += 1;
        self.swappable += usize::from(Point::from_degrees(y, x).is_some());
        self.first.get_or_insert((position, number));
    }

    /// Both findings together; `self` came first.
    pub(super) fn and(self, later: Self) -> Self {
        Self {
            count: self.count + later.count,
            swappable: self.swappable + later.swappable,
            first: self.first.or(later.first),
        }
    }
}

impl Coordinates {
    fn position(&mut self, position: [f64; 2]) {
        let [lon, lat] = position;
        match Point::from_degrees(lon, lat) {
            Some(point) => self.points.push(point),
            None => {
                self.misplaced.note(position, self.points.len() + self.misplaced.count + 1);
            }
        }
    }

    /// A list whose members have that height is complete.
    fn close(&mut self, members: u8) {
        match members {
            1 => self.ring_ends.push(self.points.len()),
            2 => self.polygon_ends.push(self.ring_ends.len()),
            _ => {}
        }
    }
}

/// Reads the value of `coordinates`.
pub(super) struct CoordinatesSeed;

impl<'de> DeserializeSeed<'de> for CoordinatesSeed {
    type Value = Coordinates;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Coordinates, D::Error> {
        let mut read = Coordinates::default();
        let element = deserializer.deserialize_any(ElementSeed { into: &mut read })?;
        match element {
            Element::List(height) => read.height = Some(height),
            Element::Empty => {}
            Element::Number(_) | Element::Other => {
                read.malformed.get_or_insert("the coordinates are no array");
            }
        }
        Ok(read)
    }
}

/// One member of an array, as far as the array around it must know.
enum Element {
    Number(f64),
    List(u8),
    Empty,
    Other,
}

struct ElementSeed<'c> {
    into: &'c mut Coordinates,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_> {
    type Value = Element;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Element, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ElementSeed<'_> {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("numbers in nested arrays")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Element, E> {
        Ok(Element::Number(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "a degree is far below 2^53")]
    fn visit_u64<E>(self, number: u64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "a degree is far below 2^53")]
    fn visit_i64<E>(self, number: i64) -> Result<Element, E> {
        Ok(Element::Number(number as f64))
    }

    fn visit_str<E>(self, _: &str) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_unit<E>(self) -> Result<Element, E> {
        Ok(Element::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Element::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Element, A::Error> {
        let into = self.into;
        let mut position = [0.0; 2];
        let mut numbers = 0;
        let mut height = None;
        while let Some(member) = members.next_element_seed(ElementSeed { into: &mut *into })? {
            match member {
                // A third number is a height above the ground, which nothing here uses.
                Element::Number(number) => {
                    if let Some(slot) = position.get_mut(numbers) {
                        *slot = number;
                    }
                    numbers += 1;
                }
                Element::List(below) if height.is_none_or(|known| known == below) => {
                    height = Some(below);
                }
                Element::List(_) => {
                    into.malformed.get_or_insert("the coordinates are nested unevenly");
                }
                Element::Empty => {
                    into.malformed.get_or_insert("the coordinates hold an empty array");
                }
                Element::Other => {
                    into.malformed
                        .get_or_insert("the coordinates hold something else than numbers");
                }
            }
        }
        match (numbers, height) {
            (0, None) => Ok(Element::Empty),
            (0, Some(below)) => {
                into.close(below);
                Ok(Element::List(below.saturating_add(1)))
            }
            (1, None) => {
                into.malformed.get_or_insert("a position has one number only");
                Ok(Element::List(1))
            }
            (_, None) => {
                into.position(position);
                Ok(Element::List(1))
            }
            (_, Some(_)) => {
                into.malformed.get_or_insert("numbers and arrays stand side by side");
                Ok(Element::Other)
            }
        }
    }
}
