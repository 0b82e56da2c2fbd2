//! The open Draft: look at it, check it, publish it, throw it away.

use crate::clock;
use crate::state::App;
use anyhow::Context;
use domain::{
    AreaId, Contents, Draft, EditSummary, Issue, IssueKind, Moment, Plan, Release, ReleaseNo,
    Severity,
};
use serde::Serialize;
use std::collections::BTreeSet;
use store::{PublishError, Seen};
use utoipa::ToSchema;

/// The ground a Draft makes, and where it started.
pub(crate) struct Opened {
    /// The open Draft; `None` while nobody has begun one.
    pub(crate) draft: Option<Draft>,
    /// The Release it stands on.
    pub(crate) base: Option<ReleaseNo>,
    /// The rows of that Release.
    pub(crate) before: Contents,
    /// The ground with all edits applied.
    pub(crate) plan: Plan,
    /// What the edits raised.
    pub(crate) issues: Vec<Issue>,
    /// What the edits did.
    pub(crate) summaries: Vec<EditSummary>,
}

/// Replays the open Draft on its base; without a Draft, the ground in force.
pub(crate) fn open(app: &App) -> anyhow::Result<Opened> {
    let draft = app.store.draft().context("reading the open draft")?;
    let base = match &draft {
        Some(draft) => draft.base,
        None => app.store.head()?,
    };
    let before = match base {
        Some(number) => app.store.contents(number)?,
        None => Contents::empty(app.store.levels()?),
    };
    let edits = draft.as_ref().map_or(&[][..], |draft| &draft.edits);
    let replayed = Plan::from_contents(&before, app.store.highest_ids()?)?.replay(edits)?;
    let (plan, issues, summaries) = (replayed.plan, replayed.issues, replayed.summaries);
    Ok(Opened { draft, base, before, plan, issues, summaries })
}

/// Whether an issue stands that was not accepted by name.
pub(crate) fn is_blocked(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Blocking)
}

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CheckReport {
    /// The Draft checked; null where the Release in force was.
    pub(crate) draft: Option<i64>,
    /// The Release it stands on, or the one checked.
    pub(crate) release: Option<i64>,
    /// What the edits did.
    pub(crate) edits: Vec<EditSummary>,
    /// Every fault, the blocking ones first.
    pub(crate) issues: Vec<Issue>,
}

/// Lists the issues of the open Draft, or of the Release in force.
pub(crate) fn check(app: &App) -> anyhow::Result<CheckReport> {
    let mut opened = open(app)?;
    // What the ground as it is tells of stations, it tells once.
    let on_the_ground = opened.plan.check();
    let told: BTreeSet<IssueKind> = on_the_ground.iter().map(|issue| issue.kind).collect();
    let repeated = [IssueKind::OutsideAreas, IssueKind::UnknownOwner];
    opened.issues.retain(|issue| !(repeated.contains(&issue.kind) && told.contains(&issue.kind)));
    opened.issues.extend(on_the_ground);
    opened.issues.sort_by_key(|issue| issue.severity);
    Ok(CheckReport {
        draft: opened.draft.map(|draft| draft.id),
        release: opened.base.map(|base| base.0),
        edits: opened.summaries,
        issues: opened.issues,
    })
}

/// What was published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Published {
    /// The new Release.
    pub(crate) release: i64,
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
}

/// Why a Draft was not published. Nothing is changed in any case.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishRefused {
    /// Nothing to publish.
    #[error("there is no open draft; import something first")]
    NoDraft,
    /// The Draft would change nothing.
    #[error("the draft changes nothing of release {0}; discard it or import something else")]
    Unchanged(ReleaseNo),
    /// Issues stand that nobody accepted.
    #[error("{0} issues stand in the way; `check` lists them")]
    Blocked(usize),
    /// A Release has no instant in the future here.
    #[error("{0} lies in the future; a release is published when it comes into force")]
    Future(String),
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
    /// Somebody else published meanwhile.
    #[error(
        "the draft stands on {base}, but the newest release is {head}; discard it and import again"
    )]
    Stale {
        /// What it stands on.
        base: String,
        /// What is in force.
        head: ReleaseNo,
    },
    /// Somebody added to the draft meanwhile.
    #[error("the draft changed while it was being published; check it again and repeat")]
    Moved,
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Makes the open Draft the next Release, in force from `effective` or from now on.
pub(crate) fn publish(
    app: &App,
    author: &str,
    note: &str,
    effective: Option<Moment>,
) -> Result<Published, PublishRefused> {
    let now = clock::now();
    let opened = open(app)?;
    let draft = opened.draft.ok_or(PublishRefused::NoDraft)?;
    let blocking = opened
        .issues
        .iter()
        .chain(&opened.plan.check())
        .filter(|issue| issue.severity == Severity::Blocking)
        .count();
    if blocking > 0 {
        return Err(PublishRefused::Blocked(blocking));
    }
    let newest = app.store.releases().map_err(anyhow::Error::from)?;
    let newest =
        newest.into_iter().map(|(release, _)| release).max_by_key(|release| release.number);
    let head = newest.as_ref().map(|release| release.number);
    if head != draft.base {
        let base = draft.base.map_or_else(|| "nothing".into(), |base| format!("release {base}"));
        return Err(PublishRefused::Stale { base, head: head.unwrap_or(ReleaseNo(0)) });
    }
    let asked = effective.unwrap_or(now);
    if asked > now {
        return Err(PublishRefused::Future(clock::text(asked)));
    }
    if let Some(last) = newest.filter(|last| asked <= last.effective) {
        let (asked, number) = (clock::text(asked), last.number);
        return Err(PublishRefused::NotLater { asked, last: clock::text(last.effective), number });
    }
    let after = opened.plan.contents();
    let delta = after.since(&opened.before);
    if delta.is_empty()
        && let Some(base) = draft.base
    {
        return Err(PublishRefused::Unchanged(base));
    }
    let kept: BTreeSet<AreaId> = after.areas.iter().map(|row| row.area.id).collect();
    let gone = |id: &AreaId| !kept.contains(id);
    let release = Release {
        number: ReleaseNo(head.map_or(1, |head| head.0 + 1)),
        effective: asked,
        published: now,
        author: author.into(),
        note: note.into(),
    };
    app.store
        .publish(Seen::from(&draft), &release, &delta)
        .map_err(|cause| stale_or_failed(app, &draft, cause))?;
    let before = &opened.before;
    let begun: BTreeSet<_> = delta.begun_stations.iter().map(|station| station.id).collect();
    let stations: BTreeSet<_> =
        begun.into_iter().chain(delta.ended_stations.iter().copied()).collect();
    Ok(Published {
        stations_changed: stations.len(),
        streets_changed: (&after.streets, &after.street_edits)
            != (&before.streets, &before.street_edits),
        population_changed: after.population != before.population,
        release: release.number.0,
        effective_at: clock::text(release.effective),
        changed: delta.begun_areas.len(),
        retired: opened.before.areas.iter().filter(|row| gone(&row.area.id)).count(),
        areas: after.areas.len(),
    })
}

fn stale_or_failed(app: &App, draft: &Draft, cause: PublishError) -> PublishRefused {
    match (&cause, app.store.head()) {
        (PublishError::Moved { .. }, _) => PublishRefused::Moved,
        (PublishError::Stale { .. }, Ok(Some(head))) => {
            let base =
                draft.base.map_or_else(|| "nothing".into(), |base| format!("release {base}"));
            PublishRefused::Stale { base, head }
        }
        _ => PublishRefused::Failed(anyhow::Error::from(cause).context("publishing the draft")),
    }
}

/// Throws the open Draft away; its id, or `None` where there is none.
pub(crate) fn discard(app: &App) -> anyhow::Result<Option<i64>> {
    let draft = app.store.draft()?.map(|draft| draft.id);
    if let Some(id) = draft {
        app.store.discard_draft(id)?;
    }
    Ok(draft)
}
