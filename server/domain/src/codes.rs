//! What codes of a level look like (编码规则), and which one is free next.
//!
//! The rules are data: a city states for each level how long a code is, whether it begins
//! with that of the parent, and whether it is digits throughout. A code is never given
//! again, so whoever asks for a free one says which were ever taken.

use crate::ids::{AreaId, Code, LevelKey, ReleaseNo};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rules by level; a level without one takes any code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeRules(pub BTreeMap<LevelKey, CodeRule>);

/// What the codes of one level look like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeRule {
    /// How many characters a code has.
    pub length: Option<usize>,
    /// Whether it begins with the code of the parent.
    pub prefix_of_parent: bool,
    /// Whether it is made of the digits 0 to 9 only.
    pub digits: bool,
}

/// The codes that were ever given, by level, and whose each was last; what has ended is
/// among them.
pub type UsedCodes = BTreeMap<LevelKey, BTreeMap<Code, LastHolder>>;

/// Whose a code was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastHolder {
    /// The Area.
    pub area: AreaId,
    /// What it was called.
    pub name: String,
    /// The release with which it ended or got another code; `None` while the code is its own.
    pub until: Option<ReleaseNo>,
}

/// What codes look like, and which were ever given: what new areas are numbered by.
#[derive(Debug, Clone, Default)]
pub struct CodeBook {
    /// The rules by level.
    pub rules: CodeRules,
    /// The codes that are not given again.
    pub used: Arc<UsedCodes>,
}

impl CodeBook {
    /// Whose a code was last, if it was ever given.
    pub fn last_holder(&self, level: &LevelKey, code: &Code) -> Option<&LastHolder> {
        self.used.get(level)?.get(code)
    }
}

/// Where a code departs from the rule of its level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// Too long or too short.
    #[error("the code {code} has {is} characters instead of {needs}")]
    Length {
        /// The code.
        code: Code,
        /// How many it has.
        is: usize,
        /// How many it should have.
        needs: usize,
    },
    /// It does not begin with the code of the parent.
    #[error("the code {code} does not begin with {parent}, the code of its parent")]
    Prefix {
        /// The code.
        code: Code,
        /// The parent's.
        parent: Code,
    },
    /// Something else than digits is in it.
    #[error("the code {code} has other characters than digits")]
    Digits {
        /// The code.
        code: Code,
    },
}

/// Looks whether a code is as the rule of its level wants it.
pub fn check_code(
    rules: &CodeRules,
    level: &LevelKey,
    code: &Code,
    parent: Option<&Code>,
) -> Result<(), CodeFault> {
    let Some(rule) = rules.0.get(level) else { return Ok(()) };
    let is = code.as_str().chars().count();
    if let Some(needs) = rule.length.filter(|needs| *needs != is) {
        return Err(CodeFault::Length { code: code.clone(), is, needs });
    }
    let other = |parent: &&Code| !code.as_str().starts_with(parent.as_str());
    if let Some(parent) = parent.filter(|_| rule.prefix_of_parent).filter(other) {
        return Err(CodeFault::Prefix { code: code.clone(), parent: parent.clone() });
    }
    if rule.digits && !code.as_str().chars().all(|c| c.is_ascii_digit()) {
        return Err(CodeFault::Digits { code: code.clone() });
    }
    Ok(())
}

/// The next free code of a level below a parent: it counts on from the highest of the
/// siblings, in the same width. `None` where the rule leaves none.
///
/// ```
/// use domain::{Code, CodeRules, LevelKey, next_code};
/// let (level, parent) = (LevelKey::new("grid").unwrap(), Code::new("4403").unwrap());
/// let siblings = [Code::new("4403001").unwrap(), Code::new("4403007").unwrap()];
/// let taken = |code: &str| code == "4403008";
/// let next = next_code(&CodeRules::default(), &level, Some(&parent), &taken, &siblings);
/// assert_eq!(next, Code::new("4403009").ok());
/// ```
pub fn next_code(
    rules: &CodeRules,
    level: &LevelKey,
    parent: Option<&Code>,
    taken: &dyn Fn(&str) -> bool,
    siblings: &[Code],
) -> Option<Code> {
    let length = rules.0.get(level).and_then(|rule| rule.length);
    let (stem, highest, width) = counted(rules.0.get(level), parent, siblings);
    let most = 10_u64.checked_pow(u32::try_from(width).ok()?).unwrap_or(u64::MAX);
    // Beyond its width a number only goes where no rule fixes the length; then what was
    // left out below comes up.
    let fixed = length.is_some();
    let above = (highest + 1..).take_while(|number| !fixed || *number < most);
    let below = 1..=highest.min(most.saturating_sub(1));
    let free = above.take(LOOKS).chain(below).find_map(|number| {
        let code = format!("{stem}{number:0width$}");
        if taken(&code) { None } else { Code::new(code).ok() }
    })?;
    check_code(rules, level, &free, parent).is_ok().then_some(free)
}

/// How many numbers are tried: more codes were never given below one parent.
const LOOKS: usize = 1_000_000;

/// What the codes of siblings begin with, their highest number, and its width.
fn counted(
    rule: Option<&CodeRule>,
    parent: Option<&Code>,
    siblings: &[Code],
) -> (String, u64, usize) {
    let parent = parent.map(Code::as_str);
    let by_parent = |code: &&Code| {
        let rest = parent.and_then(|parent| code.as_str().strip_prefix(parent));
        rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    };
    let number = |code: &Code, stem: usize| code.as_str().get(stem..)?.parse::<u64>().ok();
    let width = |code: &Code, stem: usize| code.as_str().len() - stem;
    let needs_parent = rule.is_some_and(|rule| rule.prefix_of_parent);
    let stem = match parent {
        Some(parent) if needs_parent || siblings.iter().any(|code| by_parent(&code)) => {
            parent.to_owned()
        }
        _ => {
            // The stem that most of them have, the longest of those.
            let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
            for code in siblings.iter().map(Code::as_str) {
                let stem = code.trim_end_matches(|c: char| c.is_ascii_digit());
                if stem.len() < code.len() {
                    *stems.entry(stem).or_default() += 1;
                }
            }
            let usual = stems.into_iter().max_by_key(|(stem, count)| (*count, stem.len()));
            usual.map_or_else(|| parent.unwrap_or_default().to_owned(), |(stem, _)| stem.to_owned())
        }
    };
    let counted: Vec<(u64, usize)> = siblings
        .iter()
        .filter(|code| code.as_str().starts_with(&stem))
        .filter_map(|code| Some((number(code, stem.len())?, width(code, stem.len()))))
        .collect();
    let left = rule.and_then(|rule| rule.length?.checked_sub(stem.chars().count()));
    let usual = counted.iter().max().map(|(_, width)| *width);
    let width = left.filter(|left| *left > 0).or(usual).unwrap_or(2).min(18);
    let highest = counted.into_iter().map(|(number, _)| number).max().unwrap_or(0);
    (stem, highest, width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::new(text).unwrap()
    }

    fn rules(length: usize) -> (CodeRules, LevelKey) {
        let level = LevelKey::new("grid").unwrap();
        let rule = CodeRule { length: Some(length), prefix_of_parent: true, digits: true };
        (CodeRules([(level.clone(), rule)].into()), level)
    }

    fn next(length: usize, siblings: &[&str], taken: &[&str]) -> Option<Code> {
        let (rules, level) = rules(length);
        let siblings: Vec<Code> = siblings.iter().map(|text| code(text)).collect();
        let taken =
            |text: &str| taken.contains(&text) || siblings.iter().any(|s| s.as_str() == text);
        next_code(&rules, &level, Some(&code("12")), &taken, &siblings)
    }

    #[test]
    fn the_first_code_below_a_parent_is_one_in_the_width_of_the_rule() {
        assert_eq!(next(5, &[], &[]), Some(code("12001")));
    }

    #[test]
    fn a_code_of_the_past_is_not_given_again() {
        assert_eq!(next(5, &["12001", "12003"], &["12004"]), Some(code("12005")));
    }

    #[test]
    fn when_the_highest_is_reached_what_was_left_out_comes_up_and_then_nothing() {
        assert_eq!(next(3, &["127", "129"], &["121"]), Some(code("122")));
        let all: Vec<String> = (1..10).map(|n| format!("12{n}")).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(next(3, &all, &[]), None);
    }

    #[test]
    fn without_a_rule_the_siblings_show_what_a_code_looks_like() {
        let (level, free) = (LevelKey::new("grid").unwrap(), |_: &str| false);
        let of = |parent: Option<&str>, siblings: &[&str]| {
            let siblings: Vec<Code> = siblings.iter().map(|text| code(text)).collect();
            let parent = parent.map(code);
            next_code(&CodeRules::default(), &level, parent.as_ref(), &free, &siblings)
        };
        assert_eq!(of(Some("x"), &["桃园-09", "桃园-03", "other"]), Some(code("桃园-10")));
        assert_eq!(of(Some("x"), &["A", "B"]), Some(code("x01")));
        assert_eq!(of(None, &["7", "9"]), Some(code("10")));
    }

    #[test]
    fn a_code_is_held_against_the_rule_of_its_level() {
        let (rules, level) = rules(4);
        let look = |text: &str| check_code(&rules, &level, &code(text), Some(&code("12")));
        assert_eq!(look("1234"), Ok(()));
        assert!(matches!(look("123"), Err(CodeFault::Length { is: 3, needs: 4, .. })));
        assert!(matches!(look("2134"), Err(CodeFault::Prefix { .. })));
        assert!(matches!(look("12三四"), Err(CodeFault::Digits { .. })));
        let other = LevelKey::new("community").unwrap();
        assert_eq!(check_code(&rules, &other, &code("甲"), None), Ok(()));
    }
}
