//! Files become Edits of the open Draft, or lists of issues.

mod areas;
mod population;
mod stations;
mod streets;

pub(crate) use areas::{ImportReport, ImportRequest, check_file, import_areas};
pub(crate) use population::{PopulationReport, PopulationRequest, import_population};
pub(crate) use stations::{StationsReport, StationsRequest, import_stations};
pub(crate) use streets::{StreetsReport, import_streets};

/// The most bytes an import may hold, unpacked.
pub(super) const LARGEST: u64 = 2 << 30;
