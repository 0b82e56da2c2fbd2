//! The demo town, from inside the binary.

use super::drafts::{self, Published};
use super::imports::{self, ImportRequest, PopulationRequest, StationsRequest};
use crate::state::App;
use anyhow::{Context, ensure};
use domain::{DivisionKey, LevelKey, Levels};
use exchange::areas::Fields;
use std::collections::BTreeSet;

/// The areas of 示范街道, one file a level, the widest first.
const TOWN: [(&str, &[u8]); 4] = [
    ("subdistrict", include_bytes!("../../../../data/demo/subdistrict.geojson")),
    ("community", include_bytes!("../../../../data/demo/communities.geojson")),
    ("grid", include_bytes!("../../../../data/demo/grids.geojson")),
    ("microgrid", include_bytes!("../../../../data/demo/microgrids.geojson")),
];

/// Its streets, as an extract of OpenStreetMap.
const STREETS: &[u8] = include_bytes!("../../../../data/demo/streets.osm.gz");

/// Its stations.
const STATIONS: &[u8] = include_bytes!("../../../../data/demo/stations.geojson");

/// Where its people live.
const POPULATION: &[u8] = include_bytes!("../../../../data/demo/population.csv");

/// Fills an empty database with the demo town and publishes it.
pub(crate) fn load(app: &App, step: &dyn Fn(&str)) -> anyhow::Result<Published> {
    if !app.store.is_initialised()? {
        app.store.init(&Levels::cn_grid())?;
    }
    if drafts::discard(app)?.is_some() {
        step("an unfinished draft was thrown away");
    }
    for (level, file) in TOWN {
        let request = ImportRequest {
            level: LevelKey::new(level)?,
            division: DivisionKey::main(),
            fields: Fields {
                code: Some("code".into()),
                name: Some("name".into()),
                parent: (level != "subdistrict").then(|| "parent".into()),
            },
            merge_parts: false,
            allow: BTreeSet::new(),
        };
        step(&format!("loading the {level} level"));
        let report = imports::import_areas(app, file, &request, "demo", &|_| ())
            .with_context(|| format!("loading the {level} level"))?;
        ensure!(!report.is_blocked(), "the {level} level has issues: {}", report.issues[0].message);
    }
    step("loading the streets");
    imports::import_streets(app, STREETS, "streets.osm.gz", "demo", &|_| ())?;
    step("loading the stations");
    let stations =
        imports::import_stations(app, STATIONS, &StationsRequest::default(), "demo", &|_| ())?;
    ensure!(stations.draft.is_some(), "the stations have issues: {}", stations.issues[0].message);
    step("loading the population");
    let request = PopulationRequest { name: "population.csv".into(), sort: None };
    let population = imports::import_population(app, POPULATION, &request, "demo", &|_| ())?;
    ensure!(population.draft.is_some(), "the people have issues: {}", population.issues[0].message);
    step("publishing");
    Ok(drafts::publish(app, "demo", "示范街道 demo town", None)?)
}
