//! The HTTP door. The whole API can be read in [`router`].

#![expect(unused_qualifications, reason = "utoipa::path writes its params with a full path")]

mod areas;
mod auth;
mod batch;
mod change_log;
mod cookie;
mod drafts;
mod health;
mod history;
mod incidents;
mod limits;
mod locate;
mod log;
mod metrics;
mod openapi;
mod page;
mod people;
mod problem;
mod reach;
mod releases;
mod router;
mod serve;
mod session;
mod settings;
mod siting;
mod stations;
mod tiles;

pub(crate) use drafts::redraw;
pub(crate) use openapi::document;
pub(crate) use serve::serve;
