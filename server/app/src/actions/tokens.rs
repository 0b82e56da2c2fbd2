//! Tokens: what programs show to say who they are.
//!
//! A token is 256 random bits. Only its SHA-256 is stored: a hash that is slow by
//! design protects passwords that people choose, and here nobody chooses.

use super::rights;
pub(crate) use super::rights::Actor;
use crate::clock;
use crate::state::App;
use anyhow::{Context, anyhow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{Grant, NewToken, Role, Who};

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

/// Makes a token and stores its hash.
pub(crate) fn create(
    app: &App,
    role: Role,
    area: Option<&Code>,
    author: &str,
) -> anyhow::Result<IssuedToken> {
    let area_id = area.map(|code| rights::area_of(app, code)).transpose()?;
    let token = format!("{PREFIX}{}", secret()?);
    let new = NewToken {
        name: String::new(),
        role,
        area: area_id,
        hash: hash(&token),
        created: clock::now(),
    };
    let who = Who::new(author, new.created);
    let id = app.store.create_token(&new, &who).context("storing the token")?;
    Ok(IssuedToken { token, id, role: role.to_string(), area: area.map(ToString::to_string) })
}

/// Who holds this token; `None` if nobody does, or it was revoked.
pub(crate) fn actor(app: &App, token: &str) -> anyhow::Result<Option<Actor>> {
    if !token.starts_with(PREFIX) || token.len() > 128 {
        return Ok(None);
    }
    let found = app.store.token_by_hash(&hash(token)).context("looking a token up")?;
    let Some(token) = found.filter(|token| token.revoked.is_none()) else { return Ok(None) };
    let id = format!("token {}", token.id);
    let grants = rights::in_force(app, &[Grant { role: token.role, area: token.area }])?;
    Ok(Some(Actor { name: id.clone(), id, grants }))
}

/// 256 random bits as text that fits into a header.
pub(crate) fn secret() -> anyhow::Result<String> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret)
        .map_err(|cause| anyhow!("the system gave no random bytes: {cause}"))?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// What is kept of a secret.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
