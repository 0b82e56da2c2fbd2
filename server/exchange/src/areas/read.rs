//! From the bytes of a file to the areas in it.

use super::error::{ReadError, lookalike};
use super::faults::{self, Fault};
use super::features::{Collected, Feature};
use super::fields::{self, Fields, Mapping};
use super::own;
use crate::compressed::{Damaged, Input};
use domain::topo::Shape;
use domain::{Code, ImportedArea, Issue, LevelKey};
use std::borrow::Cow;
use std::io::{self, Read};

/// The separator of GeoJSON text sequences (RFC 8142).
pub(super) const RECORD_SEPARATOR: char = '\u{1e}';

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a file of areas came to.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaFile {
    /// The features that can be areas, in the order of the file.
    pub areas: Vec<ImportedArea>,
    /// What is wrong with features, each with its place. Faults between areas are
    /// not looked for here.
    pub issues: Vec<Issue>,
    /// Which fields were used.
    pub mapping: Mapping,
    /// How many features the file holds.
    pub features: usize,
    /// How many of them belong to other levels and were left aside. Only a file that
    /// was exported with all levels has any.
    pub other_levels: usize,
}

/// Reads the areas of one level from GeoJSON: a `FeatureCollection`, a single
/// `Feature`, or a text sequence of either (RFC 8142, or one value a line), plain or
/// behind gzip. The content decides which; a file's name says nothing here.
///
/// At most `limit` bytes of text are taken in. Memory stays within about twice
/// the text: the text itself, and 8 bytes for each position.
///
/// ```
/// use exchange::areas::{Fields, read};
/// let file = r#"{"type": "Feature", "properties": {"网格编码": "A-01", "name": "桃园"}, "geometry":
///     {"type": "Polygon", "coordinates": [[[116.1, 39.9], [116.2, 39.9], [116.2, 40.0], [116.1, 39.9]]]}}"#;
/// let level = domain::LevelKey::new("grid").unwrap();
/// let read = read(file.as_bytes(), &level, &Fields::default(), 1 << 20).unwrap();
/// assert_eq!((read.areas[0].code.as_str(), read.areas[0].name.as_str()), ("A-01", "桃园"));
/// assert!(read.mapping.code.guessed && read.issues.is_empty());
/// ```
pub fn read(
    input: impl Read + Send,
    level: &LevelKey,
    fields: &Fields,
    limit: u64,
) -> Result<AreaFile, ReadError> {
    understand(features(input, limit)?, level, fields)
}

/// The features of a file whose coordinates are longitude and latitude.
pub(crate) fn features(input: impl Read + Send, limit: u64) -> Result<Vec<Feature>, ReadError> {
    let text = text(input, limit)?;
    let collected = parse(&text)?;
    if let Some(name) = collected.crs.filter(|name| !is_longitude_latitude(name)) {
        return Err(ReadError::Crs { name });
    }
    match (collected.features.is_empty(), collected.stranger) {
        (false, _) => Ok(collected.features),
        (true, Some(kind)) => Err(ReadError::NotFeatures { kind }),
        (true, None) => Err(ReadError::NoFeatures),
    }
}

/// All of the input as text.
fn text(input: impl Read + Send, limit: u64) -> Result<String, ReadError> {
    let input = Input::open(input).map_err(cause)?;
    let mut bytes = Vec::new();
    input.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(cause)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    String::from_utf8(bytes).map_err(|error| {
        let (offset, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
        let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        match lookalike(bytes) {
            // Archives and databases are no text at all; a table may be in GBK.
            Some(found) if found.is_binary() => ReadError::NotGeoJson { found },
            _ => {
                let line = bytes[..offset].split(|&byte| byte == b'\n').count();
                ReadError::NotUtf8 { offset, line, wide }
            }
        }
    })
}

fn cause(error: io::Error) -> ReadError {
    match error.downcast::<Damaged>() {
        Ok(damaged) => ReadError::Gzip(damaged),
        Err(error) => ReadError::Io(error),
    }
}

fn parse(text: &str) -> Result<Collected, ReadError> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // A separator is white space between values to what follows, and cannot stand
    // inside a JSON text unescaped.
    let text = if text.contains(RECORD_SEPARATOR) {
        Cow::Owned(text.replace(RECORD_SEPARATOR, " "))
    } else {
        Cow::Borrowed(text)
    };
    if text.trim_ascii().is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(found) = lookalike(text.as_bytes()) {
        return Err(ReadError::NotGeoJson { found });
    }
    let mut collected = Collected::default();
    if let Err(error) = collected.read(&text) {
        return Err(collected.refusal.take().unwrap_or_else(|| {
            let reason = reason(&error, &text);
            let (line, column) = (error.line(), error.column());
            ReadError::Json { feature: collected.current(), line, column, reason }
        }));
    }
    Ok(collected)
}

/// What the parser found, without the place, which is told apart.
fn reason(error: &serde_json::Error, text: &str) -> String {
    // The parser stops at the first or second byte of the word.
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default().as_bytes();
    let from = error.column().saturating_sub(3).min(line.len());
    let near = &line[from..line.len().min(from + 12)];
    for word in ["-Infinity", "Infinity", "NaN"] {
        if near.windows(word.len()).any(|window| window == word.as_bytes()) {
            return format!("{word} is no JSON number, and no place");
        }
    }
    if error.is_eof() {
        return "the text ends in the middle; the file was cut short".into();
    }
    let full = error.to_string();
    full.split(" at line ").next().unwrap_or(&full).to_owned()
}

fn understand(
    mut features: Vec<Feature>,
    level: &LevelKey,
    fields: &Fields,
) -> Result<AreaFile, ReadError> {
    let all = features.len();
    let ours = own::is_ours(&features);
    let numbers = if ours { own::keep_level(&mut features, level) } else { (1..=all).collect() };
    let other_levels = all - features.len();
    if features.is_empty() {
        return Err(ReadError::NoSuchLevel { level: level.clone(), features: all });
    }
    let fields = if ours { own::fields(fields) } else { fields.clone() };
    let mapping = fields::settle(&fields, level, &features)?;
    let mut areas = Vec::with_capacity(features.len());
    let mut found = Vec::new();
    for (number, feature) in numbers.into_iter().zip(features) {
        areas.extend(area(number, feature, &mapping, &mut found));
    }
    found.extend(faults::uninhabited(&areas));
    let issues = faults::issues(found, level, all - other_levels);
    Ok(AreaFile { areas, issues, mapping, features: all, other_levels })
}

/// The reference systems that are longitude and latitude as everything here is.
fn is_longitude_latitude(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let last = name.rsplit([':', '/', '#']).next().unwrap_or_default();
    match last {
        "CRS84" => true,
        "4326" | "4490" => name.contains("EPSG"),
        _ => false,
    }
}

/// One feature as an area; `None`, and a fault, where it cannot be one.
fn area(
    number: usize,
    mut feature: Feature,
    mapping: &Mapping,
    found: &mut Vec<Fault>,
) -> Option<ImportedArea> {
    let text_of = |feature: &Feature, field: &str| {
        fields::value(feature, field).and_then(fields::text).map(Cow::into_owned)
    };
    let given = text_of(&feature, &mapping.code.field);
    let code = given.clone().and_then(|text| Code::new(text).ok());
    let ground = std::mem::take(&mut feature.ground);
    let of = faults::Of { feature: number, code: code.clone(), at: ground.first };
    if code.is_none() {
        found.push(of.bad_code(&mapping.code.field, given.as_deref()));
    }
    let usable = of.ground(&ground, found);

    let mut take = |chosen: &Option<fields::Chosen>| {
        let chosen = chosen.as_ref()?;
        let text = text_of(&feature, &chosen.field);
        feature.properties.remove(&chosen.field);
        text
    };
    let name = take(&mapping.name);
    let parent = take(&mapping.parent);
    take(&Some(mapping.code.clone()));
    let parent = match parent.map(Code::new) {
        None => None,
        Some(Ok(parent)) => Some(parent),
        Some(Err(error)) => {
            found.push(of.bad_parent(&error.to_string()));
            None
        }
    };
    let code = code.filter(|_| usable)?;
    Some(ImportedArea {
        feature: number,
        name: name.unwrap_or_else(|| code.to_string()),
        code,
        parent,
        attributes: feature.properties,
        shape: Shape(ground.polygons),
    })
}
