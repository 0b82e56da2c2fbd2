//! A draft becomes the next Release.

use super::base::Base;
use super::board::{self, NoBoard};
use super::conflicts::{self, Standing};
use super::judged;
use super::rights;
use crate::actions::history::lineage_rows;
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::{App, lock};
use domain::{AreaId, Contents, Draft, DraftState, Moment, Plan, Release, ReleaseNo, Severity};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Publication, PublishError, Seen, Who};
use utoipa::ToSchema;

/// So often a publication is begun again because another one came first.
const TRIES: usize = 8;

/// What was published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Published {
    /// The new Release.
    pub(crate) release: i64,
    /// The draft it was.
    pub(crate) draft: i64,
    /// In force from this instant on (RFC 3339).
    pub(crate) effective_at: String,
    /// Areas whose row is new or changed.
    pub(crate) changed: usize,
    /// Areas that the release before held and this one does not.
    pub(crate) retired: usize,
    /// Areas that it holds in all.
    pub(crate) areas: usize,
    /// Stations that are new, changed or gone.
    pub(crate) stations_changed: usize,
    /// Whether it has other streets, or other changes of them.
    pub(crate) streets_changed: bool,
    /// Whether it has another population.
    pub(crate) population_changed: bool,
    /// The release the draft started from, where others were published since and it was
    /// replayed on the newest.
    pub(crate) replayed_from: Option<i64>,
}

/// Why a draft was not published. Nothing is changed in any case.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishRefused {
    /// Nothing to publish.
    #[error("there is no open draft; import something first")]
    NoDraft,
    /// There is none of that number.
    #[error("there is no draft {0}; `draft list` shows all")]
    Unknown(i64),
    /// Several could be meant.
    #[error(transparent)]
    Which(#[from] super::Chosen),
    /// It is published or discarded.
    #[error("draft {id} is {}", state.as_str())]
    Closed {
        /// The draft.
        id: i64,
        /// What became of it.
        state: DraftState,
    },
    /// Nobody approved it.
    #[error("draft {id} is {}: it has to be approved before it is published", state.as_str())]
    NotApproved {
        /// The draft.
        id: i64,
        /// Its state.
        state: DraftState,
    },
    /// Neither an approver of what it touches nor its author.
    #[error("a draft is published by who approves it, or by its author once it is approved")]
    NotYours,
    /// The draft would change nothing.
    #[error("the draft changes nothing of release {0}; discard it or import something else")]
    Unchanged(ReleaseNo),
    /// Issues stand that nobody accepted.
    #[error("{0} issues stand in the way; `check` lists them")]
    Blocked(usize),
    /// A Release has no instant in the future here.
    #[error("{0} lies in the future; schedule the draft for then")]
    Future(String),
    /// What was approved was approved without that instant, and answers given since would
    /// change.
    #[error(
        "{0} has passed; publish it now, without an instant, or let the operator do it on the \
         command line: `draft publish --effective`"
    )]
    Past(String),
    /// Instants must rise.
    #[error("{asked} is not later than {last}, when release {number} came into force")]
    NotLater {
        /// The instant asked for.
        asked: String,
        /// The instant of the newest Release.
        last: String,
        /// The newest Release.
        number: ReleaseNo,
    },
    /// Since it was approved, something of it went to somebody who was not asked.
    #[error(
        "an approver of {areas} has to agree too, who has it now; \
         they approve draft {id}, and then it is published"
    )]
    Unagreed {
        /// The draft.
        id: i64,
        /// Whose approvers.
        areas: String,
    },
    /// Others changed the same borders or areas since.
    #[error(
        "release {head} changed what draft {id} changes too, in {clashes} places; \
         `draft conflicts` shows both, `draft rebase` settles them"
    )]
    Clash {
        /// The draft.
        id: i64,
        /// The newest Release.
        head: ReleaseNo,
        /// In how many places.
        clashes: usize,
    },
    /// Other servers published again and again.
    #[error("others published {TRIES} times meanwhile; publish it again")]
    Crowded,
    /// Somebody changed the draft meanwhile.
    #[error("the draft changed while it was being published; check it again and repeat")]
    Moved,
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<NoBoard> for PublishRefused {
    fn from(error: NoBoard) -> Self {
        match error {
            NoBoard::NoDraft(_) => Self::NoDraft,
            NoBoard::Failed(cause) => Self::Failed(cause),
        }
    }
}

impl From<store::StoreError> for PublishRefused {
    fn from(error: store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What is to be published, by whom, and when.
pub(crate) struct Wish<'a> {
    /// The draft.
    pub(crate) id: i64,
    /// The revision it was looked at, where somebody looked.
    pub(crate) seen: Option<i64>,
    /// Why; the draft's own note where nothing is said.
    pub(crate) note: &'a str,
    /// In force from then on, or from now.
    pub(crate) effective: Option<Moment>,
    /// Who publishes.
    pub(crate) actor: &'a Actor,
}

/// Makes a draft the next Release, in force from an instant or from now on. Where others
/// published meanwhile it is replayed on the newest; a clash stops it.
pub(crate) fn publish(app: &App, wish: &Wish<'_>) -> Result<Published, PublishRefused> {
    // Publications of this server wait here; only those of others can come in between.
    let _turn = lock(&app.publishing);
    for _ in 0..TRIES {
        match attempt(app, wish) {
            Ok(Some(published)) => {
                board::forget(app, wish.id);
                return Ok(published);
            }
            Ok(None) => {}
            Err(refused) => return Err(refused),
        }
    }
    Err(PublishRefused::Crowded)
}

/// One attempt; `None` if another Release came first.
fn attempt(app: &App, wish: &Wish<'_>) -> Result<Option<Published>, PublishRefused> {
    let now = clock::now();
    let draft = app.store.draft(wish.id)?.ok_or(PublishRefused::Unknown(wish.id))?;
    if !draft.state.is_alive() {
        return Err(PublishRefused::Closed { id: draft.id, state: draft.state });
    }
    if wish.seen.is_some_and(|seen| seen != draft.revision) {
        return Err(PublishRefused::Moved);
    }
    if !wish.actor.is_operator()
        && !matches!(draft.state, DraftState::Approved | DraftState::Scheduled)
    {
        return Err(PublishRefused::NotApproved { id: draft.id, state: draft.state });
    }
    let head = app.store.head()?;
    let on = app.bases.get(app, head)?;
    if let Some(asked) = wish.effective
        && !may_take_effect(asked, now, head.is_none(), wish.actor)
    {
        return Err(PublishRefused::Past(clock::text(asked)));
    }
    let (asked, now) = instant(app, wish.effective, now)?;
    let standing = stand(app, &draft, &on)?;
    if draft.state != DraftState::Open && draft.state != DraftState::Checked {
        let missing = rights::missing(app, &draft, &standing.on, &standing.plan)?;
        if !missing.is_empty() {
            return Err(PublishRefused::Unagreed { id: draft.id, areas: rights::named(&missing) });
        }
    }
    let blocking = judged::of_standing(app, &draft, &on, &standing)?
        .iter()
        .filter(|issue| issue.issue.severity == Severity::Blocking)
        .count();
    if blocking > 0 {
        return Err(PublishRefused::Blocked(blocking));
    }
    let after = standing.plan.contents();
    let release = Release {
        number: ReleaseNo(head.map_or(1, |head| head.0 + 1)),
        effective: asked,
        published: now,
        author: wish.actor.id.clone(),
        note: if wish.note.is_empty() { draft.note.clone() } else { wish.note.into() },
    };
    enact(app, &draft, &on, &standing.plan, &after, &release)
}

/// The draft on the newest Release, or why it does not go there.
fn stand(app: &App, draft: &Draft, on: &Arc<Base>) -> Result<Standing, PublishRefused> {
    let standing = conflicts::stand(app, draft, &on.plan, draft.base == on.number)?;
    match standing {
        Ok(standing) => Ok(standing),
        Err(stuck) => Err(PublishRefused::Clash {
            id: draft.id,
            head: on.number.unwrap_or(ReleaseNo(0)),
            clashes: stuck.places(),
        }),
    }
}

/// The clock of whoever asks for this very moment may be so many microseconds behind.
const CLOCKS_DIFFER: i64 = 5_000_000;

/// Whether somebody may let a release take effect at an instant that may have passed. The
/// first release may: nobody was told anything else. Later ones would change what was
/// answered since, and nobody approved that, so it takes the operator.
fn may_take_effect(asked: Moment, now: Moment, is_first: bool, actor: &Actor) -> bool {
    is_first || actor.is_operator() || asked.0 >= now.0.saturating_sub(CLOCKS_DIFFER)
}

/// The instants of effect and of publication: not in the future, later than the last ones.
/// Where no instant is asked for, one that another server published in this very moment, or
/// by a clock that is ahead, is followed by the next microsecond.
fn instant(
    app: &App,
    asked: Option<Moment>,
    now: Moment,
) -> Result<(Moment, Moment), PublishRefused> {
    let newest = app.store.newest_release()?;
    let after = |last: Moment| Moment(last.0.saturating_add(1));
    let now = newest.as_ref().map_or(now, |last| now.max(after(last.published)));
    let Some(asked) = asked else {
        let next = newest.map_or(now, |last| now.max(after(last.effective)));
        return Ok((next, now));
    };
    if asked > now {
        return Err(PublishRefused::Future(clock::text(asked)));
    }
    match newest.filter(|last| asked <= last.effective) {
        Some(last) => Err(PublishRefused::NotLater {
            asked: clock::text(asked),
            last: clock::text(last.effective),
            number: last.number,
        }),
        None => Ok((asked, now)),
    }
}

/// Writes the Release; `None` if another one came first.
pub(crate) fn enact(
    app: &App,
    draft: &Draft,
    on: &Base,
    plan: &Plan,
    after: &Contents,
    release: &Release,
) -> Result<Option<Published>, PublishRefused> {
    let before = &on.contents;
    let delta = after.since(before);
    if delta.is_empty()
        && let Some(base) = on.number
    {
        return Err(PublishRefused::Unchanged(base));
    }
    let lineage = lineage_rows(on, plan);
    let consents = app.store.consents(draft.id)?;
    let approver = consents.last().map(|consent| consent.author.clone());
    let who =
        Who { actor: release.author.clone(), at: release.published, why: release.note.clone() };
    let publication = Publication {
        on: on.number,
        release,
        delta: &delta,
        lineage: &lineage,
        approver: approver.as_deref(),
    };
    let outcome = app.store.publish(Seen::from(draft), &publication, &who);
    match outcome {
        Ok(()) => {}
        Err(PublishError::Stale { .. }) => return Ok(None),
        Err(PublishError::Moved { .. }) => return Err(PublishRefused::Moved),
        Err(PublishError::NotOpen { id }) => {
            return Err(PublishRefused::Closed { id, state: DraftState::Published });
        }
        Err(cause) => {
            return Err(anyhow::Error::from(cause).context("publishing the draft").into());
        }
    }
    let kept: BTreeSet<AreaId> = after.areas.iter().map(|row| row.area.id).collect();
    let gone = |id: &AreaId| !kept.contains(id);
    let begun: BTreeSet<_> = delta.begun_stations.iter().map(|station| station.id).collect();
    let stations: BTreeSet<_> =
        begun.into_iter().chain(delta.ended_stations.iter().copied()).collect();
    Ok(Some(Published {
        stations_changed: stations.len(),
        streets_changed: (&after.streets, &after.street_edits)
            != (&before.streets, &before.street_edits),
        population_changed: after.population != before.population,
        release: release.number.0,
        draft: draft.id,
        effective_at: clock::text(release.effective),
        changed: delta.begun_areas.len(),
        retired: before.areas.iter().filter(|row| gone(&row.area.id)).count(),
        areas: after.areas.len(),
        replayed_from: (draft.base != on.number).then(|| draft.base.map_or(0, |base| base.0)),
    }))
}

/// Whether somebody may put a draft into force: an approver of something it touches, or
/// its author once others approved it.
pub(crate) fn may_publish(app: &App, id: i64, actor: &Actor) -> Result<(), PublishRefused> {
    let allowed = board::with(app, id, |board| {
        Ok::<_, PublishRefused>(rights::may(app, board, actor)?.publish)
    })?;
    if allowed { Ok(()) } else { Err(PublishRefused::NotYours) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{Grant, Role};

    #[test]
    fn only_the_first_release_and_the_operator_reach_into_the_past() {
        let grants = vec![Grant { role: Role::Admin, area: None }];
        let author = Actor { id: "person 1".into(), name: "李".into(), grants };
        let operator = Actor::operator();
        let now = Moment(1_800_000_000_000_000);
        let hours = |hours: i64| Moment(now.0 + hours * 3_600_000_000);
        let may = |asked, is_first, actor| may_take_effect(asked, now, is_first, actor);
        assert!(!may(hours(-1), false, &author), "what was answered for an hour stays so");
        assert!(!may(Moment(now.0 - CLOCKS_DIFFER - 1), false, &author));
        assert!(may(Moment(now.0 - CLOCKS_DIFFER), false, &author), "a clock that is behind");
        assert!(may(now, false, &author));
        assert!(may(hours(1), false, &author), "the future is refused elsewhere, in its words");
        assert!(may(hours(-1), true, &author), "the first map may begin in the past");
        assert!(may(hours(-1), false, &operator));
    }
}
