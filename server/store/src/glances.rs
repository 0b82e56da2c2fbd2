//! Small questions that are asked before almost everything else: one look at one index.

use crate::Store;
use crate::error::Stop;
use crate::error::StoreError;
use crate::rows::{ReleaseRecord, area_id};
use crate::schema::{draft, incident, person, person_role, release, token};
use crate::tokens::Role;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{AreaId, DraftState, Moment, Release};
use std::collections::BTreeSet;

impl Store {
    /// The revision of a draft; `None` if there is no such draft.
    pub fn draft_revision(&self, id: i64) -> Result<Option<i64>, StoreError> {
        self.read("looking at a draft", |connection| {
            Ok(draft::table.find(id).select(draft::revision).first(connection).optional()?)
        })
    }

    /// How far a draft has come; `None` if there is no such draft.
    pub fn draft_state(&self, id: i64) -> Result<Option<DraftState>, StoreError> {
        self.read("looking at a draft", |connection| {
            let state = draft::table.find(id).select(draft::state);
            let state: Option<String> = state.first(connection).optional()?;
            Ok(state.and_then(|state| DraftState::named(&state)))
        })
    }

    /// The scheduled drafts: number, revision and instant of each, the next first. Servers
    /// ask this twice a second.
    pub fn scheduled(&self) -> Result<Vec<(i64, i64, Moment)>, StoreError> {
        self.read("looking for scheduled drafts", |connection| {
            let rows: Vec<(i64, i64, Option<i64>)> = draft::table
                .filter(draft::state.eq(DraftState::Scheduled.as_str()))
                .order((draft::effective_at, draft::id))
                .select((draft::id, draft::revision, draft::effective_at))
                .load(connection)?;
            let due =
                rows.into_iter().filter_map(|(id, revision, at)| Some((id, revision, Moment(at?))));
            Ok(due.collect())
        })
    }

    /// The newest release.
    pub fn newest_release(&self) -> Result<Option<Release>, StoreError> {
        self.read("looking for the newest release", |connection| {
            let row: Option<ReleaseRecord> =
                release::table.order(release::number.desc()).first(connection).optional()?;
            Ok(row.map(Release::from))
        })
    }

    /// When the newest incident happened.
    pub fn newest_incident(&self) -> Result<Option<Moment>, StoreError> {
        self.read("looking for the newest incident", |connection| {
            let newest: Option<i64> =
                incident::table.select(max(incident::time)).first(connection)?;
            Ok(newest.map(Moment))
        })
    }

    /// Rises with every change of any incident: what was counted at an equal one holds.
    pub fn incidents_changed(&self) -> Result<i64, StoreError> {
        self.read("looking for changed incidents", |connection| {
            let changed: Option<i64> =
                incident::table.select(max(incident::changed)).first(connection)?;
            Ok(changed.unwrap_or(0))
        })
    }

    /// The areas that somebody who can act has a role for, or more.
    pub fn areas_of_role(&self, role: Role) -> Result<BTreeSet<AreaId>, StoreError> {
        self.read("looking for those who answer for areas", |connection| {
            let enough: Vec<&str> =
                Role::ALL.iter().filter(|one| **one >= role).map(|one| one.as_str()).collect();
            let active: Vec<i64> = person::table
                .filter(person::disabled_at.is_null())
                .select(person::id)
                .load(connection)?;
            let people: Vec<Option<i64>> = person_role::table
                .filter(person_role::person_id.eq_any(active))
                .filter(person_role::role.eq_any(&enough))
                .select(person_role::area_id)
                .load(connection)?;
            let tokens: Vec<Option<i64>> = token::table
                .filter(token::revoked_at.is_null())
                .filter(token::role.eq_any(&enough))
                .select(token::area_id)
                .load(connection)?;
            let areas = people.into_iter().chain(tokens).flatten();
            areas.map(|id| area_id(id).map_err(Stop::Damaged)).collect()
        })
    }
}
