//! What Jingwei does. HTTP and the command line are two doors to these functions.
//!
//! An action is synchronous and knows neither statuses nor exit codes; what a
//! role allows is decided here, once ([`tokens::Actor`]), and asked at the door.

pub(crate) mod areas;
pub(crate) mod backup;
pub(crate) mod batch;
pub(crate) mod demo;
pub(crate) mod drafts;
pub(crate) mod edits;
pub(crate) mod imports;
pub(crate) mod locate;
pub(crate) mod reach;
pub(crate) mod releases;
pub(crate) mod stations;
pub(crate) mod streets;
pub(crate) mod tiles;
pub(crate) mod tokens;
