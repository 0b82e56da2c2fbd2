//! Why a file of areas could not be read at all.

use domain::LevelKey;
use std::fmt;
use std::io;

/// Reading could not be done. Nothing was taken from the file.
///
/// Faults of single features are not here: they are [`domain::Issue`]s.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in the file.
    #[error("the file is empty; a GeoJSON FeatureCollection was expected")]
    Empty,
    /// The system could not read on.
    #[error("the file could not be read to its end")]
    Io(#[source] io::Error),
    /// The compressed data cannot be undone.
    #[error(transparent)]
    Gzip(crate::compressed::Damaged),
    /// There is more in it than the caller is ready to take.
    #[error(
        "the file is too large: it holds more than {limit} bytes (decompressed); \
         split it or raise the limit"
    )]
    TooLarge {
        /// What the caller allows.
        limit: u64,
    },
    /// Some other encoding, or no text.
    #[error(
        "the file is not UTF-8: byte {offset} (line {line}) cannot be read; {}",
        if *.wide { "it looks like UTF-16, save it as UTF-8" }
        else { "if it was saved as GBK or another encoding, save it as UTF-8" }
    )]
    NotUtf8 {
        /// The first byte that is wrong, counted from 0.
        offset: usize,
        /// Its line, counted from 1.
        line: usize,
        /// The file starts with the mark of UTF-16.
        wide: bool,
    },
    /// It is some other kind of file.
    #[error("the file is no GeoJSON: it looks like {found}; {}", .found.advice())]
    NotGeoJson {
        /// What it seems to be.
        found: Lookalike,
    },
    /// The text is not JSON, or JSON of a shape that GeoJSON does not have.
    #[error("reading feature {feature} failed at line {line}, column {column}: {reason}")]
    Json {
        /// The feature being read, counted from 1.
        feature: usize,
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in bytes.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// It is GeoJSON, but without features.
    #[error(
        "the file holds a {kind}, not features; {}",
        if .kind == "Topology" { "it is TopoJSON, convert it to GeoJSON" }
        else { "areas need a code, which only a Feature's properties can carry" }
    )]
    NotFeatures {
        /// The type of the top-level object.
        kind: String,
    },
    /// It is an export of ours, but without the level that is asked for.
    #[error("none of the {features} features belongs to the level `{level}`")]
    NoSuchLevel {
        /// The level that is asked for.
        level: LevelKey,
        /// The features of other levels.
        features: usize,
    },
    /// It is a collection of nothing.
    #[error("the file holds no features")]
    NoFeatures,
    /// The coordinates are in some other reference system.
    #[error(
        "the file says its coordinates are in `{name}`; convert it to longitude and latitude \
         in CGCS2000 (EPSG:4490) or WGS 84 (EPSG:4326)"
    )]
    Crs {
        /// The name in its `crs` member.
        name: String,
    },
    /// A field that was asked for is in no feature.
    #[error("no feature has the field `{wanted}` that is to give the {role}; there are: {}", .there.join(", "))]
    NoSuchField {
        /// What was asked for.
        wanted: String,
        /// What it was to give: code, name or parent.
        role: &'static str,
        /// The fields there are.
        there: Vec<String>,
    },
    /// No field was asked for and none looks like a code.
    #[error("no field looks like a code; name one. There are: {}", .there.join(", "))]
    NoCode {
        /// The fields there are.
        there: Vec<String>,
    },
    /// One feature carries a book.
    #[error("the properties of feature {feature} take {bytes} bytes; at most {limit} are read")]
    Properties {
        /// Counted from 1.
        feature: usize,
        /// What they take.
        bytes: usize,
        /// What is read.
        limit: usize,
    },
}

/// What a file that is no GeoJSON seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookalike {
    /// Lines of values between commas, semicolons or tabs.
    Csv,
    /// A zip archive, as shapefiles travel in.
    Zip,
    /// A database file, such as a GeoPackage.
    Sqlite,
    /// The main file of a shapefile.
    Shapefile,
    /// Zstandard, xz or bzip2.
    OtherCompression,
    /// KML, GML or a web page.
    Markup,
    /// A JSON array without an object around it.
    JsonArray,
    /// Something else.
    Unknown,
}

impl Lookalike {
    /// It was told by its first bytes and is no text.
    pub(super) fn is_binary(self) -> bool {
        matches!(self, Self::Zip | Self::Sqlite | Self::Shapefile | Self::OtherCompression)
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Csv => "areas are read from GeoJSON; tables of points are routed, not imported",
            Self::OtherCompression => "decompress it; only gzip is read directly",
            Self::JsonArray => "wrap the features in a FeatureCollection",
            _ => "export it as GeoJSON, for example with `ogr2ogr -f GeoJSON`",
        }
    }
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "a table (CSV)",
            Self::Zip => "a zip archive",
            Self::Sqlite => "a database (GeoPackage?)",
            Self::Shapefile => "a shapefile",
            Self::OtherCompression => "compressed data",
            Self::Markup => "XML or HTML",
            Self::JsonArray => "a bare JSON array",
            Self::Unknown => "something else",
        })
    }
}

/// Judges content by its beginning; `None` if it may be GeoJSON.
pub(super) fn lookalike(bytes: &[u8]) -> Option<Lookalike> {
    const MAGIC: [(&[u8], Lookalike); 6] = [
        (b"PK\x03\x04", Lookalike::Zip),
        (b"SQLite format 3\0", Lookalike::Sqlite),
        (b"\x00\x00\x27\x0a", Lookalike::Shapefile),
        (b"\x28\xb5\x2f\xfd", Lookalike::OtherCompression),
        (b"\xfd7zXZ", Lookalike::OtherCompression),
        (b"BZh", Lookalike::OtherCompression),
    ];
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*found);
    }
    let text = bytes.trim_ascii_start();
    match text.first()? {
        b'{' => None,
        b'[' => Some(Lookalike::JsonArray),
        b'<' => Some(Lookalike::Markup),
        _ => {
            let line = text.split(|&byte| byte == b'\n').next().unwrap_or(text);
            let separated = line.iter().any(|byte| b",;\t".contains(byte));
            Some(if separated { Lookalike::Csv } else { Lookalike::Unknown })
        }
    }
}
