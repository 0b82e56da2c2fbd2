//! From a place to the street it is reached from.

use domain::topo::{Point, plane};

use crate::Network;
use crate::network::Edge;
use crate::osm::{Foot, OneWay};

/// A place linked to the network: the nearest point of a street, never a junction
/// for its own sake.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Snap {
    /// The edge.
    pub edge: u32,
    /// Metres from the beginning of the edge's line.
    pub along_m: f32,
    /// Metres from the place to the street; they are walked as well.
    pub access_m: f32,
    /// The point on the street.
    pub at: Point,
}

impl Network {
    /// Links a place to the nearest street within `most_m` metres that is no mapping
    /// fault and not behind a barrier. A wall or fence is passed only where nothing
    /// else is near: somebody's garden has a door that nobody mapped.
    pub fn snap(&self, at: Point, most_m: f64) -> Option<Snap> {
        self.snap_to(at, most_m, |_| true)
    }

    /// The same among the streets that are wanted.
    pub(crate) fn snap_to(
        &self,
        at: Point,
        most_m: f64,
        wanted: impl Fn(u32) -> bool,
    ) -> Option<Snap> {
        let mut nearest = Nearest::new(self, at, most_m, wanted);
        self.grid().around(at, most_m * nearest.steps_m, |piece| nearest.see(piece));
        nearest.link()
    }

    /// The median distance in metres from places to their nearest street; those with
    /// none within `most_m` count as that far. Good data give 5 to 8 m, a
    /// shifted datum (GCJ-02) hundreds: above 30 m, raise the alarm.
    pub fn median_snap_m(&self, places: &[Point], most_m: f64) -> Option<f64> {
        let distance =
            |&at: &Point| self.snap(at, most_m).map_or(most_m, |snap| f64::from(snap.access_m));
        let mut metres: Vec<f64> = places.iter().map(distance).collect();
        let middle = metres.len() / 2;
        (!metres.is_empty()).then(|| *metres.select_nth_unstable_by(middle, f64::total_cmp).1)
    }
}

/// A point of a piece, with its squared distance.
#[derive(Copy, Clone)]
struct Found {
    metres2: f64,
    /// 0 for a street that all walk both ways: at a corner, a place belongs to that one.
    rank: u8,
    piece: u32,
    part: f64,
}

/// Squares of distances that differ by less are the same: a millimetre.
const TIE_M2: f64 = 1e-6;

impl Found {
    /// Of two at the same distance the one of lower rank, then the lower piece, whatever
    /// the order of squares.
    fn is_nearer(&self, than: Option<Found>) -> bool {
        than.is_none_or(|than| {
            let apart = self.metres2 - than.metres2;
            apart < -TIE_M2
                || (apart <= TIE_M2 && (self.rank, self.piece) < (than.rank, than.piece))
        })
    }
}

impl Edge {
    fn rank(&self) -> u8 {
        u8::from(self.foot != Foot::Yes) + u8::from(self.one_way != OneWay::No)
    }
}

struct Nearest<'a, F> {
    network: &'a Network,
    wanted: F,
    at: Point,
    local: plane::Local,
    /// Lattice steps in a metre northward.
    steps_m: f64,
    most_m2: f64,
    free: Option<Found>,
    /// Nearer than the free one, but behind a wall or fence.
    walled: Option<Found>,
}

impl<'a, F: Fn(u32) -> bool> Nearest<'a, F> {
    fn new(network: &'a Network, at: Point, most_m: f64, wanted: F) -> Self {
        let local = plane::Local::at(at);
        let [_, north] = local.to_m(Point::new(at.x, at.y.saturating_add(1)));
        let steps_m = if north > 0.0 { 1.0 / north } else { 90.0 };
        let most_m2 = most_m * most_m;
        Nearest { network, wanted, at, local, steps_m, most_m2, free: None, walled: None }
    }

    /// Looks at a piece; answers how far in lattice steps others still matter.
    fn see(&mut self, piece: u32) -> f64 {
        let best = self.free.map_or(self.most_m2, |found| found.metres2);
        let [a, b] = self.network.piece(piece).map(|p| self.local.to_m(p));
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let square = dx * dx + dy * dy;
        let part =
            if square > 0.0 { (-(a[0] * dx + a[1] * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        let metres2 = (a[0] + part * dx).powi(2) + (a[1] + part * dy).powi(2);
        if metres2 > best + TIE_M2 {
            return best.sqrt() * self.steps_m;
        }
        let (edge, _) = self.network.edge_of_piece(piece);
        let found = Found { metres2, rank: self.network.edge(edge).rank(), piece, part };
        if !found.is_nearer(self.free) || !(self.wanted)(edge) {
            return best.sqrt() * self.steps_m;
        }
        let on = self.local.from_m([a[0] + part * dx, a[1] + part * dy]);
        let barriers = self.network.barriers();
        if !barriers.crosses(self.at, on) {
            self.free = Some(found);
            return metres2.sqrt() * self.steps_m;
        }
        if found.is_nearer(self.walled) && !barriers.crosses_hard(self.at, on) {
            self.walled = Some(found);
        }
        best.sqrt() * self.steps_m
    }

    #[expect(clippy::cast_possible_truncation, reason = "metres of a street fit an f32")]
    fn link(self) -> Option<Snap> {
        let found = self.free.or(self.walled)?;
        let (edge, first) = self.network.edge_of_piece(found.piece);
        let line = self.network.line(edge);
        let piece = (found.piece - first) as usize;
        let before = plane::length_m(&line[..=piece]);
        let length = plane::metres_between(line[piece], line[piece + 1]);
        let [a, b] = [line[piece], line[piece + 1]].map(|p| self.local.to_m(p));
        let on = [0, 1].map(|axis| a[axis] + found.part * (b[axis] - a[axis]));
        let along_m = (before + found.part * length) as f32;
        Some(Snap {
            edge,
            along_m: along_m.min(self.network.edge(edge).length_m),
            access_m: found.metres2.sqrt() as f32,
            at: self.local.from_m(on),
        })
    }
}
