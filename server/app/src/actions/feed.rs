//! The feed of everything published, for programs that keep a copy: one cursor, in order.

use super::history::{StepAnswer, is_shown, step};
use crate::clock;
use crate::state::App;
use serde::Serialize;
use store::{Change, Changed, Cursor, How};
use utoipa::ToSchema;

/// A page of the feed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// In the order in which they took effect.
    pub(crate) items: Vec<ChangeAnswer>,
    /// Ask with it for what comes after; the same again where nothing is new.
    pub(crate) next: String,
}

/// One thing that changed with a release.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Change)]
pub(crate) struct ChangeAnswer {
    /// Where to go on after it.
    pub(crate) cursor: String,
    /// The release.
    pub(crate) release: i64,
    /// When it took effect (RFC 3339).
    pub(crate) effective_at: String,
    /// `release`, `area_new`, `area_changed`, `area_ended`, `station_new`, …,
    /// `dataset_new`, …, `street_new`, … or `lineage`.
    pub(crate) what: String,
    /// The id of the area, station or street change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u32>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// Its name; of a release its note, of a dataset the name of its file, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The Level of an area, the kind of a station or dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<String>,
    /// The Division of an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) division: Option<String>,
    /// The parent of an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<u32>,
    /// What became of which area. Steps of the kinds `keep` and `sliver` only complete the
    /// weights: whoever wants to know what happened leaves them out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lineage: Option<StepAnswer>,
}

/// What was published after a cursor. Stations that are not public, and areas of levels
/// that are not shown, are left out for the public; cursors stay the same.
pub(crate) fn changes(
    app: &App,
    since: Cursor,
    limit: usize,
    staff: bool,
) -> anyhow::Result<Changes> {
    let changes = app.store.changes_since(since, limit)?;
    let next = changes.last().map_or(since, |last| last.cursor).to_string();
    let shown = |change: &Change| match &change.what {
        Changed::Station { public, .. } => *public || staff,
        Changed::Area { level, .. } => is_shown(app, level),
        Changed::Lineage(row) => is_shown(app, &row.level),
        _ => true,
    };
    let items = changes.into_iter().filter(shown).map(|change| answer(change, staff)).collect();
    Ok(Changes { items, next })
}

fn answer(change: Change, staff: bool) -> ChangeAnswer {
    let mut told = ChangeAnswer {
        cursor: change.cursor.to_string(),
        release: change.release.0,
        effective_at: clock::text(change.effective),
        what: String::new(),
        id: None,
        code: None,
        name: None,
        level: None,
        division: None,
        parent: None,
        lineage: None,
    };
    match change.what {
        Changed::Release(release) => {
            told.what = "release".into();
            told.name = Some(release.note);
        }
        Changed::Area { how, id, division, level, code, name, parent } => {
            told.what = format!("area_{}", word(how));
            told.id = Some(id.0);
            told.division = Some(division.to_string());
            told.level = Some(level.to_string());
            told.code = Some(code.to_string());
            told.name = Some(name);
            told.parent = parent.map(|parent| parent.0);
        }
        Changed::Station { how, id, code, name, kind, .. } => {
            told.what = format!("station_{}", word(how));
            told.id = Some(id.0);
            told.code = Some(code.to_string());
            told.name = Some(name);
            told.level = Some(kind);
        }
        Changed::Dataset { how, kind, name } => {
            told.what = format!("dataset_{}", word(how));
            told.level = Some(kind.as_str().into());
            // What a file on somebody's disk is called is for those who work with it.
            told.name = staff.then_some(name);
        }
        Changed::StreetEdit { how, id } => {
            told.what = format!("street_{}", word(how));
            told.id = Some(id);
        }
        Changed::Lineage(row) => {
            let mut step = step(change.release, row);
            if !staff {
                (step.household_share, step.incident_share) = (None, None);
            }
            told.what = "lineage".into();
            told.lineage = Some(step);
        }
    }
    told
}

fn word(how: How) -> &'static str {
    match how {
        How::New => "new",
        How::Changed => "changed",
        How::Ended => "ended",
    }
}
