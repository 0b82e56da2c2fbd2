//! From features to newcomers: one code, one area.

use super::Findings;
use crate::area::Attributes;
use crate::edit::{ImportAreas, ImportedArea};
use crate::ids::{Code, printable};
use crate::issue::IssueKind;
use std::collections::BTreeMap;
use topo::Shape;

/// An area as the file has it, all its parts together.
pub(super) struct Newcomer {
    pub(super) code: Code,
    pub(super) name: String,
    pub(super) parent: Option<Code>,
    pub(super) attributes: Attributes,
    pub(super) shape: Shape,
    /// The features it came from, counted from 1.
    pub(super) features: Vec<usize>,
}

/// Joins or reports features of one code; the result is in the order of codes, so
/// the order of the file does not matter.
pub(super) fn join(import: &ImportAreas, found: &mut Findings<'_>) -> Vec<Newcomer> {
    let mut by_code: BTreeMap<&Code, Vec<&ImportedArea>> = BTreeMap::new();
    for area in &import.areas {
        by_code.entry(&area.code).or_default().push(area);
    }
    let mut newcomers: Vec<Newcomer> = Vec::with_capacity(by_code.len());
    for (code, mut features) in by_code.clone() {
        features.sort_by(|a, b| (&a.shape, a.feature).cmp(&(&b.shape, b.feature)));
        if features.len() > 1 && !import.merge_parts {
            report(code, &features, found);
            // Accepted, they stay apart under codes that nobody else has.
            let mut suffix = 2;
            newcomers.push(newcomer(code.clone(), &features[..1]));
            for feature in &features[1..] {
                let fresh = loop {
                    let candidate = Code::new(format!("{code}-{suffix}"));
                    suffix += 1;
                    match candidate {
                        Ok(fresh) if !by_code.contains_key(&fresh) => break Some(fresh),
                        Ok(_) => {}
                        Err(_) => break None,
                    }
                };
                // A code too long for a suffix stays out; the issue names it.
                newcomers.extend(fresh.map(|fresh| newcomer(fresh, &[feature])));
            }
        } else {
            newcomers.push(newcomer(code.clone(), &features));
        }
    }
    newcomers.sort_by(|a, b| a.code.cmp(&b.code));
    newcomers
}

fn newcomer(code: Code, features: &[&ImportedArea]) -> Newcomer {
    let first = features[0];
    let parts = features.iter().flat_map(|feature| feature.shape.0.iter().cloned());
    let mut numbers: Vec<usize> = features.iter().map(|feature| feature.feature).collect();
    numbers.sort_unstable();
    Newcomer {
        code,
        name: printable(&first.name),
        parent: first.parent.clone(),
        attributes: first.attributes.clone(),
        shape: Shape(parts.collect()),
        features: numbers,
    }
}

fn report(code: &Code, features: &[&ImportedArea], found: &mut Findings<'_>) {
    let message = format!("{} features have the code {code}", features.len());
    let mut issue = found.blank_form(
        IssueKind::DuplicateCode,
        message,
        "join them into one multi-part area with --merge-parts, or accept them apart under \
         suffixed codes (-2, -3, …)",
    );
    issue.codes = vec![code.clone()];
    issue.features = features.iter().map(|feature| feature.feature).collect();
    issue.features.sort_unstable();
    issue.at = features[0].shape.0.first().and_then(|part| part.outer.first().copied());
    found.note(issue);
}
