//! The figures a run measured, shown together at its end.

use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;

/// Prints a figure and keeps it for the table at the end of the run.
///
/// The file is named by `JINGWEI_FIGURES`; each line is `FIGURE name value`.
pub fn figure(name: &str, value: impl fmt::Display) {
    let line = format!("FIGURE {name:<58} {value}");
    say(&line);
    let Some(path) = std::env::var_os("JINGWEI_FIGURES") else { return };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("the figures file is writable");
    // One write, so that tests running side by side do not mix their lines.
    file.write_all(format!("{line}\n").as_bytes()).expect("the figures file is writable");
}

/// Prints a line beside the figures.
pub fn note(line: &str) {
    say(line);
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many hold.
    pub held: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// In percent.
    pub fn percent(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
        let (held, of) = (self.held as f64, self.of as f64);
        100.0 * held / of
    }

    /// Shows the share and fails below `least` percent.
    pub fn at_least(self, least: f64, name: &str) {
        figure(name, format!("{self}   goal {least} %"));
        assert!(self.percent() >= least, "{name}: {self}, at least {least} % was promised");
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:7.3} % ({} of {})", self.percent(), self.held, self.of)
    }
}

/// True where nothing may be skipped.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

#[expect(clippy::print_stdout, reason = "a test speaks on its standard output")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
