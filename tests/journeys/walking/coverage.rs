//! Figures that one can defend.

use super::{sum, town};
use serde_json::Value;
use support::figure;

#[test]
fn the_figures_of_every_level_add_up_to_the_town_exactly() {
    let home = town();
    for level in ["community", "grid", "microgrid"] {
        let answer = home.json(&["coverage", "--level", level]);
        let (total, areas) = (&answer["total"], &answer["areas"]);
        let mut pointers: Vec<String> =
            ["people", "households", "buildings"].map(|what| format!("/{what}")).to_vec();
        for ring in 0..2 {
            for state in ["covered", "over_capacity", "not_covered", "straight"] {
                for what in ["people", "households", "buildings"] {
                    pointers.push(format!("/rings/{ring}/{state}/{what}"));
                }
            }
        }
        pointers.extend((0..4).map(|times| format!("/served_by/{times}")));
        for pointer in pointers {
            let whole = total.pointer(&pointer).and_then(Value::as_i64).expect("a number");
            assert_eq!(sum(areas, &pointer), whole, "{level} {pointer}");
        }
    }
    let answer = home.json(&["coverage"]);
    let people = answer["total"]["people"].as_i64().unwrap_or_default();
    assert_eq!(people, 42_864, "the people of 示范街道");
    for ring in answer["total"]["rings"].as_array().expect("rings") {
        let of = |state: &str| ring[state]["people"].as_i64().unwrap_or_default();
        let (covered, over, not) = (of("covered"), of("over_capacity"), of("not_covered"));
        assert_eq!(covered + over + not, people, "everybody is in one state");
        figure(
            &format!("demo town: covered, over capacity, not covered at {} min", ring["minutes"]),
            format!("{covered}, {over}, {not} of {people} people"),
        );
    }
}

#[test]
fn a_narrower_kind_and_a_slower_walker_never_cover_more() {
    let home = town();
    let covered = |args: &[&str], ring: usize| {
        let answer = home.json(&[&["coverage"], args].concat());
        let ring = &answer["total"]["rings"][ring];
        let of = |state: &str| ring[state]["people"].as_i64().unwrap_or_default();
        of("covered") + of("over_capacity")
    };
    let all = covered(&[], 1);
    assert!(covered(&["--kind", "centre"], 1) <= all);
    assert!(covered(&[], 0) <= all, "8 minutes lie inside 15");
    assert!(
        covered(&["--preset", "elderly"], 1) <= all && all <= covered(&["--preset", "walk5"], 1)
    );
}

#[test]
fn blind_spots_are_numbered_by_people_and_hold_all_who_are_not_covered() {
    let home = town();
    let both = home.json(&["coverage", "--kind", "centre", "--minutes", "8", "--blind-spots"]);
    let spots = both["blindspots"]["blindspots"].as_array().expect("blind spots");
    assert!(!spots.is_empty(), "8 minutes to a centre leave somebody out");
    let people: Vec<i64> =
        spots.iter().map(|spot| spot["people"].as_i64().unwrap_or_default()).collect();
    assert!(people.is_sorted_by(|a, b| a >= b), "{people:?}");
    let not = both["coverage"]["total"]["rings"][0]["not_covered"]["people"].as_i64();
    assert_eq!(Some(people.iter().sum::<i64>()), not, "nobody is lost between table and map");
    for (number, spot) in (1..).zip(spots) {
        assert_eq!(spot["number"], number);
        assert!(spot["areas"][0]["name"].is_string() && spot["reason"].is_string(), "{spot}");
    }
}

#[test]
fn proposed_sites_are_ranked_and_the_bound_is_a_bound() {
    let home = town();
    let args = ["site", "--count", "4", "--kind", "centre", "--minutes", "8", "--budget", "2"];
    let answer = home.json(&args);
    let proposals = answer["proposals"].as_array().expect("proposals");
    assert_eq!(proposals.len(), 4);
    let people: Vec<i64> =
        proposals.iter().map(|site| site["people"].as_i64().unwrap_or_default()).collect();
    assert!(people.is_sorted_by(|a, b| a >= b) && people[3] > 0, "{people:?}");
    let of = |what: &str| answer[what]["people"].as_i64().unwrap_or_default();
    assert_eq!(of("after"), of("before") + people.iter().sum::<i64>());
    assert!(of("bound") >= of("after"), "{answer}");
}

#[test]
fn the_table_is_the_answer() {
    let home = town();
    home.ok(&["coverage", "--level", "community", "--csv", "table.csv"]);
    let text = String::from_utf8(home.read("table.csv")).expect("UTF-8");
    assert!(text.starts_with('\u{feff}'), "Excel needs the mark");
    let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows.len(), 1 + 8 + 1, "a head, eight communities, the total");
    let width = rows[0].split(',').count();
    assert!(rows.iter().all(|row| row.split(',').count() == width), "{text}");
}
