//! One Area of an Atlas, with what is derived from its ground.

use crate::area::Area;
use crate::ids::{AreaId, DivisionKey};
use std::sync::OnceLock;
use topo::{Bounds, Inscribed, Shape};

/// An Area with its ground and what follows from it.
#[derive(Debug)]
pub struct AreaEntry {
    /// The Area itself.
    pub area: Area,
    /// The Division it belongs to.
    pub division: DivisionKey,
    /// Its ground: for a parent its children and its blanks together.
    pub shape: Shape,
    /// The box round its ground.
    pub bounds: Bounds,
    /// The Areas right below it, by code.
    pub children: Vec<AreaId>,
    /// Its colour on the map of its Level, 0 to 5; neighbours differ. More than 5
    /// only where six do not suffice (see [`crate::colouring`]).
    pub colour: u8,
    label: OnceLock<Inscribed>,
    area_m2: OnceLock<f64>,
}

impl AreaEntry {
    pub(crate) fn new(area: Area, division: DivisionKey, shape: Shape, bounds: Bounds) -> Self {
        Self {
            area,
            division,
            shape,
            bounds,
            children: Vec::new(),
            colour: 0,
            label: OnceLock::new(),
            area_m2: OnceLock::new(),
        }
    }

    /// The Area's id.
    pub fn id(&self) -> AreaId {
        self.area.id
    }

    /// Whether it is a Leaf (末级单元), an Area without children.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// The centre and radius of the largest circle inside it, where its label goes.
    /// Worked out when first asked for: a city has tens of thousands of Areas, a
    /// picture of it shows a few hundred labels.
    pub fn label(&self) -> Inscribed {
        *self.label.get_or_init(|| topo::inscribed(&self.shape))
    }

    /// Its size in square metres, worked out when first asked for.
    pub fn area_m2(&self) -> f64 {
        *self.area_m2.get_or_init(|| topo::plane::area_m2(&self.shape))
    }
}
