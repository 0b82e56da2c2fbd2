//! Answers to standard output, everything else to standard error.

use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};

/// Where a command's words go.
pub(crate) struct Terminal {
    json: bool,
}

impl Terminal {
    /// With `json` an answer is one JSON document, and nothing else is on standard output.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Answers with a value, for people through `plain`.
    pub(crate) fn answer<T: Serialize>(
        &mut self,
        value: &T,
        plain: impl FnOnce(&T) -> String,
    ) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, value)?;
            writeln!(out)?;
        } else {
            write!(out, "{}", plain(value))?;
        }
        Ok(out.flush()?)
    }

    /// Whether programs read the answer.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A remark that is no answer.
    pub(crate) fn remark(text: impl Display) {
        // Nobody is left to tell when standard error is gone.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Why the command failed, the whole chain of causes.
    pub(crate) fn error(&self, cause: &anyhow::Error) {
        let mut text = cause.to_string();
        let mut last = text.clone();
        for cause in cause.chain().skip(1) {
            let next = cause.to_string();
            if !last.contains(&next) {
                text = format!("{text}: {next}");
            }
            last = next;
        }
        if self.json {
            let problem = serde_json::json!({ "error": text });
            let _ = writeln!(io::stdout().lock(), "{problem}");
        }
        Self::remark(format_args!("jingwei: {text}"));
    }
}
