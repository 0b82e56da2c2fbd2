//! Of whose people a draft tells, and to whom.
//!
//! What a draft means is counted exactly. That is for those who work with counts, below the
//! area they are bound to and nowhere else; and for those who answer for the draft, who must
//! see what they draw and what they agree to. Everybody else who draws hears nothing of the
//! people of other areas.

use super::board::Board;
use super::judged::IssueAnswer;
use super::rights::{self, Ground};
use crate::actions::history::Diff;
use crate::actions::rights::Actor;
use crate::state::App;
use domain::{AreaId, Impact, IssueKind};
use std::collections::BTreeSet;
use store::Role;

/// Of which areas somebody hears how many people a draft counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hearing {
    /// Of all.
    Everything,
    /// Of these and what lies below them.
    Within(BTreeSet<AreaId>),
}

impl Hearing {
    /// What somebody hears of a draft.
    pub(crate) fn of(app: &App, board: &Board, actor: &Actor) -> anyhow::Result<Self> {
        let Some(own) = actor.scope(Role::Dispatcher) else { return Ok(Self::Everything) };
        let answers = rights::answers_for(app, board, actor)?;
        Ok(if answers { Self::Everything } else { Self::Within(own) })
    }

    /// Whether something is kept back.
    pub(crate) fn is_partial(&self) -> bool {
        *self != Self::Everything
    }

    /// Whether the people of an area are told; what moves to another parent is both parents'.
    fn hears(&self, id: AreaId, ground: &Ground<'_>) -> bool {
        match self {
            Self::Everything => true,
            Self::Within(own) => !ground.above(id).is_disjoint(own),
        }
    }

    /// What is heard of an impact.
    pub(crate) fn impact(&self, impact: Impact, ground: &Ground<'_>) -> Impact {
        match self {
            Self::Everything => impact,
            Self::Within(_) => impact.of_areas(|id| self.hears(id, ground)),
        }
    }

    /// What is heard of how a draft differs from its base.
    pub(crate) fn diff(&self, diff: Diff, ground: &Ground<'_>) -> Diff {
        match self {
            Self::Everything => diff,
            Self::Within(_) => diff.of_areas(|id| self.hears(id, ground)),
        }
    }

    /// Leaves out the issues that say how many households others have.
    pub(crate) fn issues(&self, issues: &mut Vec<IssueAnswer>, ground: &Ground<'_>) {
        issues.retain(|answer| {
            let issue = &answer.issue;
            let counts = issue.kind == IssueKind::Households;
            !counts || issue.areas.iter().all(|id| self.hears(*id, ground))
        });
    }

    /// The key of a waiver, which ends with what was counted.
    pub(crate) fn key(&self, key: String) -> String {
        let counts = key.starts_with(IssueKind::Households.as_str());
        match key.rsplit_once('=') {
            Some((what, _)) if counts && self.is_partial() => what.to_owned(),
            _ => key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_waiver_tells_others_no_count_of_households() {
        let some = Hearing::Within([AreaId(2)].into());
        let key = |hearing: &Hearing, key: &str| hearing.key(key.into());
        assert_eq!(key(&some, "households:A=3"), "households:A");
        assert_eq!(key(&some, "quota:A=3"), "quota:A=3", "stations are no secret");
        assert_eq!(
            key(&some, "blank:A#5120@102.04871,40.35012"),
            "blank:A#5120@102.04871,40.35012"
        );
        assert_eq!(key(&Hearing::Everything, "households:A=3"), "households:A=3");
    }
}
