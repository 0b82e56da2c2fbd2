//! Who may depend on whom, read from `cargo metadata`.

use super::{house, none, paper, sources};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The crates of `server/`, in the order of DESIGN section 2, and those of ours each may name.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("topo", &[]),
    ("domain", &["topo"]),
    ("exchange", &["domain", "topo"]),
    ("reach", &["domain"]),
    ("tiles", &["domain", "topo"]),
    ("store", &["domain", "topo"]),
    ("app", &["topo", "domain", "exchange", "reach", "tiles", "store"]),
];

/// What speaks SQL belongs to `store`.
const SQL: [&str; 7] = [
    "diesel",
    "diesel_migrations",
    "postgis_diesel",
    "libsqlite3-sys",
    "pq-sys",
    "pq-src",
    "rusqlite",
];

/// What waits belongs to `app`.
const ASYNC: [&str; 9] = [
    "tokio",
    "tokio-stream",
    "tokio-util",
    "futures",
    "futures-util",
    "axum",
    "axum-server",
    "hyper",
    "tower",
];

/// Named in a manifest for what they link or switch on, never in a source.
const LINKED_ONLY: [&str; 3] = ["libsqlite3-sys", "pq-sys", "pq-src"];

/// `cargo metadata` of this checkout.
pub(super) fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(house())
        .output()
        .expect("cargo is here: it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

/// The members of the workspace with the crates they name: (name, kind) pairs.
fn members(metadata: &Value) -> BTreeMap<String, Vec<(String, String)>> {
    let ours: BTreeSet<&str> =
        array(&metadata["workspace_members"]).filter_map(Value::as_str).collect();
    array(&metadata["packages"])
        .filter(|package| ours.contains(text(&package["id"])))
        .map(|package| {
            let named = array(&package["dependencies"]).map(|d| {
                (text(&d["name"]).to_owned(), d["kind"].as_str().unwrap_or("normal").to_owned())
            });
            (text(&package["name"]).to_owned(), named.collect())
        })
        .collect()
}

/// Every package that is linked into `root`, itself included.
pub(super) fn linked<'a>(metadata: &'a Value, root: &str) -> Vec<&'a Value> {
    let packages: BTreeMap<&str, &Value> =
        array(&metadata["packages"]).map(|p| (text(&p["id"]), p)).collect();
    let nodes: BTreeMap<&str, &Value> =
        array(&metadata["resolve"]["nodes"]).map(|n| (text(&n["id"]), n)).collect();
    let start = packages.iter().find(|(_, package)| package["name"] == root).map(|(id, _)| *id);
    let mut waiting: Vec<&str> = start.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let normal = |d: &&Value| array(&d["dep_kinds"]).any(|kind| kind["kind"].is_null());
        waiting.extend(array(&nodes[id]["deps"]).filter(normal).map(|d| text(&d["pkg"])));
    }
    seen.into_iter().map(|id| packages[id]).collect()
}

#[test]
fn dependencies_point_only_up_the_list() {
    let members = members(&metadata());
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    let mut breaches = Vec::new();
    for (name, named) in
        members.iter().filter(|(name, _)| name.as_str() != "journeys" && name.as_str() != "benches")
    {
        let Some(may) = allowed.get(name.as_str()) else {
            breaches
                .push(format!("`{name}` is not in the list: give it its place in DESIGN and here"));
            continue;
        };
        let ours =
            named.iter().filter(|(other, kind)| members.contains_key(other) && kind == "normal");
        breaches.extend(
            ours.filter(|(other, _)| !may.contains(&other.as_str()))
                .map(|(other, _)| format!("{name} -> {other}")),
        );
    }
    none(&breaches, "a crate names one below it");
}

#[test]
fn only_store_speaks_sql_and_only_app_waits() {
    let mut breaches = Vec::new();
    for (name, named) in members(&metadata()) {
        let sql =
            named.iter().filter(|(other, _)| name != "store" && SQL.contains(&other.as_str()));
        let wait =
            named.iter().filter(|(other, _)| name != "app" && ASYNC.contains(&other.as_str()));
        breaches.extend(sql.chain(wait).map(|(other, _)| format!("{name} names {other}")));
    }
    none(&breaches, "diesel belongs to store, tokio and axum to app");
}

#[test]
fn the_partition_and_the_rules_link_no_database_and_no_runtime() {
    let metadata = metadata();
    let mut breaches = Vec::new();
    for root in ["topo", "domain"] {
        let names = linked(&metadata, root).into_iter().map(|package| text(&package["name"]));
        let barred = names.filter(|name| SQL.contains(name) || ASYNC.contains(name));
        breaches.extend(barred.map(|name| format!("{root} links {name}")));
    }
    none(&breaches, "topo and domain are pure");
}

#[test]
fn every_dependency_is_used() {
    let mut breaches = Vec::new();
    for (name, named) in members(&metadata()) {
        let folder = match name.as_str() {
            "journeys" => "tests/".to_owned(),
            "benches" => "benches/".to_owned(),
            _ => format!("server/{name}/"),
        };
        let sources = sources::all();
        let own: Vec<&str> = sources
            .iter()
            .filter(|source| source.path.starts_with(&folder) && source.is("rs"))
            .map(|source| source.text.as_str())
            .collect();
        let named: BTreeSet<String> = named.into_iter().map(|(other, _)| other).collect();
        for other in named.iter().filter(|other| !LINKED_ONLY.contains(&other.as_str())) {
            let word = other.replace('-', "_");
            if !own.iter().any(|text| names(text, &word)) {
                breaches.push(format!("{name} does not use {other}"));
            }
        }
    }
    none(&breaches, "a dependency nobody uses costs build time and trust");
}

#[test]
fn every_dependency_has_its_reason() {
    let reasons = paper("docs/adr/0002-dependencies.md");
    let members = members(&metadata());
    let named: BTreeSet<&String> = members.values().flatten().map(|(other, _)| other).collect();
    let breaches: Vec<String> = named
        .into_iter()
        .filter(|other| !members.contains_key(*other) && !reasons.contains(&format!("`{other}`")))
        .map(|other| format!("`{other}` has no line in docs/adr/0002-dependencies.md"))
        .collect();
    none(&breaches, "every dependency has a line that says why");
}

#[test]
fn one_version_table_serves_all_crates() {
    let members = ["server/", "tests/", "benches/"];
    let mut breaches = Vec::new();
    for source in sources::all().iter().filter(|source| source.path.ends_with("Cargo.toml")) {
        if !members.iter().any(|folder| source.path.starts_with(folder)) {
            continue;
        }
        let named = source.text.split_once("dependencies]").map_or("", |(_, named)| named);
        let own =
            named.lines().filter(|line| line.contains(" = ") && !line.contains("workspace = true"));
        breaches.extend(own.map(|line| format!("{}: {line}", source.path)));
    }
    none(&breaches, "versions stand in the root Cargo.toml only");
}

/// True if the word stands in the text as a path or a macro, not inside another word.
fn names(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(part);
        let after = text[at + word.len()..].chars().next().is_some_and(part);
        !before && !after
    })
}

pub(super) fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
