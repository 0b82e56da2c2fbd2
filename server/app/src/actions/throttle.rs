//! How often may somebody try to sign in?
//!
//! Every login and every peer has a purse of tries. A try takes one from both before the
//! password is looked at, so that many at once count as many; a right password fills the
//! login's purse and gives the peer its try back. Empty purses fill slowly: who guesses
//! gets nowhere, who mistypes waits half a minute.

use domain::Moment;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Tries of one login, and how long one takes to come back.
const LOGIN: Purse = Purse { most: 5, micros: 30_000_000 };

/// The same for a peer, behind which many people may sit.
const PEER: Purse = Purse { most: 30, micros: 10_000_000 };

/// So many purses are remembered; beyond that the fuller half is forgotten.
const KEPT: usize = 20_000;

#[derive(Clone, Copy)]
struct Purse {
    most: i64,
    micros: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Login(String),
    Peer(IpAddr),
}

/// There was no try left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many tries to sign in; wait {} seconds", .wait.as_secs())]
pub(crate) struct TooOften {
    /// How long until there is one again.
    pub(crate) wait: Duration,
}

/// The purses of everybody who tried of late.
#[derive(Default)]
pub(crate) struct Throttle {
    /// For each the instant, in microseconds, at which its purse would be full.
    full_at: Mutex<BTreeMap<Key, i64>>,
}

impl Throttle {
    /// Takes one try from the login and from the peer.
    pub(crate) fn try_once(&self, login: &str, peer: IpAddr, now: Moment) -> Result<(), TooOften> {
        let mut purses = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if purses.len() >= KEPT {
            forget_half(&mut purses);
        }
        let wanted = keys(login, peer);
        let short = wanted.iter().map(|(key, purse)| {
            let full_at = purses.get(key).copied().unwrap_or(now.0).max(now.0);
            full_at + purse.micros - now.0 - purse.most * purse.micros
        });
        let short = short.max().unwrap_or(0);
        if short > 0 {
            // Up to the full second: who waits as told is not sent away again.
            let seconds = u64::try_from(short).unwrap_or(0).div_ceil(1_000_000);
            return Err(TooOften { wait: Duration::from_secs(seconds) });
        }
        for (key, purse) in wanted {
            let full_at = purses.entry(key).or_insert(now.0);
            *full_at = (*full_at).max(now.0) + purse.micros;
        }
        Ok(())
    }

    /// The password was right: the login's purse is full again, the peer's as before.
    pub(crate) fn was_right(&self, login: &str, peer: IpAddr) {
        let mut purses = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, purse) in keys(login, peer) {
            match key {
                Key::Login(_) => drop(purses.remove(&key)),
                Key::Peer(_) => {
                    purses.entry(key).and_modify(|full_at| *full_at -= purse.micros);
                }
            }
        }
    }
}

/// Drops the purses that will be full first, the greater half of them all.
fn forget_half(purses: &mut BTreeMap<Key, i64>) {
    let mut instants: Vec<i64> = purses.values().copied().collect();
    let middle = instants.len() / 2;
    let (_, median, _) = instants.select_nth_unstable(middle);
    purses.retain(|_, full_at| *full_at > *median);
}

fn keys(login: &str, peer: IpAddr) -> [(Key, Purse); 2] {
    let login = login.chars().take(100).collect::<String>().to_lowercase();
    [(Key::Login(login), LOGIN), (Key::Peer(household(peer)), PEER)]
}

/// Whoever has one IPv6 address has a whole /64 of them.
fn household(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(network.into())
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment(1_700_000_000_000_000 + seconds * 1_000_000)
    }

    fn peer(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// A peer of its own for every login, so that only the login counts.
    fn own(login: &str) -> IpAddr {
        let number = login.bytes().fold(1_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
        IpAddr::from(number.to_be_bytes())
    }

    #[test]
    fn five_tries_then_one_each_half_minute() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.try_once("wang", own("wang"), at(0)), Ok(()));
        }
        let refused = throttle.try_once("WANG", own("wang"), at(1)).unwrap_err();
        assert_eq!(refused.wait.as_secs(), 29);
        assert_eq!(throttle.try_once("li", own("li"), at(1)), Ok(()), "another login");
        assert_eq!(throttle.try_once("wang", own("wang"), at(30)), Ok(()));
        assert!(throttle.try_once("wang", own("wang"), at(31)).is_err());
    }

    #[test]
    fn a_refused_try_costs_nothing() {
        let throttle = Throttle::default();
        for second in 0..600 {
            let _ = throttle.try_once("wang", own("wang"), at(second % 10));
        }
        assert_eq!(throttle.try_once("wang", own("wang"), at(40)), Ok(()));
    }

    #[test]
    fn a_right_password_fills_the_purse() {
        let throttle = Throttle::default();
        for _ in 0..40 {
            assert_eq!(throttle.try_once("wang", peer("10.0.0.1"), at(0)), Ok(()));
            throttle.was_right("wang", peer("10.0.0.1"));
        }
    }

    #[test]
    fn a_peer_that_tries_many_logins_is_stopped_and_its_neighbour_is_not() {
        let throttle = Throttle::default();
        let one = peer("2001:db8::1");
        for login in 0..30 {
            assert_eq!(throttle.try_once(&login.to_string(), one, at(0)), Ok(()));
        }
        let same_house = peer("2001:db8::ffff");
        assert_eq!(throttle.try_once("wang", same_house, at(0)).unwrap_err().wait.as_secs(), 10);
        assert_eq!(throttle.try_once("wang", peer("2001:db8:0:1::1"), at(0)), Ok(()));
        assert_eq!(throttle.try_once("wang", peer("10.0.0.1"), at(0)), Ok(()));
    }

    #[test]
    fn what_is_remembered_has_a_bound_and_forgets_no_guesser_first() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            throttle.try_once("wang", own("wang"), at(0)).unwrap();
        }
        for login in 0..2 * KEPT {
            let login = format!("login {login}");
            throttle.try_once(&login, own(&login), at(0)).unwrap();
        }
        assert!(throttle.full_at.lock().unwrap().len() <= KEPT);
        assert!(throttle.try_once("wang", own("wang"), at(0)).is_err());
    }
}
