//! What may stand in a source, read line by line.

use super::{house, none};
use std::path::Path;

/// The most lines a file written by hand may have.
const LONGEST: usize = 500;

/// Made by a program or kept by one.
const GENERATED: [&str; 4] =
    ["Cargo.lock", "package-lock.json", "web/src/api/schema.ts", "web/openapi.json"];

/// Folders that hold no source of ours.
const FOREIGN: [&str; 9] = [
    ".git",
    ".venv",
    "target",
    "node_modules",
    "dist",
    "local",
    "results",
    "snapshots",
    "proptest-regressions",
];

/// A text file of the checkout.
pub(super) struct Source {
    /// From the checkout's folder, with slashes.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Source {
    /// True if the name ends so.
    pub(super) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|own| own == extension)
    }

    fn within(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Lines without comments, counted from 1. Good enough for the words looked for here.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .map(|(n, line)| (n + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every source and paper of the checkout.
pub(super) fn all() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&house(), "", &mut found);
    assert!(found.len() > 50, "the walk found the house");
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("the checkout is readable").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("an entry has a kind");
        if kind.is_dir() && !FOREIGN.contains(&name.as_str()) {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_file()
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            found.push(Source { path, text });
        }
    }
}

#[test]
fn the_partition_and_the_rules_touch_no_file_no_network_and_no_clock() {
    let barred = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "tokio",
        "async fn",
    ];
    bar(&barred, |source| source.within(&["server/topo/src/", "server/domain/src/"]));
}

#[test]
fn only_store_names_diesel_and_only_app_waits() {
    bar(&["diesel::", "use diesel"], |source| {
        source.is("rs") && !source.within(&["server/store/", "tests/"])
    });
    bar(&["async fn", ".await", "tokio::"], |source| {
        source.is("rs") && !source.within(&["server/app/", "tests/"])
    });
}

#[test]
fn only_the_http_door_names_a_status_code() {
    bar(&["StatusCode"], |source| {
        source.is("rs") && !source.within(&["server/app/src/http", "server/app/tests/", "tests/"])
    });
}

#[test]
fn only_the_map_folder_names_the_map_library() {
    bar(&["from \"maplibre-gl"], |source| {
        source.path.starts_with("web/src/") && !source.within(&["web/src/map/"])
    });
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let breaches: Vec<String> = all()
        .iter()
        .filter(|source| source.is("rs") && !source.text.starts_with("//!"))
        .map(|source| source.path.clone())
        .collect();
    none(&breaches, "a module opens with `//!`");
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let written = ["rs", "ts", "svelte", "py", "css"];
    let breaches: Vec<String> = all()
        .iter()
        .filter(|source| written.iter().any(|extension| source.is(extension)))
        .filter(|source| !GENERATED.contains(&source.path.as_str()))
        .filter_map(|source| {
            Some((source.text.lines().count(), source)).filter(|(lines, _)| *lines > LONGEST)
        })
        .map(|(lines, source)| format!("{} has {lines} lines", source.path))
        .collect();
    none(&breaches, "a file is at most 500 lines");
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    // Spelled in pieces, or this test would find itself.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX"].concat()];
    let mut breaches = Vec::new();
    for source in
        all().iter().filter(|source| !GENERATED.iter().any(|path| source.path.ends_with(path)))
    {
        let lines = source
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| marks.iter().any(|mark| word(line, mark)));
        breaches
            .extend(lines.map(|(n, line)| format!("{}:{}: {}", source.path, n + 1, line.trim())));
    }
    none(&breaches, "loose ends belong in an issue");
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    let empty = [
        "util", "utils", "helper", "helpers", "manager", "common", "service", "services", "data",
        "misc",
    ];
    let code = ["server/", "tests/", "benches/", "web/src/"];
    let breaches: Vec<String> = all()
        .iter()
        .filter(|source| source.within(&code))
        .filter(|source| source.path.split(['/', '.']).any(|part| empty.contains(&part)))
        .map(|source| source.path.clone())
        .collect();
    none(&breaches, "a name comes from the glossary");
}

/// Fails where a chosen source has one of the barred words in its code.
fn bar(words: &[&str], chosen: impl Fn(&Source) -> bool) {
    let mut breaches = Vec::new();
    for source in all().iter().filter(|source| chosen(source)) {
        for (n, line) in source.code() {
            breaches.extend(
                words
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{}:{n}: {word}", source.path)),
            );
        }
    }
    none(&breaches, "barred here");
}

/// True if the mark stands alone, as it does in a comment.
fn word(line: &str, mark: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).any(|part| part == mark)
}
