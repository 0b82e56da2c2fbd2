//! One table at the end: what was found, the peer's beside it, and the goal.

use std::fmt::Write;

/// Rows of the table, and how many missed their goal.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    rows: Vec<[String; 4]>,
    missed: usize,
}

impl Verdict {
    /// A figure, the peer's (empty where it has none), and the goal in words with
    /// whether it was reached.
    pub(crate) fn goal(&mut self, what: &str, ours: String, peer: String, goal: &str, met: bool) {
        let mark = if met { "" } else { "  MISSED" };
        self.missed += usize::from(!met);
        self.rows.push([what.to_owned(), ours, peer, format!("{goal}{mark}")]);
    }

    /// A figure without a goal of its own.
    pub(crate) fn note(&mut self, what: &str, ours: String, peer: String) {
        self.rows.push([what.to_owned(), ours, peer, String::new()]);
    }

    /// The whole table, and how many goals were missed.
    pub(crate) fn finish(self) -> (String, usize) {
        let mut text = String::new();
        let head = ["", "jingwei", "Valhalla", "goal"].map(String::from);
        for [what, ours, peer, goal] in std::iter::once(&head).chain(&self.rows) {
            let _ = writeln!(text, "{what:<46} {ours:>18} {peer:>18}  {goal}");
        }
        (text, self.missed)
    }
}

/// A percentage of so many.
#[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// The median and the 95th of a hundred.
pub(crate) fn spread(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| values.get(values.len() * share / 100).copied().unwrap_or(f64::NAN);
    [at(50), at(95)]
}
