//! Many places at once: a table gets columns, a stream of lines gets answers.

use super::locate::{self, Located, Place, ReasonKind, metres};
use crate::state::App;
use domain::routing::{self, Accuracy, Answer, Question};
use domain::{AreaId, Atlas, DivisionAtlas, DivisionKey, LevelKey};
use exchange::points::{
    Columns, LineFault, Lines, PointReader, PointWriter, PointsError, RowAccuracy,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};

/// What became of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct TableReport {
    /// Rows written.
    pub(crate) rows: u64,
    /// How often each reason was given in the first Division.
    pub(crate) reasons: BTreeMap<&'static str, u64>,
    /// Rows that somebody should look at before anyone is sent.
    pub(crate) needs_confirmation: u64,
    /// Rows whose accuracy is no accuracy; each of them needs confirmation.
    pub(crate) unusable_accuracy: u64,
}

/// Why a table was not routed to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    /// The table itself.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The answer could not be written.
    #[error("writing the answer")]
    Write(#[from] io::Error),
}

/// The columns one Division adds to a table.
struct DivisionColumns<'a> {
    division: &'a DivisionAtlas,
    levels: Vec<LevelKey>,
}

impl DivisionColumns<'_> {
    /// The main Division's columns have plain names, others carry their key.
    fn names(&self) -> impl Iterator<Item = String> {
        let key = self.division.key();
        let prefix = if *key == DivisionKey::main() { String::new() } else { format!("{key}_") };
        let levels =
            self.levels.iter().flat_map(|level| [format!("{level}_code"), format!("{level}_name")]);
        let fixed = ["reason", "border_m", "candidates", "needs_confirmation"].map(String::from);
        levels.chain(fixed).map(move |name| format!("{prefix}{name}"))
    }
}

fn columns(atlas: &Atlas) -> Vec<DivisionColumns<'_>> {
    let levels = |division: &DivisionAtlas| {
        let used = |level: &&domain::Level| {
            atlas.areas().any(|e| e.division == *division.key() && e.area.level == level.key)
        };
        atlas.levels().iter().filter(used).map(|level| level.key.clone()).collect()
    };
    atlas
        .divisions()
        .iter()
        .map(|division| DivisionColumns { division, levels: levels(division) })
        .collect()
}

/// Routes every row of a CSV table; its own columns stay as they are.
///
/// `accuracy` holds for rows without one of their own, but not for rows whose own
/// cannot be used: those are answered without shares and need confirmation. `step` is told the rows done.
pub(crate) fn route_table<W: Write>(
    app: &App,
    atlas: &Atlas,
    input: impl Read + Send,
    out: W,
    wish: &Columns,
    accuracy: Option<Accuracy>,
    mut step: impl FnMut(u64),
) -> Result<(TableReport, W), TableError> {
    let mut reader = PointReader::open(input, wish)?;
    let divisions = columns(atlas);
    let names: Vec<String> = divisions.iter().flat_map(DivisionColumns::names).collect();
    let mut writer = PointWriter::new(out, reader.dialect(), reader.header(), &names)?;
    let mut report = TableReport::default();
    let mut values: Vec<String> = Vec::with_capacity(names.len());
    while let Some(row) = reader.next_row()? {
        values.clear();
        let accuracy = match row.accuracy {
            RowAccuracy::Given(own) => Some(own),
            RowAccuracy::None => accuracy,
            RowAccuracy::Unusable => None,
        };
        let doubtful = row.accuracy == RowAccuracy::Unusable;
        report.unusable_accuracy += u64::from(doubtful);
        if let Ok(at) = row.at {
            let question = Question { at, accuracy, division: None };
            let mut routing = routing::route(atlas, &question, &app.routing);
            for answer in &mut routing.answers {
                answer.needs_confirmation |= doubtful;
            }
            for (columns, answer) in divisions.iter().zip(&routing.answers) {
                describe(atlas, columns, answer, accuracy, &mut values);
            }
            if let Some(first) = routing.answers.first() {
                *report.reasons.entry(ReasonKind::from(&first.reason).as_str()).or_default() += 1;
                report.needs_confirmation += u64::from(first.needs_confirmation);
            }
        } else {
            for columns in &divisions {
                values.extend(columns.levels.iter().flat_map(|_| [String::new(), String::new()]));
                let unknown = ["no_position", "", "", ""];
                values.extend(unknown.map(String::from));
            }
            *report.reasons.entry("no_position").or_default() += 1;
        }
        writer.row(row.record, &values)?;
        report.rows += 1;
        if report.rows.is_multiple_of(1024) {
            step(report.rows);
        }
    }
    step(report.rows);
    Ok((report, writer.finish()?))
}

fn describe(
    atlas: &Atlas,
    columns: &DivisionColumns<'_>,
    answer: &Answer,
    accuracy: Option<Accuracy>,
    values: &mut Vec<String>,
) {
    for level in &columns.levels {
        let at_level = |id: &&AreaId| atlas.area(**id).is_some_and(|e| e.area.level == *level);
        let entry = answer.path.iter().find(at_level).and_then(|id| atlas.area(*id));
        values.push(entry.map(|e| e.area.code.to_string()).unwrap_or_default());
        values.push(entry.map(|e| e.area.name.clone()).unwrap_or_default());
    }
    let near = accuracy.map_or(1.0, |accuracy| accuracy.radius().0.max(1.0));
    let candidates = answer.candidates.iter().filter(|c| c.distance.0 <= near);
    let codes = candidates.filter_map(|c| Some(atlas.area(c.leaf)?.area.code.as_str()));
    values.push(ReasonKind::from(&answer.reason).as_str().into());
    values.push(answer.border.map(|m| metres(m).to_string()).unwrap_or_default());
    values.push(codes.collect::<Vec<_>>().join(";"));
    values.push(answer.needs_confirmation.to_string());
}

/// The answer to one line of a batch.
#[derive(Debug)]
pub(crate) struct LineAnswer {
    /// The line it answers, counted from 1.
    pub(crate) line: u64,
    /// The sender's own name for it.
    pub(crate) id: Option<serde_json::Value>,
    /// What became of it.
    pub(crate) outcome: LineOutcome,
}

/// What became of one line of a batch.
#[derive(Debug)]
pub(crate) enum LineOutcome {
    /// The answer, as for a single place.
    Located(Box<Located>),
    /// What is wrong with the line.
    Faulty(String),
}

/// Answers a stream of JSON lines line by line; a faulty line stops nothing.
pub(crate) fn route_lines(
    app: &App,
    atlas: &Atlas,
    input: impl BufRead,
    mut answered: impl FnMut(LineAnswer) -> io::Result<()>,
) -> io::Result<()> {
    for line in Lines::new(input) {
        let line = line?;
        let place = line.place.map_err(|fault: LineFault| fault.to_string()).and_then(|place| {
            let checked = Place::new(place.at.lon(), place.at.lat(), place.accuracy, None);
            checked.map_err(|cause| cause.to_string())
        });
        let outcome = match place {
            Ok(place) => LineOutcome::Located(Box::new(locate::answer(app, atlas, &place))),
            Err(error) => LineOutcome::Faulty(error),
        };
        answered(LineAnswer { line: line.number, id: line.id, outcome })?;
    }
    Ok(())
}
