//! Who still finds room in a station with a capacity?
//!
//! The rule. Pairs of a station and a place within its reach are taken by walking
//! time, the shortest first; of equal times the station that is given first, and
//! then the place that comes first. A place that has not found room yet goes to
//! the station of the pair if that has room for all of its people, and otherwise
//! waits for its next pair. A place with nobody in it always finds room; a station
//! without a capacity has room for all. So at every moment of walking time the
//! seats are given, and a place that found room within eight minutes has it within
//! fifteen: the rings agree with each other.

use super::StationAt;
use crate::Scratch;
use crate::demand::{Found, Legs, TENTH_MS, UNREACHED, tenths_of};

/// So many pairs are held at a time, twelve bytes each; 20,000 stations in a city have a
/// hundred million.
const MOST_PAIRS: usize = 2_000_000;

/// A station, a place in its reach and the walk between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    /// Tenths of a second.
    tenths: u16,
    station: u32,
    place: u32,
}

/// Pairs as they turn up, and how many there are by time.
#[derive(Debug)]
pub(super) struct Pairs {
    held: Vec<Pair>,
    by_tenths: Vec<u32>,
    most: usize,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self::holding(MOST_PAIRS)
    }

    fn holding(most: usize) -> Self {
        Pairs { held: Vec::new(), by_tenths: vec![0; usize::from(UNREACHED) + 1], most }
    }

    /// Notes a pair; past the most that are held, only its time.
    pub(super) fn note(&mut self, station: u32, found: &Found) {
        let tenths = tenths_of(found.ms);
        self.by_tenths[usize::from(tenths)] += 1;
        if self.held.len() <= self.most {
            self.held.push(Pair { tenths, station, place: found.place });
        }
    }

    /// Gives out all seats: the walk at which each place found one, in tenths of a
    /// second. `nearest` is the walk to the nearest station.
    pub(super) fn seat(
        mut self,
        legs: &Legs<'_>,
        scratch: &mut Scratch,
        stations: &[StationAt],
        nearest: &[u16],
    ) -> Vec<u16> {
        let people = legs.demand().people();
        let mut seats = Seats::new(people, stations.iter().map(|station| station.capacity));
        if self.held.len() <= self.most {
            seats.give(&mut self.held);
        } else {
            // Too many to hold: the searches are made again, a stretch of time at once,
            // and by then most stations are full.
            self.held.clear();
            let mut after = None;
            for until in self.stretches() {
                self.gather(legs, scratch, stations, &seats, (after, until));
                seats.give(&mut self.held);
                after = Some(until);
            }
        }
        seats.found(nearest)
    }

    /// The ends of stretches of time with no more pairs in each than are held.
    fn stretches(&self) -> Vec<u16> {
        let (mut ends, mut sum, mut last) = (Vec::new(), 0, 0);
        for (tenths, &count) in (0..UNREACHED).zip(&self.by_tenths) {
            if sum > 0 && sum + count as usize > self.most {
                ends.push(tenths - 1);
                sum = 0;
            }
            sum += count as usize;
            last = if count > 0 { tenths } else { last };
        }
        ends.push(last);
        ends
    }

    /// Gathers the pairs of a stretch that may still matter.
    fn gather(
        &mut self,
        legs: &Legs<'_>,
        scratch: &mut Scratch,
        stations: &[StationAt],
        seats: &Seats<'_>,
        (after, until): (Option<u16>, u16),
    ) {
        let mut list = Vec::new();
        let least = seats.least_wanted();
        let open = |(station, _): &(u32, &StationAt)| seats.has_room(*station, least);
        for (station, at) in (0u32..).zip(stations).filter(open) {
            let Some(snap) = at.snap else { continue };
            legs.within(scratch, &[snap], u32::from(until) * TENTH_MS, &mut list);
            for &Found { place, ms, .. } in &list {
                let tenths = tenths_of(ms);
                if after.is_none_or(|after| tenths > after) && seats.wanted(place) {
                    self.held.push(Pair { tenths, station, place });
                }
            }
        }
    }
}

/// Rooms of stations, and at what walk each place found one.
#[derive(Debug, Clone)]
struct Seats<'a> {
    people: &'a [u32],
    /// Room left in each station; `None` has no end.
    room: Vec<Option<u32>>,
    /// The walk to the station that has room, in tenths of a second.
    found: Vec<u16>,
}

impl<'a> Seats<'a> {
    fn new(people: &'a [u32], capacities: impl Iterator<Item = Option<u32>>) -> Self {
        Seats { people, room: capacities.collect(), found: vec![UNREACHED; people.len()] }
    }

    /// Gives out seats for pairs that are all farther than those given before, and
    /// clears them.
    fn give(&mut self, pairs: &mut Vec<Pair>) {
        pairs.sort_unstable();
        for pair in pairs.drain(..).filter(|pair| self.people[pair.place as usize] > 0) {
            let found = &mut self.found[pair.place as usize];
            if *found != UNREACHED {
                continue;
            }
            if let Some(room) = &mut self.room[pair.station as usize] {
                let Some(left) = room.checked_sub(self.people[pair.place as usize]) else {
                    continue;
                };
                *room = left;
            }
            *found = pair.tenths;
        }
    }

    /// Whether a station has room for so many more.
    fn has_room(&self, station: u32, people: u32) -> bool {
        self.room[station as usize].is_none_or(|room| room >= people)
    }

    /// The people of the smallest place that has found no room.
    fn least_wanted(&self) -> u32 {
        let wanted = (0u32..).take(self.people.len()).filter(|place| self.wanted(*place));
        wanted.map(|place| self.people[place as usize]).min().unwrap_or(u32::MAX)
    }

    fn wanted(&self, place: u32) -> bool {
        self.found[place as usize] == UNREACHED && self.people[place as usize] > 0
    }

    /// What was found; a place of nobody is seated in its nearest station.
    fn found(mut self, nearest: &[u16]) -> Vec<u16> {
        let empty = (0..self.people.len()).filter(|&place| self.people[place] == 0);
        empty.for_each(|place| self.found[place] = nearest[place]);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;
    use crate::demand::Demand;
    use crate::testing::Town;
    use domain::{Place, PlaceSort};

    fn pair(tenths: u16, station: u32, place: u32) -> Pair {
        Pair { tenths, station, place }
    }

    #[test]
    fn a_station_fills_with_the_nearest_places_and_the_next_takes_the_others() {
        let people = [30, 40, 50, 0];
        let mut seats = Seats::new(&people, [Some(70), Some(60)].into_iter());
        seats.give(&mut vec![
            pair(100, 0, 0),
            pair(200, 0, 1),
            pair(150, 0, 2),
            pair(300, 1, 1),
            pair(900, 1, 2),
            pair(400, 0, 3),
        ]);
        // Place 2 is nearer than place 1, but 50 do not fit beside 30; place 1 does. The
        // second station has room for place 2 at last, and a place of nobody always fits.
        assert_eq!(seats.found(&[100, 200, 150, 400]), [100, 200, 900, 400]);
    }

    #[test]
    fn a_station_without_a_capacity_has_room_for_all() {
        let people = [u32::MAX, u32::MAX];
        let mut seats = Seats::new(&people, [None].into_iter());
        seats.give(&mut vec![pair(1, 0, 0), pair(2, 0, 1)]);
        assert_eq!(seats.found(&[1, 2]), [1, 2]);
    }

    #[test]
    fn seats_given_out_in_stretches_are_the_same_seats() {
        let town = Town::drawn("A--------------------B--------------------C");
        let walk = town.walk(Preset::standard());
        let place = |step: u32| Place {
            code: String::new(),
            at: town.beside('A', f64::from(step * 7), 3.0),
            residents: step % 9,
            households: 1,
            sort: PlaceSort::Building,
        };
        let places: Vec<Place> = (0..60).map(place).collect();
        let demand = Demand::link(walk.network(), &places);
        let legs = Legs::new(&walk, &demand);
        let at = |corner| StationAt::link(walk.network(), town.at(corner), Some(60));
        let stations = ['A', 'B', 'C'].map(at);
        let seated = |most: usize| {
            let (mut pairs, mut scratch, mut list) =
                (Pairs::holding(most), Scratch::new(), Vec::new());
            let mut nearest = vec![UNREACHED; demand.len()];
            for (index, station) in (0..).zip(&stations) {
                legs.within(&mut scratch, &[station.snap.unwrap()], 300_000, &mut list);
                for found in &list {
                    pairs.note(index, found);
                    let nearest = &mut nearest[found.place as usize];
                    *nearest = tenths_of(found.ms).min(*nearest);
                }
            }
            pairs.seat(&legs, &mut scratch, &stations, &nearest)
        };
        let whole = seated(MOST_PAIRS);
        assert!(whole.contains(&UNREACHED) && whole.iter().any(|&tenths| tenths > 1_000));
        for most in [1, 5, 20, 70] {
            assert_eq!(seated(most), whole);
        }
    }
}
