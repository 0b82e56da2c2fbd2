//! Walking on the command line: circles, coverage, blind spots and sites.

use super::progress::Progress;
use super::terminal::Terminal;
use super::walking_args::{CoverageArgs, ReachArgs, ReachWhat, SiteArgs, WalkerArgs};
use super::{Ending, Usage};
use crate::actions::reach::{
    self, Asked, Audience, BlindSpotAnswer, BlindSpotList, CoverageAnswer, CoverageRow, From,
    Joined, PerCommunity, SiteWish, SitingAnswer,
};
use crate::output::{self, Output};
use crate::state::{App, Snapshot};
use anyhow::{Context, bail};
use domain::topo::Point;
use domain::{AreaId, LevelKey};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How many blind spots are written out for people; JSON has all.
const SHOWN: usize = 20;

fn asked(walker: &WalkerArgs) -> Result<Asked, Usage> {
    let asked = Asked::read(walker.kind.as_deref(), Some(&walker.minutes), Some(&walker.preset));
    // Whoever has the database sees everything in it.
    asked.map(|asked| asked.of(Audience::Staff)).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Usage(told.join("; "))
    })
}

/// What is in force, with its streets joined to its people and stations.
fn in_force(app: &App) -> anyhow::Result<Arc<Snapshot>> {
    let snapshot =
        Progress::new(0).step("joining streets, people and stations", |_| app.at(None))?;
    let Some(snapshot) = snapshot else {
        bail!("nothing is published yet; import areas, streets and stations first")
    };
    Ok(snapshot)
}

pub(super) fn reach(app: &App, args: ReachArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    match args.what {
        ReachWhat::Build { circles, walker } => {
            let asked = asked(&walker)?;
            let snapshot = in_force(app)?;
            let joined = reach::joined(&snapshot)?;
            let Some(file) = circles else {
                terminal.answer(&joined, told_joined)?;
                return Ok(Ending::Done);
            };
            let circles =
                Progress::new(0).step("drawing circles", |_| reach::circles(&snapshot, &asked))?;
            write(&file, &serde_json::to_vec(&circles)?)?;
            if !output::is_standard(&file) {
                let features = circles.features.len();
                let answer =
                    serde_json::json!({ "joined": joined, "circles": features, "file": file });
                terminal.answer(&answer, |_| {
                    format!("{}{features} circles in {}\n", told_joined(&joined), file.display())
                })?;
            }
            Ok(Ending::Done)
        }
        ReachWhat::Place { lon, lat, walker } => {
            let asked = asked(&walker)?;
            let at = place(lon, lat)?;
            let snapshot = in_force(app)?;
            let rings = reach::rings_of_place(&snapshot, at, &asked)?;
            terminal
                .answer(&rings, |rings| serde_json::to_string(rings).unwrap_or_default() + "\n")?;
            Ok(Ending::Done)
        }
        ReachWhat::Walk { from, to, preset } => {
            let asked = Asked::read(None, None, Some(&preset));
            let asked = asked.map_err(|errors| Usage(errors[0].to_string()))?;
            let (from, to) = (pair(&from)?, pair(&to)?);
            let snapshot = in_force(app)?;
            let walk = reach::walk(&snapshot, from, to, &asked.preset)?;
            terminal.answer(&walk, |walk| {
                let minutes = walk.seconds / 60.0;
                format!(
                    "{minutes:.1} minutes, {:.0} m ({})\n",
                    walk.metres, walk.method.preset_name
                )
            })?;
            Ok(Ending::Done)
        }
    }
}

pub(super) fn coverage(
    app: &App,
    args: CoverageArgs,
    terminal: &mut Terminal,
) -> anyhow::Result<Ending> {
    let asked = asked(&args.walker)?;
    let level = args.level.map(LevelKey::new).transpose();
    let level = level.map_err(|cause| Usage(cause.to_string()))?;
    let snapshot = in_force(app)?;
    let answer = reach::coverage(&snapshot, level.as_ref(), &asked)?;
    if let Some(file) = &args.csv {
        write(file, reach::coverage_table(&answer).as_bytes())?;
        if output::is_standard(file) {
            return Ok(Ending::Done);
        }
    }
    let blind = args.blind_spots.then(|| {
        let widest = Asked { minutes: vec![asked.widest()], ..asked.clone() };
        reach::blind_spots(&snapshot, &widest)
    });
    match blind.transpose()? {
        None => terminal.answer(&answer, told_coverage)?,
        Some(blind) => {
            let both = serde_json::json!({ "coverage": answer, "blindspots": blind });
            terminal.answer(&both, |_| told_coverage(&answer) + &told_blind(&blind))?;
        }
    }
    Ok(Ending::Done)
}

pub(super) fn site(app: &App, args: &SiteArgs, terminal: &mut Terminal) -> anyhow::Result<Ending> {
    let asked = asked(&args.walker)?;
    let asked = Asked { minutes: vec![asked.widest()], ..asked };
    if !(0.05..=600.0).contains(&args.budget) {
        return Err(Usage(format!("--budget {}: 0.05 to 600 seconds", args.budget)).into());
    }
    if !(1..=1000).contains(&args.count) {
        return Err(Usage(format!("--count {}: 1 to 1000 sites", args.count)).into());
    }
    let kind = args.walker.kind.as_deref();
    if args.quota && !reach::QUOTA.iter().any(|(key, _)| kind == Some(key)) {
        return Err(Usage("--quota needs --kind centre, station or point".into()).into());
    }
    let from = match args.candidates.as_deref() {
        Some(file) => From::Places(places(file)?),
        None if args.from_blind_spots => From::BlindSpots,
        None => From::Streets,
    };
    let forced = args.forced.iter().map(|text| pair(text)).collect::<Result<_, _>>()?;
    let wish = SiteWish {
        count: args.count,
        from,
        forced,
        forbidden: args.forbidden.iter().copied().map(AreaId).collect(),
        min_distance_m: args.min_distance,
        capacity: args.capacity,
        per_community: match args.most_per_community {
            Some(most) => PerCommunity::Most(most),
            None if args.quota => PerCommunity::Quota,
            None => PerCommunity::Any,
        },
        budget: Duration::from_secs_f64(args.budget),
    };
    let snapshot = in_force(app)?;
    let answer =
        Progress::new(0).step("looking for sites", |_| reach::site(&snapshot, &wish, &asked))?;
    terminal.answer(&answer, told_sites)?;
    Ok(Ending::Done)
}

/// The places of a table.
fn places(file: &Path) -> anyhow::Result<Vec<Point>> {
    let input = std::fs::File::open(file).with_context(|| format!("opening {}", file.display()))?;
    reach::read_places(input).with_context(|| format!("reading {}", file.display()))
}

pub(super) fn place(lon: f64, lat: f64) -> Result<Point, Usage> {
    Point::from_degrees(lon, lat).ok_or_else(|| Usage(format!("{lon}, {lat} is no place on Earth")))
}

/// Reads longitude,latitude.
pub(super) fn pair(text: &str) -> Result<Point, Usage> {
    let wrong = || Usage(format!("`{text}` is no place: write longitude,latitude"));
    let (lon, lat) = text.split_once(',').ok_or_else(wrong)?;
    let numbers = lon.trim().parse().ok().zip(lat.trim().parse().ok());
    let (lon, lat) = numbers.ok_or_else(wrong)?;
    place(lon, lat)
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = Output::create(file)?;
    out.write_all(bytes).with_context(|| format!("writing {}", file.display()))?;
    out.finish()?;
    Ok(())
}

fn told_joined(joined: &Joined) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "streets     {}: {:.1} km on foot, {} parts that are not joined to the others",
        joined.streets, joined.length_km, joined.islands
    );
    let _ = writeln!(
        text,
        "places      {} joined to a street (median {:.1} m away), {} not",
        joined.places, joined.median_m, joined.places_off
    );
    let _ =
        writeln!(text, "stations    {} joined, {} not", joined.stations, joined.stations_off.len());
    for station in &joined.stations_off {
        let _ = writeln!(
            text,
            "  {} {} at {:.7}, {:.7} is farther than 150 m from any street",
            station.code, station.name, station.lon, station.lat
        );
    }
    text
}

fn told_coverage(answer: &CoverageAnswer) -> String {
    let mut text = String::new();
    let method = &answer.method;
    let _ = writeln!(
        text,
        "{} · {} · streets {}{}",
        method.preset_name,
        answer.kind.as_deref().unwrap_or("all kinds of station"),
        method.streets,
        method.streets_date.as_ref().map(|date| format!(" of {date}")).unwrap_or_default()
    );
    let mut head = format!("{:<16} {:<22} {:>8}", "code", "name", "people");
    for minutes in &answer.minutes {
        let _ = write!(head, " {:>9} {:>7} {:>7}", format!("≤{minutes} min"), "full", "not");
    }
    let _ = writeln!(text, "{head} {:>8}", "median");
    let _ = writeln!(
        text,
        "≤N min: a station within reach has room; full: none within reach has; not: none is within reach"
    );
    for row in std::iter::once(&answer.total).chain(&answer.areas) {
        tell_row(&mut text, row);
    }
    text
}

fn tell_row(text: &mut String, row: &CoverageRow) {
    let (code, name) =
        row.area.as_ref().map_or(("", "total"), |area| (area.code.as_str(), area.name.as_str()));
    let people = row.people.unwrap_or_default();
    let _ = write!(text, "{code:<16} {} {people:>8}", padded(name, 22));
    for ring in &row.rings {
        let part = |people: Option<i64>| {
            #[expect(clippy::cast_precision_loss, reason = "a share in per cent")]
            let share =
                100.0 * people.unwrap_or_default() as f64 / row.people.unwrap_or(0).max(1) as f64;
            format!("{share:.1} %")
        };
        let _ = write!(
            text,
            " {:>9} {:>7} {:>7}",
            part(ring.covered.people),
            part(ring.over_capacity.people),
            part(ring.not_covered.people)
        );
    }
    let median = row.median_minutes.map_or_else(|| "-".into(), |minutes| format!("{minutes:.1}"));
    let _ = writeln!(text, " {median:>8}");
}

/// Fills up to a width in columns, in which a Chinese character takes two.
fn padded(name: &str, width: usize) -> String {
    let columns = |c: char| if c.is_ascii() { 1 } else { 2 };
    let mut used = 0;
    let kept: String = name
        .chars()
        .take_while(|c| {
            used += columns(*c);
            used <= width
        })
        .collect();
    let taken: usize = kept.chars().map(columns).sum();
    kept + &" ".repeat(width - taken)
}

fn told_blind(list: &BlindSpotList) -> String {
    let mut text =
        format!("{} blind spots beyond {} minutes\n", list.blindspots.len(), list.minutes);
    for spot in list.blindspots.iter().take(SHOWN) {
        tell_spot(&mut text, spot);
    }
    if list.blindspots.len() > SHOWN {
        let _ = writeln!(text, "… and {} more; --json lists all", list.blindspots.len() - SHOWN);
    }
    text
}

fn tell_spot(text: &mut String, spot: &BlindSpotAnswer) {
    let reason = match spot.reason {
        reach::BlindReason::NoStation => "no station near",
        reach::BlindReason::Barrier => "water, rail, a motorway or a wall between",
        reach::BlindReason::NotConnected => "its streets are not joined to the others",
        reach::BlindReason::MappingFault => "a street is likely missing on the map",
    };
    let nearest = spot.nearest.as_ref().map_or_else(String::new, |nearest| {
        let walk = nearest.minutes.map_or_else(
            || format!("{:.0} m by straight line", nearest.straight_m),
            |minutes| format!("{minutes:.1} min"),
        );
        format!("; {} is {walk} away", nearest.station.name)
    });
    let _ = writeln!(
        text,
        "{:>4}  {:>6} people, {} buildings at {:.6}, {:.6}: {reason}{nearest}",
        spot.number,
        spot.people.unwrap_or_default(),
        spot.buildings,
        spot.at[0],
        spot.at[1]
    );
}

fn told_sites(answer: &SitingAnswer) -> String {
    let mut text = format!(
        "{} people ({:.1} %) have a station within {} minutes now\n",
        answer.before.people,
        100.0 * answer.before.share,
        answer.minutes
    );
    if answer.proposals.is_empty() {
        text.push_str("no site wins anybody who has no station yet, or none keeps the rules\n");
    }
    for site in &answer.proposals {
        let area = site.area.as_ref().map_or("outside all areas", |area| area.name.as_str());
        let _ = writeln!(
            text,
            "{:>4}  +{} people, {:.1} % together, at {:.7}, {:.7} ({area})",
            site.rank,
            site.people,
            100.0 * site.cumulative_share,
            site.lon,
            site.lat
        );
    }
    for [lon, lat] in &answer.off_network {
        let _ = writeln!(text, "      {lon:.7}, {lat:.7} is on no street");
    }
    if !answer.finished {
        let _ = writeln!(text, "the time is over; a longer --budget may find a better choice");
    }
    let _ = writeln!(
        text,
        "no {} sites of the {} looked at can cover more than {} people ({:.1} %)",
        answer.proposals.len(),
        answer.candidates,
        answer.bound.people,
        100.0 * answer.bound.share
    );
    text
}
