//! The whitelist of tags, and what they say.
//!
//! Only the fields of [`Tags`] are ever looked at. There is none for borders, for
//! military ground or for anything that is not listed here.

/// What a way is to somebody on foot and on the map.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum StreetClass {
    /// 高速公路, with ramps.
    Motorway,
    /// Expressway, with ramps.
    Trunk,
    /// Main road of a city.
    Primary,
    /// Second to it.
    Secondary,
    /// Road between quarters.
    Tertiary,
    /// Small public road.
    Unclassified,
    /// Street people live on.
    Residential,
    /// Street shared with playing children.
    LivingStreet,
    /// Driveway, alley, access road.
    Service,
    /// Street for people on foot.
    Pedestrian,
    /// Field or forest track.
    Track,
    /// Way for people on foot.
    Footway,
    /// Way for whoever comes without a car.
    Path,
    /// Way for bicycles.
    Cycleway,
    /// Way for riders.
    Bridleway,
    /// Stairs.
    Steps,
    /// Inside a building.
    Corridor,
    /// Where trains and buses are waited for.
    Platform,
}

/// Whether somebody on foot may use a way or pass a gate.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Foot {
    /// Everybody.
    Yes,
    /// Those who live, work or visit there.
    Private,
    /// Nobody.
    No,
    /// Not forbidden, but along an expressway that has no pavement.
    Roadside,
}

/// Whether people walk in one direction only. A plain `oneway` is for vehicles.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum OneWay {
    /// Both directions.
    No,
    /// As drawn.
    Forward,
    /// Against the drawing.
    Backward,
}

/// What covers the ground.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum GroundKind {
    /// River, lake, basin.
    Water,
    /// Park or garden.
    Park,
    /// Trees.
    Wood,
    /// Grass, meadow, scrub.
    Grass,
    /// Fields and orchards.
    Farmland,
}

/// What runs along a line.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum LineKind {
    /// River.
    River,
    /// Canal.
    Canal,
    /// Stream, ditch or drain that one steps over.
    Stream,
    /// The sea's edge.
    Coast,
    /// Railway.
    Rail,
    /// Tram, in a street.
    Tram,
    /// Wall.
    Wall,
    /// Fence.
    Fence,
}

/// What stands on a street node.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// A gate or another obstacle that is not open to all.
    Gate(Foot),
    /// A crossing with signals.
    Signals,
}

/// The whitelisted tags of one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags<'a> {
    access: Option<&'a str>,
    area: Option<&'a str>,
    barrier: Option<&'a str>,
    bridge: Option<&'a str>,
    building: Option<&'a str>,
    conveying: Option<&'a str>,
    crossing: Option<&'a str>,
    entrance: Option<&'a str>,
    foot: Option<&'a str>,
    foot_backward: Option<&'a str>,
    foot_forward: Option<&'a str>,
    footway: Option<&'a str>,
    highway: Option<&'a str>,
    landuse: Option<&'a str>,
    layer: Option<&'a str>,
    leisure: Option<&'a str>,
    locked: Option<&'a str>,
    motorroad: Option<&'a str>,
    name: Option<&'a str>,
    natural: Option<&'a str>,
    oneway_foot: Option<&'a str>,
    public_transport: Option<&'a str>,
    railway: Option<&'a str>,
    sidewalk: Option<&'a str>,
    tunnel: Option<&'a str>,
    kind: Option<&'a str>,
    waterway: Option<&'a str>,
    /// Whatever it is, it is left out.
    military: bool,
}

impl<'a> Tags<'a> {
    /// The whitelisted ones of some tags.
    pub(super) fn of(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut tags = Tags::default();
        for (key, value) in pairs {
            tags.set(key, value);
        }
        tags
    }

    /// Takes a tag if it is on the list.
    pub(super) fn set(&mut self, key: &str, value: &'a str) {
        let field = match key {
            "access" => &mut self.access,
            "area" => &mut self.area,
            "barrier" => &mut self.barrier,
            "bridge" => &mut self.bridge,
            "building" => &mut self.building,
            "conveying" => &mut self.conveying,
            "crossing" => &mut self.crossing,
            "entrance" => &mut self.entrance,
            "foot" => &mut self.foot,
            "foot:backward" => &mut self.foot_backward,
            "foot:forward" => &mut self.foot_forward,
            "footway" => &mut self.footway,
            "highway" => &mut self.highway,
            "landuse" => &mut self.landuse,
            "layer" => &mut self.layer,
            "leisure" => &mut self.leisure,
            "locked" => &mut self.locked,
            "motorroad" => &mut self.motorroad,
            "name" => &mut self.name,
            "natural" => &mut self.natural,
            "oneway:foot" => &mut self.oneway_foot,
            "public_transport" => &mut self.public_transport,
            "railway" => &mut self.railway,
            "sidewalk" => &mut self.sidewalk,
            "tunnel" => &mut self.tunnel,
            "type" => &mut self.kind,
            "waterway" => &mut self.waterway,
            "military" => {
                self.military = true;
                return;
            }
            _ => return,
        };
        *field = Some(value);
        self.military |= matches!((key, value), ("landuse" | "building", "military" | "bunker"));
    }

    pub(super) fn name(&self) -> Option<&'a str> {
        self.name.filter(|name| !name.is_empty())
    }

    pub(super) fn is_multipolygon(&self) -> bool {
        self.kind == Some("multipolygon")
    }

    /// Whether a closed way is meant as ground and not as a line round something.
    pub(super) fn is_area(&self) -> bool {
        self.area == Some("yes")
    }

    pub(super) fn is_building(&self) -> bool {
        !self.military && self.building.is_some_and(|kind| kind != "no")
    }

    pub(super) fn is_entrance(&self) -> bool {
        self.entrance.is_some_and(|kind| kind != "no")
    }

    pub(super) fn on_bridge(&self) -> bool {
        self.bridge.is_some_and(|kind| kind != "no")
    }

    pub(super) fn in_tunnel(&self) -> bool {
        // A passage through a building has doors on it as any street.
        self.tunnel.is_some_and(|kind| kind != "no" && kind != "building_passage")
    }

    pub(super) fn is_crossing(&self) -> bool {
        self.footway == Some("crossing")
    }

    pub(super) fn layer(&self) -> i8 {
        self.layer.and_then(|layer| layer.trim().parse().ok()).unwrap_or(0)
    }

    /// What street it is, if any.
    pub(super) fn street(&self) -> Option<StreetClass> {
        use StreetClass as C;
        if self.military {
            return None;
        }
        let platform =
            self.railway == Some("platform") || self.public_transport == Some("platform");
        let Some(highway) = self.highway else { return platform.then_some(C::Platform) };
        Some(match highway {
            "motorway" | "motorway_link" => C::Motorway,
            "trunk" | "trunk_link" => C::Trunk,
            "primary" | "primary_link" => C::Primary,
            "secondary" | "secondary_link" => C::Secondary,
            "tertiary" | "tertiary_link" => C::Tertiary,
            "unclassified" | "road" => C::Unclassified,
            "residential" => C::Residential,
            "living_street" => C::LivingStreet,
            "service" | "services" => C::Service,
            "pedestrian" => C::Pedestrian,
            "track" => C::Track,
            "footway" => C::Footway,
            "path" => C::Path,
            "cycleway" => C::Cycleway,
            "bridleway" => C::Bridleway,
            "steps" => C::Steps,
            "corridor" => C::Corridor,
            "platform" => C::Platform,
            _ => return None,
        })
    }

    /// Whether people may walk on a street of that class.
    pub(super) fn foot_on(&self, class: StreetClass) -> Foot {
        if let Some(foot) = self.foot.and_then(said) {
            return foot;
        }
        // Where only cars drive, `access` speaks of cars.
        if matches!(class, StreetClass::Motorway | StreetClass::Trunk) {
            let sidewalk = matches!(self.sidewalk, Some("both" | "left" | "right" | "yes"));
            return match class {
                StreetClass::Trunk if sidewalk => Foot::Yes,
                StreetClass::Trunk if self.motorroad != Some("yes") => Foot::Roadside,
                _ => Foot::No,
            };
        }
        self.access.and_then(said).unwrap_or(Foot::Yes)
    }

    /// Whether people may walk only one way. Stairs that move take people one way.
    pub(super) fn one_way(&self) -> OneWay {
        match (self.oneway_foot, self.conveying, self.foot_backward, self.foot_forward) {
            (Some("yes" | "1" | "true"), ..)
            | (None, Some("forward"), ..)
            | (None, None, Some("no"), _) => OneWay::Forward,
            (Some("-1"), ..) | (None, Some("backward"), ..) | (None, None, _, Some("no")) => {
                OneWay::Backward
            }
            _ => OneWay::No,
        }
    }

    /// What stands on a node, if it matters to somebody on foot.
    pub(super) fn mark(&self) -> Option<MarkKind> {
        if self.barrier.is_some() {
            let gate = self.gate();
            return (gate != Foot::Yes).then_some(MarkKind::Gate(gate));
        }
        let signals = self.crossing == Some("traffic_signals")
            || (self.highway == Some("crossing") && self.crossing == Some("controlled"));
        signals.then_some(MarkKind::Signals)
    }

    /// Who passes an obstacle on a node. A gate without a word about access is
    /// taken for open, as most are by day; a wall is not.
    fn gate(&self) -> Foot {
        if let Some(foot) = self.foot.and_then(said).or_else(|| self.access.and_then(said)) {
            return foot;
        }
        match self.barrier {
            Some("wall" | "fence" | "city_wall" | "retaining_wall" | "hedge" | "debris") => {
                Foot::No
            }
            _ if self.locked == Some("yes") => Foot::Private,
            _ => Foot::Yes,
        }
    }

    /// What covers the ground inside a closed way or a multipolygon.
    pub(super) fn ground(&self) -> Option<GroundKind> {
        use GroundKind as G;
        if self.military {
            return None;
        }
        let natural = match self.natural {
            Some("water" | "bay") => Some(G::Water),
            Some("wood") => Some(G::Wood),
            Some("grassland" | "scrub" | "heath" | "wetland") => Some(G::Grass),
            _ => None,
        };
        let waterway = match self.waterway {
            Some("riverbank" | "dock") => Some(G::Water),
            _ => None,
        };
        let landuse = match self.landuse {
            Some("reservoir" | "basin") => Some(G::Water),
            Some("forest") => Some(G::Wood),
            Some("grass" | "meadow" | "village_green" | "recreation_ground" | "cemetery") => {
                Some(G::Grass)
            }
            Some("farmland" | "orchard" | "vineyard" | "allotments") => Some(G::Farmland),
            _ => None,
        };
        let leisure = match self.leisure {
            Some("park" | "garden") => Some(G::Park),
            Some("pitch" | "golf_course" | "playground") => Some(G::Grass),
            Some("swimming_pool") => Some(G::Water),
            _ => None,
        };
        natural.or(waterway).or(landuse).or(leisure)
    }

    /// What runs along a way that is no street.
    pub(super) fn line(&self) -> Option<LineKind> {
        use LineKind as L;
        if self.military {
            return None;
        }
        let waterway = match self.waterway {
            Some("river") => Some(L::River),
            Some("canal") => Some(L::Canal),
            Some("stream" | "ditch" | "drain") => Some(L::Stream),
            _ => None,
        };
        let railway = match self.railway {
            Some("rail" | "light_rail" | "narrow_gauge" | "subway" | "monorail") => Some(L::Rail),
            Some("tram") => Some(L::Tram),
            _ => None,
        };
        let barrier = match self.barrier {
            Some("wall" | "city_wall") => Some(L::Wall),
            Some("fence") => Some(L::Fence),
            _ => None,
        };
        let coast = (self.natural == Some("coastline")).then_some(L::Coast);
        waterway.or(railway).or(barrier).or(coast)
    }
}

/// What a value of `foot` or `access` says about walking.
fn said(value: &str) -> Option<Foot> {
    match value {
        "yes" | "designated" | "permissive" | "public" | "official" | "destination"
        | "customers" | "delivery" => Some(Foot::Yes),
        "private" | "residents" | "permit" | "key" | "employees" => Some(Foot::Private),
        "no" | "use_sidepath" | "military" | "agricultural" | "forestry" | "emergency" => {
            Some(Foot::No)
        }
        _ => None,
    }
}
