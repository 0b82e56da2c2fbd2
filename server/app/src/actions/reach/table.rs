//! Coverage as a table.

use super::{CountAnswer, CoverageAnswer, CoverageRow};

/// The coverage as CSV with a byte order mark, so that Excel reads it as UTF-8. What is
/// hidden is an empty field.
pub(crate) fn coverage_table(answer: &CoverageAnswer) -> String {
    let mut text = String::from('\u{feff}');
    let mut head: Vec<String> =
        ["level", "code", "name", "people", "households", "buildings", "median_minutes"]
            .map(String::from)
            .to_vec();
    for minutes in &answer.minutes {
        for state in ["covered", "over_capacity", "not_covered", "straight"] {
            for what in ["people", "households", "buildings"] {
                head.push(format!("{state}_{minutes}_{what}"));
            }
        }
        head.push(format!("land_share_{minutes}"));
    }
    line(&mut text, &head);
    for row in answer.areas.iter().chain([&answer.total]) {
        line(&mut text, &fields(row));
    }
    text
}

fn fields(row: &CoverageRow) -> Vec<String> {
    let mut fields = match &row.area {
        Some(area) => vec![area.level.clone(), area.code.clone(), area.name.clone()],
        None => vec![String::new(), String::new(), "total".into()],
    };
    let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let fraction = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
    fields.extend([row.people, row.households, row.buildings].map(number));
    fields.push(fraction(row.median_minutes));
    for ring in &row.rings {
        for CountAnswer { people, households, buildings } in
            [ring.covered, ring.over_capacity, ring.not_covered, ring.straight]
        {
            fields.extend([people, households, buildings].map(number));
        }
        fields.push(fraction(ring.land_share));
    }
    fields
}

/// One line by RFC 4180. A text that a spreadsheet would run as a formula is quoted as
/// a text.
fn line(text: &mut String, fields: &[String]) {
    let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    text.push_str(&fields.join(","));
    text.push_str("\r\n");
}

fn quoted(field: &str) -> String {
    let formula =
        field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_never_runs_as_a_formula() {
        assert_eq!(quoted("文昌, 北"), "\"文昌, 北\"");
        assert_eq!(quoted("say \"a\""), "\"say \"\"a\"\"\"");
        assert_eq!((quoted("=1+1").as_str(), quoted("-0.5").as_str()), ("'=1+1", "-0.5"));
    }
}
