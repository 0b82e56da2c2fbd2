//! A share of 0.7 is right seven times in ten.

use crate::chance::{Chance, frame};
use domain::routing::{Accuracy, Question, Reason, Settings, route};
use domain::testing::Town;
use domain::topo::Point;
use domain::topo::plane::Local;
use domain::{AreaId, Atlas, Metres};

/// Moved places for each accuracy; the journeys repeat this on real towns.
const PLACES: u32 = 100_000;

/// What was said and what was so, for the shares of one tenth.
#[derive(Clone, Copy, Default)]
struct Tenth {
    said: f64,
    so: f64,
    count: f64,
}

/// Whose the true place is: a Leaf, a Blank, or nobody's.
fn truth(atlas: &Atlas, at: Point) -> Option<AreaId> {
    AreaId::of(atlas.divisions()[0].partition().face_at(at))
}

#[test]
fn places_moved_by_a_known_error_are_found_as_often_as_stated() {
    let town = Town::drawn(
        "AABBC.DD
         AABCCCDD
         EEFFCGGD
         EFFFHHG.
         IIJ.HHKK
         IIJJLLLK
         MNJ.OLPP
         MNNNOOOP",
    )
    .under(
        "xxxxx.yy
         xxxxxxyy
         xxxxxyyy
         xxxxyyy.
         zzz.yyww
         zzzzwwww
         zzzzwwww
         zzzzwwww",
    )
    .with_cells_of(2_500)
    .bent(1);
    let (atlas, mut chance) = (town.atlas(), Chance(20));
    let (mut unconfirmed, mut wrong) = (0.0, 0.0);
    println!("{:>9} {:>7} {:>7} {:>8} {:>7}", "accuracy", "shares", "stated", "found", "apart");
    for metres in [5.0, 10.0, 20.0, 50.0] {
        let accuracy = Accuracy::new(Metres(metres)).unwrap();
        // True places reach far enough out that no error brings in any from beyond.
        let (low, high) = frame(&town, 20_000);
        let mut tenths = [Tenth::default(); 10];
        for _ in 0..PLACES {
            let place = chance.point(low, high);
            let stated = Local::at(place).from_m(chance.error(accuracy.sigma()));
            let question = Question::at(stated).within(accuracy);
            let answer = route(&atlas, &question, &Settings::default()).answers.remove(0);
            let face = truth(&atlas, place);
            let leaf = face.filter(|id| atlas.area(*id).unwrap().is_leaf());
            let own = match answer.reason {
                Reason::Outside => None,
                Reason::Blank { inside } => Some(face == Some(inside)),
                _ => Some(leaf.is_some() && leaf == answer.path.last().copied()),
            };
            let others =
                answer.candidates.iter().map(|other| (other.share, leaf == Some(other.leaf)));
            let others: Vec<_> = others.collect();
            let elsewhere = !others.iter().any(|(_, so)| *so) && own != Some(true);
            let own_share = own.map(|so| (answer.share, so));
            let outside = (answer.outside_share, elsewhere);
            for (share, so) in others.into_iter().chain(own_share).chain([outside]) {
                tenths[tenth(share.unwrap())].add(share.unwrap(), so);
            }
            if !answer.needs_confirmation {
                unconfirmed += 1.0;
                wrong += f64::from(!own.unwrap_or(elsewhere));
            }
        }
        for (tenth, Tenth { said, so, count }) in tenths.iter().enumerate() {
            let (said, so) = (said / count, so / count);
            println!(
                "{metres:>7} m {:>7} {said:>7.3} {so:>8.3} {:>+7.3}",
                format!("{tenth}0 %"),
                so - said
            );
            // Two points, and what chance alone does to so many places.
            let chance = 3.0 * (0.25 / count).sqrt();
            assert!((said - so).abs() < 0.02 + chance, "{count} shares of about {said} held {so}");
        }
    }
    println!("wrong without confirmation: {:.3} %", 100.0 * wrong / unconfirmed);
    assert!(wrong <= 0.01 * unconfirmed);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is 0 to 1")]
fn tenth(share: f64) -> usize {
    ((share * 10.0) as usize).min(9)
}

impl Tenth {
    fn add(&mut self, said: f64, so: bool) {
        self.said += said;
        self.so += f64::from(so);
        self.count += 1.0;
    }
}
