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

/// A station, a place in its reach and the walk between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    /// Tenths of a second.
    pub(crate) tenths: u16,
    pub(crate) station: u32,
    pub(crate) place: u32,
}

/// Rooms of stations, and at what walk each place found one.
#[derive(Debug, Clone)]
pub(crate) struct Seats<'a> {
    people: &'a [u32],
    /// Room left in each station; `None` has no end.
    room: Vec<Option<u32>>,
    /// The walk to the station that has room, in tenths of a second.
    found: Vec<u16>,
}

impl<'a> Seats<'a> {
    pub(crate) fn new(people: &'a [u32], capacities: impl Iterator<Item = Option<u32>>) -> Self {
        Seats { people, room: capacities.collect(), found: vec![u16::MAX; people.len()] }
    }

    /// Gives out seats for pairs that are all farther than those given before.
    pub(crate) fn give(&mut self, mut pairs: Vec<Pair>) {
        pairs.sort_unstable();
        for pair in pairs {
            let found = &mut self.found[pair.place as usize];
            if *found != u16::MAX {
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

    pub(crate) fn found(self) -> Vec<u16> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(tenths: u16, station: u32, place: u32) -> Pair {
        Pair { tenths, station, place }
    }

    #[test]
    fn a_station_fills_with_the_nearest_places_and_the_next_takes_the_others() {
        let people = [30, 40, 50, 0];
        let mut seats = Seats::new(&people, [Some(70), Some(60)].into_iter());
        seats.give(vec![
            pair(100, 0, 0),
            pair(200, 0, 1),
            pair(150, 0, 2),
            pair(300, 1, 1),
            pair(900, 1, 2),
            pair(400, 0, 3),
        ]);
        // Place 2 is nearer than place 1, but 50 do not fit beside 30; place 1 does. The
        // second station has room for place 2 at last, and a place of nobody always fits.
        assert_eq!(seats.found(), [100, 200, 900, 400]);
    }

    #[test]
    fn a_station_without_a_capacity_has_room_for_all() {
        let people = [u32::MAX, u32::MAX];
        let mut seats = Seats::new(&people, [None].into_iter());
        seats.give(vec![pair(1, 0, 0), pair(2, 0, 1)]);
        assert_eq!(seats.found(), [1, 2]);
    }
}
