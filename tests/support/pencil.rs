//! A planner who draws at random: every kind of edit, near the borders that are there.

use crate::Chance;
use serde_json::{Value, json};

/// Draws on the borders that a server showed. The same seed draws the same.
pub struct Pencil {
    chance: Chance,
}

/// A shared border: its line and the ids of the areas on its two sides.
struct Border {
    line: Vec<[f64; 2]>,
    sides: [i64; 2],
}

/// The kinds of edit, as often as people make them.
const KINDS: [&str; 20] = [
    "reshape",
    "reshape",
    "reshape",
    "reshape",
    "reshape",
    "reshape",
    "move_corner",
    "move_corner",
    "move_corner",
    "split",
    "split",
    "split",
    "merge",
    "merge",
    "hand_over",
    "hand_over",
    "hand_over",
    "describe",
    "describe",
    "describe",
];

impl Pencil {
    /// Begins anew.
    pub fn from_seed(seed: u64) -> Self {
        Self { chance: Chance::from_seed(seed) }
    }

    /// One of so many.
    pub fn below(&mut self, count: usize) -> usize {
        self.chance.below(count)
    }

    /// An edit on one of these borders, a feature collection as `/borders` answers it; `None`
    /// where no border has an area on both sides.
    pub fn edit(&mut self, borders: &Value) -> Option<Value> {
        let kind = KINDS[self.below(KINDS.len())];
        self.edit_of(kind, borders)
    }

    /// An edit of a kind.
    pub fn edit_of(&mut self, kind: &str, borders: &Value) -> Option<Value> {
        let shared: Vec<Border> = list(&borders["features"]).filter_map(Border::read).collect();
        if shared.is_empty() {
            return None;
        }
        let border = &shared[self.below(shared.len())];
        let mut sides = border.sides;
        if self.below(2) == 0 {
            sides.swap(0, 1);
        }
        let [one, other] = sides;
        Some(match kind {
            "reshape" => json!({
                "act": "reshape", "areas": border.sides, "line": self.bent(&border.line), "snap_m": 0.5,
            }),
            "move_corner" => {
                let from = border.line[self.below(border.line.len())];
                json!({"act": "move_corner", "from": from, "to": self.strayed(from, border.size() / 8.0)})
            }
            "split" => {
                let across: Vec<[f64; 2]> = shared
                    .iter()
                    .filter(|other| other.sides.contains(&one))
                    .flat_map(|other| other.line.clone())
                    .collect();
                let from = border.line[self.below(border.line.len())];
                let to = across[self.below(across.len())];
                json!({"act": "split", "area": one, "line": [beyond(from, to), beyond(to, from)], "side": "left", "new": {}})
            }
            "merge" => json!({"act": "merge", "area": one, "into": other}),
            "hand_over" => {
                let centre = border.line[self.below(border.line.len())];
                let ring = self.ring(centre, border.size() / 4.0);
                json!({"act": "hand_over", "ring": ring, "from": [one], "to": other})
            }
            _ => {
                let name = format!("改名 {}", self.chance.next_bits() % 1_000_000);
                json!({"act": "describe", "area": one, "name": name})
            }
        })
    }

    /// The run between two corners of a line, led a little beside it.
    fn bent(&mut self, line: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let from = self.below(line.len() - 1);
        let to = from + 1 + self.below((line.len() - 1 - from).min(4));
        let mut bent = vec![line[from]];
        for step in line[from..=to].windows(2) {
            let middle = [0, 1].map(|axis| f64::midpoint(step[0][axis], step[1][axis]));
            bent.push(self.strayed(middle, apart(step[0], step[1]) / 4.0));
        }
        bent.push(line[to]);
        bent
    }

    fn strayed(&mut self, at: [f64; 2], reach: f64) -> [f64; 2] {
        at.map(|axis| rounded(axis + (2.0 * self.chance.share() - 1.0) * reach))
    }

    /// Eight corners round a place.
    fn ring(&mut self, [lon, lat]: [f64; 2], radius: f64) -> Vec<[f64; 2]> {
        (0..8)
            .map(|corner| {
                let angle = f64::from(corner) * std::f64::consts::FRAC_PI_4;
                let radius = radius * (0.6 + 0.4 * self.chance.share());
                [rounded(lon + radius * angle.cos()), rounded(lat + radius * angle.sin())]
            })
            .collect()
    }
}

impl Border {
    fn read(feature: &Value) -> Option<Self> {
        let side = |name: &str| feature["properties"][name]["id"].as_i64();
        let sides = [side("left")?, side("right")?];
        let line = list(&feature["geometry"]["coordinates"]);
        let line: Vec<_> = line.filter_map(|at| Some([at[0].as_f64()?, at[1].as_f64()?])).collect();
        (line.len() > 1).then_some(Self { line, sides })
    }

    /// The longer side of its box, in degrees; a border round an enclave has one too.
    fn size(&self) -> f64 {
        let reach = |axis: usize| {
            let (mut low, mut high) = (f64::MAX, f64::MIN);
            for at in &self.line {
                (low, high) = (low.min(at[axis]), high.max(at[axis]));
            }
            high - low
        };
        reach(0).max(reach(1)).clamp(1e-5, 3e-3)
    }
}

/// A little past a place, seen from another, as people draw across an area.
fn beyond(at: [f64; 2], other: [f64; 2]) -> [f64; 2] {
    [0, 1].map(|axis| rounded(at[axis] + (at[axis] - other[axis]) / 16.0))
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// The members of a list; none if it is none.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
