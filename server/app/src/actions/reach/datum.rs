//! Do places and streets speak of the same ground?
//!
//! A file in GCJ-02 lies some hundred metres off, and nothing in it says so. In a town
//! any place has some street near, so the distance alone tells little: what tells is
//! whether the places would fit the streets much better if they, or the streets, were
//! shifted back.

use crate::state::App;
use anyhow::Context;
use domain::topo::Point;
use domain::{Plan, StreetChange};
use exchange::datum::gcj02;
use reach::{Extract, Network};

/// So many places say enough.
const SAMPLED: usize = 2_000;

/// Fewer say nothing.
const FEWEST: usize = 20;

/// Good data lie 5 to 8 metres from their street.
const FAR_M: f64 = 30.0;

/// As far as a street is looked for.
const MOST_M: f64 = 500.0;

/// Places that fit so many times better when shifted were shifted.
const BETTER: f64 = 1.7;

/// What looks wrong with the coordinates of places or streets; `None` if nothing does.
pub(crate) fn alarm(network: &Network, places: &[Point]) -> Option<String> {
    let step = places.len().div_ceil(SAMPLED).max(1);
    let sample: Vec<Point> = places.iter().copied().step_by(step).collect();
    if sample.len() < FEWEST {
        return None;
    }
    let away = network.median_snap_m(&sample, MOST_M)?;
    let shifted: Vec<Point> = sample.iter().map(|at| gcj02(*at)).collect();
    let back: Vec<Point> = sample.iter().map(|at| unshifted(*at)).collect();
    let fits = |places: &[Point]| {
        let then = network.median_snap_m(places, MOST_M).unwrap_or(f64::INFINITY);
        shifted != sample && then * BETTER < away && then < FAR_M
    };
    if fits(&shifted) {
        return Some(format!(
            "half of the places lie farther than {away:.0} m from any street, but fit if the streets \
             are in GCJ-02, as Chinese map services give them: convert the extract to CGCS2000 or WGS 84"
        ));
    }
    if fits(&back) {
        return Some(format!(
            "half of the places lie farther than {away:.0} m from any street, but fit if they are in \
             GCJ-02, as Chinese map services give them: convert the file to CGCS2000 or WGS 84"
        ));
    }
    (away > FAR_M).then(|| {
        format!(
            "half of the places lie farther than {away:.0} m from any street; in good data it is 5 to \
             8 m. Another coordinate system, such as GCJ-02, shifts a file by hundreds of metres"
        )
    })
}

/// The place that GCJ-02 draws there, to a metre: the shift changes slowly.
fn unshifted(at: Point) -> Point {
    let shifted = gcj02(at);
    Point::new(at.x - (shifted.x - at.x), at.y - (shifted.y - at.y))
}

/// Where people live and are served, as far as a plan knows.
pub(crate) fn known_places(app: &App, plan: &Plan) -> anyhow::Result<Vec<Point>> {
    let mut places: Vec<Point> = plan.stations.values().map(|station| station.at).collect();
    if let Some(population) = &plan.population {
        let bytes = app.store.dataset(&population.digest).context("reading the population")?;
        let living = exchange::population::decode(&bytes).context("reading the population")?;
        places.extend(living.iter().map(|place| place.at));
    }
    Ok(places)
}

/// The network of a plan; `None` where it has no streets.
pub(crate) fn network(app: &App, plan: &Plan) -> anyhow::Result<Option<Network>> {
    let Some(streets) = &plan.streets else { return Ok(None) };
    let bytes = app.store.dataset(&streets.digest).context("reading the streets")?;
    let extract = Extract::decode(&bytes).context("reading the streets")?;
    let changes: Vec<StreetChange> = plan.street_edits.values().map(|edit| edit.change).collect();
    Ok(Some(Network::build(&extract, &changes)))
}
