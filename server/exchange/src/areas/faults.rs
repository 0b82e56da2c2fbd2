//! What is wrong with single features, as issues a planner can act on.
//!
//! One cause found in most features is one issue that names them all: a file with
//! swapped axes has one fault, not twenty thousand.

use super::ground::{Ground, RingFault, RingWrong};
use domain::topo::Point;
use domain::{Code, ImportedArea, Issue, IssueKind, LevelKey, Severity};
use std::collections::BTreeMap;

/// From so many features on, and half of all, a shared cause becomes one issue.
const GROUP_FROM: usize = 10;

/// Nobody lives south of 60° S or north of 84° N, where there is no land.
const INHABITED: std::ops::RangeInclusive<i32> = -600_000_000..=840_000_000;

/// One fault of one feature.
#[derive(Debug)]
pub(super) struct Fault {
    cause: Cause,
    of: Of,
    detail: String,
}

/// The feature a fault belongs to.
#[derive(Debug, Clone)]
pub(super) struct Of {
    /// Its number in the file, counted from 1.
    pub(super) feature: usize,
    /// Its code, where it has one.
    pub(super) code: Option<Code>,
    /// A place on it.
    pub(super) at: Option<Point>,
}

/// What faults of many features can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    SwappedAxes,
    OffTheGlobe,
    Uninhabited,
    NoCode,
    NotACode,
    ParentNotACode,
    NoGeometry,
    OtherGeometry,
    MixedGeometry,
    Malformed,
    Unclosed,
    ShortRing,
}

impl Cause {
    fn kind(self) -> IssueKind {
        match self {
            Self::SwappedAxes | Self::OffTheGlobe | Self::Uninhabited => IssueKind::OutOfRange,
            Self::NoCode | Self::NotACode | Self::ParentNotACode => IssueKind::BadCode,
            Self::NoGeometry | Self::OtherGeometry | Self::MixedGeometry | Self::Malformed => {
                IssueKind::NoPolygon
            }
            Self::Unclosed | Self::ShortRing => IssueKind::Invalid,
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::Uninhabited | Self::MixedGeometry => Severity::Advice,
            _ => Severity::Blocking,
        }
    }

    /// The fault in words, for one feature and for many.
    fn summary(self) -> &'static str {
        match self {
            Self::SwappedAxes => "axes look swapped: lat,lon instead of lon,lat",
            Self::OffTheGlobe => "a coordinate is no place on Earth",
            Self::Uninhabited => {
                "lies where nobody lives, and would not with its axes swapped: \
                 probably lat,lon instead of lon,lat"
            }
            Self::NoCode => "there is no code",
            Self::NotACode => "the code cannot be used",
            Self::ParentNotACode => "the parent's code cannot be used",
            Self::NoGeometry => "there is no geometry",
            Self::OtherGeometry => "there is no polygon",
            Self::MixedGeometry => "not everything is a polygon, and only polygons are read",
            Self::Malformed => "the geometry cannot be understood",
            Self::Unclosed => "a ring is not closed",
            Self::ShortRing => "a ring has fewer than 4 positions",
        }
    }

    fn proposal(self) -> &'static str {
        match self {
            Self::SwappedAxes | Self::Uninhabited => {
                "swap the two numbers of every position and read the file again"
            }
            Self::OffTheGlobe => {
                "correct the coordinate; metres of a projected system must be converted to degrees"
            }
            Self::NoCode | Self::NotACode => {
                "give it a code of 1 to 64 characters, or name another code field"
            }
            Self::ParentNotACode => "correct it, or name another parent field",
            Self::NoGeometry | Self::OtherGeometry => {
                "draw it as a polygon, or take it out of the file"
            }
            Self::MixedGeometry => "nothing need be done if the rest is not ground",
            Self::Malformed => "export the file again from the program it came from",
            Self::Unclosed => {
                "repeat the first position at the end; accepted, it is closed that way"
            }
            Self::ShortRing => "take the ring out; accepted, it is left out",
        }
    }
}

impl Of {
    /// The code is missing or cannot be one.
    pub(super) fn bad_code(&self, field: &str, given: Option<&str>) -> Fault {
        match given {
            None => self.fault(Cause::NoCode, format!("`{field}` is empty or no single value")),
            Some(given) => {
                let shown: String = given.chars().take(80).collect();
                self.fault(Cause::NotACode, format!("`{field}` is `{shown}`"))
            }
        }
    }

    /// The parent's code cannot be one.
    pub(super) fn bad_parent(&self, why: &str) -> Fault {
        self.fault(Cause::ParentNotACode, why.to_owned())
    }

    /// Notes what is wrong with the ground; says whether it can be an area's.
    pub(super) fn ground(&self, ground: &Ground, found: &mut Vec<Fault>) -> bool {
        let before = found.len();
        if let Some(why) = &ground.malformed {
            found.push(self.fault(Cause::Malformed, why.clone()));
        }
        if let Some(([x, y], number)) = ground.misplaced.first {
            let misplaced = ground.misplaced;
            let swapped = misplaced.swappable == misplaced.count;
            let cause = if swapped { Cause::SwappedAxes } else { Cause::OffTheGlobe };
            let detail = match misplaced.count {
                1 => format!("position {number} is [{x}, {y}]"),
                count => format!("position {number} is [{x}, {y}], and {} more", count - 1),
            };
            found.push(self.fault(cause, detail));
        }
        let usable = found.len() == before && !ground.polygons.is_empty();
        found.extend(ground.rings.iter().map(|ring| self.ring(ring)));
        if !ground.others.is_empty() {
            let cause = if usable { Cause::MixedGeometry } else { Cause::OtherGeometry };
            found.push(self.fault(cause, format!("it holds a {}", ground.others.join(", a "))));
        } else if found.len() == before && !usable {
            found.push(self.fault(Cause::NoGeometry, "the geometry is empty or missing".into()));
        }
        usable
    }

    fn ring(&self, fault: &RingFault) -> Fault {
        let RingFault { polygon, ring, positions, wrong, at } = fault;
        let of = Self { at: at.or(self.at), ..self.clone() };
        let (cause, why) = match wrong {
            RingWrong::Unclosed => (Cause::Unclosed, "its last is not its first"),
            RingWrong::Short => (Cause::ShortRing, "4 are the least"),
        };
        let place = match ring {
            1 => format!("the outline of polygon {polygon}"),
            _ => format!("hole {} of polygon {polygon}", ring - 1),
        };
        of.fault(cause, format!("{place} has {positions} positions, {why}"))
    }

    fn fault(&self, cause: Cause, detail: String) -> Fault {
        Fault { cause, of: self.clone(), detail }
    }

    fn named(&self) -> String {
        match &self.code {
            Some(code) => format!("feature {} (code {code})", self.feature),
            None => format!("feature {}", self.feature),
        }
    }
}

/// Swapped axes that are still on the globe: if every area lies where nobody
/// lives, and none would with its axes swapped, that is worth a word.
pub(super) fn uninhabited(areas: &[ImportedArea]) -> Vec<Fault> {
    let firsts: Vec<_> = areas.iter().filter_map(|area| Some((area, first_point(area)?))).collect();
    let odd = |p: &Point| !INHABITED.contains(&p.y) && INHABITED.contains(&p.x);
    if !firsts.iter().all(|(_, point)| odd(point)) {
        return Vec::new();
    }
    let faults = firsts.into_iter().map(|(area, point)| {
        let of = Of { feature: area.feature, code: Some(area.code.clone()), at: Some(point) };
        of.fault(Cause::Uninhabited, format!("it begins at [{}, {}]", point.lon(), point.lat()))
    });
    faults.collect()
}

fn first_point(area: &ImportedArea) -> Option<Point> {
    area.shape.rings().flatten().next().copied()
}

/// The faults as issues, in the order of the file; shared causes first.
pub(super) fn issues(found: Vec<Fault>, level: &LevelKey, features: usize) -> Vec<Issue> {
    let mut by_cause: BTreeMap<Cause, Vec<Fault>> = BTreeMap::new();
    for fault in found {
        by_cause.entry(fault.cause).or_default().push(fault);
    }
    let (mut grouped, mut single) = (Vec::new(), Vec::new());
    for (cause, mut faults) in by_cause {
        let mut numbers: Vec<_> = faults.iter().map(|fault| fault.of.feature).collect();
        numbers.dedup();
        if numbers.len() >= GROUP_FROM && 2 * numbers.len() >= features {
            grouped.push(shared(cause, &faults, numbers, level, features));
        } else {
            single.append(&mut faults);
        }
    }
    single.sort_by_key(|fault| fault.of.feature);
    grouped.extend(single.into_iter().map(|fault| alone(fault, level)));
    grouped
}

fn alone(fault: Fault, level: &LevelKey) -> Issue {
    let Fault { cause, of, detail } = fault;
    let message = format!("{}: {} ({detail})", of.named(), cause.summary());
    issue(cause, level, of.code.into_iter().collect(), vec![of.feature], of.at, message)
}

fn shared(
    cause: Cause,
    faults: &[Fault],
    numbers: Vec<usize>,
    level: &LevelKey,
    features: usize,
) -> Issue {
    let first = &faults[0];
    let message = format!(
        "{} of {features} features: {} (first {}: {})",
        numbers.len(),
        cause.summary(),
        first.of.named(),
        first.detail,
    );
    let mut codes: Vec<_> = faults.iter().filter_map(|fault| fault.of.code.clone()).collect();
    codes.dedup();
    let at = faults.iter().find_map(|fault| fault.of.at);
    issue(cause, level, codes, numbers, at, message)
}

fn issue(
    cause: Cause,
    level: &LevelKey,
    codes: Vec<Code>,
    features: Vec<usize>,
    at: Option<Point>,
    message: String,
) -> Issue {
    let issue = Issue::of(cause.kind(), cause.severity(), message, cause.proposal());
    Issue { level: Some(level.clone()), codes, features, at, ..issue }
}
