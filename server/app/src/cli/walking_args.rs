//! What can be typed about walking.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Which rings and which walker; the same for every command about walking.
#[derive(Debug, Args)]
pub(crate) struct WalkerArgs {
    /// The rings in minutes
    #[arg(long, value_name = "N,…", default_value = "8,15")]
    pub(crate) minutes: String,
    /// How a minute is counted: gb50180 (1,000 m in 15 minutes), walk5 (5 km/h) or elderly
    #[arg(long, value_name = "KEY", default_value = "gb50180")]
    pub(crate) preset: String,
    /// Only stations of this kind; all kinds together if absent
    #[arg(long, value_name = "KEY")]
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ReachArgs {
    #[command(subcommand)]
    pub(crate) what: ReachWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReachWhat {
    /// Join streets, people and stations in force, and tell what does not join
    Build {
        /// Also write the circles of every station as GeoJSON; - for standard output
        #[arg(long, value_name = "OUT")]
        circles: Option<PathBuf>,
        #[command(flatten)]
        walker: WalkerArgs,
    },
    /// How far people come from here on foot, as GeoJSON
    Place {
        /// Longitude in degrees
        #[arg(allow_negative_numbers = true)]
        lon: f64,
        /// Latitude in degrees
        #[arg(allow_negative_numbers = true)]
        lat: f64,
        #[command(flatten)]
        walker: WalkerArgs,
    },
    /// The quickest walk between two places
    Walk {
        /// Longitude,latitude of the start
        #[arg(allow_hyphen_values = true)]
        from: String,
        /// Longitude,latitude of the end
        #[arg(allow_hyphen_values = true)]
        to: String,
        /// How a minute is counted
        #[arg(long, value_name = "KEY", default_value = "gb50180")]
        preset: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// A row for each area of this level; only the total if absent
    #[arg(long, value_name = "KEY")]
    pub(crate) level: Option<String>,
    /// Write the table as CSV; - for standard output
    #[arg(long, value_name = "OUT")]
    pub(crate) csv: Option<PathBuf>,
    /// List the blind spots too, of the widest ring
    #[arg(long)]
    pub(crate) blind_spots: bool,
    #[command(flatten)]
    pub(crate) walker: WalkerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// How many sites to propose
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) count: usize,
    /// A CSV table of places (lon, lat) where stations may go; every 120 m of street if absent
    #[arg(long, value_name = "FILE")]
    pub(crate) candidates: Option<PathBuf>,
    /// At least so many metres from any other station
    #[arg(long, value_name = "M", default_value_t = 0.0)]
    pub(crate) min_distance: f64,
    /// A new station serves so many people at most
    #[arg(long, value_name = "N")]
    pub(crate) capacity: Option<u32>,
    /// At most so many new ones in one community
    #[arg(long, value_name = "N", conflicts_with = "quota")]
    pub(crate) most_per_community: Option<u32>,
    /// As many in each community as the quota leaves open: 1 centre, 3 stations, 10 points; needs --kind
    #[arg(long)]
    pub(crate) quota: bool,
    /// Only in the middle of blind spots
    #[arg(long, conflicts_with = "candidates")]
    pub(crate) from_blind_spots: bool,
    /// A site in any case; may be given several times
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true)]
    pub(crate) forced: Vec<String>,
    /// No site in the area with this id; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) forbidden: Vec<u32>,
    /// Look no longer than this
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    pub(crate) budget: f64,
    #[command(flatten)]
    pub(crate) walker: WalkerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ImportOsmArgs {
    /// An OpenStreetMap extract: .osm.pbf, .osm or .osm.gz; - for standard input
    pub(crate) file: PathBuf,
    /// Publish at once when nothing blocks
    #[arg(long)]
    pub(crate) publish: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportStationsArgs {
    /// A CSV table or GeoJSON points; - for standard input
    pub(crate) file: PathBuf,
    /// The file states all stations of its kinds: others of these kinds end
    #[arg(long)]
    pub(crate) whole: bool,
    /// The kind of stations whose row names none
    #[arg(long, value_name = "KEY")]
    pub(crate) kind: Option<String>,
    /// Publish at once when nothing blocks and no station would end
    #[arg(long)]
    pub(crate) publish: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportPopulationArgs {
    /// A CSV table or GeoJSON of the places where people live; - for standard input
    pub(crate) file: PathBuf,
    /// What a row stands for: building, address or cell; guessed from the columns if absent
    #[arg(long, value_name = "SORT")]
    pub(crate) r#as: Option<String>,
    /// Publish at once when nothing blocks
    #[arg(long)]
    pub(crate) publish: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StreetsArgs {
    #[command(subcommand)]
    pub(crate) what: StreetsWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StreetsWhat {
    /// List the changes to the streets, in force or in the open draft
    List,
    /// Nobody can walk the street nearest to a place
    Block {
        /// Longitude in degrees
        #[arg(allow_negative_numbers = true)]
        lon: f64,
        /// Latitude in degrees
        #[arg(allow_negative_numbers = true)]
        lat: f64,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Open the gate or closed street nearest to a place
    Open {
        /// Longitude in degrees
        #[arg(allow_negative_numbers = true)]
        lon: f64,
        /// Latitude in degrees
        #[arg(allow_negative_numbers = true)]
        lat: f64,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Join two places by a footbridge
    Bridge {
        /// Longitude,latitude of one end
        #[arg(allow_hyphen_values = true)]
        from: String,
        /// Longitude,latitude of the other end
        #[arg(allow_hyphen_values = true)]
        to: String,
        /// Why
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Take a change back
    Remove {
        /// Its number in the list
        id: u32,
    },
}
