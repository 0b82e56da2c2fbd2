//! Pieces of the network with no way between them.

use super::join::Joined;
use super::{Edge, EdgeKind, Network};
use crate::osm::Foot;

/// A component with fewer vertices is taken for a mapping fault, unless it is all
/// there is. Other engines (`GraphHopper`) take the same least.
pub const LEAST_VERTICES: u32 = 200;

/// A piece of the network.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Component {
    /// How many vertices it has.
    pub vertices: u32,
    /// Metres of its streets.
    pub metres: f64,
    /// Whether places are linked to it.
    pub large: bool,
}

impl Edge {
    /// Whether somebody may pass under the widest rules.
    fn connects(&self) -> bool {
        let locked = self.kind == EdgeKind::Gate && self.foot == Foot::No;
        !self.blocked && !locked
    }
}

impl Network {
    /// Finds the components, the largest first.
    pub(super) fn find_components(&mut self) {
        let mut joined = Joined::apart(self.points.len());
        for edge in self.edges.iter().filter(|edge| edge.connects()) {
            joined.join(edge.a, edge.b);
        }
        let mut number = vec![u32::MAX; self.points.len()];
        let mut found: Vec<(Component, u32)> = Vec::new();
        for vertex in 0..number.len() {
            let root = joined.root(u32::try_from(vertex).unwrap_or(0)) as usize;
            if number[root] == u32::MAX {
                number[root] = u32::try_from(found.len()).unwrap_or(0);
                let none = Component { vertices: 0, metres: 0.0, large: false };
                found.push((none, number[root]));
            }
            number[vertex] = number[root];
            found[number[vertex] as usize].0.vertices += 1;
        }
        for edge in &self.edges {
            found[number[edge.a as usize] as usize].0.metres += f64::from(edge.length_m);
        }
        found.sort_by_key(|(component, first)| (u32::MAX - component.vertices, *first));
        let mut rank = vec![0; found.len()];
        for (new, (component, old)) in found.iter_mut().enumerate() {
            rank[*old as usize] = u32::try_from(new).unwrap_or(0);
            component.large = new == 0 || component.vertices >= LEAST_VERTICES;
        }
        self.component_of = number.iter().map(|&old| rank[old as usize]).collect();
        self.components = found.into_iter().map(|(component, _)| component).collect();
    }
}
