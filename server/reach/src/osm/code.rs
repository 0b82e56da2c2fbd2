//! The compact form in which an extract is stored.
//!
//! Numbers of seven bits a byte, places and references as differences from the one
//! before, the whole packed with gzip, whose checksum finds damage. Every index is
//! checked on the way in, so a decoded extract is as sound as one that was read.

use std::io::{Read as _, Write as _};

use domain::topo::{Point, Polygon, Shape};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use super::tags::{Foot, GroundKind, LineKind, MarkKind, OneWay, StreetClass};
use super::wire::{varint, zigzag};
use super::{Building, Extract, Ground, Line, Mark, NO_NAME, Plaza, Street};

/// Grows with every change of the form.
const VERSION: u64 = 1;
const MAGIC: &[u8] = b"JINGWEI streets\n";

/// Why stored bytes are no extract.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The packing's checksum or the content does not fit.
    #[error("the stored extract is damaged: import the streets again")]
    Damaged,
    /// Written by another version of this program.
    #[error("the stored extract has form {found}, not {VERSION}: import the streets again")]
    Version {
        /// The form's number.
        found: u64,
    },
}

/// What a value looks like in the stored form.
trait Coded: Sized {
    fn put(&self, out: &mut Out);
    fn take(bytes: &mut In<'_>) -> Option<Self>;
}

#[derive(Default)]
struct Out {
    bytes: Vec<u8>,
    at: Point0,
    before: u32,
}

struct In<'a> {
    bytes: &'a [u8],
    at: Point0,
    before: u32,
}

/// The place before, from which the next one is counted.
#[derive(Copy, Clone, Default)]
struct Point0(i32, i32);

impl Out {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
            number >>= 7;
        }
        self.bytes.push(u8::try_from(number).unwrap_or(0));
    }

    fn signed(&mut self, number: i64) {
        self.number((number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned());
    }

    fn list<T: Coded>(&mut self, list: &[T]) {
        self.number(list.len() as u64);
        for item in list {
            item.put(self);
        }
    }
}

impl In<'_> {
    fn number(&mut self) -> Option<u64> {
        varint(&mut self.bytes).ok()
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        self.number().map(zigzag)
    }

    fn list<T: Coded>(&mut self) -> Option<Vec<T>> {
        let count: usize = self.small()?;
        // An item takes at least a byte: a false count cannot ask for more memory than that.
        let mut list = Vec::with_capacity(count.min(self.bytes.len()));
        for _ in 0..count {
            list.push(T::take(self)?);
        }
        Some(list)
    }
}

impl Coded for String {
    fn put(&self, out: &mut Out) {
        out.number(self.len() as u64);
        out.bytes.extend_from_slice(self.as_bytes());
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let length: usize = bytes.small()?;
        let (text, rest) = bytes.bytes.split_at_checked(length)?;
        bytes.bytes = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl Coded for Point {
    fn put(&self, out: &mut Out) {
        out.signed(i64::from(self.x) - i64::from(out.at.0));
        out.signed(i64::from(self.y) - i64::from(out.at.1));
        out.at = Point0(self.x, self.y);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let x = i32::try_from(bytes.signed()?.checked_add(i64::from(bytes.at.0))?).ok()?;
        let y = i32::try_from(bytes.signed()?.checked_add(i64::from(bytes.at.1))?).ok()?;
        bytes.at = Point0(x, y);
        Some(Point::new(x, y))
    }
}

/// A reference to a node.
impl Coded for u32 {
    fn put(&self, out: &mut Out) {
        out.signed(i64::from(*self) - i64::from(out.before));
        out.before = *self;
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let number = bytes.signed()?.checked_add(i64::from(bytes.before))?;
        bytes.before = u32::try_from(number).ok()?;
        Some(bytes.before)
    }
}

impl<T: Coded> Coded for Vec<T> {
    fn put(&self, out: &mut Out) {
        out.list(self);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        bytes.list()
    }
}

/// Kinds are stored by their place in such a list, which only ever grows at its end.
macro_rules! kinds {
    ($kind:ty: $($name:ident),+) => {
        impl Coded for $kind {
            fn put(&self, out: &mut Out) {
                out.number(*self as u64);
            }

            fn take(bytes: &mut In<'_>) -> Option<Self> {
                const ALL: &[$kind] = &[$(<$kind>::$name),+];
                ALL.get(bytes.small::<usize>()?).copied()
            }
        }
    };
}

kinds!(StreetClass: Motorway, Trunk, Primary, Secondary, Tertiary, Unclassified, Residential,
    LivingStreet, Service, Pedestrian, Track, Footway, Path, Cycleway, Bridleway, Steps, Corridor,
    Platform);
kinds!(Foot: Yes, Private, No, Roadside);
kinds!(OneWay: No, Forward, Backward);
kinds!(GroundKind: Water, Park, Wood, Grass, Farmland);
kinds!(LineKind: River, Canal, Stream, Coast, Rail, Tram, Wall, Fence);

/// Names go by their index plus one, so that none is 0.
fn put_name(name: u32, out: &mut Out) {
    out.number(u64::from(name.wrapping_add(1)));
}

fn take_name(bytes: &mut In<'_>) -> Option<u32> {
    Some(bytes.small::<u32>()?.wrapping_sub(1))
}

fn flags(set: &[bool]) -> u64 {
    set.iter().rev().fold(0, |sum, &flag| sum * 2 + u64::from(flag))
}

impl Coded for Street {
    fn put(&self, out: &mut Out) {
        out.signed(self.id);
        self.class.put(out);
        self.foot.put(out);
        self.one_way.put(out);
        out.number(flags(&[self.bridge, self.tunnel, self.crossing]));
        out.signed(i64::from(self.layer));
        put_name(self.name, out);
        out.number(u64::from(self.end - self.first));
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let id = bytes.signed()?;
        let (class, foot) = (StreetClass::take(bytes)?, Foot::take(bytes)?);
        let one_way = OneWay::take(bytes)?;
        let flags = bytes.number()?;
        let layer = i8::try_from(bytes.signed()?).ok()?;
        let name = take_name(bytes)?;
        // The first node is where the street before ended; known when all are read.
        let (first, end) = (0, bytes.small()?);
        let [bridge, tunnel, crossing] = [1, 2, 4].map(|flag| flags & flag != 0);
        Some(Street { id, class, foot, one_way, bridge, tunnel, crossing, layer, name, first, end })
    }
}

impl Coded for Plaza {
    fn put(&self, out: &mut Out) {
        out.signed(self.id);
        self.class.put(out);
        self.foot.put(out);
        out.signed(i64::from(self.layer));
        put_name(self.name, out);
        self.rings.put(out);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        Some(Plaza {
            id: bytes.signed()?,
            class: StreetClass::take(bytes)?,
            foot: Foot::take(bytes)?,
            layer: i8::try_from(bytes.signed()?).ok()?,
            name: take_name(bytes)?,
            rings: Coded::take(bytes)?,
        })
    }
}

impl Coded for Mark {
    fn put(&self, out: &mut Out) {
        self.node.put(out);
        out.number(match self.kind {
            MarkKind::Signals => 0,
            MarkKind::Gate(foot) => 1 + foot as u64,
        });
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let node = u32::take(bytes)?;
        let kind = match bytes.number()? {
            0 => MarkKind::Signals,
            1 => MarkKind::Gate(Foot::Yes),
            2 => MarkKind::Gate(Foot::Private),
            3 => MarkKind::Gate(Foot::No),
            _ => return None,
        };
        Some(Mark { node, kind })
    }
}

impl Coded for Polygon {
    fn put(&self, out: &mut Out) {
        self.outer.put(out);
        self.holes.put(out);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        Some(Polygon { outer: Coded::take(bytes)?, holes: Coded::take(bytes)? })
    }
}

impl Coded for Building {
    fn put(&self, out: &mut Out) {
        out.signed(self.id);
        self.shape.put(out);
        self.entrances.put(out);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let (id, shape) = (bytes.signed()?, Polygon::take(bytes)?);
        Some(Building { id, shape, entrances: Coded::take(bytes)? })
    }
}

impl Coded for Ground {
    fn put(&self, out: &mut Out) {
        self.kind.put(out);
        put_name(self.name, out);
        self.shape.0.put(out);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let (kind, name) = (GroundKind::take(bytes)?, take_name(bytes)?);
        Some(Ground { kind, name, shape: Shape(Coded::take(bytes)?) })
    }
}

impl Coded for Line {
    fn put(&self, out: &mut Out) {
        self.kind.put(out);
        out.number(flags(&[self.bridge, self.tunnel]));
        put_name(self.name, out);
        self.points.put(out);
    }

    fn take(bytes: &mut In<'_>) -> Option<Self> {
        let (kind, flags) = (LineKind::take(bytes)?, bytes.number()?);
        let (name, points) = (take_name(bytes)?, Coded::take(bytes)?);
        let [bridge, tunnel] = [1, 2].map(|flag| flags & flag != 0);
        Some(Line { kind, bridge, tunnel, name, points })
    }
}

impl Extract {
    /// The stored form. Equal extracts give equal bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Out::default();
        out.list(&Vec::from_iter(self.date.clone()));
        out.list(&self.names);
        out.list(&self.points);
        out.list(&self.streets);
        out.list(&self.refs);
        out.list(&self.plazas);
        out.list(&self.marks);
        out.list(&self.buildings);
        out.list(&self.grounds);
        out.list(&self.lines);
        let mut bytes = MAGIC.to_vec();
        bytes.push(u8::try_from(VERSION).unwrap_or(u8::MAX));
        let mut packer = GzEncoder::new(bytes, Compression::new(6));
        packer.write_all(&out.bytes).expect("memory takes all that is written");
        packer.finish().expect("memory takes all that is written")
    }

    /// An extract from its stored form.
    pub fn decode(bytes: &[u8]) -> Result<Extract, DecodeError> {
        let (&version, packed) =
            bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first).ok_or(DecodeError::Damaged)?;
        if u64::from(version) != VERSION {
            return Err(DecodeError::Version { found: version.into() });
        }
        let mut unpacked = Vec::new();
        let mut packed = GzDecoder::new(packed);
        packed.read_to_end(&mut unpacked).or(Err(DecodeError::Damaged))?;
        if !packed.into_inner().is_empty() {
            return Err(DecodeError::Damaged);
        }
        let mut bytes = In { bytes: &unpacked, at: Point0::default(), before: 0 };
        let extract = decode(&mut bytes).filter(|_| bytes.bytes.is_empty());
        extract.filter(Extract::is_sound).ok_or(DecodeError::Damaged)
    }

    /// Whether every index leads somewhere.
    fn is_sound(&self) -> bool {
        let (points, names) = (self.points.len(), self.names.len());
        let node = |node: &u32| (*node as usize) < points;
        let name = |name: u32| name == NO_NAME || (name as usize) < names;
        self.streets.last().map_or(0, |street| street.end as usize) == self.refs.len()
            && self.refs.iter().all(node)
            && self.plazas.iter().all(|p| name(p.name) && p.rings.iter().flatten().all(node))
            && self.marks.iter().all(|mark| node(&mark.node))
            && self.streets.iter().all(|street| name(street.name))
            && self.grounds.iter().all(|ground| name(ground.name))
            && self.lines.iter().all(|line| name(line.name))
    }
}

fn decode(bytes: &mut In<'_>) -> Option<Extract> {
    let mut extract = Extract {
        date: bytes.list()?.pop(),
        names: bytes.list()?,
        points: bytes.list()?,
        streets: bytes.list()?,
        refs: bytes.list()?,
        plazas: bytes.list()?,
        marks: bytes.list()?,
        buildings: bytes.list()?,
        grounds: bytes.list()?,
        lines: bytes.list()?,
    };
    let mut first = 0_u32;
    for street in &mut extract.streets {
        street.first = first;
        street.end = first.checked_add(street.end)?;
        first = street.end;
    }
    Some(extract)
}
