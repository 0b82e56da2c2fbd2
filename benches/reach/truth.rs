//! Are the times true? Judged by the peer's matrix with its preferences switched off.
//!
//! Both answer from street to street: the peer is asked from and to the points where
//! we met the street, and our legs to them are taken off, for it counts no legs. Where
//! the peer needs between 14:30 and 15:30 nobody is judged.

use crate::peer::{Valhalla, Walked, point, position};
use crate::town::Town;
use crate::verdict::{Verdict, percent};
use domain::topo::{Point, plane};
use reach::{Reached, Scratch, Snap};
use serde_json::{Value, json};
use std::path::Path;

/// The limit.
const LIMIT_S: f64 = 900.0;
/// Nearer to the limit than this nobody is judged.
const BAND_S: f64 = 30.0;
/// How far we search: the longest detour to a place 1,900 m away.
const SEARCH_MIN: u32 = 90;

/// The cause that says nothing about walking.
const LINKED: &str = "linked to different streets";

/// What was counted over all pairs.
#[derive(Debug, Default)]
struct Count {
    pairs: usize,
    agreed: usize,
    judged: usize,
    judged_agreed: usize,
    measured: usize,
    near: usize,
    longer: Vec<Value>,
    shorter: Vec<Value>,
}

/// A pair of places and both walks between them.
struct Pair {
    from: Snap,
    to: Snap,
    ours: Option<Walked>,
    theirs: Option<Walked>,
}

/// Sixty street points for each station.
pub(crate) fn compare(town: &Town, valhalla: &mut Valhalla, scratch: &Path, verdict: &mut Verdict) {
    let stations: Vec<Value> = town.stations.iter().copied().map(position).collect();
    let points = json!({"do": "points", "city": town.name, "stations": stations});
    let points = valhalla.ask(&points);
    let mut count = Count::default();
    let mut room = Scratch::new();
    for (station, points) in town.stations.iter().zip(points.as_array().expect("a list")) {
        let Some(from) = town.snap(*station) else { continue };
        let targets = points["street"].as_array().expect("a list").iter().map(point);
        let targets: Vec<Snap> = targets.filter_map(|target| town.snap(target)).collect();
        let places: Vec<Point> = targets.iter().map(|target| target.at).collect();
        let theirs = valhalla.matrix(town.name, from.at, &places);
        let reached = town.search(&mut room, from, SEARCH_MIN);
        for (to, theirs) in targets.into_iter().zip(theirs) {
            let ours = walked(town, &reached, &from, &to);
            count.pair(town, valhalla, &Pair { from, to, ours, theirs });
        }
    }
    count.tell(town.name, scratch, verdict);
}

/// Our walk between two places on streets, without the legs to them.
fn walked(town: &Town, reached: &Reached<'_>, from: &Snap, to: &Snap) -> Option<Walked> {
    let preset = town.walk.preset();
    let legs = preset.ms(f64::from(from.access_m)) + preset.ms(f64::from(to.access_m));
    let seconds = f64::from(reached.time_at(to)?.saturating_sub(legs)) / 1e3;
    Some(Walked { seconds, metres: seconds * preset.metres_per_second })
}

impl Count {
    fn pair(&mut self, town: &Town, valhalla: &mut Valhalla, pair: &Pair) {
        let within = |walked: Option<Walked>| walked.is_some_and(|it| it.seconds <= LIMIT_S);
        let agree = within(pair.ours) == within(pair.theirs);
        let close = pair.theirs.is_some_and(|it| (it.seconds - LIMIT_S).abs() <= BAND_S);
        self.pairs += 1;
        self.agreed += usize::from(agree);
        if !close {
            self.judged += 1;
            self.judged_agreed += usize::from(agree);
        }
        let (Some(ours), Some(theirs)) = (pair.ours, pair.theirs) else { return };
        let longer = ours.metres - theirs.metres;
        self.measured += 1;
        self.near += usize::from(longer.abs() <= 20.0);
        if longer.abs() > 50.0 {
            let told = told(town, valhalla, pair, longer);
            if longer > 0.0 { self.longer.push(told) } else { self.shorter.push(told) }
        }
    }

    fn tell(self, name: &str, scratch: &Path, verdict: &mut Verdict) {
        let outside = percent(self.judged_agreed, self.judged);
        let all = percent(self.agreed, self.pairs);
        let near = percent(self.near, self.measured);
        let shown = |share: f64| format!("{share:.2} %");
        let what = format!("{name}: in or out, outside 15 min ± 30 s");
        verdict.goal(&what, shown(outside), String::new(), ">= 99.5 %", outside >= 99.5);
        let what = format!("{name}: in or out, all {} pairs", self.pairs);
        verdict.goal(&what, shown(all), String::new(), ">= 98.8 %", all >= 98.8);
        let what = format!("{name}: distance within 20 m");
        if name == "porto" {
            verdict.goal(&what, shown(near), String::new(), ">= 94 %", near >= 94.0);
        } else {
            verdict.note(&what, shown(near), String::new());
        }
        let file = scratch.join(format!("{name}.differences.json"));
        let what = format!("{name}: more than 50 m longer than the peer");
        let same_street = |pair: &&Value| pair["cause"] != LINKED;
        let longer = self.longer.iter().filter(same_street).count();
        verdict.goal(&what, longer.to_string(), String::new(), "0", longer == 0);
        let mut causes = std::collections::BTreeMap::<&str, usize>::new();
        for pair in self.longer.iter().chain(&self.shorter) {
            *causes.entry(pair["cause"].as_str().expect("a word")).or_default() += 1;
        }
        for (cause, pairs) in causes {
            verdict.note(&format!("  50 m apart: {cause}"), pairs.to_string(), String::new());
        }
        let both = json!({"longer": self.longer, "shorter": self.shorter});
        std::fs::write(file, both.to_string()).expect("the folder is there");
    }
}

/// Both walks of a pair that is far apart, and the likely cause.
fn told(town: &Town, valhalla: &mut Valhalla, pair: &Pair, longer: f64) -> Value {
    let ends = [position(pair.from.at), position(pair.to.at)];
    let question = json!({"do": "route", "city": town.name, "a": ends[0], "b": ends[1]});
    let theirs = valhalla.ask(&question);
    let their_line: Vec<Point> =
        theirs["line"].as_array().expect("a list").iter().map(point).collect();
    let mut room = Scratch::new();
    let ours = town.walk.route(&mut room, pair.from.at, pair.to.at);
    let our_line = ours.map(|route| route.line).unwrap_or_default();
    let apart = |end: Option<&Point>, snap: &Snap| {
        end.is_none_or(|end| plane::metres_between(*end, snap.at) > 20.0)
    };
    let off_our_streets =
        |p: &&Point| town.walk.network().snap(**p, 12.0).is_none_or(|snap| snap.access_m > 8.0);
    // Two streets lie above one another: from the peer's own street ours is as short.
    let mut other_street = || {
        let ends = [their_line.first()?, their_line.last()?].map(|end| town.snap(*end));
        let [Some(from), Some(to)] = ends else { return None };
        let reached = town.search(&mut room, from, SEARCH_MIN);
        let again = walked(town, &reached, &from, &to)?;
        Some(longer > 0.0 && again.metres - theirs["metres"].as_f64()? <= 50.0)
    };
    let cause = if apart(their_line.first(), &pair.from)
        || apart(their_line.last(), &pair.to)
        || other_street() == Some(true)
    {
        LINKED
    } else if longer > 0.0 && their_line.iter().filter(off_our_streets).count() > 0 {
        "the peer walks where we have no street"
    } else if longer > 0.0 {
        "the peer passes what stops us"
    } else {
        "the peer is stopped or prefers another way"
    };
    let line = |points: &[Point]| points.iter().copied().map(position).collect::<Vec<Value>>();
    json!({
        "cause": cause, "longer_m": longer, "from": ends[0], "to": ends[1],
        "ours": line(&our_line), "theirs": line(&their_line), "told": theirs["told"],
    })
}
