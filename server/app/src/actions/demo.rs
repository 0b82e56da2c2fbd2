//! The demo town, from inside the binary.

use super::drafts::{self, Published, WhichDraft, Wish};
use super::imports::{self, ImportRequest, PopulationRequest, StationsRequest};
use super::incidents::{self, IncidentsRequest};
use super::people::{self, NewPersonRequest};
use super::rights::Actor;
use crate::clock;
use crate::state::App;
use anyhow::{Context, ensure};
use domain::{DivisionKey, DraftState, LevelKey, Levels};
use exchange::areas::Fields;
use exchange::incidents::Wish as Wanted;
use std::collections::BTreeSet;
use store::{Grant, Role, Who};

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

/// What was reported there in a year.
const INCIDENTS: &[u8] = include_bytes!("../../../../data/demo/incidents.csv");

/// Who may sign in to the demo town: one who draws, one who approves.
const PEOPLE: [(&str, &str, Role); 2] = [
    ("planner", "示范街道网格管理员", Role::Planner),
    ("approver", "示范街道审批人", Role::Approver),
];

/// Lets a planner and an approver sign in with a password, which is set anew.
pub(crate) fn people(app: &App, password: &str) -> anyhow::Result<()> {
    let who = Who::new(Actor::operator().id, clock::now());
    for (login, name, role) in PEOPLE {
        if let Some(known) = app.store.person_by_login(login)? {
            people::set_password(app, known.person.id, password, &who)?;
            continue;
        }
        let password = Some(password.to_owned());
        let new = NewPersonRequest { login: login.into(), name: name.into(), password };
        let id = people::add(app, &new, &who)?;
        people::grant(app, id, Grant { role, area: None }, &who)?;
    }
    Ok(())
}

/// A password for the demo town.
pub(crate) fn password() -> anyhow::Result<String> {
    Ok(super::tokens::secret()?.chars().take(12).collect())
}

/// Fills an empty database with the demo town and publishes it.
pub(crate) fn load(app: &App, step: &dyn Fn(&str)) -> anyhow::Result<Published> {
    if !app.store.is_initialised()? {
        app.store.init(&Levels::cn_grid())?;
    }
    let actor = Actor::operator();
    for unfinished in drafts::list(app, &[DraftState::Open])?.drafts {
        drafts::discard(app, unfinished.id, None, &actor)?;
        step("an unfinished draft was thrown away");
    }
    for (level, file) in TOWN {
        let request = ImportRequest {
            draft: WhichDraft::Only,
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
    let only = WhichDraft::Only;
    step("loading the streets");
    imports::import_streets(app, STREETS, "streets.osm.gz", only, "demo", &|_| ())?;
    step("loading the stations");
    let stations = imports::import_stations(
        app,
        STATIONS,
        &StationsRequest::default(),
        only,
        "demo",
        &|_| (),
    )?;
    ensure!(stations.draft.is_some(), "the stations have issues: {}", stations.issues[0].message);
    step("loading the population");
    let request = PopulationRequest { name: "population.csv".into(), sort: None };
    let population = imports::import_population(app, POPULATION, &request, only, "demo", &|_| ())?;
    ensure!(population.draft.is_some(), "the people have issues: {}", population.issues[0].message);
    step("publishing");
    let id = population.draft.context("the draft with the town is gone")?;
    let note = "示范街道 demo town";
    let wish = Wish { id, seen: None, note, effective: None, actor: &actor };
    let published = drafts::publish(app, &wish)?;
    step("loading a year of incidents");
    let request = IncidentsRequest { wish: Wanted::default(), skip_faulty: false };
    let who = Who::new(actor.id, clock::now());
    let incidents = incidents::import(app, INCIDENTS, &request, &who, &|_| ())?;
    ensure!(incidents.kept, "the incidents have faults: {}", incidents.issues[0].message);
    Ok(published)
}
