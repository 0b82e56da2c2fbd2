//! A tighter bound, by prices.
//!
//! Put a price on every demand, between nothing and its people. Whichever k sites
//! are chosen, a demand that they reach is worth no more than what its people exceed
//! the price by, plus the price once for each site that reaches it. So nobody serves
//! more than the sum of all excesses and the k largest sums of prices in reach of a
//! candidate (the Lagrangian relaxation of R. Galvão and C. `ReVelle`, "A Lagrangean heuristic
//! for the maximal covering location problem", European Journal of Operational
//! Research 88, 1996). Any prices give a true bound; here they rise where nobody
//! serves and fall where several sites do, as long as that lowers it.

use super::bound::Bound;
use super::ground::Ground;
use super::solve::Task;

/// Prices are kept in sixteenths of a person.
const PARTS: i64 = 16;
/// So many entries of lists are looked at in all: a second or two on one core.
const MOST_ENTRIES: usize = 2_000_000_000;
/// No more rounds than this.
const MOST_ROUNDS: usize = 300;
/// So many rounds without a better bound halve the step.
const PATIENCE: u32 = 4;

/// Lowers the bound, starting from the prices that the sites suggest: all people
/// where none of them serves, and nothing elsewhere. `goal` is what they gain.
pub(super) fn tighten(
    task: &Task<'_>,
    bound: &mut Bound<'_>,
    start: &Ground<'_>,
    end: &Ground<'_>,
    keep_going: &dyn Fn() -> bool,
) {
    let demand = || (0u32..).take(task.people.len());
    let people: Vec<i64> = demand().map(|at| i64::from(start.left(at)) * PARTS).collect();
    let mut price: Vec<i64> = demand().map(|at| i64::from(end.left(at)) * PARTS).collect();
    let goal = i64::try_from(end.served() - start.served()).unwrap_or(i64::MAX / PARTS) * PARTS;
    let rounds = (MOST_ENTRIES / task.lists.entries().max(1)).clamp(1, MOST_ROUNDS);
    let (mut lowest, mut vain, mut pace) = (i64::MAX, 0, 1.0);
    for _ in 0..rounds {
        if bound.value() <= end.served() || !keep_going() {
            return;
        }
        let worth = |site: u32| {
            let prices = task.lists.of(site).iter().map(|&at| price[at as usize]);
            prices.sum::<i64>().unsigned_abs()
        };
        let (top, sites) = bound.dearest(&worth);
        let excess: i64 = people.iter().zip(&price).map(|(people, price)| people - price).sum();
        let total = excess.saturating_add_unsigned(top);
        bound.lower_to(start.served() + (total / PARTS).unsigned_abs());
        if total < lowest {
            (lowest, vain) = (total, 0);
        } else {
            vain += 1;
            if vain == PATIENCE {
                (vain, pace) = (0, pace / 2.0);
            }
        }
        if !step(task, &sites, &people, &mut price, pace, total - goal) {
            return;
        }
    }
}

/// Moves the prices by the surplus of demand and supply; says whether any moved.
fn step(
    task: &Task<'_>,
    sites: &[u32],
    people: &[i64],
    price: &mut [i64],
    pace: f64,
    gap: i64,
) -> bool {
    let mut surplus: Vec<i32> =
        people.iter().zip(&*price).map(|(people, price)| -i32::from(people > price)).collect();
    for &site in sites {
        task.lists.of(site).iter().for_each(|&at| surplus[at as usize] += 1);
    }
    // A price at its end does not move beyond it.
    for ((surplus, &people), &price) in surplus.iter_mut().zip(people).zip(&*price) {
        if people == 0 || price == 0 && *surplus > 0 {
            *surplus = 0;
        }
    }
    let square: i64 = surplus.iter().map(|&surplus| i64::from(surplus).pow(2)).sum();
    if square == 0 {
        return false;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "how far to go is a matter of taste; the bound itself is whole numbers"
    )]
    let stride = ((pace * gap as f64 / square as f64) as i64).max(1);
    for ((price, &people), &surplus) in price.iter_mut().zip(people).zip(&surplus) {
        *price = (*price - stride * i64::from(surplus)).clamp(0, people);
    }
    true
}
