//! Whose ground a draft touches, who may draw there, and who has to agree.
//!
//! A planner draws where something lies in an area of theirs; what else an edit touches
//! is somebody else's, and the draft then needs the consent of both sides. Several may draw
//! in one draft; the draft as a whole is its author's. An area is
//! answered for by the approvers bound to it, or to the nearest area above it that has
//! any; where nobody is bound, by those who approve everywhere.

use super::board::{Board, Touched};
use super::shapes;
use crate::actions::areas::AreaRef;
use crate::actions::rights::{Actor, in_force};
use crate::state::App;
use domain::{Applied, Area, AreaId, Draft, Plan};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Consent, Grant, Role};
use utoipa::ToSchema;

/// Who has to agree to a draft.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Need {
    /// The area whose approver is asked; null for an approver of everything.
    pub(crate) area: Option<AreaRef>,
    /// Who agreed; null while nobody has.
    pub(crate) by: Option<String>,
}

/// Every area of every Division by its id, before and after.
pub(crate) struct Ground<'a> {
    before: Vec<&'a BTreeMap<AreaId, Area>>,
    after: Vec<&'a BTreeMap<AreaId, Area>>,
}

impl<'a> Ground<'a> {
    /// The ground of two plans.
    pub(crate) fn of_plans(before: &'a Plan, after: &'a Plan) -> Self {
        let areas = |plan: &'a Plan| plan.grounds.iter().map(|ground| &ground.areas).collect();
        Self { before: areas(before), after: areas(after) }
    }

    /// The same, and what is in force: whoever got an area since the draft was opened is
    /// asked as well.
    pub(crate) fn and(mut self, in_force: &'a Plan) -> Self {
        self.before.extend(in_force.grounds.iter().map(|ground| &ground.areas));
        self
    }

    /// The ground of a draft and of what it stands on.
    pub(crate) fn of_board(board: &'a Board) -> Self {
        let before: Vec<_> = board.base.plan.grounds.iter().map(|g| &g.areas).collect();
        let divisions = board.base.plan.grounds.iter().map(|ground| &ground.division.key);
        let after = divisions.filter_map(|division| board.desk.areas(division)).collect();
        Self { before, after }
    }

    /// From the area itself up to the top, by the rows after and then by those before:
    /// what moved under another parent belongs to both.
    pub(crate) fn above(&self, id: AreaId) -> BTreeSet<AreaId> {
        let mut all = BTreeSet::from([id]);
        for rows in self.after.iter().chain(&self.before) {
            let mut next = rows.get(&id);
            while let Some(area) = next {
                all.insert(area.id);
                next = area.parent.and_then(|parent| rows.get(&parent));
            }
        }
        all
    }

    /// An area as it was called before, or is called now.
    fn was(&self, id: AreaId) -> Option<AreaRef> {
        let mut rows = self.before.iter().chain(&self.after);
        rows.find_map(|rows| shapes::reference(rows, id))
    }

    /// An area as it is called now, or was called.
    pub(crate) fn reference(&self, id: AreaId) -> Option<AreaRef> {
        let mut rows = self.after.iter().chain(&self.before);
        rows.find_map(|rows| shapes::reference(rows, id))
    }
}

/// Whether somebody may make this edit: something of it lies in an area of theirs.
/// Otherwise whose ground it is.
pub(crate) fn may_touch(
    board: &Board,
    applied: &Applied,
    actor: &Actor,
) -> Result<(), Vec<AreaRef>> {
    let ground = Ground::of_board(board);
    let touched = applied.touched.iter().copied();
    // What moved under another parent belongs to both.
    let after = actor.outside(Role::Planner, touched, |id| parent(&ground.after, id));
    let others = actor.outside(Role::Planner, after, |id| parent(&ground.before, id));
    if others.len() < applied.touched.len() || applied.touched.is_empty() {
        return Ok(());
    }
    Err(others.into_iter().filter_map(|id| ground.was(id)).take(5).collect())
}

/// Whether somebody may handle a draft as a whole: undo, rename, hand in, schedule, put on
/// another release or throw away. That is for its author, and for whoever plans everywhere.
/// To have drawn in it is not enough, or one stroke of a neighbour would make it theirs.
pub(crate) fn may_handle(board: &Board, actor: &Actor) -> bool {
    actor.scope(Role::Planner).is_none() || board.draft.author == actor.id
}

/// What somebody may do to a draft as a whole, in whatever state that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DraftRights)]
pub(crate) struct May {
    /// Hand it in, withdraw, schedule, rebase, rename and discard it.
    pub(crate) handle: bool,
    /// Approve it or send it back.
    pub(crate) approve: bool,
    /// Put it into force once it is approved.
    pub(crate) publish: bool,
}

/// What somebody may do to a draft.
pub(crate) fn may(app: &App, board: &Board, actor: &Actor) -> anyhow::Result<May> {
    let judges = actor.role() >= Some(Role::Approver) && counts(app, board, actor)?;
    Ok(May {
        handle: may_handle(board, actor),
        approve: judges && !is_own(board, actor),
        publish: judges || board.draft.author == actor.id,
    })
}

/// Whether somebody would judge what they drew, which the settings can allow.
pub(super) fn is_own(board: &Board, actor: &Actor) -> bool {
    let drew =
        board.draft.author == actor.id || board.draft.edits.iter().any(|made| made.by == actor.id);
    drew && !board.base.settings.author_may_approve && !actor.is_operator()
}

/// What stands above an area by some rows.
fn parent(rows: &[&BTreeMap<AreaId, Area>], id: AreaId) -> Option<AreaId> {
    rows.iter().find_map(|rows| rows.get(&id))?.parent
}

/// The areas whose approvers are asked; `None` is everything.
pub(crate) type Asked = BTreeSet<Option<AreaId>>;

/// Who has to agree to what was touched.
pub(crate) fn asked(app: &App, touched: &Touched, ground: &Ground<'_>) -> anyhow::Result<Asked> {
    let bound = app.store.areas_of_role(Role::Approver)?.into_iter();
    let bound: Vec<Grant> =
        bound.map(|area| Grant { role: Role::Approver, area: Some(area) }).collect();
    // As they hold now: whoever had an area that ended answers for what came of it.
    let bound = in_force(app, &bound)?;
    let bound: BTreeSet<AreaId> = bound.into_iter().filter_map(|grant| grant.area).collect();
    let mut asked = Asked::new();
    for id in &touched.areas {
        // What is new, or has ended, has one side only.
        let sides = [&ground.before, &ground.after].into_iter().flatten();
        let sides = sides.filter(|rows| rows.contains_key(id));
        asked.extend(sides.map(|rows| nearest(&bound, rows, *id)));
    }
    if asked.is_empty() {
        asked.insert(None);
    }
    Ok(asked)
}

/// The nearest area at or above another, by some rows, that has approvers of its own.
fn nearest(bound: &BTreeSet<AreaId>, rows: &BTreeMap<AreaId, Area>, id: AreaId) -> Option<AreaId> {
    let above = |area: &&Area| area.parent.and_then(|parent| rows.get(&parent));
    let upward = std::iter::successors(rows.get(&id), above).take(64);
    upward.map(|area| area.id).find(|id| bound.contains(id))
}

/// Whether a consent covers an area: it is for everything, for the area, or for one above.
fn covers(consent: Option<AreaId>, asked: Option<AreaId>, ground: &Ground<'_>) -> bool {
    match (consent, asked) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(given), Some(asked)) => ground.above(asked).contains(&given),
    }
}

/// Who has to agree, and who has.
pub(crate) fn needs(
    asked: &Asked,
    consents: &[Consent],
    ground: &Ground<'_>,
    named: &BTreeMap<String, String>,
) -> Vec<Need> {
    let need = |asked: &Option<AreaId>| {
        let given = consents.iter().find(|consent| covers(consent.area, *asked, ground));
        Need {
            area: asked.and_then(|id| ground.reference(id)),
            by: given.map(|given| named.get(&given.author).unwrap_or(&given.author).clone()),
        }
    };
    asked.iter().map(need).collect()
}

/// Who has yet to agree to what a draft makes of some ground, which need not be the ground
/// it was approved on: an area may have gone to somebody else meanwhile.
pub(crate) fn missing(
    app: &App,
    draft: &Draft,
    before: &Plan,
    after: &Plan,
) -> anyhow::Result<Vec<Need>> {
    let touched = Touched { areas: domain::Touched::areas_between(before, after), outside: false };
    if touched.areas.is_empty() {
        return Ok(Vec::new());
    }
    let ground = Ground::of_plans(before, after);
    let asked = asked(app, &touched, &ground)?;
    let consents = app.store.consents(draft.id)?;
    let needs = needs(&asked, &consents, &ground, &BTreeMap::new());
    Ok(needs.into_iter().filter(|need| need.by.is_none()).collect())
}

/// Whose agreement is missing, in words.
pub(crate) fn named(needs: &[Need]) -> String {
    let name = |need: &Need| {
        let area = need.area.as_ref().map(|area| format!("{} {}", area.code, area.name));
        area.unwrap_or_else(|| "everything".into())
    };
    needs.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Looks at a draft with whoever has to agree to it: by the ground it stands on, by what it
/// makes of it, and by what is in force now.
pub(crate) fn judged<T>(
    app: &App,
    board: &Board,
    look: impl FnOnce(&Asked, &Ground<'_>) -> T,
) -> anyhow::Result<T> {
    let head = app.bases.get(app, app.store.head()?)?;
    let ground = Ground::of_board(board).and(&head.plan);
    let asked = asked(app, &board.touched(), &ground)?;
    Ok(look(&asked, &ground))
}

/// The areas for which somebody's approval counts among those asked: `None` inside is
/// everything; empty where it counts for nothing.
pub(crate) fn counts_for(actor: &Actor, asked: &Asked, ground: &Ground<'_>) -> Asked {
    match actor.scope(Role::Approver) {
        None => [None].into(),
        Some(own) => own
            .iter()
            .copied()
            .filter(|given| asked.iter().any(|asked| covers(Some(*given), *asked, ground)))
            .map(Some)
            .collect(),
    }
}

/// Whether a draft concerns somebody as a whole: they handle it, or their approval counts.
pub(crate) fn answers_for(app: &App, board: &Board, actor: &Actor) -> anyhow::Result<bool> {
    Ok(may_handle(board, actor) || counts(app, board, actor)?)
}

/// Whether somebody's approval of a draft counts for anything.
pub(crate) fn counts(app: &App, board: &Board, actor: &Actor) -> anyhow::Result<bool> {
    judged(app, board, |asked, ground| !counts_for(actor, asked, ground).is_empty())
}

/// How the records name the command line: whoever types there holds the database.
const OPERATOR: &str = "command line";

impl Actor {
    /// The operator on the command line, who may do everything.
    pub(crate) fn operator() -> Self {
        let everywhere = Grant { role: Role::Admin, area: None };
        Self { id: OPERATOR.into(), name: OPERATOR.into(), grants: vec![everywhere] }
    }

    /// Whether it is the operator on the command line.
    pub(crate) fn is_operator(&self) -> bool {
        self.id == OPERATOR
    }

    /// The areas in which it has a role, or more; `None` for everywhere.
    pub(crate) fn scope(&self, role: Role) -> Option<BTreeSet<AreaId>> {
        let grants = || self.grants.iter().filter(move |grant| grant.role >= role);
        if grants().any(|grant| grant.area.is_none()) {
            return None;
        }
        Some(grants().filter_map(|grant| grant.area).collect())
    }
}
