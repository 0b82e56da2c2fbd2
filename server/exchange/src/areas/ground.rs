//! The `geometry` of one feature: its polygons, and what is wrong with them.

use super::coordinates::{Coordinates, CoordinatesSeed, Misplaced};
use super::features::text_of;
use domain::topo::{Point, Polygon};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What a feature's geometry came to.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    /// Its polygons, rings open and as given.
    pub(crate) polygons: Vec<Polygon>,
    /// Rings that are none, in the order of the file.
    pub(super) rings: Vec<RingFault>,
    /// Positions that are no place on Earth.
    pub(super) misplaced: Misplaced,
    /// Geometries that are no polygons, by type.
    pub(super) others: Vec<String>,
    /// Why the geometry could not be understood.
    pub(super) malformed: Option<String>,
    /// The first position, to show the feature on a map.
    pub(super) first: Option<Point>,
    /// The place of a `Point`, or that it is no place on Earth. An area is none, a
    /// station is.
    pub(crate) spot: Option<Result<Point, Misplaced>>,
}

/// A ring that is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RingFault {
    /// Its polygon and its place in it, both counted from 1; ring 1 is the outer one.
    pub(super) polygon: usize,
    /// See `polygon`.
    pub(super) ring: usize,
    /// How many positions it has.
    pub(super) positions: usize,
    /// What is wrong.
    pub(super) wrong: RingWrong,
    /// Its first position.
    pub(super) at: Option<Point>,
}

/// What can be wrong with a ring before its shape is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RingWrong {
    /// Its last position is not its first. It is read as if it were.
    Unclosed,
    /// It has fewer than four positions, so it holds no ground. It is left out.
    Short,
}

/// The members of a geometry that mean something here.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Type,
    Coordinates,
    Geometries,
    #[serde(other)]
    Other,
}

/// Reads the value of `geometry`.
pub(super) struct GroundSeed;

impl<'de> DeserializeSeed<'de> for GroundSeed {
    type Value = Ground;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Ground, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GroundSeed {
    type Value = Ground;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry")
    }

    fn visit_unit<E>(self) -> Result<Ground, E> {
        Ok(Ground::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Ground, A::Error> {
        let mut kind = None;
        let mut coordinates = None;
        let mut collected = None;
        while let Some(key) = members.next_key()? {
            match key {
                Key::Type => kind = text_of(members.next_value()?),
                Key::Coordinates => coordinates = Some(members.next_value_seed(CoordinatesSeed)?),
                Key::Geometries => collected = Some(members.next_value_seed(MembersSeed)?),
                Key::Other => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Ground::assemble(kind, coordinates, collected))
    }
}

/// Reads the members of a `GeometryCollection` into one ground.
struct MembersSeed;

impl<'de> DeserializeSeed<'de> for MembersSeed {
    type Value = Ground;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Ground, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for MembersSeed {
    type Value = Ground;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of geometries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Ground, A::Error> {
        let mut all = Ground::default();
        while let Some(member) = members.next_element_seed(GroundSeed)? {
            all.absorb(member);
        }
        Ok(all)
    }
}

impl Ground {
    fn malformed(why: &str) -> Self {
        Self { malformed: Some(why.into()), ..Self::default() }
    }

    fn assemble(
        kind: Option<String>,
        coordinates: Option<Coordinates>,
        collected: Option<Self>,
    ) -> Self {
        let Some(kind) = kind else {
            return Self::malformed("the geometry does not say its type");
        };
        let needs_height = match kind.as_str() {
            "GeometryCollection" => {
                return collected.unwrap_or_else(|| {
                    Self::malformed("the GeometryCollection holds no `geometries`")
                });
            }
            "Polygon" => 3,
            "MultiPolygon" => 4,
            _ => {
                let spot =
                    coordinates.filter(|_| kind == "Point").and_then(|read| Self::spot(&read));
                return Self { others: vec![kind], spot, ..Self::default() };
            }
        };
        let Some(coordinates) = coordinates else {
            return Self::malformed("the geometry has no `coordinates`");
        };
        let mut ground = Self {
            misplaced: coordinates.misplaced,
            malformed: coordinates.malformed.map(Into::into),
            first: coordinates.points.first().copied(),
            ..Self::default()
        };
        match coordinates.height {
            // An empty geometry is valid GeoJSON; it simply holds no ground.
            None => {}
            // With positions missing, rings would seem to be short or unclosed.
            Some(_) if ground.misplaced.count > 0 || ground.malformed.is_some() => {}
            Some(height) if height == needs_height => ground.cut(&coordinates),
            Some(height) => {
                ground.malformed = Some(format!(
                    "the coordinates of a {kind} must be nested {needs_height} deep, \
                     these are nested {height} deep"
                ));
            }
        }
        ground
    }

    fn spot(read: &Coordinates) -> Option<Result<Point, Misplaced>> {
        match read.points.first() {
            Some(point) => Some(Ok(*point)),
            None if read.misplaced.count > 0 => Some(Err(read.misplaced)),
            None => None,
        }
    }

    /// Cuts the flat list of points into rings and polygons.
    fn cut(&mut self, read: &Coordinates) {
        let mut ring_from = 0;
        let mut point_from = 0;
        for (index, &rings_end) in read.polygon_ends.iter().enumerate() {
            let polygon = index + 1;
            let mut rings = Vec::with_capacity(rings_end - ring_from);
            let mut outer_lost = false;
            for (index, &end) in read.ring_ends[ring_from..rings_end].iter().enumerate() {
                let ring = self.open(&read.points[point_from..end], polygon, index + 1);
                outer_lost |= index == 0 && ring.is_none();
                rings.extend(ring);
                point_from = end;
            }
            ring_from = rings_end;
            // Holes of a ring that holds no ground are holes in nothing.
            if !outer_lost && !rings.is_empty() {
                let outer = rings.remove(0);
                self.polygons.push(Polygon { outer, holes: rings });
            }
        }
    }

    /// A ring without its repeated last point; `None` if it cannot hold ground.
    fn open(&mut self, given: &[Point], polygon: usize, ring: usize) -> Option<Vec<Point>> {
        let closed = given.len() > 1 && given.first() == given.last();
        let open = if closed { &given[..given.len() - 1] } else { given };
        let wrong = if open.len() < 3 {
            Some(RingWrong::Short)
        } else {
            (!closed).then_some(RingWrong::Unclosed)
        };
        if let Some(wrong) = wrong {
            let at = given.first().copied();
            self.rings.push(RingFault { polygon, ring, positions: given.len(), wrong, at });
        }
        (wrong != Some(RingWrong::Short)).then(|| open.to_vec())
    }

    fn absorb(&mut self, member: Self) {
        let before = self.polygons.len();
        self.polygons.extend(member.polygons);
        self.rings.extend(
            member
                .rings
                .into_iter()
                .map(|ring| RingFault { polygon: ring.polygon + before, ..ring }),
        );
        self.misplaced = self.misplaced.and(member.misplaced);
        self.others.extend(member.others);
        self.malformed = self.malformed.take().or(member.malformed);
        self.first = self.first.or(member.first);
    }
}
