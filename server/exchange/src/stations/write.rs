//! From the stations of a Release to a file.

use csv::WriterBuilder;
use domain::{AreaId, Code, Contents, KindKey, Station};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// The columns every file has, in this order; attributes follow.
const OWN: [&str; 10] =
    ["code", "name", "kind", "lon", "lat", "owner", "hours", "services", "capacity", "public"];

/// Put before an attribute whose name an export needs for itself.
pub(super) const ATTRIBUTE: &str = "attribute_";

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for a spreadsheet, with a byte order mark so that Excel sees UTF-8.
    Csv,
    /// One `FeatureCollection`, a feature a line.
    GeoJson,
}

impl Format {
    /// The form a file's name asks for, `.gz` aside.
    pub fn of_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let ending = name.rsplit('.').next().unwrap_or_default();
        if matches!(ending, "csv" | "tsv" | "txt") { Self::Csv } else { Self::GeoJson }
    }
}

/// Writes the stations of a kind, or all, and says how many they are.
pub fn write(
    out: &mut impl Write,
    contents: &Contents,
    kind: Option<&KindKey>,
    format: Format,
) -> io::Result<usize> {
    let wanted = |station: &&Station| kind.is_none_or(|kind| station.kind == *kind);
    let stations: Vec<&Station> = contents.stations.iter().filter(wanted).collect();
    let codes: BTreeMap<AreaId, &Code> =
        contents.areas.iter().map(|row| (row.area.id, &row.area.code)).collect();
    match format {
        Format::Csv => table(out, &stations, &codes)?,
        Format::GeoJson => features(out, &stations, &codes)?,
    }
    Ok(stations.len())
}

/// The values of [`OWN`], those of the place as degrees with seven decimals.
fn own(station: &Station, codes: &BTreeMap<AreaId, &Code>) -> [String; 10] {
    let owner = station.owner.and_then(|id| codes.get(&id));
    [
        station.code.to_string(),
        station.name.clone(),
        station.kind.to_string(),
        format!("{:.7}", station.at.lon()),
        format!("{:.7}", station.at.lat()),
        owner.map(ToString::to_string).unwrap_or_default(),
        station.hours.as_ref().map(ToString::to_string).unwrap_or_default(),
        station.services.join(";"),
        station.capacity.map(|people| people.to_string()).unwrap_or_default(),
        station.public.to_string(),
    ]
}

fn table(
    out: &mut impl Write,
    stations: &[&Station],
    codes: &BTreeMap<AreaId, &Code>,
) -> io::Result<()> {
    let attributes: BTreeSet<&String> =
        stations.iter().flat_map(|station| station.attributes.keys()).collect();
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = WriterBuilder::new().from_writer(out);
    let names = attributes.iter().map(|name| column_of(name));
    table.write_record(OWN.map(str::to_owned).into_iter().chain(names))?;
    for station in stations {
        let value = |name: &&String| match station.attributes.get(*name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let values = attributes.iter().map(value);
        table.write_record(own(station, codes).into_iter().chain(values))?;
    }
    table.flush()
}

fn features(
    out: &mut impl Write,
    stations: &[&Station],
    codes: &BTreeMap<AreaId, &Code>,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for (index, station) in stations.iter().enumerate() {
        let [code, name, kind, lon, lat, owner, hours, ..] = own(station, codes);
        let given = |text: String| if text.is_empty() { Value::Null } else { text.into() };
        let own = [
            (OWN[0], code.into()),
            (OWN[1], name.into()),
            (OWN[2], kind.into()),
            (OWN[5], given(owner)),
            (OWN[6], given(hours)),
            (OWN[7], station.services.clone().into()),
            (OWN[8], station.capacity.into()),
            (OWN[9], station.public.into()),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        let attributes =
            station.attributes.iter().map(|(name, value)| (column_of(name), value.clone()));
        let properties: Map<String, Value> = own.chain(attributes).collect();
        out.write_all(if index > 0 { b",\n" } else { b"" })?;
        out.write_all(b"{\"type\":\"Feature\",\"properties\":")?;
        serde_json::to_writer(&mut *out, &properties)?;
        write!(out, ",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}")?;
    }
    out.write_all(b"\n]}\n")
}

/// The column under which an attribute is written, so that it reads back as one.
fn column_of(attribute: &str) -> String {
    if OWN.contains(&attribute) || attribute.starts_with(ATTRIBUTE) {
        format!("{ATTRIBUTE}{attribute}")
    } else {
        attribute.to_owned()
    }
}
