//! Figures of old areas stated on new ones, with the weights that were used.

use crate::ids::{Code, LevelKey};
use crate::lineage::Flow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By what a figure is dealt out where an Area was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By ground.
    Area,
    /// By households.
    #[default]
    Household,
    /// By incidents.
    Incident,
}

/// Figures on the new areas. All of them together, with those nobody's, are what the old
/// ones were together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Restated {
    /// By the code of the new Area.
    pub values: BTreeMap<Code, f64>,
    /// What lies where nobody answers now.
    pub nobodys: f64,
    /// Every weight other than "all of it to itself", as it was used.
    pub weights: Vec<Used>,
}

/// One weight as it was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Used {
    /// The code of the old Area.
    pub from: Code,
    /// The code of the new one; `None` for nobody's ground.
    pub to: Option<Code>,
    /// Its share.
    pub weight: f64,
    /// The figure that went there.
    pub value: f64,
}

/// States figures of one Level, by code, on the areas after. Who has no flow is as
/// before and keeps its figure.
pub fn restate(values: &BTreeMap<Code, f64>, level: &LevelKey, flows: &[Flow], by: By) -> Restated {
    let mut from: BTreeMap<&Code, Vec<(Option<&Code>, f64)>> = BTreeMap::new();
    for flow in flows.iter().filter(|flow| flow.level == *level) {
        let Some(old) = &flow.from else { continue };
        let weight = match by {
            By::Area => flow.area_share,
            By::Household => flow.household_share,
            By::Incident => flow.incident_share,
        };
        let to = flow.to.as_ref().map(|area| &area.code);
        if weight > 0.0 {
            from.entry(&old.code).or_default().push((to, weight));
        }
    }
    let mut restated = Restated::default();
    for (code, value) in values {
        let itself = [(Some(code), 1.0)];
        let parts = from.get(code).map_or(&itself[..], Vec::as_slice);
        let mut left = *value;
        for (place, (to, weight)) in parts.iter().enumerate() {
            // The last one gets what is left, so that rounding loses nothing.
            let part = if place + 1 == parts.len() { left } else { value * weight };
            left -= part;
            match to {
                Some(to) => *restated.values.entry((*to).clone()).or_default() += part,
                None => restated.nobodys += part,
            }
            if parts.len() > 1 || *to != Some(code) {
                let (from, to) = (code.clone(), to.cloned());
                restated.weights.push(Used { from, to, weight: *weight, value: part });
            }
        }
    }
    restated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AreaId;
    use crate::impact::AreaRef;

    #[test]
    fn what_was_counted_on_old_areas_is_all_there_on_the_new_ones() {
        let code = |text: &str| Code::new(text).unwrap();
        let level = LevelKey::new("grid").unwrap();
        let area = |text: &str| {
            Some(AreaRef {
                id: AreaId(1),
                level: level.clone(),
                code: code(text),
                name: String::new(),
            })
        };
        let flow = |from: &str, to: Option<&str>, [a, h, i]: [f64; 3]| Flow {
            level: level.clone(),
            from: area(from),
            to: to.and_then(area),
            area_m2: 0.0,
            residents: 0,
            households: 0,
            incidents: 0,
            area_share: a,
            household_share: h,
            incident_share: i,
        };
        let third = 1.0 / 3.0;
        let flows = [
            flow("A", Some("A"), [third, 0.5, 0.0]),
            flow("A", Some("N"), [third, 0.5, 1.0]),
            flow("A", None, [third, 0.0, 0.0]),
            flow("B", Some("Z"), [1.0; 3]),
        ];
        let values: BTreeMap<Code, f64> =
            [("A", 100.0), ("B", 7.0), ("C", 5.0)].map(|(c, v)| (code(c), v)).into();
        for (by, n, nobodys) in [
            (By::Area, 100.0 / 3.0, 100.0 / 3.0),
            (By::Household, 50.0, 0.0),
            (By::Incident, 100.0, 0.0),
        ] {
            let restated = restate(&values, &level, &flows, by);
            assert!((restated.values[&code("N")] - n).abs() < 1e-9, "{by:?}");
            assert!((restated.nobodys - nobodys).abs() < 1e-9, "{by:?}");
            assert_eq!((restated.values[&code("Z")], restated.values[&code("C")]), (7.0, 5.0));
            assert!(!restated.values.contains_key(&code("B")));
            let all: f64 = restated.values.values().sum::<f64>() + restated.nobodys;
            assert!((all - 112.0).abs() < 1e-9, "{by:?}");
        }
    }
}
