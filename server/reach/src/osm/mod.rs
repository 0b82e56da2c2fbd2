//! What Jingwei takes from OpenStreetMap.
//!
//! Tags are taken by whitelist (module `tags`): walkable streets and what stands in a
//! walker's way, and for the base map water, green, rails and buildings with their
//! names. Borders of any state or office and military sites are on no list, so they
//! never enter. The file may be `.osm.pbf`, `.osm` or `.osm.gz`; its first bytes tell.

mod code;
mod error;
mod gather;
mod ids;
mod pbf;
mod resolve;
mod rings;
mod tags;
mod wire;
mod xml;

use std::io::Read;

use domain::topo::{Bounds, Point, Polygon, Shape};

pub use code::DecodeError;
pub use error::OsmError;
pub use tags::{Foot, GroundKind, LineKind, MarkKind, OneWay, StreetClass};

/// The name index of what has no name.
pub const NO_NAME: u32 = u32::MAX;

/// What an OpenStreetMap file holds for Jingwei, with nothing else of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extract {
    /// The instant of the data as the file states it, RFC 3339.
    pub date: Option<String>,
    /// Names, each once; streets and grounds hold their index.
    pub names: Vec<String>,
    /// Where the nodes of the streets lie.
    pub points: Vec<Point>,
    /// Streets, walkable or not.
    pub streets: Vec<Street>,
    /// The nodes of all streets, one street after the other.
    pub refs: Vec<u32>,
    /// Squares and platforms that people cross freely.
    pub plazas: Vec<Plaza>,
    /// Gates, walls and signals on street nodes, by node.
    pub marks: Vec<Mark>,
    /// Buildings.
    pub buildings: Vec<Building>,
    /// Water and green.
    pub grounds: Vec<Ground>,
    /// Waterways, rails, walls.
    pub lines: Vec<Line>,
}

/// One street way, or the part of one between nodes that the file lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Street {
    /// The way's id in OpenStreetMap.
    pub id: i64,
    /// What kind of street.
    pub class: StreetClass,
    /// Whether people may walk there.
    pub foot: Foot,
    /// Whether they may only in one direction.
    pub one_way: OneWay,
    /// On a bridge.
    pub bridge: bool,
    /// In a tunnel or covered.
    pub tunnel: bool,
    /// Marked as a crossing of a road.
    pub crossing: bool,
    /// Level above (+) or below (-) the ground.
    pub layer: i8,
    /// Its name in [`Extract::names`], or [`NO_NAME`].
    pub name: u32,
    /// Its first node in [`Extract::refs`].
    pub first: u32,
    /// One past its last node.
    pub end: u32,
}

/// Open ground for walkers, by the rings round it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plaza {
    /// The way's or relation's id in OpenStreetMap.
    pub id: i64,
    /// What kind of street it counts as.
    pub class: StreetClass,
    /// Whether people may walk there.
    pub foot: Foot,
    /// Level above (+) or below (-) the ground.
    pub layer: i8,
    /// Its name in [`Extract::names`], or [`NO_NAME`].
    pub name: u32,
    /// Closed rings of street nodes, the first node not repeated; outlines and holes.
    pub rings: Vec<Vec<u32>>,
}

/// Something on a street node.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Index in [`Extract::points`].
    pub node: u32,
    /// What is there.
    pub kind: MarkKind,
}

/// A building's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    /// The way's id in OpenStreetMap; a relation's id is given as its negative.
    pub id: i64,
    /// The outline and its courts.
    pub shape: Polygon,
    /// Entrances mapped on the outline.
    pub entrances: Vec<Point>,
}

/// Water or green.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What covers it.
    pub kind: GroundKind,
    /// Its name in [`Extract::names`], or [`NO_NAME`].
    pub name: u32,
    /// Where.
    pub shape: Shape,
}

/// A line on the map that is no street.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What runs there.
    pub kind: LineKind,
    /// On a bridge.
    pub bridge: bool,
    /// In a tunnel, culvert or cutting with a lid.
    pub tunnel: bool,
    /// Its name in [`Extract::names`], or [`NO_NAME`].
    pub name: u32,
    /// Where.
    pub points: Vec<Point>,
}

/// What reading met on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// Nodes in the file.
    pub nodes: u64,
    /// Ways in the file.
    pub ways: u64,
    /// Relations in the file.
    pub relations: u64,
    /// References of kept ways to nodes that are not in the file; the ways are cut there.
    pub missing_nodes: u64,
    /// Polygons left out because their outline is not complete in the file.
    pub incomplete: u64,
    /// Ids that came twice; the first stands.
    pub duplicates: u64,
}

/// How much of a file is read before it is refused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it is.
    pub file: u64,
    /// Bytes of its content, unpacked, that one pass over it may see.
    pub unpacked: u64,
}

/// Two gibibytes, which hold a large country, and eight unpacked.
impl Default for Limits {
    fn default() -> Limits {
        Limits { file: 2 << 30, unpacked: 8 << 30 }
    }
}

impl Limits {
    fn unpacked_over(self) -> OsmError {
        OsmError::TooLarge { most: self.unpacked, packing: " once unpacked" }
    }
}

impl Extract {
    /// Reads an extract; `step` hears how many bytes of the input are done.
    ///
    /// The input is kept in memory as it is (packed), and read several times.
    pub fn read(input: impl Read, step: &dyn Fn(u64)) -> Result<(Extract, ReadReport), OsmError> {
        Extract::read_within(Limits::default(), input, step)
    }

    /// The same with other limits.
    pub fn read_within(
        limits: Limits,
        input: impl Read,
        step: &dyn Fn(u64),
    ) -> Result<(Extract, ReadReport), OsmError> {
        let mut bytes = Vec::new();
        input.take(limits.file + 1).read_to_end(&mut bytes).map_err(OsmError::Input)?;
        if bytes.len() as u64 > limits.file {
            return Err(OsmError::TooLarge { most: limits.file, packing: "" });
        }
        let mut gather = gather::Gather::default();
        match Format::of(&bytes)? {
            Format::Pbf => pbf::read(&bytes, limits, &mut gather, step)?,
            Format::Xml { packed } => xml::read(&bytes, packed, limits, &mut gather, step)?,
        }
        drop(bytes);
        let (extract, report) = resolve::resolve(gather);
        let unwalkable = |street: &Street| matches!(street.foot, Foot::No | Foot::Roadside);
        if extract.streets.iter().all(unwalkable) && extract.plazas.is_empty() {
            return Err(OsmError::NoStreets { ways: report.ways, nodes: report.nodes });
        }
        Ok((extract, report))
    }

    /// The points of a street in order.
    pub fn street_points(&self, street: &Street) -> impl ExactSizeIterator<Item = Point> + '_ {
        self.street_refs(street).iter().map(|&node| self.points[node as usize])
    }

    /// The nodes of a street in order.
    pub fn street_refs(&self, street: &Street) -> &[u32] {
        &self.refs[street.first as usize..street.end as usize]
    }

    /// The name of that index.
    pub fn name(&self, index: u32) -> Option<&str> {
        self.names.get(index as usize).map(String::as_str)
    }

    /// The box round the streets.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.points.iter().copied())
    }
}

/// What kind of file the first bytes announce.
enum Format {
    Pbf,
    Xml { packed: bool },
}

impl Format {
    fn of(bytes: &[u8]) -> Result<Format, OsmError> {
        if bytes.is_empty() {
            return Err(OsmError::Empty);
        }
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Format::Xml { packed: true });
        }
        // Four bytes of length, then the field `type` with these nine letters.
        if bytes.get(4..15) == Some(b"\x0a\x09OSMHeader") {
            return Ok(Format::Pbf);
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if text.starts_with(b"<") {
            return Ok(Format::Xml { packed: false });
        }
        let hint = match bytes {
            [b'P', b'K', ..] => "a ZIP archive: unpack it first",
            [b'B', b'Z', b'h', ..] => "packed with bzip2: unpack it first",
            [0xfd, b'7', b'z', ..] => "packed with xz: unpack it first",
            [0xff, 0xe0, ..] => "an .o5m file: convert it to .osm.pbf first",
            [b'{', ..] => "JSON: an OpenStreetMap file is .osm.pbf or .osm",
            _ => "not the beginning of an .osm.pbf, .osm or .osm.gz file",
        };
        Err(OsmError::Foreign { hint })
    }
}
