//! Stated shares beside what came true, in ten bins.

use serde_json::Value;
use support::{figure, note};

/// A tenth of fewer statements is left out of the one figure that is shown.
const ENOUGH: f64 = 1000.0;

/// One tenth of the shares.
#[derive(Clone, Copy, Default)]
struct Tenth {
    /// Statements made.
    count: f64,
    /// Their shares added up: so many were said to come true.
    stated: f64,
    /// So many did.
    found: f64,
}

/// Every statement of many answers.
#[derive(Default)]
pub(super) struct Tally {
    tenths: [Tenth; 10],
    unconfirmed: f64,
    unconfirmed_wrong: f64,
    answers: f64,
}

impl Tally {
    /// Each Area an answer names is one statement: it has a share, and holds the truth or does not.
    pub(super) fn add(&mut self, truth: Option<&str>, answer: &Value) {
        let own = super::leaf(answer);
        let nearest = answer["path"]
            .as_array()
            .and_then(|path| path.last())
            .and_then(|step| step["code"].as_str());
        let named = own.as_deref().or(nearest.filter(|_| answer["reason"]["kind"] == "nearest"));
        if let (Some(code), Some(share)) = (named, answer["share"].as_f64()) {
            self.state(share, truth == Some(code));
        }
        for candidate in answer["candidates"].as_array().into_iter().flatten() {
            if let (Some(code), Some(share)) =
                (candidate["code"].as_str(), candidate["share"].as_f64())
            {
                self.state(share, truth == Some(code));
            }
        }
        self.answers += 1.0;
        if answer["needs_confirmation"] == false {
            self.unconfirmed += 1.0;
            self.unconfirmed_wrong += f64::from(u8::from(own.as_deref() != truth));
        }
    }

    fn state(&mut self, share: f64, came_true: bool) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share is between 0 and 1"
        )]
        let tenth = &mut self.tenths[((share * 10.0) as usize).min(9)];
        tenth.count += 1.0;
        tenth.stated += share;
        tenth.found += f64::from(u8::from(came_true));
    }

    /// Adds another tally to this one.
    pub(super) fn merge(&mut self, other: &Self) {
        for (own, more) in self.tenths.iter_mut().zip(other.tenths) {
            own.count += more.count;
            own.stated += more.stated;
            own.found += more.found;
        }
        self.answers += other.answers;
        self.unconfirmed += other.unconfirmed;
        self.unconfirmed_wrong += other.unconfirmed_wrong;
    }

    /// Prints the ten bins and the two figures that matter.
    pub(super) fn show(&self, name: &str) {
        for (n, tenth) in self.tenths.iter().enumerate().filter(|(_, tenth)| tenth.count > 0.0) {
            let (stated, found) =
                (100.0 * tenth.stated / tenth.count, 100.0 * tenth.found / tenth.count);
            note(&format!(
                "{name}: {:>3}-{:<3} %  stated {stated:6.2}  found {found:6.2}  of {}",
                n * 10,
                n * 10 + 10,
                tenth.count
            ));
        }
        figure(&format!("{name}: farthest tenth"), format!("{:7.2} points", self.farthest()));
        let wrong = 100.0 * self.unconfirmed_wrong / self.unconfirmed;
        let asked = 100.0 * (1.0 - self.unconfirmed / self.answers);
        figure(
            &format!("{name}: wrong without confirmation"),
            format!("{wrong:7.3} %   goal 1 % (asks in {asked:.1} %)"),
        );
    }

    /// Fails where a tenth comes true more or less often than stated by over two
    /// points, and by more than `errors` standard errors on top: of a thousand
    /// statements chance alone moves one in three by over a point.
    pub(super) fn must_be_calibrated(&self, name: &str, errors: f64) {
        for tenth in self.tenths.iter().filter(|tenth| tenth.count > 0.0) {
            let (stated, found) = (tenth.stated / tenth.count, tenth.found / tenth.count);
            let chance = errors * (stated * (1.0 - stated) / tenth.count).sqrt();
            let off = (stated - found).abs();
            assert!(
                off <= 0.02 + chance,
                "{name}: stated {stated:.3}, found {found:.3} of {}",
                tenth.count
            );
        }
        assert!(
            self.unconfirmed_wrong <= 0.01 * self.unconfirmed,
            "{name}: wrong answers that asked for no confirmation"
        );
    }

    fn farthest(&self) -> f64 {
        let used = self.tenths.iter().filter(|tenth| tenth.count >= ENOUGH);
        used.map(|tenth| 100.0 * (tenth.stated - tenth.found).abs() / tenth.count)
            .fold(0.0, f64::max)
    }
}

/// The first Division of an answer of a batch.
pub(super) fn division(row: &mut Value) -> Value {
    row.pointer_mut("/divisions/0").map(Value::take).unwrap_or_default()
}
