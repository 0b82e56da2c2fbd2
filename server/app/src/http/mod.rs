//! The HTTP door. The whole API can be read in [`router`].

#![expect(unused_qualifications, reason = "utoipa::path writes its params with a full path")]

mod areas;
mod auth;
mod batch;
mod drafts;
mod health;
mod limits;
mod locate;
mod log;
mod metrics;
mod openapi;
mod page;
mod problem;
mod reach;
mod releases;
mod router;
mod serve;
mod siting;
mod stations;
mod tiles;

pub(crate) use openapi::document;
pub(crate) use serve::serve;
