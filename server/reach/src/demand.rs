//! Where people are, and how they get onto the network.
//!
//! Each place is linked to the network once: to the nearest edge within
//! [`LINK_M`], along a line that crosses no barrier. From then on a search answers
//! for all places by walking along their edges, without looking for them again.
//! What cannot be linked is kept, with the reason: nobody disappears from a count.

mod areas;
mod judge;

pub use areas::Areas;
pub use judge::{Found, Legs, TENTH_MS, UNREACHED, tenths_of};

use crate::coverage::Count;
use crate::{Network, Snap};
use domain::topo::Point;
use domain::topo::plane::Local;
use domain::{Place, PlaceSort};

/// Farther than so many metres from any street a place is not linked.
pub const LINK_M: f64 = 150.0;

/// Why a place is on no street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unlinked {
    /// No street within [`LINK_M`], but for such as are not connected with the others.
    NoStreet,
    /// Streets within [`LINK_M`], all behind a barrier.
    Barrier,
}

/// All places, in the order in which they lie along the edges of a network.
///
/// A place is named by its position in this order, from 0; [`Demand::origin`]
/// leads back to the list it came from. Places that are not linked come last.
#[derive(Debug, Clone)]
pub struct Demand {
    at: Vec<Point>,
    people: Vec<u32>,
    households: Vec<u32>,
    origin: Vec<u32>,
    snaps: Vec<Snap>,
    /// Why the places after those are not linked.
    unlinked: Vec<Unlinked>,
    /// Where the places of each edge begin; one more than there are edges.
    starts: Vec<u32>,
    lived_in: bool,
    sort: PlaceSort,
}

impl Demand {
    /// Links places to a network.
    pub fn link(network: &Network, places: &[Place]) -> Demand {
        let mut linked = Vec::with_capacity(places.len());
        let mut unlinked = Vec::new();
        for (index, place) in (0u32..).zip(places) {
            match network.snap(place.at, LINK_M) {
                Some(snap) => linked.push((snap, index)),
                None => unlinked.push((index, reason(network, place.at))),
            }
        }
        linked.sort_by(|(a, i), (b, j)| {
            a.edge.cmp(&b.edge).then(a.along_m.total_cmp(&b.along_m)).then(i.cmp(j))
        });
        let mut starts = vec![0; network.edges().len() + 1];
        for (snap, _) in &linked {
            starts[snap.edge as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let origin: Vec<u32> = linked
            .iter()
            .map(|(_, index)| *index)
            .chain(unlinked.iter().map(|(index, _)| *index))
            .collect();
        let all = || origin.iter().map(|&index| &places[index as usize]);
        Demand {
            at: all().map(|place| place.at).collect(),
            people: all().map(|place| place.residents).collect(),
            households: all().map(|place| place.households).collect(),
            lived_in: places.iter().any(|place| place.residents > 0),
            sort: most_exact(places),
            snaps: linked.into_iter().map(|(snap, _)| snap).collect(),
            unlinked: unlinked.into_iter().map(|(_, reason)| reason).collect(),
            starts,
            origin,
        }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is no place.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Where each place is.
    pub fn points(&self) -> &[Point] {
        &self.at
    }

    /// People of each place.
    pub fn people(&self) -> &[u32] {
        &self.people
    }

    /// Households of each place.
    pub fn households(&self) -> &[u32] {
        &self.households
    }

    /// A place as a count.
    pub fn count(&self, place: u32) -> Count {
        Count {
            people: u64::from(self.people[place as usize]),
            households: u64::from(self.households[place as usize]),
            buildings: 1,
        }
    }

    /// The position of a place in the list that was linked.
    pub fn origin(&self, place: u32) -> usize {
        self.origin[place as usize] as usize
    }

    /// Where a place joins the network; `None` if it does not.
    pub fn snap(&self, place: u32) -> Option<&Snap> {
        self.snaps.get(place as usize)
    }

    /// Places that are on no street, with the reason.
    pub fn unlinked(&self) -> impl Iterator<Item = (u32, Unlinked)> + '_ {
        let places = (0u32..).take(self.len()).skip(self.snaps.len());
        places.zip(self.unlinked.iter().copied())
    }

    /// Whether anybody lives in any of the places. Where nobody does, places are
    /// counted instead of people.
    pub fn is_lived_in(&self) -> bool {
        self.lived_in
    }

    /// What the places stand for; of several sorts the one most of them have.
    pub fn sort(&self) -> PlaceSort {
        self.sort
    }

    /// What a place weighs where one number is wanted: its people, or one where
    /// nobody lives anywhere.
    pub fn weight(&self, place: u32) -> u32 {
        if self.lived_in { self.people[place as usize] } else { 1 }
    }

    /// The median length of the lines that link places to streets, in metres. In
    /// good data it is 5 to 8; hundreds mean that the two are shifted against each
    /// other. `None` where nothing is linked.
    pub fn median_access_m(&self) -> Option<f32> {
        let mut access: Vec<f32> = self.snaps.iter().map(|snap| snap.access_m).collect();
        let middle = access.len() / 2;
        (!access.is_empty()).then(|| *access.select_nth_unstable_by(middle, f32::total_cmp).1)
    }

    /// The places along an edge, in travel order.
    fn on_edge(&self, edge: u32) -> std::ops::Range<u32> {
        self.starts[edge as usize]..self.starts[edge as usize + 1]
    }
}

/// Why a place that was not linked was not.
fn reason(network: &Network, at: Point) -> Unlinked {
    let local = Local::at(at);
    // Lattice steps of latitude: 90 are a metre.
    let most = LINK_M * 91.0;
    let mut near = false;
    network.grid().around(at, most, |piece| {
        let [from, to] = network.piece(piece);
        near |= local.distance_to_segment(at, from, to) <= LINK_M;
        if near { 0.0 } else { most }
    });
    if near { Unlinked::Barrier } else { Unlinked::NoStreet }
}

/// The sort that most places have; of equals the more exact.
fn most_exact(places: &[Place]) -> PlaceSort {
    let count = |sort: PlaceSort| places.iter().filter(|place| place.sort == sort).count();
    let sorts = [PlaceSort::Cell, PlaceSort::Address, PlaceSort::Building];
    sorts.into_iter().max_by_key(|sort| count(*sort)).unwrap_or(PlaceSort::Building)
}
