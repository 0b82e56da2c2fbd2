//! People, households and buildings, counted exactly.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// How many people, households and buildings (or addresses, or cells: whatever
/// the places stand for). Integers, so that parts add up to their whole exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Count {
    /// People who live there.
    pub people: u64,
    /// The households they form.
    pub households: u64,
    /// Places.
    pub buildings: u64,
}

impl Count {
    /// The share of this in a whole, 0 to 1: by people, by buildings where nobody
    /// lives, and 0 of nothing.
    pub fn share_of(self, whole: Count) -> f64 {
        let (part, whole) = match (whole.people, whole.buildings) {
            (0, 0) => return 0.0,
            (0, buildings) => (self.buildings, buildings),
            (people, _) => (self.people, people),
        };
        #[expect(clippy::cast_precision_loss, reason = "a share is for reading")]
        {
            part as f64 / whole as f64
        }
    }
}

impl Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count {
            people: self.people + other.people,
            households: self.households + other.households,
            buildings: self.buildings + other.buildings,
        }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        *self = *self + other;
    }
}

/// What is left of a whole without one of its parts.
impl Sub for Count {
    type Output = Count;

    fn sub(self, part: Count) -> Count {
        Count {
            people: self.people - part.people,
            households: self.households - part.households,
            buildings: self.buildings - part.buildings,
        }
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count::default(), Add::add)
    }
}
