//! What runs beside the requests.

pub(crate) mod listen;
pub(crate) mod seal;
pub(crate) mod watch;
