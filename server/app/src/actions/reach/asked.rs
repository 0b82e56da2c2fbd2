//! What somebody wants to know about walking, and why it cannot be told.

use crate::clock;
use domain::{KindKey, Moment, Station, StationId};
use reach::Preset;

/// The rings drawn and counted where none are named.
pub(crate) const RINGS: [u32; 2] = [8, 15];

/// No ring is wider: nobody walks farther to a service, and a search grows with it.
pub(crate) const LONGEST: u32 = 60;

/// So many rings at most.
const MOST_RINGS: usize = 4;

/// The rings of public answers. With any others, two answers could be subtracted until
/// single households remain.
pub(crate) const PUBLIC_RINGS: [u32; 4] = [5, 8, 10, 15];

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Anybody: sees public stations, and no count of fewer than ten people.
    Public,
    /// Who works with the figures: sees everything.
    Staff,
}

/// Which stations, which rings, which walker.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// Only stations of this kind; all kinds together where none is named.
    pub(crate) kind: Option<KindKey>,
    /// The rings in minutes, the narrowest first, each once.
    pub(crate) minutes: Vec<u32>,
    /// How a minute is counted.
    pub(crate) preset: Preset,
    /// Who asks.
    pub(crate) audience: Audience,
    /// The instant whose opening hours are told; now where none is named.
    pub(crate) at: Option<Moment>,
}

/// A wish that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AskError {
    /// Not a list of minutes.
    #[error("`{0}` is no list of minutes: write 1 to 4 whole numbers from 1 to 60, such as 8,15")]
    Minutes(String),
    /// Not rings of public answers.
    #[error(
        "public answers have rings of 5, 8, 10 and 15 minutes; others take a dispatcher's token"
    )]
    PublicRings,
    /// Not a preset.
    #[error("there is no walking preset `{0}`; there are {known}", known = known())]
    Preset(String),
    /// Not a kind.
    #[error("`{0}` is no kind of station")]
    Kind(String),
}

fn known() -> String {
    let keys: Vec<&str> = Preset::all().iter().map(|preset| preset.key).collect();
    keys.join(", ")
}

impl AskError {
    /// The field that is wrong.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Self::Minutes(_) | Self::PublicRings => "minutes",
            Self::Preset(_) => "preset",
            Self::Kind(_) => "kind",
        }
    }
}

impl Asked {
    /// Reads what was typed; what is absent is the usual.
    pub(crate) fn read(
        kind: Option<&str>,
        minutes: Option<&str>,
        preset: Option<&str>,
    ) -> Result<Self, Vec<AskError>> {
        let mut errors = Vec::new();
        let kind = kind.map(|text| (text, KindKey::new(text)));
        let kind = kind.and_then(|(text, key)| {
            key.map_err(|_cause| errors.push(AskError::Kind(text.into()))).ok()
        });
        let minutes = minutes.map_or(Ok(RINGS.to_vec()), read_minutes);
        let preset = preset.map_or(Ok(Preset::standard()), |key| {
            Preset::by_key(key).ok_or_else(|| AskError::Preset(key.into()))
        });
        match (minutes, preset) {
            (Ok(minutes), Ok(preset)) if errors.is_empty() => {
                Ok(Self { kind, minutes, preset, audience: Audience::Public, at: None })
            }
            (minutes, preset) => {
                errors.extend(minutes.err());
                errors.extend(preset.err());
                Err(errors)
            }
        }
    }

    /// The same wish of somebody else.
    #[must_use]
    pub(crate) fn of(self, audience: Audience) -> Self {
        Self { audience, ..self }
    }

    /// Refuses rings whose counts the public may not be told.
    pub(crate) fn countable(self) -> Result<Self, Vec<AskError>> {
        let public = self.minutes.iter().all(|ring| PUBLIC_RINGS.contains(ring));
        if self.audience == Audience::Staff || public {
            Ok(self)
        } else {
            Err(vec![AskError::PublicRings])
        }
    }

    /// The instant whose opening hours are told.
    pub(crate) fn now(&self) -> Moment {
        self.at.unwrap_or_else(clock::now)
    }

    /// Whether it speaks of a station.
    pub(crate) fn covers(&self, station: &Station) -> bool {
        self.kind.as_ref().is_none_or(|kind| station.kind == *kind)
            && (station.public || self.audience == Audience::Staff)
    }

    /// The widest ring.
    pub(crate) fn widest(&self) -> u32 {
        self.minutes.last().copied().unwrap_or(RINGS[1])
    }
}

/// Reads `8,15`.
pub(crate) fn read_minutes(text: &str) -> Result<Vec<u32>, AskError> {
    let wrong = || AskError::Minutes(text.chars().take(40).collect());
    let numbers = text.split(',').map(|number| number.trim().parse::<u32>());
    let numbers = numbers.collect::<Result<Vec<_>, _>>().map_err(|_cause| wrong())?;
    checked_minutes(numbers).ok_or_else(wrong)
}

/// Sorts rings; `None` where there are none, too many, or any is out of range.
pub(crate) fn checked_minutes(mut minutes: Vec<u32>) -> Option<Vec<u32>> {
    minutes.sort_unstable();
    minutes.dedup();
    let sound = (1..=MOST_RINGS).contains(&minutes.len())
        && minutes.iter().all(|ring| (1..=LONGEST).contains(ring));
    sound.then_some(minutes)
}

/// Why a question about walking has no answer. Nothing is wrong with the server.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Refused {
    /// No street network is in force.
    #[error("no street network is in force; `jingwei import osm FILE --publish` brings one")]
    NoStreets,
    /// No station is in force, or none of that kind.
    #[error("no station{} is in force; `jingwei import stations FILE --publish` brings some",
        .0.as_ref().map(|kind| format!(" of the kind `{kind}`")).unwrap_or_default())]
    NoStations(Option<KindKey>),
    /// The station is of another kind than the coverage asked about.
    #[error("the station is no `{0}`, so moving it changes nothing for that kind")]
    OtherKind(KindKey),
    /// There is no such kind.
    #[error("there is no kind of station `{0}`")]
    NoKind(KindKey),
    /// There is no such station.
    #[error("there is no station with the id {}", .0.0)]
    NoStation(StationId),
    /// Too far from any street.
    #[error(
        "{lon:.7}, {lat:.7} lies farther than {most_m:.0} m from any street that can be walked, or behind water, rail or a motorway"
    )]
    OffNetwork {
        /// Longitude.
        lon: f64,
        /// Latitude.
        lat: f64,
        /// As far as the way to the nearest street may be.
        most_m: f64,
    },
    /// No way from one to the other.
    #[error("no walk leads from one place to the other within four hours")]
    NoWalk,
    /// No such Level.
    #[error("there is no level `{0}` with areas")]
    NoLevel(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_the_usual() {
        let asked = Asked::read(None, None, None).unwrap();
        assert_eq!((asked.minutes.as_slice(), asked.preset.key), (&[8, 15][..], "gb50180"));
    }

    #[test]
    fn rings_are_sorted_and_each_is_drawn_once() {
        assert_eq!(read_minutes("15, 8,15").unwrap(), [8, 15]);
        for wrong in ["", "a", "0", "61", "8;15", "1,2,3,4,5", "-8", "8.5"] {
            assert!(read_minutes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let errors = Asked::read(Some(" "), Some("x"), Some("run")).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(AskError::field).collect();
        assert_eq!(fields, ["kind", "minutes", "preset"]);
        assert!(errors[2].to_string().contains("gb50180, walk5, elderly"), "{}", errors[2]);
    }
}
