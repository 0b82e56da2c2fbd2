//! What happened to areas, in words.

use super::Flow;
use crate::area::Area;
use crate::ids::{AreaId, LevelKey};
use crate::impact::AreaRef;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Ground of one Area became new ones (拆分); it may itself go on.
    Split,
    /// An Area ended, and others took it in (合并).
    Merge,
    /// Part of an Area went to another that was there (划转).
    Transfer,
    /// An Area has another name (更名).
    Rename,
    /// An Area has another code (改码), or one took the place of another as it was.
    Recode,
    /// An Area has another parent (改隶).
    Reassign,
    /// An Area came where nobody was (新设).
    New,
    /// An Area ended, and nobody holds its ground (撤销).
    End,
    /// Part of an Area went to nobody (划出).
    Blank,
    /// An Area took ground that nobody held (补空).
    Fill,
    /// What an Area keeps where something else happened to it (保留). It is no event, but
    /// with it the weights of an old Area add up to 1.
    Keep,
    /// A trifle, as borders that were drawn anew leave it (碎屑): it is no event either.
    Sliver,
}

/// One thing that happened on one Level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// The Level.
    pub level: LevelKey,
    /// The areas before.
    pub from: Vec<AreaRef>,
    /// The areas after.
    pub to: Vec<AreaRef>,
}

impl EventKind {
    /// The name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Transfer => "transfer",
            Self::Rename => "rename",
            Self::Recode => "recode",
            Self::Reassign => "reassign",
            Self::New => "new",
            Self::End => "end",
            Self::Blank => "blank",
            Self::Fill => "fill",
            Self::Keep => "keep",
            Self::Sliver => "sliver",
        }
    }
}

/// Less of an Area than this says nothing about where it went.
const LEAST_SHARE: f64 = 0.001;

/// More of a new Area than this says where it came from, however little it is of a large
/// one before.
const LEAST_PART: f64 = 0.01;

type Areas = BTreeMap<AreaId, Area>;

/// The events of one Level, by what its flows say.
pub(super) fn of(old: &Areas, new: &Areas, level: &LevelKey, flows: &[Flow]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut note = |kind, from: Vec<AreaRef>, to: Vec<AreaRef>| {
        events.push(Event { kind, level: level.clone(), from, to });
    };
    let mut heirs: BTreeMap<AreaId, Vec<&AreaRef>> = BTreeMap::new();
    let mut sources: BTreeMap<AreaId, BTreeSet<AreaId>> = BTreeMap::new();
    let (mut left, mut filled) = (BTreeSet::new(), BTreeSet::new());
    for flow in counted(old, flows) {
        match (&flow.from, &flow.to) {
            (Some(from), Some(to)) => {
                heirs.entry(from.id).or_default().push(to);
                sources.entry(to.id).or_default().insert(from.id);
            }
            (Some(from), None) => drop(left.insert(from.id)),
            (None, Some(to)) => drop(filled.insert(to.id)),
            (None, None) => {}
        }
    }
    // Whoever is not what it was has a flow.
    let named = flows.iter().flat_map(|flow| flow.from.iter().chain(&flow.to));
    let named: BTreeSet<AreaId> = named.map(|area| area.id).collect();
    let of_level = |areas: &'_ Areas| -> Vec<AreaId> {
        let here = |id: &AreaId| areas.get(id).is_some_and(|area| area.level == *level);
        named.iter().copied().filter(here).collect()
    };
    for id in of_level(old) {
        let (before, after) = (&old[&id], new.get(&id));
        let heirs = heirs.get(&id).map_or(&[][..], Vec::as_slice);
        let others = heirs.iter().filter(|heir| heir.id != id).copied();
        let (fresh, known): (Vec<&AreaRef>, Vec<&AreaRef>) =
            others.partition(|heir| !old.contains_key(&heir.id));
        let owned = |refs: &[&AreaRef]| refs.iter().copied().cloned().collect::<Vec<_>>();
        match after {
            None if heirs.is_empty() => note(EventKind::End, vec![before.into()], vec![]),
            None => {
                let only = |heir: &&AreaRef| sources[&heir.id].len() == 1;
                let kind = match (&fresh[..], &known[..]) {
                    ([heir], []) if only(heir) => EventKind::Recode,
                    ([], _) | ([_], []) => EventKind::Merge,
                    _ => EventKind::Split,
                };
                note(kind, vec![before.into()], owned(heirs));
                if left.contains(&id) {
                    note(EventKind::Blank, vec![before.into()], vec![]);
                }
            }
            Some(now) => {
                if !fresh.is_empty() {
                    let stays = std::iter::once(AreaRef::from(now));
                    let to = stays.chain(fresh.iter().copied().cloned()).collect();
                    note(EventKind::Split, vec![before.into()], to);
                }
                for heir in known {
                    note(EventKind::Transfer, vec![before.into()], vec![heir.clone()]);
                }
                if left.contains(&id) {
                    note(EventKind::Blank, vec![before.into()], vec![]);
                }
                let said = [
                    (EventKind::Rename, before.name != now.name),
                    (EventKind::Recode, before.code != now.code),
                    (EventKind::Reassign, before.parent != now.parent),
                ];
                for (kind, _) in said.into_iter().filter(|(_, differs)| *differs) {
                    note(kind, vec![before.into()], vec![now.into()]);
                }
            }
        }
    }
    for id in of_level(new) {
        if !old.contains_key(&id) && !sources.contains_key(&id) {
            note(EventKind::New, vec![], vec![(&new[&id]).into()]);
        } else if filled.contains(&id) {
            note(EventKind::Fill, vec![], vec![(&new[&id]).into()]);
        }
    }
    events
}

/// The flows that say something: not the slivers that borders leave which were measured
/// anew. A few square metres cut out of a large Area are all of a small new one.
fn counted<'f>(old: &'f Areas, flows: &'f [Flow]) -> impl Iterator<Item = &'f Flow> {
    let mut grounds: BTreeMap<AreaId, f64> = BTreeMap::new();
    for flow in flows {
        if let Some(to) = &flow.to {
            *grounds.entry(to.id).or_default() += flow.area_m2;
        }
    }
    flows.iter().filter(move |flow| {
        let part = |to: &AreaRef| flow.area_m2 / grounds[&to.id];
        let is_new = |to: &&AreaRef| !old.contains_key(&to.id);
        flow.residents > 0
            || flow.incidents > 0
            || flow.area_share >= LEAST_SHARE
            || flow.to.as_ref().filter(is_new).is_some_and(|to| part(to) >= LEAST_PART)
            || flow.from.is_none() && flow.to.as_ref().is_some_and(|to| part(to) >= LEAST_SHARE)
    })
}
