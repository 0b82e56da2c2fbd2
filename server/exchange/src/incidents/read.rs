//! From the rows of a file to incidents.

use crate::points::{Columns, NoPosition};
use crate::rows::{Fault, Guess, Known, Mapping, Row, Rows, RowsError, issues};
use domain::topo::Point;
use domain::{Code, Issue, IssueKind, Moment};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::io::Read;

/// How to read incidents. `None` asks for a guess; an empty text says that there is no
/// such column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The columns of the place, in a table.
    pub position: Columns,
    /// The column of the incident's own number where it comes from.
    pub id: Option<String>,
    /// The column of the time.
    pub time: Option<String>,
    /// The column of the hour of the day, where the time is a day only.
    pub hour: Option<String>,
    /// The column of the kind.
    pub kind: Option<String>,
}

/// One incident as a file tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its number where it comes from, by which it is known again.
    pub source_id: Option<String>,
    /// When it happened.
    pub time: Moment,
    /// What sort of thing happened; empty where the file does not say.
    pub kind: String,
    /// Where.
    pub at: Point,
    /// The radius in metres within which the place is likely to be.
    pub accuracy: Option<f64>,
    /// Every other column, as given.
    pub attributes: Map<String, Value>,
}

/// What a file of incidents came to.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentFile {
    /// The rows that can be incidents, in the order of the file.
    pub incidents: Vec<Incident>,
    /// What is wrong with rows.
    pub issues: Vec<Issue>,
    /// Which columns were used.
    pub mapping: Mapping,
    /// How many rows the file holds.
    pub rows: usize,
}

/// A kind is a short word or two; more is somebody's story.
const LONGEST_KIND: usize = 100;

/// An id longer than this is no id.
const LONGEST_ID: usize = 200;

const ID: Known = Known {
    role: "id",
    names: &[
        "sourceid",
        "incidentid",
        "incidentkey",
        "eventid",
        "caseid",
        "id",
        "casenumber",
        "工单号",
        "工单编号",
        "事件编号",
        "案件编号",
        "编号",
    ],
    endings: &[],
};
const TIME: Known = Known {
    role: "time",
    names: &[
        "time",
        "datetime",
        "timestamp",
        "occurredat",
        "reportedat",
        "createdat",
        "at",
        "date",
        "时间",
        "发生时间",
        "上报时间",
        "受理时间",
        "日期",
    ],
    endings: &["time", "date", "时间", "日期"],
};
const HOUR: Known = Known { role: "hour", names: &["hour", "小时"], endings: &[] };
const KIND: Known = Known {
    role: "kind",
    names: &[
        "kind",
        "type",
        "category",
        "primarytype",
        "incidenttype",
        "类型",
        "类别",
        "事件类型",
        "事件类别",
        "诉求类型",
    ],
    endings: &[],
};
const ACCURACY: Known = Known {
    role: "accuracy",
    names: &["accuracy", "accuracym", "gpsaccuracy", "定位精度", "精度"],
    endings: &[],
};

/// The columns of one file.
struct Chosen {
    id: Option<usize>,
    time: usize,
    hour: Option<usize>,
    kind: Option<usize>,
    accuracy: Option<usize>,
    taken: BTreeSet<usize>,
}

/// Reads incidents from a table (CSV) or from GeoJSON, plain or behind gzip. `instant`
/// reads a time as people write it. A file of more than `limit` bytes, unpacked, is
/// refused.
///
/// ```
/// use domain::Moment;
/// use exchange::incidents::{Wish, read};
/// let table = "id,time,kind,lon,lat\n7,1,违规停车,116.39,39.9\n8,soon,噪声扰民,116.39,39.9\n";
/// let instant = |text: &str| text.parse().ok().map(Moment);
/// let file = read(table.as_bytes(), &Wish::default(), &instant, 1 << 20).unwrap();
/// assert_eq!((file.incidents.len(), file.incidents[0].time), (1, Moment(1)));
/// assert_eq!(file.issues[0].features, [2]);
/// ```
pub fn read(
    input: impl Read + Send,
    wish: &Wish,
    instant: &dyn Fn(&str) -> Option<Moment>,
    limit: u64,
) -> Result<IncidentFile, RowsError> {
    let mut rows = Rows::open(input, &wish.position, limit)?;
    let mut guess = Guess::new(rows.header(), rows.of_place());
    let id = guess.find(wish.id.as_deref(), &ID)?;
    let time = guess.need(wish.time.as_deref(), &TIME)?;
    let hour = guess.find(wish.hour.as_deref(), &HOUR)?;
    let kind = guess.find(wish.kind.as_deref(), &KIND)?;
    let accuracy = guess.find(wish.position.accuracy.as_deref(), &ACCURACY)?;
    let (mapping, taken) = (guess.mapping, guess.taken);
    let chosen = Chosen { id, time, hour, kind, accuracy, taken };
    let (mut incidents, mut faults, mut count) = (Vec::new(), Vec::new(), 0);
    let mut seen = BTreeSet::new();
    while let Some(row) = rows.next_row()? {
        count += 1;
        incidents.extend(incident(&row, &chosen, instant, &mut seen, &mut faults));
    }
    Ok(IncidentFile { incidents, issues: issues(faults, count), mapping, rows: count })
}

/// The incident of a row; `None`, with every fault listed, where it cannot be one.
fn incident(
    row: &Row<'_>,
    chosen: &Chosen,
    instant: &dyn Fn(&str) -> Option<Moment>,
    seen: &mut BTreeSet<String>,
    faults: &mut Vec<Fault>,
) -> Option<Incident> {
    let source_id = chosen.id.and_then(|column| row.text(column)).map(|text| printable(&text));
    let before = faults.len();
    let mut note = |kind, what, detail: Option<&str>, proposal| {
        let code = source_id.as_deref().and_then(|id| Code::new(id).ok());
        let shown = |text: &str| format!("`{}`", text.chars().take(80).collect::<String>());
        let detail = detail.map(shown).unwrap_or_default();
        let fault = Fault { row: row.number, code, at: row.at.ok(), kind, what, detail, proposal };
        faults.push(fault);
    };
    if let Err(why) = row.at {
        let (kind, what) = match why {
            NoPosition::Blank => (IssueKind::NoPosition, "it has no position"),
            NoPosition::NotANumber => (IssueKind::NoPosition, "its position is no pair of numbers"),
            NoPosition::OutOfRange => (IssueKind::OutOfRange, "its position is no place on Earth"),
        };
        note(kind, what, None, "give longitude and latitude in degrees, in that order");
    }
    let time = row.text(chosen.time).map(|day| {
        let hour = chosen.hour.and_then(|column| row.text(column));
        (together(&day, hour.as_deref()), day)
    });
    let read = time.as_ref().and_then(|(text, _)| instant(text));
    match &time {
        None => note(IssueKind::Missing, "it has no time", None, "say when it happened"),
        Some((_, given)) if read.is_none() => {
            let proposal = "write it as 2026-11-21T08:00:00+08:00, or as 2026-11-21 08:00";
            note(IssueKind::Missing, "its time cannot be read", Some(given), proposal);
        }
        Some(_) => {}
    }
    if let Some(id) = source_id.as_deref() {
        if id.chars().count() > LONGEST_ID {
            let proposal = "give an id of at most 200 characters";
            note(IssueKind::BadCode, "its id is too long", Some(id), proposal);
        } else if seen.contains(id) {
            let proposal = "keep one row for each incident";
            note(IssueKind::DuplicateCode, "its id is that of a row before", None, proposal);
        }
    }
    let (at, time) = row.at.ok().zip(read).filter(|_| faults.len() == before)?;
    seen.extend(source_id.clone());
    let kind = chosen.kind.and_then(|column| row.text(column)).unwrap_or_default();
    Some(Incident {
        source_id,
        time,
        kind: printable(&kind).chars().take(LONGEST_KIND).collect(),
        at,
        accuracy: chosen.accuracy.and_then(|column| length(&row.text(column)?)),
        attributes: row.others(&chosen.taken),
    })
}

/// A day with slashes as one with dashes, and with its hour where that stands apart.
fn together(day: &str, hour: Option<&str>) -> String {
    let mut text = day.to_owned();
    let is_day = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    if is_day {
        text = day.replace('/', "-");
    }
    let hour = hour.and_then(|hour| hour.parse::<u8>().ok()).filter(|hour| *hour < 24);
    match hour {
        Some(hour) if text.len() == 10 => format!("{text} {hour:02}:00"),
        _ => text,
    }
}

/// A length in metres that can be one.
fn length(text: &str) -> Option<f64> {
    text.parse().ok().filter(|metres: &f64| metres.is_finite() && *metres >= 0.0)
}

/// Control characters have no place in an id or a kind, and PostgreSQL refuses some.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
