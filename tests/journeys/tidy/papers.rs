//! Papers that must stay true: a stale map is worse than none.

use super::sources::{self, Source};
use super::{house, none, paper};

#[test]
fn the_readme_is_read_in_a_minute() {
    let readme = paper("README.md");
    assert!(readme.lines().count() < 100, "README.md has {} lines", readme.lines().count());
    for must in ["make demo", "make test", "docs/map.png"] {
        assert!(readme.contains(must), "README.md shows `{must}`");
    }
}

#[test]
fn the_architecture_names_every_crate_and_no_other() {
    let map = paper("docs/ARCHITECTURE.md");
    let mut breaches: Vec<String> = std::fs::read_dir(house().join("server"))
        .expect("server/ is there")
        .flatten()
        .map(|entry| format!("server/{}", entry.file_name().to_string_lossy()))
        .filter(|path| !map.contains(path.as_str()))
        .map(|path| format!("docs/ARCHITECTURE.md does not name {path}"))
        .collect();
    let named = map.split(|c: char| !(c.is_alphanumeric() || "/-_.".contains(c)));
    breaches.extend(
        named
            .map(|word| word.trim_end_matches(['.', '/']))
            .filter(|word| word.starts_with("server/") && !house().join(word).exists())
            .map(|word| format!("docs/ARCHITECTURE.md names {word}, which is not there")),
    );
    none(&breaches, "the map shows the house as it is");
}

#[test]
fn every_link_between_papers_leads_somewhere() {
    let mut breaches = Vec::new();
    for source in sources::all().iter().filter(|source| source.is("md")) {
        for target in links(source) {
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if !house().join(folder).join(&target).exists() {
                breaches.push(format!("{} -> {target}", source.path));
            }
        }
    }
    none(&breaches, "a link that leads nowhere");
}

#[test]
fn the_changelog_has_unreleased_on_top() {
    let log = paper("CHANGELOG.md");
    let first = log.lines().find(|line| line.starts_with("## ")).unwrap_or_default();
    assert!(first.contains("Unreleased"), "CHANGELOG.md opens with `{first}`");
}

#[test]
fn the_pure_crates_repeat_the_lints_of_the_house() {
    // Clippy reads the nearest clippy.toml only and does not merge.
    let mut breaches = Vec::new();
    for name in ["topo", "domain"] {
        let own = paper(&format!("server/{name}/clippy.toml"));
        let missing = paper("clippy.toml")
            .lines()
            .filter(|line| !own.contains(line))
            .map(str::to_owned)
            .collect::<Vec<_>>();
        breaches
            .extend(missing.iter().map(|line| format!("server/{name}/clippy.toml lacks: {line}")));
        for barred in
            ["std::fs::", "std::net::", "std::time::SystemTime::now", "std::time::Instant::now"]
        {
            if !own.contains(barred) {
                breaches.push(format!("server/{name}/clippy.toml does not bar {barred}"));
            }
        }
    }
    none(&breaches, "purity is kept by lint");
}

/// The relative targets of a paper's links.
fn links(source: &Source) -> Vec<String> {
    let targets = source.text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| {
            !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:")
        })
        .map(str::to_owned)
        .collect()
}
