//! What Jingwei does. HTTP and the command line are two doors to these functions.
//!
//! An action is synchronous and knows neither statuses nor exit codes; what a
//! role allows is decided here, once ([`rights::Actor`]), and asked at the door.

pub(crate) mod areas;
pub(crate) mod backup;
pub(crate) mod batch;
pub(crate) mod cursor;
pub(crate) mod demo;
pub(crate) mod drafts;
pub(crate) mod edits;
pub(crate) mod feed;
pub(crate) mod heirs;
pub(crate) mod here;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod incidents;
pub(crate) mod locate;
pub(crate) mod log;
pub(crate) mod passwords;
pub(crate) mod people;
pub(crate) mod reach;
pub(crate) mod releases;
pub(crate) mod rights;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod stations;
pub(crate) mod statistics;
pub(crate) mod streets;
pub(crate) mod throttle;
pub(crate) mod tiles;
pub(crate) mod tokens;
