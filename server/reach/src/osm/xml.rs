//! OpenStreetMap's XML, packed with gzip or not.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};

use domain::topo::Point;
use flate2::bufread::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::gather::{Gather, Pass};
use super::tags::Tags;
use super::{Limits, OsmError};

const PASSES: [Pass; 3] = [Pass::Relations, Pass::Ways, Pass::Nodes];

/// Reads a whole file.
pub(super) fn read(
    bytes: &[u8],
    packed: bool,
    limits: Limits,
    gather: &mut Gather,
    step: &dyn Fn(u64),
) -> Result<(), OsmError> {
    for (done, pass) in PASSES.into_iter().enumerate() {
        gather.begin(pass);
        let read = Cell::new(0);
        let heard = |more: u64| {
            read.set(read.get() + more);
            step((bytes.len() as u64 * done as u64 + read.get()) / PASSES.len() as u64);
        };
        let input = Heard { bytes, heard: &heard };
        let event = Cell::new(0);
        let inner: Box<dyn Read + '_> = if packed {
            Box::new(MultiGzDecoder::new(BufReader::new(input)))
        } else {
            Box::new(input)
        };
        let input = BufReader::new(Bounded { inner, left: limits.unpacked, event: &event });
        pass_over(input, &event, pass, gather).map_err(|error| match error {
            OsmError::TooLarge { .. } => limits.unpacked_over(),
            other => other,
        })?;
    }
    Ok(())
}

/// More bytes than any tag or text of an honest file has; one is held in memory whole.
const MOST_EVENT: u64 = 16 << 20;

/// Unpacked bytes that end with an error where there are too many.
struct Bounded<'a> {
    inner: Box<dyn Read + 'a>,
    left: u64,
    /// Bytes since the last tag or text was whole.
    event: &'a Cell<u64>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.inner.read(into)?;
        self.event.set(self.event.get() + taken as u64);
        if self.event.get() > MOST_EVENT {
            return Err(std::io::Error::other("a tag or text without an end"));
        }
        let left = self.left.checked_sub(taken as u64);
        self.left = left.ok_or(std::io::ErrorKind::FileTooLarge)?;
        Ok(taken)
    }
}

/// Bytes, and somebody who hears how many were taken.
struct Heard<'a> {
    bytes: &'a [u8],
    heard: &'a dyn Fn(u64),
}

impl Read for Heard<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let taken = self.bytes.read(into)?;
        (self.heard)(taken as u64);
        Ok(taken)
    }
}

/// The element being read.
#[derive(Default)]
struct Element {
    /// Whether this pass wants it.
    wanted: bool,
    id: i64,
    at: Option<Point>,
    tags: Vec<(String, String)>,
    refs: Vec<i64>,
}

fn pass_over(
    input: impl BufRead,
    event: &Cell<u64>,
    pass: Pass,
    gather: &mut Gather,
) -> Result<(), OsmError> {
    let mut reader = Reader::from_reader(input);
    reader.config_mut().trim_text(true);
    let (mut buffer, mut element) = (Vec::new(), Element::default());
    let (mut root, mut closed) = (false, false);
    loop {
        let at = reader.buffer_position();
        let wrong = |what: String| OsmError::Xml { at, what };
        buffer.clear();
        event.set(0);
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                root |= tag.name().as_ref() == "osm";
                open(&tag, pass, gather, &mut element).map_err(wrong)?;
            }
            Ok(Event::Empty(tag)) => {
                open(&tag, pass, gather, &mut element).map_err(wrong)?;
                close(tag.name().as_ref(), pass, gather, &mut element);
            }
            Ok(Event::End(tag)) => {
                close(tag.name().as_ref(), pass, gather, &mut element);
                closed |= tag.name().as_ref() == "osm";
            }
            // Only here has the packing's checksum been compared.
            Ok(Event::Eof) if closed => return Ok(()),
            Ok(Event::Eof) if root => return Err(OsmError::Truncated { at }),
            Ok(Event::Eof) => {
                return Err(OsmError::Foreign { hint: "XML without an <osm> element" });
            }
            Ok(_) => {}
            Err(quick_xml::Error::Io(cause))
                if cause.kind() == std::io::ErrorKind::UnexpectedEof =>
            {
                return Err(OsmError::Truncated { at });
            }
            Err(quick_xml::Error::Io(cause))
                if cause.kind() == std::io::ErrorKind::FileTooLarge =>
            {
                return Err(OsmError::TooLarge { most: at, packing: "" });
            }
            Err(error) => return Err(wrong(error.to_string())),
        }
    }
}

fn open(
    tag: &BytesStart<'_>,
    pass: Pass,
    gather: &mut Gather,
    element: &mut Element,
) -> Result<(), String> {
    let name = tag.name();
    match (name.as_ref(), pass) {
        ("osm", Pass::Relations) => {
            gather.date = attribute(tag, "timestamp")?;
        }
        ("meta", Pass::Relations) => {
            gather.date = attribute(tag, "osm_base")?.or_else(|| gather.date.take());
        }
        ("node", Pass::Nodes) => {
            *element = Element { wanted: true, id: number(tag, "id")?, ..Element::default() };
            let degrees = [attribute(tag, "lon")?, attribute(tag, "lat")?];
            let [lon, lat] = degrees.map(|text| text.and_then(|text| text.parse::<f64>().ok()));
            element.at = lon.zip(lat).and_then(|(lon, lat)| Point::from_degrees(lon, lat));
        }
        ("way", Pass::Ways) | ("relation", Pass::Relations) => {
            *element = Element { wanted: true, id: number(tag, "id")?, ..Element::default() };
        }
        ("nd", Pass::Ways) => element.refs.push(number(tag, "ref")?),
        ("member", Pass::Relations) if attribute(tag, "type")?.as_deref() == Some("way") => {
            element.refs.push(number(tag, "ref")?);
        }
        ("tag", _) if element.wanted => {
            if let (Some(key), Some(value)) = (attribute(tag, "k")?, attribute(tag, "v")?) {
                element.tags.push((key, value));
            }
        }
        _ => {}
    }
    Ok(())
}

fn close(name: &str, pass: Pass, gather: &mut Gather, element: &mut Element) {
    let tags = || Tags::of(element.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    match (name, pass) {
        ("node", Pass::Nodes) => {
            if let Some(rank) = gather.node(element.id, || element.at) {
                gather.node_tags(rank, &tags());
            }
        }
        ("way", Pass::Ways) => {
            let Ok(()) = gather.way(element.id, &tags(), |refs| {
                refs.extend_from_slice(&element.refs);
                Ok::<(), std::convert::Infallible>(())
            });
        }
        ("relation", Pass::Relations) => {
            let Ok(()) = gather.relation(element.id, &tags(), || {
                Ok::<_, std::convert::Infallible>(element.refs.clone())
            });
        }
        _ => return,
    }
    *element = Element::default();
}

/// An attribute's text; faults of writing are told.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == name {
            let text =
                quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
            return Ok(Some(text.into_owned()));
        }
    }
    Ok(None)
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<i64, String> {
    let text = attribute(tag, name)?;
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("<{}> without a number as `{name}`", tag.name().as_ref()))
}
