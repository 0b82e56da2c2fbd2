//! What a draft means for people, incidents and stations, as it is sent.

use super::board::{self, Board, NoBoard};
use super::hearing::Hearing;
use super::rights::Ground;
use crate::actions::areas::{AreaRef, MultiPolygon};
use crate::actions::rights::Actor;
use crate::clock;
use crate::state::App;
use domain::DivisionKey;
use domain::{AreaImpact, Figures, Impact, LevelBalance, Move};
use serde::Serialize;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// What a whole draft does, against the Release it started from.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = Impact)]
pub(crate) struct ImpactAnswer {
    /// What changes hands, by who gives and who gets.
    moves: Vec<MoveAnswer>,
    /// Every Area of any Level that is not what it was, the widest Level first.
    areas: Vec<AreaImpactAnswer>,
    /// How even each Level is, the widest first.
    levels: Vec<BalanceAnswer>,
    /// From when on incidents were counted (RFC 3339); null where none are known.
    incidents_since: Option<String>,
    /// The draft is another's, and only what concerns the asker's own areas is told of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
}

/// What one Area hands to another, in one piece or several.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Move)]
struct MoveAnswer {
    /// Who held it; null where nobody did.
    from: Option<AreaRef>,
    /// Who gets it; null where nobody does.
    to: Option<AreaRef>,
    /// How much it is.
    #[serde(flatten)]
    figures: FiguresAnswer,
    /// Its ground.
    shape: MultiPolygon,
}

/// Ground and what lies in it, counted exactly.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Figures)]
struct FiguresAnswer {
    /// Square metres.
    area_m2: f64,
    /// People who live there.
    residents: u64,
    /// Households.
    households: u64,
    /// Buildings.
    buildings: u64,
    /// Incidents of the period that is looked at.
    incidents: u64,
    /// Stations.
    stations: u64,
}

impl FiguresAnswer {
    /// Whether this is ground that moved because a corner was rounded to the lattice.
    fn is_trifle(&self) -> bool {
        let counted =
            self.residents + self.households + self.buildings + self.incidents + self.stations;
        self.area_m2 < 1.0 && counted == 0
    }
}

/// An Area before and after.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AreaImpact)]
struct AreaImpactAnswer {
    /// The Area, under its name in the draft, or its last one.
    area: AreaRef,
    /// Null for a new one.
    before: Option<FiguresAnswer>,
    /// Null for one that ends.
    after: Option<FiguresAnswer>,
    /// How far its households are from the mean of its Level, as a share of the mean.
    deviation_before: Option<f64>,
    /// The same afterwards.
    deviation_after: Option<f64>,
}

/// How even the load of one Level is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LevelBalance)]
struct BalanceAnswer {
    /// The Level's key.
    level: String,
    /// How many Areas, before and after.
    areas: [usize; 2],
    /// Households in an Area on average, afterwards.
    mean_households: f64,
    /// How far the least even Area is from the mean, as a share of it.
    max_deviation_before: Option<f64>,
    /// The same afterwards.
    max_deviation_after: Option<f64>,
}

/// What a draft means so far, from a board.
fn of_board(board: &mut Board, division: &DivisionKey) -> Option<Impact> {
    board.look(division, |tracker, desk, drawing, areas| {
        tracker.report(drawing, areas, desk.stations())
    })
}

/// What a draft means, as far as somebody hears of it.
pub(crate) fn impact(
    app: &App,
    id: i64,
    division: &DivisionKey,
    actor: &Actor,
) -> Result<ImpactAnswer, NoBoard> {
    board::with(app, id, |board| {
        let Some(impact) = of_board(board, division) else { return Ok(ImpactAnswer::default()) };
        let hearing = Hearing::of(app, board, actor)?;
        Ok(ImpactAnswer::heard(impact, &hearing, &Ground::of_board(board)))
    })
}

/// The same as its rows and pieces, in a form that is no JSON of ours.
fn written<T: Default>(
    app: &App,
    id: i64,
    division: &DivisionKey,
    actor: &Actor,
    write: impl FnOnce(&Impact) -> T,
) -> Result<T, NoBoard> {
    board::with(app, id, |board| {
        let Some(impact) = of_board(board, division) else { return Ok(T::default()) };
        let hearing = Hearing::of(app, board, actor)?;
        Ok(write(&hearing.impact(impact, &Ground::of_board(board))))
    })
}

/// The areas before and after as a CSV table.
pub(crate) fn impact_csv(
    app: &App,
    id: i64,
    division: &DivisionKey,
    actor: &Actor,
) -> Result<String, NoBoard> {
    written(app, id, division, actor, Impact::areas_csv)
}

/// The pieces that change hands as GeoJSON.
pub(crate) fn impact_geojson(
    app: &App,
    id: i64,
    division: &DivisionKey,
    actor: &Actor,
) -> Result<serde_json::Value, NoBoard> {
    written(app, id, division, actor, Impact::geojson)
}

impl ImpactAnswer {
    /// What somebody hears of an impact.
    pub(super) fn heard(impact: Impact, hearing: &Hearing, ground: &Ground<'_>) -> Self {
        let partial = hearing.is_partial();
        Self { partial, ..hearing.impact(impact, ground).into() }
    }

    /// For whoever reads it on a terminal.
    pub(crate) fn told(&self) -> String {
        let mut text = String::new();
        let named = |area: &Option<AreaRef>| {
            area.as_ref()
                .map_or_else(|| "nobody".into(), |area| format!("{} {}", area.code, area.name))
        };
        let mut trifles = 0;
        for one in &self.moves {
            let figures = one.figures;
            if figures.is_trifle() {
                trifles += 1;
                continue;
            }
            let _ = writeln!(
                text,
                "moves    {:.0} m², {} residents, {} households, {} incidents, {} stations: {} -> {}",
                figures.area_m2,
                figures.residents,
                figures.households,
                figures.incidents,
                figures.stations,
                named(&one.from),
                named(&one.to)
            );
        }
        if trifles > 0 {
            let _ = writeln!(text, "moves    {trifles} more of less than 1 m², by rounding");
        }
        for one in &self.areas {
            let of = |figures: Option<FiguresAnswer>| {
                figures.map_or_else(|| "-".into(), |figures| figures.households.to_string())
            };
            let _ = writeln!(
                text,
                "area     {} {}: {} -> {} households",
                one.area.code,
                one.area.name,
                of(one.before),
                of(one.after)
            );
        }
        text
    }
}

impl From<Impact> for ImpactAnswer {
    fn from(impact: Impact) -> Self {
        Self {
            moves: impact.moves.into_iter().map(MoveAnswer::from).collect(),
            areas: impact.areas.into_iter().map(AreaImpactAnswer::from).collect(),
            levels: impact.levels.into_iter().map(BalanceAnswer::from).collect(),
            incidents_since: impact.incidents_since.map(clock::text),
            partial: false,
        }
    }
}

impl From<Move> for MoveAnswer {
    fn from(one: Move) -> Self {
        Self {
            from: one.from.map(AreaRef::from),
            to: one.to.map(AreaRef::from),
            figures: one.figures.into(),
            shape: MultiPolygon::of(&one.shape),
        }
    }
}

impl From<Figures> for FiguresAnswer {
    fn from(figures: Figures) -> Self {
        let Figures { area_m2, residents, households, buildings, incidents, stations } = figures;
        Self { area_m2, residents, households, buildings, incidents, stations }
    }
}

impl From<AreaImpact> for AreaImpactAnswer {
    fn from(one: AreaImpact) -> Self {
        Self {
            area: one.area.into(),
            before: one.before.map(FiguresAnswer::from),
            after: one.after.map(FiguresAnswer::from),
            deviation_before: one.deviation_before,
            deviation_after: one.deviation_after,
        }
    }
}

impl From<LevelBalance> for BalanceAnswer {
    fn from(one: LevelBalance) -> Self {
        Self {
            level: one.level.to_string(),
            areas: one.areas,
            mean_households: one.mean_households,
            max_deviation_before: one.max_deviation_before,
            max_deviation_after: one.max_deviation_after,
        }
    }
}

impl From<domain::AreaRef> for AreaRef {
    fn from(area: domain::AreaRef) -> Self {
        Self {
            id: area.id.0,
            level: area.level.to_string(),
            code: area.code.to_string(),
            name: area.name,
        }
    }
}
