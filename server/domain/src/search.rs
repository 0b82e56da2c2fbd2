//! Finding an Area or a Station by what people type.

use crate::ids::Code;

/// Codes and names, folded, in the order of the Atlas.
#[derive(Debug)]
pub(crate) struct Names(Vec<(String, String)>);

/// How well a text fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    IsCode,
    BeginsCode,
    BeginsName,
    InName,
}

impl Names {
    pub(crate) fn of<'a>(named: impl Iterator<Item = (&'a Code, &'a str)>) -> Self {
        Self(named.map(|(code, name)| (folded(code.as_str()), folded(name))).collect())
    }

    /// The positions of those that fit, the best fit first and the order of
    /// the Atlas within a fit. An empty text means nothing.
    pub(crate) fn search(&self, text: &str, limit: usize) -> impl Iterator<Item = usize> {
        let text = folded(text.trim());
        let all = self.0.iter().enumerate();
        let mut found: Vec<(Fit, usize)> =
            all.filter_map(|(at, (code, name))| Some((fit(&text, code, name)?, at))).collect();
        found.sort_unstable();
        found.into_iter().take(limit).map(|(_, at)| at)
    }
}

fn fit(text: &str, code: &str, name: &str) -> Option<Fit> {
    if text.is_empty() {
        None
    } else if code == text {
        Some(Fit::IsCode)
    } else if code.starts_with(text) {
        Some(Fit::BeginsCode)
    } else if name.starts_with(text) {
        Some(Fit::BeginsName)
    } else {
        name.contains(text).then_some(Fit::InName)
    }
}

/// Lower case, and the full-width forms of a Chinese keyboard as plain ASCII:
/// `Ａ０１　西` and `a01 西` are one text.
fn folded(text: &str) -> String {
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// The plain form of a full-width character.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // The full-width forms stand in the order of ASCII, 0xFEE0 higher.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        let codes: Vec<Code> = pairs.iter().map(|(code, _)| Code::new(*code).unwrap()).collect();
        Names::of(codes.iter().zip(pairs.iter().map(|(_, name)| *name)))
    }

    #[test]
    fn a_code_comes_before_a_longer_code_and_both_before_names() {
        let names = names(&[("030", "东 03"), ("04", "03 号网格"), ("03", "西"), ("05", "北")]);
        assert_eq!(names.search("03", 9).collect::<Vec<_>>(), [2, 0, 1]);
        assert_eq!(names.search("03", 2).collect::<Vec<_>>(), [2, 0]);
    }

    #[test]
    fn case_width_and_outer_spaces_make_no_difference() {
        let names = names(&[("A01", "桃园"), ("b02", "Ｂ区　南")]);
        assert_eq!(names.search(" ａ０１ ", 9).collect::<Vec<_>>(), [0]);
        assert_eq!(names.search("B区 南", 9).collect::<Vec<_>>(), [1]);
        assert_eq!(names.search("园", 9).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn an_empty_text_finds_nothing() {
        assert_eq!(names(&[("a", "b")]).search("　 ", 9).count(), 0);
    }
}
