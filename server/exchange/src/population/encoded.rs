//! The form in which a population is kept.
//!
//! Four bytes `JWP` and a version, then one gzip member. In it: the number of places, and
//! column by column the longitudes and latitudes (each as its difference from the one
//! before, in lattice steps), residents, households, sorts, and codes with their lengths.
//! Numbers are LEB128; differences are folded so that small ones of either sign are
//! short. Places are in the order of their points, so equal populations are equal bytes.

use domain::topo::Point;
use domain::{Place, PlaceSort};
use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::io::{Read, Write};

const MAGIC: [u8; 3] = *b"JWP";

/// The version written. An older one is read as long as there is one.
const VERSION: u8 = 1;

/// Why bytes are no population.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPlaces {
    /// They are something else.
    #[error("the bytes are no population")]
    Other,
    /// A later program wrote them.
    #[error("the population has version {0}; this program reads version {VERSION}")]
    Later(u8),
    /// They were cut short, or have changed.
    #[error("the bytes of the population are damaged: {0}")]
    Damaged(&'static str),
}

/// The bytes of places, in whatever order these are.
pub fn encode(places: &[Place]) -> Vec<u8> {
    let mut sorted: Vec<&Place> = places.iter().collect();
    sorted.sort_by_key(|p| (p.at, p.sort, &p.code, p.residents, p.households));
    let mut body = Vec::with_capacity(sorted.len() * 16);
    number(&mut body, sorted.len() as u64);
    for axis in [|p: &Place| p.at.x, |p: &Place| p.at.y] {
        let mut last = 0;
        for place in &sorted {
            let value = i64::from(axis(place));
            number(&mut body, folded(value - last));
            last = value;
        }
    }
    for count in [|p: &Place| p.residents, |p: &Place| p.households] {
        for place in &sorted {
            number(&mut body, count(place).into());
        }
    }
    body.extend(sorted.iter().map(|place| sort_byte(place.sort)));
    for place in &sorted {
        number(&mut body, place.code.len() as u64);
    }
    for place in &sorted {
        body.extend_from_slice(place.code.as_bytes());
    }
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    let mut gzip = GzBuilder::new().mtime(0).write(&mut bytes, Compression::default());
    // Writing to memory cannot fail.
    let written = gzip.write_all(&body).and_then(|()| gzip.finish().map(drop));
    debug_assert!(written.is_ok(), "memory takes everything");
    bytes
}

/// The places again, in the order of their points. What is not whole is refused.
pub fn decode(bytes: &[u8]) -> Result<Vec<Place>, NotPlaces> {
    let packed = bytes.strip_prefix(&MAGIC).ok_or(NotPlaces::Other)?;
    let packed = match packed.split_first().ok_or(NotPlaces::Other)? {
        (&VERSION, packed) => packed,
        (version, _) => return Err(NotPlaces::Later(*version)),
    };
    let mut gzip = GzDecoder::new(packed);
    let mut body = Vec::new();
    let whole = gzip.read_to_end(&mut body).is_ok() && gzip.into_inner().is_empty();
    if !whole {
        return Err(NotPlaces::Damaged("they do not unpack"));
    }
    Body(&body).places().ok_or(NotPlaces::Damaged("they do not add up"))
}

/// The unpacked bytes that are still to be read.
struct Body<'b>(&'b [u8]);

impl Body<'_> {
    fn places(mut self) -> Option<Vec<Place>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Every place takes six bytes or more: nobody can make this allocate without bound.
        if count > self.0.len() {
            return None;
        }
        let longitudes = self.axis(count)?;
        let latitudes = self.axis(count)?;
        let residents = self.column(count)?;
        let households = self.column(count)?;
        let (sorts, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        let lengths = self.column(count)?;
        let mut places = Vec::with_capacity(count);
        for place in 0..count {
            let (code, rest) = self.0.split_at_checked(usize::try_from(lengths[place]).ok()?)?;
            self.0 = rest;
            let at = Point::new(longitudes[place], latitudes[place]);
            // Only places on Earth come back from degrees.
            Point::from_degrees(at.lon(), at.lat()).filter(|there| *there == at)?;
            places.push(Place {
                code: std::str::from_utf8(code).ok()?.to_owned(),
                at,
                residents: residents[place],
                households: households[place],
                sort: sort_of(sorts[place])?,
            });
        }
        self.0.is_empty().then_some(places)
    }

    fn axis(&mut self, count: usize) -> Option<Vec<i32>> {
        let mut last = 0_i64;
        let mut value = || {
            last = last.checked_add(unfolded(self.number()?))?;
            i32::try_from(last).ok()
        };
        (0..count).map(|_| value()).collect()
    }

    fn column(&mut self, count: usize) -> Option<Vec<u32>> {
        (0..count).map(|_| u32::try_from(self.number()?).ok()).collect()
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low seven bits are wanted")]
fn number(into: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        into.push(value as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

/// 0, -1, 1, -2 … as 0, 1, 2, 3 …
fn folded(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

fn unfolded(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn sort_byte(sort: PlaceSort) -> u8 {
    match sort {
        PlaceSort::Building => 0,
        PlaceSort::Address => 1,
        PlaceSort::Cell => 2,
    }
}

fn sort_of(byte: u8) -> Option<PlaceSort> {
    PlaceSort::ALL.into_iter().find(|sort| sort_byte(*sort) == byte)
}
