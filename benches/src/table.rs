//! One table at the end: ours, the peer, the ratio, and the goal beside it.

use serde_json::Value;
use std::fmt::Write;
use std::path::PathBuf;

/// What a row is to reach.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// At least so many times as fast as the peer.
    Faster(f64),
    /// At most so many seconds.
    Seconds(f64),
}

/// Reads criterion's estimates back and shows them side by side.
pub struct Table {
    folder: PathBuf,
    text: String,
    missed: usize,
}

impl Table {
    /// A table over the folder that criterion wrote to.
    pub fn over(folder: PathBuf) -> Self {
        let head = format!(
            "{:<34} {:>12} {:>26} {:>8} {:>14}\n",
            "job", "jingwei", "peer", "ratio", "goal"
        );
        Self { folder, text: head, missed: 0 }
    }

    /// One row: our bench of that group, the peer's, and the goal. A bench that did
    /// not run in this call of criterion is left out.
    pub fn row(&mut self, group: &str, peer: Option<&str>, goal: Goal) {
        let Some(ours) = self.median(group, "jingwei") else { return };
        let theirs = peer.and_then(|peer| Some((peer, self.median(group, peer)?)));
        let (wanted, reached) = match (goal, theirs) {
            (Goal::Faster(times), Some((_, theirs))) => {
                (format!(">= {times} x"), theirs / ours >= times)
            }
            (Goal::Faster(times), None) => (format!(">= {times} x"), true),
            (Goal::Seconds(most), _) => (format!("<= {most} s"), ours / 1e9 <= most),
        };
        self.missed += usize::from(!reached);
        let mark = if reached { "" } else { "  MISSED" };
        let peer =
            theirs.map_or("not here".into(), |(name, time)| format!("{name} {}", shown(time)));
        let peer = if matches!(goal, Goal::Seconds(_)) { "-".into() } else { peer };
        let ratio = theirs.map_or("-".into(), |(_, time)| format!("{:.1} x", time / ours));
        let _ = writeln!(
            self.text,
            "{group:<34} {:>12} {peer:>26} {ratio:>8} {wanted:>14}{mark}",
            shown(ours)
        );
    }

    /// The whole table, and how many goals were missed.
    pub fn finish(self) -> (String, usize) {
        (self.text, self.missed)
    }

    /// The median of a bench in nanoseconds.
    fn median(&self, group: &str, name: &str) -> Option<f64> {
        let path = self.folder.join(group).join(name).join("new/estimates.json");
        let estimates: Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    }
}

fn shown(nanos: f64) -> String {
    match nanos {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e6 => format!("{:.1} µs", n / 1e3),
        n if n < 1e9 => format!("{:.1} ms", n / 1e6),
        n => format!("{:.2} s", n / 1e9),
    }
}
