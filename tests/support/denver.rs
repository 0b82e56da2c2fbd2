//! Denver: 10,149 census blocks of 2020 in 571 block groups, its people, and made-up incidents.

use crate::outline::{Ring, area2, geometry, outline, spot, within};
use crate::{
    COLORADO_CENTRAL, Chance, DataFile, Jingwei, Row, collection, degrees, instant, shapefile,
    write_csv,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// People of a household, on average.
const HOUSEHOLD: f64 = 2.4;

/// The city as files can be made of it.
pub struct Denver {
    blocks: Vec<Block>,
}

struct Block {
    row: Row,
    rings: Vec<Ring>,
}

impl Denver {
    /// Reads the zipped shapefile of the blocks.
    pub fn read(file: &DataFile) -> Self {
        let ring = |ring: &Vec<(f64, f64)>| {
            let mut spots: Ring = ring
                .iter()
                .map(|(east, north)| COLORADO_CENTRAL.degrees(*east, *north))
                .map(|(lon, lat)| spot(lon, lat))
                .collect();
            spots.dedup();
            if spots.first() == spots.last() {
                spots.pop();
            }
            // Shapefiles have the ground on the right of a ring, GeoJSON on its left.
            spots.reverse();
            spots
        };
        let blocks = shapefile(&file.read()).into_iter().map(|feature| Block {
            rings: feature.rings.iter().map(ring).filter(|ring| area2(ring) != 0).collect(),
            row: feature.row,
        });
        Self { blocks: blocks.collect() }
    }

    /// The city in force in a database of its own: two levels, the people, and so many incidents.
    pub fn in_force(&self, incidents: usize) -> Jingwei {
        let home = Jingwei::on_sqlite();
        home.ok(&["init", "--levels", "group:片区,block:街区"]);
        for (level, areas) in [("group", self.groups()), ("block", self.blocks())] {
            let file = home.write(&format!("{level}.geojson"), areas.to_string());
            // Rounding to the lattice moves corners by half a centimetre.
            home.ok(&["import", "areas", &file, "--level", level, "--allow", "overlap,gap"]);
        }
        let people = home.write("population.csv", self.population());
        home.ok(&["import", "population", &people]);
        home.ok(&["publish"]);
        if incidents > 0 {
            let file = home.write("incidents.csv", self.incidents(incidents, 7));
            home.ok(&["import", "incidents", &file]);
        }
        home
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// A place on the border of a block, in degrees.
    pub fn border_of(&self, block: usize) -> (f64, f64) {
        degrees(self.blocks[block].rings[0][0])
    }

    /// The blocks: `code`, `name`, `parent`, and the columns they came with.
    pub fn blocks(&self) -> Value {
        collection(self.blocks.iter().map(|block| {
            let properties = json!({
                "code": block.code(),
                "name": block.row["NAME20"],
                "parent": block.group(),
                "TOTPOP20": block.people(),
            });
            feature(&properties, &block.rings)
        }))
    }

    /// The block groups, each the outline of its blocks: `code` and `name`.
    pub fn groups(&self) -> Value {
        let mut groups: BTreeMap<&str, Vec<&Ring>> = BTreeMap::new();
        for block in &self.blocks {
            groups.entry(block.group()).or_default().extend(&block.rings);
        }
        collection(groups.into_iter().map(|(code, rings)| {
            let properties = json!({"code": code, "name": format!("Block Group {code}")});
            feature(&properties, &outline(rings))
        }))
    }

    /// One place for each block with people, at the inner point that the census states.
    pub fn population(&self) -> Vec<u8> {
        let lived_in = self.blocks.iter().filter(|block| block.people() > 0);
        let rows = lived_in.map(|block| {
            let number = |column: &str| block.row[column].trim_start_matches('+').to_owned();
            let [lon, lat] = ["INTPTLON20", "INTPTLAT20"].map(number);
            let households = (f64::from(block.people()) / HOUSEHOLD).ceil();
            [block.code().to_owned(), lon, lat, block.people().to_string(), households.to_string()]
        });
        write_csv(["code", "lon", "lat", "residents", "households"], rows)
    }

    /// So many made-up incidents of the last eleven months, most of them where people live: the
    /// same places for the same seed.
    pub fn incidents(&self, count: usize, seed: u64) -> Vec<u8> {
        const KINDS: [&str; 4] = ["noise", "parking", "litter", "streetlight"];
        const SECONDS: usize = 330 * 24 * 3600;
        let mut chance = Chance::from_seed(seed);
        let mut weights = Vec::with_capacity(self.blocks.len());
        let mut total = 0;
        for block in &self.blocks {
            total += usize::try_from(block.people()).unwrap_or_default() + 10;
            weights.push(total);
        }
        let rows = (0..count).map(|n| {
            let drawn = chance.below(total);
            let block = &self.blocks[weights.partition_point(|sum| *sum <= drawn)];
            let (lon, lat) = block.anywhere(&mut chance);
            let ago = i64::try_from(chance.below(SECONDS)).unwrap_or_default();
            let kind = KINDS[chance.below(KINDS.len())].to_owned();
            [format!("D{n}"), instant(-ago), kind, lon.to_string(), lat.to_string()]
        });
        write_csv(["id", "time", "kind", "lon", "lat"], rows.collect::<Vec<_>>())
    }
}

impl Block {
    fn code(&self) -> &str {
        &self.row["GEOID20"]
    }

    /// State, county, tract, and the first digit of the block.
    fn group(&self) -> &str {
        &self.code()[..12]
    }

    fn people(&self) -> u32 {
        self.row["TOTPOP20"].parse().expect("a count of people")
    }

    /// A place within the block.
    fn anywhere(&self, chance: &mut Chance) -> (f64, f64) {
        let corners = || self.rings.iter().flatten();
        let reach = |low: Option<i64>, high: Option<i64>| (low.unwrap_or(0), high.unwrap_or(0));
        let (west, east) = reach(corners().map(|c| c.0).min(), corners().map(|c| c.0).max());
        let (south, north) = reach(corners().map(|c| c.1).min(), corners().map(|c| c.1).max());
        let mut between = |low: i64, high: i64| {
            low + i64::try_from(chance.below(usize::try_from(high - low).unwrap_or(0) + 1))
                .unwrap_or(0)
        };
        loop {
            let place = (between(west, east), between(south, north));
            if self.rings.iter().filter(|ring| within(place, ring)).count() % 2 == 1 {
                return degrees(place);
            }
        }
    }
}

fn feature(properties: &Value, rings: &[Ring]) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry(rings)})
}
