//! Where a list goes on.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// After this row of this ground, so that pages fit together whatever is published or
/// scheduled meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The ground of the page before: a Release by its number, or that of a plan.
    pub(crate) ground: String,
    /// The id of the last row of the page before.
    pub(crate) after: u32,
}

impl Display for Cursor {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.ground, self.after)
    }
}

/// The cursor is not one that a page of a list gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not one that a page of this list gave")]
pub(crate) struct UnknownCursor;

impl FromStr for Cursor {
    type Err = UnknownCursor;

    fn from_str(given: &str) -> Result<Self, UnknownCursor> {
        let (ground, after) = given.rsplit_once('-').ok_or(UnknownCursor)?;
        if ground.parse::<i64>().is_err() && !ground.starts_with("plan-") {
            return Err(UnknownCursor);
        }
        let after = after.parse().ok().ok_or(UnknownCursor)?;
        Ok(Self { ground: ground.into(), after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_names_its_ground_and_nothing_else_is_one() {
        for ground in ["3", "plan-5-0a1b2c3d4e5f"] {
            let cursor = Cursor { ground: ground.into(), after: 17 };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for wrong in ["", "17", "3-", "-17", "3-x", "3-17-1", "plan-5"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(UnknownCursor), "{wrong}");
        }
    }
}
