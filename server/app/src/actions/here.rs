//! What will change at a place: for whoever lives there.

use super::areas::{AreaRef, reference};
use crate::clock;
use crate::state::{App, Snapshot};
use domain::topo::Point;
use domain::{DivisionKey, ReleaseNo};
use serde::Serialize;
use utoipa::ToSchema;

/// Whose a place is, and whose it will be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlansHere {
    /// The Release in force.
    pub(crate) release: i64,
    /// Whose it is now, the widest area first.
    pub(crate) now: Vec<AreaRef>,
    /// Every scheduled plan after which it is somebody else's, the next first.
    pub(crate) next: Vec<PlanHere>,
}

/// What one plan changes at a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlanHere {
    /// From this instant on (RFC 3339).
    pub(crate) effective_at: String,
    /// Whose it is then, the widest area first.
    pub(crate) path: Vec<AreaRef>,
    /// The plan.
    pub(crate) draft: i64,
    /// What people call it.
    pub(crate) title: String,
}

/// Every plan that will take effect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Plans {
    /// The next first. Each is built on those before it.
    pub(crate) plans: Vec<PlanToCome>,
}

/// A plan that will take effect.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlanToCome {
    /// The draft it is.
    pub(crate) draft: i64,
    /// What people call it.
    pub(crate) title: String,
    /// From this instant on (RFC 3339).
    pub(crate) effective_at: String,
    /// Stands for a release in the address of tiles of the ground it will make.
    pub(crate) ground: String,
}

/// What will take effect, and what the ground of each is called.
pub(crate) fn upcoming(app: &App) -> anyhow::Result<Plans> {
    app.plans.prepare(app)?;
    let plans = app.plans.upcoming();
    let told = plans.iter().map(|planned| PlanToCome {
        draft: planned.draft.id,
        title: planned.draft.title.clone(),
        effective_at: clock::text(planned.effective),
        ground: planned.name.clone(),
    });
    Ok(Plans { plans: told.collect() })
}

/// What scheduled plans change at a place; `None` while nothing is published.
pub(crate) fn plans(app: &App, at: Point) -> anyhow::Result<Option<PlansHere>> {
    app.plans.prepare(app)?;
    let Some(current) = app.at(None)? else { return Ok(None) };
    let now = path(&current, at);
    let mut before = now.clone();
    let mut next = Vec::new();
    for planned in app.plans.upcoming() {
        let Some(snapshot) = planned.snapshot(app)? else { continue };
        let then = path(&snapshot, at);
        if then != before {
            next.push(PlanHere {
                effective_at: clock::text(planned.effective),
                path: then.clone(),
                draft: planned.draft.id,
                title: planned.draft.title.clone(),
            });
        }
        before = then;
    }
    let ReleaseNo(release) = current.number();
    Ok(Some(PlansHere { release, now, next }))
}

fn path(snapshot: &Snapshot, at: Point) -> Vec<AreaRef> {
    let atlas = &snapshot.atlas;
    let holder = atlas.division(&DivisionKey::main()).and_then(|division| division.holder(at));
    let path = holder.map(|id| atlas.path(id)).unwrap_or_default();
    path.into_iter().filter_map(|id| reference(atlas, id)).collect()
}
