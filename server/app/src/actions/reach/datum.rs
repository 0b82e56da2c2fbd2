//! Do places and streets speak of the same ground?
//!
//! A file in GCJ-02 lies some hundred metres off, and nothing in it says so. In a town
//! any place has some street near, so the distance alone tells little: what tells is
//! whether the places would fit the streets much better if they, or the streets, were
//! shifted back.

use crate::state::App;
use anyhow::Context;
use domain::topo::{Bounds, Point};
use domain::{Plan, StreetChange};
use exchange::datum::gcj02;
use reach::{Extract, Network};
use rstar::RTree;
use rstar::primitives::Rectangle;

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

/// Streets and buildings of one file, as places are held against them.
pub(crate) struct Mapped {
    /// The streets.
    pub(crate) network: Network,
    /// The boxes round the buildings.
    buildings: RTree<Rectangle<[i64; 2]>>,
}

impl Mapped {
    /// Joins the streets of an extract, with the changes of planners.
    pub(crate) fn of(extract: &Extract, changes: &[StreetChange]) -> Self {
        let wide = |at: Point| [i64::from(at.x), i64::from(at.y)];
        let boxes = extract.buildings.iter().filter_map(|building| {
            let Bounds { min, max } = Bounds::of(building.shape.outer.iter().copied())?;
            Some(Rectangle::from_corners(wide(min), wide(max)))
        });
        Self {
            network: Network::build(extract, changes),
            buildings: RTree::bulk_load(boxes.collect()),
        }
    }

    /// How badly places fit: small is good. Where the file has buildings, people live
    /// in them; the boxes round them serve as well as their outlines. Where it has not,
    /// the way to the street tells, if less.
    fn misfit(&self, places: &[Point]) -> f64 {
        self.homeless(places)
            .unwrap_or_else(|| self.network.median_snap_m(places, MOST_M).unwrap_or(MOST_M))
    }

    /// The share of places outside the boxes of all buildings; `None` where the file has
    /// next to none, or where there are next to no places.
    pub(crate) fn homeless(&self, places: &[Point]) -> Option<f64> {
        if self.buildings.size() < FEWEST || places.len() < FEWEST {
            return None;
        }
        let housed = |at: &&Point| {
            let at = [i64::from(at.x), i64::from(at.y)];
            self.buildings.locate_at_point(at).is_some()
        };
        let homeless = places.len() - places.iter().filter(housed).count();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let share = homeless as f64 / places.len().max(1) as f64;
        Some(share)
    }
}

/// What looks wrong with the coordinates of places or streets; `None` if nothing does.
pub(crate) fn alarm(mapped: &Mapped, places: &[Point]) -> Option<String> {
    let step = places.len().div_ceil(SAMPLED).max(1);
    let sample: Vec<Point> = places.iter().copied().step_by(step).collect();
    if sample.len() < FEWEST {
        return None;
    }
    let now = mapped.misfit(&sample);
    let fits = |shift: fn(Point) -> Point| {
        let shifted: Vec<Point> = sample.iter().map(|at| shift(*at)).collect();
        shifted != sample && mapped.misfit(&shifted) * BETTER < now
    };
    let (what, which) = match () {
        () if fits(gcj02) => ("the streets are", "the extract"),
        () if fits(unshifted) => ("they are", "the file"),
        () => {
            let away = mapped.network.median_snap_m(&sample, MOST_M)?;
            return (away > FAR_M).then(|| {
                format!(
                    "half of the places lie farther than {away:.0} m from any street; in good data \
                     it is 5 to 8 m. Another coordinate system, such as GCJ-02, shifts a file by \
                     hundreds of metres"
                )
            });
        }
    };
    Some(format!(
        "the places do not fit the streets, but would if {what} in GCJ-02, as Chinese map services \
         give them: convert {which} to CGCS2000 or WGS 84"
    ))
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

/// The streets of a plan; `None` where it has none.
pub(crate) fn mapped(app: &App, plan: &Plan) -> anyhow::Result<Option<Mapped>> {
    let Some(streets) = &plan.streets else { return Ok(None) };
    let bytes = app.store.dataset(&streets.digest).context("reading the streets")?;
    let extract = Extract::decode(&bytes).context("reading the streets")?;
    let changes: Vec<StreetChange> = plan.street_edits.values().map(|edit| edit.change).collect();
    Ok(Some(Mapped::of(&extract, &changes)))
}
