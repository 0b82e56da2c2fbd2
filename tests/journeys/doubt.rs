//! How sure is an answer? True places are moved by a known GPS error and asked for;
//! the shares that are stated must be the shares that come true.

mod places;
mod tally;

use crate::demo_town::Demo;
use places::{beside, demo_places, incident_places, moved};
use serde_json::Value;
use support::{Chance, Server, shared};
use tally::Tally;

/// The errors of the design, each the radius that holds 68 of 100 true places.
const ERRORS: [f64; 4] = [5.0, 10.0, 20.0, 50.0];

/// True places for each error.
const COUNT: usize = 100_000;

/// A request of so many rows stays small.
const ROWS: usize = 20_000;

#[test]
fn doubt_is_calibrated_on_the_streets_of_the_demo_town() {
    let demo = Demo::start();
    let streets = demo_places();
    calibrated("demo town", &streets, &|body| demo.batch(body));
}

#[test]
fn doubt_is_calibrated_on_chicagos_incidents() {
    let (Some(districts), Some(beats)) =
        (shared("chicago/districts.geojson.gz"), shared("chicago/beats.geojson.gz"))
    else {
        return;
    };
    let Some(incidents) = shared("chicago/incidents_2019.csv.gz") else { return };
    let home = crate::agreement::police(&districts, &beats);
    let server = home.serve();
    calibrated("Chicago", &incident_places(&incidents), &|body| ask(&server, body));
}

fn ask(server: &Server, body: &str) -> String {
    let reply = server.post("/api/v1/locate", "application/x-ndjson", body.as_bytes());
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.text()
}

/// Asks for every error and holds the shares against what came true.
///
/// The shares rest on the error alone, not on where people like to be. A street's
/// middle line is where borders run, and where publishers move positions to, but
/// nobody lives on it: the true places lie beside it. What the same shares say of
/// places exactly on the line is shown too, and promised nothing.
fn calibrated(name: &str, known: &[(f64, f64)], ask: &dyn Fn(&str) -> String) {
    let (mut chance, mut other) = (Chance::from_seed(20_261_121), Chance::from_seed(1));
    let (mut all, mut on_lines) = (Tally::default(), Tally::default());
    for error in ERRORS {
        let lines: Vec<(f64, f64)> = (0..COUNT).map(|_| known[chance.below(known.len())]).collect();
        let truth: Vec<(f64, f64)> =
            lines.iter().map(|place| beside(*place, error, &mut chance)).collect();
        let tally = asked(&truth, error, &mut chance, ask);
        tally.show(&format!("doubt, {name}, {error} m"));
        tally.must_be_calibrated(&format!("{name}, {error} m"), 3.0);
        all.merge(&tally);
        let on_line = asked(&lines, error, &mut other, ask);
        on_line.show(&format!("doubt, {name}, {error} m, on the middle line itself"));
        on_lines.merge(&on_line);
    }
    all.show(&format!("doubt, {name}, all errors"));
    // All errors together are so many statements that two points are not chance.
    all.must_be_calibrated(name, 0.0);
    on_lines.show(&format!("doubt, {name}, on the middle line itself"));
}

/// Moves every true place by the error and tallies what is said of it.
fn asked(
    truth: &[(f64, f64)],
    error: f64,
    chance: &mut Chance,
    ask: &dyn Fn(&str) -> String,
) -> Tally {
    let seen: Vec<(f64, f64)> = truth.iter().map(|place| moved(*place, error, chance)).collect();
    let mut tally = Tally::default();
    for (truth, seen) in truth.chunks(ROWS).zip(seen.chunks(ROWS)) {
        let answers = answers(ask, truth, None).into_iter().zip(answers(ask, seen, Some(error)));
        for (truth, answer) in answers {
            tally.add(leaf(&truth).as_deref(), &answer);
        }
    }
    tally
}

/// The answers of the first Division, in the order of the places.
fn answers(
    ask: &dyn Fn(&str) -> String,
    places: &[(f64, f64)],
    accuracy: Option<f64>,
) -> Vec<Value> {
    let accuracy = accuracy.map(|metres| format!(",\"accuracy\":{metres}")).unwrap_or_default();
    let lines = places
        .iter()
        .map(|(lon, lat)| format!("{{\"lon\":{lon:.7},\"lat\":{lat:.7}{accuracy}}}\n"));
    let body: Vec<String> = lines.collect();
    let reply = ask(&body.concat());
    let answers = reply.lines().map(|line| {
        let mut row: Value = serde_json::from_str(line).expect("a JSON line");
        tally::division(&mut row)
    });
    let answers: Vec<Value> = answers.collect();
    assert_eq!(answers.len(), places.len(), "an answer for each row");
    answers
}

/// The leaf that answers; `None` where no leaf holds the place.
fn leaf(answer: &Value) -> Option<String> {
    let held = matches!(answer["reason"]["kind"].as_str(), Some("within" | "on_border"));
    let last = answer["path"].as_array().and_then(|path| path.last());
    last.filter(|_| held).and_then(|step| step["code"].as_str()).map(str::to_owned)
}
