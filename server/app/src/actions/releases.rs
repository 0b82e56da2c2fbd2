//! What was published, and what the page must know before it draws.

use crate::clock;
use crate::state::App;
use serde::Serialize;
use utoipa::ToSchema;

/// One Release in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Release)]
pub(crate) struct ReleaseAnswer {
    /// Its number.
    pub(crate) number: i64,
    /// In force from this instant on (RFC 3339).
    pub(crate) effective_at: String,
    /// When it was published (RFC 3339).
    pub(crate) published_at: String,
    /// Why, in the publisher's words.
    pub(crate) note: String,
    /// How many Areas it holds.
    pub(crate) areas: i64,
}

/// All Releases, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Releases)]
pub(crate) struct ReleaseList {
    /// The newest first.
    pub(crate) releases: Vec<ReleaseAnswer>,
}

/// Lists what was published.
pub(crate) fn list(app: &App) -> anyhow::Result<ReleaseList> {
    let mut releases: Vec<ReleaseAnswer> = app
        .store
        .releases()?
        .into_iter()
        .map(|(release, areas)| release_answer(&release, areas))
        .collect();
    releases.sort_by_key(|release| std::cmp::Reverse(release.number));
    Ok(ReleaseList { releases })
}

fn release_answer(release: &domain::Release, areas: i64) -> ReleaseAnswer {
    ReleaseAnswer {
        number: release.number.0,
        effective_at: clock::text(release.effective),
        published_at: clock::text(release.published),
        note: release.note.clone(),
        areas,
    }
}

/// What the page must know before it draws.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Config)]
pub(crate) struct ConfigAnswer {
    /// The ladder of levels, the widest first.
    pub(crate) levels: Vec<LevelAnswer>,
    /// The Divisions, with the levels each has areas on.
    pub(crate) divisions: Vec<DivisionSummary>,
    /// The Release in force; null while nothing is published.
    pub(crate) release: Option<ReleaseAnswer>,
    /// West, south, east, north of everything; null while nothing is published.
    pub(crate) bounds: Option<[f64; 4]>,
    /// The map review number (审图号) to show on every map, where one is set.
    pub(crate) review_number: Option<String>,
    /// A raster base map under the areas, where the operator set one.
    pub(crate) base_map: Option<BaseMap>,
    /// How far from all ground a place still gets its nearest Area.
    pub(crate) nearest_tolerance_m: f64,
    /// The version of this program.
    pub(crate) version: String,
}

/// One Level.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Level)]
pub(crate) struct LevelAnswer {
    /// Its key.
    pub(crate) key: String,
    /// Its name.
    pub(crate) name: String,
}

/// One Division.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Division)]
pub(crate) struct DivisionSummary {
    /// Its key.
    pub(crate) key: String,
    /// Its name.
    pub(crate) name: String,
    /// The keys of the levels it has areas on, the widest first.
    pub(crate) levels: Vec<String>,
}

/// A raster base map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct BaseMap {
    /// URL templates with `{z}`, `{x}` and `{y}`, in Web Mercator.
    pub(crate) tiles: Vec<String>,
    /// Who made it; shown on the map.
    pub(crate) attribution: String,
}

/// Everything the page asks first.
pub(crate) fn config(
    app: &App,
    review_number: Option<&str>,
    base_map: Option<&BaseMap>,
) -> anyhow::Result<ConfigAnswer> {
    let snapshot = app.at(None)?;
    let atlas = snapshot.as_ref().map(|snapshot| &snapshot.atlas);
    let levels = match atlas {
        Some(atlas) => atlas.levels().clone(),
        None => app.store.levels()?,
    };
    let divisions = atlas.into_iter().flat_map(|atlas| {
        atlas.divisions().iter().map(|division| DivisionSummary {
            key: division.key().to_string(),
            name: division.name().to_owned(),
            levels: atlas
                .levels()
                .iter()
                .filter(|level| {
                    let mut areas = atlas.areas();
                    areas.any(|e| e.area.level == level.key && e.division == *division.key())
                })
                .map(|level| level.key.to_string())
                .collect(),
        })
    });
    let areas = atlas.map_or(0, |atlas| i64::try_from(atlas.areas().count()).unwrap_or(i64::MAX));
    Ok(ConfigAnswer {
        divisions: divisions.collect(),
        release: atlas.map(|atlas| release_answer(atlas.release(), areas)),
        bounds: atlas.and_then(domain::Atlas::bounds).map(super::areas::corners),
        levels: levels
            .iter()
            .map(|level| LevelAnswer { key: level.key.to_string(), name: level.name.clone() })
            .collect(),
        review_number: review_number.map(Into::into),
        base_map: base_map.cloned(),
        nearest_tolerance_m: app.routing.nearest_tolerance.0,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}
