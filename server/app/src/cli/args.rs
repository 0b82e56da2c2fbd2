//! What can be typed.

use super::draft_args::{
    CertificateArgs, DiffArgs, DraftArgs, HistoryArgs, LineageArgs, RestateArgs, StatisticsArgs,
};
use super::people_args::{ImportIncidentsArgs, SettingsArgs, UserArgs};
use super::walking_args::{
    CoverageArgs, ImportOsmArgs, ImportPopulationArgs, ImportStationsArgs, ReachArgs, SiteArgs,
    StreetsArgs,
};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Jingwei 经纬: grids, borders and whose place this is.
#[derive(Debug, Parser)]
#[command(
    name = "jingwei",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  jingwei demo                                         a made-up town on http://127.0.0.1:8080
  jingwei init --levels community:社区,grid:网格
  jingwei import areas communities.geojson --level community
  jingwei import areas grids.geojson.gz --level grid --parent-field 上级编码
  jingwei check                                        what is not as it must be
  jingwei publish --note \"2026 网格优化\"
  jingwei draft new \"桃园路北移\"                       then draft edit, impact, check, publish
  jingwei locate 102.0486 40.352 --accuracy 20         a place in the demo town
  jingwei route-file incidents.csv routed.csv.gz
  jingwei import osm streets.osm.pbf --publish         then stations and population
  jingwei coverage --level community --blind-spots
  jingwei site --count 3 --kind station

Exit codes: 0 done, 1 failed, 2 usage, 3 issues found."
)]
pub(crate) struct Cli {
    #[arg(
        help = "A SQLite file, or a PostGIS database as postgres://user@host/name",
        long,
        global = true,
        env = "JINGWEI_DB",
        default_value = "data/local/jingwei.db",
        hide_env_values = true
    )]
    pub(crate) db: String,
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The draft to work on; the only open one if absent
    #[arg(long, global = true, value_name = "N")]
    pub(crate) draft: Option<i64>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create the database with its ladder of levels
    Init(InitArgs),
    /// Read a file into the open draft
    Import(ImportArgs),
    /// List what is not as it must be: in a file, in the open draft, or in force
    Check(CheckArgs),
    /// Make the open draft the next release
    Publish(PublishArgs),
    /// Throw the open draft away
    Discard,
    /// Redraw borders: drafts, from the first line to the day they take effect
    Draft(DraftArgs),
    /// What was published, when and why
    History(HistoryArgs),
    /// Which area became which
    Lineage(LineageArgs),
    /// How two releases differ
    Diff(DiffArgs),
    /// That a release has no gap and no overlap, with its counts and its hash
    Certificate(CertificateArgs),
    /// Incidents by area, of any time on the borders of any release
    Statistics(StatisticsArgs),
    /// Values by area, restated on the areas of another release
    Restate(RestateArgs),
    /// How far on foot: circles and walks
    Reach(ReachArgs),
    /// Who reaches a station on foot, and who does not
    Coverage(CoverageArgs),
    /// Where should the next stations go?
    Site(SiteArgs),
    /// What planners know of the streets and the map does not
    Streets(StreetsArgs),
    /// Whose place is this?
    Locate(LocateArgs),
    /// Route every row of a CSV table
    RouteFile(RouteFileArgs),
    /// Write areas as GeoJSON
    Export(ExportArgs),
    /// Serve the map and the API
    Serve(ServeArgs),
    /// Load the demo town into a new database and serve it
    Demo(DemoArgs),
    /// Tokens for programs
    Token(TokenArgs),
    /// People: who may sign in, and what they may do where
    User(UserArgs),
    /// What this city decides for itself about its plans
    Settings(SettingsArgs),
    /// Hold the change log against its seals, and seal what is new; exit 3 where it was changed
    VerifyLog,
    /// Write everything into one file, while servers run
    Backup(FileArgs),
    /// Fill a new or empty database from a backup
    Restore(FileArgs),
    /// Print the description of the HTTP API
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[arg(help = "The levels, widest first, as KEY[:名称],…", long, default_value = "cn-grid")]
    pub(crate) levels: String,
}

/// What surprises whoever imports a part of a level.
const STATES_ITS_LEVEL: &str = "\
A file states its whole level: areas of the level that it does not name end with the next release.
They are listed as retired. --publish stops for them with exit code 3 and keeps the draft: look,
then type jingwei publish or jingwei discard. Children left without a parent are orphan, which blocks.";

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) what: ImportWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportWhat {
    /// All areas of one level, from GeoJSON (also text sequences; also gzipped)
    #[command(after_help = STATES_ITS_LEVEL)]
    Areas(ImportAreasArgs),
    /// The streets, from an OpenStreetMap extract
    Osm(ImportOsmArgs),
    /// Stations, from CSV or GeoJSON points
    Stations(ImportStationsArgs),
    /// The places where people live, from CSV or GeoJSON
    Population(ImportPopulationArgs),
    /// What happened where and when, from CSV or GeoJSON; kept at once, no draft needed
    Incidents(ImportIncidentsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportAreasArgs {
    #[command(flatten)]
    pub(crate) file: AreasFileArgs,
    #[arg(
        help = "Kinds of issue to accept: gap, overlap, blank, outside_parent, invalid, duplicate_code, orphan, code_fault",
        long,
        value_name = "KIND,…",
        value_delimiter = ','
    )]
    pub(crate) allow: Vec<String>,
    /// Publish at once when nothing blocks and no area would end
    #[arg(long)]
    pub(crate) publish: bool,
}

/// A file of areas and how to read it.
#[derive(Debug, Args)]
pub(crate) struct AreasFileArgs {
    /// The file; - for standard input
    pub(crate) file: PathBuf,
    /// The level it holds
    #[arg(long, value_name = "KEY")]
    pub(crate) level: String,
    /// The property that holds the code
    #[arg(long, value_name = "F")]
    pub(crate) code_field: Option<String>,
    /// The property that holds the name
    #[arg(long, value_name = "F")]
    pub(crate) name_field: Option<String>,
    /// The property that holds the parent's code
    #[arg(long, value_name = "F")]
    pub(crate) parent_field: Option<String>,
    /// The division it belongs to
    #[arg(long, value_name = "KEY", default_value = "main")]
    pub(crate) division: String,
    /// Join features of one code into one multi-part area
    #[arg(long)]
    pub(crate) merge_parts: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// A file of areas; without one, the open draft or what is in force
    pub(crate) file: Option<PathBuf>,
    /// The level the file holds
    #[arg(long, value_name = "KEY", requires = "file")]
    pub(crate) level: Option<String>,
    /// The property that holds the code
    #[arg(long, value_name = "F", requires = "file")]
    pub(crate) code_field: Option<String>,
    /// The property that holds the name
    #[arg(long, value_name = "F", requires = "file")]
    pub(crate) name_field: Option<String>,
    /// The property that holds the parent's code
    #[arg(long, value_name = "F", requires = "file")]
    pub(crate) parent_field: Option<String>,
    /// The division it belongs to
    #[arg(long, value_name = "KEY", default_value = "main")]
    pub(crate) division: String,
    /// Join features of one code into one multi-part area
    #[arg(long, requires = "file")]
    pub(crate) merge_parts: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    /// Why, for whoever reads the history
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
    /// In force from this time on (RFC 3339, not in the future); now if absent
    #[arg(long, value_name = "TIME")]
    pub(crate) effective: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LocateArgs {
    /// Longitude in degrees
    #[arg(allow_negative_numbers = true)]
    pub(crate) lon: f64,
    /// Latitude in degrees
    #[arg(allow_negative_numbers = true)]
    pub(crate) lat: f64,
    /// The radius in metres that holds the true place in 68 of 100 cases
    #[arg(long, value_name = "M")]
    pub(crate) accuracy: Option<f64>,
    /// Ask as of this time
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RouteFileArgs {
    /// A CSV table, plain or gzipped; - for standard input
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,
    /// Where to write it with its new columns; .gz compresses; - for standard output
    #[arg(value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// The column of the longitude
    #[arg(long, value_name = "F")]
    pub(crate) lon_field: Option<String>,
    /// The column of the latitude
    #[arg(long, value_name = "F")]
    pub(crate) lat_field: Option<String>,
    /// The accuracy in metres of rows without their own
    #[arg(long, value_name = "M")]
    pub(crate) accuracy: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub(crate) what: ExportWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExportWhat {
    /// Areas as GeoJSON: .geojson or .json; one a line: .geojsonl, .geojsons, .geojsonseq, .jsonl
    /// or .ndjson; each also with .gz
    Areas(ExportAreasArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExportAreasArgs {
    /// The file to write; - for standard output
    #[arg(value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Only this level
    #[arg(long, value_name = "KEY")]
    pub(crate) level: Option<String>,
    /// This release; the newest if absent
    #[arg(long, value_name = "N")]
    pub(crate) release: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on; off this machine it takes --internal or --public
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Every route needs a token
    #[arg(long, conflicts_with = "public")]
    pub(crate) internal: bool,
    /// The public layers are open to everybody
    #[arg(long)]
    pub(crate) public: bool,
    /// The levels that are public (公开); all if absent. Others are not even loaded
    #[arg(long, value_name = "KEY,…", value_delimiter = ',', requires = "public")]
    pub(crate) public_levels: Vec<String>,
    /// The map review number without the word 审图号, such as GS(2026)0001号; shown on every map
    #[arg(long, value_name = "NO")]
    pub(crate) review_number: Option<String>,
    /// The server's certificate chain, PEM
    #[arg(long, value_name = "F")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "F")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A raster base map in Web Mercator, as a URL with {z}, {x} and {y}, such as 天地图
    #[arg(long, value_name = "URL", env = "JINGWEI_BASE_MAP", hide_env_values = true)]
    pub(crate) base_map: Option<String>,
    /// Who made the base map; shown on it
    #[arg(long, value_name = "TEXT", default_value = "", env = "JINGWEI_BASE_MAP_ATTRIBUTION")]
    pub(crate) base_map_attribution: String,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The password of the demo's planner and approver; made up anew at each start if absent
    #[arg(long, value_name = "TEXT", env = "JINGWEI_DEMO_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
    /// The address to listen on, on this machine
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) what: TokenWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenWhat {
    /// Make a token; it is shown once
    Create {
        /// viewer, dispatcher, planner, approver or admin
        #[arg(long, value_name = "R")]
        role: String,
        /// The code of an area it is bound to; a bound token plans and reads in it, but cannot import
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
    },
    /// List tokens, without their text
    List,
    /// End a token
    Revoke {
        /// Its number in the list
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// The backup file
    pub(crate) file: PathBuf,
}
