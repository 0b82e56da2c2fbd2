//! What planners know of the streets and the map does not: blocked ways, opened gates,
//! footbridges.

use super::drafts::WhichDraft;
use super::reach::datum;
use super::{drafts, edits};
use crate::state::App;
use anyhow::Context;
use domain::{ChangeStreets, Edit, EditSummary, NewStreetEdit, StreetChange, StreetEdit};
use reach::demand::LINK_M;
use serde::Serialize;

/// A change kept in the Draft.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Changed {
    /// Its number; of one taken back, the number it had.
    pub(crate) id: u32,
    /// The Draft that holds it now.
    pub(crate) draft: i64,
}

/// Why a change was not kept. Nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChangeError {
    /// There are no streets to change.
    #[error("no street network is in force or in the draft; `jingwei import osm FILE` brings one")]
    NoStreets,
    /// There is nothing near that it could change.
    #[error("there is no street, gate or closed way within {LINK_M:.0} m that this would change")]
    Nothing,
}

/// The changes there are: those of the open Draft, or of what is in force.
pub(crate) fn list(app: &App, which: WhichDraft) -> anyhow::Result<Vec<StreetEdit>> {
    Ok(drafts::open(app, which)?.plan.street_edits.into_values().collect())
}

/// Adds a change to the open Draft, if there is something it changes.
pub(crate) fn change(
    app: &App,
    which: WhichDraft,
    change: StreetChange,
    note: &str,
    author: &str,
) -> anyhow::Result<Changed> {
    let opened = drafts::open(app, which)?;
    let before = datum::mapped(app, &opened.plan)?.ok_or(ChangeError::NoStreets)?;
    let mut plan = opened.plan;
    let add = vec![NewStreetEdit { note: note.to_owned(), change }];
    let edit = Edit::ChangeStreets(ChangeStreets { add, remove: Vec::new() });
    plan.apply(&edit)?;
    let after = datum::mapped(app, &plan)?.ok_or(ChangeError::NoStreets)?;
    if after.network.unmet_changes().len() > before.network.unmet_changes().len() {
        return Err(ChangeError::Nothing.into());
    }
    let report = edits::append(app, which, &edit, &[], author)?;
    let id = match report.summary {
        EditSummary::Streets { added, .. } => added.first().copied(),
        _ => None,
    };
    Ok(Changed {
        id: id.context("the change got no number")?,
        draft: report.draft.context("a change of streets raises no issues")?,
    })
}

/// Takes a change back, in the open Draft.
pub(crate) fn remove(
    app: &App,
    which: WhichDraft,
    id: u32,
    author: &str,
) -> anyhow::Result<Changed> {
    let edit = Edit::ChangeStreets(ChangeStreets { add: Vec::new(), remove: vec![id] });
    let report = edits::append(app, which, &edit, &[], author)?;
    Ok(Changed { id, draft: report.draft.context("a change of streets raises no issues")? })
}
