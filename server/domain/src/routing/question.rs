//! What is asked of routing, and the settings it is asked under.

use crate::ids::{DivisionKey, Metres};
use topo::Point;

/// A place, how well it is known, and for whom it is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question<'a> {
    /// The stated place.
    pub at: Point,
    /// How well it is known; `None` when nobody said.
    pub accuracy: Option<Accuracy>,
    /// The Division that is asked; `None` asks all.
    pub division: Option<&'a DivisionKey>,
}

impl Question<'_> {
    /// Asks all Divisions about a place whose accuracy is not known.
    pub fn at(at: Point) -> Self {
        Self { at, accuracy: None, division: None }
    }

    /// The same question with an accuracy.
    #[must_use]
    pub fn within(self, accuracy: Accuracy) -> Self {
        Self { accuracy: Some(accuracy), ..self }
    }
}

/// The radius in metres of the circle round the stated place that holds the true
/// one in 68 of 100 cases, which is what phones mean by accuracy; over 0, at most 5,000.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Accuracy(f64);

/// Why a number is no accuracy.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("an accuracy is a number of metres above 0 and up to 5000, not {0}")]
pub struct AccuracyError(pub f64);

impl Accuracy {
    /// Checks the number and keeps it.
    pub fn new(radius: Metres) -> Result<Self, AccuracyError> {
        let usable = radius.0 > 0.0 && radius.0 <= 5000.0;
        if usable { Ok(Self(radius.0)) } else { Err(AccuracyError(radius.0)) }
    }

    /// The radius that holds the true place in 68 of 100 cases.
    pub fn radius(self) -> Metres {
        Metres(self.0)
    }

    /// The standard deviation in each direction, in metres, of the circular normal
    /// error that gives this radius. A distance below r has the probability
    /// 1 - exp(-r² / 2σ²), and that is 0.68 for r = σ √(2 ln(1 / 0.32)).
    pub fn sigma(self) -> f64 {
        self.0 / (2.0 * (1.0_f64 / 0.32).ln()).sqrt()
    }
}

/// What a city decides about routing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// A place that nobody holds goes to the nearest Leaf within this distance.
    pub nearest_tolerance: Metres,
    /// A smaller share than this asks for a person's confirmation.
    pub confirm_below: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { nearest_tolerance: Metres(30.0), confirm_below: 0.95 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_eight_of_a_hundred_errors_lie_within_the_accuracy() {
        let accuracy = Accuracy::new(Metres(20.0)).unwrap();
        let within = 1.0 - (-(20.0 / accuracy.sigma()).powi(2) / 2.0).exp();
        assert!((within - 0.68).abs() < 1e-12);
    }

    #[test]
    fn an_accuracy_is_positive_and_not_beyond_five_kilometres() {
        for wrong in [0.0, -1.0, 5000.1, f64::NAN, f64::INFINITY] {
            assert!(Accuracy::new(Metres(wrong)).is_err());
        }
        assert!(Accuracy::new(Metres(5000.0)).is_ok());
    }
}
