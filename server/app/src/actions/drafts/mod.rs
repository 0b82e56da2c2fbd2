//! Drafts: look at them, draw on them, judge them, approve and publish them.
//!
//! Many may be open at once. A command or a file that names none goes to the only open
//! draft, or to a new one where none is open.

mod base;
mod board;
mod conflicts;
mod detail;
mod drawing;
mod hearing;
mod impact;
mod judged;
mod opened;
mod publish;
mod remarks;
mod rights;
mod shapes;
mod states;

pub(crate) use base::{Base, Bases};
pub(crate) use board::{Boards, NoBoard};
pub(crate) use conflicts::{Conflicts, Rebased, Standing, Take, conflicts, rebase, stand_on};
pub(crate) use detail::{CommentAnswer, Detail, areas, borders, detail, next_code};
pub(crate) use drawing::{EditError, Outcome, append, attempt, redo, undo};
pub(crate) use impact::{ImpactAnswer, impact, impact_csv, impact_geojson};
pub(crate) use judged::{IssueAnswer, Judged, diff, issues};
pub(crate) use opened::{CheckReport, Chosen, Opened, WhichDraft, check, choose, is_blocked, open};
pub(crate) use publish::{
    PublishRefused, Published, Wish, enact as enact_standing, may_publish, publish,
};
pub(crate) use remarks::{comment, resolve, unwaive, waive};
pub(crate) use shapes::{AreaFeatures, BorderFeatures};
pub(crate) use states::{StateError, approve, check_in, reject, schedule, unschedule, withdraw};

use crate::actions::areas::AreaRef;
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::App;
use domain::{Area, AreaId, Draft, DraftState, ReleaseNo};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{DraftError, NewDraft, Seen, Who};
use utoipa::ToSchema;

/// So many touched areas are named in a list.
const NAMED: usize = 50;

/// One draft in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Draft)]
pub(crate) struct DraftSummary {
    /// Its number.
    pub(crate) id: i64,
    /// What people call it.
    pub(crate) title: String,
    /// Why, for whoever reads the history.
    pub(crate) note: String,
    /// Who opened it.
    pub(crate) author: String,
    /// When (RFC 3339).
    pub(crate) opened_at: String,
    /// How far it has come: `open`, `checked`, `approved`, `scheduled`, `discarded`; of one
    /// that became a release `in_force`, or `retired` once another one is.
    pub(crate) state: &'static str,
    /// The Release it stands on; null before the first.
    pub(crate) base: Option<i64>,
    /// Rises with every change; send it back in `If-Match`.
    pub(crate) revision: i64,
    /// How many edits hold.
    pub(crate) edits: usize,
    /// How many were undone and can be done again; 0 in a list.
    pub(crate) undone: usize,
    /// The instant it is to take effect (RFC 3339), once one is set.
    pub(crate) effective_at: Option<String>,
    /// The Release it became.
    pub(crate) release: Option<i64>,
    /// Some of the areas it touches; empty in a list, and where it was not replayed.
    pub(crate) touched: Vec<AreaRef>,
    /// Why a scheduled draft cannot take effect as it is.
    pub(crate) alarm: Option<String>,
}

/// All drafts in some states.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DraftList {
    /// The latest opened first.
    pub(crate) drafts: Vec<DraftSummary>,
}

/// Lists the drafts in these states; in all where none is named.
pub(crate) fn list(app: &App, states: &[DraftState]) -> anyhow::Result<DraftList> {
    let named = people(app)?;
    let drafts = app
        .store
        .drafts(states)?
        .into_iter()
        .map(|draft| DraftSummary {
            alarm: app.plans.alarm(draft.id, draft.alarm.as_ref()),
            author: named.get(&draft.author).cloned().unwrap_or(draft.author),
            effective_at: draft.effective.map(clock::text),
            id: draft.id,
            title: draft.title,
            note: draft.note,
            opened_at: clock::text(draft.opened),
            state: stands(app, draft.state, draft.release),
            base: draft.base.map(|base| base.0),
            revision: draft.revision,
            edits: draft.edits,
            undone: 0,
            release: draft.release.map(|release| release.0),
            touched: Vec::new(),
        })
        .collect();
    Ok(DraftList { drafts })
}

/// What those who sign in are called, by how the records name them.
pub(crate) fn people(app: &App) -> anyhow::Result<BTreeMap<String, String>> {
    let names = app.store.names()?;
    Ok(names.into_iter().map(|(id, name)| (format!("person {id}"), name)).collect())
}

/// How far a draft has come; what became a release stands as that does.
fn stands(app: &App, state: DraftState, release: Option<ReleaseNo>) -> &'static str {
    let (DraftState::Published, Some(release)) = (state, release) else { return state.as_str() };
    // Nothing is published ahead of its time: the newest release is the one in force.
    match app.store.head() {
        Ok(Some(head)) if release < head => "retired",
        _ => "in_force",
    }
}

/// What somebody is called, by how the records name them.
fn called(app: &App, author: &str) -> String {
    let number = author.strip_prefix("person ").and_then(|number| number.parse().ok());
    let person = number.and_then(|id| app.store.person(id).ok().flatten());
    person.map_or_else(|| author.to_owned(), |person| person.name)
}

/// A draft in a list, with some of what it touches.
pub(crate) fn summary_of(
    app: &App,
    draft: &Draft,
    touched: Option<&board::Touched>,
    areas: &BTreeMap<AreaId, Area>,
) -> DraftSummary {
    let touched = touched.into_iter().flat_map(|touched| &touched.areas);
    let touched = touched.filter_map(|id| shapes::reference(areas, *id));
    let author = called(app, &draft.author);
    DraftSummary {
        id: draft.id,
        title: draft.title.clone(),
        note: draft.note.clone(),
        author,
        opened_at: clock::text(draft.opened),
        state: stands(app, draft.state, draft.release),
        base: draft.base.map(|base| base.0),
        revision: draft.revision,
        edits: draft.edits.len(),
        undone: draft.undone.len(),
        effective_at: draft.effective.map(clock::text),
        release: draft.release.map(|release| release.0),
        touched: touched.take(NAMED).collect(),
        alarm: app.plans.alarm(draft.id, draft.alarm.as_ref()),
    }
}

/// One draft, without replaying it.
pub(crate) fn summary(app: &App, id: i64) -> anyhow::Result<Option<DraftSummary>> {
    let draft = app.store.draft(id)?;
    Ok(draft.map(|draft| summary_of(app, &draft, None, &BTreeMap::new())))
}

/// Opens a draft on the newest Release.
pub(crate) fn create(
    app: &App,
    title: &str,
    note: &str,
    actor: &Actor,
    key: Option<&str>,
) -> anyhow::Result<DraftSummary> {
    let who = who(actor, note);
    let id = loop {
        let head = app.store.head()?;
        match app.store.open_draft(&NewDraft { base: head, title, note, key }, &who) {
            Ok(id) => break id,
            // Somebody published in between: it starts from that.
            Err(DraftError::OtherBase { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    };
    summary(app, id)?.ok_or_else(|| anyhow::anyhow!("draft {id} is gone"))
}

/// Says what a draft is called and why it is made.
pub(crate) fn rename(
    app: &App,
    id: i64,
    seen: i64,
    title: Option<&str>,
    note: Option<&str>,
    actor: &Actor,
) -> Result<DraftSummary, EditError> {
    drawing::must_handle_draft(app, id, actor)?;
    let stored = app.store.draft(id)?.ok_or(NoBoard::NoDraft(id))?;
    if stored.state.is_alive() && stored.state != DraftState::Open {
        return Err(EditError::HandedIn { id, state: stored.state });
    }
    let (title, note) = (title.unwrap_or(&stored.title), note.unwrap_or(&stored.note));
    app.store
        .rename_draft(Seen { draft: id, revision: seen }, title, note, &who(actor, ""))
        .map_err(|error| drawing::said(id, seen, error))?;
    Ok(summary(app, id)?.ok_or(NoBoard::NoDraft(id))?)
}

/// Throws a draft away; false where it is published or gone already.
pub(crate) fn discard(
    app: &App,
    id: i64,
    seen: Option<i64>,
    actor: &Actor,
) -> Result<bool, EditError> {
    drawing::must_handle_draft(app, id, actor)?;
    match app.store.discard_draft(id, seen, &who(actor, "")) {
        Ok(()) => {
            board::forget(app, id);
            app.plans.prepare_soon(app);
            Ok(true)
        }
        Err(DraftError::NotOpen { .. }) => Ok(false),
        Err(error) => Err(drawing::said(id, seen.unwrap_or_default(), error)),
    }
}

/// Who does something now, and why.
pub(crate) fn who(actor: &Actor, why: &str) -> Who {
    Who { actor: actor.id.clone(), at: clock::now(), why: why.into() }
}
