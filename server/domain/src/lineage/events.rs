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
        }
    }
}

/// Less of an Area than this says nothing about where it came from.
const LEAST_SHARE: f64 = 0.001;

type Areas = BTreeMap<AreaId, Area>;

/// The events of one Level, by what its flows say.
pub(super) fn of(old: &Areas, new: &Areas, level: &LevelKey, flows: &[Flow]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut note = |kind, from: Vec<AreaRef>, to: Vec<AreaRef>| {
        events.push(Event { kind, level: level.clone(), from, to });
    };
    let mut heirs: BTreeMap<AreaId, Vec<&AreaRef>> = BTreeMap::new();
    let mut sources: BTreeMap<AreaId, BTreeSet<AreaId>> = BTreeMap::new();
    for flow in flows {
        let counts = flow.area_share >= LEAST_SHARE || flow.residents > 0 || flow.incidents > 0;
        if let (Some(from), Some(to)) = (&flow.from, &flow.to)
            && counts
        {
            heirs.entry(from.id).or_default().push(to);
            sources.entry(to.id).or_default().insert(from.id);
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
        }
    }
    events
}
