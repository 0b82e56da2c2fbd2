//! OpenStreetMap's binary format.
//!
//! A file is a row of blobs, each a packed block of elements. Most files say that
//! nodes come first, then ways, then relations; then each pass unpacks only its
//! own blobs. A file that says so wrongly is read again in full.

use std::io::Read as _;

use domain::topo::Point;
use flate2::bufread::ZlibDecoder;

use super::gather::{Gather, Pass};
use super::tags::Tags;
use super::wire::{Broken, Deltas, Message, Value, varint, zigzag};
use super::{Limits, OsmError};

/// More than any honest writer puts into a header or a block; from the format's text.
const MOST_HEADER: u32 = 64 * 1024;
const MOST_BLOCK: usize = 32 * 1024 * 1024;

/// Reads a whole file.
pub(super) fn read(
    bytes: &[u8],
    limits: Limits,
    gather: &mut Gather,
    step: &dyn Fn(u64),
) -> Result<(), OsmError> {
    let mut file = File::open(bytes, gather)?;
    if !file.sorted || !file.passes(limits, gather, step)? {
        file.sorted = false;
        *gather = gather.afresh();
        file.passes(limits, gather, step)?;
    }
    Ok(())
}

struct Blob<'a> {
    at: u64,
    message: &'a [u8],
}

struct File<'a> {
    blobs: Vec<Blob<'a>>,
    sorted: bool,
    block: Vec<u8>,
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8], gather: &mut Gather) -> Result<Self, OsmError> {
        let mut file = File { blobs: Vec::new(), sorted: false, block: Vec::new() };
        let mut rest = bytes;
        while !rest.is_empty() {
            let at = (bytes.len() - rest.len()) as u64;
            let truncated = || OsmError::Truncated { at };
            let damaged = |what| OsmError::Damaged { at, what };
            let (length, tail) = rest.split_first_chunk().ok_or_else(truncated)?;
            let length = u32::from_be_bytes(*length);
            if length > MOST_HEADER {
                return Err(damaged("a block's header is longer than the format allows"));
            }
            let (header, tail) = tail.split_at_checked(length as usize).ok_or_else(truncated)?;
            let (kind, size) = blob_header(header).map_err(|Broken| damaged("a block's header"))?;
            if size > MOST_BLOCK {
                return Err(damaged("a block is longer than the format allows"));
            }
            let (message, tail) = tail.split_at_checked(size).ok_or_else(truncated)?;
            rest = tail;
            match kind {
                b"OSMHeader" => file.header(at, message, gather)?,
                b"OSMData" => file.blobs.push(Blob { at, message }),
                _ => {}
            }
        }
        Ok(file)
    }

    fn header(&mut self, at: u64, message: &[u8], gather: &mut Gather) -> Result<(), OsmError> {
        unpack(message, &mut self.block).map_err(|what| OsmError::Damaged { at, what })?;
        let damaged = |Broken| OsmError::Damaged { at, what: "the file's header" };
        let mut fields = Message(&self.block);
        while let Some((field, value)) = fields.next().map_err(damaged)? {
            match (field, value) {
                (4, Value::Bytes(b"OsmSchema-V0.6" | b"DenseNodes")) => {}
                (4, Value::Bytes(feature)) => {
                    let feature = String::from_utf8_lossy(feature).into_owned();
                    return Err(OsmError::Unsupported { feature });
                }
                (5, Value::Bytes(b"Sort.Type_then_ID")) => self.sorted = true,
                (32, Value::Number(seconds)) => gather.date = instant(seconds.cast_signed()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Runs all passes; `false` if the file is not sorted as it says.
    fn passes(
        &mut self,
        limits: Limits,
        gather: &mut Gather,
        step: &dyn Fn(u64),
    ) -> Result<bool, OsmError> {
        let last = self.blobs.len();
        let (ways, relations) = if self.sorted {
            let ways = self.partition(|kinds| kinds == [true, false, false])?;
            (ways, self.partition(|kinds| !kinds[2])?)
        } else {
            (0, 0)
        };
        let bytes: u64 = self.blobs.iter().map(|blob| blob.message.len() as u64).sum();
        let passes = [
            (Pass::Relations, relations..last),
            (Pass::Ways, ways..if self.sorted { (relations + 1).min(last) } else { last }),
            (Pass::Nodes, 0..if self.sorted { (ways + 1).min(last) } else { last }),
        ];
        let all: usize = passes.iter().map(|(_, blobs)| blobs.len()).sum();
        let mut done = 0;
        for (pass, range) in passes {
            gather.begin(pass);
            let mut left = limits.unpacked;
            for at in range {
                let kinds = self.read_blob(at, pass, gather)?;
                left = left
                    .checked_sub(self.block.len() as u64)
                    .ok_or_else(|| limits.unpacked_over())?;
                let behind = [at > ways, at > relations, false];
                let early = [false, at < ways, at < relations];
                if self.sorted && (0..3).any(|kind| kinds[kind] && (behind[kind] || early[kind])) {
                    return Ok(false);
                }
                done += 1;
                step(bytes * done / all as u64);
            }
        }
        Ok(true)
    }

    /// The first blob for which `before` no longer holds.
    fn partition(&mut self, before: impl Fn([bool; 3]) -> bool) -> Result<usize, OsmError> {
        let (mut low, mut high) = (0, self.blobs.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(self.look(middle)?) { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// Whether a blob holds nodes, ways, relations.
    fn look(&mut self, at: usize) -> Result<[bool; 3], OsmError> {
        let blob = &self.blobs[at];
        let damaged = |what| OsmError::Damaged { at: blob.at, what };
        unpack(blob.message, &mut self.block).map_err(damaged)?;
        kinds(&self.block).map_err(|Broken| damaged("a block's elements"))
    }

    fn read_blob(
        &mut self,
        at: usize,
        pass: Pass,
        gather: &mut Gather,
    ) -> Result<[bool; 3], OsmError> {
        let blob = &self.blobs[at];
        let damaged = |what| OsmError::Damaged { at: blob.at, what };
        unpack(blob.message, &mut self.block).map_err(damaged)?;
        let mut read = || -> Result<[bool; 3], Broken> {
            Block::open(&self.block)?.read(pass, gather)?;
            kinds(&self.block)
        };
        read().map_err(|Broken| damaged("a block's elements"))
    }
}

fn blob_header(bytes: &[u8]) -> Result<(&[u8], usize), Broken> {
    let (mut kind, mut size) = (&[][..], None);
    let mut fields = Message(bytes);
    while let Some((field, value)) = fields.next()? {
        match field {
            1 => kind = value.bytes()?,
            3 => size = usize::try_from(value.number()?).ok(),
            _ => {}
        }
    }
    Ok((kind, size.ok_or(Broken)?))
}

/// Unpacks a blob's content into `block`.
fn unpack(message: &[u8], block: &mut Vec<u8>) -> Result<(), &'static str> {
    const BROKEN: &str = "a block does not unpack";
    block.clear();
    let mut fields = Message(message);
    while let Some((field, value)) = fields.next().map_err(|Broken| BROKEN)? {
        match (field, value) {
            (1, Value::Bytes(raw)) => block.extend_from_slice(raw),
            (3, Value::Bytes(packed)) => {
                let most = (MOST_BLOCK + 1).saturating_sub(block.len());
                let mut unpacked = ZlibDecoder::new(packed).take(most as u64);
                unpacked.read_to_end(block).or(Err(BROKEN))?;
            }
            (4..=7, _) => return Err("a block is packed otherwise than with zlib"),
            _ => {}
        }
    }
    if block.len() > MOST_BLOCK {
        return Err("a block unpacks to more than the format allows");
    }
    Ok(())
}

/// Whether a block holds nodes, ways, relations.
fn kinds(block: &[u8]) -> Result<[bool; 3], Broken> {
    let mut found = [false; 3];
    let mut fields = Message(block);
    while let Some((field, value)) = fields.next()? {
        if field == 2 {
            let mut group = Message(value.bytes()?);
            while let Some((kind, _)) = group.next()? {
                match kind {
                    1 | 2 => found[0] = true,
                    3 => found[1] = true,
                    4 => found[2] = true,
                    _ => {}
                }
            }
        }
    }
    Ok(found)
}

/// A block of elements that share their strings.
struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    offset: [i64; 2],
}

impl<'a> Block<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut block =
            Block { strings: Vec::new(), groups: Vec::new(), granularity: 100, offset: [0; 2] };
        let mut fields = Message(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => {
                    let mut table = Message(value.bytes()?);
                    while let Some((field, value)) = table.next()? {
                        if field == 1 {
                            block.strings.push(value.bytes()?);
                        }
                    }
                }
                2 => block.groups.push(value.bytes()?),
                17 => block.granularity = value.number()?.cast_signed(),
                19 => block.offset[1] = value.number()?.cast_signed(),
                20 => block.offset[0] = value.number()?.cast_signed(),
                _ => {}
            }
        }
        Ok(block)
    }

    fn read(&self, pass: Pass, gather: &mut Gather) -> Result<(), Broken> {
        for group in &self.groups {
            let mut elements = Message(group);
            while let Some((kind, value)) = elements.next()? {
                match (kind, pass) {
                    (1, Pass::Nodes) => self.node(value.bytes()?, gather)?,
                    (2, Pass::Nodes) => self.dense(value.bytes()?, gather)?,
                    (3, Pass::Ways) => self.way(value.bytes()?, gather)?,
                    (4, Pass::Relations) => self.relation(value.bytes()?, gather)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The string of that index; text that is not UTF-8 counts as empty.
    fn string(&self, index: u64) -> Result<&'a str, Broken> {
        let index = usize::try_from(index).or(Err(Broken))?;
        let bytes = self.strings.get(index).ok_or(Broken)?;
        Ok(std::str::from_utf8(bytes).unwrap_or_default())
    }

    fn tags(&self, mut keys: &[u8], mut values: &[u8]) -> Result<Tags<'a>, Broken> {
        let mut tags = Tags::default();
        while !keys.is_empty() {
            let (key, value) = (varint(&mut keys)?, varint(&mut values)?);
            tags.set(self.string(key)?, self.string(value)?);
        }
        Ok(tags)
    }

    /// The lattice point of block coordinates, which count from an offset in 1e-9 degree.
    fn place(&self, x: i64, y: i64) -> Option<Point> {
        let nano = [x, y].map(|steps| i128::from(steps) * i128::from(self.granularity));
        let lattice = |axis: usize| {
            let nano = nano[axis] + i128::from(self.offset[axis]);
            i32::try_from((nano + 50).div_euclid(100)).ok()
        };
        let at = Point::new(lattice(0)?, lattice(1)?);
        (at.x.unsigned_abs() <= 1_800_000_000 && at.y.unsigned_abs() <= 900_000_000).then_some(at)
    }

    fn node(&self, bytes: &[u8], gather: &mut Gather) -> Result<(), Broken> {
        let (mut id, mut x, mut y) = (None, 0, 0);
        let (mut keys, mut values) = (&[][..], &[][..]);
        let mut fields = Message(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => id = Some(zigzag(value.number()?)),
                2 => keys = value.bytes()?,
                3 => values = value.bytes()?,
                8 => y = zigzag(value.number()?),
                9 => x = zigzag(value.number()?),
                _ => {}
            }
        }
        if let Some(rank) = gather.node(id.ok_or(Broken)?, || self.place(x, y)) {
            gather.node_tags(rank, &self.tags(keys, values)?);
        }
        Ok(())
    }

    fn dense(&self, bytes: &[u8], gather: &mut Gather) -> Result<(), Broken> {
        let [mut ids, mut xs, mut ys] = [Deltas::new(&[]); 3];
        let mut tags = &[][..];
        let mut fields = Message(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => ids = Deltas::new(value.bytes()?),
                8 => ys = Deltas::new(value.bytes()?),
                9 => xs = Deltas::new(value.bytes()?),
                10 => tags = value.bytes()?,
                _ => {}
            }
        }
        while let Some(id) = ids.next()? {
            let (Some(x), Some(y)) = (xs.next()?, ys.next()?) else { return Err(Broken) };
            let rank = gather.node(id, || self.place(x, y));
            let mut found = Tags::default();
            // Key, value, key, value ... 0; nothing at all where no node has tags.
            while !tags.is_empty() {
                let key = varint(&mut tags)?;
                if key == 0 {
                    break;
                }
                let value = varint(&mut tags)?;
                if rank.is_some() {
                    found.set(self.string(key)?, self.string(value)?);
                }
            }
            if let Some(rank) = rank {
                gather.node_tags(rank, &found);
            }
        }
        Ok(())
    }

    fn way(&self, bytes: &[u8], gather: &mut Gather) -> Result<(), Broken> {
        let mut id = None;
        let (mut keys, mut values, mut refs) = (&[][..], &[][..], &[][..]);
        let mut fields = Message(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => id = Some(value.number()?.cast_signed()),
                2 => keys = value.bytes()?,
                3 => values = value.bytes()?,
                8 => refs = value.bytes()?,
                _ => {}
            }
        }
        let tags = self.tags(keys, values)?;
        gather.way(id.ok_or(Broken)?, &tags, |nodes| {
            let mut refs = Deltas::new(refs);
            while let Some(node) = refs.next()? {
                nodes.push(node);
            }
            Ok(())
        })
    }

    fn relation(&self, bytes: &[u8], gather: &mut Gather) -> Result<(), Broken> {
        let mut id = None;
        let (mut keys, mut values) = (&[][..], &[][..]);
        let (mut members, mut kinds) = (&[][..], &[][..]);
        let mut fields = Message(bytes);
        while let Some((field, value)) = fields.next()? {
            match field {
                1 => id = Some(value.number()?.cast_signed()),
                2 => keys = value.bytes()?,
                3 => values = value.bytes()?,
                9 => members = value.bytes()?,
                10 => kinds = value.bytes()?,
                _ => {}
            }
        }
        let tags = self.tags(keys, values)?;
        gather.relation(id.ok_or(Broken)?, &tags, || {
            let mut ways = Vec::new();
            let mut members = Deltas::new(members);
            while let Some(member) = members.next()? {
                // 0 is a node, 1 a way, 2 a relation.
                if varint(&mut kinds)? == 1 {
                    ways.push(member);
                }
            }
            Ok(ways)
        })
    }
}

/// Seconds since 1970 as RFC 3339, for the years 1970 to 9999. The days are turned into
/// a date by Howard Hinnant's `civil_from_days`.
fn instant(seconds: i64) -> Option<String> {
    let (days, second) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    if !(719_468..3_652_060).contains(&days) {
        return None;
    }
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn seconds_become_a_date() {
        assert_eq!(instant(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(instant(1_709_208_000).as_deref(), Some("2024-02-29T12:00:00Z"));
        assert_eq!(instant(-1), None);
        assert_eq!(instant(i64::MAX / 2), None);
    }
}
