//! An extract of OpenStreetMap becomes the street network of the Draft.

use crate::actions::drafts::{self, WhichDraft};
use crate::actions::edits;
use crate::actions::reach::datum;
use crate::state::App;
use anyhow::Context;
use domain::{Dataset, DatasetKind, Date, Edit};
use reach::Extract;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;

/// What came of an extract.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StreetsReport {
    /// The file.
    pub(crate) name: String,
    /// The day of its data, where it says so.
    pub(crate) date: Option<String>,
    /// Nodes in the file.
    pub(crate) nodes: u64,
    /// Ways in the file.
    pub(crate) ways: u64,
    /// Relations in the file.
    pub(crate) relations: u64,
    /// References to nodes that are not in the file; the ways are cut there.
    pub(crate) missing_nodes: u64,
    /// Polygons left out because their outline is not whole in the file.
    pub(crate) incomplete: u64,
    /// Ids that came twice; the first stands.
    pub(crate) duplicates: u64,
    /// Kilometres of street on which a person may walk.
    pub(crate) length_km: f64,
    /// Parts of the network that no way joins to the others.
    pub(crate) islands: usize,
    /// Buildings.
    pub(crate) buildings: usize,
    /// What looks wrong with its coordinates.
    pub(crate) alarm: Option<String>,
    /// The Draft that holds it now.
    pub(crate) draft: i64,
}

/// Reads an extract and makes it the street network of the open Draft.
pub(crate) fn import_streets(
    app: &App,
    input: impl Read,
    name: &str,
    which: WhichDraft,
    author: &str,
    step: &dyn Fn(&str),
) -> anyhow::Result<StreetsReport> {
    step("reading the extract");
    let (extract, read) = Extract::read(input, &|_bytes| ())?;
    step("joining the streets");
    let mapped = datum::Mapped::of(&extract, &[]);
    let network = &mapped.network;
    let opened = drafts::open(app, which)?;
    let places = datum::known_places(app, &opened.plan)?;
    let alarm = datum::alarm(&mapped, &places);
    step("storing the draft");
    let bytes = extract.encode();
    let digest = app.store.put_dataset(&bytes).context("storing the streets")?;
    let date: Option<Date> =
        extract.date.as_deref().and_then(|date| date.get(..10)).and_then(|day| day.parse().ok());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "metres of streets"
    )]
    let length_m = (network.length_km() * 1000.0).round() as u64;
    let counts = BTreeMap::from([
        ("nodes".to_owned(), read.nodes),
        ("ways".to_owned(), read.ways),
        ("length_m".to_owned(), length_m),
        ("buildings".to_owned(), extract.buildings.len() as u64),
    ]);
    let dataset = Dataset { kind: DatasetKind::Streets, digest, name: name.into(), date, counts };
    let report = edits::append(app, which, &Edit::ImportStreets { dataset }, &[], author)?;
    Ok(StreetsReport {
        name: name.into(),
        date: date.map(|date| date.to_string()),
        nodes: read.nodes,
        ways: read.ways,
        relations: read.relations,
        missing_nodes: read.missing_nodes,
        incomplete: read.incomplete,
        duplicates: read.duplicates,
        length_km: network.length_km(),
        islands: network.components().len().saturating_sub(1),
        buildings: extract.buildings.len(),
        alarm,
        draft: report.draft.context("streets raise no issues")?,
    })
}
