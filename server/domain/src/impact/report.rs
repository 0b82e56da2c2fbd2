//! The account of a whole draft, from what its tracker holds.

use super::baseline::{Baseline, upward};
use super::ground::together;
use super::{AreaImpact, AreaRef, Figures, Impact, LevelBalance, Move, Tracker};
use crate::area::Area;
use crate::ids::{AreaId, LevelKey, StationId};
use crate::station::Station;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use topo::{Drawing, Label, Shape};

impl Tracker {
    /// What the draft does, with its areas and stations as they are now.
    pub fn report(
        &self,
        drawing: &Drawing,
        areas: &BTreeMap<AreaId, Area>,
        stations: &BTreeMap<StationId, Station>,
    ) -> Impact {
        let account = Account::of(self, drawing, areas, stations);
        let after = account.after();
        let mut impact = Impact {
            moves: account.moves(),
            areas: Vec::new(),
            levels: Vec::new(),
            incidents_since: self.base.points.incidents_since,
        };
        for level in self.base.levels.iter() {
            let balance = Balance::of(&level.key, &account, &after);
            impact.areas.extend(account.areas_of(&after, &balance));
            impact.levels.extend(balance.told());
        }
        impact
    }
}

/// Everything the answer is made of.
struct Account<'a> {
    tracker: &'a Tracker,
    base: &'a Baseline,
    areas: &'a BTreeMap<AreaId, Area>,
    /// Points that came to a label of the draft, and that left it, with the ground.
    came: FxHashMap<Label, Figures>,
    went: FxHashMap<Label, Figures>,
    /// Points by who held them and who holds them.
    pairs: BTreeMap<(Label, Label), Figures>,
    /// Areas that moved to another parent, with the labels below them now.
    reassigned: Vec<(AreaId, Vec<Label>)>,
}

/// What an affected Area holds afterwards; `None` for one that ended.
type After = BTreeMap<AreaId, Option<Figures>>;

/// Who gives and who gets.
type Pair = (Option<AreaId>, Option<AreaId>);

impl<'a> Account<'a> {
    fn of(
        tracker: &'a Tracker,
        drawing: &Drawing,
        areas: &'a BTreeMap<AreaId, Area>,
        stations: &BTreeMap<StationId, Station>,
    ) -> Self {
        let base: &Baseline = &tracker.base;
        let mut account = Self {
            tracker,
            base,
            areas,
            came: FxHashMap::default(),
            went: FxHashMap::default(),
            pairs: BTreeMap::new(),
            reassigned: Vec::new(),
        };
        for (point, to) in &tracker.moved {
            let (from, counted) = (base.label[*point as usize], base.counted(*point));
            account.shift(from, *to, counted);
            // A Station that was moved itself is counted where it stands now.
            let station = base.station(*point).map(|id| (id, stations.get(&id)));
            let stays = station
                .is_none_or(|(id, now)| now.is_some_and(|now| now.at == base.stations[&id].at));
            if stays {
                *account.pairs.entry((from, *to)).or_default() += counted;
            }
        }
        account.move_stations(drawing, stations);
        account.reassigned = reassigned(tracker, areas);
        account
    }

    fn shift(&mut self, from: Label, to: Label, counted: Figures) {
        *self.went.entry(from).or_default() += counted;
        *self.came.entry(to).or_default() += counted;
    }

    /// Stations that came, went or moved by themselves, not with the ground.
    fn move_stations(&mut self, drawing: &Drawing, stations: &BTreeMap<StationId, Station>) {
        let one = Figures::of_station();
        let base = self.base;
        for (number, before) in base.numbered_stations() {
            if stations.get(&before.id).is_none_or(|now| now.at != before.at) {
                let label = self.tracker.moved.get(&number).copied();
                let label = label.or_else(|| base.label.get(number as usize).copied());
                *self.went.entry(label.unwrap_or(Label::OUTSIDE)).or_default() += one;
            }
        }
        for now in stations.values() {
            if base.stations.get(&now.id).is_none_or(|before| before.at != now.at) {
                let (from, to) = (base.drawing.owner_at(now.at), drawing.owner_at(now.at));
                *self.came.entry(to).or_default() += one;
                if from != to {
                    *self.pairs.entry((from, to)).or_default() += one;
                }
            }
        }
    }

    /// What a label holds in the draft.
    fn now(&self, label: Label) -> Figures {
        let before = self.base.cells.get(&label).map(|cell| cell.figures).unwrap_or_default();
        let came = self.came.get(&label).copied().unwrap_or_default();
        let went = self.went.get(&label).copied().unwrap_or_default();
        let mut now = (before + came).without(went);
        if let Some(cell) = self.tracker.cells.get(&label) {
            now.area_m2 = cell.as_ref().map_or(0.0, |cell| cell.area_m2);
        }
        now
    }

    /// The labels whose figures or whose place in the tree differ.
    fn changed(&self) -> BTreeSet<Label> {
        let below = self.reassigned.iter().flat_map(|(_, labels)| labels);
        let points = self.came.keys().chain(self.went.keys());
        below.chain(points).chain(self.tracker.cells.keys()).copied().collect()
    }

    /// What every affected Area holds afterwards: as before, less what changed labels
    /// gave it then, and with what they give it now.
    fn after(&self) -> After {
        let mut less: BTreeMap<AreaId, Figures> = BTreeMap::new();
        let mut more: BTreeMap<AreaId, Figures> = BTreeMap::new();
        for label in self.changed() {
            let id = AreaId::of(label);
            if let Some(cell) = self.base.cells.get(&label) {
                for area in upward(&self.base.areas, id) {
                    *less.entry(area.id).or_default() += cell.figures;
                }
            }
            let now = self.now(label);
            for area in upward(self.areas, id) {
                *more.entry(area.id).or_default() += now;
            }
        }
        let rows = self.tracker.rows.iter();
        let affected: BTreeSet<AreaId> =
            less.keys().chain(more.keys()).chain(rows).copied().collect();
        let figures = |map: &BTreeMap<AreaId, Figures>, id| map.get(&id).copied();
        let after = affected.into_iter().map(|id| {
            let now = self.areas.contains_key(&id).then(|| {
                let before = figures(&self.base.totals, id).unwrap_or_default();
                let with = before + figures(&more, id).unwrap_or_default();
                with.without(figures(&less, id).unwrap_or_default()).rounded()
            });
            (id, now)
        });
        after.collect()
    }

    /// The affected areas of one Level that are not what they were.
    fn areas_of(&self, after: &After, balance: &Balance<'_>) -> Vec<AreaImpact> {
        let of_level = after.iter().filter_map(|(id, after)| {
            let area = self.areas.get(id).or_else(|| self.base.areas.get(id))?;
            let before = self.base.figures(*id);
            (area.level == *balance.level && before != *after).then(|| AreaImpact {
                area: area.into(),
                before,
                after: *after,
                deviation_before: balance.before.deviation(before),
                deviation_after: balance.after.deviation(*after),
            })
        });
        of_level.collect()
    }

    fn named(&self, id: Option<AreaId>) -> Option<AreaRef> {
        let id = id?;
        self.areas.get(&id).or_else(|| self.base.areas.get(&id)).map(AreaRef::from)
    }

    /// What changes hands, by who gives and who gets.
    fn moves(&self) -> Vec<Move> {
        let mut moves: BTreeMap<Pair, (Figures, Vec<Shape>)> = BTreeMap::new();
        let pair = |from, to| (AreaId::of(from), AreaId::of(to));
        for (to, pieces) in &self.tracker.taken {
            for (from, piece) in pieces {
                let (figures, shapes) = moves.entry(pair(*from, *to)).or_default();
                figures.area_m2 += piece.area_m2;
                shapes.push(piece.shape.clone());
            }
        }
        for (from, piece) in &self.tracker.left {
            let (figures, shapes) = moves.entry(pair(*from, Label::OUTSIDE)).or_default();
            figures.area_m2 += piece.area_m2;
            shapes.push(piece.shape.clone());
        }
        for ((from, to), counted) in &self.pairs {
            if !counted.counts_nothing() {
                moves.entry(pair(*from, *to)).or_default().0 += *counted;
            }
        }
        for (id, labels) in &self.reassigned {
            let parent = |areas: &BTreeMap<AreaId, Area>| areas.get(id).and_then(|a| a.parent);
            let pair = (parent(&self.base.areas), parent(self.areas));
            let (figures, shapes) = moves.entry(pair).or_default();
            for label in labels {
                *figures += self.stayed(*label);
                shapes.extend(self.tracker.now(*label).map(|(shape, _)| (**shape).clone()));
            }
        }
        let told = moves.into_iter().filter(|((from, to), _)| from != to).map(
            |((from, to), (figures, shapes))| Move {
                from: self.named(from),
                to: self.named(to),
                figures: figures.rounded(),
                shape: together(shapes.iter()),
            },
        );
        told.collect()
    }

    /// What a label holds now and held before.
    fn stayed(&self, label: Label) -> Figures {
        let came = self.came.get(&label).copied().unwrap_or_default();
        let pieces = self.tracker.taken.get(&label);
        let taken = pieces.into_iter().flat_map(BTreeMap::values).map(|piece| piece.area_m2);
        let came = came + Figures { area_m2: taken.sum(), ..Figures::default() };
        self.now(label).without(came)
    }
}

/// The areas of base and draft whose parent is another now, with the labels below them.
fn reassigned(tracker: &Tracker, areas: &BTreeMap<AreaId, Area>) -> Vec<(AreaId, Vec<Label>)> {
    let parent = |of: &BTreeMap<AreaId, Area>, id: &AreaId| of.get(id).map(|area| area.parent);
    let moved = tracker.rows.iter().filter(|id| {
        let (before, after) = (parent(&tracker.base.areas, id), parent(areas, id));
        before.is_some() && after.is_some() && before != after
    });
    let moved: Vec<AreaId> = moved.copied().collect();
    if moved.is_empty() {
        return Vec::new();
    }
    let mut children: FxHashMap<AreaId, Vec<AreaId>> = FxHashMap::default();
    for area in areas.values() {
        if let Some(parent) = area.parent {
            children.entry(parent).or_default().push(area.id);
        }
    }
    let below = moved.into_iter().map(|id| {
        let mut labels = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            labels.push(id.label());
            open.extend(children.get(&id).into_iter().flatten());
        }
        (id, labels)
    });
    below.collect()
}

/// The spread of one Level.
#[derive(Default)]
struct Spread {
    count: usize,
    households: u64,
    least: u64,
    most: u64,
}

impl Spread {
    #[expect(clippy::cast_precision_loss, reason = "nations have fewer households than 2^52")]
    fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.households as f64 / self.count as f64 }
    }

    #[expect(clippy::cast_precision_loss, reason = "nations have fewer households than 2^52")]
    fn off_the_mean(&self, households: u64) -> Option<f64> {
        let mean = self.mean();
        (mean > 0.0).then(|| (households as f64 - mean) / mean)
    }

    fn deviation(&self, of: Option<Figures>) -> Option<f64> {
        self.off_the_mean(of?.households)
    }

    fn most_deviation(&self) -> Option<f64> {
        Some(self.off_the_mean(self.least)?.abs().max(self.off_the_mean(self.most)?.abs()))
    }
}

/// One Level before and after.
struct Balance<'a> {
    level: &'a LevelKey,
    before: Spread,
    after: Spread,
}

impl<'a> Balance<'a> {
    fn of(level: &'a LevelKey, account: &Account<'_>, after: &After) -> Self {
        let loads = account.base.loads.get(level).map_or(&[][..], Vec::as_slice);
        let ends = |loads: &[(u64, AreaId)]| (loads.first().copied(), loads.last().copied());
        let (least, most) = ends(loads);
        let before = Spread {
            count: loads.len(),
            households: loads.iter().map(|(households, _)| households).sum(),
            least: least.map_or(0, |(households, _)| households),
            most: most.map_or(0, |(households, _)| households),
        };
        // Who is not affected keeps their load; the rest is read off the draft.
        let keeps = |(_, id): &&(u64, AreaId)| !after.contains_key(id);
        let of_level = |id: &AreaId| account.areas.get(id).is_some_and(|a| a.level == *level);
        let now = after.iter().filter(|(id, _)| of_level(id));
        let now: Vec<u64> = now.filter_map(|(_, after)| Some(after.as_ref()?.households)).collect();
        let gone = after.keys().filter_map(|id| {
            let area = account.base.areas.get(id).filter(|area| area.level == *level)?;
            account.base.totals.get(&area.id).map(|figures| figures.households)
        });
        let gone: Vec<u64> = gone.collect();
        let least = loads.iter().find(keeps).map(|(households, _)| *households);
        let most = loads.iter().rev().find(keeps).map(|(households, _)| *households);
        let all = || now.iter().copied();
        let after = Spread {
            count: (loads.len() + now.len()).saturating_sub(gone.len()),
            households: (before.households + all().sum::<u64>()).saturating_sub(gone.iter().sum()),
            least: all().chain(least).min().unwrap_or(0),
            most: all().chain(most).max().unwrap_or(0),
        };
        Self { level, before, after }
    }

    /// The answer, of a Level that there is any Area of.
    fn told(&self) -> Option<LevelBalance> {
        let areas = [self.before.count, self.after.count];
        (areas != [0, 0]).then(|| LevelBalance {
            level: self.level.clone(),
            areas,
            mean_households: self.after.mean(),
            max_deviation_before: self.before.most_deviation(),
            max_deviation_after: self.after.most_deviation(),
        })
    }
}
