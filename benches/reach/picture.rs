//! Do the pictures show what can be walked? Judged in two cities at points near streets,
//! by the peer's own times, and laid over the peer's pictures.
//!
//! The peer's matrix tells the walk from street to street; the straight legs at both
//! ends are added, for a picture is drawn from door to door. Where that comes to between
//! 14:30 and 15:30 nobody is judged. How much two pictures share (the area of both over
//! the area of either) proves nothing by itself: the peer's cells are 111 m wide. The five
//! that share least are drawn side by side into the bench's folder, for a look.

use crate::area::{holds, shape_of};
use crate::peer::{Valhalla, point, position};
use crate::town::Town;
use crate::verdict::{Verdict, percent};
use domain::topo::{Arrangement, Bounds, Cell, Label, Point, Shape};
use reach::Scratch;
use reach::picture::rings;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// The limit, and how near to it nobody is judged.
const LIMIT_S: f64 = 900.0;
const BAND_S: f64 = 30.0;

/// So many of the least alike are drawn.
const DRAWN: usize = 5;

/// Points inside a picture, and those of them that are not reached in time; points
/// reached in time, and those of them outside it.
#[derive(Debug, Default)]
struct Count {
    inside: usize,
    unreached: usize,
    reached: usize,
    outside: usize,
}

impl Count {
    fn judge(&mut self, shape: &Shape, at: Point, in_time: bool) {
        let inside = holds(shape, at);
        self.inside += usize::from(inside);
        self.unreached += usize::from(inside && !in_time);
        self.reached += usize::from(in_time);
        self.outside += usize::from(in_time && !inside);
    }

    fn wrong(&self) -> f64 {
        percent(self.unreached, self.inside)
    }

    fn missed(&self) -> f64 {
        percent(self.outside, self.reached)
    }
}

/// Sixty points near streets for each station, and both pictures of it.
pub(crate) fn compare(town: &Town, valhalla: &mut Valhalla, scratch: &Path, verdict: &mut Verdict) {
    let cells = town.cells(10.0);
    let stations: Vec<Value> = town.stations.iter().copied().map(position).collect();
    let points = json!({"do": "points", "city": town.name, "stations": stations});
    let points = valhalla.ask(&points);
    let (mut ours, mut theirs) = (Count::default(), Count::default());
    let mut alike: Vec<(f64, Shape, Shape)> = Vec::new();
    let mut room = Scratch::new();
    for (station, points) in town.stations.iter().zip(points.as_array().expect("a list")) {
        let Some(from) = town.snap(*station) else { continue };
        let reached = town.search(&mut room, from, 15);
        let mine = rings(&cells, &reached, &[15]).remove(0).shape;
        let (_, text) = valhalla.isochrone(town.name, *station, &[15], true);
        let other = shape_of(&text);
        let targets = points["street"].as_array().expect("a list").iter().map(point);
        let targets: Vec<_> = targets.filter_map(|at| Some((at, town.snap(at)?))).collect();
        let places: Vec<Point> = targets.iter().map(|(_, snap)| snap.at).collect();
        let walks = valhalla.matrix(town.name, from.at, &places);
        let legs_s = |metres: f32| f64::from(metres) / town.walk.preset().metres_per_second;
        for ((at, snap), walk) in targets.iter().zip(walks) {
            let seconds = walk.map_or(f64::INFINITY, |walk| walk.seconds)
                + legs_s(from.access_m)
                + legs_s(snap.access_m);
            if (seconds - LIMIT_S).abs() > BAND_S {
                ours.judge(&mine, *at, seconds <= LIMIT_S);
                theirs.judge(&other, *at, seconds <= LIMIT_S);
            }
        }
        alike.push((shared(&mine, &other), mine, other));
    }
    let shown = |share: f64| format!("{share:.2} %");
    let what = format!("{}: street points in the picture, not reachable", town.name);
    let met = ours.wrong() <= 1.5 && ours.wrong() <= theirs.wrong();
    let goal = "<= 1.5 %, <= the peer's";
    verdict.goal(&what, shown(ours.wrong()), shown(theirs.wrong()), goal, met);
    let what = format!("{}: reachable street points outside it", town.name);
    verdict.note(&what, shown(ours.missed()), shown(theirs.missed()));
    alike.sort_by(|a, b| a.0.total_cmp(&b.0));
    let least = alike.get(alike.len() / 20).map_or(0.0, |(share, ..)| *share);
    let median = alike.get(alike.len() / 2).map_or(0.0, |(share, ..)| *share);
    let what = format!("{}: shared with the peer's picture, 5th of 100", town.name);
    verdict.goal(&what, format!("{least:.2}"), String::new(), ">= 0.70", least >= 0.70);
    let what = format!("{}: shared with the peer's picture, median", town.name);
    verdict.note(&what, format!("{median:.2}"), String::new());
    for (number, (share, mine, other)) in (1..).zip(alike.iter().take(DRAWN)) {
        let file = scratch.join(format!("{}.least-alike-{number}.svg", town.name));
        std::fs::write(file, drawn(*share, mine, other)).expect("the folder is there");
    }
}

/// The area of both over the area of either.
fn shared(mine: &Shape, other: &Shape) -> f64 {
    let layers = [(0, mine), (1, other)].map(|(label, shape)| Cell { label: Label(label), shape });
    let laid = Arrangement::of(&layers);
    let (mut both, mut either) = (0.0, 0.0);
    for face in laid.faces() {
        #[expect(clippy::cast_precision_loss, reason = "a share is wanted")]
        let area = laid.area2(face) as f64;
        match laid.claims(face).len() {
            0 => {}
            1 => either += area,
            _ => {
                both += area;
                either += area;
            }
        }
    }
    both / either
}

/// Ours in blue over the peer's in red.
fn drawn(share: f64, mine: &Shape, other: &Shape) -> String {
    let corners = mine.rings().chain(other.rings()).flatten().copied();
    let Some(Bounds { min, max }) = Bounds::of(corners) else { return String::new() };
    let path = |shape: &Shape| {
        let mut path = String::new();
        for ring in shape.rings() {
            for (number, at) in ring.iter().enumerate() {
                let command = if number == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{command}{} {} ", at.x - min.x, max.y - at.y);
            }
            path.push('Z');
        }
        path
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="800" viewBox="0 0 {} {}" fill-rule="evenodd" fill-opacity="0.4"><title>shared {share:.2}: ours blue, the peer's red</title><path fill="#c2412d" d="{}"/><path fill="#1f5fa8" d="{}"/></svg>"##,
        max.x - min.x,
        max.y - min.y,
        path(other),
        path(mine)
    )
}
