//! Who may do what: tokens with a role and, where given, an Area.
//!
//! A token is 256 random bits. Only its SHA-256 is stored: a hash that is slow by
//! design protects passwords that people choose, and here nobody chooses.

use crate::clock;
use crate::state::App;
use anyhow::{Context, anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AreaId, Code};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{NewToken, Role};

/// How a token begins, so that a leaked one is recognised for what it is.
const PREFIX: &str = "jw_";

/// A token just made. This is the only time its text is seen.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IssuedToken {
    /// What the holder sends as `Authorization: Bearer …`.
    pub(crate) token: String,
    /// Its number in the database.
    pub(crate) id: i64,
    /// What it allows.
    pub(crate) role: String,
    /// The Area it is bound to; null for all.
    pub(crate) area: Option<String>,
}

/// Who is asking: a role, and the Area it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    /// How the change log names it.
    pub(crate) name: String,
    /// What it may do.
    pub(crate) role: Role,
    /// Below this Area everything, outside it nothing; `None` for everywhere.
    pub(crate) area: Option<AreaId>,
}

/// Why an action is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The role does not cover it.
    #[error("a {role} may not {what}; it takes a planner or more")]
    Role {
        /// The role there is.
        role: Role,
        /// What was asked.
        what: &'static str,
    },
    /// The action touches ground outside the Area the token is bound to.
    #[error("this token is bound to one area and may not {what} a whole level")]
    Scope {
        /// What was asked.
        what: &'static str,
    },
}

impl Actor {
    /// Whether exact counts of few people may be shown to it: those who work with them
    /// see them, below the Area they are bound to and nowhere else.
    pub(crate) fn may_see_counts(&self) -> bool {
        self.role >= Role::Dispatcher && self.area.is_none()
    }

    /// An import or a publication states whole levels, so it takes a planner or more
    /// whose token is not bound to one Area.
    pub(crate) fn may_plan(&self, what: &'static str) -> Result<(), Refusal> {
        if self.role < Role::Planner {
            return Err(Refusal::Role { role: self.role, what });
        }
        if self.area.is_some() {
            return Err(Refusal::Scope { what });
        }
        Ok(())
    }
}

/// Makes a token and stores its hash.
pub(crate) fn create(app: &App, role: Role, area: Option<&Code>) -> anyhow::Result<IssuedToken> {
    let area_id = area.map(|code| area_of(app, code)).transpose()?;
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret)
        .map_err(|cause| anyhow!("the system gave no random bytes: {cause}"))?;
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret));
    let new = NewToken {
        name: String::new(),
        role,
        area: area_id,
        hash: hash(&token),
        created: clock::now(),
    };
    let id = app.store.create_token(&new).context("storing the token")?;
    Ok(IssuedToken { token, id, role: role.to_string(), area: area.map(ToString::to_string) })
}

/// Who holds this token; `None` if nobody does, or it was revoked.
pub(crate) fn actor(app: &App, token: &str) -> anyhow::Result<Option<Actor>> {
    if !token.starts_with(PREFIX) || token.len() > 128 {
        return Ok(None);
    }
    let found = app.store.token_by_hash(&hash(token)).context("looking a token up")?;
    Ok(found.filter(|token| token.revoked.is_none()).map(|token| Actor {
        name: format!("token {}", token.id),
        role: token.role,
        area: token.area,
    }))
}

fn area_of(app: &App, code: &Code) -> anyhow::Result<AreaId> {
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

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_planner_for_everywhere_may_publish() {
        let actor = |role, area| Actor { name: "token 1".into(), role, area };
        assert!(actor(Role::Planner, None).may_plan("publish").is_ok());
        assert!(actor(Role::Viewer, None).may_plan("publish").is_err());
        let bound = actor(Role::Planner, Some(AreaId(1))).may_plan("publish");
        assert_eq!(bound, Err(Refusal::Scope { what: "publish" }));
    }
}
