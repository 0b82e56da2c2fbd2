//! What is going on, for anything that takes over a second.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// Work of less than this stays silent.
const QUIET: Duration = Duration::from_secs(1);

/// One piece of work with its steps. On a terminal it is a bar; elsewhere one line
/// tells of each step that took over a second.
pub(crate) struct Progress {
    bar: ProgressBar,
    terminal: bool,
}

impl Progress {
    /// Work with a known size (bytes, rows), or 0 where it is unknown.
    pub(crate) fn new(size: u64) -> Self {
        let bar = if size > 0 { ProgressBar::new(size) } else { ProgressBar::new_spinner() };
        let form =
            if size > 0 { "{msg} {wide_bar} {percent:>3} % {eta}" } else { "{spinner} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        Self { bar, terminal: io::stderr().is_terminal() }
    }

    /// Runs one step under a name.
    pub(crate) fn step<T>(&self, name: &str, work: impl FnOnce(&ProgressBar) -> T) -> T {
        self.bar.set_message(name.to_owned());
        let start = Instant::now();
        let result = std::thread::scope(|scope| {
            let (done, wait) = std::sync::mpsc::channel::<()>();
            if self.terminal {
                let bar = &self.bar;
                scope.spawn(move || {
                    if wait.recv_timeout(QUIET) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                        bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
                        bar.enable_steady_tick(Duration::from_millis(120));
                        // The step's end closes the channel.
                        let _ = wait.recv();
                    }
                });
            }
            let result = work(&self.bar);
            drop(done);
            result
        });
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
        self.bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        if !self.terminal && start.elapsed() > QUIET {
            let seconds = start.elapsed().as_secs_f64();
            // Progress is a courtesy; nothing depends on it arriving.
            let _ = writeln!(io::stderr().lock(), "{name}: {seconds:.1} s");
        }
        result
    }
}

/// Counts what is read, for the bar.
pub(crate) struct Counted<R> {
    input: R,
    bar: ProgressBar,
}

impl<R> Counted<R> {
    /// Reads `input` and tells `bar`.
    pub(crate) fn new(input: R, bar: &ProgressBar) -> Self {
        Self { input, bar: bar.clone() }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}
