//! What may be linked: licences, sources and banned packages, read from
//! `cargo metadata` by the rules of `deny.toml`.
//!
//! cargo-deny asks the same where it is installed; these tests ask everywhere.

use super::crates::{array, linked, metadata, text};
use super::{none, paper};
use std::collections::BTreeSet;

#[test]
fn everything_linked_has_an_accepted_licence() {
    let metadata = metadata();
    let rules = paper("deny.toml");
    let accepted = quoted(between(&rules, "allow = [", "]"));
    let breaches: Vec<String> = linked(&metadata, "app")
        .into_iter()
        .filter(|package| !array(&metadata["workspace_members"]).any(|id| id == &package["id"]))
        .filter(|package| !holds(text(&package["license"]), &accepted))
        .map(|package| {
            format!(
                "{} {}: `{}`",
                text(&package["name"]),
                text(&package["version"]),
                text(&package["license"])
            )
        })
        .collect();
    none(&breaches, "a licence nobody has accepted in deny.toml");
}

#[test]
fn everything_comes_from_the_registry() {
    let metadata = metadata();
    let breaches: Vec<String> = array(&metadata["packages"])
        .filter(|package| !package["source"].is_null())
        .filter(|package| {
            !text(&package["source"])
                .starts_with("registry+https://github.com/rust-lang/crates.io-index")
        })
        .map(|package| format!("{} from {}", text(&package["name"]), text(&package["source"])))
        .collect();
    none(&breaches, "a package from elsewhere cannot be had in a closed network");
}

#[test]
fn nothing_banned_is_linked() {
    let metadata = metadata();
    let rules = paper("deny.toml");
    let banned: BTreeSet<&str> = rules
        .lines()
        .filter_map(|line| line.split_once("{ crate = \"")?.1.split('"').next())
        .collect();
    assert!(!banned.is_empty(), "deny.toml names the banned packages");
    let breaches: Vec<String> = linked(&metadata, "app")
        .into_iter()
        .map(|package| text(&package["name"]))
        .filter(|name| banned.contains(name))
        .map(str::to_owned)
        .collect();
    none(&breaches, "banned in deny.toml, with the reason beside it");
}

#[test]
fn a_licence_expression_is_read_as_the_law_reads_it() {
    let accepted =
        BTreeSet::from(["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"]);
    for fine in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(holds(fine, &accepted), "{fine}");
    }
    for barred in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0"] {
        assert!(!holds(barred, &accepted), "{barred}");
    }
}

/// True if the accepted licences satisfy an SPDX expression.
fn holds(expression: &str, accepted: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    if let Some(parts) = split(expression, " AND ") {
        return parts.into_iter().all(|part| holds(part, accepted));
    }
    if let Some(parts) = split(expression, " OR ") {
        return parts.into_iter().any(|part| holds(part, accepted));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => holds(inner, accepted),
        None => accepted.contains(expression),
    }
}

/// The parts between a word outside all brackets; `None` if it does not occur.
fn split<'a>(expression: &'a str, word: &str) -> Option<Vec<&'a str>> {
    let outside = |at: usize| {
        let before = &expression[..at];
        before.matches('(').count() == before.matches(')').count()
    };
    let cuts: Vec<usize> =
        expression.match_indices(word).map(|(at, _)| at).filter(|at| outside(*at)).collect();
    let first = *cuts.first()?;
    let mut parts = vec![&expression[..first]];
    let ends = cuts.iter().skip(1).copied().chain([expression.len()]);
    parts.extend(
        cuts.iter().zip(ends).map(|(start, end)| expression[start + word.len()..end].trim()),
    );
    Some(parts)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).map_or("", |(_, rest)| rest);
    rest.split_once(end).map_or(rest, |(inside, _)| inside)
}

fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('"').skip(1).step_by(2).collect()
}
