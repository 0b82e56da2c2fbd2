//! Which columns of a table hold the place?

use super::read::PointsError;
use csv::ByteRecord;

/// Columns by the caller's wish; `None` asks for a guess from the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The longitude in degrees.
    pub lon: Option<String>,
    /// The latitude in degrees.
    pub lat: Option<String>,
    /// The accuracy of the position in metres. It is optional.
    pub accuracy: Option<String>,
}

/// The columns that are used, by number, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenColumns {
    /// The longitude.
    pub lon: usize,
    /// The latitude.
    pub lat: usize,
    /// The accuracy, where there is one.
    pub accuracy: Option<usize>,
}

// The surest names first: a file with both `lon` and `x` means a plane by `x`.
const LON: [&str; 8] = ["lon", "lng", "longitude", "long", "经度", "gpslon", "gpslng", "x"];
const LAT: [&str; 5] = ["lat", "latitude", "纬度", "gpslat", "y"];
const ACCURACY: [&str; 6] = ["accuracy", "gpsaccuracy", "accuracym", "acc", "定位精度", "精度"];

const LON_ENDINGS: [&str; 4] = ["_lon", "_lng", "_longitude", "经度"];
const LAT_ENDINGS: [&str; 3] = ["_lat", "_latitude", "纬度"];
const ACCURACY_ENDINGS: [&str; 3] = ["_accuracy", "_accuracy_m", "精度"];

/// Settles the columns of a table with this header.
pub(super) fn settle(wish: &Columns, header: &ByteRecord) -> Result<ChosenColumns, PointsError> {
    let names: Vec<String> =
        header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let find = |wanted: &Option<String>, role, known: &[&str], endings: &[&str]| match wanted {
        Some(wanted) => match names.iter().position(|name| name == wanted) {
            Some(at) => Ok(Some(at)),
            None => Err(PointsError::NoSuchColumn {
                wanted: wanted.clone(),
                role,
                there: names.clone(),
            }),
        },
        None => Ok(guess(&names, known, endings)),
    };
    let lon = find(&wish.lon, "longitude", &LON, &LON_ENDINGS)?;
    let lat = find(&wish.lat, "latitude", &LAT, &LAT_ENDINGS)?;
    let accuracy = find(&wish.accuracy, "accuracy", &ACCURACY, &ACCURACY_ENDINGS)?;
    let (Some(lon), Some(lat)) = (lon, lat) else {
        let role = if lon.is_none() { "longitude" } else { "latitude" };
        return Err(PointsError::NoColumn { role, there: names });
    };
    Ok(ChosenColumns { lon, lat, accuracy })
}

/// The column with the surest name; else the only one with a telling ending.
fn guess(names: &[String], known: &[&str], endings: &[&str]) -> Option<usize> {
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let plain = |name: &str| name.replace(['_', '-', ' '], "");
    let by_name =
        known.iter().find_map(|known| names.iter().position(|name| plain(name) == *known));
    by_name.or_else(|| {
        let telling = |name: &String| endings.iter().any(|ending| name.ends_with(ending));
        let mut places = (0..names.len()).filter(|&at| telling(&names[at]));
        places.next().filter(|_| places.next().is_none())
    })
}
