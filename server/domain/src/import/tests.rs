//! Imports of drawn towns: what is clean, what is listed, what is settled and how.

use super::Imported;
use crate::edit::{ImportAreas, ImportedArea};
use crate::ids::{Code, DivisionKey, HighestIds, LevelKey, Metres, Moment, ReleaseNo};
use crate::issue::{IssueKind, Severity};
use crate::level::Levels;
use crate::plan::Plan;
use crate::testing::Town;
use crate::{Atlas, Contents, LastHolder, Release, UsedCodes};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use topo::{Point, Polygon, Shape};

const SQUARE_M2: f64 = 10_000.0;

fn key(level: &str) -> LevelKey {
    LevelKey::new(level).unwrap()
}

/// The areas of one level of a drawn town, as a file would hold them.
fn features(town: &Town, level: &str) -> Vec<ImportedArea> {
    let rows = town.contents().areas.into_iter().filter(|row| row.area.level == key(level));
    rows.enumerate()
        .map(|(index, row)| ImportedArea {
            feature: index + 1,
            code: row.area.code,
            name: row.area.name,
            parent: None,
            attributes: row.area.attributes,
            shape: row.shape,
        })
        .collect()
}

fn import_of(level: &str, areas: Vec<ImportedArea>) -> ImportAreas {
    ImportAreas {
        level: key(level),
        division: DivisionKey::main(),
        areas,
        merge_parts: false,
        allow: BTreeSet::new(),
    }
}

fn empty_plan() -> Plan {
    let levels = Levels::parse("community:社区,grid:网格").unwrap();
    Plan::from_contents(&Contents::empty(levels), HighestIds::default()).unwrap()
}

/// A plan that holds the communities of a town.
fn communities(town: &Town) -> Plan {
    let imported =
        empty_plan().import(&import_of("community", features(town, "community"))).unwrap();
    assert_eq!(blocking(&imported), []);
    imported.plan
}

fn blocking(imported: &Imported) -> Vec<IssueKind> {
    let issues = imported.issues.iter().filter(|issue| issue.severity == Severity::Blocking);
    issues.map(|issue| issue.kind).collect()
}

fn atlas(plan: &Plan) -> Atlas {
    let release = Release {
        number: ReleaseNo(1),
        effective: Moment(0),
        published: Moment(0),
        author: String::new(),
        note: String::new(),
    };
    Atlas::build(release, plan.contents()).unwrap()
}

fn at(plan: &Plan, place: Point) -> Vec<String> {
    let atlas = atlas(plan);
    let settings =
        crate::routing::Settings { nearest_tolerance: Metres(0.0), ..Default::default() };
    let routing = crate::routing::route(&atlas, &crate::routing::Question::at(place), &settings);
    let path = &routing.answers[0].path;
    path.iter().map(|id| atlas.area(*id).unwrap().area.code.to_string()).collect()
}

#[test]
fn clean_grids_find_their_communities_by_position() {
    let town = Town::drawn(
        "AAB
                            ACB",
    )
    .under(
        "xxy
                                         xxy",
    );
    let imported = communities(&town).import(&import_of("grid", features(&town, "grid"))).unwrap();
    assert_eq!(imported.issues, []);
    assert_eq!(imported.summary.parents_by_position, 3);
    assert_eq!(at(&imported.plan, town.centre('C')), ["x", "C"]);
    assert_eq!(at(&imported.plan, town.centre('B')), ["y", "B"]);
}

#[test]
fn ground_that_siblings_enclose_is_a_gap_and_stays_blank_when_accepted() {
    let town = Town::drawn(
        "AAA
                            A.B
                            ABB",
    )
    .under(
        "xxx
                                         xxx
                                         xxx",
    );
    let mut import = import_of("grid", features(&town, "grid"));
    let refused = communities(&town).import(&import).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::Gap]);
    let gap = &refused.issues[0];
    assert!((gap.area_m2 - SQUARE_M2).abs() < 20.0, "{} m²", gap.area_m2);
    assert!((gap.width_m - 100.0).abs() < 2.0, "{} m wide", gap.width_m);
    assert_eq!(gap.codes.iter().map(Code::as_str).collect::<Vec<_>>(), ["x", "A", "B"]);

    import.allow.insert(IssueKind::Gap);
    let accepted = communities(&town).import(&import).unwrap();
    assert_eq!(blocking(&accepted), []);
    assert_eq!(accepted.issues[0].severity, Severity::Accepted);
    assert_eq!(at(&accepted.plan, town.middle(1, 1)), ["x"], "the community answers for its blank");
    let known = accepted.plan.check();
    assert_eq!(known.len(), 1, "a check of what is in force goes on naming it");
    assert_eq!((known[0].kind, known[0].severity), (IssueKind::Blank, Severity::Accepted));
    assert!((known[0].area_m2 - SQUARE_M2).abs() < 20.0);
}

#[test]
fn ground_at_the_rim_of_a_parent_is_a_blank() {
    let town = Town::drawn(
        "AB.
                            ABB",
    )
    .under(
        "xxx
                                         xxx",
    );
    let imported = communities(&town).import(&import_of("grid", features(&town, "grid"))).unwrap();
    assert_eq!(blocking(&imported), [IssueKind::Blank]);
}

#[test]
fn a_hole_that_nobody_claims_at_the_top_is_a_gap() {
    let ring = Town::drawn(
        "AAA
                            A.A
                            AAA",
    )
    .under(
        "xxx
                                         x.x
                                         xxx",
    );
    let imported =
        empty_plan().import(&import_of("community", features(&ring, "community"))).unwrap();
    assert_eq!(blocking(&imported), [IssueKind::Gap]);
}

#[test]
fn an_overlap_goes_to_the_longest_border() {
    let town = Town::drawn(
        "AAAB
                            AAAB",
    )
    .under(
        "xxxx
                                          xxxx",
    );
    let wide = Town::drawn(
        "ABBB
                            AAAB",
    );
    let mut areas = features(&town, "grid");
    // B as the second picture has it reaches two squares into A.
    areas[1].shape = features(&wide, "grid")[1].shape.clone();
    let mut import = import_of("grid", areas);
    let refused = communities(&town).import(&import).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::Overlap]);
    assert!((refused.issues[0].area_m2 - 2.0 * SQUARE_M2).abs() < 40.0);
    assert!(refused.issues[0].proposal.contains("goes to A"), "{}", refused.issues[0].proposal);

    import.allow.insert(IssueKind::Overlap);
    let accepted = communities(&town).import(&import).unwrap();
    assert_eq!(at(&accepted.plan, town.middle(1, 0)), ["x", "A"], "A has 300 m of border, B 100 m");
}

#[test]
fn a_child_outside_its_parent_is_listed_and_accepted_the_parent_grows() {
    let town = Town::drawn("AAB").under("xx.");
    let mut areas = features(&town, "grid");
    for area in &mut areas {
        area.parent = Some(Code::new("x").unwrap());
    }
    let mut import = import_of("grid", areas);
    let refused = communities(&town).import(&import).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::OutsideParent]);
    import.allow.insert(IssueKind::OutsideParent);
    let accepted = communities(&town).import(&import).unwrap();
    assert_eq!(at(&accepted.plan, town.centre('B')), ["x", "B"]);
}

#[test]
fn a_strip_below_a_metre_is_advice_and_leaves_no_hole() {
    for (steps, expected) in [(60, Vec::new()), (300, vec![IssueKind::Blank])] {
        let town = Town::drawn("AB").under("xx");
        let mut areas = features(&town, "grid");
        let east = areas[1].shape.0[0].outer.iter().map(|p| p.x).max().unwrap();
        for point in &mut areas[1].shape.0[0].outer {
            point.x -= if point.x == east { steps } else { 0 };
        }
        let imported = communities(&town).import(&import_of("grid", areas)).unwrap();
        assert_eq!(blocking(&imported), expected, "{steps} steps");
        assert_eq!(imported.issues.len(), 1);
        let rim = Point::new(east - 1, town.centre('B').y);
        let answers = at(&imported.plan, rim);
        assert_eq!(answers.is_empty(), expected.is_empty(), "the children define the border");
    }
}

#[test]
fn one_code_on_several_features_is_listed_joined_or_kept_apart() {
    let town = Town::drawn("ACB").under("xxx");
    let mut areas = features(&town, "grid");
    areas[1].code = areas[0].code.clone();
    let plan = communities(&town);
    let refused = plan.import(&import_of("grid", areas.clone())).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::DuplicateCode]);
    assert_eq!(refused.issues[0].features, [1, 2]);

    let merge = ImportAreas { merge_parts: true, ..import_of("grid", areas.clone()) };
    let merged = plan.import(&merge).unwrap();
    assert_eq!((blocking(&merged), merged.summary.areas), (vec![], 2));

    let allow = [IssueKind::DuplicateCode].into();
    let apart = plan.import(&ImportAreas { allow, ..import_of("grid", areas) }).unwrap();
    assert_eq!((blocking(&apart), apart.summary.areas), (vec![], 3));
    assert!(apart.plan.grounds[0].areas.values().any(|area| area.code.as_str() == "A-2"));
}

#[test]
fn an_unknown_parent_makes_an_orphan() {
    let town = Town::drawn("AB").under("xx");
    let mut areas = features(&town, "grid");
    areas[0].parent = Some(Code::new("z").unwrap());
    let imported = communities(&town).import(&import_of("grid", areas)).unwrap();
    assert_eq!(blocking(&imported)[0], IssueKind::Orphan);
    assert!(imported.issues[0].message.contains("the parent z"));
}

#[test]
fn a_bow_tie_is_listed_with_its_place() {
    let town = Town::drawn("AB").under("xx");
    let mut areas = features(&town, "grid");
    areas[0].shape.0[0].outer.swap(0, 1);
    let imported = communities(&town).import(&import_of("grid", areas)).unwrap();
    let invalid = imported.issues.iter().find(|issue| issue.kind == IssueKind::Invalid).unwrap();
    assert_eq!(invalid.codes[0].as_str(), "A");
    assert!(invalid.at.is_some());
}

#[test]
fn the_same_file_again_changes_nothing() {
    let town = Town::drawn(
        "AAB
                            ACB",
    )
    .under(
        "xxy
                                         xxy",
    );
    let import = import_of("grid", features(&town, "grid"));
    let once = communities(&town).import(&import).unwrap().plan;
    let twice = once.import(&import).unwrap();
    assert_eq!((twice.summary.new, twice.summary.kept, twice.summary.retired), (0, 3, 0));
    assert!(twice.plan.contents().since(&once.contents()).is_empty());
    let parents = once.import(&import_of("community", features(&town, "community"))).unwrap();
    assert_eq!(parents.issues, []);
    assert!(parents.plan.contents().since(&once.contents()).is_empty());
}

#[test]
fn an_area_the_file_does_not_name_is_retired_and_its_id_not_given_again() {
    let town = Town::drawn("AB").under("xx");
    let next = Town::drawn("CB").under("xx");
    let plan = communities(&town).import(&import_of("grid", features(&town, "grid"))).unwrap().plan;
    let highest = plan.next_id;
    let imported = plan.import(&import_of("grid", features(&next, "grid"))).unwrap();
    assert_eq!((imported.summary.new, imported.summary.kept, imported.summary.retired), (1, 1, 1));
    let said = &imported.issues[0];
    assert_eq!((said.kind, said.severity), (IssueKind::Retired, Severity::Advice));
    assert_eq!(said.codes.iter().map(Code::as_str).collect::<Vec<_>>(), ["A"]);
    let ids: Vec<u32> = imported.plan.grounds[0].areas.keys().map(|id| id.0).collect();
    assert!(ids.contains(&highest), "C has a fresh id");
}

/// The codes of a plan's grids with their holders, as they are after a release, and A as
/// it ended with release 3.
fn used(plan: &Plan, a: LastHolder) -> Arc<UsedCodes> {
    let grids = plan.grounds[0].areas.values().filter(|area| area.level == key("grid"));
    let last = |area: &crate::Area| {
        let last = LastHolder { area: area.id, name: area.name.clone(), until: None };
        (area.code.clone(), last)
    };
    let mut codes: BTreeMap<Code, LastHolder> = grids.map(last).collect();
    codes.insert(Code::new("A").unwrap(), a);
    Arc::new([(key("grid"), codes)].into())
}

#[test]
fn a_code_of_the_past_is_not_given_to_a_new_area_unless_somebody_accepts_it() {
    let (town, next) = (Town::drawn("AB").under("xx"), Town::drawn("CB").under("xx"));
    let file = |town: &Town| import_of("grid", features(town, "grid"));
    let first = communities(&town).import(&file(&town)).unwrap().plan;
    let a = first.grounds[0].areas.values().find(|area| area.code.as_str() == "A").unwrap().id;
    let ended = LastHolder { area: a, name: "桃园".into(), until: Some(ReleaseNo(3)) };
    let plan = first.import(&file(&next)).unwrap().plan;
    let codes = used(&plan, ended);
    let plan = plan.with_codes(crate::CodeRules::default(), codes);

    let refused = plan.import(&file(&town)).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::CodeFault]);
    let issue = &refused.issues[0];
    assert_eq!(issue.message, "the code A was that of 桃园 until release 3");
    assert_eq!((issue.codes[0].as_str(), issue.features.as_slice()), ("A", &[1][..]));
    assert!(issue.at.is_some());
    let allow = [IssueKind::CodeFault].into();
    let accepted = plan.import(&ImportAreas { allow, ..file(&town) }).unwrap();
    assert_eq!(blocking(&accepted), []);
    let again = accepted.plan.import(&file(&town)).unwrap();
    assert_eq!(again.issues, [], "it is its own from now on");
    assert_eq!(plan.import(&file(&next)).unwrap().issues, [], "who is there keeps its code");
}

#[test]
fn an_area_that_only_this_draft_ended_comes_back_as_itself() {
    let (town, next) = (Town::drawn("AB").under("xx"), Town::drawn("CB").under("xx"));
    let file = |town: &Town| import_of("grid", features(town, "grid"));
    let first = communities(&town).import(&file(&town)).unwrap().plan;
    let a = first.grounds[0].areas.values().find(|area| area.code.as_str() == "A").unwrap().id;
    let codes = used(&first, LastHolder { area: a, name: "A".into(), until: None });
    let first = first.with_codes(crate::CodeRules::default(), codes);
    let mut plan = first.import(&file(&next)).unwrap().plan;
    let back = plan.import(&file(&town)).unwrap();
    assert_eq!(blocking(&back), []);
    assert!(back.plan.contents().since(&first.contents()).is_empty(), "the same as before");
    // Where it is there under another code, its old one is no other's.
    let c = plan.grounds[0].areas.values().find(|area| area.code.as_str() == "C").unwrap().id;
    let mut area = plan.grounds[0].areas.remove(&c).unwrap();
    area.id = a;
    plan.grounds[0].areas.insert(a, area);
    plan.grounds[0].partition = plan.grounds[0]
        .partition
        .dissolve(|label| if label == c.label() { a.label() } else { label });
    let given = plan.import(&file(&town)).unwrap();
    assert_eq!(blocking(&given), [IssueKind::CodeFault]);
    assert!(given.issues[0].message.ends_with("until this draft"), "{:?}", given.issues);
}

#[test]
fn parents_that_come_after_their_children_adopt_them() {
    let town = Town::drawn(
        "AAB
                            ACB",
    )
    .under(
        "xxy
                                         xxy",
    );
    let grids = empty_plan().import(&import_of("grid", features(&town, "grid"))).unwrap();
    assert_eq!(grids.issues, []);
    let both = grids.plan.import(&import_of("community", features(&town, "community"))).unwrap();
    assert_eq!(both.issues, []);
    assert_eq!(at(&both.plan, town.centre('A')), ["x", "A"]);
}

#[test]
fn children_of_an_area_that_ends_are_orphans() {
    let town = Town::drawn("AB").under("xy");
    let plan = communities(&town).import(&import_of("grid", features(&town, "grid"))).unwrap().plan;
    let half = features(&town, "community").into_iter().filter(|area| area.code.as_str() == "x");
    let imported = plan.import(&import_of("community", half.collect())).unwrap();
    assert_eq!(blocking(&imported), [IssueKind::Orphan]);
    assert!(imported.issues[0].message.starts_with("B loses its parent y"));
    assert!(imported.issues[0].at.is_some());
}

#[test]
fn an_area_that_loses_all_its_ground_is_left_out_only_if_accepted() {
    let town = Town::drawn("AB").under("xx");
    let mut areas = features(&town, "grid");
    areas.push(ImportedArea { code: Code::new("Z").unwrap(), feature: 3, ..areas[0].clone() });
    let mut import = import_of("grid", areas);
    import.allow.insert(IssueKind::Overlap);
    let refused = communities(&town).import(&import).unwrap();
    assert_eq!(blocking(&refused), [IssueKind::Invalid]);
    import.allow.insert(IssueKind::Invalid);
    let accepted = communities(&town).import(&import).unwrap();
    assert_eq!(accepted.summary.areas, 2);
}

/// Random overlapping polygons, some of them crossing themselves.
fn dirty() -> impl Strategy<Value = Vec<Shape>> {
    let corner = (0..4000i32, 0..4000i32).prop_map(|(x, y)| Point::new(x, y));
    let ring = prop::collection::vec(corner, 3..9);
    let shape = ring.prop_map(|outer| Shape(vec![Polygon { outer, holes: vec![] }]));
    prop::collection::vec(shape, 1..9)
}

fn all_kinds() -> BTreeSet<IssueKind> {
    IssueKind::ACCEPTABLE.into()
}

fn named(shapes: &[Shape]) -> Vec<ImportedArea> {
    let area = |(index, shape): (usize, &Shape)| ImportedArea {
        feature: index + 1,
        code: Code::new(format!("c{index}")).unwrap(),
        name: String::new(),
        parent: None,
        attributes: crate::Attributes::new(),
        shape: shape.clone(),
    };
    shapes.iter().enumerate().map(area).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// However dirty the file, with every kind accepted a whole partition comes out,
    /// and its rows give the same partition again.
    #[test]
    fn whatever_comes_in_a_whole_partition_comes_out(shapes in dirty()) {
        let allow = all_kinds();
        let import = ImportAreas { allow, ..import_of("grid", named(&shapes)) };
        let imported = empty_plan().import(&import).unwrap();
        prop_assert_eq!(blocking(&imported), vec![]);
        let broken = imported.plan.check().into_iter().filter(|i| i.severity == Severity::Blocking);
        prop_assert_eq!(broken.collect::<Vec<_>>(), vec![]);
        let contents = imported.plan.contents();
        let highest = HighestIds { area: imported.plan.next_id - 1, ..HighestIds::default() };
        let again = Plan::from_contents(&contents, highest).unwrap();
        prop_assert!(again.contents().since(&contents).is_empty());
    }

    /// The order of the features, where a ring starts and which way it runs decide nothing.
    #[test]
    fn the_order_of_the_file_decides_nothing(
        shapes in dirty(), turn in 0..9usize, order in any::<prop::sample::Index>(),
    ) {
        let import = ImportAreas { allow: all_kinds(), ..import_of("grid", named(&shapes)) };
        let mut other = import.clone();
        for area in &mut other.areas {
            let ring = &mut area.shape.0[0].outer;
            let turn = turn % ring.len();
            ring.rotate_left(turn);
            ring.reverse();
        }
        let by = order.index(other.areas.len());
        other.areas.rotate_left(by);
        let (one, two) = (empty_plan().import(&import).unwrap(), empty_plan().import(&other).unwrap());
        prop_assert_eq!(one.plan.contents(), two.plan.contents());
    }
}
