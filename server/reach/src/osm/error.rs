//! Why an extract could not be read.

/// Why an extract was refused. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum OsmError {
    /// The input broke off by itself.
    #[error("the extract cannot be read")]
    Input(#[source] std::io::Error),
    /// No bytes at all.
    #[error("the extract is empty")]
    Empty,
    /// Another format.
    #[error("this is no OpenStreetMap extract but {hint}")]
    Foreign {
        /// What it seems to be, and what to do.
        hint: &'static str,
    },
    /// More bytes than are read.
    #[error(
        "the extract is too large: it holds more than {most} bytes{packing}; cut it to the city"
    )]
    TooLarge {
        /// How many it may hold.
        most: u64,
        /// Whether that is meant once unpacked.
        packing: &'static str,
    },
    /// The file ends too early.
    #[error(
        "the extract ends in the middle of a block at byte {at}: it was cut short, fetch it again"
    )]
    Truncated {
        /// Where the unfinished block begins.
        at: u64,
    },
    /// The bytes do not make sense.
    #[error("the extract is damaged at byte {at}: {what}; fetch it again")]
    Damaged {
        /// Where the damaged block begins.
        at: u64,
        /// What does not fit.
        what: &'static str,
    },
    /// A feature of the format that is not read here.
    #[error("the extract needs `{feature}`, which is not read here: convert it with `osmium cat`")]
    Unsupported {
        /// As the file names it.
        feature: String,
    },
    /// The XML breaks its own rules.
    #[error("the extract is no well-formed XML at byte {at}: {what}")]
    Xml {
        /// Where in the unpacked text.
        at: u64,
        /// What the parser met.
        what: String,
    },
    /// Nothing to walk on.
    #[error(
        "the extract holds no street that people may walk on ({ways} ways, {nodes} nodes): \
         take one with highways, not of buildings or borders alone"
    )]
    NoStreets {
        /// Ways in the file.
        ways: u64,
        /// Nodes in the file.
        nodes: u64,
    },
}
