//! The demo town: four levels, enclaves, and areas in several parts.

use super::{Desk, Table, is_whole, same};
use crate::area::Attributes;
use crate::contents::Contents;
use crate::edit::{ImportAreas, ImportedArea};
use crate::ids::{AreaId, Code, DivisionKey, HighestIds, LevelKey};
use crate::level::Levels;
use crate::plan::Plan;
use crate::redraw::{Act, NewArea};
use crate::{CodeRules, Edit};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use topo::drawing::Side;
use topo::{Bounds, Point, Polygon, Shape};

/// The town as it comes from its files.
pub(super) fn demo() -> Plan {
    let files = [
        ("subdistrict", include_str!("../../../../../data/demo/subdistrict.geojson")),
        ("community", include_str!("../../../../../data/demo/communities.geojson")),
        ("grid", include_str!("../../../../../data/demo/grids.geojson")),
        ("microgrid", include_str!("../../../../../data/demo/microgrids.geojson")),
    ];
    let empty = Contents::empty(Levels::cn_grid());
    let mut plan = Plan::from_contents(&empty, HighestIds::default()).unwrap();
    for (level, text) in files {
        let file: Value = serde_json::from_str(text).unwrap();
        let features = file["features"].as_array().unwrap();
        let areas = (1..).zip(features).map(|(feature, from)| imported(feature, from)).collect();
        let level = LevelKey::new(level).unwrap();
        let division = DivisionKey::main();
        let allow = BTreeSet::new();
        let import = ImportAreas { level, division, areas, merge_parts: false, allow };
        plan.apply(&Edit::ImportAreas(import)).unwrap();
    }
    plan
}

fn imported(feature: usize, from: &Value) -> ImportedArea {
    let text = |key: &str| from["properties"][key].as_str();
    ImportedArea {
        feature,
        code: Code::new(text("code").unwrap()).unwrap(),
        name: text("name").unwrap().into(),
        parent: text("parent").and_then(|code| Code::new(code).ok()),
        attributes: Attributes::new(),
        shape: shape(&from["geometry"]),
    }
}

fn shape(geometry: &Value) -> Shape {
    let ring = |ring: &Value| {
        let points = ring.as_array().unwrap().iter();
        let mut points: Vec<Point> = points
            .map(|at| {
                Point::from_degrees(at[0].as_f64().unwrap(), at[1].as_f64().unwrap()).unwrap()
            })
            .collect();
        points.pop();
        points
    };
    let polygon = |rings: &Value| {
        let mut rings = rings.as_array().unwrap().iter().map(ring);
        Polygon { outer: rings.next().unwrap(), holes: rings.collect() }
    };
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Polygon") => Shape(vec![polygon(coordinates)]),
        _ => Shape(coordinates.as_array().unwrap().iter().map(polygon).collect()),
    }
}

#[test]
fn the_demo_town_lies_on_the_desk_as_it_came() {
    let plan = demo();
    let desk = Desk::of(plan.clone(), CodeRules::default(), Arc::default());
    same(&desk.plan(), &plan);
    is_whole(&desk);
    assert!(desk.areas(&DivisionKey::main()).unwrap().len() > 290);
}

/// Every grid of the town is cut across, one after the other; what was done is as it should
/// be and what was not has a reason; and all can be taken back.
#[test]
fn every_grid_of_the_demo_town_is_cut_across_with_its_microgrids() {
    let plan = demo();
    let main = DivisionKey::main();
    let mut desk = Desk::of(plan.clone(), CodeRules::default(), Arc::default());
    let level = LevelKey::new("grid").unwrap();
    let grids: Vec<AreaId> =
        desk.areas(&main).unwrap().values().filter(|a| a.level == level).map(|a| a.id).collect();
    let mut done = Vec::new();
    let mut refused = Vec::new();
    for grid in grids {
        let Bounds { min, max } = desk.shape(&main, grid).bounds().unwrap();
        let line = vec![
            Point::new(i32::midpoint(min.x, max.x), min.y - 50),
            Point::new(i32::midpoint(min.x, max.x) + 700, max.y + 50),
        ];
        let new = NewArea { name: Some("新设网格".into()), ..NewArea::default() };
        let act = Act::Split { area: grid, line, side: Side::Left, new };
        match desk.apply(&Table::redraw(act)) {
            Ok(applied) => done.push(applied),
            Err(refusal) => refused.push(refusal.to_string()),
        }
    }
    is_whole(&desk);
    assert!(done.len() > 40, "{} done, {refused:#?}", done.len());
    let cut = done.iter().filter(|applied| applied.created.len() > 2).count();
    assert!(cut > 30, "{cut} of them with halves of micro-grids");
    // What comes looks like what is there: codes as wide, names of the new parent.
    let areas = desk.areas(&main).unwrap();
    for id in done.iter().flat_map(|applied| &applied.created) {
        let area = &areas[id];
        let width = if area.level == level { 15 } else { 18 };
        assert_eq!(area.code.as_str().len(), width, "{} {}", area.code, area.name);
        assert!(area.name.starts_with("新设网格"), "{}", area.name);
    }
    for applied in done.iter().rev() {
        assert!(desk.undo(applied));
    }
    same(&desk.plan(), &plan);
}
