//! Who is asking, and what may they do where?
//!
//! A right is a role with, where it is bound, an Area: below that Area everything,
//! outside it nothing. Areas are meant by id, so a rename or a recode changes nobody's
//! rights; who had an Area that ended has what came of it.

use super::heirs::{self, Heir};
use crate::state::App;
use anyhow::bail;
use domain::{AreaId, Code};
use std::collections::BTreeSet;
use store::{Grant, Role};

/// A person who signed in, or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    /// Who it is for good, as in `person 3` or `token 2`: what the change log names, and
    /// by what an author is told from an approver. It outlives the name.
    pub(crate) id: String,
    /// How people call it; never kept where it cannot be erased.
    pub(crate) name: String,
    /// What it may do.
    pub(crate) grants: Vec<Grant>,
}

/// Why an action is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// No role covers it.
    #[error("{} may not {what}; it takes {} or more", called(*role), indefinite(*least))]
    Role {
        /// The highest role there is.
        role: Option<Role>,
        /// What was asked.
        what: &'static str,
        /// The least role that may.
        least: Role,
    },
    /// It is about everything, and every role that would do is bound to an Area.
    #[error("whoever is bound to an area may not {what} a whole level")]
    Scope {
        /// What was asked.
        what: &'static str,
    },
}

fn indefinite(role: Role) -> String {
    let vowel = matches!(role, Role::Approver | Role::Admin);
    format!("{} {role}", if vowel { "an" } else { "a" })
}

fn called(role: Option<Role>) -> String {
    role.map_or_else(|| "somebody without a role".into(), indefinite)
}

impl Actor {
    /// The highest role it has anywhere.
    pub(crate) fn role(&self) -> Option<Role> {
        self.grants.iter().map(|grant| grant.role).max()
    }

    /// The highest role that holds everywhere.
    pub(crate) fn role_everywhere(&self) -> Option<Role> {
        let unbound = self.grants.iter().filter(|grant| grant.area.is_none());
        unbound.map(|grant| grant.role).max()
    }

    /// Whether exact counts of few people may be shown to it: those who work with them
    /// see them, below the Area they are bound to and nowhere else.
    pub(crate) fn may_see_counts(&self) -> bool {
        self.role_everywhere() >= Some(Role::Dispatcher)
    }

    /// Whether it plans anywhere at all: opens drafts, draws, asks what a change would do.
    /// What it may touch in them is for [`Self::outside`].
    pub(crate) fn may_plan(&self, what: &'static str) -> Result<(), Refusal> {
        self.is_at_least(Role::Planner, what)
    }

    /// Whether it judges anywhere at all: approves, sends back, waives. For which drafts its
    /// word counts is for those who have to agree to them.
    pub(crate) fn may_judge(&self, what: &'static str) -> Result<(), Refusal> {
        self.is_at_least(Role::Approver, what)
    }

    /// An import, or a publication without the draft of one's own area, states whole
    /// levels, so it takes a planner or more who is not bound to one Area.
    pub(crate) fn may_plan_everywhere(&self, what: &'static str) -> Result<(), Refusal> {
        self.is_everywhere(Role::Planner, what)
    }

    /// People, rights and settings are for administrators of everything.
    pub(crate) fn may_administer(&self, what: &'static str) -> Result<(), Refusal> {
        self.is_everywhere(Role::Admin, what)
    }

    /// Those of the Areas in which it has not this role: whose consent is wanted.
    ///
    /// `parent` answers what stands above an Area, in the Atlas or in the draft at hand,
    /// so that an Area drawn a minute ago belongs to whoever has its parent.
    pub(crate) fn outside(
        &self,
        least: Role,
        areas: impl IntoIterator<Item = AreaId>,
        parent: impl Fn(AreaId) -> Option<AreaId>,
    ) -> Vec<AreaId> {
        let good = || self.grants.iter().filter(|grant| grant.role >= least);
        if good().any(|grant| grant.area.is_none()) {
            return Vec::new();
        }
        let bound: BTreeSet<AreaId> = good().filter_map(|grant| grant.area).collect();
        let is_within = |area: AreaId| above(area, &parent).any(|area| bound.contains(&area));
        areas.into_iter().filter(|area| !is_within(*area)).collect()
    }

    fn is_at_least(&self, least: Role, what: &'static str) -> Result<(), Refusal> {
        let role = self.role();
        if role >= Some(least) { Ok(()) } else { Err(Refusal::Role { role, what, least }) }
    }

    fn is_everywhere(&self, least: Role, what: &'static str) -> Result<(), Refusal> {
        self.is_at_least(least, what)?;
        let everywhere = self.role_everywhere() >= Some(least);
        if everywhere { Ok(()) } else { Err(Refusal::Scope { what }) }
    }
}

/// An Area and all that stand above it. A ladder has few levels: a ring of parents, which
/// only damage could make, ends too.
fn above(area: AreaId, parent: impl Fn(AreaId) -> Option<AreaId>) -> impl Iterator<Item = AreaId> {
    std::iter::successors(Some(area), move |area| parent(*area)).take(64)
}

/// The grants of somebody as they hold on the Release in force.
pub(crate) fn in_force(app: &App, grants: &[Grant]) -> anyhow::Result<Vec<Grant>> {
    if grants.iter().all(|grant| grant.area.is_none()) {
        return Ok(grants.to_vec());
    }
    let Some(snapshot) = app.at(None)? else { return Ok(grants.to_vec()) };
    inherited(grants, |area| snapshot.atlas.area(area).is_some(), |area| heirs::of(app, area))
}

/// The one Area with this code on the Release in force.
pub(crate) fn area_of(app: &App, code: &Code) -> anyhow::Result<AreaId> {
    let Some(snapshot) = app.at(None)? else {
        bail!("no area {code}: nothing is published yet");
    };
    let mut found = snapshot.atlas.areas().filter(|entry| entry.area.code == *code);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.area.id),
        (Some(_), Some(_)) => bail!("several areas of different levels have the code {code}"),
        (None, _) => bail!("release {} has no area {code}", snapshot.number()),
    }
}

/// The least part of its ground that a right goes on with when an Area is split: a part at
/// the kerb inherits nothing.
const LEAST_SHARE: f64 = 0.05;

/// Who of its heirs has the rights on an Area that ended: the parts it was split into, and
/// whoever took the most. A neighbour that was there before and took a corner has planners
/// of its own, and the corner is no reason to hand all of it to others.
fn entitled(heirs: &[Heir]) -> impl Iterator<Item = AreaId> {
    let largest = heirs.iter().map(|heir| heir.share).fold(0.0, f64::max);
    // Of one cut into very many the largest part inherits all the same.
    let inherits =
        move |heir: &&Heir| heir.share >= largest || heir.is_new && heir.share >= LEAST_SHARE;
    heirs.iter().filter(inherits).map(|heir| heir.id)
}

/// The grants as they hold now: one on an Area that ended holds in its heirs, in theirs
/// where they ended too. One without heirs stays as it was, and opens nothing.
///
/// `heirs` answers which Areas took one over.
pub(crate) fn inherited<E>(
    grants: &[Grant],
    is_in_force: impl Fn(AreaId) -> bool,
    mut heirs: impl FnMut(AreaId) -> Result<Vec<Heir>, E>,
) -> Result<Vec<Grant>, E> {
    let mut now = BTreeSet::new();
    for grant in grants {
        let Some(area) = grant.area else {
            now.insert(*grant);
            continue;
        };
        let (mut asked, mut open) = (BTreeSet::new(), vec![area]);
        while let Some(area) = open.pop() {
            if !asked.insert(area) {
                continue;
            }
            let found = if is_in_force(area) { Vec::new() } else { heirs(area)? };
            open.extend(entitled(&found));
            if found.is_empty() {
                now.insert(Grant { area: Some(area), ..*grant });
            }
        }
    }
    Ok(now.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    // District 1 holds communities 2 and 3; grids 4 and 5 lie in 2, 6 in 3.
    fn parent(area: AreaId) -> Option<AreaId> {
        match area.0 {
            2 | 3 => Some(AreaId(1)),
            4 | 5 => Some(AreaId(2)),
            6 => Some(AreaId(3)),
            _ => None,
        }
    }

    fn grant(role: Role, area: u32) -> Grant {
        Grant { role, area: (area > 0).then_some(AreaId(area)) }
    }

    fn actor(grants: &[Grant]) -> Actor {
        Actor { id: "token 1".into(), name: String::new(), grants: grants.to_vec() }
    }

    fn ids(ids: &[u32]) -> Vec<AreaId> {
        ids.iter().map(|id| AreaId(*id)).collect()
    }

    #[test]
    fn a_planner_of_one_community_plans_in_it_and_below_and_nowhere_else() {
        let own = actor(&[grant(Role::Planner, 2)]);
        assert_eq!(own.may_plan("draw"), Ok(()));
        assert_eq!(own.outside(Role::Planner, ids(&[2, 4, 5]), parent), []);
        let far = own.outside(Role::Planner, ids(&[4, 6, 1]), parent);
        assert_eq!(far, ids(&[6, 1]));
        let everything = own.may_plan_everywhere("import");
        assert_eq!(everything, Err(Refusal::Scope { what: "import" }));
    }

    #[test]
    fn a_role_somewhere_is_not_that_role_elsewhere() {
        let both = actor(&[grant(Role::Approver, 3), grant(Role::Viewer, 0)]);
        assert_eq!(both.outside(Role::Approver, ids(&[6]), parent), []);
        assert_eq!(both.outside(Role::Approver, ids(&[6, 4]), parent), ids(&[4]));
        assert_eq!(both.outside(Role::Viewer, ids(&[6, 4]), parent), []);
        assert!(!both.may_see_counts(), "only where it is bound, which is not asked here");
    }

    #[test]
    fn only_a_planner_for_everywhere_states_whole_levels() {
        let may = |grants: &[Grant]| actor(grants).may_plan_everywhere("publish");
        assert!(may(&[grant(Role::Planner, 0)]).is_ok());
        assert!(may(&[grant(Role::Admin, 0)]).is_ok());
        assert!(matches!(may(&[grant(Role::Viewer, 0)]), Err(Refusal::Role { .. })));
        assert!(matches!(may(&[]), Err(Refusal::Role { role: None, .. })));
        assert!(matches!(may(&[grant(Role::Planner, 1)]), Err(Refusal::Scope { .. })));
        let mixed = [grant(Role::Planner, 1), grant(Role::Viewer, 0)];
        assert!(matches!(may(&mixed), Err(Refusal::Scope { .. })));
    }

    #[test]
    fn an_area_drawn_in_the_draft_belongs_to_whoever_has_its_parent() {
        let own = actor(&[grant(Role::Planner, 2)]);
        let drawn = |area: AreaId| if area == AreaId(70) { Some(AreaId(5)) } else { parent(area) };
        assert_eq!(own.outside(Role::Planner, ids(&[70]), drawn), []);
        assert_eq!(own.outside(Role::Planner, ids(&[71]), drawn), ids(&[71]), "nobody's");
    }

    #[test]
    fn a_ring_of_parents_ends() {
        let own = actor(&[grant(Role::Planner, 2)]);
        assert_eq!(own.outside(Role::Planner, ids(&[8]), |_| Some(AreaId(8))), ids(&[8]));
    }

    fn part(id: u32, share: f64) -> Heir {
        Heir { id: AreaId(id), share, is_new: true }
    }

    fn neighbour(id: u32, share: f64) -> Heir {
        Heir { is_new: false, ..part(id, share) }
    }

    #[test]
    fn the_parts_of_a_split_area_inherit_and_a_strip_at_the_kerb_does_not() {
        let heirs = |area: AreaId| match area.0 {
            2 => vec![part(20, 0.6), part(21, 0.39), part(3, 0.01)],
            20 => vec![part(30, 1.0)],
            _ => Vec::new(),
        };
        let in_force = |area: AreaId| matches!(area.0, 3 | 21 | 30);
        let now = |grants: &[Grant]| {
            let heirs = |area| Ok::<_, std::convert::Infallible>(heirs(area));
            inherited(grants, in_force, heirs).unwrap()
        };
        let planner = |area| grant(Role::Planner, area);
        let viewer = grant(Role::Viewer, 0);
        assert_eq!(now(&[planner(2), viewer]), [viewer, planner(21), planner(30)]);
        assert_eq!(now(&[planner(9)]), [planner(9)], "without heirs it stays and opens nothing");
    }

    #[test]
    fn a_neighbour_inherits_only_where_it_takes_the_most() {
        let now = |heirs: &[Heir]| {
            let heirs = |_| Ok::<_, std::convert::Infallible>(heirs.to_vec());
            inherited(&[grant(Role::Planner, 2)], |area| area.0 != 2, heirs).unwrap()
        };
        let planner = |area| grant(Role::Planner, area);
        let split = [part(20, 0.6), part(21, 0.34), neighbour(3, 0.06)];
        assert_eq!(now(&split), [planner(20), planner(21)], "not all of 3 for a corner of it");
        assert_eq!(now(&[neighbour(3, 0.9), neighbour(4, 0.1)]), [planner(3)], "merged into 3");
        let both = now(&[part(20, 0.3), neighbour(3, 0.7)]);
        assert_eq!(both, [planner(3), planner(20)], "the part, and the largest taker");
    }

    #[test]
    fn an_area_cut_into_very_many_still_has_heirs() {
        let parts = |area: AreaId| {
            let parts = (100..125).map(|id| part(id, 0.04)).collect();
            Ok::<_, std::convert::Infallible>(if area.0 == 2 { parts } else { Vec::new() })
        };
        let now = inherited(&[grant(Role::Planner, 2)], |area| area.0 >= 100, parts).unwrap();
        assert_eq!(now.len(), 25);
    }

    #[test]
    fn a_ring_of_heirs_ends() {
        let ring = |area: AreaId| {
            Ok::<_, std::convert::Infallible>(vec![part(if area.0 == 7 { 8 } else { 7 }, 1.0)])
        };
        assert_eq!(inherited(&[grant(Role::Planner, 7)], |_| false, ring), Ok(Vec::new()));
    }

    #[test]
    fn a_refusal_says_what_it_takes() {
        let refused = actor(&[grant(Role::Viewer, 0)]).may_plan("publish").unwrap_err();
        assert_eq!(refused.to_string(), "a viewer may not publish; it takes a planner or more");
        let nobody = actor(&[]).may_administer("add people").unwrap_err();
        assert!(nobody.to_string().contains("somebody without a role"));
    }
}
