//! Which stations, and which people, lie in no Area at all?

use crate::atlas::{Claim, DivisionAtlas};
use crate::ids::AreaId;
use crate::plan::{Ground, Plan};
use topo::{Label, Point};

/// For so few places reading every border once is less than building an index.
const FEW: usize = 4;

impl Plan {
    /// Which of the places lie in no Area of any Division. While there are no areas at
    /// all there is nothing to lie in, and none is listed.
    pub(crate) fn outside(&self, places: &[Point]) -> Vec<usize> {
        let grounds = self.grounds.iter().filter(|ground| !ground.areas.is_empty());
        let grounds: Vec<&Ground> = grounds.collect();
        if grounds.is_empty() || places.is_empty() {
            return Vec::new();
        }
        let mut left: Vec<usize> = (0..places.len()).collect();
        for ground in grounds {
            if places.len() <= FEW {
                left.retain(|place| ground.partition.face_at(places[*place]) == Label::OUTSIDE);
            } else {
                let index = self.index(ground);
                left.retain(|place| index.holder(places[*place]).is_none());
            }
        }
        left
    }

    /// The leaves and blanks of a Division in the tree that answers for places.
    fn index(&self, ground: &Ground) -> DivisionAtlas {
        let shapes = ground.partition.shapes();
        let claims = shapes.iter().filter_map(|(label, shape)| {
            let area = AreaId::of(*label)?;
            // Who lies above is not asked here.
            Some(Claim { area, blank: false, shape, path: Vec::new() })
        });
        let (key, name) = (ground.division.key.clone(), ground.division.name.clone());
        DivisionAtlas::new(
            key,
            name,
            self.levels.clone(),
            ground.partition.clone(),
            claims.collect(),
        )
    }
}
